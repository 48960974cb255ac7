"""Loads and builds a world in processes that die; run by test_errors with the world's folder and a mode.

``kill N``: of N processes that load and build, one after the other, each goes on where the one before was killed and kills itself before
or, every second one, after its first commit: so one dies before and one after every commit. Prints how many were killed, the hash of the
tables after one more run, and that of an undisturbed run. ``full N``: loads and builds where no file may grow beyond N bytes, then 3 N
bytes, and prints both errors, the hash after going on without a limit, and that of an undisturbed run. Of the models only core.event is
built: one is enough to be interrupted, and all of them take long.

``publish N``: publishes where no file may grow beyond N bytes and prints the error and the names in the folder; then publishes in two
processes that start at one time and prints what each says (a version or an error) and the version that is current after them.
"""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import warehouse.build
import warehouse.load
from tests.warehouse.conftest import REF_ROWS
from transforms.merge import Merger
from warehouse.errors import WarehouseError
from warehouse.query import query
from warehouse.snapshot import publish_snapshot

warehouse.build.order_models = lambda: [warehouse.build.read_model(warehouse.build.MODELS / "core" / "event.sql")]  # type: ignore[assignment]


class Dying:
    """A connection that kills its process before or after its first commit."""

    def __init__(self, connection: Any, is_after: bool) -> None:
        self._connection, self._is_after = connection, is_after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, *arguments: Any) -> Any:
        if sql != "commit":
            return self._connection.execute(sql, *arguments)
        if self._is_after:
            self._connection.execute(sql)
        os.kill(os.getpid(), signal.SIGKILL)
        return None


def load_and_build(root: Path) -> str:
    """Runs to the end; returns a hash of all tables."""
    warehouse_file = root / "warehouse.duckdb"
    warehouse.load.load_landing(warehouse_file, root / "landing")
    warehouse.build.build_tables(warehouse_file, merger=Merger(), ref_rows=REF_ROWS, code_version="0.1.0", codebook_version="0.1.0")
    written = warehouse.build.export_tables(warehouse_file, root / "export", ("raw", "core", "ops"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in written)).hexdigest()


def die(root: Path, is_after: bool) -> None:
    real_open, real_rebuild = warehouse.build.open_warehouse, warehouse.load.open_or_rebuild
    warehouse.build.open_warehouse = lambda path: Dying(real_open(path), is_after)  # type: ignore[assignment,return-value]

    def rebuild(path: Path) -> Any:
        connection, reason = real_rebuild(path)
        return Dying(connection, is_after), reason

    warehouse.load.open_or_rebuild = rebuild
    load_and_build(root)


def in_child(action: Callable[[], str | None]) -> tuple[int, str]:
    """(wait status, what the action returned) of a forked process."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            os.write(writer, (action() or "").encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        text = stream.read()
    return os.waitpid(pid, 0)[1], text


def kill_everywhere(root: Path, kills: int) -> None:
    statuses = [in_child(lambda number=number: die(root, number % 2 == 1))[0] for number in range(kills)]  # type: ignore[misc]
    print(statuses.count(signal.SIGKILL))
    print(in_child(lambda: load_and_build(root))[1])
    (root / "warehouse.duckdb").unlink()
    print(in_child(lambda: load_and_build(root))[1])


def limited(limit: int, action: Callable[[], str]) -> str:
    """What the action returns, or its error, where no file may grow beyond ``limit`` bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return told(action)


def told(action: Callable[[], str]) -> str:
    try:
        return action()
    except WarehouseError as error:
        return str(error)


def publish(root: Path) -> str:
    version: str = publish_snapshot(root / "warehouse.duckdb", root / "snapshots")["version"]
    return version


def publish_badly(root: Path, limit: int) -> None:
    print(in_child(lambda: limited(limit, lambda: publish(root)))[1])
    print(*sorted(path.name for path in (root / "snapshots").iterdir()))
    with ThreadPoolExecutor(2) as pool:
        for _, answer in pool.map(lambda _: in_child(lambda: told(lambda: publish(root))), range(2)):
            print(answer)
    print(query(root / "snapshots" / "current.duckdb", "select version from ref.snapshot").to_pylist()[0]["version"])


def fill_disk(root: Path, limit: int) -> None:
    print(in_child(lambda: limited(limit, lambda: load_and_build(root)))[1])
    print(in_child(lambda: limited(3 * limit, lambda: load_and_build(root)))[1])
    print(in_child(lambda: load_and_build(root))[1])
    (root / "warehouse.duckdb").unlink()
    print(in_child(lambda: load_and_build(root))[1])


if __name__ == "__main__":
    {"kill": kill_everywhere, "full": fill_disk, "publish": publish_badly}[sys.argv[2]](Path(sys.argv[1]), int(sys.argv[3]))
