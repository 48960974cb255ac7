"""Listings and feeds of real governments, kept outside the repository (``$PROXENY_SHARED/data/pages``): what they are known to list.

Not compared: City Scrapers' calendars (JSON, ICS, XML, HTML), which hold dates of sessions and no announcements, and five parliaments'
lists (Brandenburg, Bremen, Hesse, North Rhine-Westphalia, Rhineland-Palatinate): a row has several documents or a script for a link, or
its upstream test tells no count.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extractors.discovery.feeds import parse_feed
from extractors.discovery.listings import parse_listing

SHARED = Path(os.environ.get("PROXENY_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))
PAGES = SHARED / "data" / "pages" / "files"
URL = "https://nordby.example/de/aktuelles/"

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not here: set PROXENY_SHARED")


def test_a_feed_of_a_town() -> None:
    found = parse_feed((PAGES / "salzkotten_feed.xml").read_bytes(), url=URL, content_type="application/rss+xml", time_zone="Europe/Berlin")
    assert len(found.items) == 6 and found.warnings == []
    assert (found.items[0].title, found.items[0].published) == ("Einladung zur Ratssitzung am 02.03.2026", "2026-02-19")


def test_a_feed_of_a_dead_scraper_is_valid_and_empty() -> None:
    found = parse_feed((PAGES / "govrss_vic_empty.rss").read_bytes(), url=URL, content_type=None, time_zone="Australia/Melbourne")
    assert found.items == []


@pytest.mark.parametrize(
    ("file", "items", "pattern", "count", "title"),
    [
        ("salzkotten_li.html", "li.listEntry", None, 1, "Leerung graue Tonne im Stadtgebiet Salzkotten verzögert sich"),
        ("ka_be_overview.html", None, r"/starweb/adis/citat/.*\.pdf", 58, "Drucksache 17/15458"),
        ("ka_by_overview.html", None, r"/Drucksachen/.*\.pdf", 50, None),
        ("ka_hh_result.html", "td.title", None, 10, None),
        ("ka_mv_overview.html", "td.title", None, 10, "Ukrainistik und Baltistik an der Universität Greifswald"),
        ("ka_th_overview.html", "td.title", None, 10, None),
    ],
)
def test_lists_of_towns_and_parliaments(file: str, items: str | None, pattern: str | None, count: int, title: str | None) -> None:
    found = parse_listing((PAGES / file).read_bytes(), url=URL, items=items, pattern=pattern)
    assert len(found.items) == count
    assert title is None or found.items[0].title == title
