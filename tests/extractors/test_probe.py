from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from recorded import HOST, LATER, article, declare, feed, page, record

from extractors.declarations import SourceError, load_source
from extractors.fixtures import FILL_IN, check_fixture
from extractors.hosts import NoTurns
from extractors.probe import check_source, mark_verified, probe_path, read_probe, render_check
from extractors.scaffold import Known, ScaffoldError, scaffold_source
from extractors.transport import ReplayTransport

SECTION = (
    '<html lang=en><head><title>Nordby news</title><meta property="og:site_name" content="Nordby kommune">'
    '<link rel=alternate type="application/rss+xml" href="/news/feed"></head><body><main><p>News of Nordby</p></main></body></html>'
)
NAMES = ("alpha", "beta", "gamma", "delta")


def site(count: int = 4, **changes: Any) -> dict[str, Any]:
    items = [
        (f"/news/{n}", f"Agreement {n} with the partner city", f"0{i} May 2026 10:00:00 +0200") for i, n in enumerate(NAMES[:count], 1)
    ]
    pages = {f"/news/{n}": page(article(f"Agreement {n} with the partner city", day=f"2026-05-0{i}")) for i, n in enumerate(NAMES, 1)}
    section = {"/news": page(SECTION.encode()), "/news/feed": page(feed(*items), "application/rss+xml")}
    return {**section, **pages, **changes}


class Live(ReplayTransport):
    """A recording that passes for the live web."""

    is_replay = False


def look(folder: Path, pages: dict[str, Any], transport: type[ReplayTransport] = ReplayTransport, **kwargs: Any) -> Any:
    source = declare(folder, listing={"kind": "rss", "urls": [f"{HOST}/news/feed"]}) if not (folder / "no_nordby.yml").exists() else None
    source = source or load_source(folder / "no_nordby.yml")
    recording = record(folder / "web" / "web.warc.gz", pages)
    return check_source(
        source, transport=transport([recording]), contact="https://proxeny.example/bot", turns=NoTurns(), sleep=lambda seconds: None,
        **kwargs
    )


def test_a_probe_tells_robots_listing_articles_and_volume(tmp_path: Path) -> None:
    robots = page(b"User-agent: *\nCrawl-delay: 7\nDisallow: /search", "text/plain")
    check = look(tmp_path, site(**{"/robots.txt": robots}))
    probe = check.probe
    assert check.is_good and check.drift is None and probe.problems == []
    assert probe.robots == {HOST: "rules, 7 s between requests"}
    assert (probe.status, probe.how, probe.items, probe.newest) == (
        "ok",
        {f"{HOST}/news/feed": ["feed", f"{HOST}/news/feed"]},
        4,
        "2026-05-04",
    )
    assert [a.published for a in probe.articles] == ["2026-05-04", "2026-05-03", "2026-05-02"]
    assert probe.per_month == 30.0
    assert read_probe(tmp_path / "no_nordby.yml") == probe
    assert "no_nordby: good, 4 items, newest 2026-05-04, about 30 a month" in render_check(check)


FOOTER = (
    '<footer><a rel="license" href="https://creativecommons.org/licenses/by/4.0/deed.en">CC BY</a> <a href="/legal">Legal notice</a>'
    '<a href="https://www.kogl.or.kr/info/license.do">type 1</a> <a href="/news/9">The council debates the terms of the harbour lease</a>'
    "<a href='javascript:x()'>Disclaimer</a></footer>"
)


def test_a_probe_notes_the_terms_that_articles_link_to_and_tells_when_they_are_others(tmp_path: Path) -> None:
    def with_footer(footer: str) -> dict[str, Any]:
        body = article("Agreement with the partner city", day="2026-05-04").replace(b"</body>", footer.encode() + b"</body>")
        return {f"/news/{n}": page(body) for n in NAMES}

    probe = look(tmp_path, site(**with_footer(FOOTER))).probe
    assert probe.terms == ["https://creativecommons.org/licenses/by/4.0/deed.en", "https://www.kogl.or.kr/info/license.do", f"{HOST}/legal"]
    assert look(tmp_path, site(**with_footer(FOOTER))).drift == []
    drift = look(tmp_path, site(**with_footer("<p><a href=/terms>Terms of use</a></p>"))).drift
    assert drift is not None and len(drift) == 1 and drift[0].endswith(f"are at {HOST}/terms")


def test_only_a_live_probe_without_problems_dates_the_declaration(tmp_path: Path) -> None:
    look(tmp_path, site())
    assert load_source(tmp_path / "no_nordby.yml").verified is None
    look(tmp_path, site(**{"/news/delta": page(b"", status=500)}), Live)
    assert load_source(tmp_path / "no_nordby.yml").verified is None
    look(tmp_path, site(), Live, keep=False)
    assert load_source(tmp_path / "no_nordby.yml").verified is None
    look(tmp_path, site(), Live)
    dated = load_source(tmp_path / "no_nordby.yml")
    assert dated.verified == dated.terms.robots_checked_on == date(2026, 5, 4)


