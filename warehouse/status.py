"""How the record stands, from the landing manifests: it can be told during a build and after a failed one, without the warehouse.

A source is watched from run to run of its collect folders. Overdue is one whose last good run lies further back than its declared
frequency and two days; a replayed recording is never due again. Drift is the number of items that its listings named last, against
the median of the good runs before: a listing whose markup has changed shows in it long before anybody misses an event.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from warehouse.landing import Folder, list_folders, utc_instant

PERIODS = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}
"""Days between two looks, by the frequency that a source declares."""
GRACE = timedelta(days=2)
EARLIER_RUNS = 10
FEWEST_RUNS = 3
"""Runs that the median of the yield is taken over, and fewer than which say nothing."""
DRIFT = 0.5
"""Part of the median below which a yield has drifted."""


def status_from_manifests(landing_dir: Path, now: datetime | None = None, *, snapshots: Path | None = None) -> dict[str, Any]:
    """The state of sources, runs and quarantine. ``now`` is by default the newest instant that landed.

    ``sources`` (by id): ``source_id``, ``last_seen`` (instant of the last good run, or null), ``last_run``, ``outcome``, ``error``,
    ``documents``, ``new``, ``changed``, ``gone`` (of the last run), ``days_since`` the last good run, ``frequency``, ``is_sample``,
    ``overdue`` and ``drift``: null with too few runs, else ``{"listed", "median", "is_drifting"}``. ``runs``, latest first: ``kind``,
    ``producer``, ``run``, ``instant``, ``outcome`` (``broken`` when the folder cannot be read), ``error``, ``counts``. ``quarantine``,
    latest first: rows of ``ops.issue``. ``unresolved``: ``names`` (distinct) and ``mentions`` of governments that no actor was found for,
    and ``listed``: each ``name`` with its ``level``, ``country`` (or null) and ``mentions``, the most frequent first.
    ``snapshot``: null, or ``version``, ``built_at`` and ``is_sample`` of the published one. Instants are naive UTC.
    """
    folders = list_folders(Path(landing_dir))
    collected: dict[str, list[Folder]] = defaultdict(list)
    for folder in folders:
        if folder.kind == "collect":
            collected[folder.producer].append(folder)
    now = utc_instant(now) if now else max((folder.instant for folder in folders), default=None)
    snapshot = None if snapshots is None else Path(snapshots) / "current.duckdb"
    is_published = snapshot is not None and snapshot.exists()
    return {
        "sources": [_describe_source(source_id, collected[source_id], now) for source_id in sorted(collected)],
        "runs": [_describe_run(folder) for folder in reversed(folders)],
        "quarantine": _list_quarantine(folders, snapshot if is_published else None),
        "unresolved": _list_unresolved(folders),
        "snapshot": _describe_snapshot(snapshot) if is_published else None,
    }


def _counts(folder: Folder) -> dict[str, int]:
    counts: dict[str, int] = folder.manifest.get("counts") or {}
    return counts


def _is_good(folder: Folder) -> bool:
    return folder.manifest["outcome"] != "failed"


def _describe_source(source_id: str, runs: Sequence[Folder], now: datetime | None) -> dict[str, Any]:
    last = runs[-1]
    good = [folder for folder in runs if _is_good(folder)]
    last_seen = good[-1].instant if good else None
    counts = _counts(last)
    documents, changed = counts.get("documents", 0), counts.get("changed", 0)
    return {
        "source_id": source_id, "last_seen": last_seen, "last_run": last.instant, "outcome": last.manifest["outcome"],
        "error": last.manifest.get("error"), "documents": documents, "new": documents - changed, "changed": changed,
        "gone": counts.get("tombstones", 0), "days_since": None if last_seen is None or now is None else (now - last_seen).days,
        "frequency": last.manifest.get("frequency"), "is_sample": bool(last.manifest.get("is_sample")),
        "overdue": _is_overdue(last, last_seen, now), "drift": _measure_drift(good),
    }


def _is_overdue(last: Folder, last_seen: datetime | None, now: datetime | None) -> bool:
    period = PERIODS.get(last.manifest.get("frequency") or "")
    if period is None or now is None or last.manifest.get("is_replay"):
        return False
    return last_seen is None or now - last_seen > timedelta(days=period) + GRACE


def _measure_drift(good: Sequence[Folder]) -> dict[str, Any] | None:
    listed = [_counts(folder).get("listed", 0) for folder in good[-EARLIER_RUNS - 1:]]
    if len(listed) <= FEWEST_RUNS:
        return None
    usual = median(listed[:-1])
    return {"listed": listed[-1], "median": usual, "is_drifting": listed[-1] < DRIFT * usual}


def _describe_run(folder: Folder) -> dict[str, Any]:
    if folder.problem is not None:
        told = {"kind": None, "outcome": "broken", "error": str(folder.problem), "counts": {}}
    else:
        told = {"kind": folder.kind, "outcome": folder.manifest["outcome"], "error": folder.manifest.get("error"),
                "counts": _counts(folder)}
    return {"producer": folder.producer, "run": folder.run, "instant": folder.instant, **told}


def _read_rows(folders: Sequence[Folder], table: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of a table over all folders; an unreadable file has none, and the loader says so."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for folder in folders:
        if folder.manifest.get("files", {}).get(f"{table}.parquet", {}).get("rows"):
            try:
                yield from pq.read_table(folder.path / f"{table}.parquet", columns=list(columns)).to_pylist()
            except (OSError, pa.ArrowException):
                continue


def _list_quarantine(folders: Sequence[Folder], snapshot: Path | None) -> list[dict[str, Any]]:
    """What the steps before the loader hold back, from landing; what the loader refused is known to the published snapshot alone.

    Every run takes quarantined items up again: one that has brought a document, or a coded revision, since it was last told of is out.
    """
    columns = ("issue_id", "stage", "source_id", "severity", "reason", "item", "field", "value", "detail", "seen_at")
    found: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for row in _read_rows([folder], "issue", (*columns, "archive_record")):
            found[row["issue_id"]] = {**row, "seen_at": min(row["seen_at"], found.get(row["issue_id"], row)["seen_at"])}
        brought: dict[str | None, set[str]] = defaultdict(set)
        for row in _read_rows([folder], "document", ("url", "revision_id", "archive_record")):
            brought[row["url"]].add(row["revision_id"])
            brought[row["archive_record"]].add(row["revision_id"])
        coded = {row["revision_id"] for row in _read_rows([folder], "coded", ("revision_id",))}
        if brought or coded:
            found = {issue_id: row for issue_id, row in found.items() if row["item"] not in coded and not _has_brought(row, brought)}
    found = {issue_id: {column: row[column] for column in columns} for issue_id, row in found.items()}
    if snapshot is not None:
        from warehouse.query import query

        rows = query(snapshot, f"select {', '.join(columns)} from ops.issue where stage = 'load'").to_pylist()  # noqa: S608
        found.update({row["issue_id"]: row for row in rows})
    held = sorted((row for row in found.values() if row["severity"] == "quarantine"), key=lambda row: row["issue_id"])
    return sorted(held, key=lambda row: row["seen_at"], reverse=True)


def _has_brought(issue: dict[str, Any], brought: dict[str | None, set[str]]) -> bool:
    """Whether a page came of the item; the revision that a gate held back is not what came of it."""
    revisions = brought.get(issue["item"], set()) | (brought.get(issue["archive_record"], set()) if issue["archive_record"] else set())
    return bool(revisions - {issue["item"]})


def _list_unresolved(folders: Sequence[Folder]) -> dict[str, Any]:
    rows = [row for row in _read_rows(folders, "report_party", ("actor_id", "name", "level", "country"))
            if row["actor_id"] is None and row["level"] != "non_state"]
    counts = Counter((row["name"], row["level"], row["country"]) for row in rows)
    listed = [{"name": name, "level": level, "country": country, "mentions": count}
              for (name, level, country), count in sorted(counts.items(), key=lambda item: (-item[1], *map(str, item[0])))]
    return {"names": len({row["name"] for row in rows}), "mentions": len(rows), "listed": listed}


def _describe_snapshot(snapshot: Path) -> dict[str, Any]:
    from warehouse.query import query

    row: dict[str, Any] = query(snapshot, "select version, built_at, is_sample from ref.snapshot").to_pylist()[0]
    return row
