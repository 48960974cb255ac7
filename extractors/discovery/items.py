"""What a listing gives: items, the next page, and what looked odd in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from zoneinfo import ZoneInfo

MAX_ITEMS = 2000
"""Items a run takes from all listings of a source; of more, the newest."""

_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


class ListingError(Exception):
    """A listing that could not be read. ``reason``: a fetch outcome, not_a_feed, not_a_sitemap, not_json, not_html, xml_broken,
    xml_entities, wordpress_closed, nothing_found."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else reason)


@dataclass(frozen=True)
class Item:
    """One announcement as listed. ``published`` is an ISO day of the publisher's time zone; ``modified`` the last change, of
    sitemaps and WordPress only (feeds rarely keep it), compared with nothing but itself."""

    url: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListingPage:
    """One page of a listing, and the address of the next one if it names one."""

    items: list[Item]
    next_url: str | None = None
    warnings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """A walked listing. ``how`` is what was read in the end: (kind, address), which ``auto`` remembers. ``is_complete``: every page of it
    was read, so that what is not in it is not listed any more."""

    items: list[Item]
    how: tuple[Literal["feed", "wordpress", "sitemap", "html"], str]
    is_complete: bool
    warnings: list[tuple[str, str]]


def refuse_entities(body: bytes) -> None:
    """Raise for XML that declares entities: no feed needs them, every expansion bomb does."""
    if _ENTITY.search(body.replace(b"\x00", b"")[:100_000]):
        raise ListingError("xml_entities", "the document declares entities of its own")


def local_day(text: str | None, time_zone: str) -> str | None:
    """The day of a feed's date (RFC 822 or ISO 8601) where the publisher lives; null when it is no date.

    A date with an offset of its own names its day; one in UTC is brought to the time zone; one without a zone is taken as it stands.
    Days before 1990 and absurd years are no publication dates.
    """
    instant = _parse_instant(text)
    if instant is None:
        return None
    if instant.utcoffset() == timedelta(0):
        instant = instant.astimezone(ZoneInfo(time_zone))
    return instant.date().isoformat() if 1990 <= instant.year <= 2100 else None


def instant_text(text: str | None) -> str | None:
    """A date as ISO in UTC, for comparing; the text itself when it is not understood."""
    instant = _parse_instant(text)
    return text if instant is None or instant.tzinfo is None else instant.astimezone(UTC).isoformat()


def _parse_instant(text: str | None) -> datetime | None:
    if text is None or not text.strip():
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
