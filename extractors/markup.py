"""From the bytes of a page to one tree, however long or deep the page is."""

from __future__ import annotations

import re

from lxml import html
from lxml.etree import LxmlError
from lxml.html import HtmlElement

MAX_BYTES = 10_000_000
"""Of a longer page, without its scripts, styles and comments, the beginning is read: nobody writes an announcement of that length."""

_UNREAD = re.compile(rb"<(?:(script|style)\b|!--)", re.I)
# What libxml2 gives up on when it nests deeper than 256. Paragraphs close each other, so tags become paragraphs: first those that
# may hold each other, then, where that was not enough (a link in a paragraph in a link), all but what tells text from scripts.
_KEPT_TAGS = ("p|br|h[1-6]|title|head|body|html|meta|script|style|time|a|li", "p|br|title|head|body|html|meta|script|style")
_NESTING = tuple(re.compile(rf"</?(?!(?:{kept})\b)[a-zA-Z][^<>]*>", re.I) for kept in _KEPT_TAGS)
_DEPTH = 250
# libxml2 compares every attribute of an element with all before it.
_LONG = 20_000
_LONG_TAG = re.compile(rf"(<[a-zA-Z][\w:-]*)[^<>]{{{_LONG},}}>")


def cut_page(content: bytes, issues: list[tuple[str, str]]) -> bytes:
    """At most ``MAX_BYTES`` of a page; what is too long loses its scripts, styles and comments first, and is reported as ``page_cut``."""
    if len(content) <= MAX_BYTES:
        return content
    read = b"".join(_skip_unread(content))
    issues.append(("page_cut", f"{len(content)} bytes, {min(len(read), MAX_BYTES)} read"))
    return read[:MAX_BYTES]


def _skip_unread(content: bytes) -> list[bytes]:
    lower = content.lower()  # the same length: only ASCII letters change
    pieces, at, kept = [], 0, 0
    while kept <= MAX_BYTES and (match := _UNREAD.search(lower, at)) is not None:
        close = b"-->" if match[1] is None else b"</" + match[1]
        end = lower.find(close, match.end())
        if end == -1:
            break
        pieces.append(content[at : match.start()])
        kept += match.start() - at
        at = end + 3 if match[1] is None else (lower.find(b">", end) + 1 or len(content))
    return [*pieces, content[at : at + MAX_BYTES + 1]]


def parse_markup(markup: str, issues: list[tuple[str, str]]) -> HtmlElement | None:
    """The tree of a page, null when it has no markup and no text; ``nesting_flattened`` when it nests too deep to be kept as it is."""
    text = _trim_tags(markup.replace("\x00", ""))
    tree = _build_tree(text)
    for number, nesting in enumerate(_NESTING):
        if tree is None or not _is_too_deep(tree):
            break
        if number == 0:
            issues.append(("nesting_flattened", f"more than {_DEPTH} elements inside each other"))
        tree = _build_tree(nesting.sub("<p>", text))
    return tree


def _trim_tags(text: str) -> str:
    at = 0
    while at + _LONG < len(text):
        end = text.rfind(">", at, at + _LONG)
        if end == -1:
            end = text.find(">", at + _LONG)
            if _LONG_TAG.search(text, at, end + 1):
                return _LONG_TAG.sub(r"\1>", text)
            if end == -1:
                break
        at = end + 1
    return text


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
