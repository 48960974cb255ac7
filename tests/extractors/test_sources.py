"""The declarations that ship: they load, they reach as far as the project says, and each says where its address was seen."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from extractors import catalogue
from extractors.addresses import canonical_url, clean_url, same_site
from extractors.declarations import Source, load_source, load_sources
from extractors.probe import read_probe

FOLDER = catalogue.SOURCES
FILES = sorted(FOLDER.rglob("*.yml"))

CONTINENTS = {
    "Africa": {"KE", "ZA"},
    "Asia": {"AM", "CN", "GE", "HK", "JP", "KR", "MY", "PH", "PS", "TR"},
    "Europe": {"AT", "BE", "BG", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "LT", "LV", "MD"},
    "North America": {"CA", "MX", "US"},
    "Oceania": {"AU", "NZ"},
    "South America": {"AR", "BR", "CO", "UY"},
}


@cache
def shipped() -> dict[str, Source]:
    return load_sources(FOLDER)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_declaration_is_whole(path: Path) -> None:
    source = load_source(path)
    country = source.publisher.country
    networks = source.publisher.level in ("network", "supranational", "non_state")
    folder = "int" if networks else str(country).lower()
    assert path.parent.name == folder and source.source_id.startswith(f"{folder}_")
    assert not source.sample and source.disabled is None
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../../source.schema.json\n# ")
    for url in source.listing.urls:
        assert clean_url(url) is not None
        assert same_site(url, source.evidence_url), "the page that shows the section is of another site"


def test_what_is_said_to_have_been_read_live_has_the_probe_that_did() -> None:
    for source in shipped().values():
        if source.verified is None:
            continue
        probe, day = read_probe(source.path), source.verified.isoformat()
        assert probe is not None and not probe.is_replay, source.source_id
        # A later look may have found it out of order; it was in order on the day that is written.
        assert probe.day > day or (probe.day == day and probe.problems == []), source.source_id


def test_the_sources_reach_as_far_as_the_project_says() -> None:
    sources = shipped().values()
    levels = Counter(s.publisher.level for s in sources)
    countries = {s.publisher.country for s in sources} - {None}
    assert len(sources) >= 150
    assert len(countries) >= 45
    assert len({tag.split("-")[0] for s in sources for tag in s.coverage.languages}) >= 14
    assert levels["network"] + levels["supranational"] >= 12
    assert levels["regional"] >= 20
    assert levels["local"] >= 100
    assert [name for name, members in CONTINENTS.items() if not members & countries] == []


def test_the_networks_that_everybody_looks_for_are_declared() -> None:
    names = ("c40", "uclg", "iclei", "eurocities", "cemr", "cor", "sister_cities_international", "clair", "mayorsforpeace", "metropolis",
             "regions4", "aimf")  # fmt: skip
    assert [name for name in names if f"int_{name}" not in shipped()] == []


def test_no_two_sources_read_the_same_section() -> None:
    sections = Counter(canonical_url(url) for s in shipped().values() for url in s.listing.urls)
    assert [url for url, count in sections.items() if count > 1] == []


def test_both_sides_of_known_partnerships_are_declared() -> None:
    pairs = yaml.safe_load(Path(__file__).with_name("partnerships.yml").read_text(encoding="utf-8"))["partnerships"]
    assert len({frozenset(pair) for pair in pairs}) == len(pairs) >= 40
    assert sorted({side for pair in pairs for side in pair} - shipped().keys()) == []


def test_the_page_of_sources_is_current() -> None:
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.render_sources(shipped().values()), "run python -m extractors.catalogue"


def test_actors_named_are_in_the_gazetteer_at_that_level() -> None:
    from transforms.gazetteer import load_gazetteer

    gazetteer = load_gazetteer()
    for source in shipped().values():
        if (actor_id := source.publisher.actor_id) is not None:
            actor = gazetteer.find(actor_id)
            if actor is None and actor_id.startswith("gn:"):
                continue  # small towns are found by their names only
            assert actor is not None, f"{source.source_id}: {actor_id} is unknown"
            assert actor.level == source.publisher.level, source.source_id
            assert actor.country in (source.publisher.country, None), source.source_id