def test_nothing_drifts_on_a_site_that_only_went_on(tmp_path: Path) -> None:
    look(tmp_path, site(count=3))
    assert look(tmp_path, site(count=4)).drift == []


def test_drift_is_told(tmp_path: Path) -> None:
    look(tmp_path, site())
    bare = page(b"<html><body><div>Moved.</div></body></html>")
    check = look(tmp_path, site(count=1, **{"/news/alpha": bare, "/robots.txt": page(b"<html><body>Welcome</body></html>")}))
    assert check.drift == [
        "4 items were listed, 1 are",
        "the newest item was of 2026-05-04, is of 2026-05-01",
        f"robots.txt of {HOST} was 'rules', is 'html'",
    ]
    assert not check.is_good and check.probe.problems == [f"short_text: 6 characters, {HOST}/news/alpha"]


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        ({"/news/feed": page(b"<rss><channel><title>x</title></channel></rss>", "application/rss+xml")}, "empty: "),
        ({"/news/feed": page(b"<html><body>Gone fishing</body></html>")}, "not_a_feed: "),
        ({"/news/feed": page(b"", status=404)}, "not_found: "),
        ({"/robots.txt": page(b"User-agent: *\nDisallow: /", "text/plain")}, "robots_disallowed: "),
        ({"/robots.txt": page(b"", status=503)}, "robots_unreachable: "),
        ({"/news/delta": page(b"%PDF-1.7", "application/pdf")}, "body_not_html: "),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_keeps_a_source_from_being_verified(tmp_path: Path, pages: dict[str, Any], problem: str) -> None:
    check = look(tmp_path, site(**pages))
    assert not check.is_good
    assert any(told.startswith(problem) for told in check.probe.problems), check.probe.problems


def test_a_section_that_has_fallen_silent_and_another_language_are_warnings(tmp_path: Path) -> None:
    french = article("Accord", "La ville et sa ville partenaire ont signé hier un accord de coopération pour les prochaines années. " * 5)
    pages = site(**{"/news/delta": page(french)})
    folder = tmp_path
    source = declare(folder, listing={"kind": "rss", "urls": [f"{HOST}/news/feed"]})
    late = record(folder / "web" / "web.warc.gz", pages, LATER.replace(month=12))
    probe = check_source(source, transport=ReplayTransport([late])).probe
    assert [warning.split(":")[0] for warning in probe.warnings] == ["other_language", "silent"]
    assert probe.problems == []


def test_a_damaged_probe_is_replaced(tmp_path: Path) -> None:
    look(tmp_path, site())
    probe_path(tmp_path / "no_nordby.yml").write_text('{"articles": 3}', encoding="utf-8")
    assert look(tmp_path, site()).drift is None
    assert read_probe(tmp_path / "no_nordby.yml") is not None


@pytest.mark.parametrize(
    "terms",
    [
        "",
        "terms: {licence: unknown}\n",
        "terms: {licence: unknown, robots_checked_on: 2020-01-01}\n",
        "terms:  # as seen\n  licence: unknown\n",
        'terms:\n  licence: unknown\n  robots_checked_on: "2020-01-01"\n',
    ],
)
def test_dating_a_declaration_changes_nothing_else(tmp_path: Path, terms: str) -> None:
    path = tmp_path / "no_nordby.yml"
    path.write_text(
        "# A note.\nsource_id: no_nordby\ntitle: News\npublisher: {name: Nordby, country: NO, level: local, official: true}\n"
        f"{terms}coverage: {{frequency: weekly, languages: [nb], time_zone: Europe/Oslo}}\n"
        f"listing: {{kind: auto, urls: [{HOST}/news]}}\nevidence_url: {HOST}/news\nverified: never  # a stored copy\n",
        encoding="utf-8",
    )
    before = load_source(path)
    mark_verified(path, date(2026, 5, 4))
    after = load_source(path)
    assert after.verified == after.terms.robots_checked_on == date(2026, 5, 4)
    assert replace(after, verified=None, terms=before.terms) == replace(before, verified=None)
    assert path.read_text(encoding="utf-8").startswith("# A note.\n")
    assert path.read_text(encoding="utf-8").endswith("verified: 2026-05-04  # a stored copy\n")


def test_a_declaration_that_is_broken_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "no_nordby.yml"
    path.write_text("verified: never\n", encoding="utf-8")
    with pytest.raises(SourceError):
        mark_verified(path, date(2026, 5, 4))
    assert path.read_text(encoding="utf-8") == "verified: never\n"


