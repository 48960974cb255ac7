"""Why a document yields no event."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.coding.cast import Cast
from transforms.coding.parties import SUBNATIONAL
from transforms.coding.reading import Reading


def choose_reason(reading: Reading, cast: Cast, dropped: Mapping[str, int], has_domestic: bool) -> str:
    """The reason code of the codebook that says best why nothing was coded."""
    if not any(sentence.triggers() for sentence in reading.sentences):
        return "no_trigger"
    if dropped:
        return min(dropped, key=lambda reason: (-dropped[reason], reason))
    if has_domestic:
        return "domestic_only"
    parties = [party for sentence in reading.sentences for party in cast.parties_of(sentence.index)]
    units = {party.key for party in parties if party.level in SUBNATIONAL}
    countries = {party.country for party in parties if party.level in SUBNATIONAL}
    foreign = [party for party in parties if party.country != cast.home or party.crosses_borders]
    if not units:
        return "national_diplomacy_only" if any(party.level == "national" for party in parties) else "no_actor"
    if len(units) > 1 and len(countries) == 1 and not foreign:
        return "domestic_pair"
    return "no_counterpart" if not foreign else "no_trigger"
