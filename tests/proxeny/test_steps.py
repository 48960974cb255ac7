"""A whole run without Airflow: on the demonstration web, twice, later, killed, and with things that go wrong."""

import json
import os
import shutil
from dataclasses import replace

import duckdb
import pytest

from extractors.landing import read_table
from proxeny import steps
from proxeny.plan import PlanError
from proxeny.settings import ROOT
from samples.build import build_recording
from tests.conftest import INSTANT, export, run_steps
from tests.warehouse.test_querying import list_questions
from warehouse.query import query
from warehouse.status import status_from_manifests

EMPTY_IN_SAMPLE = {"9. How busy is a unit, fairly compared?", "25. Do both sides tell the same?"}
"""They ask of months in which sources were watched: the recordings are of single days."""
FEW = ["sample_de_leipzig", "sample_jp_kami", "sample_pl_krakow", "sample_tr_izmir"]


def fetch(settings, sql, *values):
    with duckdb.connect(str(settings.snapshots / "current.duckdb"), read_only=True) as connection:
        return connection.execute(sql, values).fetchall()


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Data directory after a run over the first recording; tests that write work on a copy."""
    from proxeny.settings import read_settings

    settings = read_settings({"PROXENY_DATA": str(tmp_path_factory.mktemp("sample") / "data")})
    assert run_steps(settings, mode="sample") == []
    return settings


@pytest.fixture(autouse=True)
def relational_gates():
    """The SQL checks alone: the suites take most of a run's time, and the run over the whole sample has them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.checks._run_suites", lambda connection: [])
        yield


@pytest.fixture
def copied(sample, tmp_path):
    shutil.copytree(sample.data, tmp_path / "data")
    return replace(sample, data=tmp_path / "data")


def test_the_first_recording_shows_the_breadth_of_the_record(sample):
    events, types = fetch(sample, "select count(*), count(distinct type_code) from out.event where retracted_at is null")[0]
    assert events >= 40
    assert types >= 12
    languages = fetch(sample, "select count(distinct lang) from out.event_report")[0][0]
    assert languages >= 8
    suites = fetch(sample, "select count(*) from ops.quality where gate <> 'documents' and check_name like 'present_%' and is_passed")
    assert suites[0][0] > 100
    assert fetch(sample, "select is_sample from ref.snapshot") == [(True,)]
    assert fetch(sample, "select count(*) from out.event where not is_sample") == [(0,)]
    assert fetch(sample, "select sum(contacts) from out.dyad_month")[0][0] >= 1


@pytest.mark.parametrize(("title", "sql"), list_questions())
def test_every_question_of_the_docs_is_answered_over_the_sample(sample, title, sql):
    assert query(sample.snapshots / "current.duckdb", sql).num_rows > 0 or title in EMPTY_IN_SAMPLE


@pytest.mark.parametrize("name", ["Kraków", "krakow", "Cracovie", "Краков", "Краків", "קרקוב", "クラクフ", "克拉科夫", "크라쿠프"])
def test_actors_of_the_sample_are_found_by_their_names_in_any_script(sample, name):
    assert fetch(sample, "select actor_id from find_actor(?)", name)[0] == ("gn:3094802",)


def test_both_sides_of_one_act_are_one_event(sample):
    assert fetch(sample, "select count(*) from out.event where n_sides_reporting = 2")[0][0] >= 1


def test_a_broken_page_is_quarantined_and_an_empty_feed_is_a_warning(sample):
    reasons = {row[0]: row[1] for row in fetch(sample, "select reason, min(severity) from ops.issue group by reason")}
    assert reasons["no_text"] == "quarantine"
    assert reasons["empty_feed"] == "warning"


def test_a_second_run_over_the_same_recording_changes_nothing(copied, tmp_path):
    before = export(copied, tmp_path / "before")
    run_steps(copied, mode="sample")
    assert export(copied, tmp_path / "after") == before
    assert steps.publish_snapshot(copied)["is_new"] is False


def test_the_later_recording_adds_what_is_new_one_revision_and_one_tombstone(copied):
    def list_revisions():
        with duckdb.connect(str(copied.warehouse), read_only=True) as connection:
            return set(connection.execute("select document_id, revision_id, is_tombstone from raw.document").fetchall())

    before = list_revisions()
    run_steps(copied, mode="sample", recording="later")
    added = list_revisions() - before
    known = {document_id for document_id, _, _ in before}
    assert sorted(is_tombstone for document_id, _, is_tombstone in added if document_id in known) == [False, True]
    assert before <= list_revisions()
    assert any(document_id not in known for document_id, _, _ in added)


