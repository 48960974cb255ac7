# ruff: noqa: S608  (only names from the declarations are put into SQL; values are bound)
"""Between the core tables and the fold of :mod:`transforms.merge`: reads report versions, runs it, keeps the memberships.

The fold is handed in by the caller, since the warehouse knows of the transforms only their record types.

The fold goes on from where the last build ended when everything new is later than all it has taken up. An older document, a newer
codebook version or a corrected instant makes it start over; the result is the same either way.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from warehouse.duplicates import group_duplicates
from warehouse.tables.core import EVENT_REPORT, OCCASION, REDIRECT

Connection = duckdb.DuckDBPyConnection
_MEMBERSHIPS = pa.schema([
    pa.field(field.name, pa.int64() if pa.types.is_timestamp(field.type) else field.type) for field in EVENT_REPORT.arrow_schema])
_EPOCH = datetime(1970, 1, 1)
_QUERIES = Path(__file__).parent / "queries"


class Merger(Protocol):
    """What the warehouse asks of :class:`transforms.merge.Merger`; rows are in the order of its record types."""

    @property
    def closed(self) -> Sequence[tuple[Any, ...]]: ...
    def open_memberships(self) -> Sequence[tuple[Any, ...]]: ...
    def redirects(self) -> list[tuple[str, str, int]]: ...
    def restore(
        self, rows: Iterable[tuple[Any, ...]], redirects: Iterable[tuple[str, str, int]], first_told: Iterable[tuple[str, int]],
    ) -> None: ...
    def apply_rows(self, versions: Iterable[Sequence[Any]], removals: Iterable[tuple[int, str]]) -> None: ...
    @staticmethod
    def group_occasions(links: Iterable[tuple[str, str]], order: dict[str, tuple[int, str]]) -> dict[str, str]: ...


def read_query(name: str) -> str:
    return (_QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


@contextmanager
def _without_collector() -> Iterator[None]:
    """The fold makes millions of tuples that live on; looking through them for cycles again and again costs a third of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_versions(connection: Connection, name: str, codings: str) -> None:
    """Makes ``name``: the reports told by ``codings`` (a SELECT of rows of ``coding``)."""
    connection.execute(f"create or replace temp table told_coding as {codings}")
    connection.execute(f"create or replace temp table {name} as {read_query('report_version')}")


def _apply_changes(connection: Connection, merger: Merger) -> None:
    removals = connection.execute(f"""
        select * from ({read_query("report_removal")})
        where known_at in (select epoch_us(known_at) from new_coding)""").fetchall()
    merger.apply_rows(connection.execute("select * from new_version").fetchall(), removals)


def _find_new_coding(connection: Connection) -> str:
    """Makes ``coding`` and ``new_coding``; returns 'nothing', 'later' or 'anew': how the fold has to go on."""
    connection.execute(f"create or replace temp table coding as {read_query('coding')}")
    connection.execute("""
        create or replace temp table new_coding as
        select coding.* from coding left join core.merged as merged using (revision_id, codebook_version)
        where merged.revision_id is null""")
    changed, new, is_later = connection.execute("""
        select
            (select count(*) from core.merged as merged left join coding as now using (revision_id, codebook_version)
             where now.revision_id is null or now.known_at <> merged.known_at),
            (select count(*) from new_coding),
            (select coalesce(min(known_at), timestamp '9999-12-31') from new_coding)
            > (select coalesce(max(known_at), timestamp '0001-01-01') from core.merged)
        """).fetchall()[0]
    if changed:
        return "anew"
    return "nothing" if not new else "later" if is_later else "anew"


