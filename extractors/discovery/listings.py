"""HTML pages that list announcements: by selector, by address pattern, or by what the links have in common."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning

from ..addresses import clean_url, same_site
from ..charsets import decode_page
from .items import Item, ListingError, ListingPage
from .paging import find_next

_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form"})
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROWS = frozenset({"li", "tr", "dd", "article", "div"})
_ROW_LENGTH = 600
_LEVELS = 12
_MIN_TITLE = 15
_WIDE = re.compile(r"[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_PAGES = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|gif|svg|mp[34]|ics|rss|xml)$", re.IGNORECASE)
_DATES = re.compile(r"\d{4}")


def read_soup(body: bytes, content_type: str | None = None) -> BeautifulSoup:
    """The tree of a page, in the charset that it is in, whatever header and page say."""
    with warnings.catch_warnings():
        # XHTML pages with an XML declaration are read as the HTML that they are.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(decode_page(body, content_type)[0], "lxml")


def parse_listing(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    items: str | None = None,
    next_page: str | None = None,
    pattern: str | None = None,
) -> ListingPage:
    """Items of a page, in its order, without repetitions.

    ``items`` selects links or elements whose first link counts; without it every link whose address ``pattern`` is found in, and without
    both the group of links that looks most like a list of announcements. The next page is what ``next_page`` selects, else what
    :func:`~extractors.discovery.paging.find_next` finds.
    Raises ``not_html``.
    """
    if b"<" not in body[:100_000]:
        raise ListingError("not_html", "no markup in it")
    soup = read_soup(body, content_type)
    base_tag = soup.find("base", href=True)
    base = clean_url(str(base_tag["href"]), url) or url if isinstance(base_tag, Tag) else url
    odd: list[tuple[str, str]] = []
    if items is not None:
        selected = soup.select(items)
        links = [(link, _heading(element, link)) for element in selected if (link := _first_link(element)) is not None]
        if len(links) < len(selected):
            odd.append(("item_without_link", f"{len(selected) - len(links)} selected elements have no link"))
    else:
        links = [(link, "") for link in (soup.select("a[href]") if pattern is not None else _guess_links(soup, base))]
    found: dict[str, Item] = {}
    for link, heading in links:
        address = clean_url(str(link["href"]), base)
        if address is None or address == clean_url(url) or (pattern is not None and not re.search(pattern, address)):
            continue
        title = heading or _link_text(link)
        known = found.get(address)
        # Picture, headline and "read more" often point to one page: the longest text is the headline.
        if known is None or len(title) > len(known.title or ""):
            found[address] = Item(address, title or None)
    return ListingPage(list(found.values()), _next_page(soup, base, next_page), odd)


def alternate_feeds(body: bytes, url: str) -> list[tuple[str, str]]:
    """(kind, address) of the feeds a page names, in its order; feeds of comments are left out."""
    soup = read_soup(body)
    kinds = {"application/rss+xml": "rss", "application/atom+xml": "atom", "application/feed+json": "json_feed"}
    feeds = []
    for link in soup.select('link[rel~="alternate"][href][type]'):
        kind = kinds.get(str(link["type"]).split(";")[0].strip().lower())
        address = clean_url(str(link["href"]), url)
        told = f"{link.get('title', '')} {address}".lower()
        if kind is not None and address is not None and "comment" not in told and "/kommentare" not in told:
            feeds.append((kind, address))
    return list(dict.fromkeys(feeds))


def wordpress_api(body: bytes, url: str) -> str | None:
    """The REST root that a WordPress page names."""
    link = read_soup(body).select_one('link[rel="https://api.w.org/"][href]')
    return None if link is None else clean_url(str(link["href"]), url)


def _first_link(element: Tag) -> Tag | None:
    """The link that an element is or holds, else the one it lies in; links that only start a script lead nowhere."""
    if element.name == "a" and element.get("href"):
        return element
    found = element.find("a", href=_leads_somewhere)
    return found if isinstance(found, Tag) else element.find_parent("a", href=_leads_somewhere)


def _heading(element: Tag, link: Tag) -> str:
    """The heading of a row, whose link often says no more than "read on": the last before the link, else the first; empty when none."""
    found: Tag | None = None
    is_passed = link is element
    for part in element.descendants:
        is_passed = is_passed or part is link
        if isinstance(part, Tag) and part.name in _HEADINGS:
            found = part
        if found is not None and is_passed:
            break
    return "" if found is None else " ".join(found.get_text(" ").split())


def _leads_somewhere(href: str | None) -> bool:
    return href is not None and not href.strip().lower().startswith(("#", "javascript:"))


def _next_page(soup: BeautifulSoup, base: str, selector: str | None) -> str | None:
    if selector is None:
        return find_next(soup, base)
    for element in soup.select(selector):
        link = element if element.get("href") else element.find("a", href=True)
        if isinstance(link, Tag) and (address := clean_url(str(link["href"]), base)) is not None:
            return address
    return None


def _link_text(link: Tag) -> str:
    text = " ".join(link.get_text(" ").split())
    return text or " ".join(str(link.get("title") or link.get("aria-label") or "").split())


def _guess_links(soup: BeautifulSoup, base: str) -> list[Tag]:
    """The links of the group that reads most like headlines: same place in the page, same folder of the site, long texts, several."""
    groups: dict[tuple[Any, ...], list[Tag]] = defaultdict(list)
    files: dict[tuple[Any, ...], list[Tag]] = defaultdict(list)
    furniture: dict[int, bool] = {}
    dated: dict[int, bool] = {}
    for link in soup.find_all("a", href=True):
        address = clean_url(str(link["href"]), base)
        if address is None or not same_site(address, base) or _is_furniture(link, furniture):
            continue
        if _text_weight(_link_text(link)) >= _MIN_TITLE and urlsplit(address).path not in ("", "/"):
            (files if _NOT_PAGES.search(urlsplit(address).path) else groups)[_place(link)].append(link)
    # Two links may be chance unless each has a year beside it.
    counted = [(len({str(x["href"]) for x in links}), links) for links in groups.values()]
    candidates = [links for count, links in counted if count >= 3 or (count == 2 and all(_has_date(x, dated) for x in links))]
    if not candidates:
        return []
    best = max(candidates, key=lambda links: sum(min(_text_weight(_link_text(x)), 120) + 20 * _has_date(x, dated) for x in links))
    # A file among announcements is one itself: it is listed, fetched, kept and reported as no page.
    return [*best, *files[_place(best[0])]]


def _text_weight(text: str) -> int:
    """Length with the letters of dense scripts counted three times: 日本語 says in six what takes twenty in Latin."""
    return len(text) + 2 * len(_WIDE.findall(text))


def _has_date(link: Tag, known: dict[int, bool]) -> bool:
    """A year stands beside the link: lists of announcements are dated, menus are not. ``known`` by row, so that each is read once."""
    row = next((parent for parent in islice(link.parents, _LEVELS) if parent.name in _ROWS), None)
    if row is None:
        return False
    if id(row) not in known:
        known[id(row)] = _DATES.search(_short_text(row)) is not None
    return known[id(row)]


def _short_text(row: Tag) -> str:
    """The text of an element, empty when it is too long for a row of a list."""
    parts: list[str] = []
    length = 0
    for part in row.strings:
        parts.append(part)
        length += len(part) + 1
        if length > _ROW_LENGTH:
            return ""
    return " ".join(parts)


def _is_furniture(link: Tag, known: dict[int, bool]) -> bool:
    """Whether the link is part of a menu, a header and the like; ``known`` by element, so that none is asked twice."""
    passed = []
    verdict = False
    for parent in link.parents:
        if id(parent) in known:
            verdict = known[id(parent)]
            break
        passed.append(id(parent))
        if parent.name in _FURNITURE or parent.get("role") in _FURNITURE_ROLES:
            verdict = True
            break
    known |= dict.fromkeys(passed, verdict)
    return verdict


def _place(link: Tag) -> tuple[Any, ...]:
    """Names and classes of the four elements around the link; ids and numbers in classes differ from row to row."""
    around = []
    for parent in islice(link.parents, 4):
        classes = " ".join(sorted(c for c in parent.get("class") or [] if not re.search(r"\d|odd|even|first|last", c)))
        around.append((parent.name, classes))
    return (" ".join(c for c in link.get("class") or [] if not re.search(r"\d", c)), *around)
