# ruff: noqa: S608  (table and column names come from the declarations; values are bound or quoted)
"""Loading landing folders: the only writer of the raw and core layers, one transaction a folder.

A collect folder enters once a gate folder covers it; documents the gate refused stay out. A coding folder enters once the
folders it covers have. Loading again changes nothing; killed at any moment, the next call goes on where the last commit was.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from extractors.records import DOCUMENT, ISSUE, SOURCE_DAY, Table
from transforms.records import CODING_TABLES
from warehouse.connection import open_or_rebuild, open_warehouse, set_aside
from warehouse.duplicates import sketch_documents
from warehouse.errors import DamagedError, naming_file
from warehouse.landing import BrokenFolder, Folder, is_whole, list_folders, verify_files
from warehouse.refuse import (
    Refusal,
    find_bad_dates,
    find_bad_evidence,
    find_repeated_parties,
    find_schema_breaches,
    folder_refusal,
    issue_row,
)
from warehouse.schema import quote, sql_type
from warehouse.tables import RAW_DOCUMENT
from warehouse.tables.ops import QUALITY

Connection = duckdb.DuckDBPyConnection
_ORDER = {"collect": 0, "gate": 1, "coding": 2, None: 3}


def _read_incoming(connection: Connection, folder: Folder, name: str, table: Table) -> bool:
    """Makes ``incoming_<name>`` from the folder's file; an absent file gives an empty table and False."""
    file = folder.table_file(name)
    columns = ", ".join(f"{c.name}::{sql_type(c)} as {c.name}" for c in table.columns)
    if file is None:
        nulls = ", ".join(f"null::{sql_type(c)} as {c.name}" for c in table.columns)
        connection.execute(f"create or replace temp table incoming_{name} as select {nulls} where false")
        return False
    try:
        connection.execute(f"create or replace temp table incoming_{name} as select {columns} from read_parquet({quote(str(file))})")
    except (duckdb.BinderException, duckdb.ConversionException, duckdb.InvalidInputException) as error:
        raise BrokenFolder("file_unreadable", f"{folder.name}/{name}.parquet: {str(error).splitlines()[0]}") from error
    return True


