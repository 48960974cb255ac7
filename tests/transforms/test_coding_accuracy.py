"""Floors under the coder's accuracy on our own gold, and what that gold must be to mean anything.

The floors stand in ``coding_floors.yml``: lowering one is a line of its own in the history. Figures are those of
``python benchmarks/coding.py --own``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from benchmarks.coding import PAGE, code_own_gold, render_accuracy
from benchmarks.scoring import Case, score
from samples.corpus import load_announcements
from transforms.coding.evidence import LONGEST_QUOTE

FLOORS = yaml.safe_load((Path(__file__).parent / "coding_floors.yml").read_text(encoding="utf-8"))
UNSPACED = ("ja", "zh")


@cache
def coded() -> tuple[Case, ...]:
    return tuple(code_own_gold())


@cache
def figures() -> dict[str, float]:
    return score(coded())[0]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_figure_stays_above_its_floor(name: str) -> None:
    assert figures()[name] >= FLOORS[name]


def test_every_figure_has_a_floor() -> None:
    assert set(FLOORS) == set(figures())


@pytest.mark.parametrize("case", coded(), ids=[str(case.document["id"]) for case in coded()])
def test_every_field_is_proved_by_its_words(case: Case) -> None:
    for event in (*case.line["events"], *case.line["domestic"]):
        said = [event["evidence"], *(entry["evidence"] for entry in event["national"]), *(party["evidence"] for party in event["parties"])]
        for evidence in said:
            if evidence == {"basis": "publisher"}:
                continue
            text = case.document[evidence["field"]]
            assert text[evidence["start"]:evidence["end"]] == evidence["quote"]
            assert 1 <= len(evidence["quote"]) <= LONGEST_QUOTE
        for party in event["parties"]:
            assert party["mention"]
            assert party["roles"]


def test_labels_are_many_long_and_often_negative() -> None:
    gold = load_announcements("gold")
    assert len(gold) >= 120
    assert sum(not announcement.expect["events"] for announcement in gold) >= 0.4 * len(gold)
    for announcement in gold:
        if announcement.defect is not None:
            continue
        if announcement.lang.startswith(UNSPACED):
            assert 300 <= len("".join(announcement.body.split())) <= 800, announcement.document_name
        else:
            assert 150 <= len(announcement.body.split()) <= 400 or announcement.lang.startswith("ko"), announcement.document_name


def test_labelled_words_stand_in_the_announcement() -> None:
    for case in coded():
        for event in case.expect["events"]:
            assert event["evidence"] in case.document["text"] or event["evidence"] in case.document["title"], case.document["id"]


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_accuracy(coded()), "write it anew: python benchmarks/coding.py --page"
