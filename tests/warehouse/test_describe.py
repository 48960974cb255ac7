"""docs/tables.md is what the declarations say."""

from warehouse.describe import PAGE, render_tables
from warehouse.tables import PUBLISHED_SCHEMAS, TABLES


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_tables(), "write it anew: python -m warehouse.describe"


def test_every_published_table_and_column_is_described() -> None:
    page = render_tables()
    for table in TABLES.values():
        if table.name.split(".")[0] in PUBLISHED_SCHEMAS:
            section = page.split(f"### {table.name}\n")[1].split("\n### ")[0]
            assert table.description in section
            assert all(f"| `{column.name}` |" in section for column in table.columns)
            assert all(warning in section for warning in table.warnings)


def test_descriptions_are_sentences_and_units_are_given() -> None:
    for table in TABLES.values():
        assert table.description.endswith(".")
        for column in table.columns:
            assert column.description.endswith((".", "…")), f"{table.name}.{column.name}"
            if column.name.endswith("_count") and column.type == "integer":
                assert column.unit, f"{table.name}.{column.name} has no unit"


def test_names_fit_every_statistics_program() -> None:
    for table in TABLES.values():
        for column in table.columns:
            assert column.name.isidentifier() and column.name.islower() and len(column.name) <= 32
