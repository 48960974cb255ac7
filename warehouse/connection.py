"""Opening the warehouse file: its schema version decides whether it is used, rebuilt or refused."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError, explain_failure, is_damage, naming_file
from warehouse.schema import SCHEMA_VERSION, create_schema, ddl_hash

_SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def _stale_reason(connection: duckdb.DuckDBPyConnection, path: Path) -> str | None:
    if _is_cut_short(connection, path):
        return "it is damaged or cut short"
    known = connection.execute(
        "select count(*) from duckdb_tables() where schema_name = 'ops' and table_name = 'schema_version'").fetchall()[0][0]
    row = connection.execute("select version, ddl_hash from ops.schema_version").fetchone() if known else None
    if row is None:
        return "it is unfinished"
    if row[0] > SCHEMA_VERSION:
        raise WarehouseError(f"{path} has schema version {row[0]}, newer than this program's {SCHEMA_VERSION}: update the program")
    if row != (SCHEMA_VERSION, ddl_hash()):
        return f"its schema (version {row[0]}) is not this program's (version {SCHEMA_VERSION})"
    return None


def _is_cut_short(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Opening a file reads what stands where, not the rows: blocks that rows stand in may be missing."""
    tables = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    if not tables:
        return False
    blocks = " union all ".join(f"select max(block_id) as last from pragma_storage_info('{name}')" for name, in tables)  # noqa: S608
    last, size = connection.execute(f"select max(last), (select block_size from pragma_database_size()) from ({blocks})").fetchall()[0]  # noqa: S608
    return last is not None and path.stat().st_size < (last + 1) * size


def set_aside(path: Path) -> None:
    """Renames a warehouse that is of no use to ``<name>.old``; the next load makes a new one."""
    for suffix in ("", ".wal"):
        file = Path(f"{path}{suffix}")
        if file.exists():
            os.replace(file, Path(f"{file}.old"))


def open_warehouse(path: Path) -> duckdb.DuckDBPyConnection:
    """The existing warehouse for writing. Raises :class:`WarehouseError`: missing, locked, damaged, of another schema."""
    if not path.exists():
        raise WarehouseError(f"{path} does not exist; load landing folders first")
    with naming_file(path):
        connection = duckdb.connect(str(path), config=_SETTINGS)
    try:
        reason = _stale_reason(connection, path)
    except BaseException:
        connection.close()
        raise
    if reason:
        connection.close()
        raise WarehouseError(f"{path} cannot be used: {reason}; loading rebuilds it")
    return connection


def _open_or_say_why(path: Path) -> tuple[duckdb.DuckDBPyConnection | None, str | None]:
    """A connection, or why the file is of no use."""
    connection = None
    try:
        connection = duckdb.connect(str(path), config=_SETTINGS)
        reason = _stale_reason(connection, path)
    except duckdb.Error as error:
        if not is_damage(error):
            raise WarehouseError(explain_failure(error, path)) from error
        reason = "it is damaged or cut short"
    except WarehouseError:
        if connection is not None:
            connection.close()
        raise
    if reason is None:
        return connection, None
    if connection is not None:
        connection.close()
    return None, reason


def open_or_rebuild(path: Path) -> tuple[duckdb.DuckDBPyConnection, str | None]:
    """The warehouse for loading, and why it starts empty if it does.

    A file that is damaged, unfinished or of an older schema is set aside as ``<name>.old``: all it held can be loaded again from
    landing. A file in use or of a newer schema is refused with :class:`WarehouseError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    reason: str | None = "it is lost" if Path(f"{path}.wal").exists() else None
    if path.exists():
        connection, reason = _open_or_say_why(path)
        if connection is not None:
            return connection, None
    if reason is not None:
        set_aside(path)
    with naming_file(path):
        connection = duckdb.connect(str(path), config=_SETTINGS)
        create_schema(connection)
    return connection, None if reason is None else f"{path.name} is rebuilt from landing: {reason}"
