"""Mentions of governments and bodies in a document, and candidates for a single name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Any

from transforms.actors import surroundings
from transforms.actors.doubts import mark_persons
from transforms.actors.phrases import NATIONAL_OFFICES, Phrases, language_of, load_phrases
from transforms.actors.records import Mention
from transforms.actors.resolution import (
    AGREED,
    ALONE,
    ASKED_COUNTRY,
    THRESHOLD,
    Context,
    collect_votes,
    cued_level,
    matches_level,
    rank_candidates,
)
from transforms.actors.spaced import HEADS_OF_NAMES, find_spaced_spots
from transforms.actors.spots import Spot, split_words
from transforms.actors.spread import find_again, find_home_towns, find_vouched_spots, list_vouched, mark_vouched
from transforms.actors.typed import find_hits, find_named_spots, link_phrases, share_phrases
from transforms.actors.unlisted import find_heads, find_unlisted_spots, mark_seats, settle_in_containers, share_containers
from transforms.actors.unspaced import drop_surnames, find_unspaced_spots, link_unspaced
from transforms.gazetteer import Gazetteer, load_gazetteer
from transforms.gazetteer.keys import fold_text, name_key
from transforms.gazetteer.records import Actor

_MATTER_REACH = 80
"""Code points between a capital and the word that makes a state of it."""
_BODIES = ("network", "supranational")
_TOWNS = ("sub_municipal", "local")
_LEADING = 0.5
"""Least score of a publisher whose namesakes are far behind."""
_UNSPACED_LANGUAGES = ("ja", "ko", "zh")


class _Field:
    """One field of a document while it is scanned."""

    def __init__(self, name: str, text: str, phrases: Phrases, gazetteer: Gazetteer, lang: str, names: Iterable[str] = ()) -> None:
        self.name, self.original, self.lang = name, text, lang
        self.text, self.offsets = fold_text(text)
        self.words = split_words(self.text)
        self.spots = find_spaced_spots(self.words, phrases, gazetteer, language_of(lang))
        unspaced = find_unspaced_spots(self.text, phrases, gazetteer, lang)
        hits, itself = find_hits(self.words, self.spots, phrases)
        link_phrases(self.words, self.spots, hits, phrases, gazetteer)
        self.spots += find_named_spots(self.words, self.spots, hits, phrases, gazetteer)
        share_phrases(self.words, self.spots, gazetteer)
        link_unspaced(self.text, unspaced, phrases, gazetteer)
        if lang[:2] in _UNSPACED_LANGUAGES:
            unspaced += find_unlisted_spots(self.text, unspaced, phrases, gazetteer, lang, names)
            mark_seats(self.text, unspaced, lang)
            unspaced = drop_surnames(self.text, unspaced, gazetteer)
        self.spots = sorted([*self.spots, *unspaced], key=lambda spot: spot.start)
        self.itself, self._hits = itself, hits
        self._phrases = phrases
        surroundings.link_containers(self.text, self.spots, gazetteer, language_of(lang))
        settle_in_containers(self.text, self.spots, gazetteer)
        self.spots += surroundings.hold_towns(self.words, self.text, self.spots, gazetteer, language_of(lang))
        self.spots.sort(key=lambda spot: spot.start)
        surroundings.mark_places(self.words, self.spots, phrases)
        if name == "text":
            surroundings.mark_datelines(self.text, self.spots)
        surroundings.mark_unspaced_places(self.text, self.spots)
        surroundings.share_offices(self.text, self.spots)
        self._mark_silent(self.spots, gazetteer)

    def _mark_silent(self, spots: list[Spot], gazetteer: Gazetteer) -> None:
        offices = [self.words.starts[hit.first] for hit in [*self._hits, *self.itself] if self._phrases.is_office(hit.key)]
        surroundings.mark_silent(self.words, spots, offices, self._phrases, gazetteer)

    def add_vouched(self, found: list[Spot], gazetteer: Gazetteer) -> None:
        """Adds bare names of small towns that something in the document vouches for."""
        if not found:
            return
        self.spots = sorted([*self.spots, *found], key=lambda spot: spot.start)
        link_phrases(self.words, self.spots, [hit for hit in self._hits if hit.spot is None], self._phrases, gazetteer)
        surroundings.link_containers(self.text, self.spots, gazetteer, language_of(self.lang))
        surroundings.mark_places(self.words, found, self._phrases)
        self._mark_silent(found, gazetteer)

    @cached_property
    def state_matters(self) -> list[int]:
        """Where words stand of what states do to each other; looked for only in a text that names a capital."""
        pattern = self._phrases.state_matters
        return [] if pattern is None else [match.start() for match in pattern.finditer(self.text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the field as it was given."""
        return (start, end) if self.offsets is None else (self.offsets[start], self.offsets[end])


