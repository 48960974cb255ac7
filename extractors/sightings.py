"""Dates a reader sees on a page: in ``time`` elements, microdata and short texts, judged by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from extractors.stamps import EARLIEST, WEIGHTS, Candidate, DateReader, parse_stamp

MAX_TEXT = 160
"""Code points of a text node that is read as a place for a date; what is longer is prose."""

MAX_LINE = 30
"""Code points of a paragraph that is a line of its own (place and date, say) and no sentence."""

MAX_NODES = 400
"""Text nodes with figures that are read, at most."""

_DATE_CLASS = re.compile(
    r"date(?!picker|n\b|nschutz|i)|datum|fecha|(?<![a-z])data(?:-|_)?pub|time(?!line|r\b|out)|publi|posted|byline|"
    r"meta(?!l)|stamp|pubdat|日付|created",
    re.I,
)
_LABEL = re.compile(
    r"publi(?:shed|é|cado|cada|cação|cación|cat|c?azione|kováno|kace|cerad|seret|citat)|ver(?:ö|oe)ffentlicht|posted|"
    r"erstellt|erschienen|gepubliceerd|geplaatst|opublikowan|"
    r"опубликован|опубліковано|дата|yayın|tarih|date|datum|fecha|data\b|pubblicat|created|issued|released|julkaistu|"
    r"掲載|公開|発表|登録|投稿|发布|發布|发表|發表|时间|時間|日期|작성|등록|게시|입력|تاريخ|نشر|انتشار|δημοσίευση|"
    r"ngày đăng|เผยแพร่|dipublikasi|tanggal|written|^\W*(?:on|vom|am|le|el|il)\b",
    re.I,
)
_MODIFIED_LABEL = re.compile(
    r"updat|aktuali|modifi|geändert|änderung|bearbeitet|mise? à jour|actualiza|atualiza|aggiornat|bijgewerkt|uppdatera|"
    r"opdater|обновл|изменен|оновл|güncel|更新|수정|تحديث|"
    r"stand\b|last edited|edited|revised|retrieved|abgerufen|accessed|comment|antwort|kommentar|reply|says|schrieb|"
    r"copyright|©|\(c\)|event|veranstaltung|ausgabe|geboren|since\b|seit\b",
    re.I,
)
_SKIPPED = frozenset({"script", "style", "noscript", "template", "option", "select", "textarea", "svg", "iframe", "button"})
_ASIDE_CLASS = re.compile(
    r"related|sidebar|footer|comment|teaser|recent|recommend|widget|popular|nav(?!y)|menu|most|archiv|archive|copyright|"
    r"breadcrumb|carousel|slider|latest|similar|calendar|event-list|promo",
    re.I,
)
_ASIDE_TAGS = frozenset({"aside", "footer", "nav"})


@dataclass(frozen=True)
class _Sight:
    """How dates in sight are read on this page, and which elements hold its main heading."""

    reader: DateReader
    around_heading: frozenset[HtmlElement]

    def read_days(self, text: str) -> list[str]:
        return self.reader.read_days(text)

    def read_day(self, text: str) -> str | None:
        days = self.reader.read_days(text)
        return days[0] if days else None


def read_visible(tree: HtmlElement, reader: DateReader) -> Iterator[Candidate]:
    """Dates a reader sees, in the order of the page."""
    since_title: int | None = None
    nodes = 0
    heading = next(tree.iter("h1"), None)
    around = frozenset() if heading is None else frozenset(heading.iterancestors())
    sight = _Sight(reader, around)
    for element in tree.iter():
        is_element = isinstance(element.tag, str)
        if is_element and element.tag == "h1" and since_title is None:
            since_title = 0
        if element.tag == "time":
            yield from _read_time(element, sight, since_title)
        if is_element and element.get("itemprop") in ("datePublished", "dateCreated") and element.tag not in ("meta", "time"):
            value = element.get("content") or element.get("datetime") or (element.text or "")
            if iso := parse_stamp(value) or sight.read_day(value[:MAX_TEXT]):
                yield Candidate(iso, "microdata", WEIGHTS["microdata"])
        is_read = is_element and element.tag not in _SKIPPED and element.tag != "time"
        if is_read and element.text and not element.text.isspace():
            if since_title is not None:
                since_title += 1
            if nodes < MAX_NODES and (text := _pick_text(element.text)):
                nodes += 1
                previous = element.getprevious()
                before = "" if previous is None else (previous.tail or previous.text or "")
                yield from _read_text(element, before, text, sight, since_title)
        if nodes < MAX_NODES and element.tail and (text := _pick_text(element.tail)) and (parent := element.getparent()) is not None:
            nodes += 1
            before = (element.text or "") if is_read else (parent.text or "")
            yield from _read_text(parent, before, text, sight, since_title)


def _pick_text(text: str) -> str | None:
    """The text without the space around it when it is short and has figures: a place for a date."""
    stripped = text.strip()
    if 6 <= len(stripped) <= MAX_TEXT and _HAS_FIGURE.search(stripped):
        return stripped
    return None


_HAS_FIGURE = re.compile(r"\d|[〇一二三四五六七八九十]年")


def _read_text(holder: HtmlElement, before: str, text: str, sight: _Sight, since_title: int | None) -> Iterator[Candidate]:
    if holder.tag in _SKIPPED:
        return
    for iso in sight.read_days(text):
        kind, weight = _judge_place(holder, f"{before.strip()[-40:]} {text}", sight, since_title)
        # A day inside a sentence is one that the text tells of: in the body always, below the heading when it is long gone.
        is_told = (kind == "text" and holder.tag == "p") or (kind == "near-title" and iso < EARLIEST)
        if not is_told or len(text) <= MAX_LINE:
            yield Candidate(iso, kind, weight)


def _read_time(element: HtmlElement, sight: _Sight, since_title: int | None) -> Iterator[Candidate]:
    stamp = element.get("datetime") or element.get("content") or element.get("title") or ""
    text = element.text_content()[:MAX_TEXT].strip()
    iso = sight.read_day(text) or parse_stamp(stamp)
    if iso is None:
        return
    marks = " ".join((element.get("class") or "", element.get("itemprop") or "", element.get("id") or ""))
    if _MODIFIED_LABEL.search(marks) or "odified" in marks:
        yield Candidate(iso, "modified", WEIGHTS["modified"])
    elif element.get("pubdate") is not None or re.search(r"publi|entry-date|datePublished|posted", marks):
        yield Candidate(iso, "time-published", _damp(element, WEIGHTS["time-published"], sight, since_title))
    else:
        yield Candidate(iso, "time", _damp(element, WEIGHTS["time"], sight, since_title))


def _damp(element: HtmlElement, weight: float, sight: _Sight, since_title: int | None) -> float:
    """Less weight where other articles are announced or readers comment, and far behind the title.

    What holds the main heading is no such place, whatever its class says.
    """
    node: HtmlElement | None = element
    for _ in range(7):
        if node is None or node in sight.around_heading:
            break
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in _ASIDE_TAGS or _ASIDE_CLASS.search(marks):
            return weight * 0.35
        node = node.getparent()
    if since_title is None:
        return weight * 0.6
    return weight * 0.6 if since_title > 40 else weight


def _judge_place(holder: HtmlElement, text: str, sight: _Sight, since_title: int | None) -> tuple[str, float]:
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
    return kind, _damp(holder, weight / 2 if kind == "text" and len(text) > 100 else weight, sight, since_title)
