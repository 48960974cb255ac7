"""The day a page was published: candidates from everything that can say so, weighed against each other.

A page states its date in JSON-LD, in meta elements, in ``time`` elements, in its address and in sight of the reader; each
may be missing, be the date of the last change, or belong to a teaser. Every candidate has a weight, the share of pages on
which its kind of place is right; candidates for the same day support each other, those for others stand against them, and the
confidence comes from the winner's share of the odds (with one part for "none of them").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from extractors.dates import find_dates, resolve_year

EARLIEST = date(1990, 1, 1)
"""No web page is older; an earlier date on one is something it tells of."""

MAX_TEXT = 160
"""Code points of a text node that is read as a place for a date; what is longer is prose."""

MAX_NODES = 400
"""Text nodes with figures that are read, at most."""

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

JANUARY_FIRST = 0.3
REPEATED = 0.75
"""Weight of the second, third … day in sight, as powers: lists of teasers have many."""

LEAST_SHARE = 0.05
"""Of the odds: below it, a page is taken to show no date."""

_CALIBRATION = ((0.0, 0.5), (0.5, 0.8), (0.85, 0.9), (1.0, 0.99))
"""Share of the odds: share of pages on which the winner is right, measured on the htmldate and trafilatura evaluation sets."""

_SHOWN = frozenset({"label", "class", "near-title", "text", "time", "time-published"})
_STAMPED = frozenset({"json-ld", "meta", "script", "microdata"})


@dataclass(frozen=True)
class Candidate:
    """A day (``iso``) that some place of the page gives, what kind of place, and how far it is trusted."""

    iso: str
    method: str
    weight: float
    is_utc: bool = False


@dataclass(frozen=True)
class Published:
    """ISO date cut to ``precision``; ``method`` is the strongest place that gave it; ``confidence`` 0 to 1."""

    iso: str
    precision: str
    method: str
    confidence: float


_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])(?!\d{3})")
_META_PUBLISHED = frozenset(
    """article:published_time og:published_time og:article:published_time og:pubdate datepublished datecreated pubdate publishdate
    publish-date publish_date publication_date publication-date pubyear date dc.date dc.date.issued dc.date.created dcterms.date
    dcterms.created dcterms.issued dc.created dcsext.articlefirstpublished article.published article_date_original sailthru.date
    parsely-pub-date citation_publication_date citation_date cxenseparse:recs:publishtime cxenseparse:publishtime
    originalpublicationdate original-publish-date published published_time published-date published_date article.created
    displaydate last_published_date rnews:datepublished shareaholic:article_published_time timestamp created creation_date
    article:post_date article-publication-date cdate firstcreatedtime bt:pubdate last-published release_date releasedate
    date_published datepublish weibo:article:create_at article:published prism.publicationdate ptime""".split()
)
_META_MODIFIED = frozenset(
    """article:modified_time og:updated_time og:modified_time og:article:modified_time datemodified last-modified lastmodified
    modified dc.date.modified dcterms.modified dc.modified article:updated lastmod updated revised date_modified
    article.updated cxenseparse:recs:lastmodified shareaholic:article_modified_time utime""".split()
)
_DATE_CLASS = re.compile(
    r"date(?!picker|n\b|nschutz|i)|datum|fecha|(?<![a-z])data(?:-|_)?pub|time(?!line|r\b|out)|publi|posted|byline|meta(?!l)|stamp|pubdat|日付|created", re.I
)
_LABEL = re.compile(
    r"publi(?:shed|é|cado|cada|cação|cación|cat|c?azione|kováno|kace|cerad|seret|citat)|ver(?:ö|oe)ffentlicht|posted|erstellt|erschienen|gepubliceerd|geplaatst|opublikowan|"
    r"опубликован|опубліковано|дата|yayın|tarih|date|datum|fecha|data\b|pubblicat|created|issued|released|julkaistu|"
    r"掲載|公開|発表|登録|投稿|发布|發布|发表|發表|时间|時間|日期|작성|등록|게시|입력|تاريخ|نشر|انتشار|δημοσίευση|ngày đăng|เผยแพร่|dipublikasi|tanggal|written|^\W*(?:on|vom|am|le|el|il)\b",
    re.I,
)
_MODIFIED_LABEL = re.compile(
    r"updat|aktuali|modifi|geändert|änderung|bearbeitet|mise? à jour|actualiza|atualiza|aggiornat|bijgewerkt|uppdatera|opdater|обновл|изменен|оновл|güncel|更新|수정|تحديث|"
    r"stand\b|last edited|edited|revised|retrieved|abgerufen|accessed|comment|antwort|kommentar|reply|says|schrieb|copyright|©|\(c\)|event|veranstaltung|ausgabe|geboren|since\b|seit\b",
    re.I,
)
_SKIPPED = frozenset({"script", "style", "noscript", "template", "option", "select", "textarea", "svg", "iframe", "button"})
_ASIDE_CLASS = re.compile(
    r"related|sidebar|footer|comment|teaser|recent|recommend|widget|popular|nav(?!y)|menu|most|archiv|archive|copyright|breadcrumb|carousel|slider|latest|similar|calendar|event-list|promo", re.I
)
_ASIDE_TAGS = frozenset({"aside", "footer", "nav"})


def find_published(
    tree: HtmlElement, *, url: str, lang: str, country: str | None = None, order: str | None = None, latest: date | None = None
) -> Published | None:
    """The publication day of a page, None when it shows none.

    ``lang`` (BCP 47), ``country`` and ``order`` decide how written dates are read; ``latest`` refuses later days (a page
    cannot have been published after it was fetched). The tree is only read.
    """
    candidates = list(_collect(tree, url, lang, country, order))
    return choose(candidates, latest)


def _collect(tree: HtmlElement, url: str, lang: str, country: str | None, order: str | None) -> Iterator[Candidate]:
    yield from _read_json_ld(tree)
    yield from _read_meta(tree, lang, country, order)
    yield from _read_url(url)
    yield from _read_visible(tree, lang, country, order)


def choose(candidates: Iterable[Candidate], latest: date | None = None) -> Published | None:
    """The day with the least doubt left; candidates of one kind count once, and the further down the page's dates, the less."""
    doubts: dict[str, dict[str, float]] = {}
    shown: dict[str, int] = {}
    for candidate in candidates:
        if not EARLIEST.isoformat() <= candidate.iso or (latest is not None and candidate.iso > latest.isoformat()):
            continue
        weight = candidate.weight
        if candidate.iso.endswith("-01-01"):
            weight *= JANUARY_FIRST  # what systems write when they know the year only
        if candidate.method in _SHOWN:
            weight *= REPEATED ** min(shown.get(candidate.iso, len(shown)), 8)
            if candidate.weight >= 0.3:
                shown.setdefault(candidate.iso, len(shown))
        methods = doubts.setdefault(candidate.iso, {})
        methods[candidate.method] = max(methods.get(candidate.method, 0.0), weight)
    _follow_reader(doubts)
    odds: dict[str, float] = {}
    for iso, methods in doubts.items():
        doubt = 1.0
        for weight in methods.values():
            doubt *= 1 - weight
        odds[iso] = 1 / doubt - 1
    if not odds:
        return None
    iso = max(odds, key=lambda day: odds[day])  # the first on the page of equals
    share = odds[iso] / (1 + sum(odds.values()))
    if share < LEAST_SHARE:
        return None
    methods = doubts[iso]
    strongest = max(methods, key=lambda method: methods[method])
    return Published(iso, "day", strongest, _calibrate(share))


