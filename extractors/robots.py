"""robots.txt and other opt-outs: whether a page may be asked for (RFC 9309) and whether it may be kept.

* 2xx: the rules count. 4xx but 429: no rules. 429, 5xx and no answer: nothing may be asked for. RFC 9309 sections 2.3.1.2 to 2.3.1.4.
* More than five redirects: no rules (2.3.1.2). Only the first 500 KiB are read (2.5).
* A byte order mark is dropped first: protego, like other parsers, would otherwise miss the first group.
* An HTML page answered instead of rules has none; that it was one is told.
* Crawl-delay and Request-rate are no part of the RFC and are kept all the same.

The TDM Reservation Protocol (W3C community group, 2024) has three places for the same thing: a file of the host, a header, a meta tag.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from protego import Protego

from .messages import Response

AGENT = "proxeny"
MAX_ROBOTS_BYTES = 500 * 1024

_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE | re.DOTALL)
_META = re.compile(rb"<meta\s[^>]{0,500}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_META_WINDOW = 65_536
_MAX_RULES = 500
_AGENT_PREFIX = re.compile(r"^\s*([a-z][a-z0-9_-]*)\s*:\s*(.*)$", re.IGNORECASE)
_PARAMETER_DIRECTIVES = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


@dataclass(frozen=True)
class Robots:
    """What one host's robots.txt means. ``verdict``: rules, none, html, not_recorded (in a replay), unreachable; ``detail`` says why for
    the last."""

    verdict: str
    rules: Protego | None = None
    detail: str = ""

    def allows(self, url: str) -> bool:
        if self.verdict == "unreachable":
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the rules ask for; 0 when they ask for none."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(AGENT)
        return max(float(self.rules.crawl_delay(AGENT) or 0), rate.seconds / rate.requests if rate and rate.requests else 0.0)

    @property
    def sitemaps(self) -> list[str]:
        return [] if self.rules is None else list(self.rules.sitemaps)


def read_robots(response: Response, body: bytes) -> Robots:
    """The meaning of the last response to ``/robots.txt``; ``body`` is its decoded content."""
    if response.status == 429 or response.status >= 500:
        return Robots("unreachable", detail=f"robots.txt answers {response.status}")
    if not 200 <= response.status < 300:
        return Robots("none")
    if _HTML.match(body[:4096]) or (response.header("content-type") or "").lower().startswith(("text/html", "application/xhtml")):
        return Robots("html")
    # NUL bytes come from files saved as UTF-16; without them the ASCII of the rules is left.
    text = body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace").replace("\x00", "").lstrip("\ufeff\ufffd")
    return Robots("rules", Protego.parse(text))


@dataclass(frozen=True)
class Reservations:
    """The rules of one host's TDM file: (pattern as of robots.txt, reserved), of which the first that matches holds."""

    rules: tuple[tuple[Protego, bool], ...] = ()

    def covers(self, url: str) -> bool:
        return next((is_reserved for pattern, is_reserved in self.rules if not pattern.can_fetch(url, AGENT)), False)


def read_reservations(body: bytes) -> Reservations:
    """The meaning of ``/.well-known/tdmrep.json``. What is no such file reserves nothing, nor does a rule that is none."""
    try:
        told = json.loads(body[:MAX_ROBOTS_BYTES].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Reservations()
    rules = []
    for rule in told[:_MAX_RULES] if isinstance(told, list) else []:
        location, value = (rule.get("location"), rule.get("tdm-reservation")) if isinstance(rule, dict) else (None, None)
        if isinstance(location, str) and location.startswith(("/", "*")) and not re.search(r"[\s#]", location):
            rules.append((Protego.parse(f"User-agent: *\nDisallow: {location}"), str(value) == "1"))
    return Reservations(tuple(rules))


def find_opt_out(response: Response, body: bytes) -> tuple[str | None, str | None]:
    """(reason not to keep the page, reason for a warning), from X-Robots-Tag, the TDM reservation protocol and their meta tags.

    ``noai``, ``noarchive`` and ``tdm-reservation: 1`` mean that nothing is kept. ``noindex`` and ``none`` speak about search indexes,
    which this is not: the page is kept and the tag told.
    """
    directives = set(_header_directives(response.header_values("x-robots-tag")))
    if (response.header("tdm-reservation") or "").strip() == "1":
        directives.add("tdm_reservation")
    if not (response.header("content-type") or "text/html").lower().startswith(("image/", "video/", "audio/")):
        directives |= set(_meta_directives(body[:_META_WINDOW]))
    for directive in ("noai", "tdm_reservation", "noarchive"):
        if directive in directives:
            return f"opted_out_{directive}", None
    return None, "x_robots_noindex" if directives & {"noindex", "none"} else None


def _header_directives(values: Iterable[str]) -> Iterable[str]:
    for value in values:
        match = _AGENT_PREFIX.match(value)
        if match is not None and match[1].lower() not in _PARAMETER_DIRECTIVES:
            if match[1].lower() != AGENT:
                continue
            value = match[2]
        yield from (part.strip().lower() for part in value.split(","))


def _meta_directives(head: bytes) -> Iterable[str]:
    for tag in _META.findall(head):
        attributes = {m[0].lower(): (m[1] or m[2] or m[3]).decode("latin-1").strip().lower() for m in _ATTRIBUTE.findall(tag)}
        name, content = attributes.get(b"name"), attributes.get(b"content", "")
        if name in ("robots", AGENT):
            yield from (part.strip() for part in content.split(","))
        elif name == "tdm-reservation" and content == "1":
            yield "tdm_reservation"
