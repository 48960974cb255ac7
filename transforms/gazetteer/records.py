"""Record type of the gazetteer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A government or body of the gazetteer.

    ``actor_id`` is readable and never reused: ``iso:DE`` and ``iso:JP-27`` for states and units with an ISO 3166 code,
    ``gn:1853909`` for cities, ``px:eurocities`` for our overlay. ``level`` and ``kind`` are codes of the codebook,
    ``iso_3166_2`` is the unit's own code or that of the first-level unit it lies in. ``also_local`` marks city-states and
    two-tier capitals: regional by law, a city as well.
    """

    actor_id: str
    name: str
    level: str
    kind: str | None
    country: str | None
    iso_3166_2: str | None
    geonames_id: int | None
    wikidata_qid: str | None
    also_local: bool