def _calibrate(share: float) -> float:
    for (left, low), (right, high) in zip(_CALIBRATION, _CALIBRATION[1:], strict=False):
        if share <= right:
            return round(low + (high - low) * (share - left) / (right - left), 4)
    return _CALIBRATION[-1][1]


def _follow_reader(doubts: dict[str, dict[str, float]]) -> None:
    """Where a stamp and a date in plain sight are one day apart, the stamp is in another time zone: the reader's day counts."""
    for iso, methods in list(doubts.items()):
        if max(methods.get("class", 0.0), methods.get("time-published", 0.0)) < WEIGHTS["class"]:
            continue
        day = date.fromisoformat(iso)
        for neighbour in (day - timedelta(days=1), day + timedelta(days=1)):
            stamped = doubts.get(neighbour.isoformat(), {})
            for method in _STAMPED & stamped.keys():
                methods[method] = max(methods.get(method, 0.0), stamped.pop(method))


def _parse_stamp(value: str) -> tuple[str | None, bool]:
    """ISO day of a machine-readable stamp, and whether it is in UTC (whose day may not be the reader's)."""
    match = _ISO.search(value)
    if match is None:
        return None, False
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None, False
    rest = value[match.end() :]
    return day.isoformat(), bool(re.search(r"\d(?::\d\d)?(?:\.\d+)?\s?(?:Z|UTC|GMT|\+00:?00)", rest))


