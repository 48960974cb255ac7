"""Making a run visible, all of it or nothing: archive file and landing folder."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .archive import ArchiveWriter, commit_archive, part_path
from .declarations import Source
from .findings import COUNTED
from .landing import LandingError, commit_folder, format_instant, list_staged, read_manifest, stage_folder
from .records import DOCUMENT, FETCH, ISSUE, SOURCE_DAY

_TABLES = {"document": DOCUMENT, "issue": ISSUE, "source_day": SOURCE_DAY, "fetch": FETCH}


def commit_run(
    landing_dir: Path,
    producer: str,
    run: str,
    manifest: Mapping[str, Any],
    tables: Mapping[str, list[dict[str, Any]]],
    archive: ArchiveWriter | None,
) -> dict[str, Any]:
    """Write and name a run's archive file and landing folder; returns the manifest as written. ``manifest["instant"]`` is a datetime."""
    part = None if archive is None else archive.finish()
    told = {
        "covers": [],
        "error": None,
        "archive": None if part is None or archive is None else archive.name,
        **manifest,
        "instant": format_instant(manifest["instant"]),
    }
    staged = stage_folder(landing_dir, producer, run, told, {name: _TABLES[name].to_arrow(rows) for name, rows in tables.items()})
    if part is not None and archive is not None:
        commit_archive(archive.path)
    return dict(read_manifest(commit_folder(staged)).data)


def source_day(source: Source, day: date, status: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """A row of ``ops.source_day``."""
    return {
        "source_id": source.source_id,
        "actor_id": source.publisher.actor_id,
        "day": day,
        "status": status,
        **{f"{name}_count": counts[name] for name in COUNTED},
    }


def recover_runs(landing_dir: Path, archive_dir: Path, producer: str) -> None:
    """Finish what a killed run had staged whole, throw away what it had not. One process at a time collects a source."""
    for staged in list_staged(landing_dir, producer):
        try:
            manifest = read_manifest(staged)
        except LandingError:
            shutil.rmtree(staged)
            continue
        name = manifest.data.get("archive")
        if name is not None and part_path(archive_dir / name).exists():
            commit_archive(archive_dir / name)
        commit_folder(staged)
    for part in (archive_dir / producer).glob(".*.part"):
        part.unlink()