def _insert_issues(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Adds issues; one that is known keeps its earliest instant."""
    if not rows:
        return
    marks = ", ".join("?" for _ in ISSUE.columns)
    connection.executemany(
        f"insert into ops.issue values ({marks}) on conflict (issue_id) do update set seen_at = least(seen_at, excluded.seen_at)",
        [[row[c.name] for c in ISSUE.columns] for row in rows])


def _load_issues(connection: Connection, folder: Folder) -> None:
    if _read_incoming(connection, folder, "issue", ISSUE):
        breaches = find_schema_breaches(connection, "incoming_issue", ISSUE, "coalesce(issue_id, item)")
        refused = [Refusal(folder.producer, f"{folder.name}/issue/{item}", reason, field, value) for item, field, reason, value in breaches]
        _insert_issues(connection, [issue_row(r, folder.instant) for r in refused])
        connection.execute("""
            insert into ops.issue
            select * from incoming_issue where not list_contains(?, coalesce(issue_id, item))
            qualify row_number() over (partition by issue_id order by seen_at, item) = 1
            on conflict (issue_id) do update set seen_at = least(seen_at, excluded.seen_at)""", [[b[0] for b in breaches]])


def _load_documents(connection: Connection, folder: Folder, refused: set[str]) -> tuple[int, list[Refusal]]:
    _read_incoming(connection, folder, "document", DOCUMENT)
    breaches = [b for b in find_schema_breaches(connection, "incoming_document", DOCUMENT, "revision_id") if b[0] not in refused]
    refusals = [Refusal(folder.producer, item or folder.name, reason, field, value) for item, field, reason, value in breaches]
    connection.execute("delete from incoming_document where revision_id is null or list_contains(?, revision_id)",
                       [sorted(refused | {b[0] for b in breaches if b[0]})])
    # Of a revision fetched twice the earlier response stands, whichever was loaded first.
    connection.execute("""
        create or replace temp table incoming_first as
        select i.* from incoming_document i left join raw.document d using (revision_id)
        where d.revision_id is null or i.fetched_at < d.fetched_at
        qualify row_number() over (partition by revision_id order by i.fetched_at, i.url) = 1""")
    connection.execute("delete from raw.document where revision_id in (select revision_id from incoming_first)")
    connection.execute("delete from ops.document_file where revision_id in (select revision_id from incoming_first)")
    sketch_documents(connection)
    columns = ", ".join(c.name for c in RAW_DOCUMENT.columns)
    count = connection.execute(f"insert into raw.document select {columns} from incoming_first").fetchall()[0][0]
    connection.execute("insert into ops.document_file select revision_id, ?, ? from incoming_first", [folder.producer, folder.run])
    return count, refusals


def _load_source_days(connection: Connection, folder: Folder) -> list[Refusal]:
    _read_incoming(connection, folder, "source_day", SOURCE_DAY)
    breaches = find_schema_breaches(connection, "incoming_source_day", SOURCE_DAY, "source_id || ' ' || day")
    if breaches:
        return [Refusal(folder.producer, item or folder.name, reason, field, value) for item, field, reason, value in breaches]
    counts = [c.name for c in SOURCE_DAY.columns if c.name.endswith("_count")]
    connection.execute(f"""
        insert into ops.source_day select * from incoming_source_day
        on conflict (source_id, day) do update set
            actor_id = coalesce(source_day.actor_id, excluded.actor_id),
            status = case when 'ok' in (source_day.status, excluded.status) then 'ok'
                          when 'empty' in (source_day.status, excluded.status) then 'empty' else 'failed' end,
            {", ".join(f"{c} = greatest(source_day.{c}, excluded.{c})" for c in counts)}""")
    return []


def _read_texts(connection: Connection, landing_dir: Path) -> None:
    """Makes ``incoming_text`` (revision_id, title, text) for the revisions of ``incoming_report``."""
    files = connection.execute("""
        select distinct producer, run from ops.document_file join incoming_report using (revision_id) order by all""").fetchall()
    connection.execute("create or replace temp table incoming_text (revision_id varchar, title varchar, text varchar)")
    for producer, run in files:
        file = landing_dir / producer / run / "document.parquet"
        connection.execute(f"""
            insert into incoming_text select revision_id, title, text from read_parquet({quote(str(file))})
            where revision_id in (select revision_id from incoming_report)
              and revision_id not in (select revision_id from incoming_text)""")


def _refuse_reports(connection: Connection, folder: Folder, landing_dir: Path) -> list[Refusal]:
    """Deletes from the incoming tables every report with a breach and returns one refusal a breach."""
    sources = dict(connection.execute("select report_id, any_value(source_id) from incoming_report group by report_id").fetchall())
    found = [
        breach
        for name, table in CODING_TABLES.items() if name != "coded"
        for breach in find_schema_breaches(connection, f"incoming_{name}", table, "report_id")
    ]
    _read_texts(connection, landing_dir)
    found += find_bad_dates(connection)
    found += connection.execute("""
        select report_id, 'revision_id', 'revision_unknown', revision_id from incoming_report
        where revision_id not in (select revision_id from raw.document) order by all""").fetchall()
    unknown = {breach[0] for breach in found}
    found += [breach for breach in find_bad_evidence(connection) if breach[0] not in unknown]
    refusals = [Refusal(sources.get(item) or folder.producer, item or folder.name, reason, field, value)
                for item, field, reason, value in found]
    bad = sorted({r.item for r in refusals})
    for name in ("report", "report_party", "report_national"):
        connection.execute(f"delete from incoming_{name} where report_id is null or list_contains(?, report_id)", [bad])
    refusals += [Refusal(sources.get(report_id) or folder.producer, report_id, "party_repeated", "actor_id", actor_id, severity="warning")
                 for report_id, actor_id in find_repeated_parties(connection)]
    return refusals


def _load_coding(connection: Connection, folder: Folder, landing_dir: Path) -> tuple[int, list[Refusal]]:
    for name, table in CODING_TABLES.items():
        _read_incoming(connection, folder, name, table)
    # The first coding of a revision by a codebook version stands.
    for name in CODING_TABLES:
        connection.execute(f"""
            delete from incoming_{name} i using core.coded c
            where i.revision_id = c.revision_id and i.codebook_version = c.codebook_version""")
    refusals = _refuse_reports(connection, folder, landing_dir)
    breaches = find_schema_breaches(connection, "incoming_coded", CODING_TABLES["coded"], "revision_id")
    breaches += connection.execute("""
        select revision_id, 'revision_id', 'revision_unknown', revision_id from incoming_coded
        where revision_id not in (select revision_id from raw.document) order by all""").fetchall()
    refusals += [Refusal(folder.producer, item or folder.name, reason, field, value) for item, field, reason, value in breaches]
    connection.execute("delete from incoming_coded where list_contains(?, revision_id)", [[b[0] for b in breaches]])
    for name in CODING_TABLES:
        connection.execute(f"insert into core.{name} select distinct on ({', '.join(CODING_TABLES[name].key)}) * from incoming_{name}")
    return connection.execute("select count(*) from incoming_report").fetchall()[0][0], refusals


def _load_quality(connection: Connection, folder: Folder) -> None:
    """Adds the gate's results to those of earlier gates, check by check."""
    if _read_incoming(connection, folder, "quality", QUALITY):
        connection.execute("""
            insert into ops.quality select * from incoming_quality
            on conflict (gate, table_name, check_name) do update set
                is_passed = quality.is_passed and excluded.is_passed,
                checked_count = quality.checked_count + excluded.checked_count,
                failed_count = quality.failed_count + excluded.failed_count,
                sample_keys = list_sort(list_distinct(list_concat(quality.sample_keys, excluded.sample_keys)))[1:20]""")


def _insert_manifest(connection: Connection, folder: Folder, outcome: str, error: str | None, refused_count: int) -> None:
    counts = folder.manifest.get("counts") or {}
    connection.execute("insert or replace into ops.manifest values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
        folder.producer, folder.run, folder.kind or "collect", folder.instant, outcome, error, bool(folder.manifest.get("is_sample")),
        folder.manifest_hash, counts.get("listed"), counts.get("fetched"), counts.get("failed"),
        sum(f.get("rows", 0) for f in folder.manifest.get("files", {}).values()), refused_count])


