"""The landing folder: what a task hands to the loader, whole or not at all.

``landing/<producer>/<run>/manifest.json`` and ``<table>.parquet`` beside it (docs/house.md). A folder is staged as
``.<run>.tmp`` and renamed when every file of it is on the disk; readers never look at names that start with a dot.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_RUN = re.compile(r"(?P<stem>\d{8}T\d{6}Z)(?:-(?P<rank>\d+))?")


class LandingError(ValueError):
    """A landing folder that is not what its manifest says; the message names the file."""


@dataclass(frozen=True)
class Manifest:
    """A folder's manifest. ``data`` is the whole of it, the fields what readers sort and choose by; ``instant`` is aware UTC."""

    folder: Path
    producer: str
    run: str
    instant: datetime
    kind: str
    outcome: str
    data: Mapping[str, Any]


def format_instant(instant: datetime) -> str:
    """``2026-05-04T09:30:00Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def name_run(landing_dir: Path, producer: str, instant: datetime) -> str:
    """The instant as ``%Y%m%dT%H%M%SZ``, with ``-2``, ``-3`` … when that folder exists already."""
    stem = instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    run, rank = stem, 1
    while (landing_dir / producer / run).exists():
        rank += 1
        run = f"{stem}-{rank}"
    return run


def stage_folder(landing_dir: Path, producer: str, run: str, manifest: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> Path:
    """Write everything under a temporary name and return that; :func:`commit_folder` makes it visible."""
    import pyarrow.parquet as pq

    staged = landing_dir / producer / f".{run}.tmp"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    files: dict[str, Any] = {}
    for name, table in sorted(tables.items()):
        path = staged / f"{name}.parquet"
        pq.write_table(table, path, compression="zstd", store_schema=False)
        _sync(path)
        files[path.name] = {"rows": table.num_rows, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    text = json.dumps({**manifest, "producer": producer, "run": run, "files": files}, ensure_ascii=False, indent=1, sort_keys=True)
    path = staged / "manifest.json"
    path.write_text(text + "\n", encoding="utf-8")
    _sync(path)
    _sync(staged)
    return staged


def commit_folder(staged: Path) -> Path:
    """Rename a staged folder to its final name. Raises :class:`LandingError` when that exists: landing folders are immutable."""
    final = staged.with_name(staged.name.removeprefix(".").removesuffix(".tmp"))
    if final.exists():
        raise LandingError(f"{final}: exists already")
    staged.rename(final)
    _sync(final.parent)
    return final


def write_folder(landing_dir: Path, producer: str, run: str, manifest: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> Path:
    """Stage and commit in one go; the manifest gets ``producer``, ``run`` and ``files`` from here."""
    return commit_folder(stage_folder(landing_dir, producer, run, manifest, tables))


def list_staged(landing_dir: Path, producer: str) -> list[Path]:
    """Folders a killed run left staged; one without ``manifest.json`` never became whole."""
    return sorted((landing_dir / producer).glob(".*.tmp"))


def list_manifests(landing_dir: Path, kind: str | None = None, producer: str | None = None) -> list[Manifest]:
    """Manifests of all committed folders, sorted by (instant, producer, run). Raises :class:`LandingError` for an unreadable one."""
    manifests = []
    for path in landing_dir.glob(f"{producer or '*'}/*/manifest.json"):
        if path.parent.name.startswith("."):
            continue
        manifest = read_manifest(path.parent)
        if kind is None or manifest.kind == kind:
            manifests.append(manifest)
    return sorted(manifests, key=lambda m: (m.instant, m.producer, *_run_order(m.run)))


def read_manifest(folder: Path) -> Manifest:
    path = folder / "manifest.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(folder, data["producer"], data["run"], parse_instant(data["instant"]), data["kind"], data["outcome"], data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LandingError(f"{path}: cannot be read: {error}") from error


def read_table(folder: Path, name: str) -> pa.Table:
    """A table of a committed folder. Raises :class:`LandingError` when it is missing or not Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise LandingError(f"{path}: cannot be read: {error}") from error


def _run_order(run: str) -> tuple[str, int]:
    """``-10`` comes after ``-2``."""
    match = _RUN.fullmatch(run)
    return (run, 1) if match is None else (match["stem"], int(match["rank"] or 1))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
