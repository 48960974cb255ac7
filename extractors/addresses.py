"""Addresses: what makes two of them the same page, what belongs to a site, what is a trap."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 2000

_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_ga|phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|sessionid",
    re.IGNORECASE,
)
# Names that many sites use for other things are those of a session only with a value that nobody would choose.
_SESSION = re.compile(r"(?:sid|sess|session|session_?id|oscsid|zenid|s)=[0-9a-z]{20,64}", re.IGNORECASE)
_PATH_SESSION = re.compile(r";jsessionid=[^/?#]*|/\((?:X\(\d\))?[SF]\([0-9a-z_-]{20,}\)\)(?=/)", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_MAX_SEGMENTS = 24
_SAFE = "/%:@!$&'()*+,;=~-._"


def clean_url(url: str, base: str | None = None) -> str | None:
    """The absolute address as it is asked for: no fragment, no session id, host in small letters; null when it is no web address."""
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base is not None else url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or not parts.hostname or parts.username is not None:
        return None
    try:
        host = parts.hostname.encode("idna").decode("ascii") if not parts.hostname.isascii() else parts.hostname
    except UnicodeError:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme.lower()]:
        netloc += f":{port}"
    path = quote(_PATH_SESSION.sub("", parts.path), safe=_SAFE) or "/"
    cleaned = urlunsplit(SplitResult(parts.scheme.lower(), netloc, path, _clean_query(parts.query), ""))
    return cleaned if len(cleaned) <= MAX_LENGTH else None


def _clean_query(query: str) -> str:
    """The query without tracking and session parameters, otherwise untouched: servers may care about every byte of it."""
    parts = [part for part in query.split("&") if part and not _SESSION.fullmatch(part)]
    kept = [part for part in parts if not _TRACKING.fullmatch(unquote(part.partition("=")[0]))]
    return quote("&".join(kept), safe=_SAFE + "?/")


def canonical_url(url: str) -> str:
    """What documents are told apart by: a clean address, https, percent escapes and the query in one form."""
    cleaned = clean_url(url) or url
    parts = urlsplit(cleaned)
    query = urlencode(parse_qsl(parts.query, keep_blank_values=True)) if "=" in parts.query else parts.query
    return urlunsplit(SplitResult("https", parts.netloc, quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._"), query, ""))


def same_site(url: str, other: str) -> bool:
    """True when the hosts are equal but for ``www.``, or one lies below the other."""
    a, b = (((urlsplit(u).hostname or "").removeprefix("www.")) for u in (url, other))
    return bool(a and b) and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))


def is_trap(url: str) -> bool:
    """True for what only a machine that loops produces: the same path segment three times in a row or four times in all, or
    more than 24 segments."""
    segments = [s for s in urlsplit(url).path.split("/") if s]
    if len(segments) > _MAX_SEGMENTS:
        return True
    in_a_row = any(segments[i] == segments[i + 1] == segments[i + 2] for i in range(len(segments) - 2))
    return in_a_row or any(segments.count(s) >= 4 for s in set(segments))


def origin(url: str) -> str:
    """Scheme, host and port: what a robots.txt is valid for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