def _load_folder(connection: Connection, folder: Folder, landing_dir: Path, refused: set[str]) -> dict[str, int]:
    verify_files(folder)
    documents = reports = 0
    refusals: list[Refusal] = []
    if folder.kind == "collect":
        documents, refusals = _load_documents(connection, folder, refused)
        refusals += _load_source_days(connection, folder)
    elif folder.kind == "gate":
        _load_quality(connection, folder)
    else:
        reports, refusals = _load_coding(connection, folder, landing_dir)
    _load_issues(connection, folder)
    _insert_issues(connection, [issue_row(r, folder.instant) for r in refusals])
    held = len({r.item for r in refusals if r.severity == "quarantine"})
    _insert_manifest(connection, folder, folder.manifest["outcome"], folder.manifest.get("error"), held)
    return {"documents": documents, "reports": reports, "refused": held}


def _refused_revisions(folders: list[Folder]) -> dict[str, set[str]]:
    """Collect folder → revisions its gates refused. Only folders that a whole gate folder covers are keys."""
    judged: dict[str, set[str]] = {}
    for gate in folders:
        if gate.kind != "gate" or not is_whole(gate):
            continue
        file = gate.table_file("issue")
        refused: set[str] = set()
        if file is not None:
            refused = {row[0] for row in duckdb.execute(
                f"select item from read_parquet({quote(str(file))}) where severity = 'quarantine'").fetchall()}
        for name in gate.covers:
            judged.setdefault(name, set()).update(refused)
    return judged


def _must_wait(folder: Folder, judged: dict[str, set[str]], loaded: set[str]) -> bool:
    if folder.kind == "collect":
        return folder.name not in judged and is_whole(folder)
    if folder.kind == "coding":
        return any(name not in loaded for name in folder.covers)
    return False


