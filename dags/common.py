"""What the DAGs share: assets, the writer's pool, retries, the callback that names what failed.

Read at every parse, so nothing here opens a file, asks the network, or imports more than Airflow's task SDK.
"""

from __future__ import annotations

import logging
import os
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset

OWNER = "proxeny"
WRITER_POOL = "duckdb_writer"

# Under `proxeny run` the command line triggers what it wants; a schedule of its own would start a second, live run.
IS_EMBEDDED = os.environ.get("PROXENY_EMBEDDED") == "1"

DOCUMENTS = Asset(name="raw.document", uri="x-proxeny://raw/document")
EVENTS = Asset(name="out.event", uri="x-proxeny://out/event")

_log = logging.getLogger(__name__)


def report_failure(context: dict[str, Any]) -> None:
    """One line an operator can search for: DAG, task, source and error."""
    task = context["task_instance"]
    _log.error("failed: %s.%s [%s] %s", task.dag_id, task.task_id, context.get("source_id", "-"), context.get("exception"))


DEFAULT_ARGS = {"owner": OWNER, "retries": 0, "on_failure_callback": report_failure}
SOURCE_RETRIES = {
    "retries": int(os.environ.get("PROXENY_RETRIES", "2")),
    "retry_delay": timedelta(seconds=int(os.environ.get("PROXENY_RETRY_DELAY", "60"))),
}
