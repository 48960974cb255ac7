"""One source, one run: discover, fetch what is new or changed, archive, extract, land.

Counts add up: listed = fetched + unchanged + skipped + failed. Pages asked for though no listing names them any more are
``rechecked``, pages taken up again from quarantine ``retried``; neither is listed. A response that an earlier run has taken in already
(the same recording replayed) counts as it did then, so that a second replay tells the same about its day and adds no row.

Commit order: archive file complete under its temporary name, landing folder staged with its manifest, archive file named,
landing folder named. A run killed before the manifest is staged leaves nothing; one killed later is completed by the next run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from .addresses import canonical_url, same_site
from .archive import ArchiveError, ArchiveWriter, read_record
from .bodies import Limits, decode_body
from .declarations import Source
from .discovery import Discovery, Item, Walker, discover
from .fetch import Fetched, Fetcher
from .findings import Findings, retry_quarantine
from .hosts import HostTurns, NoTurns, Turns
from .landing import name_run
from .messages import Response
from .pages import identify_document, make_tombstone, read_page
from .permissions import KEPT_FOR
from .recordings import collect_archive, replay_archive
from .records import naive_utc
from .runs import commit_run, recover_runs, source_day
from .state import KnownPage, SourceState, load_state
from .transport import Transport

__all__ = ["collect_archive", "collect_source", "replay_archive"]

MAX_RECHECKED = 20
"""Pages that a run asks for though no listing names them any more."""


@dataclass
class Collection:
    """A run under way."""

    findings: Findings
    fetcher: Fetcher
    archive_dir: Path
    limits: Limits

    @property
    def is_replay(self) -> bool:
        return self.fetcher.transport.is_replay

    def tell(self, stage: str, severity: str, reason: str, item: str, *, detail: str | None = None, fetched: Fetched | None = None) -> None:
        now = self.fetcher.transport.now()
        seen_at = now if fetched is None else fetched.fetched_at or now
        record = None if fetched is None else fetched.archive_record
        self.findings.tell(stage, severity, reason, item, seen_at, detail=detail, archive_record=record)


def collect_source(
    source: Source,
    *,
    transport: Transport,
    archive_dir: Path,
    landing_dir: Path,
    instant: datetime,
    since: date | None = None,
    contact: str | None = None,
    limits: Limits | None = None,
    turns: Turns | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, Any]:
    """Collect one source and land what it gave; returns the manifest, whose ``outcome`` is ``failed`` when no listing could be read.

    ``instant`` names the run; what was fetched when is the transport's to say. Raises :class:`ValueError` for a live run without
    ``contact``, :class:`~extractors.landing.LandingError` for damaged earlier runs, :class:`OSError` when nothing can be written.
    """
    recover_runs(landing_dir, archive_dir, source.source_id)
    state = load_state(landing_dir, source)
    run = name_run(landing_dir, source.source_id, instant)
    limits = limits or Limits()
    if turns is None:
        turns = NoTurns() if transport.is_replay else HostTurns(archive_dir / ".hosts", clock=time.time, sleep=sleep)
    spent = 0 if transport.is_replay else state.requests.get(transport.now().date(), 0)
    archive = ArchiveWriter(archive_dir, source.source_id, run)
    fetcher = Fetcher(
        source_id=source.source_id,
        transport=transport,
        archive=archive,
        contact=contact,
        budget=max(source.daily_budget - spent, 0),
        languages=source.coverage.languages,
        limits=limits,
        turns=turns,
        sleep=sleep,
        clock=clock,
        recall=lambda url: _recall_policy(state, archive_dir, url, transport),
        originals=dict(state.originals),
    )
    findings = Findings(source, state)
    collection = Collection(findings, fetcher, archive_dir, limits)
    try:
        retry_quarantine(findings, archive_dir, limits, transport.now())
        found = _discover(collection, since)
        _collect_items(collection, found)
        rechecked = _recheck_vanished(collection, found, since)
        return _land(collection, found, rechecked, landing_dir, run, instant)
    except BaseException:
        archive.discard()
        raise


def _recall_policy(state: SourceState, archive_dir: Path, url: str, transport: Transport) -> Response | None:
    """The archived answer of a robots.txt or TDM file, while it may still be relied on."""
    seen_at, archive_record = state.policies.get(url, (None, ""))
    if transport.is_replay or seen_at is None or not timedelta() <= naive_utc(transport.now()) - seen_at < KEPT_FOR:
        return None
    try:
        return read_record(archive_dir, archive_record)
    except ArchiveError:
        return None


def _discover(collection: Collection, since: date | None) -> Discovery:
    state = collection.findings.state
    walker = Walker(
        source=collection.findings.source,
        fetch=lambda url: _fetch_listing(collection, url),
        sitemaps_of=collection.fetcher.sitemaps_of,
        # A replay reads all of its listings again: it costs nobody anything, and tells the same each time.
        is_known=lambda url: not collection.is_replay and canonical_url(url) in state.pages,
        modified_after=f"{since.isoformat()}T00:00:00" if since is not None else None,
    )
    found = discover(walker, since=since, remembered=state.remembered)
    for reason, url, detail in found.errors:
        collection.tell("discover", "error" if found.status == "failed" else "warning", reason, url, detail=detail)
    for reason, url, detail in found.warnings:
        collection.tell("discover", "warning", reason, url, detail=detail)
    for item, reason in found.skipped:
        collection.findings.count("skipped")
        collection.tell("discover", "warning", reason, item.url)
    return found


def _fetch_listing(collection: Collection, url: str) -> Fetched:
    """A listing, conditionally when it is in the archive; an unchanged one comes with the archived body."""
    known = collection.findings.state.listings.get(canonical_url(url))
    fetched = collection.fetcher.get(url, "listing", validators=None if known is None else known.validators)
    _tell_warnings(collection, fetched)
    if fetched.outcome != "not_modified" or known is None or known.payload_record is None:
        return fetched
    try:
        response = read_record(collection.archive_dir, known.payload_record)
    except ArchiveError:
        return collection.fetcher.get(url, "listing")
    body, fault = decode_body(response, collection.limits)
    return replace(fetched, outcome=fault or "ok", body=body, response=response)


def _collect_items(collection: Collection, found: Discovery) -> None:
    """New pages first, then those seen longest ago: when the budget ends, the next run goes on."""
    pages = collection.findings.state.pages
    listings = {canonical_url(url) for url in collection.findings.source.listing.urls}

    def order(item: Item) -> tuple[bool, datetime]:
        known = pages.get(canonical_url(item.url))
        return (known is not None, known.fetched_at if known is not None else datetime.min)

    for item in sorted(found.items, key=order):
        known = pages.get(canonical_url(item.url))
        if not collection.is_replay and known is not None and item.modified is not None and item.modified == known.listed_modified:
            collection.findings.count("unchanged")
            continue
        fetched = _fetch_page(collection, item, known)
        row = collection.fetcher.rows[-1]
        if fetched.is_ok and canonical_url(fetched.final_url or item.url) in listings:
            counted = "failed"
            collection.tell("fetch", "quarantine", "redirected_to_listing", item.url, detail=fetched.final_url, fetched=fetched)
        else:
            if fetched.is_ok and not same_site(fetched.final_url or item.url, item.url):
                # The site may have moved, or the page may belong to somebody else now: a person has to look.
                collection.tell("fetch", "warning", "redirected_off_site", item.url, detail=fetched.final_url, fetched=fetched)
            counted = _take(collection, item, known, fetched, row)
        if fetched.response is not None:
            counted = collection.findings.state.counted.get(("page", item.url, naive_utc(fetched.response.fetched_at)), counted)
        collection.findings.count(counted)
        row["counted_as"] = counted
        row["listed_modified"] = item.modified


def _fetch_page(collection: Collection, item: Item, known: KnownPage | None) -> Fetched:
    context = {key: value for key, value in (("title", item.title), ("published", item.published)) if value is not None}
    fetched = collection.fetcher.get(item.url, "page", context, None if known is None else known.validators)
    _tell_warnings(collection, fetched)
    return fetched


def _take(collection: Collection, item: Item, known: KnownPage | None, fetched: Fetched, row: dict[str, Any]) -> str:
    """What a page's answer means for its document; how it counts."""
    if known is not None:
        row["document_id"] = known.document_id
    if fetched.outcome == "not_modified":
        return "unchanged"
    if fetched.outcome in ("not_found", "gone"):
        return _bury(collection, item.url, known, fetched)
    if not fetched.is_ok or fetched.response is None:
        counted, severity = ("skipped", "warning") if fetched.is_skipped else ("failed", "quarantine")
        collection.tell("fetch", severity, fetched.outcome, item.url, detail=fetched.detail, fetched=fetched)
        return counted
    response = fetched.response
    row["document_id"] = identify_document(collection.findings.source, response.url)
    if known is not None and known.payload_digest == response.payload_digest and known.document_id == row["document_id"]:
        return "unchanged"
    context = {"title": item.title, "published": item.published}
    page = read_page(collection.findings.source, response, fetched.body, context, fetched.archive_record)
    for issue in page.issues:
        collection.findings.file(issue)
    return "fetched" if page.row is None or collection.findings.keep(page.row) else "unchanged"


