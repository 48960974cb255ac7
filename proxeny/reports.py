"""Reports of other coders: lines in the schema of ``proxeny code``, by hand or by any program, landed beside our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from proxeny.settings import Settings

SCHEMA = Path(__file__).resolve().parent.parent / "transforms" / "coding" / "line.schema.json"
_DOCUMENT = ["revision_id", "document_id", "source_id", "url", "fetched_at", "is_tombstone", "is_official", "is_sample",
             "publisher_actor_id", "publisher_name", "publisher_country"]


def land_reports(file: Path, coder: str, instant: datetime, settings: Settings) -> dict[str, int]:
    """Lands the coded lines of ``file`` as codings by ``coder`` (``name@version``) of documents that have landed.

    A line's ``id`` is the document's revision_id, document_id or address; of several revisions the newest is meant. The coding takes the
    place of earlier ones of its document from ``instant`` on. What it says is verified when it is loaded, as our own is. A line that is
    not of the schema, or whose document is not known, is an issue that names file, line and field.

    Returns:
        Counts ``coded``, ``reports`` and ``failed`` (lines).

    Raises:
        OSError: the file cannot be read.
    """
    from extractors.landing import format_instant, name_run, write_folder
    from extractors.records import ISSUE, hash_id
    from proxeny.steps import find_publisher_id
    from transforms.coding import CODEBOOK_VERSION
    from transforms.records import CODING_TABLES, report_rows

    known_at = instant.astimezone(UTC).replace(tzinfo=None)
    documents = _list_documents(settings.landing)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in CODING_TABLES}
    issues = []
    covers = set()
    is_sample = False
    for number, raw, line, problem in _read_lines(file):
        folder, document = documents.get(line["id"], (None, None)) if line else (None, None)
        if line and document is None:
            problem = f"id: no document {line['id']!r} has landed"
        if problem or line is None or document is None or folder is None:
            item = f"{file.name}:{number}"
            issues.append({
                "issue_id": hash_id("code", coder, item, raw, problem), "source_id": coder, "stage": "code", "severity": "quarantine",
                "reason": "bad_line", "item": item, "detail": problem[:300], "field": problem.partition(":")[0], "value": raw[:200],
                "archive_record": None, "seen_at": known_at})
            continue
        covers.add(folder)
        is_sample = is_sample or document["is_sample"]
        found = report_rows({**document, "fetched_at": known_at}, line, coder, f"{CODEBOOK_VERSION}+{coder}",
                            find_publisher_id(document))
        for name, new in found.items():
            rows[name] += new
    counts = {"coded": len(rows["coded"]), "reports": len(rows["report"]), "failed": len(issues)}
    write_folder(settings.landing, "_coding", name_run(settings.landing, "_coding", instant), {
        "kind": "coding", "instant": format_instant(instant), "covers": sorted(covers), "is_sample": is_sample, "counts": counts,
        "outcome": "ok", "error": None,
    }, {**{name: CODING_TABLES[name].to_arrow(rows[name]) for name in CODING_TABLES}, "issue": ISSUE.to_arrow(issues)})
    return counts


def _list_documents(landing: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """(Landing folder, document row without text) by revision_id, and of the newest revision by document_id and address."""
    from extractors.landing import list_manifests, read_table

    known: dict[str, tuple[str, dict[str, Any]]] = {}
    for manifest in list_manifests(landing, kind="collect"):
        if "document.parquet" not in manifest.data["files"]:
            continue
        for row in read_table(manifest.folder, "document").select(_DOCUMENT).to_pylist():
            if row["is_tombstone"]:
                continue
            folder = f"{manifest.producer}/{manifest.run}"
            known.setdefault(row["revision_id"], (folder, row))
            for name in (row["document_id"], row["url"]):
                if name not in known or known[name][1]["fetched_at"] < row["fetched_at"]:
                    known[name] = (folder, row)
    return known


def _read_lines(file: Path) -> Iterator[tuple[int, str, dict[str, Any] | None, str]]:
    """Number, text, line with every optional key filled in (None when it is bad) and what is wrong with it."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    with open(file, "rb") as lines:
        for number, content in enumerate(lines, 1):
            raw = content.decode("utf-8", "replace").strip()
            if not raw:
                continue
            try:
                line = json.loads(raw)
            except (ValueError, RecursionError) as error:
                yield number, raw, None, f"line: not JSON: {error}"
                continue
            wrong = min(validator.iter_errors(line), key=lambda error: [str(step) for step in error.absolute_path], default=None)
            if wrong is not None:
                yield number, raw, None, f"{'.'.join(map(str, wrong.absolute_path)) or 'line'}: {wrong.message}"
                continue
            yield number, raw, _fill_in(line), ""


def _fill_in(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "lang": line.get("lang"), "events": [_fill_in_event(event, rank) for rank, event in enumerate(line["events"], 1)],
            "domestic": [_fill_in_event(event, rank) for rank, event in enumerate(line.get("domestic", []), 1)]}


def _fill_in_event(event: dict[str, Any], rank: int) -> dict[str, Any]:
    empty = {"tie_status": None, "occasion": rank, "domains": [], "direction": None, "tone": None, "instrument": None,
             "n_instruments": None, "strategy_cues": [], "rule": "coder", "confidence": 1.0}
    party = {"mention": None, "actor_id": None, "kind": None, "iso_3166_2": None, "roles": []}
    return {**empty, **event, "date": {"end": None, "precision": None, **event["date"]},
            "parties": [{**party, **named} for named in event["parties"]],
            "national": [{"country": None, **entry} for entry in event.get("national", [])]}
