"""Whose name it is: candidates ranked by prior, level cue, container, the document's countries and the publisher's."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from transforms.actors.spots import Spot
from transforms.gazetteer.records import Actor
from transforms.gazetteer.store import Gazetteer

LISTED_PRIOR = 5.0
"""A government of our own list, whose people are not counted there, ranks as a city of a hundred thousand."""
STATE_PRIOR = 8.0
"""A state's name stands for the state before any namesake of less than a hundred million people."""
MAIN_NAME = 1.3
"""A name stands rather for the actor whose English name it is than for one that has it as an alternate or foreign name."""
NEAR = 1.2
"""A namesake close to another place of the document is meant rather than one far off."""
NOISE, KNOWN_POPULATION = -0.7, 200_000
"""An alternate name yields further to the main name of a place of so many people (Porto is Nehe for some)."""
NAMED_FOR = -4.0
"""A town that some list also calls by the name of a state or unit is not meant by it: "an Illinois town", "a city of Kosovo"."""
FOREIGN_STATE_NAME = -2.5
"""A state's name in some other language yields to the main name of a city (Brasilia is Brazil in Finnish)."""
DOUBT = 4.0
"""What speaks for an unknown namesake: a little town by another than its main name needs a country, container or publisher that fits."""
UNKNOWN_POPULATION = {"intermediate": 500_000, "local": 30_000}
"""People of a province or municipality of ISO 3166-2 whose towns the sources count for the unit around it."""
CITY_BEFORE_UNIT = 1.0
"""A bare name shared by a city and the unit around it means the city, unless the unit has ten times its people."""
LEVEL_MATCH, LEVEL_MISMATCH = 4.0, -4.0
SAME_LEVEL = 0.8
"""Of two actors that a phrase can name, the one of exactly its tier."""
ADJECTIVE_LEVEL = 3.0
"""An adjective that a city shares with the unit around it means the one of the phrase's tier (Московская область)."""
CONTAINER = 5.0
PUBLISHER_COUNTRY = 1.6
HOME = 3.0
"""The state whose tier or office the phrase names."""
ASKED_COUNTRY = 3.5
"""Who asks for a name and says a country means it more than a document does that is published there."""
SPOKEN_AT_HOME, SPEAKERS = 0.5, {"en": frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})}
"""English, in which the press of all countries writes, means the largest town of its own countries rather than smaller namesakes in others
(San Francisco)."""
GREAT_CITY, GREAT_POPULATION = 0.25, 1_000_000
"""The great namesake is meant more often than its share of people says."""
VOTE, MOST_VOTES = 0.9, 2.0
SHARPNESS = 1.6
THRESHOLD = 0.45
AGREED = 0.6
"""Least share of the candidates in one country for an unresolved name to lie there."""
ALONE = 0.66
"""Least score of a name that no document stands around."""


_UNITS = ("regional", "intermediate", "county")
"""Tiers of phrases for units: a province of Argentina is of the first tier, one of Spain of the second."""
_GOVERNING = {"HK": ("iso:CN",), "MO": ("iso:CN",), "GL": ("iso:DK",), "FO": ("iso:DK",), "GI": ("iso:GB",), "BM": ("iso:GB",),
              "EH": ("iso:MA",)}
"""Territories with a code of their own that texts place in the state that governs them ("Macau, na China")."""


@dataclass(slots=True)
class Context:
    """What a document says about where it is."""

    lang: str = "en"
    publisher: Actor | None = None
    country: str | None = None
    country_weight: float = PUBLISHER_COUNTRY
    countries: dict[str, float] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    regional_cues: int = 0
    local_cues: int = 0
    squares: dict[tuple[int, int], set[str]] = field(default_factory=dict)
    """Degree squares around the cities named without doubt → their names."""
    ranked: dict[tuple[object, ...], list[tuple[int, float]]] = field(default_factory=dict)
    """Candidates of names ranked already: a name said again in the same way means the same."""


_COUNTIES = {"JP": "regional", "TW": "intermediate"}
"""What 縣 is where no town is one."""


