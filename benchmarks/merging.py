# ruff: noqa: S608  (numbers and fixed choices are put into SQL)
"""Accuracy and speed of merging.

``python -m benchmarks.merging gold`` maps the events of a gold collection outside the repository (``$PROXENY_SHARED/gold``, default
``../shared``) to reports and says which pairs of its clusters the merge keeps together or apart. ``pairs`` scores the labelled pairs of
``merging_pairs.jsonl``. ``scale [N]`` merges N generated reports (1,000,000) in a warehouse and then 1,000 more, and prints time and
memory. Near-duplicate documents are measured by ``near_duplicates.py``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from extractors.records import hash_id
from transforms.matching import Report
from transforms.merge import Change, Merger, merge_reports
from warehouse.build import MODELS, run_script
from warehouse.connection import open_or_rebuild
from warehouse.merging import merge_core

SHARED = Path(os.environ.get("PROXENY_SHARED", Path(__file__).resolve().parents[1] / ".." / "shared"))
PAIRS = Path(__file__).with_name("merging_pairs.jsonl")
_SUBNATIONAL = {"sub_municipal", "local", "metropolitan", "intermediate", "regional"}
_TYPES = {"agreement_renewed": "renewal", "agreement_ended": "termination", "conference": "forum", "network_membership": "network",
          "representation_office": "office", "trade_mission": "mission", "exchange_programme": "exchange", "joint_project": "project",
          "statement": "pledge", "protest_or_sanction": "contest", "award": "signal"}
_INSTRUMENTS = (("memorandum", "mou"), ("mou", "mou"), ("action plan", "action_plan"), ("twin", "twinning_agreement"),
                ("sister", "twinning_agreement"), ("declaration", "joint_declaration"), ("framework", "cooperation_agreement"),
                ("cooperation", "cooperation_agreement"))
_TYPES_DRAWN = ["visit"] * 3 + ["courtesy_call"] * 2 + ["exchange"] * 3 + [
    "accord", "forum", "talks", "study", "mission", "twinning", "project", "aid", "signal", "pledge", "intent", "renewal"]
_STATUSES = {"suspended": "suspended", "terminated": "terminated"}


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _days(start: str | None, end: str | None) -> tuple[int | None, int | None]:
    """First and last day of a period given by dates cut to year, month or day, as days since 1970."""
    import pandas as pd

    if not start:
        return None, None
    first, last = pd.Period(start).start_time, pd.Period(end or start).end_time
    epoch = pd.Timestamp("1970-01-01")
    return (first - epoch).days, (last - epoch).days


def make_report(key: str, document: str, type_code: str, parties: Iterable[dict[str, Any]], **more: Any) -> Report:
    """A report from plain values: ``date``, ``until``, ``published`` (ISO, cut), ``realis``, ``status``, ``instrument``, ``domain``; a
    party has ``actor_id``, ``name``, ``country``, ``level`` and ``roles``."""
    named = {}
    for party in parties:
        actor = party["actor_id"] or f"~{party['name'].lower()}|{party['country'] or ''}"
        trait = "".join(letter for letter, holds in (
            ("h", "host" in party["roles"]), ("g", "guest" in party["roles"]),
            ("v", party["actor_id"] is None or party["level"] == "national"),
            ("n", party["level"] == "network"), ("r", party["level"] == "regional")) if holds)
        named[actor] = (party["country"] or party["actor_id"] or actor, trait, party.get("iso_3166_2"))
    stated = _days(more.get("date"), more.get("until"))
    published = _days(more.get("published"), None)
    return Report(
        report_id=hash_id(key), document_id=hash_id(document), revision_id=hash_id(document, "1"), codebook_version="0.1.0",
        type_code=type_code, realis=more.get("realis", "occurred"), status=more.get("status"), is_day=len(more.get("date") or "") == 10,
        stated_lo=stated[0], stated_hi=stated[1], published_lo=published[0], published_hi=published[1], instrument=more.get("instrument"),
        domain=more.get("domain"), duplicates=more.get("duplicates"), content=None, actors=tuple(named),
        sides=tuple(side for side, _, _ in named.values()), traits=tuple(trait for _, trait, _ in named.values()),
        regions=tuple(region or "" for _, _, region in named.values()))


def _gold_type(event: dict[str, Any]) -> str:
    roles = {participant["role"] for participant in event["participants"]}
    match event["event_type"]:
        case "agreement_signed":
            return "accord"
        case "meeting":
            return "visit" if "visitor" in roles else "courtesy_call"
        case other:
            return _TYPES.get(other, other)


def _gold_instrument(event: dict[str, Any]) -> str | None:
    instrument = (event.get("instrument") or "").lower()
    return next((code for words, code in _INSTRUMENTS if words in instrument), None)


def _gold_party(participant: dict[str, Any]) -> dict[str, Any]:
    from transforms.actors import resolve_name

    roles = {"host": ["host"], "visitor": ["guest"]}.get(participant["role"], [])
    level, country = participant["level"], participant["country_iso2"]
    if level == "national" and country:
        return {"actor_id": f"iso:{country}", "name": participant["name"], "country": country, "level": level, "roles": roles}
    found = [candidate for candidate in resolve_name(participant["name"], country=country) if candidate["score"] >= 0.5]
    found = [candidate for candidate in found if not country or candidate["country"] == country]
    if not found or level == "nonstate":
        return {"actor_id": None, "name": participant["name"], "country": country, "level": level, "roles": roles}
    return {**found[0], "roles": roles}


def _list_hosts_of_office(event: dict[str, Any]) -> list[dict[str, Any]]:
    """The gold names the places of an office in its instrument, the codebook makes them parties."""
    from transforms.actors import find_mentions
    from transforms.gazetteer import load_gazetteer

    gazetteer = load_gazetteer()
    mentions = find_mentions({"title": "", "text": event.get("instrument") or "", "lang": "en"}, gazetteer)
    return [{"actor_id": m.actor.actor_id, "name": m.actor.name, "country": m.actor.country, "level": m.actor.level, "roles": ["host"]}
            for m in mentions if m.actor is not None]


def gold_report(event: dict[str, Any], document: dict[str, Any]) -> Report:
    """A gold event as the report that a coder without fault would give."""
    units = {p["country_iso2"] for p in event["participants"] if p["level"] in _SUBNATIONAL}
    # An own or partner state beside its units is a relation of the event, not a party.
    participants = [p for p in event["participants"] if p["level"] != "national" or p["country_iso2"] not in units]
    parties = [_gold_party(participant) for participant in participants]
    if event["event_type"] == "representation_office":
        parties += _list_hosts_of_office(event)
    return make_report(
        event["event_id"], document["id"], _gold_type(event), parties, date=event["date"], published=document.get("published"),
        realis="planned" if event["status"] == "announced" else "occurred", status=_STATUSES.get(event["status"]),
        instrument=_gold_instrument(event), domain=(event["domains"] or [None])[0])


def find_events(reports: Iterable[Report]) -> dict[str, str]:
    """report → event, as if all had come to be known on one day."""
    merger = merge_reports(Change(0, report.report_id, report) for report in reports)
    return {membership.report_id: membership.event_id for membership in merger.open_memberships()}


def score_gold() -> int:
    gold_dir = SHARED / "gold"
    if not gold_dir.is_dir():
        print(f"no gold collection in {gold_dir}: set PROXENY_SHARED")
        return 0
    documents = {document["id"]: document for document in read_lines(gold_dir / "dev.docs.jsonl")}
    labelled = read_lines(gold_dir / "dev.gold.jsonl")
    reports = {event["event_id"]: gold_report(event, documents[row["id"]]) for row in labelled for event in row["events"]}
    event_of = find_events(reports.values())
    together = {key: event_of[report.report_id] for key, report in reports.items()}
    counts = {"same_event": [0, 0], "different_events": [0, 0], "conflict": [0, 0], "same_process": [0, 0], "same_instrument": [0, 0]}
    for cluster in read_lines(gold_dir / "dev.clusters.jsonl"):
        for a, b in combinations(cluster.get("event_ids", ()), 2):
            is_one = together[a] == together[b]
            count = counts[cluster["relation"]]
            count[0] += is_one
            count[1] += 1
            if is_one != (cluster["relation"] == "same_event") and cluster["relation"] in ("same_event", "different_events"):
                print("lost" if cluster["relation"] == "same_event" else "MERGED", cluster["cluster_id"], a, b, cluster["description"])
    for relation, (one, all_pairs) in counts.items():
        print(f"{relation}: {one} of {all_pairs} pairs in one event")
    members: dict[str, list[str]] = {}
    for key, event_id in together.items():
        members.setdefault(event_id, []).append(key)
    clusters = read_lines(gold_dir / "dev.clusters.jsonl")
    clustered = {key: cluster["cluster_id"] for cluster in clusters for key in cluster.get("event_ids", ())}
    others = [keys for keys in members.values() if len(keys) > 1 and len({clustered.get(key, key) for key in keys}) > 1]
    print(f"{len(reports)} reports, {len(members)} events; {len(others)} merged beyond the labelled clusters")
    for keys in others:
        print("  beyond", *keys)
    return 0


def _read_party(text: str) -> dict[str, Any]:
    """A party of the pairs file, ``name/country/level/role/ISO 3166-2``; a name that begins with ``?`` was not resolved."""
    name, country, level, role, region = [*text.split("/"), "", "", "", ""][:5]
    actor_id = None if name.startswith("?") else f"iso:{country}" if level == "national" else f"px:{name}"
    return {"actor_id": actor_id, "name": name.removeprefix("?"), "country": country or None, "level": level, "roles": [role],
            "iso_3166_2": region or None}


def pair_report(row: dict[str, Any], key: str) -> Report:
    more = {name: value for name, value in row.items() if name not in ("type", "parties", "document")}
    return make_report(key, row.get("document", key), row["type"], [_read_party(text) for text in row["parties"]], **more)


def _are_one(first: Report, second: Report) -> bool:
    merger = merge_reports([Change(0, first.report_id, first), Change(1, second.report_id, second)])
    return len({membership.event_id for membership in merger.open_memberships()}) == 1


def score_pairs() -> int:
    right = found = all_same = 0
    rows = read_lines(PAIRS)
    for number, row in enumerate(rows, 1):
        a, b = pair_report(row["a"], f"{number}a"), pair_report(row["b"], f"{number}b")
        # Each side in turn is the first that the record learns of.
        answers = {_are_one(a, b), _are_one(b, a)}
        is_one = answers == {True}
        right += is_one and row["same"]
        found += is_one
        all_same += row["same"]
        if is_one != row["same"] or len(answers) > 1:
            print("MERGED" if is_one else "lost" if row["same"] else "order matters", number, row["why"])
    print(f"{len(rows)} pairs, {len(rows) - all_same} look-alikes: P {right / found:.3f} R {right / all_same:.3f}")
    return 0


def fill_reports(connection: duckdb.DuckDBPyConnection, count: int, first: int, from_day: str, days: int) -> None:
    """Adds about ``count`` generated reports of acts ``first``, ``first + 1`` …: functions of their numbers, nothing is drawn at random.

    Of 20,000 actors the busiest hundred take part in an eighth of all acts; six acts of ten are told once, every tenth by three to six
    documents; two reports of five state no date; one of six is an announcement.
    """
    connection.execute(f"""
        create or replace temp table act as
        with number as (
            select range + {first} as n, {", ".join(f"hash(range + {first}, {i}) % 1000000 / 1e6 as u{i}" for i in range(5))}
            from range({count})
        )
        select
            n, 1 + (20000 * u0 ** 2.5)::bigint as a, 1 + (20000 * u1 ** 2.5)::bigint as b,
            {_TYPES_DRAWN}[1 + (u2 * 20)::bigint % 20] as type_code, date '{from_day}' + (u3 * {days})::integer as day,
            case when u4 < 0.6 then 1 when u4 < 0.85 then 2 when u4 < 0.95 then 3 else 6 end as told
        from number""")
    connection.execute(f"""
        create or replace temp table telling as
        select
            *, format('{{:016x}}', n * 8 + k) as report_id, format('{{:016x}}', 1152921504606846976 + n * 8 + k) as document_id,
            day + (hash(n, k, 5) % 6)::integer as published, hash(n, k, 6) % 100 as realis_draw, hash(n, k, 7) % 100 < 60 as is_dated,
            's' || case when k % 2 = 0 then a else b end as publisher
        from (select act.*, unnest(range(told)) as k from act where a <> b)
        qualify row_number() over (order by n, k) <= {count}""")
    connection.execute("""
        insert into raw.document by name
        select document_id as revision_id, document_id, publisher as source_id, 'https://x.example/' || document_id as url,
               false as is_tombstone, 'en' as lang, strftime(published, '%Y-%m-%d') as published, 'day' as published_precision,
               publisher as publisher_actor_id, publisher as publisher_name, true as is_official, false as is_sample,
               repeat(document_id, 4) as content_hash, published + interval 9 hour as fetched_at, 'x' as archive_record
        from telling""")
    connection.execute("""
        insert into core.coded by name
        select document_id as revision_id, document_id, publisher as source_id, '0.1.0' as codebook_version, 'c' as coder,
               1 as report_count, 0 as domestic_count, published + interval 9 hour as recorded_at
        from telling""")
    connection.execute("""
        insert into core.report by name
        select
            report_id, document_id, document_id as revision_id, publisher as source_id, type_code,
            case when realis_draw < 83 then 'occurred' when realis_draw < 97 then 'planned' else 'cancelled' end as realis,
            1 as occasion_rank, if(is_dated, strftime(day, '%Y-%m-%d'), null) as date_start, date_start as date_end,
            if(is_dated, 'day', null) as date_precision, if(is_dated, 'stated', 'none') as date_basis,
            [['culture_heritage', 'education_youth', 'trade_investment'][1 + n % 3]] as domain_codes, []::varchar[] as strategy_cues,
            'q' as quote, 'text' as quote_field, 0 as quote_start, 1 as quote_end, 'r' as rule, 0.9 as confidence, 'c' as coder,
            '0.1.0' as codebook_version, published + interval 9 hour as recorded_at
        from telling""")
    for rank, actor, role in ((1, "a", "host"), (2, "b", "guest")):
        connection.execute(f"""
            insert into core.report_party by name
            select report_id, document_id as revision_id, '0.1.0' as codebook_version, {rank} as party_rank, 'gn:' || {actor} as actor_id,
                   'N' || {actor} as name, 'local' as level, chr((65 + {actor} % 26)::integer) || 'X' as country,
                   if(type_code = 'visit', ['{role}'], []) as roles, false as is_publisher
            from telling""")


def _merge_timed(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    connection.execute("begin")
    way = merge_core(connection, Merger())
    connection.execute("commit")
    print(f"{name}: {time.perf_counter() - started:.1f} s ({time.process_time() - cpu:.1f} s of CPU, {way}), "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB at most")


def measure_scale(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        connection, _ = open_or_rebuild(Path(folder) / "warehouse.duckdb")
        connection.execute("set threads = 2")
        run_script(connection, MODELS / "macros.sql")
        fill_reports(connection, count, 0, "2005-01-01", 7800)
        _merge_timed(connection, f"{count} reports (target for 1,000,000: 90 s, 8 GB)")
        events, reports = connection.execute("""
            select count(distinct event_id), count(*) from core.event_report where retracted_at is null""").fetchall()[0]
        print(f"{reports} reports in {events} events")
        fill_reports(connection, 1000, count, "2026-06-01", 30)
        _merge_timed(connection, "1000 more (target: 10 s)")
        connection.close()
    return 0


def main() -> int:
    match sys.argv[1:]:
        case ["gold"]:
            return score_gold()
        case ["pairs"]:
            return score_pairs()
        case ["scale", *rest]:
            return measure_scale(int(rest[0]) if rest else 1_000_000)
    print(__doc__)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
