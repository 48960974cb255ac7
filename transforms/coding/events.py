"""From acts to events: acts that tell the same are one, a family keeps the type that takes precedence, occasions are numbered."""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.codebook import TypeRule
from transforms.coding.acts import Act
from transforms.coding.cast import Cast
from transforms.coding.parties import OF_UNITS, SUBNATIONAL, Party, PartyKey, make_state
from transforms.coding.rivals import HAPPENED, RENEWED, concludes, names_envoy, renews
from transforms.coding.times import UNDATED, Clock, When, first_day, last_day, may_agree

_PLANNED = frozenset({"planned", "conditional", "postponed", "cancelled"})
_SAID = frozenset({"end", "statement"})
"""Kinds of act that are done by saying so."""
_OLD_DAYS = 430
_EARLY = 2
"""Up to this month a bare "last year" still tells news."""
_LISTED = frozenset({"instrument", "contact"})
_PROVIDED = frozenset({"act"})
_STUDY, _AID = "study", "aid"
_PROVIDING = frozenset({"instrument", "contact"})
_COMPARED = 60
"""With how many events before it an event is compared: keeps the time linear in documents of any length."""

_PARTICIPANTS_REACH = 6
_LEAD = 5
_NEAR = 3
_MANY = 3
_TOWNS = frozenset({"local", "metropolitan"})
_TAKES_PART = frozenset({"subnational", "network", "supranational"})
_FAMILIES = {"instrument": "instrument", "end": "instrument", "contact": "contact", "statement": "statement"}
"""Types that describe the same act when they share parties and date: only the one that takes precedence stays."""


@dataclass
class Event:
    """One act as the document tells it, with all places that tell it."""

    rule: TypeRule
    acts: list[Act]
    realis: str
    when: When
    parties: list[Party]
    occasion: int = 0
    main: Act = field(init=False)
    """The act that proves the event: from the text rather than the title, parties named rather than lent, strong before weak."""

    def __post_init__(self) -> None:
        self.main = self.acts[0]

    def add(self, acts: list[Act]) -> None:
        """Takes in acts that tell the same."""
        self.acts.extend(acts)
        self.main = min(self.main, *acts, key=_proof)


def _proof(act: Act) -> tuple[bool, bool, bool, int]:
    return (act.sentence.is_headline, bool(act.lent), act.trigger.weak, act.sentence.index)


def build_events(acts: list[Act], cast: Cast, clock: Clock) -> tuple[list[Event], int]:
    """Events in the order of the text, and how many acts were left out as history."""
    events: list[Event] = []
    old: list[Event] = []
    for act in acts:
        when = clock.date_act(act.sentence, act.clause, act.hit.start, act.hit.end, act.realis in _PLANNED,
                              act.rule.opens in _SAID)
        if act.lent and act.rule.tie_status == RENEWED and when.precision == "year" and _is_old(when, clock):
            when = UNDATED  # "It replaces the one of 2004"
        event = Event(act.rule, [act], _settle(act.realis, when, clock), when, list(act.parties))
        if _is_old(when, clock):
            old.append(event)
        else:
            _add(events, event, cast)
    events = _drop_family(events, cast)
    events = [event for number, event in enumerate(events)
              if not _is_content(event, list_around(events, number), cast) and not _is_roll(event, list_around(events, number))]
    for number, event in enumerate(events):
        event.parties = _name_states(event, _settle_parties(event, list_around(events, number), cast), cast)
        if event.rule.acts == "gathering" or event.rule.opens == "membership":
            event.parties += _list_participants(event, list_around(events, number), cast)
        elif event.rule.opens in _LISTED:
            event.parties = _add_listed(event, list_around(events, number), cast)
        if event.rule.opens == "presence":
            event.parties = _put_abroad(event.parties, cast)
    _number_occasions(events, cast)
    _share_dates(events, cast, clock)
    for event in events:
        event.realis = _settle(event.realis, event.when, clock)
    return events, len(old)


def list_around(events: list[Event], number: int) -> list[Event]:
    """The events told before and behind one: comparing with all would take time quadratic in the length of the document."""
    return events[max(0, number - _COMPARED):number + _COMPARED]


def _is_content(event: Event, events: list[Event], cast: Cast) -> bool:
    """True of what an instrument is about: told in its own sentence ("an agreement on youth exchanges", "to share experience"), or as a
    plan without a date that an instrument or meeting of the same sides provides for ("they will exchange students")."""
    is_shared = event.rule.type_code == _STUDY and event.main.trigger.weak
    if event.rule.opens not in _PROVIDED and not is_shared:
        return False
    told = {act.sentence.index for act in event.acts}
    if any(other.rule.opens == "instrument" and told <= {act.sentence.index for act in other.acts} for other in events):
        return True
    if event.realis not in _PLANNED or event.when is not UNDATED or event.rule.type_code == _AID:
        return False  # help on its way is told for itself
    return any(other is not event and other.rule.opens in _PROVIDING and _share(event, other, cast) for other in events)


