"""Watch the sources: fetch what is new, archive it, land it.

**Triggered** daily at 03:00 UTC (live), or by `proxeny run` with a plan.
**Writes** `archive/<source>/`, `landing/<source>/<run>/`; tells `build_tables` through the asset `raw.document`.

| task | when it fails | what to do |
|---|---|---|
| list_sources | the plan names an unknown source, mode or recording | correct the plan; the message names the key |
| collect_source | one source could not be read; its siblings go on | read its log; `proxeny sources check ID`; live, it is retried |
| announce_documents | never on account of a source | read its log |
| require_sources | a source failed: the run is marked failed, what the others brought is kept | the message names them |
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Metadata, TriggerRule, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from dags.common import DEFAULT_ARGS, DOCUMENTS, IS_EMBEDDED, SOURCE_RETRIES


@dag(
    schedule=None if IS_EMBEDDED else "0 3 * * *",
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags=["collect"],
    doc_md=__doc__,
)
def collect_documents() -> None:
    @task
    def list_sources() -> list[str]:
        from proxeny.steps import list_sources

        return list_sources(_conf())

    @task(map_index_template="{{ source_id }}", **SOURCE_RETRIES)
    def collect_source(source_id: str) -> dict[str, Any]:
        from proxeny.steps import SourceFailed, collect_source

        context = get_current_context()
        context["source_id"] = source_id
        try:
            return collect_source(_conf(), source_id, context["dag_run"].start_date)
        except SourceFailed as error:
            if error.is_final:
                raise AirflowFailException(str(error)) from error
            raise

    @task(trigger_rule=TriggerRule.ALL_DONE, outlets=[DOCUMENTS])
    def announce_documents(collected: Any) -> Any:
        yield Metadata(DOCUMENTS, {"run_id": get_current_context()["run_id"], "collected": [c for c in collected if c]})

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def require_sources(source_ids: list[str] | None, collected: Any) -> None:
        from proxeny.steps import require_sources

        require_sources(source_ids, [c for c in collected if c])

    source_ids = list_sources()
    collected = collect_source.expand(source_id=source_ids)
    announce_documents(collected) >> require_sources(source_ids, collected)


def _conf() -> dict[str, Any]:
    return get_current_context()["dag_run"].conf or {}


collect_documents()
