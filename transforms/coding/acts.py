"""From triggers to acts: vetoes, realis, the border test, precedence within a clause."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from transforms.codebook import Codebook, Trigger, TypeRule
from transforms.codebook.lexicon import ENCOUNTER
from transforms.codebook.phrases import Hit
from transforms.coding.cast import Cast
from transforms.coding.parties import SUBNATIONAL, Party, PartyKey, is_licensed, select_parties
from transforms.coding.reading import Reading, Sentence
from transforms.coding.realis import BACKGROUND, CONDITIONAL, OCCURRED, is_told, judge_realis

_QUESTIONS = ("?", "？", "؟")
_BORROWS_BOTH = frozenset({"instrument", "end", "contact"})
"""Kinds of act that may take both sides from the context: "The agreement was signed on Monday", "The week-long visit began on 5 April"."""
_EXCLUSIVE = frozenset({"instrument", "end", "statement", "membership"})
"""Kinds of act of which one and the same wording reports only one."""
_INSTRUMENTS = frozenset({"instrument", "end"})
_MEMBERSHIP = "membership"
_RENEWED = "renewed"
_EXCHANGE = "exchange"
_GATHERING, _PRESENCE = "gathering", "presence"
_BARE = frozenset({"toponym", "country"})
_YOUTH = "youth"
"""Words for pupils and clubs, whose trips are an exchange where no head comes along."""
_LENDING = 3
_BESIDE = 14
"""Code points between a word of history and the tie of which it tells the age: "seit 1969 bestehende Partnerschaft"."""
_MANY = 3
_LINE = 40
"""Longest line of a letter that says to whom it goes, in code points."""
Licence = tuple[list[Party], frozenset[PartyKey]]
"""Parties of an act, and the keys of those that the context lent."""
_PLANNED = "planned"
_STATE_REACH, _STATE_REACH_WEAK = 100, 20


@dataclass
class Act:
    """A trigger with its parties: what becomes an event unless another act tells the same."""

    rule: TypeRule
    trigger: Trigger
    hit: Hit
    sentence: Sentence
    clause: tuple[int, int]
    realis: str
    parties: list[Party]
    lent: frozenset[PartyKey]
    """Keys of the parties lent by the context: title, lead, the sentence before."""


def split_clauses(sentence: Sentence, text: str) -> list[tuple[int, int]]:
    """Clauses of a sentence as offsets of its field: cut at semicolons and before the clause openers of the lexicon."""
    cuts = {hit.start for _, hit in sentence.cues("grammar", "clauses") if hit.start > sentence.start}
    cuts |= {at + 1 for at in range(sentence.start, sentence.end) if text[at] in ";；"}
    bounds = [sentence.start, *sorted(cuts), sentence.end]
    return [(start, end) for start, end in pairwise(bounds) if end > start]


class ActFinder:
    """Finds the acts of a document; ``reasons`` counts why triggers were dropped."""

    def __init__(self, reading: Reading, cast: Cast, codebook: Codebook) -> None:
        self.reading, self.cast, self.codebook = reading, cast, codebook
        self.order = {row["realis_code"]: row["rank"] for row in codebook.realis} | {BACKGROUND: 6}
        self.reasons: dict[str, int] = {}
        self.is_wide = False
        self.acting: set[PartyKey] = set()
        """Parties of the acts found so far: a place among them is more than where something happened."""

    def find(self) -> list[Act]:
        """Acts in the order of the text. Where none is licensed, strong triggers borrow more widely."""
        acts = self._find_all()
        if not acts:
            self.is_wide = True
            self.reasons.clear()
            acts = self._find_all()
        return acts

    def _find_all(self) -> list[Act]:
        acts: list[Act] = []
        for sentence in self.reading.sentences:
            triggers = sentence.triggers()
            if not triggers:
                continue
            vetoes = sentence.cues("veto")
            if vetoes:
                self._drop(vetoes[0][0].value)
                continue
            if sentence.is_headline and self.reading.slice(sentence.field, sentence.start, sentence.end).rstrip().endswith(_QUESTIONS):
                continue
            acts.extend(self._find_in(sentence, triggers))
            self.acting.update(party.key for act in acts[-_LENDING:] for party in act.parties)
        return acts

    def _drop(self, reason: str) -> None:
        self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def _find_in(self, sentence: Sentence, triggers: list[tuple[Trigger, Hit]]) -> list[Act]:
        field = self.reading.title if sentence.field == "title" else self.reading.text
        clauses = split_clauses(sentence, field)
        acts: list[Act] = []
        for trigger, hit in triggers:
            clause = next((clause for clause in clauses if clause[0] <= hit.start < clause[1]), (sentence.start, sentence.end))
            act = self._make(sentence, clause, trigger, hit)
            if act is not None:
                acts.append(act)
        return self._choose(acts)

    def _make(self, sentence: Sentence, clause: tuple[int, int], trigger: Trigger, hit: Hit) -> Act | None:
        assert self.reading.lexicon is not None  # noqa: S101
        instruments = {cue.value for cue, at in sentence.cues("instrument") if clause[0] <= at.start < clause[1]}
        for rule in self.rules_for(sentence, trigger):
            if rule.not_with & instruments:
                continue
            realis = judge_realis(sentence, clause, trigger, hit, rule.opens, self.reading.lexicon, self.order)
            found = self._licensed_parties(sentence, clause, trigger, hit, rule)
            if found is not None:
                if realis == BACKGROUND and rule.tie_status == _RENEWED and _is_attribute(sentence, hit):
                    realis = OCCURRED
                if realis == BACKGROUND:
                    self._drop("background_mention")
                    return None
                if realis == CONDITIONAL and (trigger.weak or sentence.index > 1):
                    return None  # "suggested that they sign": told in passing, no act
                if realis == CONDITIONAL and rule.when_proposed is not None:
                    rule, realis = self.codebook.rules[rule.when_proposed], OCCURRED
                return Act(rule, trigger, hit, sentence, clause, realis, *found)
        return None

    def rules_for(self, sentence: Sentence, trigger: Trigger) -> list[TypeRule]:
        """Rules of the types that a trigger may tell, those of the border test first."""
        tested = [row for row in self.codebook.encounters
                  if (trigger.type_code == ENCOUNTER or trigger.type_code in row.get("also", ())) and self._holds(sentence, row)]
        own = [] if trigger.type_code == ENCOUNTER else [self.codebook.rules[trigger.type_code]]
        return [self.codebook.rules[row["use"]] for row in tested] + own

    def _holds(self, sentence: Sentence, row: dict[str, Any]) -> bool:
        if "words" in row:
            return bool(sentence.cues("grammar", row["words"])) and (row["words"] != _YOUTH or not self._names_head_abroad(sentence))
        if row["counterpart"] == "resident_representative":
            parties = self.cast.parties_of(sentence.index)
            units = {party.country for party in parties if party.level in SUBNATIONAL and not self.cast.is_place(party)} or {self.cast.home}
            return len(units) == 1 and any(party.is_diplomat and party.country not in units for party in parties)
        return True

    def _names_head_abroad(self, sentence: Sentence) -> bool:
        return any(party.office is not None and not self.cast.is_home(party) for party in self.cast.parties_of(sentence.index))

    def _licensed_parties(self, sentence: Sentence, clause: tuple[int, int], trigger: Trigger, hit: Hit, rule: TypeRule) -> Licence | None:
        for start, end in dict.fromkeys([clause, (sentence.start, sentence.end)]):
            named = self._list_near(self.cast.parties_in(sentence, start, end), trigger, hit)
            acting = [party for party in named if not self.cast.is_place(party)]
            if rule.opens == _PRESENCE:  # where an office stands is whom it is with
                acting = [party for party in named if party in acting or all(party.country != other.country for other in acting)]
            some = [acting] if len(acting) == len(named) else [acting, self._missing_places(acting, named), named]
            for candidates in some:
                parties = select_parties(self._with_publisher(candidates), self.cast.home, rule)
                if trigger.weak and not self.is_wide and any(self.cast.is_home(party) and self.cast.is_place(party) for party in parties):
                    continue  # where it happened, and no party
                if not self._has_agent(parties):
                    continue
                if is_licensed(parties, rule) and (self.is_wide or not trigger.weak or not any(party.is_unnamed for party in parties)):
                    traveller = self._find_traveller(sentence, hit, parties, rule)
                    return [*traveller, *parties], frozenset(party.key for party in traveller)
        named = self._with_publisher(self._list_near(self.cast.parties_of(sentence.index), trigger, hit))
        acting = [party for party in named if not self.cast.is_place(party)]
        inside = [party for party in acting if party.mention is None or clause[0] <= party.mention.name_start < clause[1]]
        lent = None
        for number, size in enumerate(sizes := [len(inside) or len(acting), len(acting), len(named)]):
            if lent is None and size not in sizes[:number]:
                lent = self._lend(sentence, trigger, (inside or acting, acting, named)[number], rule)
        if lent is None and not trigger.weak:
            groups = self.cast.collectives_of(sentence)
            if groups or self.is_wide:
                lent = self._lend_widely(sentence, [*named, *groups], rule)
        return lent

    def _list_near(self, parties: list[Party], trigger: Trigger, hit: Hit) -> list[Party]:
        """The parties that the words for an act can mean: bare states only close to them, or listed behind one that is ("to France, Spain
        and Italy")."""
        kept: list[Party] = []
        for party in parties:
            is_listed = bool(kept) and self.cast.are_listed(kept[-1], party)
            if _is_near(party, trigger, hit) or (is_listed and kept[-1].counterpart_kind == "state"):
                kept.append(party)
        return kept

    def _find_traveller(self, sentence: Sentence, hit: Hit, parties: list[Party], rule: TypeRule) -> list[Party]:
        """The home side of a trip whose sentence names only where it went ("He will travel to London and Germany"): the government that
        the title or a sentence before names."""
        if rule.opens != "contact" or rule.acts == _GATHERING or self.cast.home is None or any(
                self.cast.is_home(party) or party.mention is None or party.mention.start < hit.start
                or party.mention.basis not in _BARE for party in parties):
            return []
        for index in self._neighbours(sentence, nearest_first=True):
            units = [party for party in self.cast.parties_of(index) if index < sentence.index and party.office is not None
                     and party.level in SUBNATIONAL and self.cast.is_home(party)]
            if units:
                return units[:1]
        return []

    def _missing_places(self, acting: list[Party], named: list[Party]) -> list[Party]:
        """Those who act, and the places of the side of which nobody acts: "the Mayor of Lyon arrived in Boston"."""
        missing = self._missing_side(acting, [party for party in named if self.cast.is_place(party)])
        return [party for party in named if party in acting or party in missing]

    def _has_agent(self, parties: list[Party]) -> bool:
        """Whether somebody acts for a subnational government or a network: towns that are only where a state did something do not."""
        units = [party for party in parties if party.level in SUBNATIONAL]
        return (not units or len({party.country for party in units}) > 1 or any(party.level == "network" for party in parties)
                or any(not self.cast.is_place(party) for party in units))

    def _with_publisher(self, named: list[Party]) -> list[Party]:
        """The publisher is party A unless the text names another government of its country."""
        publisher = self.cast.publisher
        if publisher is None or any(self.cast.is_home(party) and party.counterpart_kind == "subnational" for party in named):
            return named
        return [publisher, *named]

    def _lend(self, sentence: Sentence, trigger: Trigger, named: list[Party], rule: TypeRule) -> Licence | None:
        """One side from the context: the sentences before, the title, the sentence behind, nearest first. Weak triggers borrow only
        with a phrase that points back to a pair."""
        pairs = bool(sentence.cues("grammar", "pairs") or (not trigger.weak and sentence.cues("grammar", "counterparts")))
        if not pairs and (trigger.weak or (not named and (rule.opens not in _BORROWS_BOTH or trigger.type_code == ENCOUNTER))):
            return None
        neighbours = self._neighbours(sentence, nearest_first=bool(named or pairs))
        is_letter = rule.opens == "statement" and any(map(self._is_address, neighbours))
        is_home = (named or rule.acts == _GATHERING) and all(map(self.cast.is_home, named))
        if is_home and not pairs and not is_letter and rule.opens not in _INSTRUMENTS | {_MEMBERSHIP}:
            return None  # what the home side did in a sentence of its own is mostly an affair of its own
        for take in (self._missing_side, self._other_abroad):
            for index in neighbours:
                if pairs and not named and self._is_home_pair(self.cast.parties_of(index)):
                    return None  # "the two towns" are those of one country, whoever else is named further away
                lent = [party for party in self.cast.parties_of(index) if all(party.key != other.key for other in named)]
                if named and not pairs:
                    lent = take(named, lent)
                is_headline = self.reading.sentences[index].is_headline
                lent = [party for party in lent if (not self.cast.is_place(party) or party.key in self.acting)
                        and (is_headline or party.counterpart_kind != "state" or rule.opens in _INSTRUMENTS or (
                            rule.opens == "statement" and self._is_address(index)))]
                parties = select_parties([*named, *lent], self.cast.home, rule)
                if lent and is_licensed(parties, rule):
                    return parties, frozenset(party.key for party in lent)
        return None

    def _is_address(self, index: int) -> bool:
        """Whether a line is that of a letter which says to whom it goes: a state or its ambassador and little else."""
        sentence, parties = self.reading.sentences[index], self.cast.parties_of(index)
        return sentence.end - sentence.start <= _LINE and not sentence.triggers() and bool(parties) and all(
            party.level == "national" for party in parties)

    def _is_home_pair(self, parties: list[Party]) -> bool:
        units = {party.key: party for party in parties if party.counterpart_kind == "subnational"}
        return len(units) > 1 and all(self.cast.is_home(party) for party in parties)

    def _lend_widely(self, sentence: Sentence, named: list[Party], rule: TypeRule) -> Licence | None:
        """What the sentences around name, gathered until both sides are there: for documents in which nothing else is licensed."""
        parties = list(named)
        for index in (sentence.index, *self._neighbours(sentence, nearest_first=True)):
            is_headline = self.reading.sentences[index].is_headline
            parties += [party for party in self.cast.parties_of(index) if all(party.key != other.key for other in parties)
                        and (is_headline or party.counterpart_kind != "state")]
            if self._is_home_pair(parties):
                return None
            for candidates in ([party for party in parties if not self.cast.is_place(party)], parties):
                selected = select_parties(candidates, self.cast.home, rule)
                if is_licensed(selected, rule):
                    return selected, frozenset(party.key for party in selected if all(party.key != other.key for other in named))
        return None

    def _missing_side(self, named: list[Party], lent: list[Party]) -> list[Party]:
        """Of the parties of a neighbour those of the side that is not named: home or abroad."""
        has_home = any(self.cast.is_home(party) for party in named if party.counterpart_kind == "subnational")
        has_abroad = any(not self.cast.is_home(party) for party in named)
        if has_home and not has_abroad:
            return [party for party in lent if not self.cast.is_home(party)]
        if has_abroad and not has_home:
            return [party for party in lent if party.counterpart_kind == "subnational" and self.cast.is_home(party)][:1]
        return lent

    def _other_abroad(self, named: list[Party], lent: list[Party]) -> list[Party]:
        """The same where nobody at home takes part: the first government of a third country."""
        if any(self.cast.is_home(party) for party in named if party.counterpart_kind == "subnational"):
            return []
        countries = {other.country for other in named if other.counterpart_kind == "subnational"}
        return [party for party in lent if party.counterpart_kind == "subnational" and party.country not in countries][:1]

    def _neighbours(self, sentence: Sentence, nearest_first: bool) -> list[int]:
        before = [index for index in range(sentence.index - 1, max(-1, sentence.index - 1 - _LENDING), -1)
                  if self.reading.sentences[index].field == sentence.field]
        title = [other.index for other in self.reading.sentences[:_LENDING] if other.field == "title" and other is not sentence]
        reach = _LENDING * 2 if sentence.field == "title" else 1
        behind = range(sentence.index + 1, min(len(self.reading.sentences), sentence.index + 1 + reach))
        indexes = [*before, *title, *behind] if nearest_first else [*title, *before, *behind]
        return [index for index in indexes if not self._lists_ties(index)]

    def _lists_ties(self, index: int) -> bool:
        """Whether a sentence only lists the ties of old: "The town is twinned with Athens, Ghent and Oulu" lends nobody to an act."""
        if not self.reading.sentences[index].cues("realis", BACKGROUND):
            return False
        return len({party.country for party in self.cast.parties_of(index) if not self.cast.is_home(party)}) >= _MANY

    def _choose(self, acts: list[Act]) -> list[Act]:
        """Of the acts of one clause (of one sentence, for the same family) the one that takes precedence."""
        chosen: dict[tuple[object, ...], Act] = {}
        told = [act for act in acts if act.rule.opens == "contact" and act.realis == OCCURRED and is_told(act.sentence, act.hit)]
        for act in acts:
            if any(_is_narrower(other, act) or _is_part(act, other) for other in acts) or any(_goes_on_with(other, act) for other in told):
                continue
            is_gathering = act.rule.acts == _GATHERING and not act.trigger.weak
            key = (act.rule.opens, is_gathering, act.clause if act.rule.opens in _INSTRUMENTS else None)
            other = chosen.get(key)
            if other is None or _outranks(act, other):
                chosen[key] = act
        kept: list[Act] = []
        for act in sorted(chosen.values(), key=_rank):
            if not any(tells_same(act, other) for other in kept):
                kept.append(act)
        return sorted(kept, key=lambda act: (act.hit.start, act.rule.precedence))


def _outranks(act: Act, other: Act) -> bool:
    """Whether an act is chosen before another of its family. A renewal within the words of another instrument says what was signed: "signed
    the renewal of the sister city agreement"."""
    renews = act.rule.tie_status == _RENEWED
    if act.rule.opens == "instrument" and renews != (other.rule.tie_status == _RENEWED) and _overlap(act.hit, other.hit):
        return renews
    return _rank(act) < _rank(other)


def _is_narrower(act: Act, other: Act) -> bool:
    """Whether another contact is told by part of the words of another: "study visit" within "made a study visit"."""
    return (act.rule is not other.rule and act.rule.opens == other.rule.opens == "contact" and not act.trigger.weak
            and other.hit.start < act.hit.start and act.hit.end == other.hit.end)


def _goes_on_with(told: Act, act: Act) -> bool:
    """Whether a plan is what those do next who were just met: "received the delegation, which will visit the port"."""
    return (act.realis == _PLANNED and act.rule.opens == "contact" and act.clause == told.clause and told.hit.start < act.hit.end
            and {party.key for party in act.parties} <= {party.key for party in told.parties})


def _is_part(act: Act, other: Act) -> bool:
    """Whether weak words for a contact lie within strong ones for an act of another kind: "came to" within "pupils came to their host
    families", "reached a" within "reached an agreement"."""
    return (act.trigger.weak and act.rule.opens == "contact" and not other.trigger.weak and other.rule.opens != "contact"
            and other.hit.start <= act.hit.start and act.hit.end <= other.hit.end)


def tells_same(act: Act, other: Act) -> bool:
    """Whether one wording tells both: an exclusive family, an office called delegation, or a gathering (a delegation to a forum is no
    visit, a forum hosted no reception)."""
    if act.rule.opens in _EXCLUSIVE:
        # "severed ties in protest against …", "suspended relations and the sister city agreement"
        is_reason = act.rule.opens in {"statement", "instrument"} and act.trigger.weak and other.rule.opens == "end"
        return other.rule.opens in _EXCLUSIVE and (is_reason or _overlap(act.hit, other.hit))
    if act.trigger.weak and act.rule.opens == "contact" and not other.trigger.weak and (
            other.rule.opens == "presence" or other.rule.type_code == _EXCHANGE):
        return _overlap(act.hit, other.hit)  # "its delegations in Tunisia and Mexico", "welcomed the students"
    if act.trigger.weak and other.rule.opens == "end" and _overlap(act.hit, other.hit):
        return True  # "suspended its exchanges": none takes place
    if not act.trigger.weak or act.rule.opens != "contact" or other.rule.acts != _GATHERING or other.trigger.weak:
        return False
    if act.rule.acts == "meeting" and {party.key for party in act.parties} <= {party.key for party in other.parties}:
        return True  # "mayors gathered for the summit to discuss the climate"
    return act.trigger.type_code != ENCOUNTER or _overlap(act.hit, other.hit)


def _overlap(a: Hit, b: Hit) -> bool:
    return a.start < b.end and b.start < a.end


def _is_near(party: Party, trigger: Trigger, hit: Hit) -> bool:
    """A bare state is a counterpart only close to the trigger: "visits Portugal", not any mention of a country in the sentence."""
    if party.counterpart_kind != "state" or party.mention is None:
        return True
    reach = _STATE_REACH_WEAK if trigger.weak else _STATE_REACH
    return party.mention.start - hit.end <= reach and hit.start - party.mention.end <= reach


def _rank(act: Act) -> tuple[bool, bool, bool, int, int]:
    """Order of choice: parties named, not lent; more than talked of; strong before weak; precedence of the codebook; place."""
    return (bool(act.lent), act.realis == CONDITIONAL, act.trigger.weak, act.rule.precedence, act.hit.start)


def _is_attribute(sentence: Sentence, hit: Hit) -> bool:
    """Whether words of history only tell of the tie that is renewed: "die seit 1969 bestehende Partnerschaft fortzusetzen"."""
    cues = [at for cue, at in sentence.cues("realis", BACKGROUND)]
    return bool(cues) and all(at.start < hit.start and hit.start - at.end <= _BESIDE for at in cues)
