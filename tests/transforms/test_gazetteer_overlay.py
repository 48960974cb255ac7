"""The overlay: every identifier is where its row says it is, every name has an actor, what is hand-written says so."""

from __future__ import annotations

import gzip

import pytest

from transforms.gazetteer import load_gazetteer
from transforms.gazetteer.keys import BUILT
from transforms.gazetteer.store import HOME, NAME_KINDS, read_table

GAZETTEER = load_gazetteer()
LEVELS = {
    "sub_municipal",
    "local",
    "metropolitan",
    "intermediate",
    "regional",
    "national",
    "national_deconcentrated",
    "supranational",
    "network",
    "non_state",
}


def list_rows(name: str) -> list[tuple[str, list[str]]]:
    return list(read_table(HOME / name, 7))


def test_the_overlay_is_large_enough() -> None:
    assert len(list_rows("governments.tsv")) >= 600
    assert sum(row[2] == "network" for _, row in list_rows("networks.tsv")) >= 80


@pytest.mark.parametrize("name", ["governments.tsv", "networks.tsv"])
def test_every_identifier_is_in_the_file_it_came_from(name: str) -> None:
    known: dict[str, set[str]] = {}
    for place, (actor_id, english, level, _, _, _, id_source) in list_rows(name):
        assert english and level in LEVELS, place
        if actor_id.startswith("px:"):
            assert id_source == "", f"{place}: {actor_id} is ours and comes from no file"
            continue
        if id_source not in known:
            lines = gzip.decompress((BUILT / id_source).read_bytes()).decode().split("\n")
            known[id_source] = {line.partition("\t")[0] for line in lines}
        assert actor_id in known[id_source], f"{place}: {id_source} does not hold {actor_id}"


def test_identifiers_stand_once() -> None:
    ids = [row[0] for name in ("governments.tsv", "networks.tsv") for _, row in list_rows(name)]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("path", sorted((HOME / "names").glob("*.tsv")), ids=lambda path: path.stem)
def test_names_belong_to_actors_and_say_who_reviewed_them(path) -> None:  # type: ignore[no-untyped-def]
    for place, (actor_id, kind, names, until, reviewed) in read_table(path, 5):
        assert GAZETTEER.find(actor_id) is not None, f"{place}: no actor {actor_id}"
        assert kind in NAME_KINDS, f"{place}: {kind}"
        assert names and not any(name != name.strip() for name in names.split("|")), f"{place}: {names!r}"
        assert until == "" or (until.isdigit() and kind == "former"), f"{place}: {until!r}"
        assert reviewed in ("no", "yes"), f"{place}: {reviewed!r}"


def test_networks_are_found_by_name_and_acronym() -> None:
    for _, (actor_id, _, level, *_) in list_rows("networks.tsv"):
        number = GAZETTEER.number(actor_id)
        assert number is not None and GAZETTEER.actor(number).level == level
        assert GAZETTEER.names_of(number), f"{actor_id} has no name"


def test_acronyms_and_adjectives_are_those_of_the_language() -> None:
    assert "NRW" in GAZETTEER.acronyms("de") and "NRW" not in GAZETTEER.acronyms("en")
    assert "C40" in GAZETTEER.acronyms("ja")
    assert "bayerischen" in GAZETTEER.adjectives("de") and "bayerischen" not in GAZETTEER.adjectives("fr")
    assert "OH" in GAZETTEER.codes("en") and "OH" not in GAZETTEER.acronyms("en")


def test_the_index_of_a_spaced_script_has_no_automaton() -> None:
    with pytest.raises(ValueError, match="spaced script"):
        GAZETTEER.matcher("latin")
