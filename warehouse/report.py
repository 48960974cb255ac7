"""The results of the gates for a person: a short page of Markdown instead of thousands of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

GATES = {
    "documents": "Documents gate: before loading",
    "events": "Events gate: what was merged",
    "release": "Release gate: what is counted",
}


def render_quality(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of ``ops.quality`` as Markdown: every failed check with what failed, every passed one as a count by table."""
    failed = [row for row in rows if not row["is_passed"]]
    stopped = sum(row["severity"] == "stop" for row in failed)
    # A document that its gate refused is quarantined; its check stops that document, not the build.
    held = sum(row["gate"] == "documents" for row in failed)
    verdict = "stopped" if stopped > held else "passed"
    counts = f"{len(rows)} checks, {len(failed)} failed ({stopped} to stop, {len(failed) - stopped} to warn)"
    lines = ["# Quality", "", f"**{verdict}**: {counts}."]
    for gate, title in GATES.items():
        if any(row["gate"] == gate for row in rows):
            lines += ["", f"## {title}", "", *_render_gate([row for row in rows if row["gate"] == gate])]
    return "\n".join(lines) + "\n"


def _render_gate(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    if failed := [row for row in rows if not row["is_passed"]]:
        lines += ["| failed check | severity | rows | of | such as |", "|---|---|---|---|---|"]
        lines += [f"| {row['table_name']}.{row['check_name']} | {row['severity']} | {row['failed_count']} | {row['checked_count']} "
                  f"| {', '.join(_escape(key) for key in row['sample_keys'][:3])} |" for row in failed]
        lines.append("")
    lines += ["| table | rows | checks | passed |", "|---|---|---|---|"]
    for table in sorted({row["table_name"] for row in rows}):
        checks = [row for row in rows if row["table_name"] == table]
        count = max(row["checked_count"] for row in checks)
        lines.append(f"| {table} | {count} | {len(checks)} | {sum(row['is_passed'] for row in checks)} |")
    return lines


def _escape(text: str) -> str:
    return text.replace("|", "\\|")
