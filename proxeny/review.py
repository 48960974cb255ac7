"""``proxeny review``: a sheet on which a human coder judges reports, and what filled sheets say."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from proxeny.settings import Settings
from proxeny.tables import render_table

FIELDS = ("type", "realis", "date", "parties", "domain", "national", "evidence")
VERDICTS = {"1": True, "y": True, "yes": True, "0": False, "n": False, "no": False}
STRATA = {"type": "event.type_code", "lang": "report.lang", "source": "report.source_id", "realis": "event.realis"}
_SHEET = ["report_id", "event_id", "lang", "url", "published_on", "before", "quote", "after", "type", "realis", "date", "parties", "domain",
          "national"]


class ReviewError(ValueError):
    """A sheet or stratum that cannot be used; the message names file, line, column and value."""


def write_sheet(settings: Settings, size: int, strata: tuple[str, ...], stream: TextIO | None = None) -> int:
    """Writes a sheet of up to ``size`` reports as CSV, drawn by the hash of their ids, evenly over the strata.

    Raises:
        ReviewError: a stratum that does not exist.
        WarehouseError: no snapshot.
    """
    from warehouse.explain import explain_event

    snapshot = settings.snapshots / "current.duckdb"
    writer = csv.writer(stream or sys.stdout, lineterminator="\n")
    writer.writerow([*_SHEET, *(f"{field}_ok" for field in FIELDS), "comment"])
    for event_id, report_id in _draw(snapshot, size, strata):
        told = explain_event(snapshot, event_id, settings.landing)
        report = next(report for report in told["reports"] if report["report_id"] == report_id)
        event, context = told["event"], report["context"] or {"before": "", "after": ""}
        writer.writerow([
            report_id, event_id, report["lang"], report["url"], report["published_on"],
            context["before"], report["quote"], context["after"],
            event["type_code"], event["realis"], "/".join(filter(None, (event["event_on"], event["event_until"]))),
            "; ".join(f"{party['name']} ({party['level']}, {party['country'] or '-'})" for party in told["parties"]),
            event["primary_domain_code"], "; ".join(f"{entry['side']}: {entry['relation']}" for entry in told["national"]),
            *("" for _ in FIELDS), ""])
    return 0


def _draw(snapshot: Path, size: int, strata: tuple[str, ...]) -> list[tuple[str, str]]:
    """(event_id, report_id) of the sample: one of each stratum, then a second of each, and so on."""
    from warehouse.query import query

    if unknown := [name for name in strata if name not in STRATA]:
        raise ReviewError(f"--stratify: {unknown[0]!r} is none of {', '.join(STRATA)}")
    partition = f"partition by {', '.join(STRATA[name] for name in strata)}" if strata else ""
    rows = query(snapshot, f"""
        select report.event_id, report.report_id
        from out.event_report as report join out.event as event using (event_id)
        where event.retracted_at is null
        order by row_number() over ({partition} order by md5(report.report_id)), md5(report.report_id)
        limit {int(size)}""")  # noqa: S608  (names from STRATA and a number)
    return [(row["event_id"], row["report_id"]) for row in rows.to_pylist()]


def score_sheets(files: Iterable[Path]) -> int:
    """Prints, for each sheet, the share of judged reports whose field is right, and for two sheets Krippendorff's α a field.

    α is nominal, over the reports that both sheets judge (Krippendorff 2019, Content Analysis, 4th ed., chapter 12).

    Raises:
        ReviewError: a sheet without the columns, or a verdict that is none.
        OSError: a sheet cannot be read.
    """
    files = list(files)
    sheets = [read_sheet(file) for file in files]
    rows = []
    for field in FIELDS:
        row: list[Any] = [field]
        for sheet in sheets:
            verdicts = [judged[field] for judged in sheet.values() if judged[field] is not None]
            row += [len(verdicts), f"{sum(verdicts) / len(verdicts):.3f}" if verdicts else None]
        if len(sheets) == 2:
            row.append(_measure_agreement(sheets[0], sheets[1], field))
        rows.append(row)
    names = [name for file in files for name in (f"n {file.name}", f"precision {file.name}")]
    print(render_table(["field", *names, *(["alpha"] if len(sheets) == 2 else [])], rows))
    return 0


def read_sheet(file: Path) -> dict[str, dict[str, bool | None]]:
    """Verdicts by report_id and field; a blank is None."""
    found = {}
    with open(file, encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if missing := [name for name in ("report_id", *(f"{field}_ok" for field in FIELDS)) if name not in (reader.fieldnames or ())]:
            raise ReviewError(f"{file}: column {missing[0]} is missing")
        for row in reader:
            found[row["report_id"]] = {field: _read_verdict(file, reader.line_num, field, row[f"{field}_ok"]) for field in FIELDS}
    return found


def _read_verdict(file: Path, line: int, field: str, text: str | None) -> bool | None:
    word = (text or "").strip().casefold()
    if word and word not in VERDICTS:
        raise ReviewError(f"{file}:{line}: {field}_ok: {text!r} is none of {', '.join(VERDICTS)} or blank")
    return VERDICTS.get(word)


def _measure_agreement(first: dict[str, dict[str, bool | None]], second: dict[str, dict[str, bool | None]], field: str) -> str | None:
    """α, or None where it is undefined: nothing judged by both, or no variation to agree on."""
    import krippendorff

    pairs = [(first[report_id][field], second[report_id][field]) for report_id in first if report_id in second]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    if len({verdict for pair in both for verdict in pair}) < 2:
        return None
    coders = [[float(verdict) for verdict in coder] for coder in zip(*both, strict=True)]
    return f"{krippendorff.alpha(reliability_data=coders, level_of_measurement='nominal'):.3f}"