def matches_level(level: str, actor: Actor) -> bool:
    """Whether a phrase for ``level`` can name ``actor``; tiers that languages do not tell apart go together."""
    if level in ("local", "sub_municipal"):
        return actor.level in ("local", "sub_municipal", "metropolitan") or actor.also_local or (
            actor.level == "intermediate" and actor.country == "TW"  # 縣政府 and 縣長 are those of counties
        )
    if level == "metropolitan":
        return actor.level in ("metropolitan", "local", "regional")
    if level == "regional":
        return actor.level in ("regional", "intermediate", "national_deconcentrated") or (
            actor.level == "local" and actor.actor_id.startswith("iso:")
        )
    if level == "county" and actor.country in _COUNTIES:
        return actor.level == _COUNTIES[actor.country]
    if level == "national_deconcentrated":
        return actor.level in ("national_deconcentrated", "regional", "intermediate", "metropolitan")
    if level in ("intermediate", "county"):
        return actor.level in ("intermediate", "regional", "national_deconcentrated", "local")
    return actor.level == level


def is_inside(actor: Actor, container: Actor) -> bool:
    """Whether ``actor`` lies in ``container``, a state or first-level unit."""
    if actor.actor_id == container.actor_id:
        return False
    if container.actor_id in _GOVERNING.get(actor.country or "", ()):
        return True
    if container.level == "national" or (container.iso_3166_2 is None and container.country is not None):
        return actor.country == container.country
    return (
        actor.iso_3166_2 is not None
        and actor.iso_3166_2 == container.iso_3166_2
        and actor.level != "national"
        and container.actor_id[:4] == "iso:"
    )


def cued_level(spot: Spot) -> str | None:
    """Level that the phrases around a name cue: the innermost that says one."""
    return next((cue.level for cue in spot.cues if cue.level is not None), None) or spot.suffix_level


def collect_votes(spots: Iterable[Spot], context: Context, gazetteer: Gazetteer) -> None:
    """Adds to ``context`` the countries and units that the names without doubt lie in."""
    for spot in spots:
        if not spot.numbers or spot.is_weak:
            continue
        actors = [gazetteer.actor(number) for number in spot.numbers]
        best = actors[0]
        if best.level == "national" and best.country:
            context.countries[best.country] = context.countries.get(best.country, 0.0) + 1.0
        elif len({actor.country for actor in actors}) == 1 and best.country:
            _add_anchor(spot, context, gazetteer)
            weight = 0.4 if spot.is_town else 0.6
            context.countries[best.country] = context.countries.get(best.country, 0.0) + weight
            if best.iso_3166_2:
                context.units[best.iso_3166_2] = context.units.get(best.iso_3166_2, 0.0) + 0.5


def _add_anchor(spot: Spot, context: Context, gazetteer: Gazetteer) -> None:
    """Notes the degree squares around a city named without doubt."""
    actor, population, coordinates = gazetteer.fields(spot.numbers[0])
    if actor.level == "local" and coordinates is not None and population < GREAT_POPULATION:
        north, east = round(coordinates[0]), round(coordinates[1])
        for square in ((north + up, east + right) for up in (-1, 0, 1) for right in (-1, 0, 1)):
            context.squares.setdefault(square, set()).add(spot.key)


def _is_near(spot: Spot, coordinates: tuple[float, float] | None, context: Context) -> bool:
    """Whether a place lies within about a degree of another one that the document names without doubt."""
    if coordinates is None:
        return False
    return bool(context.squares.get((round(coordinates[0]), round(coordinates[1])), set()) - {spot.key})


def rank_candidates(spot: Spot, context: Context, gazetteer: Gazetteer) -> list[tuple[int, float]]:
    """Candidates of a name with scores, best first; what is wanting to 1 is the chance that it is none of them."""
    if not spot.numbers:
        return []
    level = cued_level(spot)
    said = (spot.key, spot.numbers, level, spot.container, spot.home, spot.is_adjective, spot.is_town)
    if said not in context.ranked:
        context.ranked[said] = _rank(spot, level, context, gazetteer)
    return context.ranked[said]


