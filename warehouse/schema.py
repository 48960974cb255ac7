"""DDL and comments from the declarations in :mod:`warehouse.tables`."""

from __future__ import annotations

import hashlib

import duckdb

from extractors.records import Column, Table
from warehouse.tables import BETWEEN, MODELLED, TABLES

SCHEMA_VERSION = 1
"""Raised by hand when a declared table changes; a file of a higher version is refused, one of a lower version is rebuilt."""

_SQL_TYPES = {"text": "varchar", "integer": "bigint", "real": "double", "boolean": "boolean", "date": "date", "timestamp": "timestamp",
              "text[]": "varchar[]", "integer[]": "bigint[]"}


def quote(text: str) -> str:
    """``text`` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def sql_type(column: Column) -> str:
    return _SQL_TYPES[column.type]


def column_checks(column: Column) -> list[tuple[str, str]]:
    """(check name, SQL condition) of a column; a condition is null or true where the value is allowed."""
    checks: list[tuple[str, str]] = []
    name = column.name
    if column.allowed:
        checks.append((f"allowed_{name}", f"{name} in ({', '.join(quote(v) for v in column.allowed)})"))
    if column.pattern:
        checks.append((f"pattern_{name}", f"regexp_full_match({name}, {quote(column.pattern)})"))
    if column.between:
        low, high = column.between
        if column.type == "text":
            checks.append((f"length_{name}", f"length({name}) between {low} and {high}"))
        elif column.type in ("date", "timestamp"):
            checks.append((f"between_{name}", f"{name} between {column.type} {quote(low)} and {column.type} {quote(high)}"))
        else:
            checks.append((f"between_{name}", f"{name} between {low} and {high}"))
    return checks


def has_primary_key(table: Table) -> bool:
    """Of tables without one, with a nullable column in their key or filled by a model, the gates check that the key is unique."""
    return table.name not in MODELLED and not any(c.nullable for c in table.columns if c.name in table.key)


def create_statement(table: Table) -> str:
    lines = []
    for column in table.columns:
        rules = [] if table.name in BETWEEN else column_checks(column)
        checks = "".join(f" check ({condition})" for _, condition in rules)
        lines.append(f"    {column.name} {sql_type(column)}{'' if column.nullable else ' not null'}{checks}")
    if has_primary_key(table):
        lines.append(f"    primary key ({', '.join(table.key)})")
    return f"create or replace table {table.name} (\n" + ",\n".join(lines) + "\n)"


def column_comment(column: Column) -> str:
    return column.description + (f" Unit: {column.unit}." if column.unit else "")


def table_comment(table: Table) -> str:
    return " ".join([table.description, f"Key: {', '.join(table.key)}.", *(f"Note: {w}" for w in table.warnings)])


def comment_statements(table: Table) -> list[str]:
    return [
        f"comment on table {table.name} is {quote(table_comment(table))}",
        *(f"comment on column {table.name}.{c.name} is {quote(column_comment(c))}" for c in table.columns),
    ]


def ddl_hash() -> str:
    """SHA-256 of all table definitions and of DuckDB's version; comments are left out, since a better comment needs no rebuild."""
    definitions = [duckdb.__version__, *(create_statement(t) for t in TABLES.values())]
    return hashlib.sha256("\n".join(definitions).encode()).hexdigest()


def create_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Creates an empty table with keys and checks, in place of one of the same name."""
    connection.execute(create_statement(table))


def comment_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Comments, for the people who read the published file; a build does without, they take a third of its time."""
    for statement in comment_statements(table):
        connection.execute(statement)


def create_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates every declared table, empty, in one transaction."""
    connection.execute("begin")
    for schema in sorted({name.split(".")[0] for name in TABLES}):
        connection.execute(f"create schema if not exists {schema}")
    for table in TABLES.values():
        create_table(connection, table)
    connection.execute("insert into ops.schema_version values (?, ?)", [SCHEMA_VERSION, ddl_hash()])
    connection.execute("commit")
