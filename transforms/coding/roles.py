"""What each party did in an act, and which way it went."""

from __future__ import annotations

from transforms.coding.cast import Cast
from transforms.coding.events import Event
from transforms.coding.parties import SUBNATIONAL, Party, state_of
from transforms.coding.reading import Sentence
from transforms.coding.ways import is_visited

_BY_ROLES, _MUTUAL, _THIRD_PLACE, _VIRTUAL, _INBOUND, _OUTBOUND = "roles", "mutual", "third_place", "virtual", "inbound", "outbound"
_PROPOSED, _RESOLUTION, _UNILATERAL = "proposed", "council_resolution_or_law", "unilateral"
_WAY = {"guest": _OUTBOUND, "host": _INBOUND, "funder": _OUTBOUND, "beneficiary": _INBOUND}
"""Direction of an act by the role of the side at home."""
_TRAVEL = {"guest", "host"}
_ONLINE = frozenset({"contact", "instrument"})


def assign_roles(event: Event, cast: Cast) -> list[list[str]]:
    """The first role to the side named first, the second to the other; an unnamed publisher takes the role that is free."""
    first, second = event.main.trigger.roles or event.rule.roles
    if not event.parties:
        return []
    hosts = is_visited(event, cast) if {first, second} == _TRAVEL else None
    if hosts is not None:
        return [["host" if cast.is_home(party) == hosts else "guest"] for party in event.parties]
    named = [party for party in event.main.parties if party.mention is not None]
    lead = _lead_party(event, named)
    swap = lead is not None and lead.mention is not None and len({party.country for party in named}) == 1 and (
        lead.mention.start >= event.main.hit.start and len(named) < len(event.main.parties))
    roles = []
    for party in event.parties:
        is_first = lead is not None and party.country == lead.country and party.crosses_borders == lead.crosses_borders
        roles.append([second if is_first == swap else first])
    return roles


def _lead_party(event: Event, named: list[Party]) -> Party | None:
    spots = [(party.mention.start, party) for party in named if party.mention and party.mention.field == event.main.sentence.field]
    if spots:
        return min(spots, key=lambda item: item[0])[1]
    return named[0] if named else event.parties[0]


def find_direction(event: Event, events: list[Event], sentences: list[Sentence], cast: Cast) -> str:
    """Direction of an act from the reporting unit: by its type, else by the place it happened in, else by the trip of its occasion."""
    if event.rule.opens in _ONLINE and any(sentence.cues("grammar", "virtual") for sentence in sentences):
        return _VIRTUAL
    direction = event.rule.direction
    if event.rule.tie_status == _PROPOSED and event.main.trigger.instrument == _RESOLUTION:
        return _UNILATERAL
    if direction == _BY_ROLES:
        return _find_way(event, cast)
    where = _find_place(event, cast) if direction in {_MUTUAL, _THIRD_PLACE} else None
    if direction == _THIRD_PLACE:
        return where if where == _INBOUND else direction
    if direction != _MUTUAL or where is not None:
        return where or direction
    trips = [_find_way(other, cast) for other in events if other.occasion == event.occasion and other.rule.direction == _BY_ROLES]
    return trips[0] if trips else direction


def _find_way(event: Event, cast: Cast) -> str:
    for party, role in zip(event.parties, assign_roles(event, cast), strict=True):
        if cast.is_home(party):
            return _WAY.get(role[0], _MUTUAL)
    return _MUTUAL


def _find_place(event: Event, cast: Cast) -> str | None:
    """Whether the act happened at home, at a partner's or elsewhere, by the first place that its sentence names."""
    places = [party for party in cast.parties_of(event.main.sentence.index) if cast.is_place(party) and party.level in SUBNATIONAL]
    if not places:
        return None
    if cast.is_home(places[0]):
        return _INBOUND
    partners = {state_of(party.country) for party in event.parties}
    return _OUTBOUND if state_of(places[0].country) in partners else _THIRD_PLACE
