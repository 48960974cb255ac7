"""Publishing: whole or not at all, versioned by content, the last five kept, readable by everybody."""
# ruff: noqa: S608

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.conftest import World, two_sides
from warehouse.errors import WarehouseError
from warehouse.query import query
from warehouse.snapshot import KEPT, hash_tables, publish_snapshot
from warehouse.tables import PUBLISHED_SCHEMAS, TABLES


def pass_gate(warehouse: Path) -> None:
    """The mark that a passed gate leaves, without the seconds Great Expectations takes."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into ops.quality values ('events', 'out.event', 'count_of_parties', 'stop', true, 2, 0, [])")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("built"))
    two_sides(world)
    world.run(days=2)
    pass_gate(world.warehouse)
    return world


@pytest.fixture
def warehouse(built: World, tmp_path: Path) -> Path:
    return Path(shutil.copy(built.warehouse, tmp_path / "warehouse.duckdb"))


def change(warehouse: Path, version: int) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"update out.event set confidence = {version} / 1000")


def names(snapshots: Path) -> list[str]:
    return sorted(path.name for path in snapshots.iterdir())


def test_equal_tables_are_the_same_version_and_no_new_file(warehouse: Path, tmp_path: Path) -> None:
    first = publish_snapshot(warehouse, tmp_path / "snapshots")
    inode = (tmp_path / "snapshots" / "current.duckdb").stat().st_ino
    again = publish_snapshot(warehouse, tmp_path / "snapshots")
    assert (first["is_new"], again["is_new"]) == (True, False)
    assert first["version"] == again["version"]
    assert (tmp_path / "snapshots" / "current.duckdb").stat().st_ino == inode
    assert first["version"].startswith("2026.05.06-")
    change(warehouse, 7)
    assert publish_snapshot(warehouse, tmp_path / "snapshots")["version"] != first["version"]


def test_the_order_of_rows_is_no_content(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        before = hash_tables(connection)
        connection.execute("create temp table shuffled as from out.event_party order by name desc, event_id desc")
        connection.execute("delete from out.event_party")
        connection.execute("insert into out.event_party from shuffled")
        assert hash_tables(connection) == before
        connection.execute("delete from out.event_party where name = 'Talstadt'")
        assert hash_tables(connection) != before


def test_the_last_five_are_kept(warehouse: Path, tmp_path: Path) -> None:
    snapshots = tmp_path / "snapshots"
    first = publish_snapshot(warehouse, snapshots)["version"]
    earlier = [f"2020.01.0{number}-0123456789.duckdb" for number in range(1, KEPT + 2)]
    for number, name in enumerate(earlier):
        shutil.copy(snapshots / f"{first}.duckdb", snapshots / name)
        os.utime(snapshots / name, (number, number))
    change(warehouse, 1)
    second = publish_snapshot(warehouse, snapshots)["version"]
    assert names(snapshots) == sorted([*earlier[3:], f"{first}.duckdb", f"{second}.duckdb", "current.duckdb"])
    assert len(list(snapshots.glob("[0-9]*"))) == KEPT
    assert query(snapshots / "current.duckdb", "select version from ref.snapshot").to_pylist() == [{"version": second}]


def test_a_snapshot_holds_the_published_tables_with_every_comment_and_no_text(warehouse: Path, tmp_path: Path) -> None:
    path = publish_snapshot(warehouse, tmp_path / "snapshots")["path"]
    with duckdb.connect(path, read_only=True) as connection:
        tables = {f"{schema}.{name}": comment for schema, name, comment in connection.execute(
            "select schema_name, table_name, comment from duckdb_tables()").fetchall()}
        assert tables.keys() == {name for name in TABLES if name.split(".")[0] in PUBLISHED_SCHEMAS}
        assert all(tables.values())
        assert connection.execute("select count(*) from duckdb_columns() where not internal and comment is null").fetchall() == [(0,)]
        assert connection.execute("select count(*) from duckdb_columns() where column_name = 'text' and not internal").fetchall() == [(0,)]
        macros = connection.execute("select function_name, comment from duckdb_functions() where not internal").fetchall()
        assert {"find_actor", "as_of", "gini", "placed_on"} <= {name for name, _ in macros}
        assert all(comment for _, comment in macros)
        zoned = connection.execute("select count(*) from duckdb_columns() where data_type like '%TIME ZONE%' and not internal").fetchall()
        assert zoned == [(0,)]


def test_the_file_is_of_a_storage_version_that_duckdb_1_2_reads(warehouse: Path, tmp_path: Path) -> None:
    path = publish_snapshot(warehouse, tmp_path / "snapshots")["path"]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as published (read_only)")
        tags = connection.execute("select tags['storage_version'] from duckdb_databases() where database_name = 'published'").fetchall()
    assert tags[0][0].startswith("v1.2.0")
    # The version number stands in the file's main header; 65 is that of 1.2.
    assert int.from_bytes(Path(path).read_bytes()[12:20], "little") <= 65


def test_a_reader_of_the_old_file_keeps_it(warehouse: Path, tmp_path: Path) -> None:
    path = publish_snapshot(warehouse, tmp_path / "snapshots")["path"]
    with duckdb.connect(path, read_only=True) as reader:
        before = reader.execute("select confidence from out.event").fetchall()
        change(warehouse, 5)
        publish_snapshot(warehouse, tmp_path / "snapshots")
        assert reader.execute("select confidence from out.event").fetchall() == before
    assert query(Path(path), "select distinct confidence from out.event").to_pylist() == [{"confidence": 0.005}]


def test_a_snapshot_is_readable_while_the_warehouse_is_written(warehouse: Path, tmp_path: Path) -> None:
    path = publish_snapshot(warehouse, tmp_path / "snapshots")["path"]
    with duckdb.connect(str(warehouse)) as writer:
        writer.execute("begin")
        writer.execute("delete from out.event")
        assert query(Path(path), "select count(*) as n from out.event").to_pylist()[0]["n"] > 0
        writer.execute("rollback")


def test_a_full_disk_keeps_the_last_good_snapshot_and_of_two_publications_at_once_none_is_lost(warehouse: Path, tmp_path: Path) -> None:
    snapshots = tmp_path / "snapshots"
    good = publish_snapshot(warehouse, snapshots)["version"]
    before = names(snapshots)
    change(warehouse, 3)
    finished = subprocess.run(
        [sys.executable, "-m", "tests.warehouse.dying", str(tmp_path), "publish", "100000"], cwd=Path(__file__).parents[2],
        capture_output=True, text=True, timeout=300, check=False)
    assert finished.returncode == 0, finished.stderr
    error, left, *answers, current = finished.stdout.splitlines()
    assert error == f"{snapshots}: no space left to write"
    assert left.split() == before
    assert current != good
    assert current in answers
    assert all(answer == current or "warehouse.duckdb is in use by process" in answer for answer in answers)
    assert names(snapshots) == sorted([*before, f"{current}.duckdb"])


@pytest.mark.parametrize("moment", ["replace", "link"])
def test_a_publication_killed_on_the_way_is_made_good_by_the_next(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str,
) -> None:
    snapshots = tmp_path / "snapshots"
    good = publish_snapshot(warehouse, snapshots)
    change(warehouse, 4)

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, moment, die)
    with pytest.raises(KeyboardInterrupt):
        publish_snapshot(warehouse, snapshots)
    monkeypatch.undo()
    assert query(snapshots / "current.duckdb", "select version from ref.snapshot").to_pylist() == [{"version": good["version"]}]
    new = publish_snapshot(warehouse, snapshots)
    assert query(snapshots / "current.duckdb", "select version from ref.snapshot").to_pylist() == [{"version": new["version"]}]
    assert names(snapshots) == sorted([f"{good['version']}.duckdb", f"{new['version']}.duckdb", "current.duckdb"])


def test_what_a_dead_process_left_is_swept_away_and_what_a_living_one_writes_is_not(warehouse: Path, tmp_path: Path) -> None:
    snapshots = tmp_path / "snapshots"
    snapshots.mkdir()
    dead = snapshots / ".publishing-99999999.duckdb"
    living = snapshots / f".publishing-{os.getppid()}.duckdb"
    for file in (dead, living):
        file.write_bytes(b"half")
    publish_snapshot(warehouse, snapshots)
    assert not dead.exists()
    assert living.exists()


def _publish(warehouse: Path, snapshots: Path, results: Any) -> None:
    try:
        results.put(publish_snapshot(warehouse, snapshots)["version"])
    except WarehouseError as error:
        results.put(str(error))


def test_of_two_publications_at_once_one_is_made_and_the_other_says_who_holds_the_file(warehouse: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    with duckdb.connect(str(warehouse)):
        other = context.Process(target=_publish, args=(warehouse, tmp_path / "snapshots", results))
        other.start()
        answer = results.get(timeout=60)
        other.join()
    assert answer.startswith(f"{warehouse} is in use by process {os.getpid()}")
    assert publish_snapshot(warehouse, tmp_path / "snapshots")["is_new"]


def test_an_unbuilt_or_missing_warehouse_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"warehouse.duckdb does not exist; load landing folders first"):
        publish_snapshot(tmp_path / "warehouse.duckdb", tmp_path / "snapshots")


def test_an_empty_record_is_published_as_empty(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.run()
    pass_gate(world.warehouse)
    published = publish_snapshot(world.warehouse, world.snapshots)
    row = query(Path(published["path"]), "select rows, is_sample from ref.snapshot").to_pylist()[0]
    assert row == {"rows": 0, "is_sample": False}
