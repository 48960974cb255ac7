"""Pictures of three questions of docs/querying.md, as bars in SVG.

``python docs/pictures.py data/snapshots/current.duckdb`` asks the snapshot the page's own queries and writes docs/pictures/.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from warehouse.query import query

DOCS = Path(__file__).parent
PICTURES = {
    "types": ("3", "label", "events"),
    "countries": ("32", "country_a country_b", "contacts"),
    "domains": ("15", "macro_code", "contacts"),
}
"""File name → number of the question, columns that name a bar, column of its length."""
BARS = 15
WIDTH, LABELS, ROW = 640, 170, 24


def read_question(number: str) -> tuple[str, str]:
    """(title, SQL) of a question of the page."""
    page = (DOCS / "querying.md").read_text(encoding="utf-8")
    title, sql = re.findall(rf"^### {number}\. (.*?)\n.*?```sql\n(.*?)```", page, re.MULTILINE | re.DOTALL)[0]
    return title, sql


def render_bars(title: str, bars: list[tuple[str, float]], note: str) -> str:
    """Horizontal bars with their values, longest first as given."""
    longest = max((value for _, value in bars), default=1) or 1
    height = ROW * (len(bars) + 3)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13" fill="#222">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="{ROW - 6}" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for rank, (label, value) in enumerate(bars, 1):
        top, length = ROW * rank + 6, round((WIDTH - LABELS - 70) * value / longest, 1)
        lines += [
            f'<text x="{LABELS - 8}" y="{top + 14}" text-anchor="end">{escape(label)}</text>',
            f'<rect x="{LABELS}" y="{top}" width="{length}" height="{ROW - 6}" fill="#2a6f97"/>',
            f'<text x="{LABELS + length + 6}" y="{top + 14}">{value:g}</text>',
        ]
    return "\n".join([*lines, f'<text x="8" y="{height - 10}" font-size="11" fill="#666">{escape(note)}</text>', "</svg>"]) + "\n"


def draw_pictures(snapshot: Path, folder: Path) -> list[Path]:
    """Writes one file a picture. Raises :class:`warehouse.errors.WarehouseError` when there is no snapshot."""
    source: dict[str, Any] = query(snapshot, "select version, is_sample from ref.snapshot").to_pylist()[0]
    note = f"Snapshot {source['version']}{', demonstration web: not data' if source['is_sample'] else ''}"
    folder.mkdir(exist_ok=True)
    written = []
    for name, (number, labels, value) in PICTURES.items():
        title, sql = read_question(number)
        rows = query(snapshot, sql).to_pylist()[:BARS]
        bars = [(" – ".join(str(row[column]) for column in labels.split()), float(row[value])) for row in rows]
        written.append(folder / f"{name}.svg")
        written[-1].write_text(render_bars(title, bars, note), encoding="utf-8")
    return written


if __name__ == "__main__":
    draw_pictures(Path(sys.argv[1]), DOCS / "pictures")
