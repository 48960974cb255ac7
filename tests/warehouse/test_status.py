"""What `proxeny status` tells, from manifests alone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors.landing import format_instant, write_folder
from extractors.records import ISSUE, hash_id
from tests.warehouse.conftest import START, World, talstadt_visit, two_sides
from tests.warehouse.test_snapshot import pass_gate
from warehouse.load import load_landing
from warehouse.snapshot import publish_snapshot
from warehouse.status import status_from_manifests

NOW = START.replace(tzinfo=None)


def land(landing: Path, days: float, *, listed: int = 10, outcome: str = "ok", source_id: str = "de_talstadt", **more: Any) -> None:
    """A collect folder of a live run without tables."""
    instant = START + timedelta(days=days)
    manifest = {"instant": format_instant(instant), "kind": "collect", "is_sample": False, "is_replay": False, "frequency": "daily",
                "covers": [], "counts": {"listed": listed, "documents": 3, "changed": 1, "tombstones": 2}, "outcome": outcome,
                "error": "http_500: gone wrong" if outcome == "failed" else None, **more}
    write_folder(landing, source_id, f"{instant:%Y%m%dT%H%M%SZ}", manifest, {})


def only_source(landing: Path, days: float) -> dict[str, Any]:
    sources = status_from_manifests(landing, NOW + timedelta(days=days))["sources"]
    assert len(sources) == 1
    return sources[0]


def test_nothing_landed_is_an_empty_status(tmp_path: Path) -> None:
    assert status_from_manifests(tmp_path / "landing", snapshots=tmp_path / "snapshots") == {
        "sources": [], "runs": [], "quarantine": [], "unresolved": {"names": 0, "mentions": 0, "listed": []}, "snapshot": None}


def test_a_source_tells_its_last_run_and_what_it_brought(tmp_path: Path) -> None:
    land(tmp_path, 0)
    land(tmp_path, 1, outcome="failed", counts={"listed": 0})
    source = only_source(tmp_path, 1.5)
    assert (source["last_seen"], source["last_run"]) == (NOW, NOW + timedelta(days=1))
    assert (source["outcome"], source["error"], source["days_since"]) == ("failed", "http_500: gone wrong", 1)
    land(tmp_path, 2)
    source = only_source(tmp_path, 2)
    assert (source["documents"], source["new"], source["changed"], source["gone"], source["days_since"]) == (3, 2, 1, 2, 0)


@pytest.mark.parametrize(("frequency", "due"), [("daily", 3), ("weekly", 9), ("monthly", 33), ("quarterly", 94), ("yearly", 368)])
def test_a_source_is_overdue_two_days_after_its_period(tmp_path: Path, frequency: str, due: float) -> None:
    land(tmp_path, 0, frequency=frequency)
    assert not only_source(tmp_path, due)["overdue"]
    assert only_source(tmp_path, due + 0.01)["overdue"]


def test_failed_runs_do_not_put_off_the_day_a_source_is_overdue(tmp_path: Path) -> None:
    land(tmp_path, 0)
    for day in (1, 2, 3, 4):
        land(tmp_path, day, outcome="failed")
    assert only_source(tmp_path, 4)["overdue"]


def test_a_source_that_never_answered_is_overdue(tmp_path: Path) -> None:
    land(tmp_path, 0, outcome="failed")
    source = only_source(tmp_path, 0)
    assert (source["last_seen"], source["days_since"], source["overdue"]) == (None, None, True)


def test_a_replayed_recording_is_never_due_again(tmp_path: Path) -> None:
    land(tmp_path, 0, is_replay=True)
    assert not only_source(tmp_path, 1000)["overdue"]


def test_a_listing_that_names_less_than_half_of_the_usual_drifts(tmp_path: Path) -> None:
    for day, listed in enumerate([10, 12, 8]):
        land(tmp_path, day, listed=listed)
        assert only_source(tmp_path, day)["drift"] is None
    land(tmp_path, 3, listed=5)
    assert only_source(tmp_path, 3)["drift"] == {"listed": 5, "median": 10, "is_drifting": False}
    land(tmp_path, 4, listed=4)
    assert only_source(tmp_path, 4)["drift"] == {"listed": 4, "median": 9, "is_drifting": True}


def test_a_broken_manifest_is_a_run_that_says_so(world: World) -> None:
    two_sides(world)
    broken = world.landing / "de_talstadt" / "20260601T000000Z"
    broken.mkdir()
    (broken / "manifest.json").write_text("{", encoding="utf-8")
    status = status_from_manifests(world.landing)
    assert [(run["producer"], run["outcome"]) for run in status["runs"]] == [
        ("de_talstadt", "broken"), ("jp_kawamachi", "ok"), ("de_talstadt", "ok")]
    assert status["runs"][0]["error"].startswith("manifest.json: JSONDecodeError")
    assert status["sources"][0]["outcome"] == "ok"


def test_a_damaged_table_costs_no_other_status(world: World) -> None:
    world.collect("de_talstadt", [], issues=[issue("page_1", NOW)])
    world.collect("jp_kawamachi", [], issues=[issue("page_2", NOW)], days=1)
    next((world.landing / "de_talstadt").glob("*/issue.parquet")).write_bytes(b"PAR1")
    assert [row["item"] for row in status_from_manifests(world.landing)["quarantine"]] == ["page_2"]


def issue(item: str, seen_at: datetime, severity: str = "quarantine") -> dict[str, Any]:
    return {"issue_id": hash_id(item, severity), "source_id": "de_talstadt", "stage": "extract", "severity": severity, "reason": "no_text",
            "item": item, "seen_at": seen_at}


def test_quarantine_of_every_step_is_listed_latest_first(world: World) -> None:
    document = talstadt_visit(world)
    world.collect("de_talstadt", [document], issues=[issue("page_1", NOW), issue("page_2", NOW, "warning")])
    world.judge(refused={document["revision_id"]: "text_missing"}, days=1)
    held = status_from_manifests(world.landing)["quarantine"]
    assert [(row["stage"], row["reason"], row["item"]) for row in held] == [
        ("gate", "text_missing", document["revision_id"]), ("extract", "no_text", "page_1")]
    assert set(held[0]) <= {column.name for column in ISSUE.columns}


def test_an_item_that_has_been_read_since_is_out_of_quarantine(world: World) -> None:
    document = talstadt_visit(world)
    world.collect("de_talstadt", [], issues=[issue(document["url"], NOW), issue("page_1", NOW)])
    world.collect("de_talstadt", [document], days=1)
    assert [row["item"] for row in status_from_manifests(world.landing)["quarantine"]] == ["page_1"]


def test_what_the_loader_refused_comes_from_the_snapshot(world: World) -> None:
    two_sides(world)
    world.judge()
    load_landing(world.warehouse, world.landing)

    def misquote(rows: dict[str, list[dict[str, Any]]]) -> None:
        rows["report"][0]["quote"] = "words the page does not have"

    world.code([talstadt_visit(world)], change=misquote)
    load_landing(world.warehouse, world.landing)
    world.code_due()
    load_landing(world.warehouse, world.landing)
    world.build()
    pass_gate(world.warehouse)
    publish_snapshot(world.warehouse, world.snapshots)
    status = status_from_manifests(world.landing, snapshots=world.snapshots)
    assert [(row["stage"], row["reason"]) for row in status["quarantine"]] == [("load", "evidence_mismatch")]
    assert status["snapshot"]["is_sample"] is True
    assert status_from_manifests(world.landing)["quarantine"] == []


def test_names_without_an_actor_are_counted(world: World) -> None:
    document = talstadt_visit(world)

    def unresolve(rows: dict[str, list[dict[str, Any]]]) -> None:
        for row in rows["report_party"]:
            if row["name"] == "Kawamachi":
                row["actor_id"] = None

    world.code([document], change=unresolve)
    unresolved = status_from_manifests(world.landing)["unresolved"]
    assert (unresolved["names"], unresolved["mentions"]) == (1, 2)
    assert [row["mentions"] for row in unresolved["listed"]] == [2]


def test_everything_but_instants_is_json(world: World) -> None:
    two_sides(world)
    json.dumps(status_from_manifests(world.landing), default=datetime.isoformat)