def find_publisher(document: Mapping[str, Any], gazetteer: Gazetteer) -> tuple[Actor | None, str | None]:
    """Actor and country of the document's publisher: an actor id, or a mapping with ``country`` and perhaps ``name`` and ``actor_id``."""
    publisher = document.get("publisher")
    if isinstance(publisher, str):
        actor = gazetteer.find(publisher)
        return actor, actor.country if actor else None
    if not publisher:
        return None, None
    country = publisher.get("country")
    actor = gazetteer.find(publisher["actor_id"]) if publisher.get("actor_id") else None
    if actor is None and publisher.get("name"):
        found = resolve_name(publisher["name"], country=country, gazetteer=gazetteer)
        if found and _is_clear([row["score"] for row in found]) and found[0]["country"] == country:
            actor = gazetteer.find(found[0]["actor_id"])
        if actor is None and country is not None:
            actor = _find_within(publisher["name"], country, gazetteer)
    return actor, country or (actor.country if actor else None)


def _find_within(name: str, country: str, gazetteer: Gazetteer) -> Actor | None:
    """The only government that a longer name of a publisher has in it: "Guizhou FAO", "Diary of the Mayor of The Hague"."""
    mentions = find_mentions({"text": name, "publisher": {"country": country}}, gazetteer)
    named = {mention.actor for mention in mentions if mention.actor is not None and mention.actor.level not in ("national", "non_state")}
    actor = next(iter(named)) if len(named) == 1 else None
    return actor if actor is not None and actor.country == country and actor.level not in _BODIES else None


def _is_clear(scores: list[float]) -> bool:
    """Whether the best candidate for the name of a publisher is one: it scores well, or all others far less."""
    return scores[0] >= ALONE or (scores[0] >= _LEADING and all(score * 2 < scores[0] for score in scores[1:]))


def find_mentions(document: Mapping[str, Any], gazetteer: Gazetteer | None = None) -> list[Mention]:
    """Mentions in ``document`` (``title``?, ``text``, ``lang``?, ``publisher``?), sorted by field and start.

    Linear in the length of the text. Offsets are code points of the field as given.
    """
    gazetteer = gazetteer or load_gazetteer()
    lang = document.get("lang") or "en"
    phrases = load_phrases(lang)
    fields = _read_fields(document, phrases, gazetteer, lang)
    context = _read_context(document, fields, gazetteer, lang)
    mentions: list[Mention] = []
    for part in fields:
        found = [mention for spot in part.spots for mention in _make_mention(part, spot, context, gazetteer)]
        mentions += found + _find_publisher_mentions(part, found, phrases, context)
    return sorted(mentions, key=lambda m: (m.field != "title", m.start, m.end))