def _bury(collection: Collection, url: str, known: KnownPage | None, fetched: Fetched) -> str:
    document = collection.findings.state.documents.get(known.document_id or "") if known is not None else None
    if document is None or fetched.response is None:
        collection.tell("fetch", "quarantine", fetched.outcome, url, detail=fetched.detail, fetched=fetched)
        return "failed"
    tombstone = make_tombstone(collection.findings.source, fetched.response, document.url, fetched.archive_record)
    return "fetched" if collection.findings.keep(tombstone) else "unchanged"


def _recheck_vanished(collection: Collection, found: Discovery, since: date | None) -> int:
    """Ask again for documents that the listing ought to name and does not: those that are missing from a complete one, and those that
    are newer than the oldest item of one that shows only the newest. At most :data:`MAX_RECHECKED` a run, the longest unseen first: a
    listing that looks complete may only hide its older pages. Returns how many were asked for."""
    rechecked = 0
    if found.status != "ok" or since is not None:
        return rechecked
    listed = {canonical_url(item.url) for item in found.items}
    dates = [item.published for item in found.items if item.published is not None]
    window = min(dates) if dates and len(dates) == len(found.items) else None
    still_listed = {page.document_id for url, page in collection.findings.state.pages.items() if url in listed}
    for url, page in sorted(collection.findings.state.pages.items(), key=lambda known: (known[1].fetched_at, known[0])):
        document = collection.findings.state.documents.get(page.document_id or "")
        if url in listed or document is None or document.is_tombstone or page.document_id in still_listed:
            continue
        in_window = window is not None and document.published is not None and document.published > window
        if found.is_complete or in_window:
            fetched = _fetch_page(collection, Item(page.url), page)
            rechecked += 1
            _take(collection, Item(page.url), page, fetched, collection.fetcher.rows[-1])
            if fetched.outcome in ("budget_exhausted", "time_exhausted") or rechecked >= MAX_RECHECKED:
                break
    return rechecked


