"""What tests share: a data directory of their own, and the steps of a run without Airflow."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from proxeny import steps
from proxeny.settings import Settings, read_settings
from warehouse.build import export_tables

INSTANT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"PROXENY_DATA": str(tmp_path / "data")})


def run_steps(settings: Settings, **conf: object) -> list[str]:
    """Collect, build and publish in this process; the ids of the sources that failed."""
    failed = []
    for source_id in steps.list_sources(conf, settings):
        try:
            steps.collect_source(conf, source_id, INSTANT, settings)
        except steps.SourceFailed:
            failed.append(source_id)
    for step in (steps.check_documents, steps.load_landing, steps.code_documents, steps.load_landing, steps.build_tables,
                 steps.check_tables, steps.publish_snapshot):
        step(settings)
    return failed


def export(settings: Settings, folder: Path) -> dict[str, bytes]:
    """The tables that must not depend on how often or in how many pieces a run was made."""
    written = export_tables(settings.warehouse, folder)
    return {path.name: path.read_bytes() for path in written if path.name.startswith("out.") or path.name == "ops.source_day.csv"}
