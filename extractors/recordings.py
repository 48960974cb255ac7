"""Documents from archives: a WARC or JSON lines file that a researcher brings, and our own archive read back.

What is brought enters the archive first and lands like a live run. Our own archive gives the landing folders again under the
names they had, with the same documents; a folder that is there already is left alone.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from .addresses import canonical_url, clean_url
from .archive import ArchiveError, ArchiveFault, ArchiveWriter, Original, Record, read_recording, read_records
from .bodies import Limits, decode_body
from .declarations import ArticleSelectors, Coverage, DateRules, Listing, Publisher, Source, Terms
from .fetch import fetch_row, name_outcome
from .findings import COUNTED, Findings, retry_quarantine
from .landing import list_manifests, name_run
from .messages import Response
from .pages import Page, identify_document, make_tombstone, read_archived_page, read_line, read_page
from .robots import find_opt_out
from .runs import commit_run, recover_runs, source_day
from .state import SourceState, load_state

_RUN = re.compile(r"(\d{8}T\d{6}Z)(-\d+)?")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


@dataclass
class _Import:
    """A file being taken in."""

    findings: Findings
    writer: ArchiveWriter
    originals: dict[tuple[str, str], Original]
    fetches: list[dict[str, Any]] = field(default_factory=list)
    days: dict[date, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: dict.fromkeys(COUNTED, 0)))

    def count(self, counted: str, instant: datetime) -> None:
        self.findings.count(counted)
        day = self.days[instant.date()]
        day["listed"] += 1
        day[counted] += 1


def undeclared_source(source_id: str) -> Source:
    """The source of pages of which nothing is known but where they were brought from."""
    return Source(
        source_id=source_id,
        title=source_id,
        publisher=Publisher(name="", country=None, actor_id=None, level="unknown", official=False),
        terms=Terms("unknown", None, None, None),
        coverage=Coverage(None, "yearly", (), "UTC"),
        listing=Listing("html", (), None, None, 1, None),
        article=ArticleSelectors(None, None, None, None),
        former_articles=(),
        dates=DateRules(None, (), {}),
        categories={},
        daily_budget=1,
        evidence_url="",
        verified=None,
        sample=False,
        disabled=None,
        path=Path(source_id),
    )


def collect_archive(
    paths: Sequence[Path],
    source: Source | None,
    *,
    archive_dir: Path,
    landing_dir: Path,
    instant: datetime,
    source_id: str | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Take in WARC files (every HTML response is a page, in order) and JSON lines files, as documents of ``source``, or of a source
    nobody has declared called ``source_id``; returns the manifest.

    A JSON line is ``{"url", "title"?, "text" | "html", "lang"?, "published"?, "publisher"?}``, publisher an actor id or
    ``{"name"?, "country"?}``; its instant is that of the run. A broken line or record is an issue that names file and line or offset, and
    counts as failed; nothing else is lost by it. Raises :class:`~extractors.archive.ArchiveError` when a file cannot be opened.
    """
    source = source or undeclared_source(_require_id(source_id))
    limits = limits or Limits()
    recover_runs(landing_dir, archive_dir, source.source_id)
    state = load_state(landing_dir, source)
    run = name_run(landing_dir, source.source_id, instant)
    taken = _Import(Findings(source, state), ArchiveWriter(archive_dir, source.source_id, run), dict(state.originals))
    try:
        retry_quarantine(taken.findings, archive_dir, limits, instant)
        for path in paths:
            if ".jsonl" in path.suffixes or path.suffix == ".json":
                _take_lines(taken, path, instant)
            else:
                _take_records(taken, path, limits, instant)
        return _land_import(taken, landing_dir, run, instant)
    except BaseException:
        taken.writer.discard()
        raise


def _require_id(source_id: str | None) -> str:
    if source_id is None:
        raise ValueError("neither a declared source nor a source_id is given")
    return source_id


def _take_records(taken: _Import, path: Path, limits: Limits, instant: datetime) -> None:
    for record in read_recording(path):
        if isinstance(record, ArchiveFault):
            item = f"{path.name}:{record.offset}"
            taken.findings.tell("fetch", "quarantine", f"record_{record.reason}", item, instant, detail=record.detail)
            taken.count("failed", instant)
        elif record.type == "revisit" and record.response is None:
            taken.findings.tell("fetch", "warning", "revisit_unresolved", f"{path.name}:{record.offset}", instant, detail=record.url)
        elif record.response is not None and _is_page(record):
            _take_response(taken, record.response, record.context, limits)


def _is_page(record: Record) -> bool:
    response = record.response
    if response is None or record.context.get("role", "page") != "page":
        return False
    content_type = (response.header("content-type") or _HTML_TYPES[0]).split(";")[0].strip().lower()
    return content_type in _HTML_TYPES and response.status in (200, 404, 410)


