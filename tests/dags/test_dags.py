import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("ignore")]  # Airflow's own deprecations are not ours to fix

SHAPE = {
    "collect_documents": {
        "list_sources": {"collect_source", "require_sources"},
        "collect_source": {"announce_documents", "require_sources"},
        "announce_documents": {"require_sources"},
        "require_sources": set(),
    },
    "build_tables": {
        "check_documents": {"load_documents"},
        "load_documents": {"code_documents"},
        "code_documents": {"load_reports"},
        "load_reports": {"build_models"},
        "build_models": {"check_tables"},
        "check_tables": set(),
    },
    "publish_snapshot": {"publish_snapshot": set()},
}


def test_every_dag_is_imported_without_a_warning(bag):
    assert bag.import_errors == {}
    assert bag.captured_warnings == {}
    assert set(bag.dags) == set(SHAPE)


@pytest.mark.parametrize("dag_id", SHAPE)
def test_tasks_follow_each_other_as_drawn(bag, dag_id):
    dag = bag.dags[dag_id]
    assert {task.task_id: task.downstream_task_ids for task in dag.tasks} == SHAPE[dag_id]


@pytest.mark.parametrize("dag_id", SHAPE)
def test_an_operator_finds_what_a_failure_means(bag, dag_id):
    dag = bag.dags[dag_id]
    assert dag.tags
    assert not dag.catchup
    assert dag.max_active_runs == 1
    for task in dag.tasks:
        assert f"| {task.task_id} |" in dag.doc_md, f"{dag_id}: doc does not say what a failure of {task.task_id} means"
        assert task.owner == "proxeny"
        assert task.on_failure_callback


def test_every_asset_consumed_is_produced(bag):
    produced = {asset.name for dag in bag.dags.values() for task in dag.tasks for asset in task.outlets}
    conditions = [dag.timetable.asset_condition for dag in bag.dags.values() if dag.timetable.asset_condition]
    consumed = {asset.name for condition in conditions for asset in condition.objects}
    assert consumed == produced == {"raw.document", "out.event"}


def test_whoever_opens_the_warehouse_waits_for_the_one_slot(bag):
    waiting = {task.task_id for dag in bag.dags.values() for task in dag.tasks if task.pool == "duckdb_writer"}
    assert waiting == {"load_documents", "code_documents", "load_reports", "build_models", "check_tables", "publish_snapshot"}


def test_a_failed_source_is_tried_again_the_rest_is_not(bag):
    tries = {task.task_id: task.retries for dag in bag.dags.values() for task in dag.tasks}
    assert tries.pop("collect_source") == 2
    assert set(tries.values()) == {0}


def test_reading_the_dags_loads_nothing_heavy():
    script = ("import sys\nfrom airflow.dag_processing.dagbag import DagBag\n"
              f"assert len(DagBag({str(ROOT / 'dags')!r}).dags) == 3\n"
              "print(sorted({'great_expectations', 'duckdb', 'trafilatura', 'proxeny', 'extractors'} & set(sys.modules)))")
    out = subprocess.run([sys.executable, "-c", script], env=dict(os.environ), capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"


def test_the_compose_file_sets_what_airflow_knows():
    """Every AIRFLOW__SECTION__KEY is an option of Airflow; Celery's come with its provider, which the image brings."""
    import yaml
    from airflow.configuration import retrieve_configuration_description

    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    known = retrieve_configuration_description(include_providers=False)
    names = {name for service in compose["services"].values() for name in service.get("environment", {}) if name.startswith("AIRFLOW__")}
    assert names
    for name in names:
        _, section, option = name.split("__")
        if section != "CELERY":
            assert option.lower() in known[section.lower()]["options"], name


def test_the_compose_file_has_the_services_of_the_design():
    import yaml

    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services = compose["services"]
    assert set(services) == {"postgres", "redis", "init", "api-server", "scheduler", "dag-processor", "worker"}
    assert all("healthcheck" in service for name, service in services.items() if name != "init")
    assert "airflow pools set duckdb_writer 1" in services["init"]["command"][-1]
    secrets = {"AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__API__SECRET_KEY", "AIRFLOW__CORE__FERNET_KEY"}
    for name in ("api-server", "scheduler", "dag-processor", "worker"):
        assert secrets <= set(services[name]["environment"])
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)
