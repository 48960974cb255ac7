"""Phrases beside names: "Mayor of X", "X City Council", "Ayuntamiento de X", X市長; names that only a phrase vouches for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from transforms.actors.doubts import is_holder, is_in_headline, is_middle_name
from transforms.actors.phrases import ROMANISED, Cue, Phrases
from transforms.actors.resolution import matches_level
from transforms.actors.spaced import HEADS_OF_NAMES, OF_NAMES
from transforms.actors.spots import AND_WORDS, Spot, Words, parse_numbers
from transforms.gazetteer.keys import UNSPACED, script_of
from transforms.gazetteer.store import Gazetteer

_TIGHT = frozenset((" ", "-", "'", " '", "' "))
_ARTICLE = 3
_ABBREVIATION = 4
"""Longest word that a full stop may abbreviate ("Gov. Newsom", "Mt. Vernon")."""
_PARTICLES = frozenset(
    (  # noqa: SIM905 - words side by side are read more easily
        "de del la las los el da do das dos di du des le les sur en am an der auf upon on and y i e et und in a von van den"
    ).split()
)
_NUMERAL = re.compile("[IVX]{1,5}")
_STATE_CUES = frozenset(("government", "delegation", "parliament", "official"))
_ALIKE = 3
_ABOVE_TOWNS = frozenset(("national", "network", "supranational", "regional", "intermediate"))
_UNITS = frozenset(("national", "regional", "intermediate"))
_INDEFINITE = frozenset(("un", "una", "um", "uma", "unha", "une", "uno"))
_NAMED = ("sub_municipal", "local", "metropolitan", "intermediate", "regional")


@dataclass(slots=True)
class Hit:
    """A phrase found in the text; words ``first`` to ``last - 1``."""

    first: int
    last: int
    key: str
    home: str | None = None
    """The only state that has such a tier or office."""
    spot: Spot | None = None


def find_hits(words: Words, spots: list[Spot], phrases: Phrases) -> tuple[list[Hit], list[Hit]]:
    """Phrases that want a name, and phrases that mean the publisher; names that are no mere words hide the phrases inside them."""
    hidden = {index for spot in spots if not spot.is_weak and spot.first >= 0 for index in range(spot.first, spot.last)}
    hits: list[Hit] = []
    itself: list[Hit] = []
    keys, count, free_from, self_from = words.keys, len(words.keys), 0, 0
    first_words = phrases.first_words
    for index in [index for index, key in enumerate(keys) if key in first_words]:
        if index in hidden:
            continue
        if keys[index] in ROMANISED and index and words.gap(index - 1) == "-":
            hits.append(Hit(index, index + 1, f"-{keys[index]}"))
            continue
        longest = first_words[keys[index]]
        last = index + 1
        while last < count and last - index < longest and last not in hidden and is_tight(words, last - 1):
            last += 1
        while last > index:
            key = words.joined(index, last)
            if index >= self_from and key in phrases.itself:
                itself.append(Hit(index, last, key))
                self_from = last
            if index >= free_from and (key in phrases.before or key in phrases.of or key in phrases.after):
                hits.append(Hit(index, last, key, phrases.homes.get(key)))
                free_from = last
                break
            last -= 1
    return hits, itself


def link_phrases(words: Words, spots: list[Spot], hits: list[Hit], phrases: Phrases, gazetteer: Gazetteer) -> None:
    """Gives every phrase the name it belongs to: first those before names, from the right, then those behind, from the left."""
    starts: dict[int, Spot] = {spot.first: spot for spot in spots if spot.first >= 0}
    ends: dict[int, Spot] = {spot.last: spot for spot in spots if spot.first >= 0}
    for hit in reversed(hits):
        target, connectors = _find_target(words, hit, starts, phrases)
        cue = phrases.before.get(hit.key) or (phrases.of.get(hit.key) if connectors else None)
        spot = starts.get(target)
        if cue is not None and spot is not None and not _fits(cue, spot, gazetteer):
            cue = phrases.units.get(hit.key, cue)
        if cue is not None and spot is not None and _speaks_of_many(words, hit, cue, spot, phrases, gazetteer):
            continue
        if spot is not None and spot.is_weak and not connectors and hit.first in ends:
            continue  # "Ostervang province Kim Min-jun": the name before the tier has it
        if spot is not None and not connectors and _names_holder(words, hit, cue, spot, phrases, gazetteer):
            spot.is_weak = spot.is_person = True
            continue
        if cue is not None and spot is not None and _fits(cue, spot, gazetteer) and (connectors or not _is_vague(cue, spot)):
            _attach(hit, spot, cue, gazetteer)
            spot.phrase_start = words.starts[hit.first]
            starts[hit.first] = spot
        elif spot is not None and connectors and cue is not None and cue.level == "local":
            spot.is_held = _is_unit(spot, gazetteer)  # "communes de Seine-Saint-Denis"
    for hit in hits:
        spot = ends.get(hit.first)
        cue = phrases.after.get(hit.key)
        if spot is not None and spot.is_adjective and (cue is None or not _fits(cue, spot, gazetteer)):
            cue = phrases.before.get(hit.key)  # "bayerischer Ministerpräsident" is no head of a state
        if hit.spot is None and cue is not None and hit.first:
            before = hit.first
            gap = words.gap(before - 1)
            if words.keys[before - 1] == "s" and before > 1 and words.gap(before - 2) == "'":
                before, gap = before - 1, " "
            spot = ends.get(before)
            is_beside = gap in _TIGHT or (spot is not None and spot.is_acronym and is_tight(words, before - 1))  # "U.S. Consulate"
            if spot is not None and is_beside and not _is_doubtful(hit, cue, spot, phrases) and _fits(cue, spot, gazetteer):
                _attach(hit, spot, cue, gazetteer)
                spot.phrase_end = max(spot.phrase_end, words.ends[hit.last - 1])
                ends[hit.last] = spot


def _is_unit(spot: Spot, gazetteer: Gazetteer) -> bool:
    """Whether all that bear the name are states or units above towns."""
    return bool(spot.numbers) and all(gazetteer.actor(number).level in _UNITS for number in spot.numbers)


def share_phrases(words: Words, spots: list[Spot], gazetteer: Gazetteer) -> None:
    """Gives an adjective the phrase of the one it is joined to: "de Vlaamse en Nederlandse regering"."""
    for spot, other in pairwise(sorted((spot for spot in spots if spot.first >= 0), key=lambda spot: spot.first)):
        is_joined = other.first == spot.last + 1 and words.keys[spot.last] in AND_WORDS
        if is_joined and spot.is_adjective and other.is_adjective and not spot.cues:
            spot.cues = [cue for cue in other.cues if _fits(cue, spot, gazetteer)]


def _speaks_of_many(words: Words, hit: Hit, cue: Cue, spot: Spot, phrases: Phrases, gazetteer: Gazetteer) -> bool:
    """Whether a phrase for any or many towns or units stands before a state's name, which is also that of one of its units ("varias
    ciudades de México", "un gobernador de México")."""
    is_any = hit.first > 0 and words.keys[hit.first - 1] in _INDEFINITE
    if not (is_any or hit.key.endswith("s")) or hit.key not in phrases.own or cue.level not in _NAMED:
        return False
    return (called := phrases.called.get(spot.key)) is not None and gazetteer.actor(called).level == "national"


