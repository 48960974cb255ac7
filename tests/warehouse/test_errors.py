"""What can go wrong with the warehouse file: each is one clear line, and the next run repairs it."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import two_sides
from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseError
from warehouse.load import load_landing

ROOT = Path(__file__).parents[2]


def run_dying(world, *arguments: str) -> list[str]:
    finished = subprocess.run(
        [sys.executable, "-m", "tests.warehouse.dying", str(world.landing.parent), *arguments], cwd=ROOT, capture_output=True, text=True,
        timeout=300, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()


@pytest.fixture
def coded(world):
    """Landing folders of a whole run, and no warehouse."""
    two_sides(world)
    world.settle(days=1)
    world.warehouse.unlink()
    return world


def test_killed_before_and_after_every_commit_the_next_run_ends_as_an_undisturbed_one(coded):
    # Two folders of documents, a gate, two of codings, and the build.
    killed, found, expected = run_dying(coded, "kill", str(2 * 6))
    assert killed == "12"
    assert found == expected
    assert len(found) == 64


def test_a_full_disk_is_told_in_one_line_and_leaves_what_the_next_run_can_go_on_from(coded):
    while_made, while_loaded, found, expected = run_dying(coded, "full", "30000")
    assert while_made.endswith("warehouse.duckdb: no space left to write")
    assert while_loaded.endswith("warehouse.duckdb: no space left to write")
    assert found == expected


@pytest.mark.parametrize("share", [0, 0.5, 0.9])
def test_a_warehouse_cut_short_is_rebuilt_and_the_load_says_so(coded, share):
    load_landing(coded.warehouse, coded.landing)
    coded.merge()
    before = coded.export("raw", "core", "ops")
    os.truncate(coded.warehouse, int(coded.warehouse.stat().st_size * share))
    if share <= 0.5:
        with pytest.raises(WarehouseError, match="is damaged or cut short"):
            open_warehouse(coded.warehouse)
    rebuilt = load_landing(coded.warehouse, coded.landing)["rebuilt"]
    # The last blocks may be free ones; then nothing is lost.
    assert rebuilt == "warehouse.duckdb is rebuilt from landing: it is damaged or cut short" or (share > 0.5 and rebuilt is None)
    coded.merge()
    assert coded.export("raw", "core", "ops") == before
    assert coded.warehouse.with_name("warehouse.duckdb.old").exists() == (rebuilt is not None)


def test_damaged_blocks_are_repaired_by_the_load(coded):
    load_landing(coded.warehouse, coded.landing)
    before = coded.export("raw", "core")
    size = coded.warehouse.stat().st_size
    with coded.warehouse.open("r+b") as file:
        for place in range(3 * 4096 + 100, size, 262_144):
            file.seek(place)
            file.write(b"\xff" * 64)
    assert "is rebuilt from landing" in load_landing(coded.warehouse, coded.landing)["rebuilt"]
    assert coded.export("raw", "core") == before


def test_a_log_without_its_file_is_no_trap(coded):
    Path(f"{coded.warehouse}.wal").write_bytes(b"left over")
    assert load_landing(coded.warehouse, coded.landing)["rebuilt"] == "warehouse.duckdb is rebuilt from landing: it is lost"


def test_a_warehouse_of_another_schema_is_rebuilt_and_a_newer_one_refused(coded):
    load_landing(coded.warehouse, coded.landing)
    before = coded.export("raw", "core", "ops")
    with duckdb.connect(str(coded.warehouse)) as connection:
        connection.execute("update ops.schema_version set ddl_hash = repeat('0', 64)")
    with pytest.raises(WarehouseError, match=r"schema \(version 1\) is not this program's"):
        open_warehouse(coded.warehouse)
    assert "its schema (version 1) is not this program's" in load_landing(coded.warehouse, coded.landing)["rebuilt"]
    assert coded.export("raw", "core", "ops") == before
    with duckdb.connect(str(coded.warehouse)) as connection:
        connection.execute("update ops.schema_version set version = 999")
    with pytest.raises(WarehouseError, match="newer than this program's 1: update the program"):
        load_landing(coded.warehouse, coded.landing)


def test_a_warehouse_in_use_names_the_process(coded):
    load_landing(coded.warehouse, coded.landing)
    script = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", script, str(coded.warehouse)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(WarehouseError, match=f"is in use by process {holder.pid}"):
            load_landing(coded.warehouse, coded.landing)
    finally:
        holder.kill()
        holder.wait()


def test_a_missing_warehouse_says_what_to_do(tmp_path):
    with pytest.raises(WarehouseError, match="does not exist; load landing folders first"):
        open_warehouse(tmp_path / "warehouse.duckdb")