def _read_fields(document: Mapping[str, Any], phrases: Phrases, gazetteer: Gazetteer, lang: str) -> list[_Field]:
    """Title and text; what the title names and no gazetteer knows is looked for in the text as well, like the publisher's own name."""
    publisher = document.get("publisher")
    names = [publisher["name"]] if isinstance(publisher, Mapping) and isinstance(publisher.get("name"), str) else []
    country = publisher.get("country") if isinstance(publisher, Mapping) else None
    fields: list[_Field] = []
    for name in ("title", "text"):
        if document.get(name):
            fields.append(_Field(name, document[name], phrases, gazetteer, lang, names))
            names += [spot.key for spot in fields[-1].spots if not spot.numbers]
    for part in fields:
        part.add_vouched(find_vouched_spots(part.words, part.spots, phrases, gazetteer), gazetteer)
        part.add_vouched(find_home_towns(part.words, part.spots, phrases, gazetteer, country, part.name == "text"), gazetteer)
    vouched = list_vouched(spot for part in fields for spot in part.spots)
    for part in fields:
        part.add_vouched(list(find_again(part.words, part.spots, vouched, gazetteer)) if vouched else [], gazetteer)
    keys = {key for part in fields for key in mark_vouched(part.words, part.spots, phrases, gazetteer)}
    spots = [spot for part in fields for spot in part.spots]
    for spot in spots:
        spot.is_vouched = spot.key in keys
    share_containers(spots, gazetteer)
    mark_persons(spots, gazetteer)
    return fields


def _read_context(document: Mapping[str, Any], fields: list[_Field], gazetteer: Gazetteer, lang: str) -> Context:
    publisher, country = find_publisher(document, gazetteer)
    context = Context(lang=language_of(lang), publisher=publisher, country=country)
    for part in fields:
        collect_votes(part.spots, context, gazetteer)
        for spot in part.spots:
            level = cued_level(spot)
            context.regional_cues += level == "regional"
            context.local_cues += level == "local"
    return context


def _stands_for_state(part: _Field, spot: Spot, actor: Actor, context: Context, gazetteer: Gazetteer) -> bool:
    """Whether a bare capital means its state: beside words of what states do, where no municipality is spoken of."""
    if actor.actor_id not in gazetteer.capitals or spot.cues or spot.suffix_level or spot.is_place or context.local_cues:
        return False
    place = bisect_left(part.state_matters, spot.start)
    return any(abs(at - spot.start) <= _MATTER_REACH for at in part.state_matters[max(0, place - 1) : place + 1])


def _make_mention(part: _Field, spot: Spot, context: Context, gazetteer: Gazetteer) -> list[Mention]:
    if not spot.cues and spot.suffix_level is None and spot.container is None and (spot.is_weak or not spot.numbers):
        return []
    ranked = rank_candidates(spot, context, gazetteer)
    level = cued_level(spot) or (None if spot.numbers else "local")
    actor = gazetteer.actor(ranked[0][0]) if ranked and ranked[0][1] >= THRESHOLD else None
    if level in ("national",) and ranked:
        actor = next(
            (found for found in (gazetteer.actor(number) for number, _ in ranked) if found.level in ("national", "supranational")), actor
        )
    kind = next((cue.kind for cue in spot.cues if cue.kind is not None), None) or (actor.kind if actor else None)
    office = next((cue.office for cue in reversed(spot.cues) if cue.office is not None), None)
    holder = _find_holder(spot, ranked, gazetteer) if level in _TOWNS and (actor is None or not matches_level(level, actor)) else None
    actor = None if holder is not None else actor
    place = actor or holder or (None if spot.container is None else gazetteer.actor(spot.container))
    start, end = part.span(spot.phrase_start if spot.phrase_start >= 0 else spot.start, max(spot.end, spot.phrase_end))
    name_start, name_end = (start, end) if holder is not None else part.span(spot.start, spot.end)
    if actor is not None and _stands_for_state(part, spot, actor, context, gazetteer):
        actor = place = gazetteer.find(f"iso:{actor.country}")
    is_body = actor is not None and actor.level in _BODIES
    is_private = actor is not None and actor.level == "non_state"
    is_network = actor is not None and actor.level == "network"
    is_where = (spot.is_place and not is_network) or spot.is_held  # "ha aderito a Eurocities"
    is_mere = is_where or spot.is_adjective or (spot.is_silent and not (actor is not None and actor.level == "national"))
    official = (is_body or all(cue.official for cue in spot.cues)) and not is_private and (bool(spot.cues) or not is_mere)
    return [
        Mention(
            field=part.name,
            start=start,
            end=end,
            name_start=name_start,
            name_end=name_end,
            surface=part.original[start:end],
            actor=actor,
            level=_choose_level(level, actor),
            kind=kind,
            office=office,
            country=place.country if place else _locate(spot, ranked, gazetteer),
            iso_3166_2=place.iso_3166_2 if place else None,
            basis=_choose_basis(spot, actor, office),
            is_official=official,
            score=round(ranked[0][1], 3) if ranked else 0.0,
            candidates=tuple((gazetteer.actor(number).actor_id, round(score, 3)) for number, score in ranked[:5]),
            is_vouched=spot.is_vouched,
        )
    ]


