"""Building: every table from the core, all or nothing, with one clear line when it cannot be."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.conftest import REF_ROWS, World, act, party, two_sides
from transforms.merge import Merger
from warehouse import build
from warehouse.build import export_tables, fill_models, order_models
from warehouse.errors import WarehouseError
from warehouse.tables import TABLES


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("built"))
    two_sides(world)
    text = "Valbourg and Kawamachi signed a memorandum."
    world.collect("jp_kawamachi", [world.document("jp_kawamachi", "memo.html", text, [
        act("accord", party("jp_kawamachi", publisher=True), party("fr_valbourg"), on="2025-02", instrument="mou")], days=30)], days=30)
    world.run(days=31)
    return world


@pytest.fixture
def world(built: World, tmp_path: Path) -> World:
    shutil.copytree(built.landing, tmp_path / "landing")
    shutil.copy(built.warehouse, tmp_path / "warehouse.duckdb")
    copied = object.__new__(World)
    copied.landing, copied.warehouse, copied.snapshots = tmp_path / "landing", tmp_path / "warehouse.duckdb", tmp_path / "snapshots"
    copied.acts = built.acts
    return copied


def fetch(world: World, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(world.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def exported(world: World, folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in export_tables(world.warehouse, folder)}


def test_building_again_changes_nothing(world: World, tmp_path: Path) -> None:
    before = exported(world, tmp_path / "before")
    assert world.build()["merge"] == "nothing"
    assert exported(world, tmp_path / "after") == before


def test_a_unit_never_watched_has_events_and_no_panel_rows(world: World) -> None:
    assert fetch(world, "select count(*) from out.event_party where actor_id = 'gn:3'") == [(1,)]
    assert fetch(world, "select is_watched from out.actor where actor_id = 'gn:3'") == [(False,)]
    assert fetch(world, "select count(*) from out.actor_year where actor_id = 'gn:3'") == [(0,)]
    assert fetch(world, "select count(*) from out.indicator where indicator_code = 'I1' and unit_id in ('gn:3', 'FR')") == [(0,)]


def test_what_happened_in_an_unwatched_month_is_an_event_and_no_zero(world: World) -> None:
    rows = fetch(world, "select month, contacts from out.dyad_month where actor_a = 'gn:2' and actor_b = 'gn:3' order by month")
    assert [(f"{month:%Y-%m}", contacts) for month, contacts in rows] == [("2026-05", 0), ("2026-06", 0)]
    assert fetch(world, "select contacts from out.dyad_month where actor_a = 'gn:1' and month = '2026-05-01'") == [(0,)]


def test_an_empty_warehouse_is_built_empty(tmp_path: Path) -> None:
    empty = World(tmp_path)
    assert empty.run() == {"merge": "nothing", "reports": 0, "events": 0}
    for name in TABLES:
        if name.startswith("out."):
            assert fetch(empty, f"select count(*) from {name}") == [(0,)], name  # noqa: S608


def test_a_build_without_a_warehouse_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"warehouse\.duckdb does not exist; load landing folders first"):
        World(tmp_path).build()


def test_a_model_at_odds_with_its_declaration_names_the_columns(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = exported(world, tmp_path / "before")
    models = order_models()
    spoilt = [replace(m, sql="select 1 as spell_id, 2 as wrong") if m.table.name == "out.membership" else m for m in models]
    monkeypatch.setattr(build, "order_models", lambda: spoilt)
    with pytest.raises(WarehouseError, match=r"model of out\.membership and its declaration disagree on ended_by, .*wrong"):
        world.build()
    assert exported(world, tmp_path / "after") == before


@pytest.mark.parametrize(("sql", "message"), [
    ("select nothing from core.spell", "model of out.membership: Binder Error: Referenced column"),
    ("select from where", "model of out.membership: Parser Error"),
])
def test_a_model_that_cannot_run_is_named(world: World, monkeypatch: pytest.MonkeyPatch, sql: str, message: str) -> None:
    models = [replace(m, sql=sql) if m.table.name == "out.membership" else m for m in order_models()]
    monkeypatch.setattr(build, "order_models", lambda: models)
    with pytest.raises(WarehouseError, match=message):
        world.build()


def test_a_build_killed_on_the_way_leaves_the_last_one(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = exported(world, tmp_path / "before")
    real = build.fill_table

    def die(connection: Any, model: Any) -> None:
        if model.table.name == "out.indicator":
            raise KeyboardInterrupt
        real(connection, model)

    monkeypatch.setattr(build, "fill_table", die)
    with pytest.raises(KeyboardInterrupt):
        world.build(ref_rows={})
    assert exported(world, tmp_path / "after") == before
    monkeypatch.undo()
    world.build()
    assert exported(world, tmp_path / "again") == before


@pytest.mark.parametrize(("rows", "message"), [
    ({"planet": []}, "no code list is declared for planet"),
    ({"event_type": [REF_ROWS["event_type"][0]] * 2}, "ref.event_type: Constraint Error: .*PRIMARY KEY"),
    ({"event_type": [{"label": "no code"}]}, "ref.event_type: "),
    ({"instrument": [{"instrument_code": "mou", "binding": "perhaps"}]}, "ref.instrument: Constraint Error: CHECK"),
])
def test_code_lists_that_cannot_be_used_are_refused(world: World, rows: dict[str, Any], message: str) -> None:
    with pytest.raises(WarehouseError, match=message):
        world.build(ref_rows=rows)


def test_the_order_of_folders_and_days_of_loading_are_no_content(built: World, tmp_path: Path) -> None:
    again = World(tmp_path)
    shutil.rmtree(again.landing)
    shutil.copytree(built.landing, again.landing)
    from warehouse.load import load_landing

    load_landing(again.warehouse, again.landing)
    load_landing(again.warehouse, again.landing)
    again.build()
    assert exported(again, tmp_path / "again") == exported(built, tmp_path / "built")


def test_filling_the_models_needs_no_merge(world: World, tmp_path: Path) -> None:
    before = exported(world, tmp_path / "before")
    with duckdb.connect(str(world.warehouse)) as connection:
        connection.execute("begin")
        fill_models(connection, Merger())
        connection.execute("commit")
    assert exported(world, tmp_path / "after") == before
