"""``proxeny run``: collect → build → publish through the DAGs on the embedded Airflow, then a summary."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from proxeny.embedded import Airflow, run_airflow
from proxeny.lock import hold_data
from proxeny.plan import Plan, PlanError
from proxeny.settings import Settings
from proxeny.steps import list_declarations, list_sources, name_files

DAG_IDS = ["collect_documents", "build_tables", "publish_snapshot"]
FINISHED = ("success", "failed", "upstream_failed", "skipped", "removed")


class RunFailed(RuntimeError):
    """The run published nothing; the message names the task, its error and its log."""


def run(plan: Plan, settings: Settings) -> int:
    """Carries out ``plan``; prints progress on standard error and the summary on standard output.

    Returns:
        0 when published; 3 when published although a source failed or an input line was bad.

    Raises:
        RunFailed, PlanError, DataInUse, AirflowError, OSError: with a message of one line.
    """
    _check_plan(plan, settings)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    started = time.time()
    with hold_data(settings.data) as lock:
        _say(f"proxeny run: {_describe(plan)}; data in {settings.data}")
        list_sources(plan.as_conf(), settings)
        with run_airflow(settings, lock, _say) as airflow:
            progress = _Progress()
            runs = airflow.run_chain(DAG_IDS, plan.as_conf(), settings.timeout, progress.report)
            failed_sources = _list_failed_sources(airflow, runs[0])
            _require_success(airflow, runs)
        return _finish(plan, settings, failed_sources, time.time() - started)


def _check_plan(plan: Plan, settings: Settings) -> None:
    """Refuses, before anything is started or written, what cannot be carried out at all."""
    from extractors.declarations import SourceError, load_source

    if plan.mode == "live" and settings.contact is None:
        raise PlanError("PROXENY_CONTACT is not set: a live fetch names an address at which site owners reach you")
    for file in plan.files:
        if not Path(file).is_file():
            raise PlanError(f"{file} is not a file")
    if plan.mode in ("archive", "reports"):
        return
    declared = list_declarations(settings.declarations(plan.mode))
    asked = plan.source_ids or tuple(declared)
    problems = []
    for source_id in asked:
        try:
            if source_id in declared:
                load_source(declared[source_id])
        except SourceError as error:
            problems.append(error)
            print(f"proxeny: {error}", file=sys.stderr)
    if problems and len(problems) == len(asked):
        raise PlanError("no source declaration can be read")


def _describe(plan: Plan) -> str:
    if plan.mode == "sample":
        return f"SAMPLE, {plan.recording} recording of the demonstration web"
    if plan.mode == "archive":
        return f"from {len(plan.files)} archive file(s)" if plan.files else "from our own archive"
    if plan.mode == "reports":
        return f"reports of {plan.coder} from {plan.files[0]}"
    return "live"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _stop(signum: int, _frame: Any) -> NoReturn:
    raise SystemExit(128 + signum)


class _Progress:
    """Tells each task once, when it ends."""

    def __init__(self) -> None:
        self.told: set[str] = set()

    def report(self, run: dict[str, Any], tasks: list[dict[str, Any]]) -> None:
        for task in sorted(tasks, key=lambda t: (t["end_date"] or "", t["map_index"])):
            if task["state"] not in FINISHED or task["id"] in self.told:
                continue
            self.told.add(task["id"])
            name = task["rendered_map_index"] or ""
            if task["task_id"] == "collect_source":
                of = sum(t["task_id"] == "collect_source" for t in tasks)
                done = sum(t["task_id"] == "collect_source" and t["state"] in FINISHED for t in tasks)
                name = f" {name} ({done} of {of})"
            _say(f"  {task['dag_id']} · {task['task_id']}{name}: {task['state']}, {task['duration'] or 0:.1f} s")


def _list_failed_sources(airflow: Airflow, run: dict[str, Any]) -> dict[str, str]:
    """Why each failed source failed, by source_id."""
    return {
        task["rendered_map_index"] or f"source {task['map_index']}": _read_error(airflow, run, task)
        for task in airflow.list_tasks(run)
        if task["task_id"] == "collect_source" and task["state"] == "failed"
    }


def _require_success(airflow: Airflow, runs: list[dict[str, Any]]) -> None:
    """Raises RunFailed unless everything but single sources went well."""
    if len(runs) == len(DAG_IDS) and runs[-1]["state"] == "success":
        return
    run = runs[-1]
    for task in airflow.list_tasks(run):
        if task["state"] == "failed" and task["task_id"] not in ("collect_source", "require_sources"):
            logs = airflow.find_logs(run, task)
            raise RunFailed(f"{run['dag_id']}.{task['task_id']} failed: {_read_error(airflow, run, task)}"
                            + (f"; log: {logs[-1]}" if logs else "") + "; the last good snapshot stays")
    raise RunFailed(f"{run['dag_id']} ended as {run['state']} and set off nothing; logs in {airflow.keeper.log_folder}")


def _read_error(airflow: Airflow, run: dict[str, Any], task: dict[str, Any]) -> str:
    """First line of the last error in a task's log, which Airflow writes as JSON lines."""
    for log in reversed(airflow.find_logs(run, task)):
        for line in reversed(log.read_text(encoding="utf-8", errors="replace").splitlines()):
            try:
                details = json.loads(line).get("error_detail")
            except (json.JSONDecodeError, AttributeError):
                continue
            if details:
                return str(details[0].get("exc_value", "")).splitlines()[0]
    return "its log says nothing"


def _finish(plan: Plan, settings: Settings, failed_sources: dict[str, str], seconds: float) -> int:
    from proxeny.summary import render_summary
    from warehouse.status import status_from_manifests
    from warehouse.summary import summarise

    snapshot = settings.snapshots / "current.duckdb"
    status = status_from_manifests(settings.landing, snapshots=settings.snapshots)
    print(render_summary(
        summarise(snapshot), status, snapshot=snapshot, failed_sources=failed_sources, seconds=seconds,
        goes_on=plan.mode == "sample" and plan.recording == "first"))
    return 3 if failed_sources or (plan.files and _tell_bad_lines(plan, status)) else 0


def _tell_bad_lines(plan: Plan, status: dict[str, Any]) -> bool:
    """Whether the files of a researcher held anything that could not be taken in; names each such line or record on standard error."""
    producer = "_coding" if plan.mode == "reports" else name_files(plan)
    taken = next(run for run in status["runs"] if run["producer"] == producer)
    names = tuple(f"{Path(file).name}:" for file in plan.files)
    for issue in status["quarantine"]:
        if issue["source_id"] == name_files(plan) and issue["item"].startswith(names):
            print(f"proxeny: {issue['item']}: {issue['detail']}", file=sys.stderr)
    return bool(taken["counts"].get("failed"))
