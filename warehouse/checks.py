# ruff: noqa: S608  (only names from the declarations are put into SQL)
"""The gates before publication: Great Expectations suites from the declarations, and relational checks in SQL (``checks.sql``).

The events gate judges what was merged (events, their parties, reports and history, documents, spells), the release gate what is counted
from it. A failed check of severity stop keeps the tables from being published; one of severity warn is told. Every result is a row of
``ops.quality``, and ``quality.md`` beside the warehouse tells them to a person. Tables of more than :data:`SUITE_ROWS` rows go through the
suites as a sample fixed by their keys: their columns have been held to the same rules by the table definitions, row by row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from extractors.records import Table
from warehouse.connection import open_warehouse
from warehouse.errors import GateError, WarehouseError, naming_file
from warehouse.quality import run_suites
from warehouse.report import render_quality
from warehouse.schema import has_primary_key
from warehouse.tables import TABLES
from warehouse.tables.ops import QUALITY
from warehouse.tables.ref import CODE_LISTS

Connection = duckdb.DuckDBPyConnection
SUITE_ROWS = 50_000
SAMPLE_KEYS = 20
EVENTS_GATE = ("core.event", "core.spell", "core.report", "core.coded", "out.event", "out.document")
"""What the names of tables of the events gate begin with."""
_LISTS = {table.name for table in CODE_LISTS}


def name_gate(table_name: str) -> str:
    """``events`` or ``release``."""
    return "events" if table_name.startswith(EVENTS_GATE) else "release"


@dataclass(frozen=True)
class RelationalCheck:
    """A SELECT of the keys of failing rows."""

    name: str
    table: str
    severity: str
    sql: str


def read_checks(path: Path = Path(__file__).parent / "checks.sql") -> list[RelationalCheck]:
    """The checks of ``checks.sql``, and those that follow from the declarations: references, and keys that no index guards."""
    found = re.findall(r"^-- check: (\S+) \| (\S+) \| (stop|warn)\n(.+?);$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [RelationalCheck(name, table, severity, sql) for name, table, severity, sql in found] + _declared_checks()


def _declared_checks() -> list[RelationalCheck]:
    checks = []
    for table in TABLES.values():
        key = " || '|' || ".join(f"coalesce({name}::varchar, '')" for name in table.key)
        for column in table.columns:
            if column.references:
                target, target_column = column.references.rsplit(".", 1)
                # A code list that the caller has not handed in can be no measure.
                given = f"and exists (select 1 from {target})" if target in _LISTS else ""
                checks.append(RelationalCheck(f"known_{column.name}", table.name, "stop", f"""
                    select {key} from {table.name} where {column.name} is not null {given}
                    and {column.name} not in (select {target_column} from {target})"""))
        if not has_primary_key(table):
            names = ", ".join(table.key)
            checks.append(RelationalCheck(
                "unique_key", table.name, "stop", f"select {key} from {table.name} group by {names} having count(*) > 1"))
    return checks


def _run_check(connection: Connection, check: RelationalCheck) -> dict[str, Any]:
    try:
        failed = [str(row[0]) for row in connection.execute(check.sql).fetchall()]
        checked = connection.execute(f"select count(*) from {check.table}").fetchall()[0][0]
    except duckdb.Error as error:
        raise WarehouseError(f"check {check.table}.{check.name} could not run: {str(error).splitlines()[0]}") from error
    return _quality_row(check.table, check.name, check.severity, checked, failed)


def _quality_row(table_name: str, check_name: str, severity: str, checked_count: int, failed_keys: list[str]) -> dict[str, Any]:
    return {"gate": name_gate(table_name), "table_name": table_name, "check_name": check_name, "severity": severity,
            "is_passed": not failed_keys, "checked_count": checked_count, "failed_count": len(failed_keys),
            "sample_keys": sorted(set(failed_keys))[:SAMPLE_KEYS]}


def run_relational_checks(connection: Connection) -> list[dict[str, Any]]:
    """Rows of ``ops.quality`` of every check in SQL. Raises :class:`WarehouseError` naming one that could not run."""
    return [_run_check(connection, check) for check in read_checks()]


def _read_frame(connection: Connection, table: Table) -> Any:
    key = ", ".join(table.key)
    return connection.execute(f"""
        select * from (select * from {table.name} order by hash({key}), {key} limit {SUITE_ROWS}) order by {key}""").df()


def _run_suites(connection: Connection) -> list[dict[str, Any]]:
    frames = {table.name: (table, _read_frame(connection, table)) for table in TABLES.values() if table.name.startswith("out.")}
    filled = {name: pair for name, pair in frames.items() if len(pair[1])}
    try:
        outcomes = run_suites(filled) if filled else {}
    except ValueError as error:
        raise WarehouseError(f"the gate could not run: {str(error).splitlines()[0]}") from error
    rows = []
    for name, checks in outcomes.items():
        table, frame = filled[name]
        for check in checks:
            keys = ["|".join(str(value) for value in frame.iloc[row][list(table.key)]) for row in check.failed_rows]
            rows.append(_quality_row(name, check.name, "stop", check.checked_count, keys))
    return rows


def _keep_results(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute("begin")
    connection.execute("delete from ops.quality where gate <> 'documents'")
    connection.register("results", QUALITY.to_arrow(rows))
    connection.execute("insert into ops.quality select * from results")
    connection.unregister("results")
    connection.execute("commit")


def check_tables(warehouse: Path) -> dict[str, Any]:
    """Runs the events and the release gate; returns ``checks`` (count) and ``warnings`` (``table.check`` names).

    Raises :class:`GateError` naming the failed stop checks with sample keys, :class:`WarehouseError` when a check could not run.
    """
    warehouse = Path(warehouse)
    connection = open_warehouse(warehouse)
    try:
        with naming_file(warehouse):
            results: dict[tuple[str, str], dict[str, Any]] = {}
            for row in [*run_relational_checks(connection), *_run_suites(connection)]:
                results.setdefault((row["table_name"], row["check_name"]), row)
            rows = [results[key] for key in sorted(results)]
            _keep_results(connection, rows)
            all_rows = connection.sql("from ops.quality order by gate, table_name, check_name").to_arrow_table().to_pylist()
            warehouse.with_name("quality.md").write_text(render_quality(all_rows), encoding="utf-8")
    finally:
        connection.close()
    failed = [row for row in rows if not row["is_passed"]]
    stopped = [row for row in failed if row["severity"] == "stop"]
    if stopped:
        shown = "; ".join(f"{row['table_name']}.{row['check_name']} ({row['failed_count']} rows, such as "
                          f"{', '.join(row['sample_keys'][:3])})" for row in stopped[:5])
        gates = " and ".join(sorted({f"the {row['gate']} gate" for row in stopped}))
        raise GateError(f"{gates} stopped on {len(stopped)} checks: {shown}", stopped)
    return {"checks": len(rows), "warnings": [f"{row['table_name']}.{row['check_name']}" for row in failed]}
