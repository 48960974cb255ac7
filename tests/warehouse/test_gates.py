"""Seeded faults: every kind is caught by a check that can be named."""
# ruff: noqa: S608  (the faults are fixed SQL)

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from extractors.landing import write_folder
from tests.warehouse.conftest import START, World, act, party, two_sides
from tests.warehouse.test_snapshot import pass_gate
from warehouse import checks
from warehouse.build import MODELS, run_script
from warehouse.checks import RelationalCheck, check_tables, read_checks, run_relational_checks
from warehouse.errors import GateError, WarehouseError
from warehouse.gate import DOCUMENT_RULES, check_documents
from warehouse.quality import expectations_of, run_suites
from warehouse.report import render_quality
from warehouse.snapshot import publish_snapshot
from warehouse.tables import TABLES


def make_world(root: Path) -> World:
    """Both sides of a visit, a renewal two years later, a joining, a document without a report."""
    world = World(root)
    two_sides(world)
    text = "Talstadt and Kawamachi renewed their agreement; Valbourg joined the City Ring."
    world.collect("de_talstadt", [
        world.document("de_talstadt", "renewal.html", text, [
            act("renewal", party("de_talstadt", publisher=True), party("jp_kawamachi"), on="2028-05-02", instrument="mou"),
            act("network", party("fr_valbourg"), party("int_cityring"), on="2028-05-03", occasion=2),
        ], days=730, published="2028-05-03"),
        world.document("de_talstadt", "sewers.html", "The sewers of Talstadt are cleaned on Monday.", days=730),
    ], days=730)
    world.run(days=731)
    return world


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_world(tmp_path_factory.mktemp("sound")).warehouse


