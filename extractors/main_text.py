"""The body of a page as plain text: trafilatura's, or what is left of the page without its furniture when that finds nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import copy

from lxml.html import HtmlElement

from extractors.dates import find_dates
from extractors.selectors import select
from extractors.titles import normalise

MAX_TEXT = 500_000
"""Code points that are kept of one text, as many as ``raw.document`` holds."""

MIN_TEXT = 40
"""A shorter answer of the extraction is checked against what the page shows."""

MIN_PROSE = 80
"""Code points of a paragraph that is more than a caption."""

MAX_ELEMENTS = 50_000
"""Of a page with more elements everything shown is the text: no announcement has so many, and trafilatura takes a second for them."""

MAX_DATE_LINE = 60
_HEAD_LINES = 4
_TIME_OF_DAY = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b(?:Uhr|klo|godz|GMT|UTC|CET|CEST)\b")
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "button", "head", "form"})
_FURNITURE = frozenset({"nav", "header", "footer", "aside"})
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip


def extract_text(tree: HtmlElement) -> tuple[str | None, bool]:
    """Text of a page, paragraphs separated by newlines, and whether it is the fallback's; null when the page shows none.

    The tree is only read.
    """
    if tree.xpath(f"count(//*) > {MAX_ELEMENTS}"):
        return read_blocks(tree, skip_furniture=True) or read_blocks(tree, skip_furniture=False) or None, True
    # A page without a text is our reason code, not a warning in the log of whoever runs this.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = _run_trafilatura(tree, is_strict=True)
    if 2 * len(text) < _count_prose(tree):
        loose = _run_trafilatura(tree, is_strict=False)
        text = loose if 2 * len(loose) > 3 * len(text) else text
    if len(text) >= MIN_TEXT:
        return text, False
    shown = read_blocks(tree, skip_furniture=True) or read_blocks(tree, skip_furniture=False)
    return (text or None, False) if len(shown) <= len(text) else (shown, True)


def _run_trafilatura(tree: HtmlElement, *, is_strict: bool) -> str:
    import trafilatura

    found = trafilatura.bare_extraction(tree, include_comments=False, favor_precision=is_strict)
    return "" if found is None or isinstance(found, dict) else _squeeze((found.text or "").split("\n"))


def _count_prose(tree: HtmlElement) -> int:
    """Code points in paragraphs that are no lists of links and stand in no navigation, header, footer, aside or form: what a strict
    extraction that gives less than half of it has missed."""
    count = 0
    for paragraph in tree.iter("p"):
        length = len(paragraph.text_content().strip())
        if length < MIN_PROSE or 2 * sum(len(link.text_content()) for link in paragraph.iter("a")) > length:
            continue
        if not any(parent.tag in _FURNITURE or parent.tag == "form" for parent in paragraph.iterancestors()):
            count += length
    return count


def select_text(element: HtmlElement, remove: str | None) -> str | None:
    """Text of a declared body without what ``remove`` selects; null when there is none."""
    if remove is not None:
        element = copy(element)
        for unwanted in select(element, remove):
            unwanted.drop_tree()
    return read_blocks(element, skip_furniture=False) or None


def drop_heading(text: str, title: str | None, lang: str) -> str:
    """The text without what stands above the body: the title said again and a line that is nothing but the date.

    A text that would be gone stays as it is.
    """
    lines = text.split("\n")
    kept = [line for line in lines[:_HEAD_LINES] if not (title and normalise(line) == normalise(title)) and not _is_date_line(line, lang)]
    return "\n".join([*kept, *lines[_HEAD_LINES:]]) or text


def _is_date_line(line: str, lang: str) -> bool:
    if len(line) > MAX_DATE_LINE or not any(character.isdigit() for character in line):
        return False
    rest = line
    for span in reversed(find_dates(line, lang=lang)):
        rest = rest[: span.start] + rest[span.end :]
    return len(rest) < len(line) and not re.search(r"[^\W\d_]{3,}", _TIME_OF_DAY.sub("", rest))


def read_blocks(tree: HtmlElement, *, skip_furniture: bool) -> str:
    """Everything an element shows, a line a block; without navigation, header, footer and asides when asked."""
    skipped = _UNREAD | _FURNITURE if skip_furniture else _UNREAD
    return _squeeze("".join(_walk(tree, skipped)).split("\n"))


def _walk(tree: HtmlElement, skipped: frozenset[str]) -> Iterator[str]:
    # By hand and not by recursion: pages nest as deep as they like.
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, is_left = stack.pop()
        if is_left:
            if element.tag in _BLOCKS:
                yield "\n"
            if element is not tree and element.tail:
                yield _SPACE.sub(" ", element.tail.replace("\n", " "))
            continue
        stack.append((element, True))
        if not isinstance(element.tag, str) or element.tag in skipped:
            continue
        if element.tag in _BLOCKS:
            yield "\n"
        if element.text:
            yield _SPACE.sub(" ", element.text.replace("\n", " "))
        stack.extend((child, False) for child in reversed(element))


def _squeeze(lines: list[str]) -> str:
    squeezed = (_SPACE.sub(" ", line).strip() for line in lines)
    return "\n".join(line for line in squeezed if line)
