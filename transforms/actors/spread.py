"""Small towns named without a word for their tier, where the document vouches for them all the same.

The names of towns of the long list are too often words or surnames to be read anywhere. They are read behind words of ties and people
("gemellaggio con Roncarino", "la delegazione di Vellois", "quello di Vellois"), behind an adjective of their state ("la cittadina
francese di Vellois"), before their state in brackets ("Vellois (Francia)"), joined by "and" to a town with a phrase, at the head of a
report and behind a locative where they lie in the publisher's country, and wherever a name stands that was vouched for once in a
document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from transforms.actors.doubts import follows_given_name
from transforms.actors.phrases import Phrases
from transforms.actors.spots import AND_WORDS, Spot, Words
from transforms.actors.typed import find_places
from transforms.gazetteer.store import Gazetteer

_TOWNS = frozenset(("local", "sub_municipal"))
_SHORTEST = 4
"""Letters of a name that may stand bare."""
_LONGEST = 4
"""Words of a name, and of what stands before it."""
_HEAD = 40
"""Words at the head of a report."""
_STOPS = frozenset((". ", "! ", "? ", "\n", ".\n"))
_HEAD_GAP = re.compile(r" ?(?:[.:/|–—-]|\([^)\n]{2,30}\))[ .:\n]")
"""Behind the town at the head of a report."""
_JOINTS = frozenset((" ", "-", "'"))


def list_vouched(spots: Iterable[Spot]) -> dict[str, Spot]:
    """Towns of the long list that stand in the document already: key → the spot, the first of a name."""
    vouched: dict[str, Spot] = {}
    for spot in spots:
        is_meant = not spot.cues or _has_tier(spot)
        if spot.is_town and spot.numbers and len(spot.key) >= _SHORTEST and is_meant:
            vouched.setdefault(spot.key, spot)
    return vouched


def mark_vouched(words: Words, spots: list[Spot], phrases: Phrases, gazetteer: Gazetteer) -> set[str]:
    """Marks bare names that the words beside them make a town's, and gives their keys."""
    ends = {spot.last: spot for spot in spots if spot.first >= 0}
    for spot in spots:
        if spot.first >= 0 and not spot.is_adjective and not spot.is_weak and spot.numbers:
            countries = _find_vouching(words, spot.first, ends, phrases, gazetteer)
            spot.is_vouched = _has_tier(spot) or (countries is not None and (
                not countries or gazetteer.actor(spot.numbers[0]).country in countries))
    return {spot.key for spot in spots if spot.is_vouched}


def find_vouched_spots(words: Words, spots: list[Spot], phrases: Phrases, gazetteer: Gazetteer) -> list[Spot]:
    """New spots for bare names of small towns that the words beside them vouch for."""
    taken = _list_taken(spots)
    starts = {spot.first: spot for spot in spots if spot.first >= 0}
    ends = {spot.last: spot for spot in spots if spot.first >= 0}
    found = []
    for index, is_capital in enumerate(words.capital):
        if not is_capital or index in taken or _goes_on(words, index, taken):
            continue
        states = _find_vouching(words, index, ends, phrases, gazetteer)
        spot = _make_town(words, index, taken, starts, states, phrases, gazetteer)
        if spot is not None:
            found.append(spot)
            taken.update(range(spot.first, spot.last))
            ends[spot.last] = spot
    return found


def find_again(words: Words, spots: list[Spot], vouched: Mapping[str, Spot], gazetteer: Gazetteer) -> Iterator[Spot]:
    """New spots for the names of ``vouched`` wherever they stand bare, not behind a given name."""
    taken = _list_taken(spots)
    firsts: dict[str, list[Spot]] = {}
    for key, spot in vouched.items():
        firsts.setdefault(key.partition(" ")[0], []).append(spot)
    for index, word in enumerate(words.keys):
        for known in firsts.get(word, ()) if words.capital[index] else ():
            last = index + known.last - known.first
            if words.joined(index, last) == known.key and taken.isdisjoint(range(index, last)) and (
                    not follows_given_name(words, index - 1, gazetteer)):
                spot = Spot(words.starts[index], words.ends[last - 1], known.numbers, known.key, index, last, is_town=True)
                spot.container = known.container
                yield spot
                break


