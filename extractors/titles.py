"""The title of an announcement: what the page heads its text with, without the name of the site.

The candidates are the headings, the ``title`` element, Open Graph, Twitter and JSON-LD. A heading that the ``title`` element or
Open Graph repeats is the title as the reader sees it; without one, the machine-readable headline; at last the ``title`` element
without the site's name.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

MAX_TITLE = 1000
"""Code points that are kept; a longer title is cut and reported."""

MAX_HEADINGS = 40

CONFIDENCE = {"heading": 0.9, "og": 0.8, "json-ld": 0.7, "title": 0.4}
ALONE = 0.8
"""Share of pages on which each is right, measured on the trafilatura and fundus evaluation sets; ALONE: a heading nothing else repeats."""

_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<!--.{0,200}?-->")
_SEPARATOR = re.compile(r"\s+[|–—·•»«:/\\~>\-‹›⋆]+\s+|\s*[|｜»«‹›]\s*|\s?_\s?|\s*[【】]\s*| - |：(?=\S)|(?<=\w): (?=\S)")
_HIDDEN = re.compile(r"sr-?only|screen-?reader|visually-?hidden|unsichtbar|invisible|off-?screen|assistive|accessib|\bhidden\b", re.I)
_MAX_DATE = 30
"""Code points of a date before a title."""
_UNREAD = frozenset({"rt", "rp", "script", "style", "svg", "noscript"})
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Title:
    """``text`` without markup; ``method`` selector, heading, json-ld, og or title; ``confidence`` 0 to 1, the share of pages on which a
    title found so is the right one; ``is_cut`` when it was longer than MAX_TITLE."""

    text: str
    method: str
    confidence: float
    is_cut: bool = False


def clean_title(text: str) -> str:
    """One line without tags and entities, however often they were escaped ("&amp;amp;")."""
    for _ in range(3):
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    text = _MARKUP.sub(" ", text) if "<" in text else text
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=256)
def normalise(text: str) -> str:
    """Letters and figures only, case folded: what two spellings of a title share."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def find_title(tree: HtmlElement) -> Title | None:
    """The title of a page, None when it has no heading, ``title`` element or metadata. The tree is only read."""
    page_title = clean_title(_read_page_title(tree))
    shared = [clean_title(value) for value in _list_meta_titles(tree)]
    linked = [clean_title(value) for value in _list_json_titles(tree)]
    headings = list(_list_headings(tree, [normalise(text) for text in (page_title, *shared, *linked)]))
    found = _choose(headings, page_title, [t for t in shared if t], [t for t in linked if t], _read_site_name(tree))
    if found is None:
        return None
    text, method = found
    confidence = CONFIDENCE[method]
    if method == "heading" and not any(normalise(text) in normalise(other) for other in (page_title, *shared, *linked)):
        confidence = ALONE
    return Title(text[:MAX_TITLE], method, confidence, len(text) > MAX_TITLE)


def _choose(headings: list[tuple[str, str]], page_title: str, shared: list[str], linked: list[str], site: str) -> tuple[str, str] | None:
    """First a heading that metadata repeat, then the main heading, then metadata, then the ``title`` element."""
    first = [text for text, tag in headings if tag == "h1"]
    declared = [*shared, *linked]
    names = {normalise(site)} - {""}
    for texts in (first, [text for text, tag in headings if tag == "h2"]):
        exact = {normalise(text): text for text in reversed(texts) if not _is_site(text, names)}
        for other in (*linked, *shared):
            if (key := normalise(other)) in exact and len(key) > 3:
                return _settle(exact[key], page_title, shared, linked), "heading"
    main = [text for text in first if not _is_site(text, names)]
    known = [normalise(text) for text in (page_title, *declared)]
    within = [text for text in main if len(normalise(text)) > 3 and any(normalise(text) in other for other in known)]
    if within:
        best = max(within, key=len)
        return _settle(best, page_title, shared, linked), "heading"
    if len(main) == 1 and (not linked or _is_kin(main[0], (page_title, *declared)) or len(_pair(main[0])) >= 20):
        return _settle(main[0], page_title, shared, linked), "heading"
    within = [
        text
        for text, tag in headings
        if tag == "h2" and len(normalise(text)) > 3 and not _is_site(text, names) and any(normalise(text) in other for other in known)
    ]
    if within:
        return max(within, key=len), "heading"
    if linked:
        return linked[0], "json-ld"
    if len(main) == 1 or (main and not shared):
        return main[0], "heading"
    title = _strip_site(shared[0] if shared else page_title, names)
    return (title, "og" if shared else "title") if title else None


