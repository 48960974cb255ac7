# ruff: noqa: S608  (only names from the declarations and models are put into SQL; values are bound)
"""Building the tables: merge what is new, then one SELECT a file in ``warehouse/models``, in the order of their declared reads.

A model ``models/<schema>/<table>.sql`` begins with comment lines ``-- <schema>.<table>: …``, ``-- grain: <key>`` and ``-- reads:
<tables>``. The header is checked: the name against the path, the grain against the declared key, the reads against the tables the SQL
names, the columns against the declaration. The whole build is one transaction: killed at any moment, it leaves the last build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from extractors.records import Table
from warehouse.connection import open_warehouse, set_aside
from warehouse.corrections import FILE_NAME, apply_corrections, read_corrections
from warehouse.errors import DamagedError, WarehouseError, naming_file
from warehouse.merging import Merger, group_core_occasions, merge_core
from warehouse.schema import create_table
from warehouse.tables import TABLES
from warehouse.tables.core import ACTOR, CORRECTION
from warehouse.tables.ref import CODE_LISTS

Connection = duckdb.DuckDBPyConnection
MODELS = Path(__file__).parent / "models"
_NAMED_TABLE = re.compile(r"\b(?:from|join)\s+((?:raw|core|ref|out|ops)\.[a-z_]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Model:
    """One model file: the table it fills, the tables it reads and its SELECT."""

    table: Table
    reads: tuple[str, ...]
    sql: str


def read_model(path: Path) -> Model:
    """The model of one file. Raises :class:`WarehouseError` naming the file and what its header gets wrong."""
    name = f"{path.parent.name}.{path.stem}"
    sql = path.read_text(encoding="utf-8")
    header = dict(re.findall(r"^-- ([a-z_.]+): (.+)$", sql, re.MULTILINE))
    if name not in TABLES:
        raise WarehouseError(f"{path}: no table {name} is declared")
    if not sql.startswith(f"-- {name}: "):
        raise WarehouseError(f"{path}: the first line must begin with '-- {name}: '")
    if header.get("grain") != ", ".join(TABLES[name].key):
        raise WarehouseError(f"{path}: grain is {header.get('grain')!r}, the declared key is {', '.join(TABLES[name].key)!r}")
    reads = tuple(part.strip() for part in header.get("reads", "").split(",") if part.strip())
    body = re.sub(r"--.*", "", sql)
    named = set(_NAMED_TABLE.findall(body))
    for problem, tables in (("reads undeclared", set(reads) - TABLES.keys()), ("names but does not list in reads", named - set(reads)),
                            ("lists in reads but does not name", set(reads) - named)):
        if tables:
            raise WarehouseError(f"{path}: {problem}: {', '.join(sorted(tables))}")
    return Model(TABLES[name], reads, sql)


def order_models(directory: Path = MODELS) -> list[Model]:
    """All models, each after those it reads; equal ones by name. Raises :class:`WarehouseError` on a cycle."""
    models = {model.table.name: model for model in (read_model(path) for path in sorted(directory.glob("*/*.sql")))}
    sorter = TopologicalSorter({name: sorted(set(model.reads) & models.keys()) for name, model in sorted(models.items())})
    try:
        return [models[name] for name in sorter.static_order()]
    except CycleError as error:
        raise WarehouseError(f"models read each other in a circle: {' → '.join(error.args[1])}") from error


def fill_table(connection: Connection, model: Model) -> None:
    """Replaces the model's table by the rows of its SELECT."""
    try:
        columns = [row[0] for row in connection.execute(f"describe {model.sql}").fetchall()]
        declared = [c.name for c in model.table.columns]
        if columns != declared:
            differing = sorted(set(columns) ^ set(declared)) or ["their order"]
            raise WarehouseError(f"model of {model.table.name} and its declaration disagree on {', '.join(differing)}")
        create_table(connection, model.table)
        connection.execute(f"insert into {model.table.name} {model.sql}")
    except (duckdb.ProgrammingError, duckdb.DataError, duckdb.IntegrityError) as error:
        raise WarehouseError(f"model of {model.table.name}: {str(error).splitlines()[0]}") from error