def _take_response(taken: _Import, response: Response, context: Mapping[str, Any], limits: Limits) -> None:
    findings, source = taken.findings, taken.findings.source
    address = clean_url(response.url)
    if address is None:
        findings.tell("fetch", "quarantine", "bad_url", response.url[:500], response.fetched_at)
        taken.count("failed", response.fetched_at)
        return
    response = Response(address, response.status, response.reason, response.headers, response.body, response.fetched_at)
    before = findings.state.counted.get(("page", address, response.fetched_at.replace(tzinfo=None)))
    if before is not None:
        taken.count(before, response.fetched_at)
        return
    if response.status != 200 and identify_document(source, address) not in findings.state.documents:
        return
    body, fault = decode_body(response, limits)
    reserved = find_opt_out(response, body)[0]
    if fault is not None or reserved is not None:
        severity, counted = ("quarantine", "failed") if reserved is None else ("warning", "skipped")
        findings.tell("fetch", severity, reserved or fault or "", address, response.fetched_at)
        taken.count(counted, response.fetched_at)
        return
    context = {"role": "page", **{key: context[key] for key in ("listed", "title", "published") if key in context}}
    original = taken.originals.get((address, response.payload_digest)) if response.body else None
    record = taken.writer.add(response, context, original)
    payload_record = record if original is None else original.archive_record
    taken.originals.setdefault((address, response.payload_digest), Original(address, response.fetched_at, record))
    if response.status == 200:
        counted = _keep_page(findings, read_page(source, response, body, context, record))
    else:
        counted = "fetched" if findings.keep(make_tombstone(source, response, address, record)) else "unchanged"
    taken.count(counted, response.fetched_at)
    _log(taken, response, counted, record, payload_record)


