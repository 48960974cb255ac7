"""Every setting of the program: one ``PROXENY_*`` variable each, read once, listed by ``proxeny --help`` and docs/operating.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

VARIABLES = {
    "PROXENY_DATA": "folder that holds all the program writes (default: data, below the current directory)",
    "PROXENY_CONTACT": "address or URL at which site owners reach you; a live fetch refuses to start without it",
    "PROXENY_SOURCES": "folder of source declarations (default: extractors/sources; with --sample: samples/sources)",
    "PROXENY_RETRIES": "how often a failed live source is tried again in a run (default: 2)",
    "PROXENY_RETRY_DELAY": "seconds between such tries (default: 60)",
    "PROXENY_PARALLELISM": "tasks that run at once (default: 2)",
    "PROXENY_TIMEOUT": "seconds after which a run that has not ended is stopped (default: 7200)",
}


class SettingError(ValueError):
    """A variable has a value it cannot have; the message names both."""


@dataclass(frozen=True)
class Settings:
    """What the variables say; paths are absolute."""

    data: Path
    contact: str | None
    sources: Path | None
    retries: int
    retry_delay: int
    parallelism: int
    timeout: int

    @property
    def archive(self) -> Path:
        return self.data / "archive"

    @property
    def landing(self) -> Path:
        return self.data / "landing"

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse.duckdb"

    @property
    def snapshots(self) -> Path:
        return self.data / "snapshots"

    @property
    def airflow(self) -> Path:
        return self.data / "airflow"

    @property
    def recordings(self) -> Path:
        return self.data / "recordings"

    def declarations(self, mode: str) -> Path:
        """Folder of the source declarations that a run of this mode reads."""
        return self.sources or (ROOT / "samples" / "sources" if mode == "sample" else ROOT / "extractors" / "sources")


def _whole_number(environ: Mapping[str, str], name: str, default: int, least: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not text.isdecimal() or int(text) < least:
        raise SettingError(f"{name}={text!r} is not a whole number of at least {least}")
    return int(text)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment.

    Raises:
        SettingError: a value is not of its kind.
    """
    environ = os.environ if environ is None else environ
    sources = environ.get("PROXENY_SOURCES", "").strip()
    return Settings(
        data=Path(environ.get("PROXENY_DATA", "").strip() or "data").expanduser().absolute(),
        contact=environ.get("PROXENY_CONTACT", "").strip() or None,
        sources=Path(sources).expanduser().absolute() if sources else None,
        retries=_whole_number(environ, "PROXENY_RETRIES", 2, 0),
        retry_delay=_whole_number(environ, "PROXENY_RETRY_DELAY", 60, 0),
        parallelism=_whole_number(environ, "PROXENY_PARALLELISM", 2, 1),
        timeout=_whole_number(environ, "PROXENY_TIMEOUT", 7200, 1),
    )
