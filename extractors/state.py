"""What earlier runs of a source left behind, read from its landing folders: nothing else remembers.

The folders are immutable and ordered by instant, so the state is the same whenever and wherever it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from .addresses import canonical_url
from .archive import Original
from .declarations import Source
from .landing import Manifest, list_manifests, read_table
from .pages import identify_document


@dataclass
class KnownPage:
    """The newest answer of one listed address that said something about the page."""

    url: str
    document_id: str | None
    payload_digest: str | None
    payload_record: str | None
    etag: str | None
    last_modified: str | None
    listed_modified: str | None
    fetched_at: datetime

    @property
    def validators(self) -> dict[str, str]:
        """Headers of a conditional request; none when the body is not in the archive."""
        if self.payload_record is None:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass
class KnownDocument:
    """The newest revision of a document."""

    revision_id: str
    url: str
    is_tombstone: bool
    published: str | None
    archive_record: str | None
    fetched_at: datetime


@dataclass
class SourceState:
    """``pages`` and ``listings`` by canonical address; ``counted`` (role, url, instant) → how that very response was counted; ``pending``
    document_id → archive_record of a page in quarantine; ``originals`` archived payloads by (address, digest), and the newest one by
    (address, "newest"); ``policies`` the newest archived answer of each robots.txt and TDM file, with its instant; ``remembered`` what auto
    read last; ``requests`` by UTC day, of live runs."""

    pages: dict[str, KnownPage] = field(default_factory=dict)
    listings: dict[str, KnownPage] = field(default_factory=dict)
    documents: dict[str, KnownDocument] = field(default_factory=dict)
    revisions: set[str] = field(default_factory=set)
    counted: dict[tuple[str, str, datetime], str] = field(default_factory=dict)
    issues: set[tuple[str, datetime]] = field(default_factory=set)
    pending: dict[str, str] = field(default_factory=dict)
    originals: dict[tuple[str, str], Original] = field(default_factory=dict)
    policies: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    remembered: dict[str, tuple[str, str]] = field(default_factory=dict)
    requests: dict[date, int] = field(default_factory=dict)


def load_state(landing_dir: Path, source: Source) -> SourceState:
    """Raises :class:`~extractors.landing.LandingError` for a damaged folder."""
    state = SourceState()
    quarantined: dict[str, tuple[datetime, str]] = {}
    by_revision: dict[str, tuple[str, KnownDocument]] = {}
    for manifest in list_manifests(landing_dir, "collect", source.source_id):
        _add_fetches(state, manifest)
        for row in _rows(manifest, "issue"):
            state.issues.add((row["issue_id"], row["seen_at"]))
            if row["stage"] == "extract" and row["severity"] == "quarantine" and row["archive_record"] is not None:
                quarantined[identify_document(source, row["item"])] = (row["seen_at"], row["archive_record"])
        for row in _rows(manifest, "document", without=("text", "title")):
            document = KnownDocument(row["revision_id"], row["url"], row["is_tombstone"], row["published"], row["archive_record"],
                                     row["fetched_at"])  # fmt: skip
            by_revision[document.revision_id] = (row["document_id"], document)
            state.revisions.add(document.revision_id)
            newest = state.documents.get(row["document_id"])
            if newest is None or newest.fetched_at <= document.fetched_at:
                state.documents[row["document_id"]] = document
        state.remembered |= {url: (how[0], how[1]) for url, how in manifest.data.get("listing", {}).items()}
    for document_id, (seen_at, archive_record) in quarantined.items():
        document_now = state.documents.get(document_id)
        if document_now is None or document_now.fetched_at < seen_at:
            state.pending[document_id] = archive_record
    for revision_id in _gated(landing_dir, source.source_id, by_revision):
        document_id, document = by_revision[revision_id]
        if state.documents[document_id].revision_id == revision_id and document.archive_record is not None:
            state.pending[document_id] = document.archive_record
    return state


def _add_fetches(state: SourceState, manifest: Manifest) -> None:
    for row in _rows(manifest, "fetch"):
        page = KnownPage(row["url"], row["document_id"], row["payload_digest"], row["payload_record"], row["etag"], row["last_modified"],
                         row["listed_modified"], row["fetched_at"])  # fmt: skip
        if row["counted_as"] is not None:
            state.counted.setdefault((row["role"], row["url"], row["fetched_at"]), row["counted_as"])
        if not manifest.data.get("is_replay", False):
            day = row["fetched_at"].date()
            state.requests[day] = state.requests.get(day, 0) + row["requests"]
        if row["role"] == "robots" and row["archive_record"] is not None and _is_final(row["status"]):
            state.policies[row["url"]] = (row["fetched_at"], row["archive_record"])
        if row["outcome"] not in ("ok", "not_modified"):
            continue
        pages = {"page": state.pages, "listing": state.listings}.get(row["role"], {})
        known = pages.get(canonical_url(row["url"]))
        if known is not None and row["outcome"] == "not_modified":
            page.document_id = page.document_id or known.document_id
            page.payload_digest = known.payload_digest
            page.etag, page.last_modified = page.etag or known.etag, page.last_modified or known.last_modified
        pages[canonical_url(row["url"])] = page
        if row["outcome"] == "ok" and row["payload_record"] is not None and row["final_url"] is not None:
            _add_original(state, row)


def _is_final(status: int) -> bool:
    """Whether an answer says what the rules are, or that there are none; of errors the next run must not be sure."""
    return 200 <= status < 300 or (400 <= status < 500 and status != 429)


def _add_original(state: SourceState, row: Mapping[str, Any]) -> None:
    url, record = row["final_url"], row["payload_record"]
    known = state.originals.get((url, row["payload_digest"]))
    original = known or Original(url, row["fetched_at"].replace(tzinfo=UTC), record)
    state.originals[url, row["payload_digest"]] = original
    state.originals[url, "newest"] = original


def _gated(landing_dir: Path, source_id: str, known: Mapping[str, Any]) -> list[str]:
    """Revisions of the source that the documents gate holds back; it names them by revision, or by address."""
    by_url = {document.url: revision_id for revision_id, (_, document) in known.items()}
    held = []
    for manifest in list_manifests(landing_dir, "gate"):
        for row in _rows(manifest, "issue"):
            if row["source_id"] == source_id and row["severity"] == "quarantine":
                revision_id = row["item"] if row["item"] in known else by_url.get(row["item"])
                if revision_id is not None:
                    held.append(revision_id)
    return held


def _rows(manifest: Manifest, table: str, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    if f"{table}.parquet" not in manifest.data.get("files", {}):
        return []
    found = read_table(manifest.folder, table)
    rows: list[dict[str, Any]] = found.drop_columns([c for c in without if c in found.column_names]).to_pylist()
    return rows
