"""Loading: idempotent, order-free, nothing bad enters, nothing good is lost."""

import json
import random
import shutil

import pytest

from tests.warehouse.conftest import kawamachi_visit, talstadt_visit, two_sides
from warehouse.load import load_landing, read_uncoded


def test_documents_enter_only_when_the_gate_has_judged_them(world):
    two_sides(world)
    assert load_landing(world.warehouse, world.landing)["waiting"] == 2
    world.judge()
    counts = load_landing(world.warehouse, world.landing)
    assert (counts["waiting"], counts["documents"], counts["loaded"]) == (0, 2, 3)


def test_what_the_gate_refused_stays_out(world):
    document = talstadt_visit(world)
    world.collect("de_talstadt", [document])
    world.judge(refused={document["revision_id"]: "text_missing"})
    assert load_landing(world.warehouse, world.landing)["documents"] == 0
    assert list(read_uncoded(world.warehouse, world.landing, "0.1.0")) == []


def test_loading_again_changes_nothing(world):
    two_sides(world)
    assert world.settle() in ("later", "anew")
    before = world.export("raw", "core", "ops")
    assert load_landing(world.warehouse, world.landing)["loaded"] == 0
    assert world.merge() == "nothing"
    assert world.export("raw", "core", "ops") == before


@pytest.mark.parametrize("seed", range(3))
def test_folders_that_arrive_in_any_order_and_in_pieces_give_the_same_tables(world, seed):
    two_sides(world)
    world.collect("de_talstadt", [talstadt_visit(world, days=2, published="2026-05-02")], days=2)
    world.settle()
    expected = world.export("raw", "core", "ops")
    away = world.landing.parent / "away"
    world.landing.rename(away)
    world.warehouse.unlink()
    folders = sorted(path.parent.relative_to(away) for path in away.glob("*/*/manifest.json"))
    random.Random(seed).shuffle(folders)  # noqa: S311
    for number, folder in enumerate(folders):
        shutil.copytree(away / folder, world.landing / folder)
        load_landing(world.warehouse, world.landing)
        if number % 2 == seed % 2:
            world.merge()
    world.merge()
    assert world.export("raw", "core", "ops") == expected


def test_a_lost_warehouse_is_rebuilt_identical_and_the_load_says_so(world):
    two_sides(world)
    world.settle()
    before = world.export("raw", "core", "ops")
    world.warehouse.unlink()
    assert load_landing(world.warehouse, world.landing)["rebuilt"] == "warehouse.duckdb is rebuilt from landing: it is lost"
    world.merge()
    assert world.export("raw", "core", "ops") == before


@pytest.mark.parametrize("spoil", [
    lambda folder: (folder / "document.parquet").write_bytes((folder / "document.parquet").read_bytes()[:-9]),
    lambda folder: (folder / "document.parquet").unlink(),
    lambda folder: (folder / "manifest.json").write_text("{"),
    lambda folder: (folder / "manifest.json").write_text(json.dumps({"kind": "collect"})),
])
def test_a_broken_folder_is_told_and_stops_none_of_its_neighbours(world, spoil):
    spoil(world.collect("de_talstadt", [talstadt_visit(world)]))
    world.collect("jp_kawamachi", [kawamachi_visit(world, days=1)], days=1)
    world.judge()
    counts = load_landing(world.warehouse, world.landing)
    assert (counts["broken"], counts["documents"]) == (1, 1)
    assert world.fetch("select source_id, severity from ops.issue where stage = 'load'") == [("de_talstadt", "quarantine")]


def _set(field, value, table="report"):
    def change(rows):
        rows[table][0][field] = value
    return change


@pytest.mark.parametrize(("change", "field", "reason"), [
    (_set("quote_start", 3), "quote", "evidence_mismatch"),
    (_set("quote_end", 0), "quote_end", "value_out_of_range"),
    (_set("date_start", "0001-01-01"), "date_start", "date_out_of_range"),
    (_set("date_end", "9999-12-31"), "date_end", "date_out_of_range"),
    (_set("date_start", "2026-02-30"), "date_start", "date_invalid"),
    (_set("date_end", "2025-01-01"), "date_end", "date_reversed"),
    (_set("realis", "imagined"), "realis", "value_not_allowed"),
    (_set("level", "galactic", "report_party"), "level", "value_not_allowed"),
    (_set("quote", "x" * 301), "quote", "length_out_of_range"),
    (_set("confidence", 1.5), "confidence", "value_out_of_range"),
    (_set("revision_id", "0" * 16), "revision_id", "revision_unknown"),
])
def test_a_bad_report_is_refused_with_field_and_reason_and_costs_no_other(world, change, field, reason):
    world.collect("de_talstadt", [talstadt_visit(world)])
    world.judge()
    load_landing(world.warehouse, world.landing)
    (folder, documents), = read_uncoded(world.warehouse, world.landing, "0.1.0")
    world.code(documents, covers=[folder], change=change)
    counts = load_landing(world.warehouse, world.landing)
    assert counts["reports"] == 1
    assert (field, reason) in world.fetch("select field, reason from ops.issue where severity = 'quarantine'")
    assert world.fetch("select type_code from core.report") == [("twinning",)]


def test_a_party_named_twice_is_told_and_counted_once(world):
    def twice(rows):
        party = next(row for row in rows["report_party"] if row["actor_id"] == "gn:2")
        rows["report_party"].append({**party, "party_rank": 9})

    world.collect("de_talstadt", [talstadt_visit(world)])
    world.judge()
    load_landing(world.warehouse, world.landing)
    (folder, documents), = read_uncoded(world.warehouse, world.landing, "0.1.0")
    world.code(documents, covers=[folder], change=twice)
    load_landing(world.warehouse, world.landing)
    world.build()
    assert world.fetch("select reason, severity, value from ops.issue") == [("party_repeated", "warning", "gn:2")]
    assert world.fetch("select distinct n_parties from out.event") == [(2,)]


def test_of_a_page_fetched_twice_the_earlier_response_counts_whichever_is_loaded_first(world):
    later = talstadt_visit(world, days=3)
    world.collect("de_talstadt", [later], days=3)
    world.settle(days=3)
    world.collect("de_talstadt", [{**later, "fetched_at": talstadt_visit(world)["fetched_at"]}])
    world.settle(days=4)
    assert world.fetch("select distinct recorded_at::varchar from core.event_report") == [("2026-05-04 09:00:00",)]
