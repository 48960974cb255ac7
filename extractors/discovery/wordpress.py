"""WordPress REST: posts, newest change first."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urlencode

from ..addresses import clean_url
from .items import Item, ListingError

PAGE_SIZE = 100
_TAG = re.compile(r"<[^>]+>")


def posts_url(api: str, page: int, modified_after: str | None = None) -> str:
    """Address of one page of posts; ``api`` is the REST root (``https://nordby.example/wp-json/``, or ``https://nordby.example/?rest_route=/``
    where the site has no pretty addresses), ``modified_after`` an ISO instant (WordPress 5.7 and later)."""
    query = {"per_page": PAGE_SIZE, "page": page, "orderby": "modified", "order": "desc", "_fields": "link,title,date,modified_gmt"}
    if modified_after is not None:
        query["modified_after"] = modified_after
    return f"{api.rstrip('/')}/wp/v2/posts{'&' if '?' in api else '?'}{urlencode(query, safe=',:')}"


def rest_root(site: str) -> str:
    """The REST root below a site's root, where WordPress puts it."""
    return f"{site.rstrip('/')}/wp-json/"


def parse_posts(body: bytes, *, url: str) -> list[Item]:
    """Posts of one page; their ``date`` is the site's local time. Raises ``wordpress_closed`` when the answer is no list of posts."""
    try:
        data = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ListingError("wordpress_closed", f"not JSON: {error}") from error
    if not isinstance(data, list):
        raise ListingError("wordpress_closed", str(data.get("code", "no list of posts")) if isinstance(data, dict) else "no list of posts")
    items: list[Item] = []
    for post in data:
        link = clean_url(str(post.get("link") or ""), url) if isinstance(post, dict) and post.get("link") else None
        if link is None:
            continue
        title = post.get("title")
        rendered = title.get("rendered") if isinstance(title, dict) else title
        text = " ".join(unescape(_TAG.sub(" ", rendered)).split()) if isinstance(rendered, str) else ""
        day = str(post.get("date") or "")[:10]
        items.append(Item(link, text or None, day if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else None, post.get("modified_gmt") or None))
    return items
