"""Reading landing folders with distrust: layout in docs/house.md.

A folder is whole when its manifest is valid JSON with the keys of the contract, and every file it names is there with the
SHA-256 it states. What is not whole is told by :class:`BrokenFolder` with a reason code, and stops nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_KINDS = ("collect", "gate", "coding")
_OUTCOMES = ("ok", "empty", "failed")


class BrokenFolder(Exception):
    """A landing folder that cannot be loaded: ``reason`` is a snake_case code, the message one line."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Folder:
    """One landing folder. ``problem`` is set when its manifest is broken; then only producer, run and instant are known."""

    path: Path
    producer: str
    run: str
    instant: datetime
    kind: str | None = None
    manifest: dict[str, Any] = field(default_factory=dict)
    manifest_hash: str = "0" * 64
    problem: BrokenFolder | None = None

    @property
    def name(self) -> str:
        return f"{self.producer}/{self.run}"

    @property
    def covers(self) -> list[str]:
        return list(self.manifest.get("covers", ()))

    def table_file(self, table: str) -> Path | None:
        """Path of a table's file, or None when the manifest names none."""
        return self.path / f"{table}.parquet" if f"{table}.parquet" in self.manifest.get("files", {}) else None


def _instant_of_run(run: str) -> datetime:
    match = re.match(r"\d{8}T\d{6}Z", run)
    try:
        return datetime.strptime(match[0], "%Y%m%dT%H%M%SZ") if match else datetime(1970, 1, 1)
    except ValueError:
        return datetime(1970, 1, 1)


def parse_instant(text: str) -> datetime:
    """ISO instant → naive UTC. Raises ValueError."""
    return utc_instant(datetime.fromisoformat(text))


def utc_instant(instant: datetime) -> datetime:
    """An instant as the tables hold it: naive UTC."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _parse_manifest(content: bytes, producer: str, run: str) -> tuple[dict[str, Any], datetime]:
    try:
        manifest = json.loads(content)
        instant = parse_instant(manifest["instant"])
        files, kind, covers, outcome = manifest["files"], manifest["kind"], manifest["covers"], manifest["outcome"]
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenFolder("manifest_broken", f"manifest.json: {type(error).__name__}: {error}") from error
    if (manifest.get("producer"), manifest.get("run")) != (producer, run):
        raise BrokenFolder("manifest_misplaced", f"manifest.json names {manifest.get('producer')}/{manifest.get('run')}")
    if kind not in _KINDS or outcome not in _OUTCOMES or not isinstance(files, dict) or not isinstance(covers, list):
        raise BrokenFolder("manifest_broken", f"manifest.json: kind {kind!r}, outcome {outcome!r}")
    return manifest, instant


def read_folder(path: Path) -> Folder:
    """The folder with its manifest parsed; a broken manifest is a ``problem``, not an exception."""
    producer, run = path.parent.name, path.name
    content = (path / "manifest.json").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    try:
        manifest, instant = _parse_manifest(content, producer, run)
    except BrokenFolder as problem:
        return Folder(path, producer, run, _instant_of_run(run), manifest_hash=digest, problem=problem)
    return Folder(path, producer, run, instant, manifest["kind"], manifest, digest)


def list_folders(landing_dir: Path) -> list[Folder]:
    """All whole or broken folders in (instant, producer, run) order; a folder without manifest.json does not exist."""
    folders = [read_folder(file.parent) for file in landing_dir.glob("[!.]*/[!.]*/manifest.json")]
    return sorted(folders, key=lambda f: (f.instant, f.producer, f.run))


def verify_files(folder: Folder) -> None:
    """Raises :class:`BrokenFolder` when a file is missing or is not the one the manifest states."""
    if folder.problem:
        raise folder.problem
    for name, facts in folder.manifest["files"].items():
        file = folder.path / name
        if not file.is_file():
            raise BrokenFolder("file_missing", f"{folder.name}/{name} is missing")
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if digest != facts.get("sha256"):
            raise BrokenFolder("file_hash_mismatch", f"{folder.name}/{name} has SHA-256 {digest[:12]}…, the manifest says otherwise")


def is_whole(folder: Folder) -> bool:
    """True when the manifest is sound and every file is the one it states."""
    try:
        verify_files(folder)
    except BrokenFolder:
        return False
    return True
