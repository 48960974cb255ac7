"""Listings and feeds of real governments, kept outside the repository (``$PROXENY_SHARED/data/pages``): what they are known to list.

Counts and titles are those that the upstream tests named in the manifest expect. Every page of the manifest that is no single announcement
is either compared here or left out with a reason.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from extractors.discovery.feeds import parse_feed
from extractors.discovery.listings import parse_listing

SHARED = Path(os.environ.get("PROXENY_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))
PAGES = SHARED / "data" / "pages" / "files"
URL = "https://nordby.example/de/aktuelles/"

FEEDS = {
    "salzkotten_feed.xml": ("Europe/Berlin", 6, "Einladung zur Ratssitzung am 02.03.2026", "2026-02-19"),
    "govrss_vic_empty.rss": ("Australia/Melbourne", 0, None, None),
}
# File: selector of the items, pattern of their addresses, how many, the title of one of them, the next page.
LISTINGS: dict[str, tuple[str | None, str | None, int, str | None, str | None]] = {
    "salzkotten_li.html": ("li.listEntry", None, 1, "Leerung graue Tonne im Stadtgebiet Salzkotten verzögert sich", None),
    "ka_bb_overview.html": ("div[name=Repeat_TYP]", None, 25, "Kreisumlagen in Brandenburg", None),
    "ka_be_overview.html": (None, r"/starweb/adis/citat/.*\.pdf", 58, "Drucksache 17/15458", None),
    "ka_by_overview.html": (None, r"/Drucksachen/.*\.pdf", 50, None, None),
    "ka_hb_overview.html": ("table.liste tbody", None, 24, "Fuhrparkkonzept der Polizei Bremen", None),
    "ka_hh_result.html": ("td.title", None, 10, None, None),
    "ka_mv_overview.html": ("td.title", None, 10, "Ukrainistik und Baltistik an der Universität Greifswald", None),
    "ka_nw_overview.html": (None, r"/Dokument\?Id=MMD", 50, "Drucksache 16/8512", "Suchergebnisse_Ladok.jsp?m=51&"),
    "ka_th_overview.html": ("td.title", None, 10, None, None),
}
_SESSIONS = "City Scrapers' calendar of a public body: rows are sessions with a day and a place, none announces anything on its own page"
LEFT_OUT = {
    "ka_he_search.html": "a search form before anything was sought: it lists nothing, and upstream expects nothing of it",
    "ka_rp_overview.html": "upstream tells no count: nine of ten rows have a document, which is not known to be all there should be",
    **dict.fromkeys([
        "cs_chi_boardofethics.html", "cs_chi_buildings.html", "cs_chi_community_development.html", "cs_chi_human_relations.html",
        "cs_chi_library.html", "cs_chi_plan_commission.html", "cs_chi_pubhealth.html", "cs_chi_schools.html", "cs_cook_pace_board.html",
        "cs_il_gaming_board.html",
    ], _SESSIONS),
    **dict.fromkeys([
        "cs_chi_buildings.json", "cs_chi_citycouncil.json", "cs_chi_parks.json", "cs_cook_landbank.json", "cs_cook_water.json",
    ], f"{_SESSIONS}; an interface of that body alone"),
    "cs_chi_teacherpension.xml": f"{_SESSIONS}; the XML is that of a calendar",
    "cs_chi_low_income_housing_trust_fund.ics": f"{_SESSIONS}; iCalendar",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not here: set PROXENY_SHARED")


def test_every_listing_and_feed_of_the_manifest_is_compared_or_left_out_with_a_reason() -> None:
    manifest = json.loads((PAGES.parent / "manifest.json").read_text(encoding="utf-8"))
    listings = {Path(page["file"]).name for page in manifest if page["kind"] not in ("detail", "article")}
    assert len(manifest) == 60 and listings == FEEDS.keys() | LISTINGS.keys() | LEFT_OUT.keys()
    assert not LEFT_OUT.keys() & (FEEDS.keys() | LISTINGS.keys())


@pytest.mark.parametrize("file", FEEDS)
def test_feeds_of_governments(file: str) -> None:
    zone, count, title, day = FEEDS[file]
    found = parse_feed((PAGES / file).read_bytes(), url=URL, content_type="application/rss+xml", time_zone=zone)
    assert len(found.items) == count and found.warnings == []
    assert [(item.title, item.published) for item in found.items[:1]] == ([(title, day)] if count else [])


@pytest.mark.parametrize("file", LISTINGS)
def test_lists_of_towns_and_parliaments(file: str) -> None:
    items, pattern, count, title, next_page = LISTINGS[file]
    found = parse_listing((PAGES / file).read_bytes(), url=URL, items=items, pattern=pattern)
    assert len(found.items) == count and found.warnings == []
    assert title is None or title in {item.title for item in found.items}
    assert found.next_url is None if next_page is None else next_page in (found.next_url or "")
