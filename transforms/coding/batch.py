"""The coder over Arrow: one record batch of documents in, one of lines out."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from transforms.coding.coder import code_document

_TEXT = pa.string()

DOCUMENT_SCHEMA = pa.schema([
    ("id", _TEXT), ("title", _TEXT), ("text", _TEXT), ("lang", _TEXT), ("published", _TEXT), ("publisher_name", _TEXT),
    ("publisher_country", _TEXT), ("publisher_actor_id", _TEXT),
])
"""Columns read by :func:`code_batch`; those that are absent count as null."""

CODED_SCHEMA = pa.schema([("id", _TEXT), ("lang", _TEXT), ("abstained", _TEXT), ("events", _TEXT), ("domestic", _TEXT)])
"""Columns of the result; ``events`` and ``domestic`` are JSON lists, shaped as in the output line of ``proxeny code``."""


def code_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Codes a batch with columns of :data:`DOCUMENT_SCHEMA`, row by row; rows keep their order. Resources load once a process."""
    names = [name for name in DOCUMENT_SCHEMA.names if name in batch.schema.names]
    lines = [code_document(_document(row)) for row in batch.select(names).to_pylist()]
    for line in lines:
        line["events"] = _dump(line["events"])
        line["domestic"] = _dump(line["domestic"])
    return pa.RecordBatch.from_pylist(lines, schema=CODED_SCHEMA)


def _document(row: dict[str, Any]) -> dict[str, Any]:
    publisher = {"name": row.get("publisher_name"), "country": row.get("publisher_country"), "actor_id": row.get("publisher_actor_id")}
    return {**row, "publisher": publisher if any(publisher.values()) else None}


def _dump(value: list[dict[str, Any]]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
