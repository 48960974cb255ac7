"""What the extractors hand on: the record types of the raw layer, declared once.

A :class:`Table` names its columns, their types, meanings and checks. Arrow schemas (here), DDL and COMMENT ON
(``warehouse.schema``), Great Expectations suites (``warehouse.quality``) and the codebook of the tables are all made
from these declarations, so a column is described in exactly one place.

Instants are UTC without a zone (``timestamp``); dates cut to what is known (``"2024"``, ``"2024-05"``,
``"2024-05-17"``) are text and stand beside their precision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import pyarrow as pa

Type = Literal["text", "integer", "real", "boolean", "date", "timestamp", "text[]", "integer[]"]

_ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "text[]": pa.list_(pa.string()),
    "integer[]": pa.list_(pa.int64()),
}

PRECISIONS = ("day", "month", "year")


@dataclass(frozen=True)
class Column:
    """One column: what it holds and what must be true of it.

    ``allowed`` lists the permitted values, ``pattern`` is a regular expression the whole value matches, ``between`` the
    inclusive bounds of a number, date or timestamp (ISO text for the latter two) or, for text, of its length in code points.
    """

    name: str
    type: Type
    description: str
    nullable: bool = False
    unit: str | None = None
    allowed: tuple[str, ...] | None = None
    pattern: str | None = None
    between: tuple[Any, Any] | None = None
    references: str | None = None
    """``schema.table.column`` that every value must occur in."""


@dataclass(frozen=True)
class Table:
    """One table: ``name`` is ``schema.table``; ``key`` identifies a row; ``warnings`` are what a user must know."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    warnings: tuple[str, ...] = field(default=())

    @property
    def arrow_schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, _ARROW[c.type], nullable=c.nullable) for c in self.columns])

    def to_arrow(self, rows: Iterable[dict[str, Any]]) -> pa.Table:
        """Rows as an Arrow table in the declared column order; a missing key is null, an unknown one a ``ValueError``."""
        rows = list(rows)
        known = {c.name for c in self.columns}
        for row in rows:
            if unknown := row.keys() - known:
                raise ValueError(f"{self.name} has no column {', '.join(sorted(unknown))}")
        return pa.Table.from_pylist(rows, schema=self.arrow_schema)


