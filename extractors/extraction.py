"""A page's title, text, language and publication date: one parse, declared selectors first, generic rules otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lxml import html
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from extractors.charsets import decode_page
from extractors.countries import guess_country
from extractors.language import identify_language
from extractors.main_text import MAX_TEXT, drop_heading, extract_text, select_text
from extractors.published import Published, find_published, read_declared
from extractors.selectors import select
from extractors.stamps import DateReader
from extractors.titles import MAX_TITLE, clean_title, find_title

if TYPE_CHECKING:
    from extractors.declarations import ArticleSelectors, Source

MAX_BYTES = 10_000_000
"""Of a longer page the beginning is read: nobody writes an announcement of that length."""

_NOT_HTML = {
    b"%PDF-": "a PDF", b"\xff\xd8\xff": "a JPEG image", b"\x89PNG\r\n": "a PNG image", b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP or Office file", b"\xd0\xcf\x11\xe0": "an Office file", b"{\\rtf": "an RTF file",
}  # fmt: skip
_NOT_HTML_TYPES = re.compile(r"application/(?!xhtml|xml|octet-stream|rss|atom|json)|image/|audio/|video/|font/", re.I)
_NOT_FOUND = re.compile(
    r"^\W*(?:(?:error|erreur|fehler|errore|错误|エラー)?\W*(?:404|410)\b|(?:http )?404|page (?:was )?not found"
    r"|(?:the )?page (?:you requested )?(?:could|can)(?: ?no|n.)t be found|seite nicht gefunden|page (?:introuvable|non trouvée)"
    r"|página no encontrada|página não encontrada|pagina non trovata|pagina niet gevonden"
    r"|strona nie (?:istnieje|została znaleziona)|stránka nenalezena|sidan (?:kunde inte hittas|hittades inte)"
    r"|siden (?:ble|blev) ikke fundet"
    r"|страница не найдена|сторінку не знайдено|sayfa bulunamadı|الصفحة غير موجودة|ページが見つかりません|お探しのページ"
    r"|页面不存在|找不到(?:網|网)?[頁页]|페이지를 찾을 수 없)",
    re.I,
)
_SOFT_404_LENGTH = 1_500
# What libxml2 gives up on when it nests deeper than 256; paragraphs close each other.
_KEPT_TAGS = "p|br|h[1-6]|title|head|body|html|meta|script|style|time|a|li"
_NESTING = re.compile(rf"</?(?!(?:{_KEPT_TAGS})\b)[a-zA-Z][^<>]*>", re.I)
_DEPTH = 250


@dataclass(frozen=True)
class Extraction:
    """What was found on a page; ``issues`` are ``(reason code, detail)``. ``confidence`` (0 to 1) is that of the publication date.

    ``text`` is null when there is none to be had, with one of: ``body_not_html``, ``no_text``, ``soft_404``. Other codes are warnings:
    ``wrong_charset``, ``selector_mismatch``, ``bad_date``, ``text_by_fallback``, ``mixed_languages``, ``title_cut``, ``text_cut``,
    ``page_cut``, ``nesting_flattened``.
    """

    title: str | None = None
    text: str | None = None
    lang: str | None = None
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
    if len(content) > MAX_BYTES:
        issues.append(("page_cut", f"{len(content)} bytes, {MAX_BYTES} read"))
    markup, fault = decode_page(content[:MAX_BYTES], content_type)
    if fault is not None:
        issues.append((fault, content_type or "declared in the page"))
    tree = _parse(markup, issues)
    if tree is None:
        return Extraction(issues=[("no_text", "no markup"), *issues])
    selectors = source.article_on(fetched_on) if source is not None else None
    title = _pick_title(tree, selectors, issues)
    text = _pick_text(tree, selectors, issues)
    if text is not None and _is_soft_404(tree, title, text):
        return Extraction(title=title, issues=[("soft_404", (title or text)[:80]), *issues])
    hints = [*([tree.get("lang")] if tree.get("lang") else []), *(source.coverage.languages if source is not None else ())]
    lang, lang_confidence = _pick_language(text or title or "", hints, issues)
    if text is not None:
        text = drop_heading(text, title, lang or "en")
    published = _pick_published(tree, url, lang or (hints[0] if hints else "en"), source, selectors, fetched_on, issues)
    if text is None:
        issues.insert(0, ("no_text", "frames" if tree.find(".//frameset") is not None else "nothing that reads like a text"))
    return Extraction(
        title=title,
        text=text,
        lang=lang,
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


def _parse(markup: str, issues: list[tuple[str, str]]) -> HtmlElement | None:
    text = markup.replace("\x00", "")
    tree = _build_tree(text)
    if tree is not None and _is_too_deep(tree):
        issues.append(("nesting_flattened", f"more than {_DEPTH} elements inside each other"))
        tree = _build_tree(_NESTING.sub("<p>", text))
    return tree


def _build_tree(markup: str) -> HtmlElement | None:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None


def _is_too_deep(tree: HtmlElement) -> bool:
    """Whether the parser has stopped at its limit: then the last element it took is that deep."""
    last = tree
    while len(last):
        last = last[-1]
    return sum(1 for _ in last.iterancestors()) >= _DEPTH


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


def _pick_title(tree: HtmlElement, selectors: ArticleSelectors | None, issues: list[tuple[str, str]]) -> str | None:
    element = _select_one(tree, selectors, "title", issues)
    declared = clean_title(element.get("content") or element.text_content()) if element is not None else ""
    if declared:
        if len(declared) > MAX_TITLE:
            issues.append(("title_cut", f"{len(declared)} code points"))
        return declared[:MAX_TITLE]
    found = find_title(tree)
    if found is not None and found.is_cut:
        issues.append(("title_cut", f"more than {MAX_TITLE} code points"))
    return found.text if found is not None else None


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


def _is_soft_404(tree: HtmlElement, title: str | None, text: str) -> bool:
    """An error page sent with a good status: short, and headed as one."""
    if len(text) > _SOFT_404_LENGTH:
        return False
    headed = [title or "", *(element.text_content() for element in list(tree.iter("title", "h1"))[:4])]
    return any(_NOT_FOUND.match(clean_title(heading)) for heading in headed)


def _pick_language(text: str, hints: list[str], issues: list[tuple[str, str]]) -> tuple[str | None, float]:
    lang, confidence = identify_language(text, hints)
    if lang == "und":
        return None, 0.0
    if len(text) > 2_000:
        other, how_sure = identify_language(text[-800:], hints)
        if other not in (lang, "und") and min(confidence, how_sure) > 0.95:
            issues.append(("mixed_languages", f"begins in {lang}, ends in {other}"))
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