def _find_holder(spot: Spot, ranked: list[tuple[int, float]], gazetteer: Gazetteer) -> Actor | None:
    """The unit or state in which an unnamed town lies that a phrase tells by it: "an Illinois town", "a city of Kosovo"."""
    units = [gazetteer.actor(number) for number, _ in ranked if gazetteer.main_key(number) == spot.key]
    if any(unit.level in _TOWNS or unit.also_local for unit in units):
        return None
    return next((unit for unit in units if unit.level in ("national", "regional") and unit.actor_id.startswith("iso:")), None)


def _locate(spot: Spot, ranked: list[tuple[int, float]], gazetteer: Gazetteer) -> str | None:
    """The country of a typed name that stays unresolved: the one in which its candidates lie (which San Marcos is open, not that it is in
    the US), else the only one that has such a tier (Landkreis)."""
    if not spot.cues and spot.suffix_level is None:
        return None
    shares: dict[str | None, float] = {}
    for number, score in ranked:
        country = gazetteer.actor(number).country
        shares[country] = shares.get(country, 0.0) + score
    best = max(shares, key=lambda country: shares[country], default=None)
    return best if best is not None and shares[best] >= AGREED else spot.home


def _choose_level(level: str | None, actor: Actor | None) -> str:
    """The actor's legal tier where the phrase can mean it, else the tier of the phrase."""
    if actor is None:
        return {"county": "intermediate", None: "unknown"}.get(level, level or "unknown")
    if level is None or (level not in ("national", "national_deconcentrated", "non_state") and matches_level(level, actor)):
        return actor.level
    if level == "national" and actor.level == "supranational":
        return actor.level  # "the Ambassador of the European Union"
    return {"county": "intermediate"}.get(level, level)


def _choose_basis(spot: Spot, actor: Actor | None, office: str | None) -> str:
    if actor is not None and actor.level in _BODIES:
        return "network"
    if any(not cue.official for cue in spot.cues) or (actor is not None and actor.level == "non_state"):
        return "non_state"
    if office in NATIONAL_OFFICES:
        return "office"
    if actor is not None and actor.level == "national":
        return "country"
    return "typed" if spot.cues or spot.suffix_level else "toponym"


def _find_publisher_mentions(part: _Field, found: list[Mention], phrases: Phrases, context: Context) -> list[Mention]:
    """ "Our city", "the Mayor", 本市 where no name stands beside them."""
    spans = sorted((mention.start, mention.end) for mention in found)
    begins, furthest = [begin for begin, _ in spans], list(accumulate((stop for _, stop in spans), max))
    spots = [(part.words.starts[hit.first], part.words.ends[hit.last - 1], hit.key) for hit in part.itself]
    spots += _find_unspaced_self(part.text, phrases, part.lang)
    mentions = []
    for start, end, key in spots:
        start, end = part.span(start, end)
        before = bisect_left(begins, end)
        if before and furthest[before - 1] > start:
            continue
        cue, publisher = phrases.itself[key], context.publisher
        if publisher is not None and cue.level is not None and not matches_level(cue.level, publisher):
            publisher = None
        mentions.append(
            Mention(
                field=part.name,
                start=start,
                end=end,
                name_start=start,
                name_end=end,
                surface=part.original[start:end],
                actor=publisher,
                level=publisher.level if publisher else cue.level or "unknown",
                kind=cue.kind,
                office=cue.office,
                country=context.country,
                iso_3166_2=publisher.iso_3166_2 if publisher else None,
                basis="publisher",
                is_official=True,
                score=1.0 if publisher else 0.0,
                candidates=((publisher.actor_id, 1.0),) if publisher else (),
            )
        )
    return mentions


