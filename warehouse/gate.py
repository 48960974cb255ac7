"""The documents gate: what the collect folders hold is judged before any of it may enter the warehouse.

Failing rows become issues of stage ``gate`` in ``landing/_gate/<run>/``; the loader leaves their documents out. The folder also
carries the result of every check (table ``quality``), and names in ``covers`` the collect folders it judged. A folder that is broken is
not judged; the loader quarantines it whole.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.records import DOCUMENT, ISSUE, hash_id
from warehouse.landing import Folder, is_whole, list_folders, utc_instant
from warehouse.quality import Check, RowRule, run_suites
from warehouse.tables.ops import QUALITY

EARLIEST = "1800"
"""Year before which no page was published: an earlier date was misread."""

if TYPE_CHECKING:
    import pandas as pd


def _has_text(frame: pd.DataFrame) -> pd.Series:
    return frame["is_tombstone"] | frame["text"].notna()


def _is_calendar_date(frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    published = frame["published"].astype("object")
    whole = published + published.str.len().map({4: "-01-01", 7: "-01"}).fillna("")
    return published.isna() | pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce").notna()


def _has_its_precision(frame: pd.DataFrame) -> pd.Series:
    expected = frame["published"].astype("object").str.len().map({4: "year", 7: "month", 10: "day"})
    return (frame["published"].isna() & frame["published_precision"].isna()) | (expected == frame["published_precision"])


def _is_of_our_time(frame: pd.DataFrame) -> pd.Series:
    """The same limit as for the dates of reports; years are four digits, so their texts are in order."""
    published = frame["published"].astype("object")
    return published.isna() | (published.fillna("") >= EARLIEST)


def _is_not_in_future(frame: pd.DataFrame) -> pd.Series:
    """Two days of grace: pages are dated ahead, and in time zones ahead of UTC."""
    import pandas as pd

    latest = (frame["fetched_at"] + pd.Timedelta(days=2)).dt.strftime("%Y-%m-%d").astype("object")
    published = frame["published"].astype("object")
    return published.isna() | frame["fetched_at"].isna() | (published.fillna("") <= latest.fillna("9999"))


DOCUMENT_RULES = (
    RowRule("has_text", "text", "text_missing", _has_text),
    RowRule("calendar_date", "published", "date_invalid", _is_calendar_date),
    RowRule("precision_of_date", "published_precision", "precision_mismatch", _has_its_precision),
    RowRule("of_our_time", "published", "date_out_of_range", _is_of_our_time),
    RowRule("not_in_future", "published", "published_in_future", _is_not_in_future),
)


def _unjudged_folders(landing_dir: Path) -> list[Folder]:
    folders = list_folders(landing_dir)
    judged = {name for folder in folders if folder.kind == "gate" and is_whole(folder) for name in folder.covers}
    return [f for f in folders if f.kind == "collect" and f.name not in judged and is_whole(f)]


def _read_documents(folders: list[Folder]) -> pd.DataFrame:
    """All documents in one frame with ``folder`` and ``row``; a file that is no Parquet of ours adds none, and the loader says so."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([field.with_nullable(True) for field in DOCUMENT.arrow_schema])
    frames = [schema.empty_table().to_pandas().assign(folder="", row=0)]
    for folder in folders:
        file = folder.table_file("document")
        if file is None:
            continue
        try:
            table = pq.read_table(file).select(schema.names).cast(schema)
        except (pa.ArrowException, KeyError, ValueError, OSError):
            continue
        if table.num_rows:
            frames.append(table.to_pandas().assign(folder=folder.name, row=range(table.num_rows)))
    return frames[0] if len(frames) == 1 else pd.concat(frames[1:], ignore_index=True)


def _issue(row: Any, check: Check, instant: datetime) -> dict[str, Any]:
    source_id = row["folder"].split("/")[0]
    item = row["revision_id"] if isinstance(row["revision_id"], str) else f"{row['folder']}#{row['row']}"
    value = row[check.field]
    return {
        "issue_id": hash_id("gate", source_id, item, check.field, check.reason), "source_id": source_id, "stage": "gate",
        "severity": "quarantine", "reason": check.reason, "item": item, "field": check.field,
        "value": None if value is None or value != value else str(value)[:200],
        "detail": f"{row['folder']}/document.parquet row {row['row']}, {row['url']}: {check.name}",
        "archive_record": row["archive_record"] if isinstance(row["archive_record"], str) else None,
        "seen_at": instant,
    }


def _quality_row(check: Check, frame: pd.DataFrame) -> dict[str, Any]:
    keys = sorted({str(frame["revision_id"].iloc[row]) for row in check.failed_rows})
    return {"gate": "documents", "table_name": DOCUMENT.name, "check_name": check.name, "severity": "stop",
            "is_passed": not check.failed_rows, "checked_count": check.checked_count, "failed_count": len(check.failed_rows),
            "sample_keys": keys[:20]}


def check_documents(landing_dir: Path, instant: datetime, write_folder: Callable[..., Path]) -> dict[str, int]:
    """Judges every collect folder that no gate has judged.

    ``write_folder`` is ``extractors.landing.write_folder``, handed in since the warehouse knows of the extractors only their record
    types. Returns counts ``folders``, ``documents`` and ``refused`` (documents); without an unjudged folder nothing is written.
    """
    landing_dir = Path(landing_dir)
    instant = utc_instant(instant)
    folders = _unjudged_folders(landing_dir)
    if not folders:
        return {"folders": 0, "documents": 0, "refused": 0}
    frame = _read_documents(folders)
    checks = run_suites({"document": (DOCUMENT, frame)}, DOCUMENT_RULES, unique_key=False)["document"] if len(frame) else []
    issues = {}
    for check in checks:
        for number in check.failed_rows:
            issue = _issue(frame.iloc[number], check, instant)
            issues[issue["issue_id"]] = issue
    manifest = {
        "instant": f"{instant:%Y-%m-%dT%H:%M:%SZ}", "kind": "gate", "is_sample": any(f.manifest.get("is_sample") for f in folders),
        "covers": [f.name for f in folders], "counts": {}, "outcome": "ok", "error": None,
    }
    tables = {"issue": ISSUE.to_arrow(issues[key] for key in sorted(issues)),
              "quality": QUALITY.to_arrow(_quality_row(check, frame) for check in checks)}
    write_folder(landing_dir, "_gate", _name_run(landing_dir, instant), manifest, tables)
    return {"folders": len(folders), "documents": len(frame), "refused": len({issue["item"] for issue in issues.values()})}


def _name_run(landing_dir: Path, instant: datetime) -> str:
    stem = f"{instant:%Y%m%dT%H%M%SZ}"
    names = (stem if rank == 1 else f"{stem}-{rank}" for rank in count(1))
    return next(name for name in names if not (landing_dir / "_gate" / name).exists())
