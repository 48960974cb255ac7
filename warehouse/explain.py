"""What stands behind an event: every report in its words and context, where it was archived, and why it was merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query import open_snapshot
from warehouse.schema import quote as sql_quote

CONTEXT = 160
"""Code points shown before and after a quote."""

_PARTS = {
    "parties": "select * from out.event_party where event_id = ? order by is_publisher desc, name, country",
    "national": "select * from out.event_national where event_id = ? order by report_id, side, relation",
    "history": "select * from out.event_history where event_id = ? order by recorded_at",
    "spells": "select * from out.tie where ? in (started_by, ended_by) order by spell_id",
}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, event_id: str) -> list[dict[str, Any]]:
    result = connection.execute(sql, [event_id])
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _read_document(landing_dir: Path, producer: str, run: str, revision_id: str) -> dict[str, Any] | None:
    """Title and text of a revision from its landing file; None when the file is gone."""
    file = landing_dir / producer / run / "document.parquet"
    if not file.is_file():
        return None
    with duckdb.connect() as connection:
        row = connection.execute(
            f"select title, text from read_parquet({sql_quote(str(file))}) where revision_id = ?", [revision_id]).fetchone()  # noqa: S608
    return None if row is None else {"title": row[0], "text": row[1]}


def _context(document: dict[str, Any] | None, report: dict[str, Any]) -> dict[str, str] | None:
    if document is None or document[report["quote_field"]] is None:
        return None
    field = document[report["quote_field"]]
    start, end = report["quote_start"], report["quote_end"]
    return {"before": field[max(0, start - CONTEXT):start], "quote": field[start:end], "after": field[end:end + CONTEXT]}


def explain_event(snapshot: Path, event_id: str, landing_dir: Path) -> dict[str, Any]:
    """Everything known of an event; an id no longer in use leads on to its successor.

    Keys: ``event`` (row of out.event), ``asked_for`` and ``redirected`` (bool), ``parties``, ``national``, ``reports`` (rows of
    out.event_report with ``merge_reason``, ``merge_detail``, ``recorded_at``, ``title`` and ``context`` {before, quote, after}, null when
    the landing file is gone), ``history`` (closed states, oldest first) and ``spells`` the event began or ended. Raises
    :class:`WarehouseError` for an unknown id.
    """
    with open_snapshot(snapshot) as connection:
        redirect = connection.execute("select successor_id from out.event_redirect where event_id = ?", [event_id]).fetchone()
        found_id = redirect[0] if redirect else event_id
        events = _rows(connection, "select * from out.event where event_id = ?", found_id)
        if not events:
            raise WarehouseError(f"no event {event_id} in {snapshot}")
        reports = _rows(connection, """
            select report.*, held.merge_reason, held.merge_detail, held.recorded_at, held.revision_id, file.producer, file.run
            from out.event_report as report
            join out.event_report_version as held on held.event_id = report.event_id and held.report_id = report.report_id
            left join ops.document_file as file on file.revision_id = held.revision_id
            where report.event_id = ?
            qualify row_number() over (partition by report.report_id order by held.recorded_at desc) = 1
            order by held.recorded_at, report.report_id""", found_id)
        answer = {
            "asked_for": event_id, "redirected": redirect is not None, "event": events[0],
            "reports": reports,
            **{name: _rows(connection, sql, found_id) for name, sql in _PARTS.items()},
        }
    for report in reports:
        document = _read_document(Path(landing_dir), report.pop("producer") or "", report.pop("run") or "", report["revision_id"])
        report["title"] = document["title"] if document else None
        report["context"] = _context(document, report)
    return answer
