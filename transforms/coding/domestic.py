"""Thin records of contacts with the own national government: the denominator of the disembedding indicator."""

from __future__ import annotations

from typing import Any

from transforms.codebook import Codebook
from transforms.codebook.lexicon import ENCOUNTER
from transforms.coding.cast import Cast
from transforms.coding.evidence import quote_sentence
from transforms.coding.parties import SUBNATIONAL, Party
from transforms.coding.reading import Reading, Sentence
from transforms.coding.report import render_party
from transforms.coding.times import Clock

_ACTS = frozenset({"contact"})


def find_domestic(reading: Reading, cast: Cast, codebook: Codebook) -> list[dict[str, Any]]:
    """At most one record a document: a meeting of a home unit with a national office of its own country, told in one sentence."""
    for sentence in reading.sentences:
        triggers = [(trigger, hit) for trigger, hit in sentence.triggers()
                    if trigger.type_code == ENCOUNTER or codebook.rules[trigger.type_code].opens in _ACTS]
        parties = _sides(cast, sentence) if triggers else []
        if len(parties) < 2:
            continue
        trigger, hit = triggers[0]
        when = Clock(reading).date_act(sentence, (sentence.start, sentence.end), hit.start, hit.end, False)
        return [{
            "type": None, "realis": "occurred", "tie_status": None, "occasion": 1, "date": when.as_dict(),
            "parties": [render_party(reading, party, ["participant"]) for party in parties], "domains": ["protocol_general"],
            "direction": "mutual", "tone": 0, "instrument": "oral_or_none", "n_instruments": None, "national": [], "strategy_cues": [],
            "evidence": quote_sentence(reading, sentence, hit.start, hit.end), "rule": trigger.rule, "confidence": 0.6,
        }]
    return []


def _sides(cast: Cast, sentence: Sentence) -> list[Party]:
    parties = cast.parties_of(sentence.index)
    if any(not cast.is_home(party) for party in parties):
        return []
    units = [party for party in parties if party.level in SUBNATIONAL]
    if not units and cast.publisher is not None:
        units = [cast.publisher]
    offices = [party for party in parties if party.level == "national" and party.office is not None]
    return [*units[:1], *offices[:1]] if units and offices else []
