"""What part the national states had in an act, each with the words that say so."""

from __future__ import annotations

from functools import cache
from typing import Any

from transforms.actors.phrases import load_phrases
from transforms.actors.records import Mention
from transforms.codebook import Codebook
from transforms.codebook.lexicon import ENCOUNTER
from transforms.codebook.phrases import Hit
from transforms.coding.acts import Act
from transforms.coding.cast import Cast
from transforms.coding.evidence import quote
from transforms.coding.names import is_former
from transforms.coding.parties import DIPLOMATS, SUBNATIONAL, Party, state_of
from transforms.coding.reading import Reading, Sentence
from transforms.gazetteer.keys import UNSPACED, name_key, script_of

_NEAR = 120
_BESIDE = 8
_TOUCHING = 3
_REACH = 3
"""Sentences around an act in which a cue still speaks of it."""
_STATESMEN = frozenset({"national_minister", "head_of_state_government"})
_SHARED = frozenset({"accompanied", "mediated"})
"""Relations that a state has to the acts of its own governments only, and not to those to which it is a party."""
_WORDS = frozenset({"end", "statement"})
"""Kinds of act at which nobody need be present."""
_OWN, _PARTNER = "own", "partner"
_DIPLOMAT, _STATESMAN = "diplomat", "statesman"
_KINDS: dict[str | None, str] = {**dict.fromkeys(DIPLOMATS, _DIPLOMAT), **dict.fromkeys(_STATESMEN, _STATESMAN)}
_HAVE_MINISTERS = frozenset({"AR", "AU", "BE", "CA", "DE", "ES", "GB", "IN", "IQ", "MY", "PK", "RU"})
"""States whose regions have ministers of their own."""


def find_national(reading: Reading, cast: Cast, codebook: Codebook, acts: list[Act], parties: list[Party],
                  met: list[Party]) -> list[dict[str, Any]]:
    """Relations of own and partner state to an event, strongest first; at most one of a relation and side.

    ``met`` are the parties of all events around: a phrase that tells of an official whom another event meets is no cue for this one.
    """
    rank = {row["relation_code"]: row["rank"] for row in codebook.relations}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    has_pair = len({party.country for party in parties if party.level in SUBNATIONAL}) > 1
    is_signing = acts[0].rule.opens == "instrument"
    is_occasion = acts[0].rule.opens not in _WORDS
    sides = {cast.home, *(party.country for party in parties)}
    for sentence in _sentences(reading, acts):
        for cue, hit in sentence.cues("national"):
            mention = _nearest_state(sentence, hit.start, hit.end)
            country = mention.country if mention else None
            if cue.value in _SHARED and (_is_other(reading, sentence, hit, parties, met, cast) if country is None else (
                    country not in sides or _is_party(mention, parties) or _is_met(mention, met))):
                continue
            side = _PARTNER if country is not None and state_of(country) != state_of(cast.home) else _OWN
            found.setdefault((side, cue.value), {
                "side": side, "country": country or cast.home, "relation": cue.value,
                "evidence": quote(reading, sentence.field, hit.start, hit.end)})
        for mention in sentence.mentions:
            # An official of the own state, or of another beside governments of two countries, came along, whatever the verb.
            side = _PARTNER if mention.country is not None and state_of(mention.country) != state_of(cast.home) else _OWN
            is_concerned = side == _OWN or (has_pair and mention.country in sides)
            comes_along = is_occasion and is_concerned and mention.office in DIPLOMATS | _STATESMEN and mention.level != "supranational"
            text = reading.title if mention.field == "title" else reading.text
            is_absent = is_former(text, mention) or _is_party(mention, parties) or _is_visited(sentence, mention)
            if comes_along and mention.is_official and not is_absent and (
                    is_signing or not _is_met(mention, met)) and all(key[0] != side for key in found):
                found[side, "accompanied"] = {"side": side, "country": mention.country or cast.home, "relation": "accompanied",
                                              "evidence": quote(reading, sentence.field, mention.start, mention.end)}
    return sorted(found.values(), key=lambda entry: (rank[entry["relation"]], entry["side"]))


def _sentences(reading: Reading, acts: list[Act]) -> list[Sentence]:
    indexes: list[int] = []
    for act in acts:
        at = act.sentence.index
        indexes += [index for index in range(max(0, at - _REACH), min(len(reading.sentences), at + 1 + _REACH))
                    if reading.sentences[index].field == act.sentence.field]
    return [reading.sentences[index] for index in dict.fromkeys(indexes)]


def _nearest_state(sentence: Sentence, start: int, end: int) -> Mention | None:
    states = [(max(0, start - mention.end, mention.start - end), mention.start, mention) for mention in sentence.mentions
              if mention.level in {"national", "national_deconcentrated"}]
    states = [entry for entry in states if entry[0] <= _NEAR]
    # An office tells more than the bare name of a state that stands closer.
    return min(states, key=lambda entry: (entry[2].office is None, entry[0], entry[1]))[2] if states else None


def _is_party(mention: Mention | None, parties: list[Party]) -> bool:
    return mention is not None and any(party.mention is not None and party.level == mention.level and party.country == mention.country
                                       for party in parties)


def _is_met(mention: Mention | None, met: list[Party]) -> bool:
    """Whether an event meets an official of the same office."""
    return mention is not None and mention.office is not None and any(
        party.level == "national" and party.office == mention.office and party.country == mention.country for party in met)


def _is_other(reading: Reading, sentence: Sentence, hit: Hit, parties: list[Party], met: list[Party], cast: Cast) -> bool:
    """Whether an official whose state is not named is rather one that an event meets, or a minister of the home region itself."""
    named = _name_offices(reading.slice(sentence.field, hit.start, hit.end), reading.lang or "")
    offices = {_KINDS[party.office] for party in met if party.level == "national" and party.office in _KINDS}
    meets = any(party.level == "national" and party.office in _KINDS for party in parties)
    if named & offices or (meets and not named):
        return True
    if named != {_STATESMAN}:
        return False
    if any(0 <= hit.start - mention.end <= _TOUCHING and mention.level in SUBNATIONAL for mention in sentence.mentions):
        return True  # "Kurdistan Region Prime Minister", "Bavaria's Minister of Economy"
    is_own = any(party.level == "regional" and party.country in _HAVE_MINISTERS and cast.is_home(party) for party in parties)
    return is_own and not sentence.cues("grammar", "central")


def _name_offices(text: str, lang: str) -> set[str]:
    key = f" {name_key(text)} "
    return {kind for word, kind in _list_offices(lang) if word in key}


@cache
def _list_offices(lang: str) -> tuple[tuple[str, str], ...]:
    """Words for offices of states in a language, between spaces where its script has them, and whether diplomats or ministers hold them."""
    phrases = load_phrases(lang)
    return tuple((f" {key} " if script_of(key) not in UNSPACED else key, _KINDS[cue.office])
                 for table in (phrases.before, phrases.of, phrases.after) for key, cue in table.items() if cue.office in _KINDS)


def _is_visited(sentence: Sentence, mention: Mention) -> bool:
    """Whether words for a meeting stand right before an official: who is met is a counterpart and no company."""
    return any(trigger.type_code == ENCOUNTER and 0 <= mention.start - hit.end <= _BESIDE for trigger, hit in sentence.triggers())
