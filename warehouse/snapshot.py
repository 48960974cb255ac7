# ruff: noqa: S608  (only names from the declarations are put into SQL)
"""Publishing: the out, ref and ops tables as one read-only file, swapped in atomically.

``snapshots/<version>.duckdb`` and ``snapshots/current.duckdb``, two names of one file. The version is the day of the newest instant in
the record and a hash of every row, so equal tables are the same version and no new file. The file is written under a temporary name,
synced and renamed: whatever happens on the way, the last good snapshot stays, and a reader that holds it keeps it.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build import MODELS, run_script
from warehouse.connection import open_warehouse
from warehouse.errors import GateError, WarehouseError, naming_file
from warehouse.schema import comment_table, create_table
from warehouse.tables import MODELLED, PUBLISHED_SCHEMAS, TABLES

Connection = duckdb.DuckDBPyConnection
STORAGE_VERSION = "v1.2.0"
KEPT = 5
_PUBLISHED = [table for table in TABLES.values() if table.name.split(".")[0] in PUBLISHED_SCHEMAS]


def _require_gate(connection: Connection) -> None:
    """Tables that no gate has judged since they were built, or that it stopped, are not published."""
    rows = connection.execute("""
        select table_name || '.' || check_name from ops.quality
        where gate <> 'documents' and severity = 'stop' and not is_passed order by all""").fetchall()
    if rows:
        raise GateError(f"the gates stopped publication: {', '.join(name for name, in rows)}", [])
    if not connection.execute("select count(*) from ops.quality where gate <> 'documents'").fetchall()[0][0]:
        raise GateError("the tables have not passed the gates since they were built", [])


def hash_tables(connection: Connection) -> str:
    """SHA-256 over the rows of every published table, whatever their order; ``ref.snapshot`` is made from it and left out."""
    digest = hashlib.sha256()
    for table in _PUBLISHED:
        if table.name == "ref.snapshot":
            continue
        rows, content = connection.execute(
            f"select count(*), coalesce(bit_xor(md5_number(t::varchar)), 0)::varchar from {table.name} as t").fetchall()[0]
        digest.update(f"{table.name} {rows} {content}\n".encode())
    return digest.hexdigest()


def _describe_snapshot(connection: Connection) -> str:
    """Fills ``ref.snapshot`` and returns the version."""
    built = connection.execute("select built_at, code_version, codebook_version from ops.build").fetchone()
    if built is None:
        raise WarehouseError("there are no tables to publish: build them first")
    version = f"{built[0]:%Y.%m.%d}-{hash_tables(connection)[:10]}"
    rows = sum(connection.execute(f"select count(*) from {table.name}").fetchall()[0][0]
               for table in _PUBLISHED if table.name.startswith("out."))
    connection.execute("delete from ref.snapshot")
    connection.execute("""
        insert into ref.snapshot
        select ?, ?, ?, ?, ?, exists (select 1 from ops.manifest where is_sample and kind = 'collect')""", [version, *built, rows])
    return version


def _write_file(connection: Connection, path: Path) -> None:
    source = connection.execute("select current_database()").fetchall()[0][0]
    connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as published (storage_version '{STORAGE_VERSION}')")
    try:
        connection.execute("use published")
        # One transaction: hundreds of comments on their own would each wait for the disk.
        connection.execute("begin")
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"create schema {schema}")
        for table in _PUBLISHED:
            create_table(connection, table)
            comment_table(connection, table)
            # The models have put their tables in order already.
            order = "" if table.name in MODELLED else f"order by {', '.join(table.key)}"
            connection.execute(f'insert into {table.name} select * from "{source}".{table.name} {order}')
        run_script(connection, MODELS / "macros.sql")
        run_script(connection, MODELS / "published_macros.sql")
        connection.execute("commit")
        connection.execute("checkpoint published")
    except BaseException:
        with suppress(duckdb.TransactionException):
            connection.execute("rollback")
        raise
    finally:
        connection.execute(f'use "{source}"')
        connection.execute("detach published")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point_current(final: Path) -> None:
    """Makes ``current.duckdb`` a second name of ``final``, in one step."""
    name = final.with_name(f".current-{os.getpid()}.duckdb")
    name.unlink(missing_ok=True)
    os.link(final, name)
    os.replace(name, final.with_name("current.duckdb"))
    _sync(final.parent)


def _remove_leftovers(snapshots: Path) -> None:
    """Temporary files of publications that were killed; one whose process is alive is at work."""
    for file in snapshots.glob(".publishing-*.duckdb*"):
        pid = int(file.name.removeprefix(".publishing-").split(".")[0])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            file.unlink(missing_ok=True)
        except PermissionError:
            continue


def _remove_old(snapshots: Path) -> None:
    files = sorted(snapshots.glob("[0-9]*.duckdb"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files[KEPT:]:
        file.unlink(missing_ok=True)


def publish_snapshot(warehouse: Path, snapshots: Path) -> dict[str, Any]:
    """Publishes the tables; returns ``version``, ``path`` of ``current.duckdb`` and ``is_new``.

    Raises :class:`GateError` when the gates have not passed, :class:`WarehouseError` when a file is in use or cannot be written.
    """
    warehouse, snapshots = Path(warehouse), Path(snapshots)
    snapshots.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(snapshots)
    temporary = snapshots / f".publishing-{os.getpid()}.duckdb"
    temporary.unlink(missing_ok=True)
    current = snapshots / "current.duckdb"
    connection = open_warehouse(warehouse)
    try:
        with naming_file(warehouse):
            _require_gate(connection)
            version = _describe_snapshot(connection)
        final = snapshots / f"{version}.duckdb"
        is_new = not final.exists()
        with naming_file(snapshots):
            if is_new:
                _write_file(connection, temporary)
                _sync(temporary)
                os.replace(temporary, final)
            if is_new or not current.exists() or not os.path.samefile(final, current):
                _point_current(final)
            _remove_old(snapshots)
    finally:
        connection.close()
        for leftover in (temporary, Path(f"{temporary}.wal")):
            leftover.unlink(missing_ok=True)
    return {"version": version, "path": str(current), "is_new": is_new}