def _settle(heading: str, page_title: str, shared: list[str], linked: list[str]) -> str:
    """The heading, or the wording of it that metadata give.

    With the words before it ("Kenya: ") when Open Graph and JSON-LD agree that they belong to it; without them when Open Graph
    leaves them out; and as Open Graph words it when that is the same news in words of its own, while the ``title`` element
    repeats the heading (which is then the one written for search engines).
    """
    heading = _drop_date(heading, [normalise(text) for text in (page_title, *shared, *linked)])
    ours = normalise(heading)
    ogs = {normalise(text): text for text in reversed(shared)}
    if ours in ogs:
        return heading
    for text in linked:
        if normalise(text) in ogs and normalise(text).endswith(ours):
            return text
    for other, text in ogs.items():
        if len(other) > 12 and ours.endswith(other):
            return text
    title = normalise(page_title)
    if shared and ours in title and (other := normalise(shared[0])) not in title and ours not in other and _is_kin(heading, shared[:1]):
        return shared[0]
    return heading


def _drop_date(heading: str, known: list[str]) -> str:
    """The heading without the date before it ("1 February 2022 Partners meet") when the page names itself without."""
    if not any(character.isdigit() for character in heading[:_MAX_DATE]) or any(normalise(heading) in other for other in known):
        return heading
    for space in re.finditer(r"\s+", heading[:_MAX_DATE]):
        rest = normalise(heading[space.end() :])
        if re.search(r"\d{4}|\d\W+\d", heading[: space.start()]) and len(rest) > 12 and any(other.startswith(rest) for other in known):
            return heading[space.end() :].strip()
    return heading


def _is_site(text: str, names: set[str]) -> bool:
    return normalise(text) in names


def _is_kin(text: str, others: Iterable[str]) -> bool:
    """Whether another title shares a third of the pairs of letters: the same title in other words."""
    pairs = _pair(text)
    return any(len(pairs & _pair(other)) >= len(pairs) / 3 for other in others)


def _pair(text: str) -> set[str]:
    letters = normalise(text)
    return {letters[i : i + 2] for i in range(len(letters) - 1)}


def _strip_site(title: str, names: set[str]) -> str:
    """A page title without the site's name: known by name, else what stands behind the separator."""
    segments = [segment.strip() for segment in _SEPARATOR.split(title) if segment.strip()]
    kept = [segment for segment in segments if normalise(segment) not in names]
    if len(kept) < len(segments) and kept:
        return max(kept, key=len)
    # Of two, the site's name is the second, unless the first is so short that it is the site's.
    if len(segments) == 2 and len(segments[0]) * 2 >= len(segments[1]):
        return segments[0]
    return max(segments, key=len) if segments else title


def _list_headings(tree: HtmlElement, known: list[str]) -> Iterator[tuple[str, str]]:
    """Headings with their tag; what only screen readers are told ("Main menu") is one when the ``known`` titles repeat it."""
    for count, element in enumerate(tree.iter("h1", "h2")):
        if count >= MAX_HEADINGS:
            return
        text = clean_title(_read_heading(element))
        if not text or _is_logo(element):
            continue
        if not _HIDDEN.search(element.get("class") or "") or any(normalise(text) in other for other in known):
            yield text, element.tag


def _read_heading(element: HtmlElement) -> str:
    """Text of a heading without the readings of ruby and what is not rendered."""
    pieces: list[str] = []
    length = 0
    for node in element.iter():
        is_read = isinstance(node.tag, str) and node.tag not in _UNREAD
        if is_read and node.text:
            pieces.append(node.text)
            length += len(node.text)
        if node is not element and node.tail:
            pieces.append(node.tail)
            length += len(node.tail)
        if length > 4 * MAX_TITLE:
            break
    text = pieces[0] if pieces else ""
    for piece in pieces[1:]:
        text += f" {piece}" if text[-1:].islower() and piece[:1].isupper() else piece
    return text


def _is_logo(element: HtmlElement) -> bool:
    """A heading that leads home names the site."""
    link = element if element.tag == "a" else next(element.iter("a"), None)
    if link is None and (parent := element.getparent()) is not None and parent.tag == "a":
        link = parent
    if link is None:
        return False
    address = link.get("href")
    try:
        target = urlsplit(address or "#")
    except ValueError:
        return False
    is_home = target.path in ("", "/", "index.html", "/index.html", "./", "../") and not target.query and not target.fragment
    return bool(address) and is_home


def _read_page_title(tree: HtmlElement) -> str:
    element = next(tree.iter("title"), None)
    return "" if element is None else (element.text_content() or "")


def _list_meta_titles(tree: HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in ("og:title", "twitter:title", "dc.title", "dcterms.title", "title", "headline", "citation_title"):
            yield meta.get("content") or ""


def _read_site_name(tree: HtmlElement) -> str:
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() in ("og:site_name", "application-name"):
            return clean_title(meta.get("content") or "")
    return ""


def _list_json_titles(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text and "headline" in script.text:
            match = re.search(r'"headline"\s*:\s*("(?:[^"\\]|\\.){1,1000}")', script.text)
            if match:
                try:
                    yield json.loads(match[1], strict=False)
                except ValueError:
                    continue
