# ruff: noqa: S608  (only names from the declarations and fixed choices are put into SQL)
"""Every model by rows in and rows out: tests/warehouse/models/<schema>.<table>.yml holds cases.

A case has ``given`` (rows by table; what a case does not say has the value of :data:`DEFAULTS` or is null) and ``expect`` (all rows of the
model, in any order; only the columns a row names are compared).
"""

from __future__ import annotations

import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from extractors.records import Table
from warehouse.build import MODELS, Model, order_models, read_model, run_script
from warehouse.errors import WarehouseError
from warehouse.schema import sql_type
from warehouse.tables import MODELLED, TABLES

CASES = Path(__file__).parent / "models"
SEEN = datetime(2026, 5, 4)
DEFAULTS: dict[str, dict[str, Any]] = {
    "raw.document": {"source_id": "s", "is_tombstone": False, "is_official": True, "is_sample": False, "fetched_at": SEEN},
    "core.coded": {"codebook_version": "0.1.0", "coder": "c", "source_id": "s"},
    "core.report": {"codebook_version": "0.1.0", "revision_id": "r", "occasion_rank": 1, "realis": "occurred", "source_id": "s",
                    "strategy_cues": [], "domain_codes": []},
    "core.report_party": {"codebook_version": "0.1.0", "revision_id": "r", "party_rank": 1, "level": "local", "roles": [],
                          "is_publisher": False},
    "core.report_national": {"codebook_version": "0.1.0", "revision_id": "r", "national_rank": 1},
    "core.event_report": {"codebook_version": "0.1.0", "revision_id": "r", "merge_reason": "first", "recorded_at": SEEN},
    "core.contact_event": {"is_network": False, "is_instrument": False, "is_dated": True, "own_relation": "not_mentioned",
                           "is_guest": False, "is_host": False, "is_initiator": False},
    "core.unit_occasion": {"channel": "sub_sub", "is_ended": False, "is_guest": False, "is_host": False, "is_initiator": False,
                           "has_initiator": False},
    "core.observed_year": {"is_constant_panel": False},
    "core.spell": {"spell_kind": "twinning", "spell_number": 1, "state": "in_force", "is_dated": True, "is_inferred": False,
                   "is_left_truncated": False},
    "out.event": {"type_code": "visit", "realis": "occurred", "is_contact": True, "n_parties": 2, "channel": "sub_sub", "tone": 1,
                  "n_reports": 1, "n_sides_reporting": 1, "recorded_at": SEEN},
    "out.event_party": {"level": "local", "roles": [], "is_publisher": False},
    "out.actor": {"level": "local", "n_events": 1},
    "out.tie": {"tie_kind": "twinning", "tie_number": 1, "state": "in_force", "is_left_truncated": False},
    "out.document": {"source_id": "s", "n_reports": 0, "is_gone": False, "is_sample": False, "recorded_at": SEEN},
}


def list_cases() -> list[Any]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.yml")) for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


