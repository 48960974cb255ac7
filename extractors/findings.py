"""What a run has found so far: revisions and issues, each only if no earlier run has handed it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from .archive import ArchiveError, read_archived
from .bodies import Limits
from .declarations import Source
from .pages import read_archived_page
from .records import issue_row
from .state import KnownDocument, SourceState

COUNTED = ("listed", "fetched", "unchanged", "skipped", "failed")


@dataclass
class Findings:
    """Rows of ``raw.document`` and ``ops.issue`` of one source, and the counts of its manifest."""

    source: Source
    state: SourceState
    documents: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*COUNTED, "retried", "changed"), 0))

    def tell(self, stage: str, severity: str, reason: str, item: str, seen_at: datetime, **more: Any) -> None:
        """File an issue; ``more`` are the other arguments of :func:`~extractors.records.issue_row`."""
        self.file(
            issue_row(source_id=self.source.source_id, stage=stage, severity=severity, reason=reason, item=item, seen_at=seen_at, **more)
        )

    def file(self, row: dict[str, Any]) -> None:
        key = (row["issue_id"], row["seen_at"])
        if key not in self.state.issues:
            self.state.issues.add(key)
            self.issues.append(row)

    def keep(self, row: dict[str, Any]) -> bool:
        """Add a revision; False when it is known already."""
        if row["revision_id"] in self.state.revisions:
            return False
        self.state.revisions.add(row["revision_id"])
        self.counts["changed"] += row["document_id"] in self.state.documents and not row["is_tombstone"]
        self.state.documents[row["document_id"]] = KnownDocument(
            row["revision_id"], row["url"], row["is_tombstone"], row["published"], row["archive_record"], row["fetched_at"]
        )
        self.documents.append(row)
        return True

    def count(self, counted: str) -> None:
        self.counts["listed"] += 1
        self.counts[counted] += 1

    def totals(self) -> dict[str, int]:
        """The counts of the manifest."""
        tombstones = sum(row["is_tombstone"] for row in self.documents)
        quarantined = sum(row["severity"] == "quarantine" for row in self.issues)
        return {**self.counts, "documents": len(self.documents) - tombstones, "tombstones": tombstones, "quarantined": quarantined}


def retry_quarantine(findings: Findings, archive_dir: Path, limits: Limits, seen_at: datetime) -> None:
    """Extract every page still in quarantine again, from the archive: a fixed declaration or a fixed program may read it now."""
    for document_id, archive_record in sorted(findings.state.pending.items()):
        findings.counts["retried"] += 1
        try:
            record = read_archived(archive_dir, archive_record)
        except ArchiveError as error:
            findings.tell("extract", "warning", "archive_unreadable", archive_record, seen_at, detail=str(error))
            continue
        page = read_archived_page(findings.source, record, archive_record, limits)
        if page is not None and page.row is not None and page.document_id == document_id:
            findings.keep(page.row)