@pytest.fixture
def spoilt(sound: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    shutil.copy(sound, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        yield connection


def test_a_sound_warehouse_passes_every_relational_check(sound: Path) -> None:
    with duckdb.connect(str(sound), read_only=True) as connection:
        assert [row for row in run_relational_checks(connection) if not row["is_passed"]] == []
        for table in ("out.event", "out.dyad_month", "out.actor_year", "core.spell", "out.indicator", "out.membership"):
            assert connection.execute(f"select count(*) from {table}").fetchall()[0][0], f"{table} is empty and tests nothing"


VISIT = "(select event_id from out.event where type_code = 'visit')"
TWINNING = "(select event_id from out.event where type_code = 'twinning')"
RENEWAL = "(select event_id from out.event where type_code = 'renewal')"


def state(until: str) -> str:
    """An earlier state of the visit, from 2020 until ``until``."""
    return f"""
        insert into out.event_history
        select * replace (timestamp '2020-01-01' as recorded_at, timestamp '{until}' as retracted_at)
        from out.event where type_code = 'visit'"""


@pytest.mark.parametrize(("fault", "check"), [
    (f"delete from out.event_report where event_id = {TWINNING}", "out.event.report_of_every_event"),
    (f"update out.event set n_reports = 3 where event_id = {VISIT}", "out.event.count_of_reports"),
    (f"update out.event set n_parties = 3 where event_id = {VISIT}", "out.event.count_of_parties"),
    (f"update out.event set n_sides_reporting = 2 where event_id = {TWINNING}", "out.event.sides_not_above_reports"),
    (f"update out.event set realis = 'planned' where event_id = {VISIT}", "out.event.contact_happened"),
    (f"update out.event set channel = null where event_id = {VISIT}", "out.event.contact_happened"),
    (f"update out.event_party set level = 'national' where event_id = {VISIT}", "out.event.contact_has_subnational_party"),
    (f"update out.event set event_until = '2026-04' where event_id = {RENEWAL}", "out.event.dates_in_order"),
    (f"update out.event set event_precision = 'month' where event_id = {VISIT}", "out.event.precision_of_dates"),
    (f"update out.event set event_basis = 'none' where event_id = {VISIT}", "out.event.basis_of_dates"),
    (f"update out.event set primary_domain_code = 'trade_investment' where event_id = {VISIT}", "out.event.primary_domain_among_domains"),
    (f"update out.event set published_on = '2020-01-01' where event_id = {VISIT}", "out.event.not_told_before_it_happened"),
    (f"update out.event set occasion_id = '0123456789abcdef' where event_id = {VISIT}", "out.event.occasion_is_an_event"),
    (f"update out.event set occasion_id = {RENEWAL} where occasion_id <> {RENEWAL}; "
     f"update out.event set occasion_id = {TWINNING} where event_id = {RENEWAL}", "out.event.occasion_names_itself"),
    (f"update out.event set is_sample = false where event_id = {VISIT}", "out.event.sample_apart_from_live"),
    (f"update out.event set type_code = 'journey' where event_id = {VISIT}", "out.event.known_type_code"),
    (f"update out.event set instrument_code = 'handshake' where event_id = {VISIT}", "out.event.known_instrument_code"),
    (f"insert into out.event from out.event where event_id = {VISIT}", "out.event.unique_key"),
    ("insert into out.event_redirect values ('0123456789abcdef', 'fedcba9876543210', now())",
     "out.event_redirect.redirect_leads_to_an_event"),
    ("insert into out.event_redirect values ('0123456789abcdef', 'fedcba9876543210', now()), "
     "('fedcba9876543210', '0123456789abcdef', now())",
     "out.event_redirect.redirect_leads_to_an_event"),
    (state("2019-01-01"), "out.event_history.states_in_order"),
    (state("2030-01-01"), "out.event_history.states_do_not_overlap"),
    ("insert into out.event_report_version select * replace ('0123456789abcdef' as event_id, recorded_at + interval 1 day as recorded_at, "
     f"'same_day' as merge_reason) from out.event_report_version where event_id = {TWINNING}",
     "out.event_report_version.one_event_at_a_time"),
    (f"update out.event_report_version set merge_reason = 'first' where event_id = {VISIT}",
     "out.event_report_version.first_report_names_the_event"),
    (f"update out.event_report set quote_end = quote_end + 1 where event_id = {VISIT}", "out.event_report.quote_as_long_as_its_span"),
    (f"update out.event_report set quote = reverse(quote) where event_id = {VISIT}", "out.event_report.quote_of_the_report"),
    (f"update out.event_report set document_id = '0123456789abcdef' where event_id = {VISIT}", "out.event_report.one_report_of_a_document"),
    (f"update out.event_report set document_id = '0123456789abcdef' where event_id = {VISIT}", "out.event_report.known_document_id"),
    (f"update out.event_party set country = 'DE' where event_id = {VISIT}", "out.event_party.transnational"),
    (f"insert into out.event_party from out.event_party where event_id = {VISIT}", "out.event_party.unique_key"),
    ("update out.document set abstained = 'no_trigger'", "out.document.abstained_or_reported"),
    ("update out.document set abstained = 'bad_mood' where n_reports = 0", "out.document.known_abstained"),
    ("update out.dyad_month set actor_a = actor_b, actor_b = actor_a", "out.dyad_month.pair_in_order"),
    ("update out.dyad_month set country_b = country_a", "out.dyad_month.pair_of_two_countries"),
    ("update out.dyad_month set observed_days_a = 0, observed_days_b = 0", "out.dyad_month.zeros_only_where_watched"),
    ("update out.dyad_month set contacts = events + 1", "out.dyad_month.contacts_not_above_events"),
    ("update out.dyad_year set contacts_dated = contacts + 1", "out.dyad_year.contacts_not_above_events"),
    ("update out.country_year set constant_contacts = contacts + 1", "out.country_year.contacts_not_above_events"),
    ("update out.actor_year set instruments = events + 1", "out.actor_year.contacts_not_above_events"),
    ("delete from out.dyad_month where month = (select min(month) from out.dyad_month)", "out.dyad_month.panel_is_complete"),
    ("delete from out.dyad_year", "out.dyad_year.years_hold_their_months"),
    ("update out.actor_year set observed_months = 0", "out.actor_year.zeros_only_where_watched"),
    ("delete from out.actor_year where year = 2028", "out.actor_year.panel_is_complete"),
    ("update out.actor_year set actor_id = 'gn:404'", "out.actor_year.known_actor_id"),
    ("update core.spell set ended_on = '1999' where spell_kind = 'twinning'", "core.spell.spells_in_order"),
    ("update core.spell set ended_on = '2031' where spell_kind = 'twinning'", "core.spell.spells_do_not_overlap"),
    ("update core.spell set started_by = '0123456789abcdef'", "core.spell.spell_begun_by_an_event"),
    ("update out.indicator set lower = 2 where indicator_code = 'I5' and series_code = 'bypass'", "out.indicator.value_within_bounds"),
    ("update out.indicator set value = 'nan'::double", "out.indicator.value_is_a_number"),
    ("update out.indicator set value = value / 2 where indicator_code = 'I6'", "out.indicator.shares_add_up"),
    ("update out.indicator set indicator_code = 'I99'", "out.indicator.known_indicator_code"),
    ("update out.coverage set documents = documents + 1", "out.coverage.documents_add_up"),
])
def test_a_relational_fault_is_caught_by_name(spoilt: duckdb.DuckDBPyConnection, fault: str, check: str) -> None:
    spoilt.execute(fault)
    failed = {f"{row['table_name']}.{row['check_name']}": row for row in run_relational_checks(spoilt) if not row["is_passed"]}
    assert check in failed
    assert failed[check]["failed_count"] > 0 and failed[check]["sample_keys"]


def test_every_check_in_the_file_has_a_seeded_fault() -> None:
    marks = test_a_relational_fault_is_caught_by_name.pytestmark  # type: ignore[attr-defined]
    seeded = {check for _, check in marks[0].args[1]}
    written = {f"{c.table}.{c.name}" for c in read_checks() if not c.name.startswith(("known_", "unique_key"))}
    assert written <= seeded


def test_a_check_that_cannot_run_is_named(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = RelationalCheck("of_nothing", "out.event", "stop", "select nothing from out.event")
    monkeypatch.setattr(checks, "read_checks", lambda: [broken])
    with (duckdb.connect(str(sound), read_only=True) as connection,
          pytest.raises(WarehouseError, match=r"check out\.event\.of_nothing could not run: Binder Error")):
        run_relational_checks(connection)


def test_suites_that_cannot_run_are_told_in_one_line_and_leave_the_results_as_they_were(
    spoilt: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("out.event: check allowed_realis could not run: no such column\nand a long story")

    before = spoilt.execute("from ops.quality order by all").fetchall()
    spoilt.close()
    monkeypatch.setattr(checks, "run_suites", fail)
    with pytest.raises(WarehouseError, match=r"^the gate could not run: out\.event: check allowed_realis could not run: no such column$"):
        check_tables(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("from ops.quality order by all").fetchall() == before


EVENT_FAULTS: dict[str, dict[str, Any]] = {
    "present_type_code": {"type_code": None},
    "pattern_event_id": {"event_id": "visit 1"},
    "allowed_realis": {"realis": "background"},
    "pattern_event_on": {"event_on": "27.4.2026"},
    "allowed_event_precision": {"event_precision": "hour"},
    "between_tone": {"tone": 3},
    "between_confidence": {"confidence": 1.5},
    "between_n_reports": {"n_reports": 0},
    "allowed_channel": {"channel": "sub_moon"},
    "allowed_own_relation": {"own_relation": "bypassed"},
    "present_recorded_at": {"recorded_at": None},
}


def spoil(frame: pd.DataFrame, faults: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """One copy of the first row a fault, each with its own key."""
    rows = []
    for rank, fault in enumerate(faults.values()):
        rows.append({**frame.iloc[0].to_dict(), "event_id": f"{rank:016x}", **fault})
    return pd.DataFrame(rows, columns=frame.columns)


def test_suites_made_from_the_declarations_catch_faults_in_columns(sound: Path) -> None:
    """One run over every table: Great Expectations is started once."""
    with duckdb.connect(str(sound), read_only=True) as connection:
        event = connection.execute("from out.event").df()
        parties = connection.execute("from out.event_party").df()
    found = run_suites({
        "sound": (TABLES["out.event"], event),
        "spoilt": (TABLES["out.event"], spoil(event, EVENT_FAULTS)),
        "repeated": (TABLES["out.event"], pd.concat([event, event], ignore_index=True)),
        "parties": (TABLES["out.event_party"], pd.concat([parties, parties], ignore_index=True)),
    })
    assert [check.name for check in found["sound"] if check.failed_rows] == []
    failed = {check.name: check.failed_rows for check in found["spoilt"] if check.failed_rows}
    for rank, name in enumerate(EVENT_FAULTS):
        assert rank in failed[name], name
    assert [check.name for check in found["repeated"] if check.failed_rows] == ["unique_event_id"]
    assert [check.name for check in found["parties"] if check.failed_rows] == ["unique_key"]


def test_every_rule_of_a_declaration_is_an_expectation_and_a_constraint() -> None:
    from warehouse.schema import column_checks

    for table in TABLES.values():
        expected = {check for check, *_ in expectations_of(table, unique_key=False)}
        assert {name for column in table.columns for name, _ in column_checks(column)} <= expected
        assert {f"present_{column.name}" for column in table.columns if not column.nullable} <= expected


DOCUMENT_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("pattern_mismatch", {"lang": "Deutsch!"}),
    ("length_out_of_range", {"title": "x" * 1001}),
    ("value_not_allowed", {"published_precision": "hour", "published": "2026-05-01"}),
    ("value_out_of_range", {"confidence": 7.0}),
    ("text_missing", {"text": None}),
    ("date_invalid", {"published": "2026-02-30"}),
    ("date_out_of_range", {"published": "0001-01-01"}),
    ("precision_mismatch", {"published": "2026-05", "published_precision": "day"}),
    ("published_in_future", {"published": "2026-06-30"}),
    ("published_in_future", {"published": "9999-12-31"}),
]


def test_the_documents_gate_quarantines_each_bad_document_with_file_field_value_and_reason(tmp_path: Path) -> None:
    world = World(tmp_path)
    good = world.document("de_talstadt", "good.html", "A good page with a text of some length.")
    bad = []
    for number, (reason, fault) in enumerate(DOCUMENT_FAULTS, 2):
        page = world.document("de_talstadt", f"{number}.html", f"Page {number} of {reason} with a text of some length.",
                              archive_record=f"de_talstadt.warc.gz:{number}")
        bad.append((reason, {**page, **fault}))
    world.collect("de_talstadt", [good, *(document for _, document in bad)])
    counts = check_documents(world.landing, START, write_folder)
    assert counts == {"folders": 1, "documents": 1 + len(bad), "refused": len(bad)}
    from warehouse.status import status_from_manifests

    held = {(row["item"], row["reason"]): row for row in status_from_manifests(world.landing)["quarantine"]}
    for reason, document in bad:
        issue = held[document["revision_id"], reason]
        assert issue["field"] in document and issue["source_id"] == "de_talstadt"
        assert issue["detail"].startswith("de_talstadt/20260504T090000Z/document.parquet row ")
    assert good["revision_id"] not in {item for item, _ in held}
    assert check_documents(world.landing, START, write_folder) == {"folders": 0, "documents": 0, "refused": 0}


def test_rules_over_several_columns_have_a_reason_of_their_own() -> None:
    assert len({rule.reason for rule in DOCUMENT_RULES}) == len(DOCUMENT_RULES)


def test_a_stopped_gate_keeps_the_last_good_snapshot_and_says_why(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    pass_gate(world.warehouse)
    good = publish_snapshot(world.warehouse, world.snapshots)
    with duckdb.connect(str(world.warehouse)) as connection:
        run_script(connection, MODELS / "macros.sql")
        connection.execute("update out.event set n_parties = 9 where type_code = 'visit'")
        connection.execute("update out.event set published_on = '2020' where type_code = 'twinning'")
        connection.execute("update out.dyad_month set contacts = events + 1")
    with pytest.raises(GateError, match=r"the events gate and the release gate stopped on 2 checks: out\.dyad_month\.contacts_not_above_"
                                        r"events \(\d+ rows, such as gn:1\|gn:2\|.*out\.event\.count_of_parties \(1 rows") as stopped:
        check_tables(world.warehouse)
    assert {row["check_name"] for row in stopped.value.failures} == {"count_of_parties", "contacts_not_above_events"}
    with pytest.raises(GateError, match=r"the gates stopped publication: out\.dyad_month\.contacts_not_above_events, out\.event\.count"):
        publish_snapshot(world.warehouse, world.snapshots)
    assert [file.name for file in world.snapshots.glob("[0-9]*")] == [f"{good['version']}.duckdb"]
    report = world.warehouse.with_name("quality.md").read_text(encoding="utf-8")
    assert "**stopped**" in report
    assert "| out.event.not_told_before_it_happened | warn | 1 |" in report
    world.build()
    with pytest.raises(GateError, match="have not passed the gates since they were built"):
        publish_snapshot(world.warehouse, world.snapshots)


def test_the_report_tells_failures_first_and_counts_the_rest() -> None:
    row = {"gate": "events", "table_name": "out.event", "check_name": "count_of_parties", "severity": "stop", "is_passed": True,
           "checked_count": 7, "failed_count": 0, "sample_keys": []}
    failed = {**row, "check_name": "dates_in_order", "is_passed": False, "failed_count": 2, "sample_keys": ["a|b", "c"]}
    held = {**failed, "gate": "documents", "table_name": "raw.document"}
    assert render_quality([row, failed]).splitlines()[2:] == [
        "**stopped**: 2 checks, 1 failed (1 to stop, 0 to warn).", "", "## Events gate: what was merged", "",
        "| failed check | severity | rows | of | such as |", "|---|---|---|---|---|",
        "| out.event.dates_in_order | stop | 2 | 7 | a\\|b, c |", "",
        "| table | rows | checks | passed |", "|---|---|---|---|", "| out.event | 7 | 2 | 1 |"]
    assert "**passed**" in render_quality([row, held])


def test_gate_instants_are_those_of_landing(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.collect("de_talstadt", [world.document("de_talstadt", "a.html", "A good page with a text of some length.")])
    check_documents(world.landing, datetime(2026, 5, 5), write_folder)
    assert [path.name for path in (world.landing / "_gate").iterdir()] == ["20260505T000000Z"]
