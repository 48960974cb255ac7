"""Scores of coded documents against the labels of the corpus in ``samples/``. Pure: labels and lines in, figures out.

Events are matched one to one within a document: same type first, then most parties shared. What the figures are: ``FIGURES``.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Event = Mapping[str, Any]
Party = Mapping[str, Any]

FIGURES = {
    "relevance": "a document has at least one event (F1)",
    "relevance_p": "precision of relevance",
    "events": "matched events of the same type (F1)",
    "type": "set of types of a document (F1)",
    "party": "parties of a document, by name and country (F1)",
    "countries": "countries of the parties: mean F1 over documents whose labels name at least two",
    "pair": "labelled events of two parties: both in one event of the type",
    "level": "of matched parties: the level is right",
    "date": "of labelled dates whose event was found: the start is equal",
    "realis": "of matched events: the realis is equal",
    "national": "documents in which a national state takes part (F1)",
    "domain": "of matched events: the primary domain is one of those labelled",
    "direction": "of matched events: the direction is equal",
    "evidence": "quotes of 1 to 300 code points that re-slice",
    "evidence_on": "of matched events: the evidence overlaps the labelled words",
}
_BODIES = frozenset({"network", "supranational"})
_LONGEST_QUOTE = 300
NOTHING = "nothing"
"""Row or column of the confusion table for an event that the other side does not have."""


class Case(NamedTuple):
    """A document, its labels and the line the coder made of it."""

    document: Mapping[str, Any]
    expect: Mapping[str, Any]
    line: Mapping[str, Any]


def _fold(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.lower())
    return "".join(char if char.isalnum() else " " for char in text if not unicodedata.combining(char)).strip()


def _names(party: Party) -> list[str]:
    return [_fold(name) for name in (party.get("name"), party.get("mention")) if name]


def _is_name(a: str, b: str) -> bool:
    if not a or not b:
        return False
    if a.isascii() and b.isascii():
        return set(a.split()) <= set(b.split()) or set(b.split()) <= set(a.split())
    return a in b or b in a


def is_same_party(labelled: Party, said: Party) -> bool:
    """Whether actors or names agree, and countries too unless it is a body that has none."""
    if labelled["country"] != said["country"] and labelled["level"] not in _BODIES:
        return False
    if labelled.get("actor_id") and labelled["actor_id"] == said.get("actor_id"):
        return True
    return any(_is_name(a, b) for a in _names(labelled) for b in _names(said))


def _match_parties(labelled: Sequence[Party], said: Sequence[Party]) -> list[tuple[Party, Party]]:
    left, pairs = list(said), []
    for party in labelled:
        mate = next((other for other in left if is_same_party(party, other)), None)
        if mate is not None:
            left.remove(mate)
            pairs.append((party, mate))
    return pairs


def match_events(labelled: Sequence[Event], said: Sequence[Event]) -> list[tuple[Event, Event]]:
    """Events matched one to one: same type first, then the one that shares most parties; those that share none stay alone."""
    left, pairs = list(said), []
    for same_type in (True, False):
        for event in labelled:
            if any(event is pair[0] for pair in pairs):
                continue
            mates = [other for other in left if (other["type"] == event["type"]) == same_type]
            scored = [(len(_match_parties(event["parties"], other["parties"])), -place) for place, other in enumerate(mates)]
            best = max(scored, default=(0, 0))
            if best[0] or (same_type and scored):
                mate = mates[-best[1]]
                left.remove(mate)
                pairs.append((event, mate))
    return pairs


def _all_parties(events: Iterable[Event]) -> list[Party]:
    found: dict[tuple[Any, Any], Party] = {}
    for event in events:
        for party in event["parties"]:
            found.setdefault((party["country"], party.get("actor_id") or party["name"]), party)
    return list(found.values())


def _f1(hits: int, said: int, labelled: int) -> float:
    return 2 * hits / (said + labelled) if said + labelled else 1.0


class _Tally:
    """Hits, said and labelled of each figure, and the cells of the confusion table."""

    def __init__(self) -> None:
        self.sets: dict[str, Counter[str]] = {}
        self.shares: dict[str, Counter[bool]] = {}
        self.confusion: Counter[tuple[str, str]] = Counter()
        self.countries: list[float] = []

    def add_set(self, name: str, hits: int, said: int, labelled: int) -> None:
        self.sets.setdefault(name, Counter()).update(hits=hits, said=said, labelled=labelled)

    def add_share(self, name: str, right: bool) -> None:
        self.shares.setdefault(name, Counter())[right] += 1

    def add_case(self, case: Case) -> None:
        labelled, said = case.expect["events"], case.line["events"]
        self.add_set("relevance", bool(labelled and said), bool(said), bool(labelled))
        types, said_types = {event["type"] for event in labelled}, {event["type"] for event in said}
        self.add_set("type", len(types & said_types), len(said_types), len(types))
        parties, said_parties = _all_parties(labelled), _all_parties(said)
        matched = _match_parties(parties, said_parties)
        self.add_set("party", len(matched), len(said_parties), len(parties))
        for party, other in matched:
            self.add_share("level", party["level"] == other["level"])
        countries = {party["country"] for party in parties} - {None}
        if len(countries) > 1:
            said_countries = {party["country"] for party in said_parties} - {None}
            self.countries.append(_f1(len(countries & said_countries), len(said_countries), len(countries)))
        national, said_national = (any(event["national"] for event in events) for events in (labelled, said))
        self.add_set("national", national and said_national, said_national, national)
        self._add_events(case, labelled, said)

    def _add_events(self, case: Case, labelled: Sequence[Event], said: Sequence[Event]) -> None:
        pairs = match_events(labelled, said)
        same = [(event, other) for event, other in pairs if event["type"] == other["type"]]
        self.add_set("events", len(same), len(said), len(labelled))
        self.confusion.update((event["type"], other["type"]) for event, other in pairs)
        self.confusion.update((event["type"], NOTHING) for event in labelled if all(event is not pair[0] for pair in pairs))
        self.confusion.update((NOTHING, other["type"]) for other in said if all(other is not pair[1] for pair in pairs))
        for event in labelled:
            if len(event["parties"]) == 2:
                self.add_share("pair", any(len(_match_parties(event["parties"], other["parties"])) == 2 for other in said
                                           if other["type"] == event["type"]))
        for event, other in same:
            self.add_share("realis", event["realis"] == other["realis"])
            self.add_share("direction", event["direction"] == other["direction"])
            if event["domains"]:
                self.add_share("domain", other["domains"][0] in event["domains"])
            start = event["date"]["start"]
            if start:
                self.add_share("date", (other["date"]["start"] or "")[:len(start)] == start)
            self.add_share("evidence_on", _overlaps(case.document, event["evidence"], other["evidence"]))
        for other in said:
            self.add_share("evidence", _reslices(case.document, other["evidence"]))


def _overlaps(document: Mapping[str, Any], words: str, said: Mapping[str, Any]) -> bool:
    text = document[said["field"]] or ""
    at = text.find(words)
    return at >= 0 and max(at, said["start"]) < min(at + len(words), said["end"])


def _reslices(document: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    text = document[said["field"]] or ""
    return 0 < said["end"] - said["start"] <= _LONGEST_QUOTE and text[said["start"]:said["end"]] == said["quote"]


def score(cases: Iterable[Case]) -> tuple[dict[str, float], Counter[tuple[str, str]]]:
    """Figures by name, rounded to three places, and the confusion table: (labelled type, said type) → events."""
    tally = _Tally()
    for case in cases:
        tally.add_case(case)
    figures = {name: _f1(counts["hits"], counts["said"], counts["labelled"]) for name, counts in tally.sets.items()}
    relevance = tally.sets["relevance"]
    figures["relevance_p"] = relevance["hits"] / relevance["said"] if relevance["said"] else 1.0
    figures["countries"] = sum(tally.countries) / len(tally.countries) if tally.countries else 1.0
    figures |= {name: counts[True] / counts.total() for name, counts in tally.shares.items()}
    return {name: round(value, 3) for name, value in sorted(figures.items())}, tally.confusion


def render_confusion(confusion: Mapping[tuple[str, str], int]) -> str:
    """The confusion table as Markdown: a row a labelled type, most frequent first, with what was said instead."""
    labels = sorted({row for row, _ in confusion}, key=lambda row: (row == NOTHING, -sum(
        count for (label, _), count in confusion.items() if label == row), row))
    lines = ["| labelled | events | right | said instead |", "|---|---:|---:|---|"]
    for label in labels:
        row = {said: count for (other, said), count in confusion.items() if other == label}
        wrong = sorted(((said, count) for said, count in row.items() if said != label), key=lambda item: (-item[1], item[0]))
        instead = ", ".join(f"{said} {count}" for said, count in wrong)
        lines.append(f"| {label} | {sum(row.values())} | {row.get(label, 0)} | {instead} |")
    return "\n".join(lines) + "\n"
