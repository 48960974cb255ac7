"""Declared corrections: applied from their instant on, on record before it, and loud when they no longer apply."""

from datetime import datetime

import pytest

from tests.warehouse.conftest import talstadt_visit
from warehouse.corrections import FILE_NAME, read_corrections
from warehouse.errors import WarehouseError

DECIDED = "2026-05-20T12:00:00Z"


def declare(world, text: str) -> None:
    world.warehouse.with_name(FILE_NAME).write_text(text, encoding="utf-8")


def entry(event_id: str, field: str, old: str, new: str, at: str = DECIDED) -> str:
    return (f"- event_id: '{event_id}'\n  field: {field}\n  old_value: {old}\n  value: {new}\n  reason: The page names another day.\n"
            f"  source: https://talstadt.example/erratum\n  recorded_at: {at}\n")


@pytest.fixture
def visit(world) -> str:
    world.collect("de_talstadt", [talstadt_visit(world)])
    world.settle()
    return world.fetch("select event_id from core.event_report join core.report using (report_id) where type_code = 'visit'")[0][0]


def test_a_correction_opens_a_new_state_and_the_old_one_stays_on_record(world, visit):
    declare(world, entry(visit, "event_on", "2026-04-27", "2026-04-26")
            + entry(visit, "realis", "occurred", "cancelled", "2026-06-01T00:00:00Z"))
    world.build()
    states = world.fetch(f"select event_on, realis, is_contact, recorded_at::varchar, retracted_at::varchar from core.event "  # noqa: S608
                         f"where event_id = '{visit}' order by recorded_at")
    assert states == [
        ("2026-04-27", "occurred", True, "2026-05-04 09:00:00", "2026-05-20 12:00:00"),
        ("2026-04-26", "occurred", True, "2026-05-20 12:00:00", "2026-06-01 00:00:00"),
        ("2026-04-26", "cancelled", False, "2026-06-01 00:00:00", None)]
    for instant, on in (("2026-05-10", "2026-04-27"), ("2026-05-21", "2026-04-26")):
        assert world.fetch(f"select event_on from as_of(timestamp '{instant}') where event_id = '{visit}'") == [(on,)]  # noqa: S608
    assert world.fetch(f"select event_on, is_contact from out.event where event_id = '{visit}'") == [("2026-04-26", False)]  # noqa: S608


@pytest.mark.parametrize(("event_id", "field", "old", "new", "message"), [
    (None, "event_on", "2026-04-28", "2026-04-26", "no longer applies: event_on is '2026-04-27', not '2026-04-28'"),
    ("0" * 16, "event_on", "2026-04-27", "2026-04-26", "no longer applies: there is no such event"),
    (None, "realis", "occurred", "dreamt", "realis cannot be 'dreamt'"),
])
def test_a_correction_that_does_not_apply_fails_the_build_and_leaves_the_last_one(world, visit, event_id, field, old, new, message):
    with pytest.raises(WarehouseError, match=message):
        declare(world, entry(event_id or visit, field, old, new))
        world.build()
    assert world.fetch("select count(*) from core.event") == [(0,)]


@pytest.mark.parametrize(("text", "message"), [
    ("- event_id: x\n", "entry 1: keys must be event_id, field"),
    (entry("a" * 16, "colour", "null", "red"), "entry 1: field: 'colour' is none of"),
    (entry("a" * 16, "tone", "1", "2", "soon"), "entry 1: recorded_at: 'soon' is no instant"),
    ("a: b\n", "a list of entries is wanted"),
    ("- [\n", "corrections.yml: "),
])
def test_a_corrections_file_that_cannot_be_read_is_told_by_entry_and_key(tmp_path, text, message):
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(WarehouseError, match=message):
        read_corrections(tmp_path / FILE_NAME)


def test_values_are_read_as_text_and_instants_as_utc(tmp_path):
    (tmp_path / FILE_NAME).write_text(entry("0123456789abcdef", "event_on", "null", "2026-04-26", "2026-05-20T12:00:00+02:00"))
    row, = read_corrections(tmp_path / FILE_NAME)
    assert (row["old_value"], row["value"], row["recorded_at"]) == (None, "2026-04-26", datetime(2026, 5, 20, 10))
    assert read_corrections(tmp_path / "none.yml") == []
