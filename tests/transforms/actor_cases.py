"""The suite of homonyms, metonyms and names that are words: reads ``actor_cases.tsv`` and says which cases the scan gets wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from transforms.actors import find_mentions
from transforms.actors.records import Mention


@dataclass(frozen=True)
class Case:
    """A text in which the name at ``start`` to ``end`` stands for ``expected``."""

    lang: str
    country: str | None
    text: str
    start: int
    end: int
    expected: str


def list_cases() -> list[Case]:
    cases = []
    for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            lang, country, marked, expected = line.split("\t")
            start, end = marked.index("["), marked.index("]") - 1
            cases.append(Case(lang, None if country == "-" else country, marked.replace("[", "").replace("]", ""), start, end, expected))
    return cases


def find_failure(case: Case) -> str | None:
    """What the scan says instead; None when it is right."""
    document = {"text": case.text, "lang": case.lang, "publisher": {"country": case.country} if case.country else None}
    found = [mention for mention in find_mentions(document) if mention.name_start < case.end and case.start < mention.name_end]
    if case.expected == "none":
        official = [mention for mention in found if mention.is_official]
        return f"{case.text} [{case.text[case.start : case.end]}] none, not {list(map(describe, official))}" if official else None
    if any(matches(mention, case.expected) for mention in found):
        return None
    return f"{case.text} [{case.text[case.start : case.end]}] {case.expected}, not {list(map(describe, found))}"


def describe(mention: Mention) -> str:
    name = mention.actor.name if mention.actor else "?"
    return f"{name}/{mention.country or ''}/{mention.level}/{mention.office or ''}"


def matches(mention: Mention, expected: str) -> bool:
    wanted = expected.split("/")
    return mention.is_official and describe(mention).split("/")[: len(wanted)] == wanted


def list_failures(cases: Iterable[Case]) -> list[str]:
    return [failure for case in cases if (failure := find_failure(case)) is not None]
