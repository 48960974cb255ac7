"""The import direction of the house: dags → proxeny → extractors, transforms, warehouse."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("dags", "proxeny", "extractors", "transforms", "warehouse", "samples")

# Room → what of ours it may import, as module prefixes.
ALLOWED = {
    "dags": ("dags", "proxeny"),
    "proxeny": ("proxeny", "extractors", "transforms", "warehouse", "samples"),
    "extractors": ("extractors",),
    "transforms": ("transforms", "extractors.records", "extractors.dates", "extractors.language"),
    "warehouse": ("warehouse", "extractors.records", "transforms.records"),
    "samples": ("samples", "extractors"),
}
# Library → the only places that may import it.
CONFINED = {
    "airflow": ("dags/",),
    "great_expectations": ("warehouse/quality.py",),
    "duckdb": ("warehouse/", "transforms/"),
}
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(ROOT).parts[:-node.level]) + "." if node.level else ""
            found.add(package + (node.module or ""))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    for name in _imports(path):
        if name.split(".")[0] in ROOMS:
            assert any(name == ok or name.startswith(ok + ".") for ok in ALLOWED[room]), f"{room} must not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_heavy_libraries_stay_where_they_belong(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for name in _imports(path):
        if (library := name.split(".")[0]) in CONFINED:
            assert place.startswith(CONFINED[library]), f"{place} must not import {library}"


def test_great_expectations_is_imported_inside_a_function() -> None:
    tree = ast.parse((ROOT / "warehouse" / "quality.py").read_text(encoding="utf-8"))
    at_top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert not any(name.startswith("great_expectations") for name in at_top)


def test_every_room_is_there() -> None:
    assert all((ROOT / room).is_dir() for room in ROOMS)
    assert MODULES


def test_the_repo_does_not_name_folders_beside_it() -> None:
    """The product stands alone: only tests and benchmarks may look at what lies beside the clone."""
    texts = [p for p in ROOT.rglob("*") if p.suffix in {".py", ".md", ".yml", ".sql", ".toml"} and p.is_file()
             and p.relative_to(ROOT).parts[0] not in {".venv", "data", "tests", "benchmarks", ".git", ".mypy_cache"}]
    named = [str(p.relative_to(ROOT)) for p in texts if "../shared" in p.read_text(encoding="utf-8")]
    assert named == []
