"""Keeps the processes of the embedded Airflow, so that none outlives the run that started them.

``proxeny run`` starts the keeper with a pipe as its standard input and asks for one Airflow command a line. ``start …``
runs a component in the background, ``once …`` runs a command to its end; both are answered by a line, ``0`` or the exit
code. The keeper restarts nothing, and ends all it started, with every descendant, as soon as the pipe closes, which the
kernel does however ``proxeny run`` ends. The other way round, a component that ends takes the keeper with it, so the run
learns of it: the last line is then ``ended …``.

Orphans cannot slip away: the keeper is their subreaper, and every process forked by a component asks the kernel to be
killed with its parent (both Linux; elsewhere the keeper still ends the whole tree, but a killed keeper does not).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import runpy
import select
import signal
import subprocess
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_GRACE_SECONDS = 5


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def become_subreaper() -> None:
    """Orphaned descendants become children of this process instead of init's."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _die_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def run_component(arguments: list[str]) -> None:
    """Runs ``airflow <arguments>`` in this process, which dies with the keeper; so does whatever it forks."""
    _die_with_parent()
    os.register_at_fork(after_in_child=_die_with_parent)
    sys.argv = ["airflow", *arguments]
    runpy.run_module("airflow", run_name="__main__", alter_sys=False)


def end_descendants(grace: float = _GRACE_SECONDS) -> None:
    """Terminates every descendant of this process, and kills what is left after ``grace`` seconds."""
    import psutil

    me = psutil.Process()
    for signal_name in ("terminate", "kill"):
        family = me.children(recursive=True)
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                getattr(process, signal_name)()
        psutil.wait_procs(family, timeout=grace)
    # What was forked while the others were ending.
    while family := me.children(recursive=True):
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=grace)


def start_component(arguments: list[str], log_folder: Path) -> subprocess.Popen[bytes]:
    with (log_folder / f"{arguments[0]}.log").open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "proxeny.keeper", "component", *arguments], stdin=subprocess.DEVNULL, stdout=stream,
            stderr=subprocess.STDOUT)


def _read_requests(timeout: float) -> list[str] | None:
    """Lines asked for within ``timeout`` seconds; None when the pipe is closed. A request is far shorter than a pipe's atomic write."""
    if not select.select([sys.stdin.fileno()], [], [], timeout)[0]:
        return []
    data = os.read(sys.stdin.fileno(), 65536)
    return data.decode().splitlines() if data else None


def keep(log_folder: Path) -> int:
    """Does what the pipe asks for until it closes (0) or a component ends (1)."""
    become_subreaper()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt at the terminal is the run's to handle
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    components: dict[str, subprocess.Popen[bytes]] = {}
    try:
        while (requests := _read_requests(timeout=0.2)) is not None:
            for request in requests:
                how, *arguments = request.split()
                process = start_component(arguments, log_folder)
                if how == "start":
                    components[arguments[0]] = process
                    print(0, flush=True)
                    continue
                # The pipe is watched meanwhile: a command of seconds must not outlive the run either.
                while process.poll() is None:
                    if select.select([sys.stdin.fileno()], [], [], 0.05)[0]:
                        return 0
                print(process.returncode, flush=True)
            for name, process in components.items():
                if process.poll() is not None:
                    print(f"ended {name} {process.returncode}", flush=True)
                    return 1
        return 0
    finally:
        end_descendants()


def main() -> int:
    role, *arguments = sys.argv[1:]
    if role == "component":
        run_component(arguments)
        return 0
    return keep(Path(arguments[0]))


if __name__ == "__main__":
    sys.exit(main())