def _restore(connection: Connection, merger: Merger) -> None:
    """Gives the fold the events that the new reports may fit, and their own."""
    connection.execute(f"create or replace temp table wanted_event as {read_query('event_near_new')}")
    _read_versions(connection, "live_version", """
        select coding.* from coding
        where (revision_id, codebook_version) in (
            select (revision_id, codebook_version) from core.event_report
            where retracted_at is null and event_id in (select event_id from wanted_event))""")
    rows = connection.execute("""
        select held.event_id, held.merge_reason, held.merge_detail, epoch_us(held.recorded_at), version.* exclude (known_at)
        from core.event_report as held
        join live_version as version using (report_id, revision_id, codebook_version)
        where held.retracted_at is null
        order by held.event_id, held.report_id""").fetchall()
    redirects = connection.execute("select event_id, successor_id, epoch_us(recorded_at) from core.redirect").fetchall()
    first_told = connection.execute("""
        select report_id, epoch_us(min(recorded_at)) from core.event_report
        where report_id in (select report_id from live_version) or report_id in (select report_id from new_version)
        group by report_id""").fetchall()
    merger.restore(rows, redirects, first_told)


def _insert(connection: Connection, table: str, rows: pa.Table) -> None:
    connection.register("rows_to_insert", rows)
    connection.execute(f"insert into {table} select * from rows_to_insert")
    connection.unregister("rows_to_insert")


def _keep_memberships(connection: Connection, merger: Merger) -> None:
    memberships = [*merger.closed, *merger.open_memberships()]
    columns = [list(column) for column in zip(*memberships, strict=True)] or [[] for _ in EVENT_REPORT.columns]
    connection.register("kept_rows", pa.table(columns, schema=_MEMBERSHIPS))
    connection.execute("""
        create or replace temp table kept as
        select * replace (make_timestamp(recorded_at) as recorded_at, make_timestamp(retracted_at) as retracted_at) from kept_rows""")
    connection.unregister("kept_rows")
    # Both delete and insert touch only reports of this round: what is closed here replaces the open row of the earlier rounds.
    connection.execute("delete from core.event_report where (report_id, recorded_at) in (select (report_id, recorded_at) from kept)")
    connection.execute("insert into core.event_report select * from kept order by report_id, recorded_at")


def _keep_redirects(connection: Connection, merger: Merger) -> None:
    connection.execute("delete from core.redirect")
    rows = [{"event_id": old, "successor_id": new, "recorded_at": _instant(at)} for old, new, at in merger.redirects()]
    _insert(connection, "core.redirect", REDIRECT.to_arrow(rows))


def merge_core(connection: Connection, merger: Merger) -> str:
    """Brings ``core.event_report`` and ``core.redirect`` up to date inside the caller's transaction; returns how: nothing, later, anew."""
    way = _find_new_coding(connection)
    if way == "nothing":
        return way
    if way == "anew":
        for table in ("event_report", "redirect", "merged", "duplicate"):
            connection.execute(f"delete from core.{table}")
    group_duplicates(connection)
    if way == "anew":
        connection.execute("create or replace temp table new_coding as select * from coding")
    _read_versions(connection, "new_version", "select * from new_coding")
    with _without_collector():
        if way == "later":
            _restore(connection, merger)
        _apply_changes(connection, merger)
        _keep_memberships(connection, merger)
        _keep_redirects(connection, merger)
    connection.execute("""
        insert into core.merged select revision_id, codebook_version, known_at from coding
        where (revision_id, codebook_version) not in (select (revision_id, codebook_version) from core.merged)""")
    return way


def group_core_occasions(connection: Connection, merger: Merger) -> None:
    """Fills ``core.occasion`` for live events that are linked to another; the rest are their own occasion."""
    links = connection.execute(read_query("occasion_link")).fetchall()
    linked = {event for link in links for event in link}
    connection.register("linked", pa.table({"event_id": sorted(linked)}, schema=pa.schema([("event_id", pa.string())])))
    order = {event: (at, event) for event, at in connection.execute(
        "select event_id, min(epoch_us(recorded_at)) from core.event join linked using (event_id) group by event_id").fetchall()}
    connection.unregister("linked")
    rows = [{"event_id": event, "occasion_id": occasion} for event, occasion in sorted(merger.group_occasions(links, order).items())]
    connection.execute("delete from core.occasion")
    _insert(connection, "core.occasion", OCCASION.to_arrow(rows))
