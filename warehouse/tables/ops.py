"""Tables on the working of the record itself: what was loaded, checked, refused."""

from __future__ import annotations

from extractors.records import Column, Table
from warehouse.tables.core import ID

MANIFEST = Table(
    name="ops.manifest",
    description="One row per landing folder that was loaded.",
    key=("producer", "run"),
    columns=(
        Column("producer", "text", "Source, or _gate, or _coding."),
        Column("run", "text", "Name of the folder."),
        Column("kind", "text", "collect, gate or coding.", allowed=("collect", "gate", "coding")),
        Column("instant", "timestamp", "Instant of the run, UTC."),
        Column("outcome", "text", "Outcome told by the manifest; broken when the folder could not be read.",
               allowed=("ok", "empty", "failed", "broken")),
        Column("error", "text", "Why it failed.", nullable=True),
        Column("is_sample", "boolean", "True for the demonstration web."),
        Column("manifest_hash", "text", "SHA-256 of manifest.json.", pattern=r"[0-9a-f]{64}"),
        Column("listed_count", "integer", "Items the listings named.", nullable=True, unit="items"),
        Column("fetched_count", "integer", "Pages fetched.", nullable=True, unit="pages"),
        Column("failed_count", "integer", "Items that could not be fetched.", nullable=True, unit="items"),
        Column("row_count", "integer", "Rows of all its tables.", unit="rows"),
        Column("refused_count", "integer", "Rows the loader refused, each with an issue.", unit="rows"),
    ),
)

DOCUMENT_FILE = Table(
    name="ops.document_file",
    description="Landing folder that holds the full text of a revision.",
    key=("revision_id",),
    columns=(
        Column("revision_id", "text", "Revision.", pattern=ID),
        Column("producer", "text", "Source."),
        Column("run", "text", "Folder under landing/<source>/; the text stands in its document.parquet."),
    ),
)

QUALITY = Table(
    name="ops.quality",
    description="Result of every check of the last build: Great Expectations suites and relational checks alike.",
    key=("gate", "table_name", "check_name"),
    columns=(
        Column("gate", "text", "documents: before loading; events: what was merged; release: what is counted from it.",
               allowed=("documents", "events", "release")),
        Column("table_name", "text", "Table checked."),
        Column("check_name", "text", "Check, named after the rule and the column."),
        Column("severity", "text", "stop: a failure keeps the build from being published (of documents: the document from being loaded); "
               "warn: it is only told.", allowed=("stop", "warn")),
        Column("is_passed", "boolean", "True when no row failed."),
        Column("checked_count", "integer", "Rows looked at.", unit="rows"),
        Column("failed_count", "integer", "Rows that failed.", unit="rows"),
        Column("sample_keys", "text[]", "Keys of up to 20 failing rows."),
    ),
)

BUILD = Table(
    name="ops.build",
    description="The build that the tables come from: one row.",
    key=("built_at",),
    columns=(
        Column("built_at", "timestamp", "Newest instant the record knows of, UTC: landing decides it, not the clock."),
        Column("code_version", "text", "Version of the program."),
        Column("codebook_version", "text", "Codebook version of the build."),
        Column("report_count", "integer", "Reports in force.", unit="reports"),
        Column("event_count", "integer", "Events in force.", unit="events"),
    ),
)

SCHEMA_VERSION = Table(
    name="ops.schema_version",
    description="Which declarations made the file: one row.",
    key=("version",),
    columns=(
        Column("version", "integer", "Version of the schema.", between=(1, 1_000_000)),
        Column("ddl_hash", "text", "SHA-256 of all table definitions and of DuckDB's version.", pattern=r"[0-9a-f]{64}"),
    ),
)

OPS_TABLES = (MANIFEST, DOCUMENT_FILE, QUALITY, BUILD, SCHEMA_VERSION)