def _is_roll(event: Event, events: list[Event]) -> bool:
    """True of a list of who came, beside the gathering they came to: "Delegations came from Athens, Bologna, Ghent and Oulu"."""
    countries = {party.country for party in event.parties if party.level in SUBNATIONAL}
    if event.rule.opens != "contact" or event.rule.acts == "gathering" or not event.main.trigger.weak or len(countries) < _MANY:
        return False
    return any(other.rule.acts == "gathering" and abs(other.main.sentence.index - event.main.sentence.index) <= _NEAR for other in events)


def _settle(realis: str, when: When, clock: Clock) -> str:
    """A day behind the publication day makes an act planned, whatever its tense."""
    if clock.anchor and when.start and when.precision != "year" and realis == "occurred" and (
            first_day(when.start) > clock.anchor):
        return "planned"
    return realis


def _is_old(when: When, clock: Clock) -> bool:
    if when.start is None:
        return False
    if clock.told is None:
        return when.precision == "year"  # On a page without a date a bare year tells history.
    if when.precision == "year":
        return int(when.start) < clock.told.year - (clock.told.month <= _EARLY)
    return (clock.told - last_day(when.end or when.start)).days > _OLD_DAYS


def _abroad(parties: list[Party], cast: Cast) -> set[PartyKey]:
    return {party.key for party in parties if not cast.is_home(party) or party.crosses_borders}


def _share(a: Event, b: Event, cast: Cast) -> bool:
    first, second = _abroad(a.parties, cast), _abroad(b.parties, cast)
    if first & second or not first or not second or any(party.is_collective for party in (*a.parties, *b.parties)):
        return True
    vague = _is_vague(a) or _is_vague(b)
    return any(x[0] == y[0] and x[0] is not None and (vague or _is_state(a, x) != _is_state(b, y)) for x in first for y in second)


def _is_vague(event: Event) -> bool:
    """True where names need not agree: a headline, parties lent by the context, governments that the gazetteer does not know."""
    return event.main.sentence.is_headline or bool(event.main.lent) or any(
        party.actor_id is None and party.level in SUBNATIONAL for party in event.parties)


def _is_state(event: Event, key: PartyKey) -> bool:
    return any(party.key == key and party.counterpart_kind == "state" for party in event.parties)


def _at_home(event: Event, cast: Cast) -> set[PartyKey]:
    return {party.key for party in event.parties if cast.is_home(party) and party.level in SUBNATIONAL}


def _is_same(a: Event, b: Event, cast: Cast) -> bool:
    if not _share(a, b, cast) or not may_agree(a.when, b.when):
        return False
    if not _is_vague(a) and not _is_vague(b):
        first, second = _at_home(a, cast), _at_home(b, cast)
        if first and second and not first & second:
            return False
    if (a.realis in HAPPENED) == (b.realis in HAPPENED):
        return True
    # The headline's present tense, or a plan told without a date of its own beside the act itself.
    return a.main.sentence.is_headline or b.main.sentence.is_headline


def _add(events: list[Event], event: Event, cast: Cast) -> None:
    for other in events[-_COMPARED:]:
        if other.rule is event.rule and _is_same(other, event, cast):
            _merge(other, event)
            return
    events.append(event)


def _merge(kept: Event, other: Event) -> None:
    from_title = kept.main.sentence.is_headline
    kept.add(other.acts)
    if kept.when is UNDATED or (other.when.precision == "day" and kept.when.precision != "day"):
        kept.when = other.when
    if from_title and not other.main.sentence.is_headline:
        # The text says it better than its headline, which may put several acts into one.
        kept.realis, kept.parties = other.realis, list(other.parties)


def _family(rule: TypeRule) -> str | None:
    return "gathering" if rule.acts == "gathering" else _FAMILIES.get(rule.opens)


def _drop_family(events: list[Event], cast: Cast) -> list[Event]:
    """Drops what tells an act under a lesser type of the same family."""
    kept: list[Event] = []
    for event in sorted(events, key=_family_rank):
        family = _family(event.rule)
        rivals = [other for other in kept[-_COMPARED:] if family and _family(other.rule) == family]
        other = next((other for other in rivals if _is_same(other, event, cast)), None)
        if other is None:
            kept.append(event)
        elif concludes(event, other):
            kept[kept.index(other)] = event
        elif names_envoy(event, other):
            event.acts.extend(other.acts)
            event.when = other.when if event.when is UNDATED else event.when
            kept[kept.index(other)] = event
        elif renews(event, other):
            if event.when is UNDATED:
                event.when = other.when
            event.parties, event.realis = list(other.parties), other.realis
            kept[kept.index(other)] = event
        elif other.when is UNDATED and other.rule.opens == event.rule.opens:
            other.when = event.when
    order = {id(event): number for number, event in enumerate(events)}
    return sorted(kept, key=lambda event: order[id(event)])


