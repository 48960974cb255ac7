"""One request at a time to a host, with a pause between two, across all processes of a machine.

Sources run in parallel and may share a host, so the turn is a file lock, and the end of the last request stands in the file. What a host
has asked for (:meth:`HostTurns.defer`, its Retry-After) stands beside it and outlives the run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

MAX_DEFERRED_SECONDS = 86_400.0
"""A host that wants to be left alone for longer is asked once a day, by one request."""


class Turns(Protocol):
    """When a host may be asked."""

    def turn(self, host: str, pause: float) -> AbstractContextManager[None]: ...

    def defer(self, host: str, seconds: float) -> None: ...

    def deferred(self, host: str) -> float:
        """Seconds for which the host is to be left alone; 0 when it may be asked."""
        ...


class NoTurns:
    """For a replay: nobody is asked, nothing waits."""

    @contextmanager
    def turn(self, host: str, pause: float) -> Iterator[None]:
        yield

    def defer(self, host: str, seconds: float) -> None:
        return

    def deferred(self, host: str) -> float:
        return 0.0


class HostTurns:
    """``clock`` gives seconds that all processes share (``time.time``); ``sleep`` waits."""

    def __init__(self, directory: Path, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._directory = directory
        self._clock = clock
        self._sleep = sleep
        directory.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def turn(self, host: str, pause: float) -> Iterator[None]:
        """Wait until nobody asks this host anything and ``pause`` seconds have gone by since the last answer."""
        with self._path(host).open("a+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            ended = _read_seconds(file.read())
            # A clock that was set back must not make anybody wait longer than the pause.
            wait = min(ended + pause - self._clock(), pause) if ended is not None else 0.0
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                file.seek(0)
                file.truncate()
                file.write(f"{self._clock():.3f}")
                file.flush()

    def defer(self, host: str, seconds: float) -> None:
        """Let nobody ask this host anything for so many seconds, at most :data:`MAX_DEFERRED_SECONDS`."""
        path = self._path(host, ".later")
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.write_text(f"{self._clock() + min(seconds, MAX_DEFERRED_SECONDS):.3f}", encoding="ascii")
        os.replace(part, path)

    def deferred(self, host: str) -> float:
        try:
            until = _read_seconds(self._path(host, ".later").read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0.0
        # Here too a clock that was set back costs no more than was asked for.
        return 0.0 if until is None else max(min(until - self._clock(), MAX_DEFERRED_SECONDS), 0.0)

    def _path(self, host: str, ending: str = "") -> Path:
        return self._directory / f"{hashlib.sha256(host.encode()).hexdigest()[:16]}{ending}"


def _read_seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
