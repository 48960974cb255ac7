"""Parties of an act, and the licence to code.

A trigger is coded only with a subnational government and a counterpart of another country, a supranational body or a network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.actors.mentions import find_publisher
from transforms.actors.records import Actor, Mention
from transforms.codebook import TypeRule
from transforms.coding.reading import Reading
from transforms.gazetteer import load_gazetteer

SUBNATIONAL = frozenset({"sub_municipal", "local", "metropolitan", "intermediate", "regional"})
DIPLOMATS = frozenset({"ambassador", "consul", "honorary_consul"})
_BODIES = frozenset({"network", "supranational"})
_NATIONAL_ASSOCIATION = "national_association"

OF_UNITS = frozenset({"instrument", "end"})
"""Acts between two governments, in which a state named beside them is none of the parties."""
_FROM_ABROAD = frozenset({"travel", "meeting", "mutual"})
"""Acts that a government from abroad does with the home state itself ("the Governor of Idaho arrived in Taiwan", told in Taiwan)."""

_STATES = {"HK": "CN", "MO": "CN"}
"""Special administrative regions, and the state whose foreign affairs are theirs: its units and offices are none abroad."""
PartyKey = tuple[str | None, str]


@dataclass(frozen=True)
class Party:
    """A party of an act; ``mention`` is None when it is the publisher, unnamed in the sentence."""

    mention: Mention | None
    name: str
    actor_id: str | None
    level: str
    kind: str | None
    office: str | None
    country: str | None
    iso_3166_2: str | None
    is_collective: bool = False
    """Foreign governments named only as a group: "mayors from 20 countries"."""

    @property
    def key(self) -> PartyKey:
        return (self.country, self.actor_id or self.name)

    @property
    def counterpart_kind(self) -> str | None:
        """Kind of counterpart in the sense of the event types."""
        if self.level in SUBNATIONAL or (self.is_collective and self.office is None):
            return "subnational"
        if self.level in _BODIES:
            return self.level
        if self.level == "national":
            return "representative" if self.office else "state"
        return None

    @property
    def is_unnamed(self) -> bool:
        """True of "the mayor" whose government the document does not name."""
        return self.actor_id is None and self.mention is not None and self.mention.basis == "publisher"

    @property
    def is_diplomat(self) -> bool:
        return self.office in DIPLOMATS

    @property
    def crosses_borders(self) -> bool:
        """True of a body that is transnational by itself."""
        return self.is_collective or self.level == "supranational" or (self.level == "network" and self.kind != _NATIONAL_ASSOCIATION)


_GLOSS = re.compile("(?<=[\uac00-\ud7af])\\([\u4e00-\u9fff]{1,8}\\) ?(?=[\uac00-\ud7af])")
"""A name once more in Chinese characters: 오다(大田)시."""


def make_party(reading: Reading, mention: Mention) -> Party:
    """A mention as a party; its name is the actor's English name, else the name as written."""
    actor = mention.actor
    name = actor.name if actor else _GLOSS.sub("", reading.slice(mention.field, mention.name_start, mention.name_end))
    return Party(mention, name, actor.actor_id if actor else None, mention.level, mention.kind, mention.office, mention.country,
                 mention.iso_3166_2)


def make_state(party: Party) -> Party:
    """The state in which a party lies, proved by the same words; the party itself when its state is not known."""
    actor = load_gazetteer().find(f"iso:{party.country}") if party.country else None
    if actor is None or actor.level != "national":
        return party
    return Party(party.mention, actor.name, actor.actor_id, actor.level, actor.kind, None, actor.country, None)


def make_collective(reading: Reading, field: str, start: int, end: int, office: str | None = None) -> Party:
    """A group of foreign governments, named as such, as one party of unknown level; a group of diplomats as a national one with office."""
    surface = reading.slice(field, start, end)
    level = "unknown" if office is None else "national"
    mention = Mention(field, start, end, start, end, surface, None, level, None, office, None, None, "typed", True, 0.0, ())
    return Party(mention, surface, None, level, None, office, None, None, True)


