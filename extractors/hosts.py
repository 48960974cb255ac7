"""One request at a time to a host, with a pause between two, across all processes of a machine.

Sources run in parallel and may share a host, so the turn is a file lock, and the end of the last request stands in the file.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


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
        path = self._directory / hashlib.sha256(host.encode()).hexdigest()[:16]
        with path.open("a+", encoding="ascii") as file:
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


def _read_seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