_QUOTED_DAY = re.compile(r"""["'](?:19|20)\d\d[-/.]\d\d[-/.]\d\d""")
_JSON_DATE = re.compile(r'"(date_?published|datecreated|uploaddate|datemodified)"\s*:\s*"([^"]{8,40})"', re.I)


def _read_json_ld(tree: HtmlElement) -> Iterator[Candidate]:
    for script in tree.iter("script"):
        text = script.text
        if not text:
            continue
        if "ld+json" in (script.get("type") or ""):
            yield from _read_json_block(text)
        elif len(text) < 300:
            if (iso := _parse_stamp(text)[0]) and _QUOTED_DAY.search(text):
                yield Candidate(iso, "script", WEIGHTS["script"] / 2)  # document.write and its like
        elif len(text) < 500_000 and "ublish" in text:
            match = re.search(r"""["']?(?:date_?published|published_?(?:at|date|time|on)|publish(?:ed)?_?(?:date|time)?|publication_?date|pub_?date)["']?\s*[:=]\s*["']([^"']{8,40})["']""", text, re.I)
            if match and (iso := _parse_stamp(match[1])[0]):
                yield Candidate(iso, "script", WEIGHTS["script"])


def _read_json_block(text: str) -> Iterator[Candidate]:
    try:
        nodes = list(_walk_json(json.loads(text, strict=False)))
    except (ValueError, RecursionError):
        nodes = [{key.lower(): value} for key, value in _JSON_DATE.findall(text)]
    for node in nodes:
        if (value := node.get("datepublished") or node.get("datecreated") or node.get("uploaddate")) and isinstance(value, str):
            iso, is_utc = _parse_stamp(value)
            if iso:
                yield Candidate(iso, "json-ld", WEIGHTS["json-ld"], is_utc)
                return
    for node in nodes:
        if isinstance(value := node.get("datemodified"), str) and (iso := _parse_stamp(value)[0]):
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


def _read_meta(tree: HtmlElement, lang: str, country: str | None, order: str | None) -> Iterator[Candidate]:
    for meta in tree.iter("meta"):
        content = meta.get("content")
        if not content or len(content) > 100:
            continue
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or "").lower().strip()
        kind = "meta" if name in _META_PUBLISHED else "modified" if name in _META_MODIFIED else None
        if kind is None:
            continue
        iso, is_utc = _parse_stamp(content)
        if iso is None:
            spans = [s for s in find_dates(content, lang="en" if content.isascii() else lang, country=country, order=order) if s.precision == "day" and s.basis == "stated"]
            iso = spans[0].iso_start if spans else None
        if iso:
            yield Candidate(iso, kind, WEIGHTS[kind], is_utc)


_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_SLASHED = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|$)")


def _read_url(url: str) -> Iterator[Candidate]:
    path = unquote(urlsplit(url).path)
    match = _URL_SLASHED.search(path) or _URL_DAY.search(path)
    if match is None:
        return
    try:
        yield Candidate(date(int(match[1]), int(match[2]), int(match[3])).isoformat(), "url", WEIGHTS["url"])
    except ValueError:
        return


@dataclass(frozen=True)
class _Reader:
    """How dates in sight are read on this page, and which elements hold its main heading."""

    lang: str
    country: str | None
    order: str | None
    around_heading: frozenset[HtmlElement]

    def read_days(self, text: str) -> list[str]:
        spans = find_dates(text, lang=self.lang, country=self.country, order=self.order)
        return [span.iso_start for span in spans if span.precision == "day" and span.basis == "stated" and span.iso_start]

    def read_day(self, text: str) -> str | None:
        days = self.read_days(text)
        return days[0] if days else None


