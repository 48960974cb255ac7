"""Whether a name in a text of a spaced script is rather a word, a person or part of a longer name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.actors.phrases import Phrases
from transforms.actors.spots import Spot, Words, script_at
from transforms.gazetteer.store import Gazetteer

_SENTENCE_END = re.compile(r"(?:^|[.!?:;»”\"“•|\n\r\t]|[-–—] )\s*[\"'“«(]?$")
_FAMILIES = frozenset(("van", "von", "de", "der", "den", "ter", "zu"))  # behind a given name
_OF_FAMILIES = frozenset(
    (  # noqa: SIM905 - words side by side are read more easily
        "de da do dos del dell della dal dall dalla di las los van von bin der den ter ten"
    ).split()
)
_KNOWN = 100_000
"""People of a place whose bare name may stand for it although the name is a word at the head of a sentence, or an alternate one."""
GREAT_POPULATION = 500_000
"""People of a city whose name stands for it whatever stands beside it."""
_SHORT = 4
"""Letters of a name that is short for an alternate one."""
_ARTICLES = frozenset({"al", "el"})
_UNITS = frozenset({"national", "regional"})
_BODIES = frozenset({"national", "network", "supranational"})
_NETWORKS = frozenset({"network", "supranational"})


def is_weak(words: Words, spot: Spot, phrases: Phrases, gazetteer: Gazetteer, lower_words: set[str]) -> bool:
    """Whether the name is rather a word, part of a person's name or part of a longer name."""
    population = max((gazetteer.fields(number)[1] for number in spot.numbers), default=0)
    if spot.last - spot.first > 1 and any(gazetteer.actor(number).actor_id.startswith("px:") for number in spot.numbers):
        return False
    if _is_word(words, spot, phrases, lower_words):
        is_city = any(gazetteer.actor(number).level == "local" for number in spot.numbers)
        return population < _KNOWN or not is_city or not _follows_locative(words, spot, phrases)
    if _is_short_alias(spot, phrases, gazetteer):
        return True
    levels = {gazetteer.actor(number).level for number in spot.numbers}
    if levels & _BODIES:
        return levels.isdisjoint(_NETWORKS) and spot.last - spot.first == 1 and (
            _is_given_name(words, spot, phrases, gazetteer) or _is_surname_of_state(words, spot, gazetteer))
    if population < _KNOWN and not _resembles_main_name(spot, gazetteer):
        return True
    if _is_part_of_compound(words, spot):
        return True
    if spot.last - spot.first > 1:
        return False
    if _is_part_of_person(words, spot, phrases, gazetteer, population):
        return True
    at_start = _SENTENCE_END.search(words.text[max(0, spot.start - 4) : spot.start]) is not None
    return at_start and population < _KNOWN and len(spot.key) < 5


def _is_word(words: Words, spot: Spot, phrases: Phrases, lower_words: set[str]) -> bool:
    key = words.joined(spot.first, spot.last)
    if key in phrases.words or key in phrases.own:
        return True
    return spot.last - spot.first == 1 and key in lower_words


def _is_short_alias(spot: Spot, phrases: Phrases, gazetteer: Gazetteer) -> bool:
    """Whether a short name is one that only some other language or time has for the place (Hind for India, Ko for Kyiv): mostly a word."""
    if spot.last - spot.first > 1 or len(spot.key) > _SHORT or not phrases.called or spot.key in phrases.called:
        return False
    if spot.key in gazetteer.own_keys or any(gazetteer.main_key(number) == spot.key for number in spot.numbers):
        return False
    return spot.key in gazetteer.names("latin")


def _follows_locative(words: Words, spot: Spot, phrases: Phrases) -> bool:
    return spot.first > 0 and words.keys[spot.first - 1] in phrases.locative and words.gap(spot.first - 1) == " "


def _resembles_main_name(spot: Spot, gazetteer: Gazetteer) -> bool:
    """Alternate names of small places in Latin letters are mostly noise, unless they begin as the English name does or
    somebody wrote them down."""
    if not spot.key.isascii() or spot.key in gazetteer.own_keys:
        return True
    return any(gazetteer.main_key(number)[:4] == spot.key[:4] or gazetteer.actor(number).level in _UNITS for number in spot.numbers)


def _is_part_of_compound(words: Words, spot: Spot) -> bool:
    """Whether a hyphen joins the name to a word of a longer name (Sully-sur-Loire), not to another name of two (Paris-Berlin)."""
    before, behind = spot.first - 1, spot.last
    if before > 0 and words.gap(before) == "-" and (not words.capital[before] or words.keys[before] in _ARTICLES):
        return True  # "Al-Sabah"
    return behind + 1 < len(words.keys) and words.gap(behind - 1) == "-" and not words.capital[behind] and words.gap(behind) == "-"


def _is_part_of_person(words: Words, spot: Spot, phrases: Phrases, gazetteer: Gazetteer, population: int) -> bool:
    """Whether a capitalised word beside the name is a given name, or no word that goes with places, in a text that is no headline."""
    before, behind = spot.first - 1, spot.last
    if follows_given_name(words, before, gazetteer):
        spot.is_person = True
        return True
    if (
        before > 1
        and words.keys[before] in _OF_FAMILIES
        and any(words.capital[place] and words.keys[place] in gazetteer.given_names for place in (before - 1, before - 2, before - 3))
    ):
        return True
    if _follows_particle(words, before) and not is_in_headline(words, spot.first, spot.last):
        spot.is_person = True
        return True
    if spot.key in gazetteer.given_names and _precedes_name(words, spot):
        return _is_given_name(words, spot, phrases, gazetteer)
    if population >= GREAT_POPULATION or is_in_headline(words, spot.first, spot.last):
        return False
    if before >= 0 and _precedes_name(words, spot) and words.keys[spot.last] not in phrases.first_words:
        office = phrases.of.get(words.keys[before])
        if office is not None and office.office is not None and words.gap(before) == " ":
            return True  # "Mayor Lincoln Jones"
    neighbours = [before] if before >= 0 and words.capital[before] and words.gap(before) == " " else []
    if _precedes_name(words, spot):
        neighbours.append(behind)
    return any(_is_surname(words, place, phrases, gazetteer) for place in neighbours)


