"""Acts whose sentences leave a side unsaid, in a document that speaks of two governments only: "In 2021 masks were sent to Nishihama"."""

from __future__ import annotations

from transforms.codebook import Lexicon, TypeRule
from transforms.coding.acts import Act, ActFinder, split_clauses, tells_same
from transforms.coding.parties import Party, PartyKey, is_licensed, select_parties
from transforms.coding.reading import Sentence
from transforms.coding.realis import BACKGROUND, CONDITIONAL, judge_realis

_REACH = 4
"""Sentences around an act in which another one of the same pair is looked for."""


def add_acts_of_pair(finder: ActFinder, acts: list[Act]) -> list[Act]:
    """The acts, and those that strong triggers tell in sentences near them which name one of the pair at most and nobody else."""
    pair = _find_pair(finder, acts)
    lexicon = finder.reading.lexicon
    if not pair or lexicon is None:
        return acts
    known = {(act.sentence.index, act.rule.opens) for act in acts}
    near = {index + step for index, _ in known for step in range(-_REACH, _REACH + 1)}
    added: list[Act] = []
    for sentence in finder.reading.sentences:
        if sentence.index in near and not sentence.is_headline and not sentence.cues("veto") and _names_no_other(finder, sentence, pair):
            for act in _find_in(finder, sentence, pair, lexicon):
                beside = [other for other in (*acts, *added) if other.sentence is sentence]
                if (sentence.index, act.rule.opens) not in known and not any(tells_same(act, other) for other in beside):
                    known.add((sentence.index, act.rule.opens))
                    added.append(act)
    return sorted([*acts, *added], key=lambda act: act.sentence.index)


def _find_pair(finder: ActFinder, acts: list[Act]) -> list[Party]:
    """The first government at home and the only one abroad (or body) that acts are between; none where there are more."""
    found: dict[PartyKey, Party] = {}
    for act in acts:
        for party in act.parties:
            if party.counterpart_kind not in {"state", None}:
                found.setdefault(party.key, party)
    home = [party for party in found.values() if finder.cast.is_home(party)]
    abroad = [party for party in found.values() if not finder.cast.is_home(party)]
    return [home[0], abroad[0]] if home and len(abroad) == 1 else []


def _names_no_other(finder: ActFinder, sentence: Sentence, pair: list[Party]) -> bool:
    """Whether a sentence names the pair and its states at most."""
    keys, countries = {party.key for party in pair}, {party.country for party in pair}
    return all(party.key in keys or (party.counterpart_kind == "state" and party.country in countries)
               for party in finder.cast.parties_of(sentence.index))


def _find_in(finder: ActFinder, sentence: Sentence, pair: list[Party], lexicon: Lexicon) -> list[Act]:
    text = finder.reading.title if sentence.field == "title" else finder.reading.text
    clauses = split_clauses(sentence, text)
    named = {party.key: party for party in finder.cast.parties_of(sentence.index)}
    acts = []
    for trigger, hit in sentence.triggers():
        rule = None if trigger.weak else _choose_rule(finder, finder.rules_for(sentence, trigger), pair)
        if rule is None:
            continue
        clause = next((clause for clause in clauses if clause[0] <= hit.start < clause[1]), (sentence.start, sentence.end))
        realis = judge_realis(sentence, clause, trigger, hit, rule.opens, lexicon, finder.order)
        if realis not in {BACKGROUND, CONDITIONAL}:
            parties = [named.get(party.key, party) for party in pair]
            acts.append(Act(rule, trigger, hit, sentence, clause, realis, parties, frozenset(party.key for party in pair) - named.keys()))
    return acts


def _choose_rule(finder: ActFinder, rules: list[TypeRule], pair: list[Party]) -> TypeRule | None:
    return next((rule for rule in rules if is_licensed(select_parties(pair, finder.cast.home, rule), rule)), None)