def _load_folders(connection: Connection, folders: list[Folder], landing_dir: Path, totals: dict[str, Any]) -> None:
    manifests = connection.execute("select producer, run, outcome from ops.manifest").fetchall()
    loaded = {f"{producer}/{run}" for producer, run, outcome in manifests if outcome != "broken"}
    settled = set(loaded)
    judged = _refused_revisions(folders)
    for folder in folders:
        if folder.name in loaded:
            continue
        if _must_wait(folder, judged, settled):
            totals["waiting"] += 1
            continue
        connection.execute("begin")
        try:
            for key, count in _load_folder(connection, folder, landing_dir, judged.get(folder.name, set())).items():
                totals[key] += count
            totals["loaded"] += 1
        except BrokenFolder as problem:
            connection.execute("rollback")
            connection.execute("begin")
            _insert_issues(connection, [issue_row(folder_refusal(folder, problem.reason, str(problem)), folder.instant)])
            _insert_manifest(connection, folder, "broken", str(problem), 0)
            totals["broken"] += 1
        settled.add(folder.name)
        connection.execute("commit")


def load_landing(warehouse: Path, landing_dir: Path) -> dict[str, Any]:
    """Loads every folder not loaded yet: those of documents, then gates, then codings, each oldest first.

    Returns counts ``loaded``, ``waiting`` (not judged yet), ``broken``, ``documents``, ``reports``, ``refused`` and ``rebuilt``: None, or
    one line saying why the warehouse starts anew. Raises :class:`~warehouse.errors.WarehouseError` when the file is in use, newer than
    the program or cannot be written.
    """
    warehouse, landing_dir = Path(warehouse), Path(landing_dir)
    folders = sorted(list_folders(landing_dir), key=lambda f: (_ORDER[f.kind], f.instant, f.producer, f.run))
    # Documents are coded once they are in a warehouse: where there is a coding there was one.
    is_lost = not warehouse.exists() and any(folder.kind == "coding" for folder in folders)
    connection, rebuilt = open_or_rebuild(warehouse)
    if is_lost:
        rebuilt = f"{warehouse.name} is rebuilt from landing: it is lost"
    totals: dict[str, Any] = {"loaded": 0, "waiting": 0, "broken": 0, "documents": 0, "reports": 0, "refused": 0, "rebuilt": rebuilt}
    try:
        with naming_file(warehouse):
            _load_folders(connection, folders, landing_dir, totals)
    except DamagedError as damage:
        connection.close()
        set_aside(warehouse)
        return {**load_landing(warehouse, landing_dir), "rebuilt": f"{warehouse.name} is rebuilt from landing: {damage}"}
    finally:
        connection.close()
    return totals


def read_uncoded(
    warehouse: Path, landing_dir: Path, codebook_version: str, *, recode: bool = False,
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Documents to code, collect folder by collect folder, as ``(folder name, raw.document rows with text)``.

    A revision is due when no codebook version has coded it; with ``recode`` when this version has not. Tombstones are never due.
    """
    connection = open_warehouse(Path(warehouse))
    version = "and c.codebook_version = ?" if recode else ""
    try:
        due = connection.execute(f"""
            select f.producer || '/' || f.run as folder, list(d.revision_id order by d.revision_id)
            from raw.document d join ops.document_file f using (revision_id)
            where not d.is_tombstone and not exists (select 1 from core.coded c where c.revision_id = d.revision_id {version})
            group by folder order by min(d.fetched_at), folder""", [codebook_version] if recode else []).fetchall()
    finally:
        connection.close()
    names = [c.name for c in DOCUMENT.columns]
    for folder, revisions in due:
        file = Path(landing_dir) / folder / "document.parquet"
        rows = duckdb.execute(f"""
            select distinct on (revision_id) {', '.join(names)} from read_parquet({quote(str(file))})
            where list_contains(?, revision_id) order by revision_id, fetched_at""", [revisions]).fetchall()
        yield folder, [dict(zip(names, row, strict=True)) for row in rows]
