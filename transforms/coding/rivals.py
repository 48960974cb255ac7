"""Of two events of a family that tell the same act, when the later of the ranking gives the type: what was signed rather than meant,
renewed rather than signed, an envoy received rather than talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transforms.coding.events import Event

HAPPENED = frozenset({"occurred", "ongoing"})
_IN_FORCE, _PROPOSED = "in_force", "proposed"
RENEWED = "renewed"


def concludes(event: Event, other: Event) -> bool:
    """Whether an instrument was signed, as a sentence of its own tells, that another only meant: "with the intention to cooperate"."""
    return (event.rule.tie_status == _IN_FORCE and other.rule.tie_status == _PROPOSED and event.realis in HAPPENED
            and not event.main.trigger.weak and event.main.sentence is not other.main.sentence)


def renews(event: Event, other: Event) -> bool:
    """Whether a sentence of its own says that what another tells was signed is a renewal: "It replaces the agreement of 2015"."""
    return event.rule.tie_status == RENEWED and other.rule.opens == "instrument" and not event.main.trigger.weak


def names_envoy(event: Event, other: Event) -> bool:
    """Whether an envoy was received, as a sentence tells, whose state alone another names: "the mayor and the ambassador spoke of …"."""
    envoys = {party.country for party in event.parties if party.is_diplomat}
    return (event.rule.opens == other.rule.opens == "contact" and not any(party.is_diplomat for party in other.parties)
            and envoys == {party.country for party in other.parties if party.counterpart_kind == "state"} != set())
