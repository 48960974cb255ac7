"""Record types of the actor scan: :class:`Mention` says where a text names an :class:`Actor` of the gazetteer."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.gazetteer.records import Actor

__all__ = ["Actor", "Mention"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in a document where an actor is named.

    ``start``/``end`` span the whole typed phrase ("Mayor of Lyon", "大阪府知事", "our city"), ``name_start``/``name_end`` the
    name inside it; all in code points of ``field`` as it was given. ``level``, ``kind``, ``office``, ``country`` and
    ``iso_3166_2`` are those the phrase cues, else the actor's. ``basis`` says what kind of naming it is:

    ``typed``      a phrase that names a tier or head: "City of Lyon", "大阪市", "Ayuntamiento de Valencia"
    ``toponym``    a bare name
    ``network``    a network, association or supranational body
    ``office``     an ambassador, consul or minister; the actor is the state
    ``country``    a state or the adjective or people of one
    ``publisher``  "our city", "the Mayor", 本市: the publisher, unnamed
    ``non_state``  a twin-town association, university, firm, club, airport, street

    ``is_official`` is False for what cannot act for a government or body. ``candidates`` are ``(actor_id, score)``, best first;
    ``actor`` is None when the best score stays below the threshold. Scores lie between 0 and 1 and order, no more.
    """

    field: str
    start: int
    end: int
    name_start: int
    name_end: int
    surface: str
    actor: Actor | None
    level: str
    kind: str | None
    office: str | None
    country: str | None
    iso_3166_2: str | None
    basis: str
    is_official: bool
    score: float
    candidates: tuple[tuple[str, float], ...]
    is_vouched: bool = False
    """A bare name that the words beside it, here or elsewhere in the document, make a town's: no person's."""