def fill_bare(connection: duckdb.DuckDBPyConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    """A table without keys and checks, so that a case need not state what its model does not look at."""
    connection.execute(f"create schema if not exists {table.name.split('.')[0]}")
    connection.execute(f"create table {table.name} ({', '.join(f'{c.name} {sql_type(c)}' for c in table.columns)})")
    defaults = DEFAULTS.get(table.name, {})
    if "occasion_id" in {c.name for c in table.columns}:
        rows = [{"occasion_id": row.get("event_id"), **row} for row in rows]
    connection.register("given", table.to_arrow([{**defaults, **row} for row in rows]))
    connection.execute(f"insert into {table.name} select * from given")
    connection.unregister("given")


def run_model(model: Model, given: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    assert given.keys() <= set(model.reads), f"{model.table.name} does not read {sorted(given.keys() - set(model.reads))}"
    with duckdb.connect() as connection:
        run_script(connection, MODELS / "macros.sql")
        for name in model.reads:
            fill_bare(connection, TABLES[name], given.get(name, []))
        result = connection.execute(model.sql)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def comparable(value: Any) -> Any:
    """Floats to nine digits, so that values computed by hand can be compared."""
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.9g}")
    return value


@pytest.mark.parametrize(("name", "case"), list_cases())
def test_model_gives_the_expected_rows(name: str, case: dict[str, Any]) -> None:
    rows = run_model(read_model(MODELS.joinpath(*name.split(".")).with_suffix(".sql")), case["given"])
    wanted = case["expect"]
    columns = list(dict.fromkeys(column for row in wanted for column in row))
    found = [{column: comparable(row[column]) for column in columns} for row in rows
             if all(row[column] == value for column, value in case.get("where", {}).items())]
    expected = [{column: comparable(row.get(column)) for column in columns} for row in wanted]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize(("unwatched", "state"), [(None, "dormant"), ("2021-07", "in_force")])
def test_a_tie_is_taken_for_dormant_only_where_both_sides_were_watched_all_the_time(unwatched: str | None, state: str) -> None:
    model = read_model(MODELS / "core" / "spell.sql")
    months = [f"{year}-{month:02}" for year in (2020, 2021, 2022, 2023) for month in range(1, 13)]
    rows = run_model(model, {
        "core.tie_change": [{"spell_kind": "twinning", "actor_a": "a", "actor_b": "b", "event_id": "e", "state": "in_force",
                             "changed_on": "2020-01", "is_dated": True, "recorded_at": SEEN}],
        "core.dyad_event": [{"event_id": "e", "actor_a": "a", "actor_b": "b"}],
        "out.event": [{"event_id": "e", "event_on": "2020-01"}],
        "core.observed_month": [{"actor_id": actor, "month": date.fromisoformat(f"{month}-01"), "observed_days": 9}
                                for actor in "ab" for month in months if (actor, month) != ("b", unwatched)]})
    assert (rows[-1]["state"], rows[-1]["is_inferred"]) == (state, state == "dormant")


def test_every_model_has_cases() -> None:
    names = {model.table.name for model in order_models()}
    missing = names - {path.stem for path in CASES.glob("*.yml")}
    assert not missing, f"write tests/warehouse/models/<model>.yml for {sorted(missing)}"
    assert {path.stem for path in CASES.glob("*.yml")} <= names


def test_every_table_analysts_read_has_a_model() -> None:
    modelled = {model.table.name for model in order_models()}
    assert modelled == MODELLED
    filled_elsewhere = {"ref.snapshot", *(f"ref.{name}" for name in (
        "event_type", "domain", "instrument", "abstention", "level", "office", "role", "relation", "realis", "tie_status", "strategy_cue"))}
    assert {name for name in TABLES if name.startswith(("out.", "ref."))} - modelled == filled_elsewhere


def write_model(folder: Path, name: str, text: str) -> Path:
    path = folder.joinpath(*name.split(".")).with_suffix(".sql")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "text", "message"), [
    ("out.nowhere", "-- out.nowhere: x\n", "no table out.nowhere is declared"),
    ("out.membership", "select 1", "the first line must begin with '-- out.membership: '"),
    ("out.membership", "-- out.membership: x\n-- grain: member_id\n-- reads:\nselect 1",
     "grain is 'member_id', the declared key is 'spell_id'"),
    ("out.membership", "-- out.membership: x\n-- grain: spell_id\n-- reads: core.nothing\nselect 1 from core.nothing",
     "reads undeclared: core.nothing"),
    ("out.membership", "-- out.membership: x\n-- grain: spell_id\n-- reads: core.event\nselect 1 from core.event join core.spell using (x)",
     "names but does not list in reads: core.spell"),
    ("out.membership",
     "-- out.membership: x\n-- grain: spell_id\n-- reads: core.event, core.spell\nselect 1 from core.spell -- from core.event",
     "lists in reads but does not name: core.event"),
])
def test_a_header_that_is_wrong_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = write_model(tmp_path, name, text)
    with pytest.raises(WarehouseError, match=f"{path}: .*{message}"):
        read_model(path)


def test_models_in_a_circle_are_refused(tmp_path: Path) -> None:
    write_model(tmp_path, "out.membership", "-- out.membership: x\n-- grain: spell_id\n-- reads: out.office\nfrom out.office")
    write_model(tmp_path, "out.office", "-- out.office: x\n-- grain: spell_id\n-- reads: out.membership\nfrom out.membership")
    with pytest.raises(WarehouseError, match=r"read each other in a circle: out\.\w+ → out\.\w+ → out\.\w+"):
        order_models(tmp_path)


def test_models_are_built_after_what_they_read() -> None:
    seen: set[str] = set()
    modelled = {model.table.name for model in order_models()}
    for model in order_models():
        assert set(model.reads) & modelled <= seen
        seen.add(model.table.name)

