"""The output line: every key of an event from its acts, the lexicon and the codebook."""

from __future__ import annotations

from collections import Counter
from typing import Any

from transforms.codebook import Codebook
from transforms.coding.cast import Cast
from transforms.coding.events import Event
from transforms.coding.evidence import quote, quote_sentence
from transforms.coding.national import find_national
from transforms.coding.parties import Party
from transforms.coding.reading import Reading, Sentence
from transforms.coding.roles import assign_roles, find_direction

_MOST_DOMAINS = 3
_GENERAL = "protocol_general"
_HAPPENED = frozenset({"occurred", "ongoing"})


def render_event(reading: Reading, cast: Cast, codebook: Codebook, event: Event, events: list[Event]) -> dict[str, Any]:
    """One EVENT of the output line; ``events`` are those told around it."""
    main = event.main
    sentences = [reading.sentences[index] for index in dict.fromkeys(act.sentence.index for act in event.acts)]
    roles = assign_roles(event, cast)
    instrument = _instrument(event, sentences)
    return {
        "type": event.rule.type_code,
        "realis": event.realis,
        "tie_status": _tie_status(event, sentences),
        "occasion": event.occasion,
        "date": event.when.as_dict(),
        "parties": [render_party(reading, party, role) for party, role in zip(event.parties, roles, strict=True)],
        "domains": _domains(reading, sentences),
        "direction": find_direction(event, events, sentences, cast),
        "tone": main.trigger.tone if main.trigger.tone is not None else event.rule.tone,
        "instrument": instrument,
        "n_instruments": _count_instruments(event, sentences),
        "national": find_national(reading, cast, codebook, event.acts, event.parties,
                                  [party for other in events for party in other.parties]),
        "strategy_cues": _strategies(sentences),
        "evidence": quote_sentence(reading, main.sentence, main.hit.start, main.hit.end),
        "rule": main.trigger.rule,
        "confidence": _confidence(event),
    }


def render_party(reading: Reading, party: Party, roles: list[str]) -> dict[str, Any]:
    """One party of an event; that of the publisher has no words of its own."""
    mention = party.mention
    evidence = {"basis": "publisher"} if mention is None else quote(reading, mention.field, mention.start, mention.end)
    return {
        "name": party.name, "mention": mention.surface if mention else party.name, "actor_id": party.actor_id, "level": party.level,
        "kind": party.kind, "country": party.country, "iso_3166_2": party.iso_3166_2, "roles": roles, "evidence": evidence,
    }


def _instrument(event: Event, sentences: list[Sentence]) -> str:
    if event.rule.opens not in {"instrument", "end", "statement", "membership", "act"}:
        return event.rule.instrument
    said = Counter(cue.value for sentence in sentences for cue, hit in sentence.cues("instrument"))
    if event.main.trigger.instrument:
        return event.main.trigger.instrument
    if event.rule.opens == "instrument" and said:
        return min(said, key=lambda code: (-said[code], code))
    return event.rule.instrument


def _count_instruments(event: Event, sentences: list[Sentence]) -> int | None:
    if event.rule.opens != "instrument":
        return None
    return max((int(cue.value) for sentence in sentences for cue, _ in sentence.cues("count")), default=1)


def _tie_status(event: Event, sentences: list[Sentence]) -> str | None:
    if event.rule.tie_status is None or event.realis not in _HAPPENED:
        return None
    said = {cue.value for sentence in sentences for cue, _ in sentence.cues("tie")}
    if event.rule.opens == "end":
        return "suspended" if "suspended" in said else event.rule.tie_status
    for status in ("signed_pending", "authorised"):
        if status in said and (status == "signed_pending") == (event.rule.tie_status == "in_force"):
            return status
    return event.rule.tie_status


def _domains(reading: Reading, sentences: list[Sentence]) -> list[str]:
    """Primary domain and up to two more: by number of words in the sentences of the act, then in the whole document."""
    near = Counter(cue.value for sentence in sentences for cue, _ in sentence.cues("domain"))
    far = reading.domains
    counts = near if near.keys() - {_GENERAL} else far
    ranked = sorted((code for code in counts if code != _GENERAL), key=lambda code: (-counts[code], -far[code], code))
    return ranked[:_MOST_DOMAINS] or [_GENERAL]


def _strategies(sentences: list[Sentence]) -> list[str]:
    return sorted({cue.value for sentence in sentences for cue, _ in sentence.cues("strategy")})


def _confidence(event: Event) -> float:
    """0.95 for a strong trigger with both sides in one sentence; less for what is weak, lent, undated or from the title alone."""
    main = event.main
    value = 0.95 - 0.15 * main.trigger.weak - 0.15 * bool(main.lent) - 0.1 * main.sentence.is_headline
    value -= 0.05 * (event.when.start is None) + 0.05 * any(party.actor_id is None for party in event.parties)
    return round(max(0.2, min(0.99, value + 0.04 * (len(event.acts) > 1))), 2)
