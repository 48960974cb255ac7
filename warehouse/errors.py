"""The errors of the warehouse: what a user can meet, in one line each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


class WarehouseError(Exception):
    """A failure with a one-line message that names the file and the cause."""


class DamagedError(WarehouseError):
    """The warehouse file is not what was written to it."""


class GateError(WarehouseError):
    """A table gate failed: ``failures`` holds the failed rows of ``ops.quality``."""

    def __init__(self, message: str, failures: list[dict[str, object]]) -> None:
        super().__init__(message)
        self.failures = failures


def explain_failure(error: Exception, path: Path) -> str:
    """One line for an error of DuckDB or the file system on ``path``."""
    text = str(error)
    if holder := re.search(r"Conflicting lock is held in (.*?) \(PID (\d+)\)", text):
        return f"{path} is in use by process {holder[2]} ({holder[1]}); wait for it to end"
    if is_damage(error):
        return f"{path} is damaged or cut short"
    if "No space left" in text or "File too large" in text or "Could not write" in text:
        return f"{path}: no space left to write"
    return f"{path}: {text.splitlines()[0] if text else type(error).__name__}"


def is_damage(error: Exception) -> bool:
    """Whether DuckDB says that a file is not what it wrote."""
    return any(words in str(error) for words in ("not a valid DuckDB database", "Could not read enough bytes", "Corrupt database file"))


@contextmanager
def naming_file(path: Path) -> Iterator[None]:
    """Turns errors of DuckDB and the file system on ``path`` into :class:`WarehouseError`."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        kind = DamagedError if is_damage(error) else WarehouseError
        raise kind(explain_failure(error, path)) from error
