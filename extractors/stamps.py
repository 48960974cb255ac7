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
_META_PUBLISHED = frozenset({
    "article:published_time", "og:published_time", "og:article:published_time", "og:pubdate", "datepublished", "datecreated", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "publication-date", "pubyear", "date", "dc.date", "dc.date.issued",
    "dc.date.created", "dcterms.date", "dcterms.created", "dcterms.issued", "dc.created", "dcsext.articlefirstpublished",
    "article.published", "article_date_original", "sailthru.date", "parsely-pub-date", "citation_publication_date", "citation_date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "originalpublicationdate", "original-publish-date", "published",
    "published_time", "published-date", "published_date", "article.created", "displaydate", "last_published_date", "rnews:datepublished",
    "shareaholic:article_published_time", "timestamp", "created", "creation_date", "article:post_date", "article-publication-date", "cdate",
    "firstcreatedtime", "bt:pubdate", "last-published", "release_date", "releasedate", "date_published", "datepublish",
    "weibo:article:create_at", "article:published", "prism.publicationdate", "ptime",
})  # fmt: skip
_META_MODIFIED = frozenset({
    "article:modified_time", "og:updated_time", "og:modified_time", "og:article:modified_time", "datemodified", "last-modified",
    "lastmodified", "modified", "dc.date.modified", "dcterms.modified", "dc.modified", "article:updated", "lastmod", "updated", "revised",
    "date_modified", "article.updated", "cxenseparse:recs:lastmodified", "shareaholic:article_modified_time", "utime",
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


def read_meta(tree: HtmlElement, lang: str, country: str | None, order: str | None) -> Iterator[Candidate]:
    for meta in tree.iter("meta"):
        content = meta.get("content")
        if not content or len(content) > 100:
            continue
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or "").lower().strip()
        kind = "meta" if name in _META_PUBLISHED else "modified" if name in _META_MODIFIED else None
        if kind is None:
            continue
        iso = parse_stamp(content)
        if iso is None:
            days = list_days(content, lang="en" if content.isascii() else lang, country=country, order=order)
            iso = days[0] if days else None
        if iso:
            yield Candidate(iso, kind, WEIGHTS[kind])


def list_days(text: str, *, lang: str, country: str | None, order: str | None) -> list[str]:
    """ISO days that a text states, in its order; periods by their first day."""
    spans = find_dates(text, lang=lang, country=country, order=order)
    return [span.iso_start for span in spans if span.precision == "day" and span.basis == "stated" and span.iso_start]


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
