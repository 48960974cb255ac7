"""Reading a snapshot: one SELECT at a time, locked down, errors in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.errors import WarehouseError, naming_file

_LOCKED = {"enable_external_access": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
           "lock_configuration": "true"}


@contextmanager
def open_snapshot(snapshot: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection that can reach no file and no network. Raises :class:`WarehouseError` when there is no snapshot."""
    snapshot = Path(snapshot)
    if not snapshot.exists():
        raise WarehouseError(f"{snapshot} does not exist; nothing has been published yet")
    with naming_file(snapshot):
        connection = duckdb.connect(str(snapshot), read_only=True, config=_LOCKED)
    try:
        yield connection
    finally:
        connection.close()


def query(snapshot: Path, sql: str) -> pa.Table:
    """The result of one SELECT (or DESCRIBE, SUMMARIZE, SHOW, VALUES, FROM, EXPLAIN).

    Raises :class:`WarehouseError` with one line: no snapshot, another kind of statement, more than one, an SQL error.
    """
    with open_snapshot(snapshot) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                raise WarehouseError(f"SQL: expected one statement, got {len(statements)}")
            if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
                raise WarehouseError("SQL: only reading is allowed (SELECT, FROM, DESCRIBE, SUMMARIZE, SHOW, VALUES, EXPLAIN)")
            if statements[0].type == duckdb.StatementType.EXPLAIN:
                return pa.table({"plan": [row[1] for row in connection.execute(sql).fetchall()]})
            return connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise WarehouseError(f"SQL: {' '.join(str(error).split(chr(10))[0].split())}") from error