def _take_lines(taken: _Import, path: Path, instant: datetime) -> None:
    for number, raw, problem in _read_lines(path):
        line, reason = (None, problem) if problem else _check_line(raw)
        if line is None:
            item = f"{path.name}:{number}"
            taken.findings.tell("fetch", "quarantine", "bad_line", item, instant, detail=reason, value=raw[:200].decode("utf-8", "replace"))
            taken.count("failed", instant)
            continue
        payload = json.dumps(line, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        response = Response(line["url"], 200, "OK", (), payload, instant.astimezone(UTC).replace(microsecond=0))
        original = taken.originals.get((response.url, response.payload_digest))
        if original is not None:
            taken.count("unchanged", instant)
            continue
        record = taken.writer.add_resource(response.url, payload, "application/json", response.fetched_at, {"role": "page"})
        taken.originals[response.url, response.payload_digest] = Original(response.url, response.fetched_at, record)
        counted = _keep_page(taken.findings, read_line(taken.findings.source, json.loads(payload), response, record))
        taken.count(counted, instant)
        _log(taken, response, counted, record, record)


def _read_lines(path: Path) -> Iterator[tuple[int, bytes, str]]:
    """(number from 1, line, what keeps it from being read)."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if raw.strip():
                    yield number, raw.strip(), ""
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error


def _check_line(raw: bytes) -> tuple[dict[str, Any] | None, str]:
    """The line with a clean address and date, or null and what is wrong with it."""
    try:
        line = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return None, f"is not JSON: {error}"
    if not isinstance(line, dict):
        return None, "is not a JSON object"
    url = clean_url(line["url"]) if isinstance(line.get("url"), str) else None
    if url is None:
        return None, "url is missing or no web address"
    if not any(isinstance(line.get(key), str) and line[key].strip() for key in ("text", "html")):
        return None, "neither text nor html is given"
    published = line.get("published")
    if published is not None and not _is_date(published):
        return None, "published is no ISO date"
    publisher = line.get("publisher")
    if isinstance(publisher, dict):
        country = publisher.get("country")
        if country is not None and not (isinstance(country, str) and _COUNTRY.fullmatch(country)):
            return None, "publisher.country is no ISO 3166-1 code"
    elif publisher is not None and not isinstance(publisher, str):
        return None, "publisher is neither an actor id nor an object"
    return {**line, "url": url, **({"published": published[:10]} if published is not None else {})}, ""


def _is_date(text: Any) -> bool:
    if not isinstance(text, str) or not _DATE.fullmatch(text[:10]):
        return False
    try:
        date.fromisoformat(f"{text[:10]}-01-01"[:10] if len(text) < 10 else text[:10])
    except ValueError:
        return False
    return True


def _keep_page(findings: Findings, page: Page) -> str:
    for issue in page.issues:
        findings.file(issue)
    return "fetched" if page.row is None or findings.keep(page.row) else "unchanged"


def _log(taken: _Import, response: Response, counted: str, record: str, payload_record: str) -> None:
    source = taken.findings.source
    row = fetch_row(source.source_id, "page", response.url, name_outcome(response), response, record, payload_record, response.fetched_at)
    taken.fetches.append({**row, "counted_as": counted, "document_id": identify_document(source, response.url)})


def _land_import(taken: _Import, landing_dir: Path, run: str, instant: datetime) -> dict[str, Any]:
    findings = taken.findings
    days = [source_day(findings.source, day, "ok", counts) for day, counts in sorted(taken.days.items())]
    manifest = {
        "kind": "collect",
        "instant": instant,
        "is_sample": findings.source.sample,
        "is_replay": True,
        "outcome": "ok" if days else "failed",
        "error": None if days else "nothing_found: no page in what was brought",
        "counts": findings.totals(),
    }
    told = [row for row in findings.issues if row["stage"] != "extract"]
    taken.writer.add_about(findings.source.source_id, instant, {"source_day": days, "issue": told})
    tables = {"document": findings.documents, "issue": findings.issues, "source_day": days, "fetch": taken.fetches}
    return commit_run(landing_dir, findings.source.source_id, run, manifest, tables, taken.writer)


def replay_archive(
    source: Source | None, *, archive_dir: Path, landing_dir: Path, source_id: str | None = None, limits: Limits | None = None
) -> list[dict[str, Any]]:
    """Make the landing folders of a source again from its archive files, in order; returns the manifests of those that were missing."""
    source = source or undeclared_source(_require_id(source_id))
    recover_runs(landing_dir, archive_dir, source.source_id)
    landed = {manifest.run for manifest in list_manifests(landing_dir, "collect", source.source_id)}
    files = [path for path in (archive_dir / source.source_id).glob("*.warc.gz") if _RUN.fullmatch(_run_name(path))]
    manifests = []
    for path in sorted(files, key=lambda p: _run_order(_run_name(p))):
        if _run_name(path) not in landed:
            manifests.append(_replay_file(source, load_state(landing_dir, source), path, landing_dir, limits or Limits()))
    return manifests


def _run_name(path: Path) -> str:
    return path.name.removesuffix(".warc.gz")


def _run_order(run: str) -> tuple[str, int]:
    stem, _, rank = run.partition("-")
    return stem, int(rank or 1)


def _replay_file(source: Source, state: SourceState, path: Path, landing_dir: Path, limits: Limits) -> dict[str, Any]:
    run = _run_name(path)
    instant = datetime.strptime(run.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    findings = Findings(source, state)
    fetches: list[dict[str, Any]] = []
    days: list[dict[str, Any]] = []
    for record in read_records(path):
        if isinstance(record, ArchiveFault):
            findings.tell("fetch", "quarantine", f"record_{record.reason}", f"{path.name}:{record.offset}", instant, detail=record.detail)
        elif record.context.get("role") == "about":
            days += _read_about(findings, record)
        elif "role" in record.context and record.url is not None:
            fetches.append(_replay_record(findings, record, f"{source.source_id}/{path.name}:{record.offset}", limits))
    for name in COUNTED:
        findings.counts[name] = sum(day[f"{name}_count"] for day in days)
    manifest = {
        "kind": "collect",
        "instant": instant,
        "is_sample": source.sample,
        "is_replay": True,
        "outcome": "failed" if days and all(day["status"] == "failed" for day in days) else "ok",
        "archive": f"{source.source_id}/{path.name}",
        "counts": findings.totals(),
    }
    tables = {"document": findings.documents, "issue": findings.issues, "source_day": days, "fetch": fetches}
    return commit_run(landing_dir, source.source_id, run, manifest, tables, None)


def _read_about(findings: Findings, record: Record) -> list[dict[str, Any]]:
    told = json.loads(record.payload or b"{}")
    for row in told.get("issue", []):
        findings.file({**row, "seen_at": datetime.fromisoformat(row["seen_at"])})
    return [{**day, "day": date.fromisoformat(day["day"])} for day in told.get("source_day", [])]


def _replay_record(findings: Findings, record: Record, archive_record: str, limits: Limits) -> dict[str, Any]:
    """Take a record in as the run did that wrote it; returns its row of ``ops.fetch``."""
    source, response = findings.source, record.response
    url = record.context.get("listed", record.url)
    outcome = "ok" if response is None else name_outcome(response)
    counted = "unchanged" if record.type == "revisit" else "failed"
    document_id = identify_document(source, record.url or "")
    if record.context["role"] == "page" and record.type != "revisit":
        if outcome == "ok" and not _is_listing(source, record.url or ""):
            page = read_archived_page(source, record, archive_record, limits)
            if page is not None:
                counted = _keep_page(findings, page)
        elif outcome in ("not_found", "gone") and response is not None:
            known = findings.state.pages.get(canonical_url(url))
            document = findings.state.documents.get((known.document_id if known is not None else None) or document_id)
            if document is not None:
                counted = "fetched" if findings.keep(make_tombstone(source, response, document.url, archive_record)) else "unchanged"
    instant = (record.fetched_at if response is None else response.fetched_at) or datetime.min
    payload_record = record.refers_to or archive_record
    row = fetch_row(source.source_id, record.context["role"], url, outcome, response, archive_record, payload_record, instant)
    if record.revisits is not None:
        row["payload_digest"] = record.revisits[1]
    if record.context["role"] == "page" and outcome != "redirect":
        row |= {"counted_as": counted, "document_id": document_id}
    return row


def _is_listing(source: Source, url: str) -> bool:
    return canonical_url(url) in {canonical_url(listing) for listing in source.listing.urls}