def fill_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replaces a table's rows by those handed in; columns that the declaration does not know are left out."""
    names = {c.name for c in table.columns}
    arrow = table.to_arrow([{key: value for key, value in row.items() if key in names} for row in rows])
    connection.execute(f"delete from {table.name}")
    connection.register("handed_in", arrow)
    try:
        connection.execute(f"insert into {table.name} select * from handed_in")
    except duckdb.ConstraintException as error:
        raise WarehouseError(f"{table.name}: {str(error).splitlines()[0]}") from error
    connection.unregister("handed_in")


def run_script(connection: Connection, path: Path) -> None:
    connection.execute(path.read_text(encoding="utf-8"))


def _fill_ref(connection: Connection, ref_rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    lists = {table.name.split(".")[1]: table for table in CODE_LISTS}
    if unknown := sorted(ref_rows.keys() - lists.keys()):
        raise WarehouseError(f"no code list is declared for {', '.join(unknown)}")
    for name, rows in sorted(ref_rows.items()):
        fill_rows(connection, lists[name], rows)


def _describe_build(connection: Connection, code_version: str, codebook_version: str) -> None:
    connection.execute("delete from ops.quality where gate <> 'documents'")
    connection.execute("delete from ops.build")
    connection.execute("""
        insert into ops.build
        select
            coalesce(greatest((select max(fetched_at) from raw.document), (select max(instant) from ops.manifest),
                              (select max(recorded_at) from core.correction)), timestamp '1970-01-01'),
            ?, ?,
            (select count(*) from core.event_report where retracted_at is null),
            (select count(*) from out.event where retracted_at is null)""", [code_version, codebook_version])


def fill_models(connection: Connection, merger: Merger) -> None:
    """Rebuilds every table that has a model from the raw and core tables, inside the caller's transaction."""
    run_script(connection, MODELS / "macros.sql")
    for model in order_models():
        fill_table(connection, model)
        if model.table.name == "core.event":
            apply_corrections(connection)
            group_core_occasions(connection, merger)
    run_script(connection, MODELS / "published_macros.sql")


def build_tables(
    warehouse: Path, *, merger: Merger, ref_rows: Mapping[str, Iterable[Mapping[str, Any]]], code_version: str, codebook_version: str,
    actor_rows: Iterable[Mapping[str, Any]] = (), corrections: Iterable[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Merges new reports and rebuilds every table of the core, ref, out and ops layers that has a model.

    ``merger`` is a fresh ``transforms.merge.Merger``; ``ref_rows`` maps a code list (``event_type``, ``domain`` …) to its rows,
    ``actor_rows`` are gazetteer actors with ``names``, ``corrections`` rows of ``core.correction``: unless handed in, those of
    ``corrections.yml`` beside the warehouse. Returns ``merge`` (nothing, later or anew), ``reports`` and ``events`` in force.
    Raises :class:`WarehouseError`: file missing or in use, a correction that no longer applies, a model at odds with its declaration.
    """
    connection = open_warehouse(Path(warehouse))
    try:
        with naming_file(Path(warehouse)):
            connection.execute("begin")
            run_script(connection, MODELS / "macros.sql")
            way = merge_core(connection, merger)
            _fill_ref(connection, ref_rows)
            fill_rows(connection, ACTOR, actor_rows)
            if corrections is None:
                corrections = read_corrections(Path(warehouse).with_name(FILE_NAME))
            fill_rows(connection, CORRECTION, corrections)
            fill_models(connection, merger)
            _describe_build(connection, code_version, codebook_version)
            reports, events = connection.execute("select report_count, event_count from ops.build").fetchall()[0]
            connection.execute("commit")
    except DamagedError as damage:
        connection.close()
        set_aside(Path(warehouse))
        raise WarehouseError(f"{damage}; it is set aside, the next load rebuilds it from landing") from damage
    finally:
        connection.close()
    return {"merge": way, "reports": reports, "events": events}


def export_tables(warehouse: Path, out_dir: Path, schemas: tuple[str, ...] = ("out", "ref", "ops")) -> list[Path]:
    """Writes every table of the schemas as ``<schema>.<table>.csv``, ordered by key; equal tables give equal bytes."""
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    connection = duckdb.connect(str(warehouse), read_only=True)
    try:
        for table in TABLES.values():
            if table.name.split(".")[0] in schemas:
                path = out_dir / f"{table.name}.csv"
                connection.execute(f"copy (select * from {table.name} order by {', '.join(table.key)}) to '{path}' (header)")
                written.append(path)
    finally:
        connection.close()
    return written