def _read_visible(tree: HtmlElement, lang: str, country: str | None, order: str | None) -> Iterator[Candidate]:
    """Dates a reader sees, in the order of the page."""
    since_title: int | None = None
    nodes = 0
    heading = next(tree.iter("h1"), None)
    around = frozenset() if heading is None else frozenset(heading.iterancestors())
    reader = _Reader(lang, country, order, around)
    for element in tree.iter():
        is_element = isinstance(element.tag, str)
        if is_element and element.tag == "h1" and since_title is None:
            since_title = 0
        if element.tag == "time":
            yield from _read_time(element, reader, since_title)
        if is_element and element.get("itemprop") in ("datePublished", "dateCreated") and element.tag not in ("meta", "time"):
            value = element.get("content") or element.get("datetime") or (element.text or "")
            iso, is_utc = _parse_stamp(value)
            iso = iso or reader.read_day(value[:MAX_TEXT])
            if iso:
                yield Candidate(iso, "microdata", WEIGHTS["microdata"], is_utc)
        is_read = is_element and element.tag not in _SKIPPED and element.tag != "time"
        if is_read and element.text and not element.text.isspace():
            if since_title is not None:
                since_title += 1
            if nodes < MAX_NODES and (text := _pick_text(element.text)):
                nodes += 1
                previous = element.getprevious()
                before = "" if previous is None else (previous.tail or previous.text or "")
                yield from _read_text(element, before, text, reader, since_title)
        if nodes < MAX_NODES and element.tail and (text := _pick_text(element.tail)) and (parent := element.getparent()) is not None:
            nodes += 1
            before = (element.text or "") if is_read else (parent.text or "")
            yield from _read_text(parent, before, text, reader, since_title)


def _pick_text(text: str) -> str | None:
    """The text without the space around it when it is short and has figures: a place for a date."""
    stripped = text.strip()
    if 6 <= len(stripped) <= MAX_TEXT and _HAS_FIGURE.search(stripped):
        return stripped
    return None


_HAS_FIGURE = re.compile(r"\d|[〇一二三四五六七八九十]年")


def _read_text(holder: HtmlElement, before: str, text: str, reader: _Reader, since_title: int | None) -> Iterator[Candidate]:
    if holder.tag in _SKIPPED:
        return
    for iso in reader.read_days(text):
        kind, weight = _judge_place(holder, f"{before.strip()[-40:]} {text}", reader, since_title)
        yield Candidate(iso, kind, weight)


def _read_time(element: HtmlElement, reader: _Reader, since_title: int | None) -> Iterator[Candidate]:
    stamp = element.get("datetime") or element.get("content") or element.get("title") or ""
    text = element.text_content()[:MAX_TEXT].strip()
    iso, is_utc = _parse_stamp(stamp)
    shown = reader.read_day(text)
    iso = shown or iso
    if iso is None:
        return
    marks = " ".join((element.get("class") or "", element.get("itemprop") or "", element.get("id") or ""))
    if _MODIFIED_LABEL.search(marks) or "odified" in marks:
        yield Candidate(iso, "modified", WEIGHTS["modified"])
    elif element.get("pubdate") is not None or re.search(r"publi|entry-date|datePublished|posted", marks):
        yield Candidate(iso, "time-published", _damp(element, WEIGHTS["time-published"], reader, since_title))
    else:
        yield Candidate(iso, "time", _damp(element, WEIGHTS["time"], reader, since_title))


def _damp(element: HtmlElement, weight: float, reader: _Reader, since_title: int | None) -> float:
    """Less weight where other articles are announced or readers comment, and far behind the title.

    What holds the main heading is no such place, whatever its class says.
    """
    node: HtmlElement | None = element
    for _ in range(7):
        if node is None or node in reader.around_heading:
            break
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in _ASIDE_TAGS or _ASIDE_CLASS.search(marks):
            return weight * 0.35
        node = node.getparent()
    if since_title is None:
        return weight * 0.6
    return weight * 0.6 if since_title > 40 else weight


def _judge_place(holder: HtmlElement, text: str, reader: _Reader, since_title: int | None) -> tuple[str, float]:
    parent = holder.getparent()
    marks = f"{holder.get('class') or ''} {holder.get('id') or ''}"
    if parent is not None:
        marks += f" {parent.get('class') or ''} {parent.get('id') or ''}"
    if _MODIFIED_LABEL.search(text) or _MODIFIED_LABEL.search(marks):
        kind = "modified"
    elif holder.tag == "a" and holder.get("href"):
        kind = "text"
    elif _DATE_CLASS.search(marks):
        kind = "class"
    elif _LABEL.search(text) and len(text) < 100:
        kind = "label"
    elif since_title is not None and since_title <= 12 and len(text) < 100:
        kind = "near-title"
    else:
        kind = "text"
    weight = WEIGHTS[kind]
    return kind, _damp(holder, weight / 2 if kind == "text" and len(text) > 100 else weight, reader, since_title)
