"""Turn what has landed into tables: judge, code, load, merge, model, check.

**Triggered** by the asset `raw.document`. What is new is read from the landing folders, never from the event, so that
two collecting runs may set off one build.
**Writes** `landing/_gate/`, `landing/_coding/`, `warehouse.duckdb`; tells `publish_snapshot` through the asset `out.event`.

| task | when it fails | what to do |
|---|---|---|
| check_documents | the documents gate could not run; bad documents are quarantined and fail nothing | read its log |
| load_documents | the warehouse is locked or damaged | the message names the file and who holds it |
| code_documents | the coder could not start; a document it cannot code is quarantined | read its log |
| load_reports | as load_documents | |
| build_models | a model is wrong | the message names the model |
| check_tables | the events gate stopped a bad table: nothing is published, the last good snapshot stays | the message names the checks |
"""

from __future__ import annotations

from airflow.sdk import Metadata, dag, get_current_context, task

from dags.common import DEFAULT_ARGS, DOCUMENTS, EVENTS, WRITER_POOL


@dag(schedule=[DOCUMENTS], catchup=False, max_active_runs=1, default_args=DEFAULT_ARGS, tags=["build"], doc_md=__doc__)
def build_tables() -> None:
    @task
    def check_documents() -> dict:
        from proxeny.steps import check_documents

        return check_documents()

    @task(pool=WRITER_POOL)
    def load_documents() -> dict:
        from proxeny.steps import load_landing

        return load_landing()

    @task(pool=WRITER_POOL)
    def code_documents() -> dict:
        from proxeny.steps import code_documents

        return code_documents()

    @task(pool=WRITER_POOL)
    def load_reports() -> dict:
        from proxeny.steps import load_landing

        return load_landing()

    @task(pool=WRITER_POOL)
    def build_models() -> dict:
        from proxeny.steps import build_tables

        return build_tables()

    @task(pool=WRITER_POOL, outlets=[EVENTS])
    def check_tables():
        from proxeny.steps import check_tables

        yield Metadata(EVENTS, {"run_id": get_current_context()["run_id"], "quality": check_tables()})

    check_documents() >> load_documents() >> code_documents() >> load_reports() >> build_models() >> check_tables()


build_tables()
