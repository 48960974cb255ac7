"""Renders Arrow tables: for a person at a terminal, or for another program."""

from __future__ import annotations

import json
import sys
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TextIO

MAX_CELL = 60


def display_width(text: str) -> int:
    """Terminal columns: wide and fullwidth characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` columns, with an ellipsis when something had to go."""
    if display_width(text) <= width:
        return text
    kept = ""
    for character in text:
        if display_width(kept + character) > width - 1:
            break
        kept += character
    return kept + "…"


def pad(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def show_value(value: Any) -> str:
    """A cell as text: nothing for null, ISO for dates, lists joined by commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, list):
        return ", ".join(show_value(v) for v in value)
    return str(value)


def render_table(columns: list[str], rows: list[list[Any]]) -> str:
    """Columns aligned under their names, one line a row, long cells cut."""
    cells = [[cut(" ".join(show_value(v).split()), MAX_CELL) for v in row] for row in rows]
    widths = [max(display_width(c) for c in column) for column in zip(columns, *cells, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join("  ".join(pad(c, w) for c, w in zip(row, widths, strict=True)).rstrip() for row in [columns, rule, *cells])


def write_table(table: Any, form: str, stream: TextIO | None = None) -> None:
    """Writes an Arrow table as ``table``, ``csv`` (lines end in \\n), ``json`` (one array) or ``parquet`` to standard output."""
    stream = stream or sys.stdout
    if form == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(table, stream.buffer)
        return
    columns = table.column_names
    rows = [list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]
    if form == "csv":
        import csv

        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([show_value(v) for v in row] for row in rows)
    elif form == "json":
        # Column names may repeat in SQL; in an object the last would win silently, so they are told apart.
        names = [name if columns.index(name) == at else f"{name}_{at}" for at, name in enumerate(columns)]
        json.dump([dict(zip(names, row, strict=True)) for row in rows], stream, ensure_ascii=False, default=_json_value)
        stream.write("\n")
    else:
        print(render_table(columns, rows), file=stream)
        print(f"({len(rows)} row{'' if len(rows) == 1 else 's'})", file=stream)


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):  # what DuckDB's sum() of whole numbers is
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
