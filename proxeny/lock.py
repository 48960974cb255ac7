"""One run at a time on a data directory."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DataInUse(RuntimeError):
    """Another run holds the data directory; the message names its process."""


@contextmanager
def hold_data(data: Path, patience: float = 30) -> Iterator[int]:
    """Holds ``data`` for this process and hands out the lock's file descriptor, which a helper process may share.

    A lock whose owner was killed is still held while the owner's helpers end; that is waited for, ``patience`` seconds.

    Raises:
        DataInUse: a living run holds it.
        OSError: the directory cannot be made or written.
    """
    data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, data, patience)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, data: Path, patience: float) -> None:
    for _ in range(int(patience / 0.2) + 1):
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 20, 0).decode()
            if owner and _is_alive(int(owner)):
                break
            time.sleep(0.2)
    owner = os.pread(descriptor, 20, 0).decode() or "unknown"
    raise DataInUse(f"{data} is in use by another run (process {owner}); wait for it to end, or set PROXENY_DATA to another folder")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