def test_the_archive_alone_gives_the_same_tables(copied, tmp_path):
    before = export(copied, tmp_path / "before")
    shutil.rmtree(copied.landing)
    copied.warehouse.unlink()
    run_steps(copied, mode="archive")
    assert export(copied, tmp_path / "after") == before


def test_a_lost_warehouse_is_made_anew_from_landing(copied, tmp_path):
    before = export(copied, tmp_path / "before")
    copied.warehouse.unlink()
    run_steps(copied, mode="sample")
    assert export(copied, tmp_path / "after") == before


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    from proxeny.settings import read_settings

    folder = tmp_path_factory.mktemp("undisturbed")
    settings = read_settings({"PROXENY_DATA": str(folder / "data")})
    run_steps(settings, mode="sample", source_ids=FEW)
    return export(settings, folder / "export")


class Killed(BaseException):
    """Nothing in the program catches it, as nothing catches kill -9."""


@pytest.mark.parametrize("commit", range(0, 12))
def test_a_run_killed_at_a_commit_point_ends_in_the_same_tables(settings, tmp_path, monkeypatch, undisturbed, commit):
    """Every file of the program gets its name by a rename: the run is killed just before the n-th."""
    made = 0

    def dying(real):
        def rename(*arguments, **keywords):
            nonlocal made
            made += 1
            if made > commit:
                raise Killed
            return real(*arguments, **keywords)
        return rename

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", dying(os.rename))
        patch.setattr(os, "replace", dying(os.replace))
        with pytest.raises(Killed):
            run_steps(settings, mode="sample", source_ids=FEW)
    run_steps(settings, mode="sample", source_ids=FEW)
    assert export(settings, tmp_path / "export") == undisturbed


def test_a_failed_source_stops_none_of_its_neighbours(settings, tmp_path):
    declarations = tmp_path / "sources"
    shutil.copytree(ROOT / "samples" / "sources", declarations, ignore=lambda _, names: [n for n in names if n[:-4] not in FEW])
    text = (declarations / "sample_pl_krakow.yml").read_text(encoding="utf-8").replace("sample_pl_krakow", "sample_pl_nowhere")
    (declarations / "sample_pl_nowhere.yml").write_text(text.replace("krakow.example", "nowhere.example"), encoding="utf-8")
    (declarations / "sample_xx_bad.yml").write_text("source_id: sample_xx_bad\ntitel: x\n", encoding="utf-8")
    settings = replace(settings, sources=declarations)
    assert run_steps(settings, mode="sample") == ["sample_pl_nowhere", "sample_xx_bad"]
    assert fetch(settings, "select count(*) from out.event")[0][0] > 0
    with pytest.raises(steps.SourceFailed, match=r"sample_xx_bad\.yml:2: titel"):
        steps.collect_source({"mode": "sample"}, "sample_xx_bad", INSTANT, settings)


def test_what_is_out_of_service_is_not_collected_any_more(settings, tmp_path):
    declarations = tmp_path / "sources"
    shutil.copytree(ROOT / "samples" / "sources", declarations, ignore=lambda _, names: [n for n in names if n[:-4] not in FEW])
    with open(declarations / f"{FEW[0]}.yml", "a", encoding="utf-8") as file:
        file.write("disabled: {reason: section closed, on: 2026-05-04}\n")
    (declarations / "sample_xx_bad.yml").write_text("titel: x\n", encoding="utf-8")
    settings = replace(settings, sources=declarations)
    assert steps.list_sources({}, settings) == sorted([*FEW[1:], "sample_xx_bad"])
    with pytest.raises(PlanError, match="out of service since 2026-05-04: section closed"):
        steps.list_sources({"source_ids": [FEW[0]]}, settings)


@pytest.mark.parametrize(("error", "is_final"), [
    ("http_503: https://city.example/feed", False), ("dns_failed: https://city.example/feed", False),
    ("retry_later: https://city.example/feed", True), ("robots_disallowed: https://city.example/feed", True),
])
def test_a_live_source_is_tried_again_unless_manners_forbid(settings, monkeypatch, error, is_final):
    monkeypatch.setattr("extractors.collect.collect_source", lambda *_, **__: {"counts": {}, "outcome": "failed", "error": error})
    settings = replace(settings, sources=ROOT / "samples" / "sources", contact="me@city.example")
    with pytest.raises(steps.SourceFailed) as failed:
        steps.collect_source({}, FEW[0], INSTANT, settings)
    assert failed.value.is_final is is_final


def test_the_gate_names_what_failed():
    collected = [{"source_id": "a"}]
    steps.require_sources(["a"], collected)
    with pytest.raises(RuntimeError, match="1 of 2 sources failed: b"):
        steps.require_sources(["a", "b"], collected)
    with pytest.raises(RuntimeError, match="could not be listed"):
        steps.require_sources(None, [])


