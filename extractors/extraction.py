"""A page's title, text, language and publication date: one parse, declared selectors first, generic rules otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from extractors.charsets import decode_page
from extractors.countries import guess_country
from extractors.error_pages import asks_for_javascript, is_error_page
from extractors.language import SAMPLE_LENGTH, identify_language
from extractors.main_text import MAX_TEXT, drop_heading, extract_text, select_text
from extractors.markup import cut_page, parse_markup
from extractors.published import DECLARED, Published, find_published, read_declared
from extractors.selectors import select
from extractors.stamps import DateReader
from extractors.titles import MAX_TITLE, Title, clean_title, find_title

if TYPE_CHECKING:
    from extractors.declarations import ArticleSelectors, Source

_NOT_HTML = {
    b"%PDF-": "a PDF", b"\xff\xd8\xff": "a JPEG image", b"\x89PNG\r\n": "a PNG image", b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP or Office file", b"\xd0\xcf\x11\xe0": "an Office file", b"{\\rtf": "an RTF file",
}  # fmt: skip
_NOT_HTML_TYPES = re.compile(r"application/(?!xhtml|xml|octet-stream|rss|atom|json)|image/|audio/|video/|font/", re.I)
_MIXED_LENGTH = 400
_SURE = 0.95
_MAX_FRAMED = 300
"""Code points of a text that is only what a page of frames says to those who see none."""


@dataclass(frozen=True)
class Extraction:
    """What was found on a page; ``issues`` are ``(reason code, detail)``. ``confidence`` (0 to 1) is that of the publication date.

    ``text`` is null when there is none to be had, with one of: ``body_not_html``, ``no_text``, ``soft_404``. Other codes are warnings:
    ``wrong_charset``, ``selector_mismatch``, ``bad_date``, ``text_by_fallback``, ``mixed_languages``, ``title_cut``, ``text_cut``,
    ``page_cut``, ``nesting_flattened``.

    ``title_method`` is ``selector``, ``heading``, ``json-ld``, ``og`` or ``title``; ``lang_method`` is ``text`` or ``title``: which of them
    was read to tell the language. Their confidences run from 0 to 1 as well.
    """

    title: str | None = None
    title_method: str | None = None
    title_confidence: float | None = None
    text: str | None = None
    lang: str | None = None
    lang_method: str | None = None
    lang_confidence: float = 0.0
    published: str | None = None
    published_precision: str | None = None
    published_method: str | None = None
    confidence: float | None = None
    issues: list[tuple[str, str]] = field(default_factory=list)


def extract_page(
    content: bytes, *, url: str, content_type: str | None = None, source: Source | None = None, fetched_on: date | None = None
) -> Extraction:
    """Title, text, language and publication date of one page; linear in its length, and nothing a page holds makes it raise.

    ``source`` gives selectors, date rules, languages and country; ``fetched_on``, the day of the response, picks the selectors that were
    valid then and refuses later publication dates.
    """
    if (kind := _name_kind(content, content_type)) is not None:
        return Extraction(issues=[("body_not_html", kind)])
    issues: list[tuple[str, str]] = []
    markup, fault = decode_page(cut_page(content, issues), content_type)
    if fault is not None:
        issues.append((fault, content_type or "declared in the page"))
    tree = parse_markup(markup, issues)
    if tree is None:
        return Extraction(issues=[("no_text", "no markup"), *issues])
    selectors = source.article_on(fetched_on) if source is not None else None
    title = _pick_title(tree, selectors, issues)
    heading = title.text if title is not None else None
    text = _pick_text(tree, selectors, issues)
    if text is not None and is_error_page(tree, heading, text):
        return Extraction(title=heading, issues=[("soft_404", (heading or text)[:80]), *issues])
    missing = _name_missing(tree, text)
    if missing is not None:
        text = None
    hints = [*([tree.get("lang")] if tree.get("lang") else []), *(source.coverage.languages if source is not None else ())]
    lang, lang_confidence = _pick_language(text or heading or "", hints, issues)
    if text is not None:
        text = drop_heading(text, heading, lang or "en")
    published = _pick_published(tree, url, lang or (hints[0] if hints else "en"), source, selectors, fetched_on, issues)
    if missing is not None:
        issues = [("no_text", missing), *(issue for issue in issues if issue[0] != "text_by_fallback")]
    return Extraction(
        title=heading,
        title_method=title.method if title else None,
        title_confidence=title.confidence if title else None,
        text=text,
        lang=lang,
        lang_method=None if lang is None else "title" if text is None else "text",
        lang_confidence=lang_confidence,
        published=published.iso if published else None,
        published_precision=published.precision if published else None,
        published_method=published.method if published else None,
        confidence=published.confidence if published else None,
        issues=issues,
    )


def _name_kind(content: bytes, content_type: str | None) -> str | None:
    """What the bytes are when they are no page: by their first bytes, then by the declared type."""
    head = content[:1024].lstrip()
    for mark, kind in _NOT_HTML.items():
        if head.startswith(mark):
            return kind
    if content_type and _NOT_HTML_TYPES.match(content_type.strip()) and b"<" not in head:
        return content_type[:80]
    return None


def _select_one(tree: HtmlElement, selectors: ArticleSelectors | None, name: str, issues: list[tuple[str, str]]) -> HtmlElement | None:
    """The one element a declared selector matches. None, with an issue, for any other number: which of them is meant is not guessed."""
    selector = getattr(selectors, name, None)
    if selector is None:
        return None
    found = select(tree, selector)
    if len(found) == 1:
        return found[0]
    issues.append(("selector_mismatch", f"article.{name}: {selector} matches {len(found)} elements, not 1"))
    return None


def _pick_title(tree: HtmlElement, selectors: ArticleSelectors | None, issues: list[tuple[str, str]]) -> Title | None:
    element = _select_one(tree, selectors, "title", issues)
    declared = clean_title(element.get("content") or element.text_content()) if element is not None else ""
    if declared:
        if len(declared) > MAX_TITLE:
            issues.append(("title_cut", f"{len(declared)} code points"))
        return Title(declared[:MAX_TITLE], "selector", DECLARED)
    found = find_title(tree)
    if found is not None and found.is_cut:
        issues.append(("title_cut", f"more than {MAX_TITLE} code points"))
    return found


def _pick_text(tree: HtmlElement, selectors: ArticleSelectors | None, issues: list[tuple[str, str]]) -> str | None:
    element = _select_one(tree, selectors, "body", issues)
    text = select_text(element, selectors.remove if selectors is not None else None) if element is not None else None
    if text is None:
        text, is_fallback = extract_text(tree)
        if is_fallback:
            issues.append(("text_by_fallback", "no article was recognised: everything the page shows"))
    if text is not None and len(text) > MAX_TEXT:
        issues.append(("text_cut", f"{len(text)} code points, {MAX_TEXT} kept"))
        text = text[:MAX_TEXT]
    return text


def _name_missing(tree: HtmlElement, text: str | None) -> str | None:
    """Why a page has no text; null when it has one."""
    if text is None or len(text) <= _MAX_FRAMED:
        frames = [frame.get("src") for frame in tree.iter("frame") if frame.get("src")]
        if frames or tree.find(".//frameset") is not None:
            return f"frames: {', '.join(frames[:5])[:200]}"
    if text is None:
        inner = next(iter(tree.xpath("//iframe[not(ancestor::noscript)]/@src[. != '']")), None)
        return f"an inline frame: {inner[:200]}" if inner else "nothing that reads like a text"
    return "asks for JavaScript" if asks_for_javascript(text) else None


def _pick_language(text: str, hints: list[str], issues: list[tuple[str, str]]) -> tuple[str | None, float]:
    lang, confidence = identify_language(text, hints)
    if lang == "und":
        return None, 0.0
    if len(text) > _MIXED_LENGTH:
        half = len(text) // 2
        first, sure = (lang, confidence) if half >= SAMPLE_LENGTH else identify_language(text[:half], hints)
        last, as_sure = identify_language(text[-min(SAMPLE_LENGTH, half) :], hints)
        if first != last and "und" not in (first, last) and min(sure, as_sure) > _SURE:
            issues.append(("mixed_languages", f"begins in {first}, ends in {last}"))
            return first, sure
    return lang, confidence


def _pick_published(
    tree: HtmlElement,
    url: str,
    lang: str,
    source: Source | None,
    selectors: ArticleSelectors | None,
    fetched_on: date | None,
    issues: list[tuple[str, str]],
) -> Published | None:
    country = source.publisher.country if source is not None else guess_country(url, tree.get("lang"))
    order = source.dates.order.lower() if source is not None and source.dates.order else None
    reader = DateReader(lang, country, order, (*([tree.get("lang")] if tree.get("lang") else []), "en"))
    element = _select_one(tree, selectors, "published", issues)
    if element is not None and source is not None:
        declared = read_declared(element, source.dates.formats, source.dates.months, reader)
        if declared is not None:
            return declared
        issues.append(("bad_date", f"article.published: {clean_title(element.text_content())[:80]}"))
    # Where it is later than in UTC, the reader's day may be ahead of the day of the fetch.
    latest = fetched_on + timedelta(days=1) if fetched_on is not None else None
    return find_published(tree, reader, url=url, latest=latest)
