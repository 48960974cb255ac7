"""No process of a run outlives it, however it ends. A stand-in for Airflow forks as its scheduler does."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from proxeny.embedded import AirflowError, Keeper

ROOT = Path(__file__).resolve().parents[2]

STAND_IN = """
import os, sys, time
if sys.argv[1] == "fail":
    sys.exit(7)
if sys.argv[1] == "quick":
    sys.exit(0)
if sys.argv[1] == "soon":
    time.sleep(0.5)
    sys.exit(5)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    time.sleep(600)
time.sleep(600)
"""

RUN = """
import os, sys, time
from pathlib import Path
from proxeny.embedded import Keeper
lock = os.open(sys.argv[1] + "/lock", os.O_RDWR | os.O_CREAT)
keeper = Keeper(Path(sys.argv[1]), dict(os.environ), lock)
keeper.ask("start", "scheduler")
print(keeper.process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def environment(tmp_path):
    package = tmp_path / "stand_in" / "airflow"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(textwrap.dedent(STAND_IN))
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(package.parent), str(ROOT)])}


def _wait_for(condition, seconds=20):
    for _ in range(seconds * 20):
        if condition():
            return True
        time.sleep(0.05)
    return False


def _start_run(tmp_path, environment):
    """A run with a keeper and the three processes of the stand-in, and all their ids."""
    run = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True)
    keeper_pid = int(run.stdout.readline())
    keeper = psutil.Process(keeper_pid)
    assert _wait_for(lambda: len(keeper.children(recursive=True)) == 3)
    family = [keeper, *keeper.children(recursive=True)]
    return run, keeper, family


def _are_gone(family):
    return _wait_for(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stopped_run_leaves_no_process(tmp_path, environment, number):
    run, _, family = _start_run(tmp_path, environment)
    run.send_signal(number)
    run.wait()
    run.stdout.close()
    assert _are_gone(family)


def test_a_killed_keeper_leaves_no_process(tmp_path, environment):
    run, keeper, family = _start_run(tmp_path, environment)
    os.kill(run.pid, signal.SIGKILL)
    keeper.kill()
    run.wait()
    run.stdout.close()
    assert _are_gone(family)


@pytest.fixture
def keeper(tmp_path, environment):
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    keeper = Keeper(tmp_path / "logs", environment, lock)
    yield keeper
    keeper.stop()
    keeper.process.stdout.close()
    os.close(lock)


def test_a_failed_command_is_named_with_its_log(keeper):
    keeper.ask("once", "quick")
    with pytest.raises(AirflowError, match=r"airflow fail ended with 7; see .*logs/fail\.log"):
        keeper.ask("once", "fail")


def test_a_component_that_ends_is_noticed(keeper):
    keeper.ask("start", "soon")
    keeper.check()
    assert _wait_for(lambda: keeper.process.poll() is not None)
    with pytest.raises(AirflowError, match="airflow soon ended before the run did"):
        keeper.check()