def _is_doubtful(hit: Hit, cue: Cue, spot: Spot, phrases: Phrases) -> bool:
    """Whether what stands before a phrase is a word ("La commune", "Kerja Sama Sister City"), or nothing that the phrase vouches for."""
    is_short = len(spot.key) <= _ARTICLE or hit.key not in phrases.own
    return _is_vague(cue, spot) or (is_short and not spot.is_acronym and spot.key in phrases.words)


def is_tight(words: Words, index: int) -> bool:
    """Whether nothing but a space, a hyphen or the stop of an abbreviation stands between word ``index`` and the next."""
    gap = words.gap(index)
    return gap in _TIGHT or (gap == ". " and words.capital[index] and len(words.keys[index]) <= _ABBREVIATION)


def _names_holder(words: Words, hit: Hit, cue: Cue | None, spot: Spot, phrases: Phrases, gazetteer: Gazetteer) -> bool:
    """Whether a name right behind an office is the holder's: always where the language joins office and place by a word ("Mayor Ko")."""
    if cue is not None:
        return cue.office is not None and is_holder(words, spot, phrases, gazetteer)
    office = phrases.of.get(hit.key) if hit.key in phrases.own else None
    if office is None or office.office is None or spot.cues or spot.is_adjective or spot.is_acronym or words.gap(spot.first - 1) != " ":
        return False
    actors = [(gazetteer.actor(number), gazetteer.main_key(number)) for number in spot.numbers]
    return all(actor.level in ("local", "sub_municipal") or key != spot.key for actor, key in actors)


def _is_vague(cue: Cue, spot: Spot) -> bool:
    """Whether a phrase without a tier right beside a name vouches for no town: "Obama administration", "Delegation Mitte Mai"."""
    return spot.is_weak and cue.level is None