def _rank(spot: Spot, level: str | None, context: Context, gazetteer: Gazetteer) -> list[tuple[int, float]]:
    numbers = _widen(spot, level, context.country, gazetteer)
    fields = [gazetteer.fields(number) for number in numbers]
    units = {actor.iso_3166_2 for actor, _, _ in fields if actor.actor_id == f"iso:{actor.iso_3166_2}"}
    container = None if spot.container is None else gazetteer.actor(spot.container)
    scores = []
    called = gazetteer.called(context.lang).get(spot.key)
    named = [gazetteer.main_key(number) == spot.key for number in numbers]
    if called is not None and gazetteer.actor(called).level != "national" and any(
            name and actor.country == context.country for (actor, _, _), name in zip(fields, named, strict=True)):
        called = None  # "Colonia" is the city of Uruguay in Uruguay, whatever Spanish calls Köln
    is_main = [number == called or name for number, name in zip(numbers, named, strict=True)]
    has_main = any(is_main)
    is_known = any(main and people >= KNOWN_POPULATION for (_, people, _), main in zip(fields, is_main, strict=True))
    largest = max(people for _, people, _ in fields)
    is_unit = any(main and actor.actor_id.startswith("iso:") for (actor, _, _), main in zip(fields, is_main, strict=True))
    for number, (actor, population, coordinates), main in zip(numbers, fields, is_main, strict=True):
        if population == 0:
            tier = "intermediate" if level in _UNITS and actor.level == "regional" else actor.level
            population = UNKNOWN_POPULATION.get(tier, 0)
        score = STATE_PRIOR if actor.level in ("national", "network", "supranational") else _rank_size(actor, population)
        if population >= GREAT_POPULATION and (actor.level == "local" or actor.also_local):
            score += GREAT_CITY
        if main or (level in _UNITS and actor.level in _UNITS and gazetteer.main_key(number).startswith(spot.key + " ")):
            score += MAIN_NAME
        elif has_main and actor.level == "national":
            score += FOREIGN_STATE_NAME
        elif is_known and actor.level == "local":
            score += NOISE
        if not main and is_unit and actor.level == "local" and population < KNOWN_POPULATION:
            score += NAMED_FOR
        if level is None and actor.iso_3166_2 in units and actor.level == "local" and actor.actor_id != f"iso:{actor.iso_3166_2}":
            score += CITY_BEFORE_UNIT if context.regional_cues <= context.local_cues else 0.3
        if actor.level == "local" and _is_near(spot, coordinates, context):
            score += NEAR
        if actor.also_local and level not in _UNITS:
            score += CITY_BEFORE_UNIT
        is_own = actor.actor_id.startswith("px:") and not spot.is_adjective
        if actor.level in ("intermediate", "national_deconcentrated") and level is None and not is_own:
            score -= 1.5
        if level is not None and not spot.is_adjective:
            score += LEVEL_MATCH if matches_level(level, actor) else LEVEL_MISMATCH
            if actor.level == (level if level != "county" else "intermediate") and not actor.also_local:
                score += SAME_LEVEL
        if spot.is_adjective and actor.level == level and not actor.also_local:
            score += ADJECTIVE_LEVEL
        if container is not None and is_inside(actor, container):
            score += CONTAINER
        if actor.country is not None:
            if actor.country == context.country or f"iso:{context.country}" in _GOVERNING.get(actor.country, ()):
                score += context.country_weight
            if population == largest and actor.level == "local" and actor.country in SPEAKERS.get(context.lang, ()):
                score += SPOKEN_AT_HOME
            if actor.country == spot.home:
                score += HOME
            score += VOTE * min(context.countries.get(actor.country, 0.0), MOST_VOTES)
        if actor.iso_3166_2 is not None and actor.level != "national":
            score += VOTE * min(context.units.get(actor.iso_3166_2, 0.0), MOST_VOTES)
            if context.publisher is not None and actor.iso_3166_2 == context.publisher.iso_3166_2:
                score += 1.0
        if context.publisher is not None and actor.actor_id == context.publisher.actor_id:
            score += 2.0
        scores.append(score)
    best = max(scores)
    weights = [math.exp(SHARPNESS * (score - best)) for score in scores]
    doubt = DOUBT + (LEVEL_MATCH if level is not None and not spot.is_adjective else 0.0)
    total = sum(weights) + math.exp(min(SHARPNESS * (doubt - best), 9.0))
    return sorted(((number, weight / total) for number, weight in zip(numbers, weights, strict=True)), key=lambda item: -item[1])


def _rank_size(actor: Actor, population: int) -> float:
    return LISTED_PRIOR if actor.actor_id.startswith("px:") else math.log10(population + 1000)


def _widen(spot: Spot, level: str | None, country: str | None, gazetteer: Gazetteer) -> tuple[int, ...]:
    """The candidates of the short list, and those of the long list where a phrase or container vouches for them, or a small town of the
    publisher's country so called where the others only have the name as another ("Cantagallo" for Cantagalo)."""
    if spot.is_town or spot.is_adjective:
        return spot.numbers
    if spot.container is None and level not in ("local", "sub_municipal", "metropolitan"):
        if country is None or any(gazetteer.main_key(number) == spot.key for number in spot.numbers):
            return spot.numbers
        return (*spot.numbers, *(town for town in gazetteer.find_towns(spot.key)
                                 if gazetteer.actor(town).country == country and gazetteer.main_key(town) == spot.key))
    return tuple(dict.fromkeys((*spot.numbers, *gazetteer.find_towns(spot.key))))
