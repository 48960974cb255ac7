"""`proxeny query`: reads the snapshot and nothing else, writes nothing, tells errors in one line."""

from __future__ import annotations

import socket
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import World, two_sides
from tests.warehouse.test_snapshot import pass_gate
from warehouse.errors import WarehouseError
from warehouse.query import query
from warehouse.snapshot import publish_snapshot

ACTORS = [
    {"actor_id": "gn:1", "name": "Talstadt", "level": "local", "country": "DE",
     "names": ["Talstadt", "Тальштадт", "タールシュタット", "塔尔施塔特"]},
    {"actor_id": "gn:2", "name": "Kawamachi", "level": "local", "country": "JP", "names": ["川町市", "카와마치"]},
    {"actor_id": "gn:9", "name": "Nowhere", "level": "local", "country": "FR", "names": ["Talstadt-les-Bains"]},
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(tmp_path_factory.mktemp("queried"))
    two_sides(world)
    world.run(days=2, actor_rows=ACTORS)
    pass_gate(world.warehouse)
    return Path(publish_snapshot(world.warehouse, world.snapshots)["path"])


@pytest.mark.parametrize("sql", [
    "select count(*) as n from out.event", "from out.event", "describe out.event", "summarize out.event", "show all tables",
    "values (1)", "with e as (from out.event) select type_code from e", "explain select 1",
    "from (pivot out.event on type_code in ('visit') using count(*))",
])
def test_reading_statements_are_answered(snapshot: Path, sql: str) -> None:
    assert query(snapshot, sql).num_rows >= 1


@pytest.mark.parametrize("sql", [
    "insert into out.event from out.event", "update out.event set tone = 2", "delete from out.event", "create table x (a int)",
    "create or replace view out.event as select 1", "drop table out.event", "alter table out.event drop column tone", "truncate out.event",
    "copy out.event to '/tmp/x.csv'", "export database '/tmp/x'", "attach '/tmp/x.duckdb' as x", "detach published", "install httpfs",
    "load httpfs", "set enable_external_access = true", "pragma database_list", "checkpoint", "begin", "call pragma_version()", "vacuum",
    "use memory", "prepare x as select 1", "comment on table out.event is 'x'",
])
def test_nothing_but_reading_is_allowed(snapshot: Path, sql: str) -> None:
    before = snapshot.read_bytes()
    with pytest.raises(WarehouseError, match=r"^SQL: ") as refused:
        query(snapshot, sql)
    assert "\n" not in str(refused.value)
    assert snapshot.read_bytes() == before


@pytest.mark.parametrize("sql", [
    "select * from '{file}'", "from read_csv('{file}')", "from read_text('{file}')", "from read_blob('{file}')", "from glob('{folder}/*')",
    "from read_parquet('{file}')", "from read_json('{file}')", "from sniff_csv('{file}')", "from parquet_metadata('{file}')",
    "select (select count(*) from read_csv('{file}'))", "explain analyze select * from read_csv('{file}')", "select getenv('HOME')",
])
def test_no_file_can_be_read(snapshot: Path, tmp_path: Path, sql: str) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("secret\n1\n", encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"^SQL: "):
        query(snapshot, sql.format(file=file, folder=tmp_path))


def test_no_address_can_be_reached(snapshot: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        with pytest.raises(WarehouseError, match=r"^SQL: "):
            query(snapshot, f"from read_csv('http://127.0.0.1:{server.getsockname()[1]}/x.csv')")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(("sql", "message"), [
    ("select 1; select 2", "SQL: expected one statement, got 2"),
    ("", "SQL: expected one statement, got 0"),
    ("-- nothing", "SQL: expected one statement, got 0"),
    ("selekt 1", "SQL: Parser Error: syntax error at or near"),
    ("select nothing from out.event", 'SQL: Binder Error: Referenced column "nothing" not found'),
    ("from out.events", "SQL: Catalog Error: Table with name events does not exist"),
    ("delete from out.event", "SQL: only reading is allowed"),
    ("select 1 / 0::int + cast('x' as int)", "SQL: Conversion Error"),
])
def test_a_bad_query_is_told_in_one_line(snapshot: Path, sql: str, message: str) -> None:
    with pytest.raises(WarehouseError, match=f"^{message}") as refused:
        query(snapshot, sql)
    assert "\n" not in str(refused.value)


def test_without_a_snapshot_the_message_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"current.duckdb does not exist; nothing has been published yet"):
        query(tmp_path / "current.duckdb", "select 1")
    (tmp_path / "current.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseError, match=r"current.duckdb is damaged or cut short"):
        query(tmp_path / "current.duckdb", "select 1")


@pytest.mark.parametrize(("name", "actor_id"), [
    ("Talstadt", "gn:1"), ("TALSTÄDT", "gn:1"), ("Тальштадт", "gn:1"), ("тальштадт", "gn:1"), ("タールシュタット", "gn:1"),
    ("塔尔施塔特", "gn:1"), ("川町", "gn:2"), ("카와마치", "gn:2"), ("kawa", "gn:2"),
])
def test_actors_are_found_by_a_name_in_any_script(snapshot: Path, name: str, actor_id: str) -> None:
    found = query(snapshot, f"from find_actor('{name}')").to_pylist()
    assert found[0]["actor_id"] == actor_id


def test_a_name_nobody_has_finds_nothing(snapshot: Path) -> None:
    assert query(snapshot, "from find_actor('Сарагоса')").num_rows == 0


def test_any_client_reads_the_macros_of_the_snapshot(snapshot: Path) -> None:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        assert connection.execute("select gini([0, 1, 3]), hhi([0, 1, 3]), top_share([0, 1, 3], 1)").fetchall() == [(0.5, 0.625, 0.75)]
        assert connection.execute("select first_day('2024'), last_day_of('2024-02'), placed_on('2024', null)").fetchall()[0][2] is None
        early = connection.execute("from as_of(timestamp '2026-05-04 12:00:00')").fetchall()
        late = connection.execute("select count(*) from as_of(timestamp '2030-01-01')").fetchall()[0][0]
        assert 0 < len(early) <= late