def _attach(hit: Hit, spot: Spot, cue: Cue, gazetteer: Gazetteer) -> None:
    hit.spot, spot.home = spot, spot.home or hit.home
    spot.cues.append(cue)
    if spot.is_adjective and cue.level is not None:
        # "Львівська" is the oblast's before "область" and the city's before "міська рада".
        spot.numbers = tuple(number for number in spot.numbers if matches_level(cue.level, gazetteer.actor(number))) or spot.numbers


def _fits(cue: Cue, spot: Spot, gazetteer: Gazetteer) -> bool:
    """Offices of states go with states only, and adjectives of states with what a state has."""
    if cue.is_national:
        return any(gazetteer.actor(number).level in ("national", "supranational") for number in spot.numbers)
    if spot.is_adjective:
        named = [gazetteer.actor(number) for number in spot.numbers]
        return cue.code in _STATE_CUES or any(actor.level != "national" and matches_level(cue.level or "", actor) for actor in named)
    if cue.level in _NAMED and spot.numbers:  # "cities of the USA", "capital of Jilin"
        named = [gazetteer.actor(number) for number in spot.numbers]
        if any(matches_level(cue.level, actor) for actor in named):
            return True
        if any(actor.level not in _ABOVE_TOWNS for actor in named):
            return True
        is_state = any(actor.level == "national" for actor in named)
        return not is_state and cue.level in ("local", "sub_municipal") and bool(gazetteer.find_towns(spot.key))
    return True


def _find_target(words: Words, hit: Hit, starts: dict[int, Spot], phrases: Phrases) -> tuple[int, int]:
    """First word of the name that a phrase may stand before, and how many connectors come between; Romance languages put an adjective
    between as well ("la ville russe de Touapsé")."""
    adjective = starts.get(hit.last)
    if adjective is not None and adjective.is_adjective and is_tight(words, hit.last - 1):
        target, connectors = _skip_connectors(words, adjective.last, phrases)
        if connectors and target >= 0:
            return target, connectors
    return _skip_connectors(words, hit.last, phrases)


def _skip_connectors(words: Words, index: int, phrases: Phrases) -> tuple[int, int]:
    skipped = 0
    while index + skipped < len(words.keys) and skipped < 3 and is_tight(words, index + skipped - 1):
        if words.keys[index + skipped] not in phrases.connectors or (skipped and words.capital[index + skipped]):
            return index + skipped, skipped  # "alcalde de La Paz": the article belongs to the name
        if words.capital[index + skipped] and not is_in_headline(words, index, index + skipped + 2):
            return -1, skipped  # "burgemeester Van Ostervale" is a surname
        skipped += 1
    if index + skipped < len(words.keys) and is_tight(words, index + skipped - 1):
        return index + skipped, skipped
    return -1, skipped


def find_named_spots(words: Words, spots: list[Spot], hits: list[Hit], phrases: Phrases, gazetteer: Gazetteer) -> list[Spot]:
    """Names that only a phrase vouches for: towns of the long list, else names that stay unresolved."""
    taken = {index for spot in spots for index in range(spot.first, spot.last)}
    starts = {spot.first: spot for spot in spots if spot.is_adjective}
    found = []
    for hit in hits:
        if hit.spot is not None:
            continue
        target, connectors = _find_target(words, hit, starts, phrases)
        cue = phrases.units.get(hit.key) or phrases.before.get(hit.key) or (phrases.of.get(hit.key) if connectors else None)
        is_head = cue is not None and cue.office is not None
        spot = None
        if hit.key not in phrases.own and not words.capital[hit.first]:
            continue  # "premier" is an ordinary word of French
        if words.capital[hit.first] and hit.last == hit.first + 1 and is_middle_name(words, hit.first, gazetteer):
            continue
        if cue is not None and cue.level in _NAMED and target >= 0:
            spot = _name_inflected(words, target, taken, phrases, gazetteer)
            if spot is None and (connectors or not is_head or _ends_in_tier(hit, phrases)):
                is_connected = connectors > 0 or hit.key.rpartition(" ")[2] in phrases.connectors
                spot = _name_forward(words, target, taken, phrases, gazetteer, is_connected)
            if spot is not None:
                spot.phrase_start = words.starts[hit.first]
        if spot is None:
            cue = phrases.after.get(hit.key)
            if cue is not None and cue.level in _NAMED:
                spot = _name_group(words, hit, phrases) or _name_backward(words, hit.first, taken, phrases, gazetteer)
                if spot is not None:
                    spot.phrase_end = words.ends[hit.last - 1]
        if spot is not None and cue is not None:
            _attach(hit, spot, cue, gazetteer)
            found.append(spot)
            taken.update(range(spot.first, spot.last))
    _add_offices(words, found, hits, phrases, gazetteer)
    inside = {index for spot in found for index in range(spot.first + 1, spot.last)}
    spots[:] = [spot for spot in spots if spot.first not in inside]
    return found


