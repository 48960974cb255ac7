"""The page a run ends with: what was seen, what came of it, what was held back, and three events to begin with."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from proxeny.tables import display_width, pad

WIDTH = 100
BAR = 24


def render_summary(
    figures: dict[str, Any], status: dict[str, Any], *, snapshot: Path, failed_sources: dict[str, str], seconds: float, goes_on: bool
) -> str:
    """The summary of a run.

    ``figures`` come from :func:`warehouse.summary.summarise`, ``status`` from :func:`warehouse.status.status_from_manifests`;
    ``failed_sources`` maps ids to reasons; ``seconds`` is what the run took; ``goes_on`` says that the demonstration web has a recording
    after this one.
    """
    counts, version = figures["counts"], figures["snapshot"]
    sample = " · SAMPLE: a demonstration web, not the record of any government" if version["is_sample"] else ""
    lines = [
        "", "─" * WIDTH, f"Proxeny {version['version']}{sample}", "─" * WIDTH,
        f"{counts['sources']} sources watched · {counts['documents']} documents · {counts['events']} events, {counts['contacts']} contacts "
        f"abroad · {counts['actors']} actors · {seconds:.0f} s",
    ]
    lines += _block("Documents by language", [
        (row["lang"], row["documents"], f"{row['documents_with_reports']} with events") for row in figures["documents_by_language"]])
    lines += _block("Events by type", [(row["label"], row["events"], "") for row in figures["events_by_type"]])
    lines += _block("Documents without events, by reason", [
        (row["label"], row["documents"], "") for row in figures["abstentions_by_reason"]])
    lines += _block("Held back or noted", [
        (f"{row['reason']} ({row['stage']}, {row['severity']})", row["issues"], "") for row in figures["issues_by_reason"]])
    lines += _block("Busiest dyads, in contacts", [
        (f"{row['name_a']} – {row['name_b']}", row["contacts"], "") for row in figures["busiest_dyads"]])
    if failed_sources:
        lines += ["", "Sources that failed (the others are in)"]
        lines += [f"  {source_id}: {reason}" for source_id, reason in sorted(failed_sources.items())]
    for number, event in enumerate(figures["examples"], 1):
        lines += ["", *_render_example(number, event)]
    lines += ["", f"Snapshot: {snapshot}", "", "What to type next", *_list_commands(figures, status, goes_on)]
    return "\n".join(lines)


def _block(title: str, rows: list[tuple[str, int, str]]) -> list[str]:
    """Names, bars and figures; nothing when there is no row."""
    if not rows:
        return []
    names = max(display_width(name) for name, _, _ in rows)
    most = max(count for _, count, _ in rows)
    return ["", title] + [
        f"  {pad(name, names)}  {count:>5}  {'█' * max(1, round(BAR * count / most))} {note}".rstrip() for name, count, note in rows]


def _render_example(number: int, event: dict[str, Any]) -> list[str]:
    sides = " · told by both sides" if event["n_sides_reporting"] > 1 else ""
    heads = f"{number}. {event['label']}: {', '.join(event['parties'] or [])} · {event['event_on'] or 'no date stated'}{sides}"
    quote = textwrap.wrap(f"“{' '.join(event['quote'].split())}”", WIDTH - 4, initial_indent="   ", subsequent_indent="   ")
    return [heads, *quote, f"   {event['url']}", f"   proxeny explain {event['event_id']}"]


def _list_commands(figures: dict[str, Any], status: dict[str, Any], goes_on: bool) -> list[str]:
    commands = ["proxeny query \"select type_code, realis, event_on, n_reports from out.event order by event_on desc limit 10\""]
    if figures["examples"]:
        commands.append(f"proxeny explain {figures['examples'][0]['event_id']}")
    commands.append(f"proxeny status --quarantine       # {len(status['quarantine'])} held back, each with its reason")
    if goes_on:
        commands.append("proxeny run --sample later        # the same web some weeks on: what is new, changed, gone")
    return [f"  {command}" for command in commands]
