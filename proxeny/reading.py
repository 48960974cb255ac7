"""``proxeny status``, ``explain`` and ``query``: what stands, told to a person or, as JSON, to a program."""

from __future__ import annotations

import json
import sys
import textwrap
from datetime import UTC, date, datetime
from typing import Any

from proxeny.settings import Settings
from proxeny.tables import render_table, write_table

OVERDUE = 3
RUNS_SHOWN = 10
NAMES_SHOWN = 20
QUOTE_WIDTH = 100


def show_status(settings: Settings, *, as_json: bool, with_quarantine: bool) -> int:
    """Prints sources, runs, quarantine and snapshot.

    Returns:
        3 when a source is overdue, else 0.
    """
    from warehouse.status import status_from_manifests

    status = status_from_manifests(settings.landing, datetime.now(UTC), snapshots=settings.snapshots)
    print(to_json(status) if as_json else render_status(status, settings, with_quarantine))
    return OVERDUE if any(source["overdue"] for source in status["sources"]) else 0


def render_status(status: dict[str, Any], settings: Settings, with_quarantine: bool) -> str:
    """The status as text: what needs a look first."""
    if not status["runs"]:
        return f"nothing has been collected in {settings.data} yet; try: proxeny run --sample"
    held = status["quarantine"]
    blocks = [_render_snapshot(status["snapshot"]), _render_sources(status["sources"]), _render_runs(status["runs"])]
    blocks.append(_render_unresolved(status["unresolved"]))
    if with_quarantine:
        blocks.append(_render_quarantine(held))
    else:
        blocks.append(f"Quarantined items: {len(held)}" + (" (proxeny status --quarantine names them)" if held else ""))
    return "\n\n".join(blocks)


def _render_unresolved(unresolved: dict[str, Any]) -> str:
    """How many names no actor was found for, and the most frequent of them."""
    head = f"Names no actor was found for: {unresolved['names']} ({unresolved['mentions']} mentions)"
    rows = [[row["mentions"], row["name"], row["level"], row["country"]] for row in unresolved["listed"][:NAMES_SHOWN]]
    return head if not rows else head + "\n" + render_table(["mentions", "name", "level", "country"], rows)


def _render_snapshot(snapshot: dict[str, Any] | None) -> str:
    if snapshot is None:
        return "Snapshot: none published yet"
    return f"Snapshot: {snapshot['version']}{' · SAMPLE' if snapshot['is_sample'] else ''}, built as of {snapshot['built_at']} UTC"


def _render_sources(sources: list[dict[str, Any]]) -> str:
    rows = []
    for source in sorted(sources, key=lambda s: (not s["overdue"], s["outcome"] != "failed", s["source_id"])):
        drift = source["drift"]
        marks = [name for name, is_set in (("OVERDUE", source["overdue"]), ("DRIFT", drift is not None and drift["is_drifting"])) if is_set]
        rows.append([source["source_id"], source["last_seen"], source["outcome"], source["documents"], source["new"], source["changed"],
                     source["gone"], " ".join(marks), source["error"]])
    return "Sources\n" + render_table(["source", "last good run, UTC", "outcome", "documents", "new", "changed", "gone", "", "error"], rows)


def _render_runs(runs: list[dict[str, Any]]) -> str:
    rows = [[run["instant"], run["producer"], run["run"], run["outcome"], run["error"]] for run in runs[:RUNS_SHOWN]]
    more = f"\n… and {len(runs) - RUNS_SHOWN} earlier" if len(runs) > RUNS_SHOWN else ""
    return "Landing folders, latest first\n" + render_table(["instant, UTC", "producer", "run", "outcome", "error"], rows) + more


def _render_quarantine(held: list[dict[str, Any]]) -> str:
    if not held:
        return "Quarantine: empty"
    rows = [[row["seen_at"], row["stage"], row["source_id"], row["reason"], row["item"], row["field"], row["value"], row["detail"]]
            for row in held]
    return "Quarantine\n" + render_table(["seen, UTC", "stage", "source", "reason", "item", "field", "value", "detail"], rows)


def show_event(settings: Settings, event_id: str, *, as_json: bool) -> int:
    """Prints everything behind an event.

    Raises:
        WarehouseError: no snapshot, or no such event in it.
    """
    from warehouse.explain import explain_event

    told = explain_event(settings.snapshots / "current.duckdb", event_id, settings.landing)
    print(to_json(told) if as_json else render_event(told))
    return 0


def render_event(told: dict[str, Any]) -> str:
    """An event, its parties and every report in its words."""
    event = told["event"]
    when = event["event_on"] or "no date stated"
    if event["event_until"] and event["event_until"] != event["event_on"]:
        when += f" to {event['event_until']}"
    lines = [f"{event['event_id']}  {event['type_code']} · {event['realis']} · {when}{' · SAMPLE' if event['is_sample'] else ''}"]
    if told["redirected"]:
        lines.append(f"({told['asked_for']} leads here)")
    if event["retracted_at"]:
        lines.append(f"retracted {event['retracted_at']} UTC")
    lines.append("known since {recorded_at} UTC · confidence {confidence} · codebook {codebook_version} · domains {domains}".format(
        **event, domains=", ".join(event["domain_codes"] or []) or "none"))
    lines.append("\nParties")
    for party in told["parties"]:
        roles = f" as {', '.join(party['roles'])}" if party["roles"] else ""
        facts = ", ".join([party["level"], party["country"] or "no country", party["actor_id"] or "unresolved"])
        lines.append(f"  {party['name']} ({facts}){roles}")
    for entry in told["national"]:
        lines.append(f"  {entry['side']} state {entry['country'] or ''}: {entry['relation']}")
    for number, report in enumerate(told["reports"], 1):
        lines.append(f"\nReport {number} of {len(told['reports'])}: {report['report_id']}")
        lines += _render_report(report)
    for spell in told["spells"]:
        lines.append(f"\nTie of {spell['actor_a']} and {spell['actor_b']}: {spell['state']} from {spell['started_on'] or 'an unknown day'} "
                     f"to {spell['ended_on'] or 'now'}")
    return "\n".join(lines)


def _render_report(report: dict[str, Any]) -> list[str]:
    context = report["context"]
    if context is None:
        told = f"“{report['quote']}” (the landing file with its context is gone)"
    else:
        told = f"{context['before']}[{context['quote']}]{context['after']}"
    lines = textwrap.wrap(" ".join(told.split()), QUOTE_WIDTH, initial_indent="  ", subsequent_indent="  ")
    merged = f" · merged: {report['merge_reason']}" if report["merge_reason"] else ""
    return [
        *lines,
        f"  {report['quote_field']} {report['quote_start']}:{report['quote_end']} · {report['lang']} · published "
        f"{report['published_on'] or 'on no stated day'} · rule {report['rule']} · {report['coder']}{merged}",
        f"  {report['url']}",
        f"  {report['archive_record'] or 'no archive record'}",
    ]


def show_query(settings: Settings, sql: str, form: str | None) -> int:
    """Prints the result of one SELECT on the published snapshot.

    Raises:
        WarehouseError: no snapshot, an SQL error, or a statement that is no reading.
    """
    from warehouse.query import query

    write_table(query(settings.snapshots / "current.duckdb", sql), form or ("table" if sys.stdout.isatty() else "csv"))
    return 0


def to_json(told: Any) -> str:
    """One JSON document; instants are UTC."""
    return json.dumps(told, ensure_ascii=False, indent=1, default=_json_value)


def _json_value(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat() + ("" if value.tzinfo else "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