def _find_unspaced_self(text: str, phrases: Phrases, lang: str) -> list[tuple[int, int, str]]:
    if phrases.itself_pattern is None:
        return []
    found = [(match.start(), match.end(), name_key(match.group())) for match in phrases.itself_pattern.finditer(text)]
    heads = find_heads(text) if lang.startswith("ja") else []
    return found + [(start, end, key) for start, title, end in heads if (key := name_key(text[title:end])) in phrases.itself]


def resolve_name(
    text: str,
    lang: str | None = None,
    country: str | None = None,
    gazetteer: Gazetteer | None = None,
    document: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Candidates for a name, best first, as ``proxeny resolve`` prints them; language and country are hints.

    ``document`` is the one the name stands in, if there is one: what else it names says where it is. Empty when nothing is a place or body.
    """
    gazetteer = gazetteer or load_gazetteer()
    phrases = load_phrases(lang or "en")
    part = _Field("text", text, phrases, gazetteer, lang or "en")
    context = Context(lang=language_of(lang or "en"), country=country, country_weight=ASKED_COUNTRY)
    if document is not None:
        context = _read_context(document, _read_fields(document, phrases, gazetteer, lang or "en"), gazetteer, lang or "en")
    spot = _choose_spot(part, name_key(text.partition("(")[0]) or name_key(text), gazetteer, is_place=document is not None)
    if spot is None or (not spot.numbers and spot.container is not None):
        return []  # "Warminster, Pennsylvania" is none of the places that the gazetteer has
    if not spot.is_town:
        spot.numbers = tuple(dict.fromkeys((*spot.numbers, *gazetteer.find_towns(spot.key))))
    rows = []
    for number, score in rank_candidates(spot, context, gazetteer):
        actor = gazetteer.actor(number)
        rows.append(
            {
                "actor_id": actor.actor_id,
                "name": actor.name,
                "level": actor.level,
                "country": actor.country,
                "iso_3166_2": actor.iso_3166_2,
                "geonames_id": actor.geonames_id,
                "wikidata_qid": actor.wikidata_qid,
                "score": round(score, 3),
            }
        )
    return rows


def _choose_spot(part: _Field, whole: str, gazetteer: Gazetteer, is_place: bool) -> Spot | None:
    """The name a query asks for: the whole of it, else the name in a phrase or container, else none where words are left over.

    ``is_place`` says that the query is known to name a place, so that any name in it will do.
    """
    spots = [spot for spot in part.spots if spot.numbers and not spot.is_adjective] or [spot for spot in part.spots if spot.numbers]
    spots += [spot for spot in part.spots if not spot.numbers and spot.container is not None]
    spot = next((spot for spot in spots if spot.key == whole), None)
    if spot is not None:
        return spot
    towns = gazetteer.find_towns(whole)
    if towns and not any(spot.cues or spot.container is not None for spot in spots):
        return Spot(0, len(part.text), towns, whole, is_town=True)
    explained = [
        spot
        for spot in spots
        if is_place or spot.cues or spot.suffix_level or spot.container is not None or _covers(spot, whole)
    ]
    return max(explained, key=lambda spot: (spot.container is not None, len(spot.cues), spot.end - spot.start), default=None)


def _covers(spot: Spot, whole: str) -> bool:
    """Whether little is left of a query beside the name, and no word that makes another place of it ("East Cambridgeshire")."""
    return len(spot.key) > 0.7 * len(whole) and set(whole.split()).isdisjoint(HEADS_OF_NAMES.difference(spot.key.split()))


__all__ = ["find_mentions", "find_publisher", "resolve_name"]