def scaffold(folder: Path, pages: dict[str, Any], url: str = f"{HOST}/news", **known: Any) -> Any:
    recording = record(folder / "web" / "web.warc.gz", pages)
    return scaffold_source(
        url,
        transport=ReplayTransport([recording]),
        sources_dir=folder / "sources",
        fixtures_dir=folder / "fixtures",
        known=Known(**{"country": "NO", **known}),
    )


def test_a_new_source_is_what_discovery_found_and_its_test_waits_for_a_person(tmp_path: Path) -> None:
    made = scaffold(tmp_path, site())
    source = load_source(made.declaration)
    assert made.declaration == tmp_path / "sources" / "no" / "no_nordby.yml"
    assert (source.listing.kind, source.listing.urls) == ("rss", (f"{HOST}/news/feed",))
    assert (source.publisher.name, source.coverage.languages, source.coverage.time_zone) == ("Nordby kommune", ("en",), "Europe/Oslo")
    assert source.evidence_url == f"{HOST}/news" and source.verified is None
    text = made.declaration.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../source.schema.json\n# Found by discovery on 2026-05-04;")
    assert [guess.split(":")[0] for guess in made.guesses] == ["source_id", "publisher.name", "coverage.time_zone", "coverage.languages"]
    waiting = check_fixture(source, made.fixture)
    assert len(waiting) == 3 and all(FILL_IN in told for told in waiting)

    expected = made.fixture / "expected.yml"
    filled = expected.read_text(encoding="utf-8")
    for n, day in (("delta", 4), ("gamma", 3), ("beta", 2)):
        filled = filled.replace(f"title: {FILL_IN}", f"title: Agreement {n} with the partner city", 1)
        filled = filled.replace(f"published: {FILL_IN}", f"published: 2026-05-0{day}", 1)
        filled = filled.replace(f"contains: [{FILL_IN}]", "contains: [The city and its partner agreed on]", 1)
    expected.write_text(filled, encoding="utf-8")
    assert check_fixture(source, made.fixture) == []
    expected.write_text(filled.replace("2026-05-04", "2026-05-14", 1).replace("lacks: []", "lacks: [partner agreed]", 1), encoding="utf-8")
    assert check_fixture(source, made.fixture) == [
        f"{HOST}/news/delta: the date is 2026-05-04, not 2026-05-14",
        f"{HOST}/news/delta: the text has 'partner agreed'",
    ]


def test_a_wordpress_is_declared_as_one_and_links_stay_auto(tmp_path: Path) -> None:
    posts = [{"link": f"{HOST}/news/{n}", "title": {"rendered": n}, "date": "2026-05-04T10:00:00", "modified_gmt": "x"} for n in NAMES]
    api = f"{HOST}/wp-json/wp/v2/posts?per_page=100&page=1&orderby=modified&order=desc&_fields=link,title,date,modified_gmt"
    named = page(b'<html><head><link rel="https://api.w.org/" href="/wp-json/"></head><body>News of the city</body></html>')
    pages = site(**{"/news": named, api: page(json.dumps(posts).encode(), "application/json")})
    source = load_source(scaffold(tmp_path, pages).declaration)
    assert (source.listing.kind, source.listing.urls) == ("wordpress", (f"{HOST}/",))

    links = "".join(f'<li><a href="/news/{n}">Agreement {n} with the partner city</a> 2026</li>' for n in NAMES)
    plain = page(f"<html lang=en><body><main><ul>{links}</ul></main></body></html>".encode())
    source = load_source(scaffold(tmp_path / "b", site(**{"/news": plain}), source_id="no_other").declaration)
    assert (source.listing.kind, source.listing.urls) == ("auto", (f"{HOST}/news",))


@pytest.mark.parametrize(
    ("pages", "known", "reason"),
    [
        ({"/news": page(b"", status=404)}, {}, "not_found"),
        ({"/news": page(b"<html><body>Nothing here</body></html>")}, {}, "nothing_found"),
        ({}, {"country": None}, "names no country"),
        ({}, {"country": "US"}, "time zones; say which"),
        ({}, {"time_zone": "Europe/Osloo"}, "is not an IANA time zone"),
        ({}, {"source_id": "Nordby"}, "does not match"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_source_can_be_made_of_writes_nothing(tmp_path: Path, pages: dict[str, Any], known: dict[str, Any], reason: str) -> None:
    with pytest.raises(ScaffoldError, match=reason):
        scaffold(tmp_path, site(**pages), **known)
    assert not (tmp_path / "sources").exists() and not (tmp_path / "fixtures").exists()


def test_a_source_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    made = scaffold(tmp_path, site())
    with pytest.raises(ScaffoldError, match="is there already"):
        scaffold(tmp_path, site())
    assert load_source(made.declaration).source_id == "no_nordby"
