"""``proxeny sources new URL``: a declaration of what discovery finds behind an address, and a recorded fixture of it.

What the site does not tell is asked of the caller; what is only inferred (country from the host's end, time zone from the country,
languages from the articles) stands in the declaration with a comment that says so.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
import zoneinfo
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .addresses import clean_url
from .archive import ArchiveWriter, commit_archive
from .bodies import Limits
from .declarations import Source, SourceError, load_source
from .extraction import extract_page
from .fetch import Fetched, Fetcher
from .fixtures import keep_fixture
from .hosts import Turns
from .probe import REQUESTS, Look, look_at
from .transport import Transport

_ENDINGS = {"uk": "GB", "eu": None, "su": None, "ac": None}
_STATELESS = ("network", "supranational")
_MANY_ZONES = 3
_UNKNOWN_LANGUAGE = "und"


class ScaffoldError(ValueError):
    """Nothing can be made of an address; the message says what is missing or what the site answered."""


@dataclass(frozen=True)
class Known:
    """What the caller knows of the source; null is found out or inferred."""

    source_id: str | None = None
    name: str | None = None
    country: str | None = None
    level: str = "local"
    languages: tuple[str, ...] = ()
    time_zone: str | None = None
    frequency: str = "weekly"


@dataclass(frozen=True)
class Scaffold:
    declaration: Path
    fixture: Path
    guesses: list[str]


def scaffold_source(
    url: str,
    *,
    transport: Transport,
    sources_dir: Path,
    fixtures_dir: Path,
    known: Known | None = None,
    contact: str | None = None,
    turns: Turns | None = None,
    limits: Limits | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Scaffold:
    """Look behind ``url`` and write ``<cc>/<source_id>.yml`` below ``sources_dir`` and a fixture below ``fixtures_dir``.

    Raises :class:`ScaffoldError` when the page cannot be read, nothing is listed, something has to be said by the caller, or the source is
    declared already; nothing is written then.
    """
    address = clean_url(url)
    if address is None:
        raise ScaffoldError(f"{url} is not an address of the web")
    known = known or Known()
    with tempfile.TemporaryDirectory(prefix="proxeny-new-") as passing:
        folder = Path(passing)
        archive = ArchiveWriter(folder, "scaffold", "recording")
        fetcher = Fetcher(source_id="scaffold", transport=transport, archive=archive, contact=contact, budget=REQUESTS,
                          languages=known.languages, limits=limits or Limits(), turns=turns,
                          sleep=sleep, clock=clock)  # fmt: skip
        try:
            page = fetcher.get(address, "listing")
            if not page.is_ok:
                raise ScaffoldError(f"{address}: {page.outcome} {page.detail}".rstrip())
            draft = _Draft(address, known, page, transport.now().date().isoformat())
            declared = sorted(sources_dir.rglob(f"{draft.source_id}.yml"))
            fixture = fixtures_dir / draft.source_id
            if declared or fixture.exists():
                raise ScaffoldError(f"{declared[0] if declared else fixture} is there already; give the source another id")
            look = _look(draft, fetcher, folder)
            draft.learn(look)
            text = draft.render()
            _load(text, folder, draft.source_id)
            archive.finish()
            commit_archive(archive.path)
            keep_fixture(fixture, archive.path, look)
        except BaseException:
            archive.discard()
            raise
    declaration = sources_dir / draft.folder / f"{draft.source_id}.yml"
    declaration.parent.mkdir(parents=True, exist_ok=True)
    declaration.write_text(text, encoding="utf-8")
    return Scaffold(declaration, fixture, [f"{key}: {reason}" for key, reason in draft.guesses.items()])


class _Draft:
    """A declaration in the making."""

    def __init__(self, url: str, known: Known, page: Fetched, day: str) -> None:
        self.url = url
        self.known = known
        self.guesses: dict[str, str] = {}
        self.how: tuple[str, str] = ("auto", url)
        self.kind = "auto"
        self.day = day
        self.is_stateless = known.level in _STATELESS
        self.country = self._country()
        self.folder = "int" if self.country is None else self.country.lower()
        self.source_id = known.source_id or self._id()
        self.name = known.name or self._name(page)
        self.time_zone = known.time_zone or self._time_zone()
        self.languages = list(known.languages)
        if page.response is not None and not self.languages:
            found = extract_page(page.body, url=url, content_type=page.response.header("content-type"))
            self.languages = [found.lang] if found.lang else []

    def _country(self) -> str | None:
        if self.is_stateless or self.known.country is not None:
            return self.known.country
        ending = (urlsplit(self.url).hostname or "").rpartition(".")[2]
        country = _ENDINGS.get(ending, ending.upper() if len(ending) == 2 else None)
        if country is None:
            raise ScaffoldError(f"{self.url}: the host's end names no country; say which (or the level network)")
        self.guesses["publisher.country"] = f"from the host's end, .{ending}"
        return country

    def _id(self) -> str:
        host = (urlsplit(self.url).hostname or "").removeprefix("www.").split(".")
        labels = [label for label in host[:-1] if label not in _HOST_WORDS] or host[:1]
        place = re.sub(r"[^a-z0-9]+", "_", labels[-1].lower()).strip("_")
        self.guesses["source_id"] = "from the host"
        return f"{self.folder}_{place}"

    def _name(self, page: Fetched) -> str:
        match = re.search(rb"""<meta[^>]+property=["']og:site_name["'][^>]+content=["']([^"'<>]{2,120})["']""", page.body, re.I)
        if match is not None:
            self.guesses["publisher.name"] = "from og:site_name"
            return match[1].decode("utf-8", "replace").strip()
        self.guesses["publisher.name"] = "from the host"
        return urlsplit(self.url).hostname or self.url

    def _time_zone(self) -> str:
        zones = _zones_of(self.country)
        if not zones or len(zones) > _MANY_ZONES:
            raise ScaffoldError(f"{self.country or 'a network'} has {len(zones) or 'no'} time zones; say which")
        self.guesses["coverage.time_zone"] = "the first of the country"
        return zones[0]

    def learn(self, look: Look) -> None:
        """Take over what discovery and the articles have shown."""
        self.how = look.found.how[self.url]
        kind, address = self.how
        if kind == "feed":
            self.kind, self.listing = _feed_kind(look.fetcher, address), address
        elif kind == "wordpress" and address.endswith("/wp-json/"):
            self.kind, self.listing = "wordpress", address.removesuffix("wp-json/")
        else:
            # A sitemap knows no sections and links are guessed anew each time: auto reads both as it did now.
            self.kind, self.listing = "auto", self.url
        if not self.known.languages:
            seen = Counter(found.lang for _, _, found in look.articles if found is not None and found.lang)
            self.languages = [lang for lang, _ in seen.most_common()] or self.languages
            self.guesses["coverage.languages"] = "those of the articles looked at"
        if not self.languages:
            raise ScaffoldError(f"{self.url}: no language could be told from the articles; say which")

    def render(self) -> str:
        def note(key: str) -> str:
            return f"  # a guess, {self.guesses[key]}" if key in self.guesses else ""

        country = "null" if self.country is None else self.country
        lines = [
            "# yaml-language-server: $schema=../../source.schema.json",
            f"# Found by discovery on {self.day}; what is marked as a guess wants a person's look.",
            f"source_id: {self.source_id}{note('source_id')}",
            f"title: {_quote(f'News of {self.name}')}",
            "publisher:",
            f"  name: {_quote(self.name)}{note('publisher.name')}",
            f"  country: {country}{note('publisher.country')}",
            f"  level: {self.known.level}",
            "  official: true",
            "terms: {licence: unknown}",
            "coverage:",
            f"  frequency: {self.known.frequency}",
            f"  languages: [{', '.join(self.languages or [_UNKNOWN_LANGUAGE])}]{note('coverage.languages')}",
            f"  time_zone: {self.time_zone}{note('coverage.time_zone')}",
            "listing:",
            f"  kind: {self.kind}",
            f"  urls: [{_quote(self.listing if self.kind != 'auto' else self.url)}]",
            f"evidence_url: {_quote(self.url)}",
            "verified: never",
        ]
        return "\n".join(lines) + "\n"


_HOST_WORDS = frozenset({
    "co", "com", "gov", "govt", "gob", "gouv", "go", "lg", "org", "edu", "net", "ac", "admin", "city", "pref", "town", "ville", "stad",
    "news", "kommune", "municipio", "comune", "bel", "gub", "mairie",
})  # fmt: skip


def _look(draft: _Draft, fetcher: Fetcher, folder: Path) -> Look:
    draft.listing = draft.url
    source = _load(draft.render(), folder, draft.source_id)
    look = look_at(source, fetcher)
    if look.found.status != "ok" or not look.articles:
        told = "; ".join(f"{reason} {detail}".rstrip() for reason, _, detail in look.found.errors) or "nothing of the site is listed"
        raise ScaffoldError(f"{draft.url}: {told}")
    return look


def _load(text: str, folder: Path, source_id: str) -> Source:
    path = folder / f"{source_id}.yml"
    path.write_text(text, encoding="utf-8")
    try:
        return load_source(path)
    except SourceError as error:
        raise ScaffoldError(str(error).replace(f"{folder}/", "")) from error


def _feed_kind(fetcher: Fetcher, address: str) -> str:
    head = fetcher.get(address, "listing").body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "json_feed" if head[:1] == b"{" else "atom" if b"<feed" in head else "rss"


def _zones_of(country: str | None) -> list[str]:
    """Time zones of a country, as the zone table orders them."""
    for folder in zoneinfo.TZPATH:
        table = Path(folder) / "zone.tab"
        if table.is_file():
            rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
            return [row[2] for row in rows if row[0] == country]
    from babel.core import get_global

    return [zone for zone, territory in get_global("zone_territories").items() if territory == country]


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