def _family_rank(event: Event) -> tuple[bool, bool, bool, int]:
    """Order in which events of a family are kept; a headline says "sign twinning" where the text tells that the twinning was renewed."""
    is_headline = event.main.sentence.field == "title" and event.rule.opens == "instrument"
    return (bool(event.main.lent), event.main.trigger.weak, is_headline, event.rule.precedence)


def _settle_parties(event: Event, rivals: list[Event], cast: Cast) -> list[Party]:
    """Parties that the places name themselves; what the context lent only to the best place, when none names both sides.

    Of a headline that puts several acts into one, the partners of the others (``rivals``) are left out.
    """
    is_named = any(not act.lent for act in event.acts)
    elsewhere: set[PartyKey] = set()
    for other in rivals:
        if other is not event and other.rule is event.rule and not other.main.sentence.is_headline:
            elsewhere |= _abroad(other.main.parties, cast)
    found: dict[PartyKey, Party] = {}
    for act in event.acts:
        for party in act.parties:
            if act.sentence.is_headline and act is not event.main and party.key in elsewhere:
                continue
            if party.key not in act.lent or (act is event.main and not is_named):
                found.setdefault(party.key, party)
    parties = list(found.values())
    named = {party.country for party in parties if party.counterpart_kind != "state" and not party.is_unnamed}
    parties = [party for party in parties if party.country not in named or not (party.counterpart_kind == "state" or party.is_unnamed)]
    return [party for party in parties if not any(_lies_with(party, other) for other in parties)]


def _lies_with(party: Party, other: Party) -> bool:
    """True of a bare name of a town or unit beside a government of the same unit and another tier: it says where that one is ("the Governor
    of Lagos State … to Lagos")."""
    is_bare = other.mention is not None and party.mention is not None and other.mention.basis == "toponym" and not (
        other.mention.surface.startswith(f"{party.mention.surface} "))  # not "Kochi" beside "Kochi Prefecture"
    if party.mention is None or party.mention.basis != "toponym" or is_bare:
        return False
    return (party.level != other.level and party.iso_3166_2 is not None and party.iso_3166_2 == other.iso_3166_2
            and party.level in SUBNATIONAL and other.level in SUBNATIONAL)


def _name_states(event: Event, parties: list[Party], cast: Cast) -> list[Party]:
    """Where only a state stands for a side ("its Russian sister city"), the governments of that state which the nearest sentence names."""
    if event.rule.acts == "gathering" or event.rule.opens == "presence":
        return parties
    named: list[Party] = []
    for party in parties:
        is_vague = party.counterpart_kind == "state" and (party.mention is None or party.mention.kind is None)  # no "Dutch government"
        units = _nearest_units(event.main, party.country, cast) if is_vague else []
        named.extend(unit for unit in units or [party] if all(unit.key != other.key for other in named))
    if event.rule.opens in OF_UNITS and len({party.country for party in named if party.level in SUBNATIONAL}) > 1:
        return [party for party in named if party.counterpart_kind != "state"]  # "ended the tie with Velmograd over the war in …"
    return named


def _put_abroad(parties: list[Party], cast: Cast) -> list[Party]:
    """Parties of an office abroad: a place that is only where it stands gives way to its state."""
    if not any(cast.is_home(party) for party in parties):
        return parties
    found: dict[PartyKey, Party] = {}
    for party in parties:
        party = make_state(party) if cast.is_place(party) and not cast.is_home(party) else party
        found.setdefault(party.key, party)
    return list(found.values())


def _list_participants(event: Event, events: list[Event], cast: Cast) -> list[Party]:
    """Who else took part in a gathering: governments and bodies named in the sentences around it that tell no other act."""
    told = {act.sentence.index for other in events if other is not event for act in other.acts}
    at = event.main.sentence.index
    known = {party.key for party in event.parties}
    acting = {party.iso_3166_2 for party in event.parties if party.level == "regional" and party.iso_3166_2 is not None}
    hosts = [party for party in cast.parties_of(at)
             if cast.is_place(party) and _is_town(party) and party.key not in known and party.iso_3166_2 not in acting]
    found: dict[PartyKey, Party] = {party.key: party for party in hosts[:1]} if event.rule.acts == "gathering" else {}
    for index in range(at - 1, at + _PARTICIPANTS_REACH):
        if index in told or (index != at and cast.is_history(index)):
            continue
        for party in cast.parties_of(index):
            if party.counterpart_kind in _TAKES_PART and party.key not in known and not cast.is_place(party) and (
                    party.office is not None or event.rule.opens != "membership"):
                found.setdefault(party.key, party)
    return list(found.values())


