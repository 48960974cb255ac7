# ruff: noqa: S608  (field names are checked against the declaration; values are bound)
"""Declared corrections: a person's change to an event, with reason and source, dated, and loud when it no longer applies.

They stand in ``corrections.yml`` beside the warehouse, a list of entries::

    - event_id: 0609afbf3c9dbbb6
      field: event_on                   # a column that core.correction allows
      old_value: "2025-12-01"           # what the record says without the correction; null when it says nothing
      value: "2025-11-30"
      reason: The page gives the day of publication.
      source: https://…                 # on what ground
      recorded_at: 2026-11-20T09:00:00Z # instant of the decision: the record says the old value until then
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse.errors import WarehouseError
from warehouse.tables.core import CORRECTION

Connection = duckdb.DuckDBPyConnection
FILE_NAME = "corrections.yml"


def _read_value(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def _read_entry(entry: Any) -> dict[str, Any]:
    names = {column.name for column in CORRECTION.columns}
    if not isinstance(entry, dict) or entry.keys() != names:
        given = set(entry) if isinstance(entry, dict) else set()
        raise ValueError(f"keys must be {', '.join(c.name for c in CORRECTION.columns)}; differing: {', '.join(sorted(given ^ names))}")
    at = entry["recorded_at"]
    if not isinstance(at, datetime):
        raise ValueError(f"recorded_at: {at!r} is no instant")
    fields = next(c.allowed for c in CORRECTION.columns if c.name == "field") or ()
    if entry["field"] not in fields:
        raise ValueError(f"field: {entry['field']!r} is none of {', '.join(fields)}")
    for name in ("event_id", "reason", "source"):
        if not entry[name]:
            raise ValueError(f"{name} is missing")
    return {**entry, "event_id": str(entry["event_id"]), "old_value": _read_value(entry["old_value"]), "value": _read_value(entry["value"]),
            "recorded_at": at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at}


def read_corrections(path: Path) -> list[dict[str, Any]]:
    """Rows of ``core.correction``; none when there is no file. Raises :class:`WarehouseError` naming the file, the entry and the key."""
    if not path.exists():
        return []
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WarehouseError(f"{path}: {' '.join(str(error).split())}") from error
    if not isinstance(entries, list):
        raise WarehouseError(f"{path}: a list of entries is wanted")
    rows = []
    for number, entry in enumerate(entries, 1):
        try:
            rows.append(_read_entry(entry))
        except ValueError as error:
            raise WarehouseError(f"{path}: entry {number}: {error}") from error
    return rows


def _split_state(connection: Connection, event_id: str, at: datetime) -> None:
    """Closes the state of the event that is held at ``at`` and opens an equal one from there."""
    connection.execute("""
        insert into core.event
        select * replace (?::timestamp as recorded_at) from core.event
        where event_id = ? and recorded_at < ? and (retracted_at is null or retracted_at > ?)""", [at, event_id, at, at])
    connection.execute("""
        update core.event set retracted_at = ?
        where event_id = ? and recorded_at < ? and (retracted_at is null or retracted_at > ?)""", [at, event_id, at, at])


def _explain_missing(connection: Connection, event_id: str) -> str:
    successor = connection.execute("select successor_id from core.redirect where event_id = ?", [event_id]).fetchone()
    return f"the event is {successor[0]} now" if successor else "there is no such event"


def apply_corrections(connection: Connection) -> None:
    """Changes the states of ``core.event`` from the instant of each correction on.

    Raises :class:`WarehouseError` when there is no such event any more, its latest state does not hold ``old_value``, or the new value is
    none that the column allows.
    """
    rows = connection.execute(
        "select event_id, field, old_value, value, recorded_at from core.correction order by recorded_at, event_id, field").fetchall()
    for event_id, field, old_value, value, at in rows:
        latest = connection.execute(
            f"select {field}::varchar from core.event where event_id = ? and retracted_at is null", [event_id]).fetchone()
        if latest is None:
            raise WarehouseError(f"correction of {event_id} ({field}) no longer applies: {_explain_missing(connection, event_id)}")
        if latest[0] != old_value:
            raise WarehouseError(f"correction of {event_id} no longer applies: {field} is {latest[0]!r}, not {old_value!r}")
        _split_state(connection, event_id, at)
        try:
            connection.execute(f"update core.event set {field} = ? where event_id = ? and recorded_at >= ?", [value, event_id, at])
        except (duckdb.ConstraintException, duckdb.ConversionException) as error:
            raise WarehouseError(f"correction of {event_id}: {field} cannot be {value!r}") from error
        connection.execute("""
            update core.event set is_contact = realis in ('occurred', 'ongoing') and channel is not null
            where event_id = ? and recorded_at >= ?""", [event_id, at])