def find_home_towns(words: Words, spots: list[Spot], phrases: Phrases, gazetteer: Gazetteer, country: str | None,
                    is_text: bool) -> list[Spot]:
    """Small towns of the publisher's country that stand at the head of a text ("Schriesheim. …", "LAHR (BZ) …") or behind a locative
    ("guests in Stutensee"): local papers name their own town so."""
    if country is None:
        return []
    for spot in spots:
        is_set_off = spot.first == 0 and _HEAD_GAP.match(words.text, spot.end) is not None
        if not is_set_off and 0 < spot.first < _HEAD:  # behind the title once more: "… neue Partnerschaft. Essen: Die …"
            is_set_off = words.gap(spot.first - 1) in _STOPS and words.text.startswith(": ", spot.end)
        if is_text and is_set_off and spot.is_weak:
            spot.is_weak = all(gazetteer.actor(number).country != country for number in spot.numbers)
    taken = _list_taken(spots)
    found = []
    for first, key in enumerate(words.keys):
        is_head = is_text and first == 0
        if not words.capital[first] or first in taken or key in phrases.words or key in gazetteer.given_names:
            continue
        if not is_head and (first == 0 or words.gap(first - 1) != " " or words.keys[first - 1] not in phrases.locative):
            continue
        last = first + 1
        while last < len(words.keys) and last - first < _LONGEST and words.gap(last - 1) in (" ", "-") and last not in taken:
            last += 1
        for stop in range(last, first, -1):
            if is_head and not _HEAD_GAP.match(words.text, words.ends[stop - 1]):
                continue
            key = words.joined(first, stop)
            numbers = tuple(town for town in gazetteer.find_towns(key) if gazetteer.actor(town).country == country)
            if numbers and words.capital[stop - 1]:
                found.append(Spot(words.starts[first], words.ends[stop - 1], numbers, key, first, stop, is_town=True, is_place=True))
                break
    return found


def _list_taken(spots: Iterable[Spot]) -> set[int]:
    return {index for spot in spots if spot.first >= 0 for index in range(spot.first, spot.last)}


def _has_tier(spot: Spot) -> bool:
    return any(cue.level in _TOWNS for cue in spot.cues)


def _goes_on(words: Words, index: int, taken: set[int]) -> bool:
    """Whether the word is a later one of a capitalised name."""
    return index > 0 and words.capital[index - 1] and index - 1 not in taken and words.gap(index - 1) in _JOINTS


def _find_vouching(words: Words, index: int, ends: Mapping[int, Spot], phrases: Phrases, gazetteer: Gazetteer) -> set[str] | None:
    """Countries of which the words before a name say that a town of theirs follows; empty when any, None when they say nothing."""
    at = index
    while at and index - at < 2 and words.keys[at - 1] in phrases.connectors and words.gap(at - 1) in _JOINTS:
        at -= 1
    before = ends.get(at)
    if before is not None and words.gap(at - 1) == " ":
        is_of_state = any(gazetteer.actor(number).level == "national" for number in before.numbers)
        if before.is_adjective and (at < index or is_of_state):  # "la cittadina francese di Vellois", "das französische Vellois"
            return {country for number in before.numbers if (country := gazetteer.actor(number).country)}
        if before.is_adjective:
            at = before.first
    if index and words.keys[index - 1] in AND_WORDS and words.gap(index - 1) == words.gap(index - 2) == " ":
        joined = ends.get(index - 1)
        if joined is not None and (_has_tier(joined) or _is_vouched(words, joined.first, phrases)):
            return set()
    return set() if any(_is_vouched(words, place, phrases) for place in {at, index}) else None


def _is_vouched(words: Words, at: int, phrases: Phrases) -> bool:
    """Whether a word of ties or people stands right before word ``at``, but for connectors."""
    for stop in range(at, max(-1, at - 3), -1):
        if stop < at and (words.keys[stop] not in phrases.connectors or words.gap(stop) not in _JOINTS):
            return False
        for first in range(max(0, stop - _LONGEST), stop):
            if words.joined(first, stop) in phrases.vouchers and all(words.gap(place) in _JOINTS for place in range(first, stop)):
                return True
    return False


def _make_town(words: Words, first: int, taken: set[int], starts: Mapping[int, Spot], states: set[str] | None, phrases: Phrases,
               gazetteer: Gazetteer) -> Spot | None:
    last = first + 1
    while last < len(words.keys) and last - first < _LONGEST and last not in taken and words.capital[last] and _goes_on(words, last, taken):
        last += 1
    behind = starts.get(last)
    is_bracketed = behind is not None and words.gap(last - 1) == " (" and words.text[behind.end:behind.end + 1] in tuple("),")
    if states is None and behind is not None and is_bracketed and not behind.is_adjective and not behind.cues:
        states = {country for number in behind.numbers[:1] if (country := gazetteer.actor(number).country)}
    if states is None:
        return None
    for stop in range(last, first, -1):
        key = words.joined(first, stop)
        for name in (key, *phrases.list_bases(key)) if key not in phrases.words else ():
            if len(name) < _SHORTEST or name in phrases.words or name in gazetteer.given_names:
                continue
            listed = find_places(name, gazetteer) if name != key else gazetteer.find_towns(name)
            numbers = tuple(number for number in listed if gazetteer.main_key(number) == name and (
                not states or gazetteer.actor(number).country in states))
            if numbers:
                return Spot(words.starts[first], words.ends[stop - 1], numbers, name, first, stop, is_town=True)
    return None
