"""What `proxeny explain` and the summary of a run tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.conftest import World, talstadt_visit, two_sides
from tests.warehouse.test_snapshot import pass_gate
from warehouse.errors import WarehouseError
from warehouse.explain import explain_event
from warehouse.query import query
from warehouse.snapshot import publish_snapshot


def publish(world: World) -> Path:
    pass_gate(world.warehouse)
    return Path(publish_snapshot(world.warehouse, world.snapshots)["path"])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("told"))
    two_sides(world)
    world.run(days=2)
    publish(world)
    return world


def find(snapshot: Path, type_code: str) -> str:
    return str(query(snapshot, f"select event_id from out.event where type_code = '{type_code}'").to_pylist()[0]["event_id"])  # noqa: S608


def test_every_report_is_told_in_its_words_and_context(told: World) -> None:
    current = told.snapshots / "current.duckdb"
    answer = explain_event(current, find(current, "visit"), told.landing)
    assert (answer["redirected"], answer["event"]["n_reports"], answer["event"]["n_sides_reporting"]) == (False, 2, 2)
    assert {party["name"] for party in answer["parties"]} == {"Talstadt", "Kawamachi"}
    first, second = answer["reports"]
    assert (first["source_id"], first["merge_reason"], second["source_id"], second["merge_reason"]) == (
        "de_talstadt", "first", "jp_kawamachi", "same_day")
    assert first["title"] == "News of visit.html"
    assert first["context"]["quote"] == first["quote"]
    assert first["context"]["before"] + first["context"]["quote"] + first["context"]["after"] in talstadt_visit(told)["text"]
    assert first["archive_record"] == "de_talstadt.warc.gz:1"
    assert [(row["side"], row["country"], row["relation"]) for row in answer["national"]] == [("partner", "JP", "accompanied")]
    assert len(answer["history"]) == 1


def test_an_event_tells_the_tie_it_began(told: World) -> None:
    current = told.snapshots / "current.duckdb"
    answer = explain_event(current, find(current, "twinning"), told.landing)
    assert [(tie["tie_kind"], tie["state"]) for tie in answer["spells"]] == [("twinning", "in_force")]


def test_without_the_landing_file_the_context_alone_is_missing(told: World, tmp_path: Path) -> None:
    current = told.snapshots / "current.duckdb"
    reports = explain_event(current, find(current, "visit"), tmp_path)["reports"]
    assert [(report["context"], report["title"]) for report in reports] == [(None, None), (None, None)]
    assert all(report["quote"] for report in reports)


def test_an_id_no_longer_in_use_leads_on(tmp_path: Path) -> None:
    """Kawamachi tells of the visit first; an older page of Talstadt, found later, makes the event begin with its report."""
    world = World(tmp_path)
    two_sides(world)
    world.run(days=2)
    import duckdb

    with duckdb.connect(str(world.warehouse)) as connection:
        visit, twinning = (connection.execute("select event_id from out.event where type_code = ?", [t]).fetchall()[0][0]
                           for t in ("visit", "twinning"))
        connection.execute("insert into out.event_redirect values ('0123456789abcdef', ?, timestamp '2026-05-05')", [visit])
    current = publish(world)
    answer = explain_event(current, "0123456789abcdef", world.landing)
    assert (answer["asked_for"], answer["redirected"], answer["event"]["event_id"]) == ("0123456789abcdef", True, visit)
    assert twinning != visit


def test_an_unknown_event_is_told_in_one_line(told: World) -> None:
    with pytest.raises(WarehouseError, match=r"^no event 0123456789abcdef in .*current\.duckdb$"):
        explain_event(told.snapshots / "current.duckdb", "0123456789abcdef", told.landing)
