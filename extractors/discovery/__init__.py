"""Discovery: which announcements a source lists now, and what that says about the source.

"Nothing new" (items, all known), "empty" (a valid listing without items: a warning) and "broken" (no listing could be read: the
source failed) are told apart. Only items in the scope of the declaration come out; every item left out for a reason that lies in the
item has that reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from ..addresses import is_trap, same_site
from ..declarations import Source
from .auto import walk_auto
from .items import MAX_ITEMS, Found, Item, ListingError
from .walks import Walker, newest, walk_feed, walk_html, walk_sitemap, walk_wordpress
from .wordpress import rest_root

__all__ = ["MAX_ITEMS", "Discovery", "Item", "ListingError", "Walker", "discover"]


@dataclass
class Discovery:
    """``items`` to look at; ``skipped`` (item, reason) for off_site and trap_url; ``warnings`` and ``errors`` (reason, address, detail);
    ``out_of_scope`` counts items the declaration or the caller does not want (pattern, category, date). ``how`` is, by listing address,
    what ``auto`` should try first next time."""

    status: Literal["ok", "empty", "failed"] = "failed"
    items: list[Item] = field(default_factory=list)
    skipped: list[tuple[Item, str]] = field(default_factory=list)
    warnings: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[tuple[str, str, str]] = field(default_factory=list)
    out_of_scope: int = 0
    is_complete: bool = True
    how: dict[str, tuple[str, str]] = field(default_factory=dict)


def discover(walker: Walker, *, since: date | None, remembered: Mapping[str, tuple[str, str]]) -> Discovery:
    """Read every listing of the walker's source. Never raises for what a server sends."""
    source = walker.source
    result = Discovery()
    listed: dict[str, Item] = {}
    for url in source.listing.urls:
        try:
            found = _walk(walker, url, remembered.get(url))
        except ListingError as error:
            result.errors.append((error.reason, url, error.detail))
            result.is_complete = False
            continue
        result.how[url] = found.how
        result.is_complete = result.is_complete and found.is_complete
        result.warnings += [(reason, url, detail) for reason, detail in found.warnings]
        if not found.items:
            result.warnings.append(("empty_feed" if found.how[0] == "feed" else "empty_listing", url, "valid, without a single item"))
        for item in found.items:
            listed.setdefault(item.url, item)
    cut: list[tuple[str, str]] = []
    kept = newest(list(listed.values()), cut)
    result.warnings += [(reason, source.listing.urls[0], detail) for reason, detail in cut]
    result.is_complete = result.is_complete and not cut
    for item in kept:
        _sort_item(result, source, item, since)
    if result.how:
        result.status = "ok" if listed else "empty"
    return result


def _walk(walker: Walker, url: str, remembered: tuple[str, str] | None) -> Found:
    match walker.source.listing.kind:
        case "rss" | "atom" | "json_feed":
            return walk_feed(walker, url)
        case "sitemap":
            return walk_sitemap(walker, url)
        case "html":
            return walk_html(walker, url)
        case "wordpress":
            try:
                return walk_wordpress(walker, rest_root(url))
            except ListingError as error:
                if error.reason != "wordpress_closed":
                    raise
                # The REST interface is often closed; the feed of every WordPress stands at a fixed place.
                found = walk_feed(walker, f"{url.rstrip('/')}/feed/")
                return replace(found, warnings=[*found.warnings, ("wordpress_closed", "REST answers no posts; its feed was read")])
        case "auto":
            return walk_auto(walker, url, remembered)


def _sort_item(result: Discovery, source: Source, item: Item, since: date | None) -> None:
    pattern = source.listing.article_pattern
    is_elsewhere = pattern is not None and not re.search(pattern, item.url)
    is_old = since is not None and item.published is not None and item.published < since.isoformat()
    if is_elsewhere or is_old or _is_dropped(result, source, item):
        result.out_of_scope += 1
    elif pattern is None and not any(same_site(item.url, url) for url in source.listing.urls):
        result.skipped.append((item, "off_site"))
    elif is_trap(item.url):
        result.skipped.append((item, "trap_url"))
    else:
        result.items.append(item)


def _is_dropped(result: Discovery, source: Source, item: Item) -> bool:
    """True when every category of the item that the declaration names is to be dropped; a category it does not name gives a warning."""
    if not source.categories:
        return False
    verdicts = []
    for category in item.categories:
        if category not in source.categories:
            warning = ("unknown_category", source.listing.urls[0], category)
            if warning not in result.warnings:
                result.warnings.append(warning)
        else:
            verdicts.append(source.categories[category])
    unknown = any(category not in source.categories for category in item.categories)
    return bool(verdicts) and not any(verdicts) and not unknown
