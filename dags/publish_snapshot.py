"""Publish the checked tables as a read-only snapshot, swapped in atomically.

**Triggered** by the asset `out.event`, which exists only when every gate passed.
**Writes** `snapshots/`; readers of an older snapshot keep it until they reopen.

| task | when it fails | what to do |
|---|---|---|
| publish_snapshot | no space left, or the warehouse is locked; the last good snapshot stays | the message names the file |
"""

from __future__ import annotations

from airflow.sdk import dag, task

from dags.common import DEFAULT_ARGS, EVENTS, WRITER_POOL


@dag(schedule=[EVENTS], catchup=False, max_active_runs=1, default_args=DEFAULT_ARGS, tags=["publish"], doc_md=__doc__)
def publish_snapshot() -> None:
    @task(task_id="publish_snapshot", pool=WRITER_POOL)
    def publish() -> dict:
        from proxeny.steps import publish_snapshot

        return publish_snapshot()

    publish()


publish_snapshot()
