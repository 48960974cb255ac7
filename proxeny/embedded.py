"""The embedded Airflow behind ``proxeny run``: its own scheduler, LocalExecutor and API server, for the length of one run.

Metadata (SQLite), logs and generated secrets lie under ``$PROXENY_DATA/airflow``; the one port is a free one on 127.0.0.1.
Nothing here knows what the DAGs do: it starts them, tells how far they are, and says where the log of a failed task lies.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import requests

from proxeny.keeper import become_subreaper, end_descendants
from proxeny.settings import ROOT, Settings

POOL = "duckdb_writer"
UNFINISHED = ("queued", "running")
READ_DAGS = "dag-processor -n 1"


class AirflowError(RuntimeError):
    """The embedded Airflow did not come up, or ended before the run did; the message names the log to read."""


def airflow_environment(settings: Settings, port: int) -> dict[str, str]:
    """Environment of Airflow's processes; ``AIRFLOW_*`` variables of the user's own Airflow do not reach them."""
    home = settings.airflow
    options = {
        "API__BASE_URL": f"http://127.0.0.1:{port}",
        "API__HOST": "127.0.0.1",
        "API__PORT": str(port),
        "API__SECRET_KEY": secrets.token_hex(),
        "API__WORKERS": "1",
        "API_AUTH__JWT_SECRET": secrets.token_hex(),
        "CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__PARALLELISM": str(settings.parallelism),
        "CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(home / "logs" / "dag_processor"),
        "SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    return {
        **ours,
        **{f"AIRFLOW__{name}": value for name, value in options.items()},
        "AIRFLOW_HOME": str(home),
        "GX_ANALYTICS_ENABLED": "false",
        "NO_PROXY": "127.0.0.1",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "PROXENY_DATA": str(settings.data),
        "PROXENY_EMBEDDED": "1",
        "PYTHONPATH": str(ROOT),
        "no_proxy": "127.0.0.1",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Keeper:
    """The process that runs Airflow's commands for this run (see :mod:`proxeny.keeper`)."""

    def __init__(self, log_folder: Path, environment: dict[str, str], lock: int) -> None:
        self.log_folder = log_folder
        log_folder.mkdir(parents=True, exist_ok=True)
        # A killed keeper leaves its orphans to this process, which ends them.
        become_subreaper()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "proxeny.keeper", "keep", str(log_folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=environment, text=True, start_new_session=True, pass_fds=(lock,))

    def ask(self, how: str, command: str) -> None:
        """``start`` a component or run a command ``once``.

        Raises:
            AirflowError: the command failed.
        """
        log = self.log_folder / f"{command.split()[0]}.log"
        try:
            print(how, command, file=self.process.stdin, flush=True)
        except BrokenPipeError:
            raise AirflowError(f"airflow {command} could not be started; see {log}") from None
        answer = self.process.stdout.readline().strip() if self.process.stdout else ""
        if answer != "0":
            raise AirflowError(f"airflow {command} ended with {answer or 'no answer'}; see {log}")

    def check(self) -> None:
        """Raises AirflowError when a component has ended."""
        if self.process.poll() is not None:
            word = self.process.stdout.read().split() if self.process.stdout else []
            name = word[1] if len(word) > 1 else "keeper"
            raise AirflowError(f"airflow {name} ended before the run did; see {self.log_folder / name}.log")

    def stop(self) -> None:
        if self.process.stdin:
            with suppress(BrokenPipeError):
                self.process.stdin.close()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        end_descendants()


