"""Walking one listing to its end, within bounds: feeds, sitemaps, WordPress, HTML pages.

Every walk stops at ``max_pages``, at an address it has read, at a page that names nothing new in this walk (a calendar that never
ends) and, on a listing that was read before, at a page of which every item is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..addresses import canonical_url, origin
from ..declarations import Source
from ..fetch import Fetched
from .feeds import parse_feed, parse_json_feed
from .items import MAX_ITEMS, Found, Item, ListingError, ListingPage
from .listings import parse_listing
from .sitemaps import parse_sitemap
from .wordpress import PAGE_SIZE, parse_posts, posts_url

MAX_CHILD_SITEMAPS = 50
_SITEMAP_DEPTH = 2


@dataclass(frozen=True)
class Walker:
    """What a walk needs. ``fetch`` asks for a listing's address, ``sitemaps_of`` what a host's robots.txt names, ``is_known`` whether an
    earlier run has seen a page (by canonical address); ``modified_after`` is an ISO instant older changes of which are not wanted."""

    source: Source
    fetch: Callable[[str], Fetched]
    sitemaps_of: Callable[[str], list[str]]
    is_known: Callable[[str], bool]
    modified_after: str | None = None

    def read(self, url: str) -> Fetched:
        """Raises :class:`ListingError` with the outcome when the address did not answer with a page."""
        fetched = self.fetch(url)
        if not fetched.is_ok:
            raise ListingError(fetched.outcome, fetched.detail or url)
        return fetched


def walk_feed(walker: Walker, url: str, first: Fetched | None = None) -> Found:
    """RSS, Atom or JSON Feed, by what it is rather than what it is called."""

    def parse(fetched: Fetched) -> ListingPage:
        content_type = _content_type(fetched)
        zone = walker.source.coverage.time_zone
        address = fetched.final_url or url
        if "json" in (content_type or "") or fetched.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            return parse_json_feed(fetched.body, url=address, time_zone=zone)
        return parse_feed(fetched.body, url=address, content_type=content_type, time_zone=zone)

    items, warnings, _ = _walk_pages(walker, url, parse, first)
    # A feed is a window on the newest entries: what is not in it may stand as it did.
    return Found(items, ("feed", url), False, warnings)


def walk_html(walker: Walker, url: str, first: Fetched | None = None) -> Found:
    """An HTML listing and its further pages. A page without any item raises ``nothing_found``: an HTML page cannot say that it is empty,
    so an empty one is taken for a changed layout."""
    listing = walker.source.listing

    def parse(fetched: Fetched) -> ListingPage:
        return parse_listing(
            fetched.body,
            url=fetched.final_url or url,
            content_type=_content_type(fetched),
            items=listing.items,
            next_page=listing.next,
            pattern=listing.article_pattern,
        )

    items, warnings, is_complete = _walk_pages(walker, url, parse, first)
    if not items:
        raise ListingError("nothing_found", url)
    return Found(items, ("html", url), is_complete, warnings)


def _walk_pages(
    walker: Walker, url: str, parse: Callable[[Fetched], ListingPage], first: Fetched | None
) -> tuple[list[Item], list[tuple[str, str]], bool]:
    """Items, warnings, and whether the last page was reached."""
    found: dict[str, Item] = {}
    warnings: list[tuple[str, str]] = []
    seen: set[str] = set()
    address: str | None = url
    while address is not None and canonical_url(address) not in seen:
        if len(seen) >= walker.source.listing.max_pages:
            return list(found.values()), warnings, False
        try:
            page = parse(first if first is not None and not seen else walker.read(address))
        except ListingError as error:
            if not seen:
                raise
            warnings.append(("listing_page_failed", f"{error.reason}: {address}"))
            return list(found.values()), warnings, False
        seen.add(canonical_url(address))
        warnings += page.warnings
        fresh = [item for item in page.items if item.url not in found]
        if len(seen) > 1 and not fresh:
            return list(found.values()), warnings, False
        found |= {item.url: item for item in fresh}
        if page.items and all(walker.is_known(item.url) for item in page.items) and page.next_url is not None:
            return list(found.values()), warnings, False
        address = page.next_url
    return list(found.values()), warnings, True


def walk_wordpress(walker: Walker, api: str) -> Found:
    """Posts below a REST root, at most ``max_pages`` times 100. Raises ``wordpress_closed`` (also for 401, 403 and 404)."""
    found: dict[str, Item] = {}
    pages = 1
    page = 0
    while page < min(pages, walker.source.listing.max_pages):
        page += 1
        url = posts_url(api, page, walker.modified_after)
        try:
            fetched = walker.read(url)
        except ListingError as error:
            if page == 1 and error.reason in ("http_401", "http_403", "not_found"):
                raise ListingError("wordpress_closed", error.reason) from error
            raise
        items = parse_posts(fetched.body, url=url)
        total = fetched.response.header("x-wp-totalpages") if fetched.response is not None else None
        # A number of pages nobody could write is no number: it would not fit an int either.
        is_told = total is not None and re.fullmatch(r"\d{1,9}", total.strip()) is not None
        pages = int(total or 0) if is_told else page + (len(items) == PAGE_SIZE)
        fresh = [item for item in items if item.url not in found]
        found |= {item.url: item for item in fresh}
        if not fresh or all(walker.is_known(item.url) for item in items):
            break
    is_complete = walker.modified_after is None and page == pages
    return Found(list(found.values()), ("wordpress", api), is_complete, [])


def walk_sitemap(walker: Walker, url: str, below: str | None = None) -> Found:
    """A sitemap and those it names, newest first; only addresses below the folder ``below`` when that is given."""
    found: dict[str, Item] = {}
    warnings: list[tuple[str, str]] = []
    is_complete = True
    queue, seen = [(url, 0)], {url}
    while queue:
        address, depth = queue.pop(0)
        try:
            sitemap = parse_sitemap(walker.read(address).body, url=address, time_zone=walker.source.coverage.time_zone)
        except ListingError as error:
            if address == url:
                raise
            warnings.append(("sitemap_failed", f"{error.reason}: {address}"))
            is_complete = False
            continue
        warnings += sitemap.warnings
        for item in sitemap.items:
            if below is None or item.url.startswith(below):
                found.setdefault(item.url, item)
        children = sorted((c for c in sitemap.children if c[0] not in seen), key=lambda child: child[1], reverse=True)
        room = MAX_CHILD_SITEMAPS + 1 - len(seen) if depth < _SITEMAP_DEPTH else 0
        if len(children) > room:
            warnings.append(("listing_truncated", f"{len(children)} sitemaps named by {address}, {max(room, 0)} read"))
            is_complete = False
        for child, _ in children[: max(room, 0)]:
            seen.add(child)
            queue.append((child, depth + 1))
    return Found(newest(list(found.values()), warnings), ("sitemap", url), is_complete and len(found) <= MAX_ITEMS, warnings)


def newest(items: list[Item], warnings: list[tuple[str, str]]) -> list[Item]:
    """At most ``MAX_ITEMS``, those with the latest dates; what is left out is told once."""
    if len(items) <= MAX_ITEMS:
        return items
    warnings.append(("listing_truncated", f"{len(items)} items, the newest {MAX_ITEMS} taken"))
    return sorted(items, key=lambda item: item.published or item.modified or "", reverse=True)[:MAX_ITEMS]


def section_folder(url: str) -> str:
    """The folder a section's pages lie in: ``https://a.example/en/news/index.html`` → ``https://a.example/en/news/``."""
    path = urlsplit(url).path
    last = path.rpartition("/")[2]
    folder = path.removesuffix(last) if "." in last else f"{path.rstrip('/')}/"
    return origin(url) + (folder or "/")


def _content_type(fetched: Fetched) -> str | None:
    value = fetched.response.header("content-type") if fetched.response is not None else None
    return None if value is None else value.lower()