def _ends_in_tier(hit: Hit, phrases: Phrases) -> bool:
    """Whether an office names its tier, so that no holder's name follows: "burmistrz gminy Ostervale". Regions are all listed: what follows
    "presidente della Regione" and is none is the holder."""
    tier = phrases.before.get(hit.key.rpartition(" ")[2])
    return " " in hit.key and tier is not None and tier.level in _NAMED and tier.level != "regional" and tier.office is None


def _add_offices(words: Words, found: list[Spot], hits: list[Hit], phrases: Phrases, gazetteer: Gazetteer) -> None:
    """Gives such names the phrases before the one that vouches for them: the mayor in "Bürgermeister der Stadt Ostervale"."""
    begins = {spot.phrase_start: spot for spot in found if spot.phrase_start >= 0}
    for hit in reversed(hits):
        if hit.spot is not None:
            continue
        target, connectors = _skip_connectors(words, hit.last, phrases)
        spot = begins.get(words.starts[target]) if target >= 0 else None
        cue = phrases.before.get(hit.key) or (phrases.of.get(hit.key) if connectors else None)
        if spot is not None and cue is not None and cue.level in _NAMED and _fits(cue, spot, gazetteer):
            _attach(hit, spot, cue, gazetteer)
            spot.phrase_start = words.starts[hit.first]
            begins[spot.phrase_start] = spot


def _is_name_word(words: Words, index: int, taken: set[int], phrases: Phrases) -> bool:
    key = words.keys[index]
    if _NUMERAL.fullmatch(words.text, words.starts[index], words.ends[index]):
        return False  # "aus dem II. Bezirk"
    return words.capital[index] and index not in taken and key not in phrases.connectors and len(key) > 1 and key not in phrases.first_words


def _skip_article(words: Words, first: int, phrases: Phrases) -> int:
    """The word behind the article that a name begins with ("Las Condes"), else the word itself."""
    has_article = words.capital[first] and words.keys[first] in phrases.connectors and words.gap(first) == " "
    return first + 1 if has_article and first + 1 < len(words.keys) else first


def _name_inflected(words: Words, first: int, taken: set[int], phrases: Phrases, gazetteer: Gazetteer) -> Spot | None:
    """A place of one or two words behind its office or tier in another form than the gazetteer's ("burmistrz Oleśnicy", "мэра Рустави")."""
    key = words.keys[first]
    is_name = _is_name_word(words, first, taken, phrases) and key not in phrases.words and key not in gazetteer.given_names
    if not phrases.has_genitive or not is_name:
        return None
    bases = phrases.list_bases(key)
    forms = [(base, first + 1) for base in bases if base not in gazetteer.given_names]
    if first + 1 < len(words.keys) and words.gap(first) in (" ", "-") and _is_name_word(words, first + 1, taken, phrases):
        seconds = [words.keys[first + 1], *phrases.list_bases(words.keys[first + 1])]
        forms = [(f"{base} {second}", first + 2) for base in (key, *bases) for second in seconds] + forms
    for name, last in forms:
        numbers = find_places(name, gazetteer)
        if numbers:
            return Spot(words.starts[first], words.ends[last - 1], numbers, name, first, last, is_town=True)
    return None


def find_places(key: str, gazetteer: Gazetteer) -> tuple[int, ...]:
    """Places so named whose English name begins alike: other names of small places are mostly noise."""
    script = script_of(key)
    listed = gazetteer.names(script).get(key) if script is not None and script not in UNSPACED else None
    numbers = parse_numbers(listed) if listed else gazetteer.find_towns(key)
    alike = _ALIKE if script == "latin" else 0
    return tuple(number for number in numbers if gazetteer.main_key(number)[:alike] == key[:alike])