def hash_id(*parts: str) -> str:
    """First 16 hex digits of the SHA-256 of the parts, joined by a separator no part may contain."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


DOCUMENT = Table(
    name="raw.document",
    description="One row per revision of a fetched page, or per notice that it is gone (a tombstone).",
    key=("revision_id",),
    columns=(
        Column("revision_id", "text", "Hash of document_id and content_hash.", pattern=r"[0-9a-f]{16}"),
        Column("document_id", "text", "Hash of source_id and canonical URL; the same for every revision.", pattern=r"[0-9a-f]{16}"),
        Column("source_id", "text", "Source declaration the page was found through.", pattern=r"[a-z0-9_]+"),
        Column("url", "text", "Address as fetched, after redirects.", between=(1, 2000)),
        Column("is_tombstone", "boolean", "True when the page answered 404 or 410 after it had been seen; retracts nothing."),
        Column("title", "text", "Title of the announcement.", nullable=True, between=(1, 1000)),
        Column("text", "text", "Body as plain text, paragraphs separated by newlines; null in a tombstone.", nullable=True,
               between=(40, 500_000)),
        Column("lang", "text", "BCP 47 language of title and text.", nullable=True, pattern=r"[a-z]{2,3}(-[A-Za-z0-9]+)*"),
        Column("published", "text", "Publication date as shown by the page, cut to its precision; null when the page shows none.",
               nullable=True, pattern=r"\d{4}(-\d{2}(-\d{2})?)?"),
        Column("published_precision", "text", "How much of the publication date is known.", nullable=True, allowed=PRECISIONS),
        Column("published_method", "text", "Where the publication date was read: selector, json-ld, meta, time, url, text, feed …",
               nullable=True),
        Column("confidence", "real", "Confidence of the publication date, 0 to 1.", nullable=True, between=(0, 1)),
        Column("publisher_actor_id", "text", "Actor that publishes the page, from the source declaration.", nullable=True),
        Column("publisher_name", "text", "Publisher's name, from the source declaration.", nullable=True),
        Column("publisher_country", "text", "ISO 3166-1 alpha-2 code of the publisher's country.", nullable=True, pattern=r"[A-Z]{2}"),
        Column("is_official", "boolean", "True when the publisher is itself a government or network (not a newspaper)."),
        Column("is_sample", "boolean", "True for the demonstration web; never part of a release."),
        Column("content_hash", "text", "SHA-256 of title, text and published date.", pattern=r"[0-9a-f]{64}"),
        Column("fetched_at", "timestamp", "Instant of the response (WARC-Date), UTC.", between=("1990-01-01", "2100-01-01")),
        Column("archive_record", "text", "WARC file, relative to the archive, and byte offset of the response: file.warc.gz:1234.",
               nullable=True),
    ),
)

ISSUE = Table(
    name="ops.issue",
    description="What went wrong or looked odd while getting a page, row or source: quarantined (nothing of it entered) or a warning.",
    key=("issue_id",),
    columns=(
        Column("issue_id", "text", "Hash of stage, source_id, item, field and reason: the same problem keeps its id.",
               pattern=r"[0-9a-f]{16}"),
        Column("source_id", "text", "Source concerned."),
        Column("stage", "text", "Step that found it.", allowed=("discover", "fetch", "extract", "gate", "code", "load", "register")),
        Column("severity", "text", "quarantine: the item was held back; warning: it was kept; error: the source failed.",
               allowed=("quarantine", "warning", "error")),
        Column("reason", "text", "Reason code, snake_case.", pattern=r"[a-z0-9_]+"),
        Column("item", "text", "URL, file and line, or id of what was held back."),
        Column("field", "text", "Field concerned.", nullable=True),
        Column("value", "text", "Offending value, cut to 200 code points.", nullable=True, between=(0, 200)),
        Column("detail", "text", "One line for a person.", nullable=True),
        Column("archive_record", "text", "Where the response is archived, so that the item can be taken up again.", nullable=True),
        Column("seen_at", "timestamp", "Instant of the run or response, UTC."),
    ),
)

SOURCE_DAY = Table(
    name="ops.source_day",
    description="On which days each source was watched: tells 'no events' from 'not watched'.",
    key=("source_id", "day"),
    columns=(
        Column("source_id", "text", "Source declaration."),
        Column("actor_id", "text", "Actor that publishes the source.", nullable=True),
        Column("day", "date", "UTC day of the instants of its responses."),
        Column("status", "text",
               "ok: at least one listing was read; empty: listings were valid but had no items; failed: none could be read.",
               allowed=("ok", "empty", "failed")),
        Column("listed_count", "integer", "Items the listings named.", unit="items"),
        Column("fetched_count", "integer", "Pages fetched.", unit="pages"),
        Column("unchanged_count", "integer", "Pages that had not changed.", unit="pages"),
        Column("skipped_count", "integer", "Items not fetched, each with an issue that says why.", unit="items"),
        Column("failed_count", "integer", "Items that could not be fetched, each with an issue.", unit="items"),
    ),
    warnings=("listed = fetched + unchanged + skipped + failed in every run; over the runs of a day the largest value of each is kept.",),
)

FETCH = Table(
    name="ops.fetch",
    description="One row per address asked for: what robots.txt said, what came back, where it is archived.",
    key=("source_id", "role", "url", "fetched_at"),
    columns=(
        Column("source_id", "text", "Source declaration."),
        Column("role", "text", "What the address was wanted for.", allowed=("robots", "listing", "page")),
        Column("url", "text", "Address asked for.", between=(1, 2000)),
        Column("final_url", "text", "Address that answered, after redirects.", nullable=True, between=(1, 2000)),
        Column("outcome", "text", "ok, not_modified, or the reason code of what went wrong.", pattern=r"[a-z0-9_]+"),
        Column("counted_as", "text", "How a listed page was counted; null for robots.txt, listings and pages no longer listed.",
               nullable=True, allowed=("fetched", "unchanged", "skipped", "failed")),
        Column("status", "integer", "HTTP status of the last response.", nullable=True, between=(100, 999)),
        Column("requests", "integer", "Requests it took, redirects and retries included.", unit="requests"),
        Column("body_bytes", "integer", "Length of the body as transferred.", nullable=True, unit="bytes"),
        Column("payload_digest", "text", "SHA-1 of the body as transferred, as in WARC-Payload-Digest.", nullable=True),
        Column("etag", "text", "Validator for the next conditional request.", nullable=True),
        Column("last_modified", "text", "Validator for the next conditional request.", nullable=True),
        Column("robots", "text", "Decision of robots.txt: allowed, disallowed, unreachable …; null for robots.txt itself.", nullable=True),
        Column("document_id", "text", "Document the page is or was.", nullable=True, pattern=r"[0-9a-f]{16}"),
        Column("listed_modified", "text", "Time of the last change as the listing gives it.", nullable=True),
        Column("archive_record", "text", "Record of the response.", nullable=True),
        Column("payload_record", "text", "Record that holds the body: another one when it had not changed.", nullable=True),
        Column("fetched_at", "timestamp", "Instant of the response, UTC."),
    ),
)


def issue_row(
    *,
    source_id: str,
    stage: str,
    severity: str,
    reason: str,
    item: str,
    seen_at: datetime,
    field: str | None = None,
    value: str | None = None,
    detail: str | None = None,
    archive_record: str | None = None,
) -> dict[str, Any]:
    """A row of :data:`ISSUE`; ``value`` and ``detail`` are cut to 200 code points, ``seen_at`` becomes UTC without a zone."""
    return {
        "issue_id": hash_id(stage, source_id, item, field or "", reason),
        "source_id": source_id,
        "stage": stage,
        "severity": severity,
        "reason": reason,
        "item": item,
        "field": field,
        "value": None if value is None else value[:200],
        "detail": None if detail is None else " ".join(detail.split())[:200],
        "archive_record": archive_record,
        "seen_at": naive_utc(seen_at),
    }


def naive_utc(instant: datetime) -> datetime:
    """An instant as tables hold it: UTC, without a zone. An instant without a zone is taken to be UTC already."""
    return instant if instant.tzinfo is None else instant.astimezone(UTC).replace(tzinfo=None)