@pytest.mark.parametrize(("conf", "message"), [
    ({"mode": "sample", "source_ids": ["sample_zz_none"]}, "source 'sample_zz_none' is not declared"),
    ({"mode": "archive"}, "no archive in"),
])
def test_a_plan_that_cannot_be_carried_out_is_refused(settings, conf, message):
    with pytest.raises(PlanError, match=message):
        steps.list_sources(conf, settings)


def test_a_live_run_needs_a_contact(settings):
    with pytest.raises(PlanError, match="PROXENY_CONTACT is not set"):
        steps.collect_source({"source_ids": ["sample_pl_krakow"]}, "sample_pl_krakow", INSTANT,
                             replace(settings, sources=ROOT / "samples" / "sources"))


def test_a_document_the_coder_fails_on_is_quarantined_and_taken_up_again(settings, monkeypatch):
    import transforms.coding

    real = transforms.coding.code_document

    def failing(document):
        if "krakow" in document["url"]:
            raise RuntimeError("a defect")
        return real(document)

    def list_held():
        return [row["reason"] for row in status_from_manifests(settings.landing)["quarantine"] if row["stage"] == "code"]

    monkeypatch.setattr(transforms.coding, "code_document", failing)
    run_steps(settings, mode="sample", source_ids=FEW)
    assert list_held() == ["coder_error"]
    monkeypatch.undo()
    run_steps(settings, mode="sample", source_ids=FEW)
    assert list_held() == []
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        coded = connection.execute("select count(*) from core.coded where source_id = 'sample_pl_krakow'").fetchall()
    assert coded[0][0] >= 1


def test_reports_of_another_coder_are_verified_and_take_the_place_of_ours(settings, tmp_path):
    run_steps(settings, mode="sample", source_ids=FEW)
    url, text = next(
        (row["url"], row["text"]) for folder in (settings.landing / "sample_de_leipzig").iterdir()
        for row in read_table(folder, "document").to_pylist() if "krakau" in row["url"])
    ours = fetch(settings, "select count(*) from out.event_report where url = ?", url)[0][0]
    quote = text[:40]
    event = {
        "type": "visit", "realis": "occurred", "date": {"start": None, "basis": "none"},
        "parties": [{"name": "Leipzig", "level": "local", "country": "DE", "actor_id": "gn:2879139", "evidence": {"basis": "publisher"}},
                    {"name": "Kraków", "level": "local", "country": "PL", "actor_id": "gn:3094802", "roles": ["host"],
                     "evidence": {"field": "text", "start": 0, "end": 40, "quote": quote}}],
        "evidence": {"field": "text", "start": 0, "end": 40, "quote": quote},
    }
    misquoted = {**event, "type": "aid", "evidence": {"field": "text", "start": 1, "end": 41, "quote": quote}}
    lines = [{"id": name, "abstained": None, "events": events} for name, events in (
        (url, [event, misquoted]), ("https://nowhere.example/", []), (url, [{"type": "visit"}]))]
    file = tmp_path / "hand.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n", encoding="utf-8")
    assert run_steps(settings, mode="reports", files=[str(file)], coder="hand@1") == []
    assert ours >= 1
    assert fetch(settings, "select report.coder, event.type_code, report.quote from out.event_report as report join out.event "
                           "using (event_id) where url = ? and event.retracted_at is null", url) == [("hand@1", "visit", quote)]
    held = {row["item"]: row["field"] for row in status_from_manifests(settings.landing)["quarantine"] if row["stage"] == "code"}
    assert held == {"hand.jsonl:2": "id", "hand.jsonl:3": "events.0", "hand.jsonl:4": "line"}
    assert fetch(settings, "select reason from ops.issue where stage = 'load'") == [("evidence_mismatch",)]


@pytest.mark.parametrize(("cut", "reason"), [(lambda content: content[:len(content) // 2], "record_truncated"),
                                            (lambda content: b"\0garbage" * 500, "record_bad_record")])
def test_what_is_whole_in_a_damaged_archive_is_taken_in(settings, tmp_path, cut, reason):
    (tmp_path / "theirs.warc.gz").write_bytes(cut(build_recording("first", tmp_path / "web").read_bytes()))
    assert run_steps(settings, mode="archive", files=[str(tmp_path / "theirs.warc.gz")]) == []
    assert fetch(settings, "select reason from ops.issue where severity = 'quarantine' and stage = 'fetch'") == [(reason,)]
    documents = fetch(settings, "select count(*) from out.document where source_id = 'archive_theirs'")[0][0]
    assert (documents > 10) == (reason == "record_truncated")
