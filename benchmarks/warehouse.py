# ruff: noqa: S608  (only names from the declarations and fixed choices are put into SQL)
"""Speed and size of the warehouse on generated reports.

``python benchmarks/warehouse.py [--reports 1000000] [--keep DIR]`` fills a warehouse with reports, rebuilds every table that has a model,
publishes the snapshot and prints seconds, peak memory, bytes and the time of the queries an analyst asks first. Nothing in it is drawn at
random: the n-th report is a function of n.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from transforms.codebook import load_codebook
from transforms.merge import Merger
from warehouse.build import MODELS, fill_models, fill_rows, run_script
from warehouse.connection import open_or_rebuild
from warehouse.snapshot import publish_snapshot
from warehouse.tables.ref import CODE_LISTS

ACTORS = 2000
SOURCES = 1000
COUNTRIES = ("AU", "BE", "BR", "CA", "CN", "DE", "ES", "FR", "GB", "ID", "IT", "JP", "KR", "MX", "NL", "PL", "PT", "SE", "TR", "US")
TYPES = ("visit", "visit", "visit", "courtesy_call", "talks", "forum", "exchange", "exchange", "twinning", "accord", "intent", "renewal",
         "project", "mission", "study", "aid", "signal", "pledge", "network", "termination")
QUERIES = {
    "one dyad by month": """
        from out.dyad_month where actor_a = 'gn:1' and actor_b = (select min(actor_b) from out.dyad_year where actor_a = 'gn:1')""",
    "one actor by year": "from out.actor_year where actor_id = 'gn:7' order by year",
    "partners of one actor": """
        select if(actor_a = 'gn:7', actor_b, actor_a) as partner, sum(contacts) as contacts
        from out.dyad_year where 'gn:7' in (actor_a, actor_b) group by all order by contacts desc limit 20""",
    "events of one actor with their words": """
        select event.event_id, type_code, event_on, quote
        from out.event join out.event_party as party using (event_id) join out.event_report using (event_id)
        where party.actor_id = 'gn:7' order by event_on desc limit 50""",
    "find_actor": "from find_actor('Place 77')",
    "indicators of one country": "from out.indicator where unit_kind = 'country' and unit_id = 'JP' and indicator_code = 'I5'",
}


def _level(number: str) -> str:
    """Every hundredth actor is a network, every fifth a region, the rest are cities."""
    return f"case when {number} % 100 = 0 then 'network' when {number} % 5 = 0 then 'regional' else 'local' end"


def _country(number: str) -> str:
    return f"if({number} % 100 = 0, null, {_pick(COUNTRIES, number)})"


def _pick(values: tuple[str, ...], number: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"[{listed}][1 + (({number}) % {len(values)})::bigint]"


def generate_reports(connection: duckdb.DuckDBPyConnection, reports: int) -> None:
    """Fills raw, core and ops with documents of one report each, and a fifth as many without.

    Three in ten events are told by both sides, two in a hundred are gatherings of twenty, the rest are of two or three parties. Sources
    are read weekly, a sixth of them from 2016 on, the others from later years.
    """
    events = int(reports / 1.3)
    connection.execute(f"""
        create temp table told as
        select
            n, n % {events} as event, 1 + (hash(n % {events}) % {SOURCES})::bigint as actor_1,
            case when n >= {events} then 2 else 1 end as side,
            date '2016-01-01' + (hash(n % {events}, 1) % 3900)::integer as day,
            (hash(n % {events}, 2) % 100)::integer as dice
        from range({reports}) as counted (n)""")
    connection.execute(f"""
        create temp table member as
        select
            n, rank, case when rank = 1 then actor_1
                when dice < 2 then 1 + (hash(event, rank) % {ACTORS})::bigint
                else 1 + ((actor_1 * 31 + (hash(event, rank) % 25) * 97) % {ACTORS})::bigint end as actor
        from told cross join lateral unnest(range(1, case when dice < 2 then 21 when dice < 30 then 4 else 3 end)) as ranked (rank)""")
    connection.execute(f"""
        insert into core.actor
        select
            'gn:' || n, 'Place ' || n, {_level('n')}, 'executive', {_country('n')}, null, n,
            null, false, ['Place ' || n, 'Ort ' || n, '都市' || n]
        from range(1, {ACTORS + 1}) as counted (n)""")
    connection.execute(f"""
        insert into raw.document
        select
            printf('%016x', n), printf('%016x', n), 'source_' || publisher, 'https://s' || publisher || '.example/news/' || n,
            false,
            'Announcement ' || n, 'en', strftime(day + 1, '%Y-%m-%d'), 'day', 'selector', 1, 'gn:' || publisher, 'Place ' || publisher,
            {_country('publisher')}, true, false, sha256(n::varchar), day + interval 30 hour,
            'source_' || publisher || '.warc.gz:' || n
        from (select told.*, if(side = 1, actor_1, other.actor) as publisher
              from told join member as other on other.n = told.n and other.rank = 2)""")
    connection.execute("""
        insert into core.coded
        select revision_id, document_id, source_id, '0.1.0', 'proxeny@0.1.0', 'en', 1, 0, null, fetched_at from raw.document""")
    connection.execute(f"""
        insert into raw.document
        select
            printf('f%015x', n), printf('f%015x', n), source_id, url || '/more', false, title, lang, published, published_precision,
            published_method, confidence, publisher_actor_id, publisher_name, publisher_country, is_official, is_sample, content_hash,
            fetched_at, archive_record
        from raw.document join range({reports // 5}) as counted (n) on document_id = printf('%016x', n)""")
    connection.execute("""
        insert into core.coded
        select revision_id, document_id, source_id, '0.1.0', 'proxeny@0.1.0', 'en', 0, 0, 'no_trigger', fetched_at
        from raw.document where document_id like 'f%'""")
    connection.execute(f"""
        insert into core.report
        select
            document.document_id, document.document_id, document.revision_id, document.source_id, {_pick(TYPES, 'hash(told.event, 3)')},
            if(told.dice % 20 = 0, 'planned', 'occurred'), null, 1,
            case when told.dice % 10 < 8 then strftime(told.day, '%Y-%m-%d') when told.dice % 10 = 8 then strftime(told.day, '%Y-%m') end,
            case when told.dice % 10 < 8 then strftime(told.day, '%Y-%m-%d') when told.dice % 10 = 8 then strftime(told.day, '%Y-%m') end,
            case when told.dice % 10 < 8 then 'day' when told.dice % 10 = 8 then 'month' end,
            if(told.dice % 10 < 9, 'stated', 'none'), if(told.dice % 2 = 0, 'inbound', 'outbound'), told.dice % 4 - 1,
            case when told.dice % 3 = 0 then 'mou' else 'oral_or_none' end, null,
            [{_pick(('culture_heritage', 'trade_investment', 'climate_energy', 'education_youth', 'health'), 'told.dice')}],
            case when told.dice % 25 = 7 then ['non_regulatory'] when told.dice % 50 = 8 then ['compensation'] else [] end,
            'The mayor received a delegation of Place ' || told.n || ' at the town hall.', 'text', 0,
            length('The mayor received a delegation of Place ' || told.n || ' at the town hall.'), 'visit.1', 0.9, 'proxeny@0.1.0', '0.1.0',
            document.fetched_at
        from told join raw.document as document on document.document_id = printf('%016x', told.n)""")
    # Every second document without an event tells of an occasion with the own national government.
    connection.execute("""
        insert into core.report by name
        select
            document_id as report_id, document_id, revision_id, source_id, 'occurred' as realis, 1 as occasion_rank, 'none' as date_basis,
            [] as domain_codes, [] as strategy_cues, 'The minister' as quote, 'text' as quote_field, 0 as quote_start, 12 as quote_end,
            'domestic.1' as rule, 0.9 as confidence, 'proxeny@0.1.0' as coder, '0.1.0' as codebook_version, fetched_at as recorded_at
        from raw.document where document_id like 'f%' and hash(document_id) % 2 = 0""")
    connection.execute(f"""
        insert into core.report_party
        select
            printf('%016x', n), printf('%016x', n), '0.1.0', rank, 'gn:' || actor, 'Place ' || actor, 'Place ' || actor,
            {_level('actor')}, 'executive', {_country('actor')}, null,
            [if(rank = 1, 'host', 'guest')], false, 'Place ' || actor, 'text', 0, 7
        from member
        qualify row_number() over (partition by n, actor order by rank) = 1""")
    connection.execute("""
        insert into core.report_national
        select report_id, revision_id, codebook_version, 1, 'own', null,
            case hash(report_id) % 200 when 0 then 'opposed' when 10 then 'circumvented' else 'accompanied' end, 'The mayor', 'text', 0, 9
        from core.report where hash(report_id) % 10 = 0""")
    connection.execute("""
        insert into core.event_report
        select
            first_value(document.document_id) over events, document.document_id, document.revision_id, '0.1.0',
            if(row_number() over events = 1, 'first', 'same_day'), null, document.fetched_at, null
        from told join raw.document as document on document.document_id = printf('%016x', told.n)
        window events as (partition by told.event order by document.fetched_at, document.document_id)""")
    connection.execute(f"""
        insert into ops.source_day
        select 'source_' || n, 'gn:' || n, day, 'ok', 20, 1, 19, 0, 0
        from range(1, {SOURCES + 1}) as counted (n)
        cross join lateral unnest(
            generate_series(date '2016-01-01' + ((n % 6) * 365)::integer, date '2026-10-31', interval 7 day)) as listed (day)""")


def fill_lists(connection: duckdb.DuckDBPyConnection) -> None:
    """The code lists of the codebook."""
    book = load_codebook()
    rows = {"event_type": book.event_types, "domain": book.domains, "instrument": book.instruments, "level": book.levels,
            "strategy_cue": book.strategy_cues, "abstention": book.abstentions}
    for table in CODE_LISTS:
        if table.name.split(".")[1] in rows:
            fill_rows(connection, table, rows[table.name.split(".")[1]])


def build_generated(warehouse: Path, reports: int) -> tuple[float, float]:
    """A warehouse of generated reports, gates passed over; returns the seconds in which every model was filled, by the clock and of CPU."""
    connection, _ = open_or_rebuild(warehouse)
    try:
        run_script(connection, MODELS / "macros.sql")
        connection.execute("begin")
        generate_reports(connection, reports)
        fill_lists(connection)
        connection.execute("commit")
        connection.execute("checkpoint")
        started = time.perf_counter(), time.process_time()
        connection.execute("begin")
        fill_models(connection, Merger())
        connection.execute("insert into ops.build select max(fetched_at), '0', '0.1.0', count(*), 0 from raw.document")
        connection.execute("insert into ops.quality values ('events', 'out.event', 'none', 'stop', true, 0, 0, [])")
        connection.execute("commit")
        return time.perf_counter() - started[0], time.process_time() - started[1]
    finally:
        connection.close()


def _time_queries(snapshot: Path) -> None:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        for name, sql in QUERIES.items():
            seconds = []
            for _ in range(5):
                started = time.perf_counter()
                rows = len(connection.execute(sql).fetchall())
                seconds.append(time.perf_counter() - started)
            print(f"query: {name}: {statistics.median(seconds) * 1000:.0f} ms, {rows} rows")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the files here")
    arguments = parser.parse_args()
    folder = arguments.keep or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    warehouse = folder / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    seconds = build_generated(warehouse, arguments.reports)
    print(f"reports: {arguments.reports}")
    print(f"rebuild of every model: {seconds[0]:.1f} s (target 60), {seconds[1]:.1f} s of CPU")
    started = time.perf_counter()
    published = publish_snapshot(warehouse, folder / "snapshots")
    print(f"snapshot: {time.perf_counter() - started:.1f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB (target 8)")
    sizes = [path.stat().st_size for path in (warehouse, Path(published["path"]))]
    print(f"working file: {sizes[0] / 1e6:.0f} MB; snapshot: {sizes[1] / 1e6:.0f} MB, {sizes[1] / sizes[0]:.2f} of it (target 0.33)")
    _time_queries(Path(published["path"]))
    if arguments.keep is None:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
