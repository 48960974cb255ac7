"""Where a page tells machines its date: JSON-LD, meta elements, scripts and its address; and how far each place is trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from extractors.dates import find_dates

EARLIEST = date(1990, 1, 1).isoformat()
"""No web page is older; an earlier date on one is something it tells of, unless it stands as a date of the page (a digitised bulletin)."""

WEIGHTS = {
    "json-ld": 0.88,
    "meta": 0.88,
    "microdata": 0.86,
    "time-published": 0.85,
    "time": 0.6,
    "url": 0.9,
    "label": 0.8,
    "class": 0.7,
    "near-title": 0.65,
    "text": 0.3,
    "script": 0.5,
    "modified": 0.35,
}

_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])(?!\d{3})")
_NOT_LETTER = re.compile(r"[^a-z]")
# Names of meta elements by their letters: article:published_time is also written article.published-time.
_META_PUBLISHED = frozenset({
    "articlecreated", "articledateoriginal", "articlepostdate", "articlepublicationdate", "articlepublished", "articlepublishedtime",
    "btpubdate", "cdate", "citationdate", "citationpublicationdate", "created", "creationdate", "cxenseparsepublishtime",
    "cxenseparserecspublishtime", "date", "datecreated", "datepublish", "datepublished", "dccreated", "dcdate", "dcdatecreated",
    "dcdateissued", "dcsextarticlefirstpublished", "dctermscreated", "dctermsdate", "dctermsissued", "displaydate", "firstcreatedtime",
    "lastpublished", "lastpublisheddate", "ogarticlepublishedtime", "ogpubdate", "ogpublishedtime", "originalpublicationdate",
    "originalpublishdate", "parselypubdate", "prismpublicationdate", "ptime", "pubdate", "publicationdate", "publishdate", "published",
    "publisheddate", "publishedtime", "pubyear", "releasedate", "rnewsdatepublished", "sailthrudate", "shareaholicarticlepublishedtime",
    "timestamp", "weiboarticlecreateat",
})  # fmt: skip
_META_MODIFIED = frozenset({
    "articlemodifiedtime", "articleupdated", "cxenseparserecslastmodified", "datemodified", "dcdatemodified", "dcmodified",
    "dctermsmodified", "lastmod", "lastmodified", "modified", "ogarticlemodifiedtime", "ogmodifiedtime", "ogupdatedtime", "revised",
    "shareaholicarticlemodifiedtime", "updated", "utime",
})  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A day (``iso``) that some place of the page gives, what kind of place, and how far it is trusted."""

    iso: str
    method: str
    weight: float


def parse_stamp(value: str) -> str | None:
    """ISO day of a machine-readable stamp (2026-05-04T09:30:00Z, 20260504 …), None when it has none."""
    match = _ISO.search(value)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


_WORD_AND_YEAR = re.compile(r"[^\W\d_].*\d{4}|\d{4}.*[^\W\d_]", re.S)


@dataclass(frozen=True)
class DateReader:
    """How the dates written on a page are read: in its language, else in the ``others`` (that of its markup, English), by the order of
    day and month of its country (ISO 3166-1 alpha-2) or in that which is declared (``dmy``, ``mdy``, ``ymd``)."""

    lang: str
    country: str | None = None
    order: str | None = None
    others: tuple[str, ...] = ()

    def read_days(self, text: str) -> list[str]:
        """ISO days that a text states, in its order; periods by their first day."""
        return self._read(text, "day")

    def read_months(self, text: str) -> list[str]:
        """ISO months (``2024-05``) that a text states and names no day of."""
        return self._read(text, "month")

    def _read(self, text: str, precision: str) -> list[str]:
        for lang in dict.fromkeys((self.lang, *self.others)):
            spans = find_dates(text, lang=lang, country=self.country, order=self.order)
            found = [span.iso_start for span in spans if span.precision == precision and span.basis == "stated" and span.iso_start]
            if found or not _WORD_AND_YEAR.search(text):  # figures read the same in every language
                return found
        return []


_QUOTED_DAY = re.compile(r"""["'](?:19|20)\d\d[-/.]\d\d[-/.]\d\d""")
_SCRIPT_DATE = re.compile(
    r"""["']?(?:date_?published|published_?(?:at|date|time|on)|publish(?:ed)?_?(?:date|time)?|publication_?date|pub_?date)["']?"""
    r"""\s*[:=]\s*["']([^"']{8,40})["']""",
    re.I,
)
_JSON_DATE = re.compile(r'"(date_?published|datecreated|uploaddate|datemodified)"\s*:\s*"([^"]{8,40})"', re.I)


def read_json_ld(tree: HtmlElement) -> Iterator[Candidate]:
    for script in tree.iter("script"):
        text = script.text
        if not text:
            continue
        if "ld+json" in (script.get("type") or ""):
            yield from _read_json_block(text)
        elif len(text) < 300:
            if (iso := parse_stamp(text)) and _QUOTED_DAY.search(text):
                yield Candidate(iso, "script", WEIGHTS["script"] / 2)  # document.write and its like
        elif len(text) < 500_000 and "ublish" in text:
            match = _SCRIPT_DATE.search(text)
            if match and (iso := parse_stamp(match[1])):
                yield Candidate(iso, "script", WEIGHTS["script"])


def _read_json_block(text: str) -> Iterator[Candidate]:
    try:
        nodes = list(_walk_json(json.loads(text, strict=False)))
    except (ValueError, RecursionError):
        nodes = [{key.lower(): value} for key, value in _JSON_DATE.findall(text)]
    for node in nodes:
        value = node.get("datepublished") or node.get("datecreated") or node.get("uploaddate")
        if isinstance(value, str) and (iso := parse_stamp(value)):
            yield Candidate(iso, "json-ld", WEIGHTS["json-ld"])
            return
    for node in nodes:
        if isinstance(value := node.get("datemodified"), str) and (iso := parse_stamp(value)):
            yield Candidate(iso, "modified", WEIGHTS["modified"])
            return


def _walk_json(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON value, outer before inner, with lower-case keys; at most 2,000 of them."""
    queue, seen = [data], 0
    while queue and seen < 2000:
        node = queue.pop(0)
        seen += 1
        if isinstance(node, dict):
            yield {str(key).lower(): value for key, value in node.items()}
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)


def read_meta(tree: HtmlElement, reader: DateReader) -> Iterator[Candidate]:
    for meta in tree.iter("meta"):
        content = meta.get("content")
        if not content or len(content) > 100:
            continue
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        name = _NOT_LETTER.sub("", name.lower())
        kind = "meta" if name in _META_PUBLISHED else "modified" if name in _META_MODIFIED else None
        if kind is None:
            continue
        iso = parse_stamp(content)
        if iso is None:
            days = reader.read_days(content)
            iso = days[0] if days else None
        if iso:
            yield Candidate(iso, kind, WEIGHTS[kind])


_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_SLASHED = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|$)")


def read_url(url: str) -> Iterator[Candidate]:
    path = unquote(urlsplit(url).path)
    match = _URL_SLASHED.search(path) or _URL_DAY.search(path)
    if match is None:
        return
    try:
        yield Candidate(date(int(match[1]), int(match[2]), int(match[3])).isoformat(), "url", WEIGHTS["url"])
    except ValueError:
        return
