"""docs/tables.md: every published table, column, unit and warning, from the declarations.

``python -m warehouse.describe`` writes the page anew; a test holds it to be current.
"""

from __future__ import annotations

import re
from pathlib import Path

from extractors.records import Column, Table
from warehouse.build import MODELS
from warehouse.checks import read_checks
from warehouse.tables import PUBLISHED_SCHEMAS, TABLES

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"
_SCHEMAS = {
    "out": "What analysts read",
    "ref": "What the codes mean",
    "ops": "How the record was made: loaded, checked, refused",
}
_INTRODUCTION = """# Tables of the snapshot

Made by `python -m warehouse.describe` from the declarations in `warehouse/tables/`, `extractors/records.py` and
`transforms/records.py`; the same texts stand in the file as comments (`select comment from duckdb_columns()`).
Dates cut to what is known (`2024`, `2024-05`, `2024-05-17`) are text; instants are UTC. How to ask: [querying.md](querying.md).
"""


def _describe_rule(column: Column) -> str:
    rules = []
    if column.allowed:
        rules.append("one of " + ", ".join(f"`{value}`" for value in column.allowed))
    if column.pattern:
        rules.append(f"`{column.pattern}`".replace("|", "\\|"))
    if column.between:
        unit = " code points" if column.type == "text" else ""
        rules.append(f"{column.between[0]} to {column.between[1]}{unit}")
    if column.references:
        rules.append(f"in {column.references}")
    return "; ".join(rules)


def _render_column(table: Table, column: Column) -> str:
    kind = f"{column.type}{'' if column.nullable else ', never null'}{', key' if column.name in table.key else ''}"
    meaning = column.description.replace("|", "\\|") + (f" Unit: {column.unit}." if column.unit else "")
    return f"| `{column.name}` | {kind} | {meaning} | {_describe_rule(column)} |"


def _render_table(table: Table, checks: list[str]) -> list[str]:
    lines = [f"### {table.name}", "", table.description, ""]
    lines += [f"* {warning}" for warning in table.warnings] + [""] * bool(table.warnings)
    lines += ["| column | type | meaning | rule |", "|---|---|---|---|", *(_render_column(table, column) for column in table.columns), ""]
    if checks:
        lines += [f"Checked over rows: {', '.join(f'`{name}`' for name in checks)}.", ""]
    return lines


def _list_macros() -> list[str]:
    found = []
    for script in ("macros.sql", "published_macros.sql"):
        text = (MODELS / script).read_text(encoding="utf-8")
        arguments = dict(re.findall(r"^create or replace macro (\w+)\((.*?)\) as", text, re.MULTILINE))
        for name, comment in re.findall(r"^comment on macro (?:table )?(\w+) is '(.*)';$", text, re.MULTILINE):
            found.append(f"| `{name}({arguments[name]})` | {comment.replace(chr(39) * 2, chr(39))} |")
    return found


def render_tables() -> str:
    """The page as Markdown."""
    checks: dict[str, list[str]] = {}
    for check in read_checks():
        checks.setdefault(check.table, []).append(check.name)
    lines = [_INTRODUCTION]
    for schema in sorted(PUBLISHED_SCHEMAS, key=list(_SCHEMAS).index):
        lines += [f"## {schema}: {_SCHEMAS[schema]}", ""]
        for table in TABLES.values():
            if table.name.startswith(f"{schema}."):
                lines += _render_table(table, sorted(set(checks.get(table.name, []))))
    lines += ["## Functions of the file", "", "| function | meaning |", "|---|---|", *_list_macros()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_tables(), encoding="utf-8")