def publisher_party(reading: Reading) -> Party | None:
    """The publisher as a party; None when the document does not name it or the gazetteer knows it as no government or body."""
    if not reading.publisher.is_party:
        return None
    actor, _ = find_publisher(reading.document, load_gazetteer())
    if actor is None:
        actor = find_territory(reading.publisher.country)
    if actor is None and reading.publisher.name is not None:
        return _unknown_publisher(reading, reading.publisher.name)
    if actor is None or (actor.level not in SUBNATIONAL and actor.level not in _BODIES):
        return None
    return Party(None, actor.name, actor.actor_id, actor.level, actor.kind, None, actor.country, actor.iso_3166_2)


def find_territory(country: str | None) -> Actor | None:
    """The government of a country code that is no state of its own (Hong Kong, Macau); None for states."""
    actor = load_gazetteer().find(f"iso:{country}") if country else None
    return actor if actor is not None and actor.level in SUBNATIONAL else None


def _unknown_publisher(reading: Reading, name: str) -> Party | None:
    """A publisher that the gazetteer does not know, of the tier that the text gives it ("our city", "the City of Brackwater")."""
    for sentence in reading.sentences:
        for mention in sentence.mentions:
            written = reading.slice(mention.field, mention.name_start, mention.name_end)
            if mention.level in SUBNATIONAL and mention.actor is None and (mention.basis == "publisher" or written in name):
                return Party(None, name, None, mention.level, mention.kind, None, reading.publisher.country, None)
    return None


def state_of(country: str | None) -> str | None:
    """ISO code of the state that a country code stands for in questions of home and abroad."""
    return _STATES.get(country or "", country)


def select_parties(parties: list[Party], home: str | None, rule: TypeRule) -> list[Party]:
    """Parties an act of the type may have: no own national actors, states only where nobody else of that country acts, no officials of
    a state where subnational governments of two countries sign."""
    if rule.opens in OF_UNITS and len({party.country for party in parties if party.level in SUBNATIONAL}) > 1:
        parties = [party for party in parties if party.level != "national"]
    units = [party for party in parties if party.level in SUBNATIONAL]
    acts_abroad = bool(units) and all(state_of(unit.country) != state_of(home) for unit in units) and any(unit.office for unit in units)
    kept: list[Party] = []
    for party in parties:
        kind = party.counterpart_kind
        if kind in {"representative", "state"} and home is not None and state_of(party.country) == state_of(home) and not (
                acts_abroad and (party.is_diplomat or rule.acts in _FROM_ABROAD)):
            continue
        if kind not in rule.counterparts and kind != "subnational":
            continue
        if any(party.key == other.key for other in kept):
            continue
        kept.append(party)
    if rule.acts != "gathering" and rule.opens != "membership":  # "Mayor Roe, also president of the association of mayors, …"
        countries = {party.country for party in kept if party.level in SUBNATIONAL}
        kept = [party for party in kept if party.kind != _NATIONAL_ASSOCIATION or party.country not in countries]
    named = {party.country for party in kept if party.counterpart_kind != "state"}
    return [party for party in kept if party.counterpart_kind != "state" or party.country not in named]


def is_licensed(parties: list[Party], rule: TypeRule) -> bool:
    """A subnational government, or a network of them, and a counterpart that the type admits; a network alone may hold a gathering."""
    units = [party for party in parties if party.level in SUBNATIONAL]
    bodies = [party for party in parties if party.crosses_borders and party.counterpart_kind in rule.counterparts]
    if not units:
        networks = [party for party in bodies if party.level == "network"]
        return bool(networks) and (rule.acts == "gathering" or len([party for party in parties if party.counterpart_kind]) > 1)
    countries = {state_of(party.country) for party in parties if party.country and (
        party.counterpart_kind in rule.counterparts or party.level in SUBNATIONAL)}
    if "subnational" not in rule.counterparts and len({state_of(party.country) for party in units}) > 1 and not bodies:
        return any(party.counterpart_kind in rule.counterparts for party in parties)
    return len(countries) > 1 or bool(bodies)
