"""Every query of docs/querying.md is run as it stands over a generated warehouse, and gives an answer."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

from warehouse.query import query
from warehouse.snapshot import publish_snapshot

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "querying.md"
REPORTS = 5_000


def list_questions() -> list[tuple[str, str]]:
    """(title, SQL) of every query of the page."""
    found = []
    for part in PAGE.read_text(encoding="utf-8").split("\n### ")[1:]:
        title = part.splitlines()[0]
        found += [(title, sql) for sql in re.findall(r"```sql\n(.*?)```", part, re.DOTALL)]
    return found


def load_script(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.replace("/", "_").removesuffix(".py"), ROOT / path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    load_script("benchmarks/warehouse.py").build_generated(folder / "warehouse.duckdb", REPORTS)
    return Path(publish_snapshot(folder / "warehouse.duckdb", folder / "snapshots")["path"])


@pytest.fixture(scope="module")
def stand_ins(snapshot: Path) -> dict[str, str]:
    """The two busiest generated partners in place of the two that the page names."""
    names = query(snapshot, """
        select a.name as a, b.name as b
        from out.dyad_year as dyad
        join out.actor as a on a.actor_id = dyad.actor_a
        join out.actor as b on b.actor_id = dyad.actor_b
        group by all order by sum(contacts) desc, a, b limit 1""").to_pylist()[0]
    return {"Leipzig": names["a"], "Kraków": names["b"]}


def test_the_page_answers_at_least_twenty_questions() -> None:
    titles = [title for title, _ in list_questions()]
    assert len(set(titles)) >= 20
    assert [int(title.split(".")[0]) for title in dict.fromkeys(titles)] == list(range(1, len(set(titles)) + 1))


@pytest.mark.parametrize("sql", [pytest.param(sql, id=title) for title, sql in list_questions()])
def test_every_query_is_answered(snapshot: Path, stand_ins: dict[str, str], sql: str) -> None:
    for name, stand_in in stand_ins.items():
        sql = sql.replace(name, stand_in)
    assert query(snapshot, sql).num_rows > 0


def test_the_python_example_works(snapshot: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    (tmp_path / "data" / "snapshots").mkdir(parents=True)
    (tmp_path / "data" / "snapshots" / "current.duckdb").hardlink_to(snapshot)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102  (the page's own example)
    assert len(names["events"]) > 0  # type: ignore[arg-type]


def test_the_pictures_are_drawn_from_the_queries_of_the_page(snapshot: Path, tmp_path: Path) -> None:
    files = load_script("docs/pictures.py").draw_pictures(snapshot, tmp_path / "pictures")
    page = PAGE.read_text(encoding="utf-8")
    assert len(files) == 3
    for file in files:
        assert f"(pictures/{file.name})" in page
        assert (PAGE.parent / "pictures" / file.name).exists()
        bars = etree.parse(file).getroot().findall("{http://www.w3.org/2000/svg}rect")
        assert len(bars) > 2


def test_the_generated_warehouse_is_the_same_every_time(snapshot: Path, tmp_path: Path) -> None:
    load_script("benchmarks/warehouse.py").build_generated(tmp_path / "warehouse.duckdb", REPORTS)
    again = publish_snapshot(tmp_path / "warehouse.duckdb", tmp_path / "snapshots")
    assert again["version"] == query(snapshot, "select version from ref.snapshot").to_pylist()[0]["version"]
