"""The figures that a run's summary tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.conftest import ACTORS, START, World, act, party, two_sides
from tests.warehouse.test_explain import publish
from warehouse.errors import WarehouseError
from warehouse.summary import summarise


def test_the_summary_counts_reports_events_and_contacts_apart(tmp_path: Path) -> None:
    world = World(tmp_path)
    two_sides(world)
    text = "Der Bürgermeister von Valbourg empfing eine Delegation aus Kawamachi."
    visit = act("visit", party("fr_valbourg", publisher=True), party("jp_kawamachi"), on="2026-02-01")
    documents = [world.document("fr_valbourg", "besuch.html", text, [visit], lang="de", days=2),
                 world.document("fr_valbourg", "eau.html", "La commune nettoie les canaux.", lang="fr", days=2)]
    issue = {"issue_id": "0123456789abcdef", "source_id": "fr_valbourg", "stage": "extract", "severity": "quarantine", "reason": "no_text",
             "item": "https://fr-valbourg.example/x", "seen_at": START.replace(tzinfo=None)}
    world.collect("fr_valbourg", documents, days=2, issues=[issue])
    world.run(days=3, actor_rows=[dict(actor, names=[]) for actor in ACTORS.values()])
    told = summarise(publish(world))
    assert told["counts"] == {"sources": 3, "documents": 4, "reports": 4, "events": 3, "contacts": 2, "actors": 3, "quarantined": 1}
    assert told["snapshot"]["is_sample"] is True
    assert told["documents_by_language"] == [
        {"lang": "en", "documents": 2, "documents_with_reports": 2}, {"lang": "de", "documents": 1, "documents_with_reports": 1},
        {"lang": "fr", "documents": 1, "documents_with_reports": 0}]
    assert told["events_by_type"] == [
        {"type_code": "visit", "label": "visit", "events": 2, "contacts": 2},
        {"type_code": "twinning", "label": "twinning", "events": 1, "contacts": 1}]
    assert told["abstentions_by_reason"] == [{"reason_code": "no_trigger", "label": "no_trigger", "documents": 1}]
    assert [(row["reason"], row["issues"]) for row in told["issues_by_reason"]] == [("no_text", 1)]
    assert [(row["name_a"], row["name_b"], row["contacts"], row["events"]) for row in told["busiest_dyads"]] == [
        ("Talstadt", "Kawamachi", 1, 2), ("Kawamachi", "Valbourg", 1, 1)]
    assert sorted(row["lang"] for row in told["examples"]) == ["de", "en"]
    assert all(row["quote"] and row["url"] and len(row["parties"]) == 2 for row in told["examples"])


def test_an_empty_record_has_a_summary(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.run()
    told = summarise(publish(world))
    assert set(told["counts"].values()) == {0}
    assert told["examples"] == told["busiest_dyads"] == []


def test_without_a_snapshot_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="nothing has been published yet"):
        summarise(tmp_path / "current.duckdb")
