"""Every recorded fixture against what a person read on its pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from extractors.catalogue import SOURCES
from extractors.declarations import Source, load_sources
from extractors.fixtures import EXPECTED, FILL_IN, check_fixture, record_fixture
from extractors.transport import ReplayTransport

FOLDER = Path(__file__).with_name("fixtures")
SAMPLES = Path(__file__).parents[2] / "samples" / "sources"
FIXTURES = sorted(path.parent for path in FOLDER.glob(f"*/{EXPECTED}"))


@cache
def declared() -> dict[str, Source]:
    return {**load_sources(SAMPLES), **load_sources(SOURCES)}


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_a_recorded_source_is_read_as_a_person_reads_it(folder: Path) -> None:
    assert check_fixture(declared()[folder.name], folder) == []


def test_the_fixtures_cover_every_kind_of_listing() -> None:
    kinds = {declared()[folder.name].listing.kind for folder in FIXTURES}
    assert kinds >= {"rss", "atom", "sitemap", "wordpress", "html"}


def test_a_fixture_just_recorded_waits_for_a_person_and_is_not_recorded_twice(tmp_path: Path) -> None:
    folder = FOLDER / "sample_be_gent"
    source, transport = declared()[folder.name], ReplayTransport([folder / "recording.warc.gz"])
    recorded = record_fixture(source, transport=transport, fixtures_dir=tmp_path)
    waiting = check_fixture(source, recorded)
    assert len(waiting) == 1 and FILL_IN in waiting[0]
    with pytest.raises(FileExistsError):
        record_fixture(source, transport=transport, fixtures_dir=tmp_path)


def test_a_fixture_of_which_nothing_is_listed_is_not_recorded(tmp_path: Path) -> None:
    other = declared()["sample_kg_bishkek"]
    with pytest.raises(ValueError, match="not_recorded"):
        record_fixture(other, transport=ReplayTransport([FOLDER / "sample_be_gent" / "recording.warc.gz"]), fixtures_dir=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["listing: {kind: feed, items: many}\narticles: []\n", "articles: []\n", "", "- a\n"])
def test_expectations_that_cannot_be_used_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / EXPECTED).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected\.yml"):
        check_fixture(declared()["sample_be_gent"], tmp_path)