def _tell_warnings(collection: Collection, fetched: Fetched) -> None:
    for reason, detail in fetched.warnings:
        collection.tell("fetch", "warning", reason, fetched.url, detail=detail, fetched=fetched)


def _land(
    collection: Collection, found: Discovery, rechecked: int, landing_dir: Path, run: str, instant: datetime
) -> dict[str, Any]:
    findings, fetcher = collection.findings, collection.fetcher
    source = findings.source
    for url, verdict in fetcher.odd_robots():
        collection.tell("fetch", "warning", f"robots_{verdict}", url)
    seen_at = min((row["fetched_at"] for row in fetcher.rows), default=naive_utc(fetcher.transport.now()))
    day = source_day(source, seen_at.date(), found.status, findings.counts)
    error = ": ".join(found.errors[0][:2]) if found.status == "failed" and found.errors else None
    manifest = {
        "kind": "collect",
        "instant": instant,
        "is_sample": source.sample,
        "is_replay": collection.is_replay,
        "frequency": source.coverage.frequency,
        "outcome": "failed" if found.status == "failed" else "ok",
        "error": error,
        "listing": {url: list(how) for url, how in sorted(found.how.items())},
        "is_complete": found.is_complete,
        "counts": {
            **findings.totals(),
            "out_of_scope": found.out_of_scope,
            "rechecked": rechecked,
            "requests": fetcher.requests,
        },
    }
    found_here = [row for row in findings.issues if row["stage"] != "extract"]
    fetcher.archive.add_about(source.source_id, seen_at.replace(tzinfo=UTC), {"source_day": [day], "issue": found_here})
    tables = {"document": findings.documents, "issue": findings.issues, "source_day": [day], "fetch": fetcher.rows}
    return commit_run(landing_dir, source.source_id, run, manifest, tables, fetcher.archive)