def mark_persons(spots: Sequence[Spot], gazetteer: Gazetteer) -> None:
    """Lets a name that is once a person's in a document be a person's wherever nothing vouches for the place ("Garcia said")."""
    persons = {spot.key for spot in spots if spot.is_person and not spot.cues}
    if not persons:
        return
    places = {spot.key for spot in spots if spot.cues or spot.container is not None or spot.suffix_level is not None}
    for spot in spots:
        if spot.key in persons and spot.key not in places and not spot.is_place and not _is_great(spot, gazetteer):
            spot.is_weak = True


def _is_great(spot: Spot, gazetteer: Gazetteer) -> bool:
    """Whether a great city, a unit or a state has the name for its main one."""
    return any(
        gazetteer.main_key(number) == spot.key
        and (gazetteer.fields(number)[1] >= GREAT_POPULATION or gazetteer.actor(number).level in ("national", "regional"))
        for number in spot.numbers
    )


def follows_given_name(words: Words, before: int, gazetteer: Gazetteer) -> bool:
    """Whether a given name, or an initial behind one, stands right before the name ("Ann Garcia", "Ann E. Garcia")."""
    if before > 0 and len(words.keys[before]) == 1 and words.capital[before] and words.gap(before) == ". ":
        before -= 1
    return before >= 0 and words.capital[before] and words.keys[before] in gazetteer.given_names and words.gap(before) in (" ", ". ")


def _follows_particle(words: Words, before: int) -> bool:
    """Whether a particle of family names with a capital stands before the name within a sentence ("burgemeester Van der Tak")."""
    while before > 0 and words.keys[before] in _OF_FAMILIES and words.gap(before) == " ":
        if words.capital[before]:
            return not _SENTENCE_END.search(words.text[max(0, words.starts[before] - 4) : words.starts[before]])
        before -= 1
    return False


def _is_surname_of_state(words: Words, spot: Spot, gazetteer: Gazetteer) -> bool:
    """Whether a state's name is a surname ("Carla Armenia"): behind a given name that no place has, but for headlines."""
    before = spot.first - 1
    return (follows_given_name(words, before, gazetteer) and words.keys[before] not in gazetteer.names("latin")
            and not is_in_headline(words, before, spot.last))


def _precedes_name(words: Words, spot: Spot) -> bool:
    return spot.last < len(words.keys) and words.capital[spot.last] and words.gap(spot.last - 1) == " "


def _is_given_name(words: Words, spot: Spot, phrases: Phrases, gazetteer: Gazetteer) -> bool:
    """Whether the name is a given name before a surname ("Jordan Smith"), not before a word that goes with places."""
    if spot.key not in gazetteer.given_names or not _precedes_name(words, spot):
        return False
    return words.joined(spot.last, spot.last + 1) not in phrases.after


def _is_surname(words: Words, place: int, phrases: Phrases, gazetteer: Gazetteer) -> bool:
    """Whether a capitalised word goes neither with places nor names one itself."""
    key = words.keys[place]
    if key in phrases.first_words or key in phrases.connectors or key in phrases.words or key in phrases.locative:
        return False
    if _SENTENCE_END.search(words.text[max(0, words.starts[place] - 4) : words.starts[place]]):
        return False
    script = script_at(words.text[words.starts[place]])
    return key not in gazetteer.first_words(script) or key in gazetteer.given_names


def is_in_headline(words: Words, first: int, last: int) -> bool:
    """Whether most words around begin with a capital, so that capitals say nothing."""
    around = [words.capital[place] for place in range(max(0, first - 5), min(len(words.keys), last + 5))]
    return sum(around) > 0.7 * len(around)


def is_middle_name(words: Words, place: int, gazetteer: Gazetteer) -> bool:
    """Whether a word is a surname between a given name and another surname ("João Câmara Teves")."""
    if place < 1 or place + 1 >= len(words.keys) or not (words.gap(place - 1) == words.gap(place) == " "):
        return False
    given = [before for before in (place - 1, place - 2) if before >= 0 and words.capital[before]]
    return words.capital[place - 1] and words.capital[place + 1] and any(words.keys[before] in gazetteer.given_names for before in given)


def is_holder(words: Words, spot: Spot, phrases: Phrases, gazetteer: Gazetteer) -> bool:
    """Whether a name right behind an office is the holder's: a given name before more of a name ("sindaco Sebastian Roe")."""
    if spot.is_adjective:
        return False
    goes_on = spot.last < len(words.keys) and words.capital[spot.last] and words.gap(spot.last - 1) == " "
    if words.keys[spot.first] in gazetteer.given_names:
        is_family = spot.last + 1 < len(words.keys) and words.keys[spot.last] in _FAMILIES and words.gap(spot.last - 1) == " "
        return spot.last - spot.first > 1 or goes_on or is_family  # "burgemeester Peter van der Velden"
    if phrases.has_genitive:
        return False  # "Wali Kota Ambon Richard Roe"
    is_small = max((gazetteer.fields(number)[1] for number in spot.numbers), default=0) < GREAT_POPULATION
    return goes_on and is_small and words.keys[spot.last] not in phrases.first_words