def _name_forward(words: Words, first: int, taken: set[int], phrases: Phrases, gazetteer: Gazetteer, is_connected: bool) -> Spot | None:
    if first >= len(words.keys):
        return None
    head = _skip_article(words, first, phrases)
    if not _is_name_word(words, head, taken, phrases):
        return None
    last = head + 1
    while last < len(words.keys) and last - first < 5 and words.gap(last - 1) in (" ", "-", "'"):
        is_inner = words.keys[last] in _PARTICLES and last + 1 < len(words.keys) and words.capital[last + 1]
        if not is_inner and not _is_name_word(words, last, taken, phrases):
            break
        last += 1
    while words.keys[last - 1] in _PARTICLES and last > first + 1:
        last -= 1
    if last < len(words.keys) and last in taken and words.capital[last] and words.gap(last - 1) in (" ", "-"):
        towns = gazetteer.find_towns(words.joined(first, last + 1))  # "South Bay", where Bay is a town as well
        if towns:
            return Spot(words.starts[first], words.ends[last], towns, words.joined(first, last + 1), first, last + 1, is_town=True)
    if last == first + 1 and words.keys[first] in HEADS_OF_NAMES and words.capital[last : last + 1] == [True]:
        return None  # "cidade da América Latina"
    is_saint = words.keys[first] in HEADS_OF_NAMES and first + 2 < last and words.keys[first + 2] in OF_NAMES
    for stop in range(last, first, -1):
        is_word = words.joined(first, stop) in phrases.words
        if (not is_connected and (stop < last or is_word)) or (stop < last and (is_word or is_saint)):
            continue  # "Santa Marta de Penaguião" is no Santa Marta
        towns = gazetteer.find_towns(words.joined(first, stop))
        if towns:
            return Spot(words.starts[first], words.ends[stop - 1], towns, words.joined(first, stop), first, stop, is_town=True)
    stop = last if is_saint else min(last, head + 2)
    is_person = not is_connected and any(words.gap(place) == " " for place in range(first, last - 1))  # "мерії Омар Сервантес"
    is_said = is_connected and not words.capital[max(0, first - 3)]  # "the Mayor of Ostervale", whatever capitals a list has around it
    if is_person or _is_no_name(words, first, last, words.keys[last - 1 if is_saint else head], phrases, gazetteer, is_said):
        return None
    if first and words.keys[first - 1] in phrases.articles:
        return None
    return Spot(words.starts[first], words.ends[stop - 1], (), words.joined(first, stop), first, stop)


def _is_no_name(
    words: Words, first: int, last: int, key: str, phrases: Phrases, gazetteer: Gazetteer, is_said: bool = False
) -> bool:
    """Whether a word that no gazetteer knows as a place is a word of the language or of English, a given name, or in a headline."""
    is_word = key in phrases.words or key in gazetteer.given_names or key in gazetteer.english_words
    return is_word or any(char.isdigit() for char in key) or (not is_said and is_in_headline(words, first, last))


def _name_group(words: Words, hit: Hit, phrases: Phrases) -> Spot | None:
    """A group of governments, which has the whole phrase for its name: "European mayors"."""
    if hit.first == 0 or words.keys[hit.first - 1] not in phrases.groups or not hit.key.endswith("s") or words.gap(hit.first - 1) != " ":
        return None
    first = hit.first - (2 if hit.first > 1 and words.joined(hit.first - 2, hit.first) in phrases.groups else 1)
    return Spot(words.starts[first], words.ends[hit.last - 1], (), words.joined(first, hit.last), first, hit.first)


def _name_backward(words: Words, last: int, taken: set[int], phrases: Phrases, gazetteer: Gazetteer) -> Spot | None:
    if last == 0 or words.gap(last - 1) not in (" ", "-") or not _is_name_word(words, last - 1, taken, phrases):
        return None
    first = last - 1
    while first and last - first < 4 and words.gap(first - 1) in (" ", "-", "'") and _is_name_word(words, first - 1, taken, phrases):
        first -= 1
    for start in range(first, last):
        towns = gazetteer.find_towns(words.joined(start, last)) if words.joined(start, last) not in phrases.words else ()
        if towns:
            return Spot(words.starts[start], words.ends[last - 1], towns, words.joined(start, last), start, last, is_town=True)
    key = words.keys[last - 1]
    for start in range(first, last) if key not in phrases.words and key not in gazetteer.given_names else ():
        for base in phrases.list_bases(words.joined(start, last)):
            numbers = find_places(base, gazetteer) if base not in phrases.words and base not in gazetteer.given_names else ()
            if numbers:  # "Rottweiler Rathaus", "Tolnas Bürgermeisterin"
                return Spot(words.starts[start], words.ends[last - 1], numbers, base, start, last, is_town=True)
    if _is_no_name(words, first, last, key, phrases, gazetteer):
        return None
    return Spot(words.starts[last - 1], words.ends[last - 1], (), key, last - 1, last)
