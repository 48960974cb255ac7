# ruff: noqa: S608  (field names are checked against the declaration; values are bound)
"""Declared corrections: a person's change to an event, with reason and source, dated, and loud when it no longer applies."""

from __future__ import annotations

from datetime import datetime

import duckdb

from warehouse.errors import WarehouseError

Connection = duckdb.DuckDBPyConnection


def _split_state(connection: Connection, event_id: str, at: datetime) -> None:
    """Closes the state of the event that is held at ``at`` and opens an equal one from there."""
    connection.execute("""
        insert into core.event
        select * replace (?::timestamp as recorded_at) from core.event
        where event_id = ? and recorded_at < ? and (retracted_at is null or retracted_at > ?)""", [at, event_id, at, at])
    connection.execute("""
        update core.event set retracted_at = ?
        where event_id = ? and recorded_at < ? and (retracted_at is null or retracted_at > ?)""", [at, event_id, at, at])


def apply_corrections(connection: Connection) -> None:
    """Changes the states of ``core.event`` from the instant of each correction on.

    Raises :class:`WarehouseError` when the event is not live at that instant or its latest state does not hold ``old_value``.
    """
    rows = connection.execute(
        "select event_id, field, old_value, value, recorded_at from core.correction order by recorded_at, event_id, field").fetchall()
    for event_id, field, old_value, value, at in rows:
        latest = connection.execute(
            f"select {field}::varchar from core.event where event_id = ? and retracted_at is null", [event_id]).fetchone()
        if latest is None:
            raise WarehouseError(f"correction of {event_id} ({field}) no longer applies: there is no such event")
        if latest[0] != old_value:
            raise WarehouseError(f"correction of {event_id} no longer applies: {field} is {latest[0]!r}, not {old_value!r}")
        _split_state(connection, event_id, at)
        connection.execute(f"update core.event set {field} = ? where event_id = ? and recorded_at >= ?", [value, event_id, at])
