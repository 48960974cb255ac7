"""``auto``: what an address is (feed, sitemap), else what the page there names, in a fixed order: feed, WordPress, sitemap, its links.

An address that reads like that of one announcement (of many a section no other is known) stands for the folder it lies in: the sitemap is
searched below that folder, and the folder's page is read for links before the announcement's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

from ..addresses import origin
from ..fetch import Fetched
from .items import Found, ListingError
from .listings import alternate_feeds, wordpress_api
from .walks import Walker, section_folder, walk_feed, walk_html, walk_sitemap, walk_wordpress

_MAX_FEEDS = 3
_MAX_SITEMAPS = 3
_FEED_MARKS = (b"<rss", b"<feed", b"<rdf:rdf", b"jsonfeed.org")
_NUMBERS = re.compile(r"[\d-]+")
_SITEMAP_MARKS = (b"<urlset", b"<sitemapindex")


def walk_auto(walker: Walker, url: str, remembered: tuple[str, str] | None = None) -> Found:
    """The first way that gives items. ``remembered`` (kind, address) is what gave them last time and is tried before the section's page
    is looked at again. Raises ``nothing_found`` when no way gives any, or what the page itself answered."""
    if remembered is not None and remembered[0] != "html":
        with suppress(ListingError):  # it worked once and does not any more: look again
            found = _walk_remembered(walker, url, *remembered)
            if found.items:
                return found
    page = walker.read(url)
    if _begins_with(page, *_FEED_MARKS):
        return walk_feed(walker, url, page)
    if _begins_with(page, *_SITEMAP_MARKS):
        return walk_sitemap(walker, url)
    tried: list[str] = []
    for name, walk in _ways(walker, url, page):
        try:
            found = walk()
        except ListingError as error:
            tried.append(f"{name}: {error.reason}")
            continue
        if found.items:
            return found
        tried.append(f"{name}: empty")
    raise ListingError("nothing_found", "; ".join(tried))


def _walk_remembered(walker: Walker, url: str, kind: str, address: str) -> Found:
    if kind == "feed":
        return walk_feed(walker, address)
    if kind == "wordpress":
        return walk_wordpress(walker, address)
    return walk_sitemap(walker, address, _below(walker, url))


def _ways(walker: Walker, url: str, page: Fetched) -> Iterator[tuple[str, Callable[[], Found]]]:
    base = page.final_url or url
    section = section_above(base)
    folder = section or section_folder(base)
    # A feed of the section itself goes before a feed of the whole site.
    feeds = sorted(alternate_feeds(page.body, base)[: 2 * _MAX_FEEDS], key=lambda feed: not feed[1].startswith(folder))
    for kind, address in feeds[:_MAX_FEEDS]:
        yield kind, partial(walk_feed, walker, address)
    if (api := wordpress_api(page.body, base)) is not None:
        yield "wordpress", partial(walk_wordpress, walker, api)
    for address in (walker.sitemaps_of(base) or [f"{origin(base)}/sitemap.xml"])[:_MAX_SITEMAPS]:
        yield "sitemap", partial(walk_sitemap, walker, address, _below(walker, base))
    if section is not None:
        yield "section", partial(walk_html, walker, section)
    yield "html", partial(walk_html, walker, url, page)


def _below(walker: Walker, url: str) -> str | None:
    """A sitemap knows no sections: without a pattern only what lies below the section's folder is taken."""
    return None if walker.source.listing.article_pattern is not None else section_above(url) or section_folder(url)


def section_above(url: str) -> str | None:
    """The folder of the section that an announcement's address lies in, without the years, months and numbers in between; null when the
    address does not read like an announcement's, or lies right below the site's root."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    if not parts or urlsplit(url).query or not _is_announcement(parts[-1]):
        return None
    while parts and (_is_announcement(parts[-1]) or _NUMBERS.fullmatch(parts[-1])):
        parts.pop()
    return f"{origin(url)}/{'/'.join(parts)}/" if parts else None


def _is_announcement(segment: str) -> bool:
    """A headline in the address (four words), or a long number."""
    stem = segment.rpartition(".")[0] or segment
    words = [word for word in re.split(r"[-_]|%20", stem) if word]
    return len(words) >= 4 or re.search(r"\d{4}", stem) is not None


def _begins_with(page: Fetched, *marks: bytes) -> bool:
    head = page.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return any(mark in head for mark in marks)