def _is_town(party: Party) -> bool:
    return party.level in _TOWNS or (party.mention is not None and party.mention.actor is not None and party.mention.actor.also_local)


def _add_listed(event: Event, events: list[Event], cast: Cast) -> list[Party]:
    """The parties with those of a list that tells no act of its own: who else signed ("Participants: …, Mayor of Okotoks; …, Mayor of
    Morazán") or came ("Present: the mayors of Shantou, Heyuan and Maoming"). Of those who came only units of the states that meet."""
    told = {act.sentence.index for other in events for act in other.acts}
    countries = {party.country for party in event.parties}
    indexes = {index for act in event.acts[:_MANY] for index in range(act.sentence.index + 1, act.sentence.index + _PARTICIPANTS_REACH)}
    found = {party.key: party for party in event.parties}
    for index in sorted(indexes - told):
        units = [party for party in cast.parties_of(index) if party.level in SUBNATIONAL and not cast.is_place(party)]
        heads = [party for party in units if party.office is not None]
        if event.rule.opens != "instrument":
            is_one_side = len({party.country for party in units}) == 1 and units[0].country in countries
            heads = units if heads and is_one_side else []
        if len(heads) >= _MANY:
            found |= {party.key: found.get(party.key, party) for party in heads}
    named = {party.country for party in found.values() if party.level in SUBNATIONAL}
    return [party for party in found.values() if party.counterpart_kind != "state" or party.country not in named]


def _nearest_units(act: Act, country: str | None, cast: Cast) -> list[Party]:
    at = act.sentence.index
    for index in (at, at + 1, at - 1, at + 2, at - 2, at + 3):
        units = [party for party in cast.parties_of(index) if party.level in SUBNATIONAL and party.country == country]
        if units:
            return [party for party in units if not cast.is_place(party)] or units
    return []


def _number_occasions(events: list[Event], cast: Cast) -> None:
    """Acts share an occasion when they share a counterpart, both happened or both did not, and their dates may agree."""
    count = 0
    for number, event in enumerate(events):
        other = next((other for other in events[max(0, number - _COMPARED):number] if _is_together(other, event, cast)), None)
        if other is None:
            count += 1
        event.occasion = other.occasion if other else count


def _share_dates(events: list[Event], cast: Cast, clock: Clock) -> None:
    """An undated act takes the date of one of its occasion told nearby, that of a headline also of an act of its family in the first
    sentences; else the date of a sentence beside it."""
    told = {act.sentence.index for event in events for act in event.acts}
    for number, event in enumerate(events):
        if event.when is not UNDATED:
            continue
        at = event.main.sentence
        mates = [other for other in list_around(events, number) if other.occasion == event.occasion and other.when.precision == "day"
                 and (at.is_headline or (other.main.sentence.field == at.field and abs(other.main.sentence.index - at.index) <= _NEAR))]
        if at.is_headline:
            mates += [other for other in list_around(events, number)
                      if other.when.precision == "day" and not other.main.sentence.is_headline
                      and other.main.sentence.index <= at.index + _LEAD and _family(other.rule) == _family(event.rule)]
        event.when = mates[0].when if mates else _date_beside(event, told, cast, clock)


def _date_beside(event: Event, told: set[int], cast: Cast, clock: Clock) -> When:
    """A day stated beside the act, in a sentence that tells no act of its own; beside a headline stand the first sentences of the text."""
    sentences, at = cast.reading.sentences, event.main.sentence
    if at.is_headline:
        indexes = [sentence.index for sentence in sentences[at.index + 1:at.index + 1 + _LEAD] if sentence.field == "text"]
    else:
        indexes = [index for index in (at.index - 1, at.index + 1, at.index + 2, at.index - 2, at.index + 3)
                   if 0 <= index < len(sentences) and sentences[index].field == at.field]
    for index in indexes:
        if (index in told and index != at.index) or (clock.told is None and sentences[index].cues("realis", "background")):
            continue
        sentence = sentences[index]
        when = clock.date_act(sentence, (sentence.start, sentence.end), sentence.start, sentence.end, event.realis in _PLANNED,
                              event.rule.opens in _SAID)
        if when.precision == "day" and when.start is not None and not _is_old(when, clock) and (
                clock.anchor is None or (first_day(when.start) > clock.anchor) == (event.realis in _PLANNED)):
            return when
    return UNDATED


def _is_together(a: Event, b: Event, cast: Cast) -> bool:
    return ((a.realis in HAPPENED) == (b.realis in HAPPENED) and bool(_abroad(a.parties, cast) & _abroad(b.parties, cast))
            and may_agree(a.when, b.when))
