"""From a response to a row of ``raw.document``: the one step that live runs, replays, retries and imports share.

What a page becomes depends on the response, on the context kept with it in the archive (listed address, title and date of the listing)
and on the declaration; on nothing else, so that the archive gives the same rows again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .addresses import canonical_url
from .archive import Record
from .bodies import Limits, decode_body
from .declarations import Source
from .extraction import extract_page
from .messages import Response
from .records import hash_id, issue_row, naive_utc


@dataclass(frozen=True)
class Page:
    """``row`` is null when nothing of the page could be kept; then one of ``issues`` is a quarantine."""

    document_id: str
    row: dict[str, Any] | None
    issues: list[dict[str, Any]]


def read_page(source: Source, response: Response, body: bytes, context: Mapping[str, Any], archive_record: str | None) -> Page:
    """Extract a page. Never raises for what a page holds: what the extraction cannot cope with is quarantined with its reason."""
    document_id = identify_document(source, response.url)

    def issue(severity: str, reason: str, detail: str) -> dict[str, Any]:
        return issue_row(source_id=source.source_id, stage="extract", severity=severity, reason=reason, item=response.url, detail=detail,
                         archive_record=archive_record, seen_at=response.fetched_at)  # fmt: skip

    try:
        found = extract_page(
            body, url=response.url, content_type=response.header("content-type"), source=source, fetched_on=response.fetched_at.date()
        )
    except Exception as error:  # a page that breaks a parser must not stop its neighbours
        return Page(document_id, None, [issue("quarantine", "extraction_failed", f"{type(error).__name__}: {error}")])
    if found.text is None:
        reasons = found.issues or [("no_text", "nothing that reads like a text")]
        return Page(document_id, None, [issue("quarantine", reason, detail) for reason, detail in reasons[:1]])
    published, precision, method, confidence = found.published, found.published_precision, found.published_method, found.confidence
    if published is None and context.get("published"):
        published, precision, method, confidence = context["published"], "day", "feed", 0.9
    row = _document_row(
        source,
        response,
        archive_record,
        title=_valid_text(found.title or context.get("title")),
        text=_valid_text(found.text),
        lang=found.lang,
        published=published,
        published_precision=precision,
        published_method=method,
        confidence=confidence,
    )
    return Page(document_id, row, [issue("warning", reason, detail) for reason, detail in found.issues])


def read_line(source: Source, line: Mapping[str, Any], response: Response, archive_record: str | None) -> Page:
    """A researcher's JSON line as a page: its own text, or its HTML extracted; language, title, date and publisher as the line says."""
    if isinstance(line.get("html"), str):
        context = {"title": line.get("title"), "published": line.get("published")}
        page = read_page(source, response, line["html"].encode("utf-8", "replace"), context, archive_record)
        row = page.row
    else:
        page = Page(identify_document(source, response.url), None, [])
        row = _document_row(source, response, archive_record, title=_valid_text(line.get("title")), text=_valid_text(line["text"]))
    if row is None:
        return page
    if isinstance(line.get("lang"), str):
        row["lang"] = line["lang"]
    elif row["lang"] is None:
        from .language import identify_language

        row["lang"] = identify_language(row["text"], source.coverage.languages)[0]
    if isinstance(line.get("published"), str):
        precision = {4: "year", 7: "month", 10: "day"}.get(len(line["published"]))
        row |= {"published": line["published"], "published_precision": precision, "published_method": "given", "confidence": 1.0}
    publisher = line.get("publisher")
    if isinstance(publisher, str):
        row |= {"publisher_actor_id": publisher, "publisher_name": None, "publisher_country": None}
    elif isinstance(publisher, Mapping):
        row |= {"publisher_actor_id": None, "publisher_name": publisher.get("name"), "publisher_country": publisher.get("country")}
    return Page(page.document_id, _with_ids(row), page.issues)


def read_archived_page(source: Source, record: Record, archive_record: str, limits: Limits) -> Page | None:
    """The page of a record of our own archive, a response or a line; null when it cannot be unpacked or is neither."""
    if record.response is not None:
        body, fault = decode_body(record.response, limits)
        return None if fault is not None else read_page(source, record.response, body, record.context, archive_record)
    if record.type != "resource" or record.payload is None or record.url is None or record.fetched_at is None:
        return None
    line = json.loads(record.payload)
    return read_line(source, line, Response(record.url, 200, "OK", (), record.payload, record.fetched_at), archive_record)


def make_tombstone(source: Source, response: Response, url: str, archive_record: str | None) -> dict[str, Any]:
    """The notice that the document once at ``url`` answers 404 or 410."""
    row = _document_row(source, response, archive_record, title=None, text=None)
    return _with_ids({**row, "url": url, "document_id": identify_document(source, url), "is_tombstone": True})


def identify_document(source: Source, url: str) -> str:
    return hash_id(source.source_id, canonical_url(url))


def _document_row(source: Source, response: Response, archive_record: str | None, **found: Any) -> dict[str, Any]:
    row = {
        "document_id": identify_document(source, response.url),
        "source_id": source.source_id,
        "url": response.url,
        "is_tombstone": False,
        "lang": None,
        "published": None,
        "published_precision": None,
        "published_method": None,
        "confidence": None,
        "publisher_actor_id": source.publisher.actor_id,
        "publisher_name": source.publisher.name or None,
        "publisher_country": source.publisher.country,
        "is_official": source.publisher.official,
        "is_sample": source.sample,
        "fetched_at": naive_utc(response.fetched_at),
        "archive_record": archive_record,
        **found,
    }
    return _with_ids(row)


def _with_ids(row: dict[str, Any]) -> dict[str, Any]:
    told = "\x1f".join(row[key] or "" for key in ("title", "text", "published"))
    content_hash = hashlib.sha256(told.encode("utf-8")).hexdigest()
    return {**row, "revision_id": hash_id(row["document_id"], content_hash), "content_hash": content_hash}


def _valid_text(text: Any) -> str | None:
    """The text without what no UTF-8 file can hold; null for anything that is no text or empty."""
    return text.encode("utf-8", "replace").decode("utf-8") or None if isinstance(text, str) else None
