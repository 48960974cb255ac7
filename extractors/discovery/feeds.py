"""RSS, Atom and JSON Feed."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import feedparser

from ..addresses import clean_url
from ..charsets import decode_page
from .items import Item, ListingError, ListingPage, local_day, refuse_entities

_TAG = re.compile(r"<[^>]+>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(rb"&#(x[0-9a-f]{5,40}|x[d][89a-f][0-9a-f]{2}|\d{5,40});?", re.IGNORECASE)


def parse_feed(body: bytes, *, url: str, content_type: str | None, time_zone: str) -> ListingPage:
    """Entries of an RSS or Atom feed. Broken markup that still gives entries is a warning; what is no feed raises ``not_a_feed``, a
    feed so broken that nothing is left of it ``xml_broken``."""
    refuse_entities(body)
    # What header and declaration say of the charset is tried before it is believed; feedparser then gets one that is right.
    text, fault = decode_page(body, content_type)
    body = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8"}
    # feedparser's loose reader gives up at a reference to a character that does not exist.
    stream = BytesIO(_REFERENCE.sub(lambda match: match[0] if _is_character(match[1]) else b"&#xFFFD;", body))
    try:
        parsed = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # a feed that breaks the parser must not stop its neighbours
        raise ListingError("xml_broken", f"{type(error).__name__}: {error}") from error
    if not parsed.entries and not parsed.get("version"):
        raise ListingError("xml_broken" if b"<rss" in body[:2000] else "not_a_feed", _one_line(parsed.get("bozo_exception")))
    warnings: list[tuple[str, str]] = [] if fault is None else [(fault, content_type or "as declared in the feed")]
    if parsed.bozo:
        if not parsed.entries:
            raise ListingError("xml_broken", _one_line(parsed.bozo_exception))
        warnings.append(("feed_malformed", _one_line(parsed.bozo_exception)))
    items: list[Item] = []
    undated = linkless = 0
    for entry in parsed.entries:
        link = clean_url(_entry_link(entry) or "", url)
        if link is None or not _entry_link(entry):
            linkless += 1
            continue
        stated = _own(entry, "published") or _own(entry, "updated") or _own(entry, "created")
        published = local_day(stated, time_zone)
        undated += stated is not None and published is None
        categories = tuple(t.get("term") or "" for t in _own(entry, "tags") or [] if t.get("term"))
        items.append(Item(link, _title(entry), published, categories=categories))
    if not items and parsed.bozo:
        raise ListingError("xml_broken", _one_line(parsed.bozo_exception))
    if undated:
        warnings.append(("bad_date", f"{undated} entries with a date that is none"))
    if linkless:
        warnings.append(("item_without_link", f"{linkless} entries without a web address"))
    next_url = next((clean_url(x.get("href", ""), url) for x in parsed.feed.get("links", []) if x.get("rel") == "next"), None)
    return ListingPage(items, next_url, warnings)


def parse_json_feed(body: bytes, *, url: str, time_zone: str) -> ListingPage:
    """Items of a JSON Feed (version 1 or 1.1). Raises ``not_json`` or ``not_a_feed``."""
    try:
        data = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ListingError("not_json", str(error)) from error
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise ListingError("not_a_feed", "no list of items")
    items: list[Item] = []
    undated = linkless = 0
    for entry in data["items"]:
        entry = entry if isinstance(entry, dict) else {}
        link = next((c for key in ("url", "external_url", "id") if (c := _web_address(entry.get(key), url)) is not None), None)
        if link is None:
            linkless += 1
            continue
        stated = _text(entry.get("date_published")) or _text(entry.get("date_modified"))
        published = local_day(stated, time_zone)
        undated += stated is not None and published is None
        tags = entry.get("tags")
        categories = tuple(t for t in tags if isinstance(t, str)) if isinstance(tags, list) else ()
        items.append(Item(link, _text(entry.get("title")), published, categories=categories))
    warnings = [("bad_date", f"{undated} items with a date that is none")] if undated else []
    if linkless:
        warnings.append(("item_without_link", f"{linkless} items without a web address"))
    return ListingPage(items, _web_address(data.get("next_url"), url), warnings)


def _is_character(number: bytes) -> bool:
    value = int(number[1:], 16) if number[:1] in b"xX" else int(number)
    return value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF


def _own(entry: Any, key: str) -> Any:
    # feedparser answers one date key with another's value and a warning; only what the entry itself says counts.
    return dict.get(entry, key)


def _entry_link(entry: Any) -> str | None:
    """The entry's own page: rel=alternate before others, a permalink guid when there is no link."""
    if link := _own(entry, "link"):
        return str(link)
    links = [x.get("href") for x in _own(entry, "links") or [] if x.get("rel", "alternate") == "alternate"]
    guid = _own(entry, "id")
    candidates = [*links, guid if isinstance(guid, str) and guid.startswith(("http://", "https://")) else None]
    return next((c for c in candidates if c), None)


def _title(entry: Any) -> str | None:
    title = " ".join(_TAG.sub(" ", _own(entry, "title") or "").split())
    return title or None


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _web_address(value: Any, base: str) -> str | None:
    if not isinstance(value, str) or not value.strip() or ("/" not in value and "." not in value):
        return None
    return clean_url(value, base)


def _one_line(error: Any) -> str:
    return " ".join(str(error or "").split())[:150]