class Airflow:
    """REST client of the embedded API server."""

    def __init__(self, keeper: Keeper, port: int) -> None:
        self.keeper = keeper
        self.address = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        self.session.trust_env = False

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        answer = self.session.request(method, self.address + path, timeout=60, **arguments)
        if not answer.ok:
            raise AirflowError(f"airflow answered {answer.status_code} to {method} {path}: {answer.text[:200]}")
        return answer.json() if answer.content else None

    def wait_until_up(self, seconds: float = 120) -> None:
        for _ in range(int(seconds / 0.2)):
            self.keeper.check()
            try:
                token = self.call("GET", "/auth/token")["access_token"]
            except requests.ConnectionError:
                time.sleep(0.2)
                continue
            self.session.headers["Authorization"] = f"Bearer {token}"
            return
        raise AirflowError(f"airflow did not answer within {seconds:.0f} s; see {self.keeper.log_folder}/api-server.log")

    def set_pool(self) -> None:
        pools = self.call("GET", "/api/v2/pools", params={"limit": 100})["pools"]
        if POOL not in {pool["name"] for pool in pools}:
            self.call("POST", "/api/v2/pools", json={"name": POOL, "slots": 1, "include_deferred": False})

    def forget_unfinished(self) -> bool:
        """Ends runs and drops asset events left over by a run that was killed: its work is taken up by this run, from the files.

        Returns whether there was such a run. The DAGs must then be read again: reading them notes for each whether it has all the
        active runs it may have, and the scheduler, which goes by that note, would set it off no more.
        """
        left = self.list_runs(state=list(UNFINISHED))
        for run in left:
            self.call("PATCH", f"/api/v2/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}", json={"state": "failed"})
        for dag in self.call("GET", "/api/v2/dags")["dags"]:
            # 404 says that there is none.
            self.session.delete(f"{self.address}/api/v2/dags/{dag['dag_id']}/assets/queuedEvents", timeout=60)
        return bool(left)

    def list_runs(self, **filters: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", "/api/v2/dags/~/dagRuns", params={"limit": 100, **filters})["dag_runs"]
        return found

    def list_tasks(self, run: dict[str, Any]) -> list[dict[str, Any]]:
        path = f"/api/v2/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances"
        found: list[dict[str, Any]] = []
        while True:
            page = self.call("GET", path, params={"limit": 100, "offset": len(found)})
            found += page["task_instances"]
            if len(found) >= page["total_entries"] or not page["task_instances"]:
                return found

    def trigger(self, dag_id: str, conf: dict[str, Any]) -> dict[str, Any]:
        run: dict[str, Any] = self.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": conf})
        return run

    def run_chain(self, dag_ids: list[str], conf: dict[str, Any], timeout: float,
                  report: Callable[[dict[str, Any], list[dict[str, Any]]], None]) -> list[dict[str, Any]]:
        """Triggers the first DAG and follows the runs that its asset events set off, to the end of the last one.

        ``report(run, task_instances)`` is called whenever something may have changed. Ends early when a run ended without an
        asset event: what it would have set off does not come.

        Returns:
            The runs, in the order of ``dag_ids``, as many as came about.

        Raises:
            AirflowError: ``timeout`` seconds passed, an expected run never came, or a component ended.
        """
        runs = [self.trigger(dag_ids[0], conf)]
        since = runs[0]["run_after"]
        deadline = time.monotonic() + timeout
        while True:
            self.keeper.check()
            if time.monotonic() > deadline:
                raise AirflowError(f"the run did not end within {timeout:.0f} s")
            run = self.call("GET", f"/api/v2/dags/{runs[-1]['dag_id']}/dagRuns/{runs[-1]['dag_run_id']}")
            report(run, self.list_tasks(run))
            if run["state"] in UNFINISHED:
                time.sleep(0.5)
                continue
            runs[-1] = run
            if len(runs) == len(dag_ids) or not self.has_asset_event(run):
                return runs
            runs.append(self._await_run(dag_ids[len(runs)], since))

    def has_asset_event(self, run: dict[str, Any]) -> bool:
        # None listed, only counted: the listing fails while a run that the event set off has not begun (its `start_date` is null).
        query = {"source_dag_id": run["dag_id"], "source_run_id": run["dag_run_id"], "limit": 0}
        total: int = self.call("GET", "/api/v2/assets/events", params=query)["total_entries"]
        return total > 0

    def _await_run(self, dag_id: str, since: str, seconds: float = 60) -> dict[str, Any]:
        for _ in range(int(seconds / 0.3)):
            self.keeper.check()
            found: list[dict[str, Any]] = self.call(
                "GET", f"/api/v2/dags/{dag_id}/dagRuns", params={"run_after_gte": since, "order_by": "run_after", "limit": 1})["dag_runs"]
            if found:
                return found[0]
            time.sleep(0.3)
        raise AirflowError(f"{dag_id} was not set off within {seconds:.0f} s; see {self.keeper.log_folder}/scheduler.log")

    def find_logs(self, run: dict[str, Any], task: dict[str, Any]) -> list[Path]:
        """Log files of a task instance, newest attempt last."""
        folder = self.keeper.log_folder / f"dag_id={run['dag_id']}" / f"run_id={run['dag_run_id']}" / f"task_id={task['task_id']}"
        if task["map_index"] >= 0:
            folder /= f"map_index={task['map_index']}"
        return sorted(folder.glob("attempt=*.log"))


@contextmanager
def run_airflow(settings: Settings, lock: int, say: Callable[[str], None]) -> Iterator[Airflow]:
    """Brings Airflow up, hands it out, and ends every process of it.

    ``lock`` is the descriptor of the data directory's lock: the keeper shares it, so that after a killed run the next one
    waits until the last process of it is gone.

    Raises:
        AirflowError: a component did not come up.
    """
    port = _free_port()
    settings.airflow.mkdir(parents=True, exist_ok=True)
    keeper = Keeper(settings.airflow / "logs", airflow_environment(settings, port), lock)
    try:
        say("Airflow: preparing its metadata")
        keeper.ask("once", "db migrate")
        say("Airflow: starting the API server, reading the DAGs")
        keeper.ask("start", "api-server")
        keeper.ask("once", READ_DAGS)
        airflow = Airflow(keeper, port)
        airflow.wait_until_up()
        airflow.set_pool()
        if airflow.forget_unfinished():
            keeper.ask("once", READ_DAGS)
        keeper.ask("start", "scheduler --skip-serve-logs")
        yield airflow
    finally:
        keeper.stop()
