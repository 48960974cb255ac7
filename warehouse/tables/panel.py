"""Tables of the core layer between events and what analysts read: who was watched when, contacts by unit, indicators family by family."""

from __future__ import annotations

from extractors.records import Column, Table
from transforms.records import RELATIONS
from warehouse.tables.core import CHANNELS, COUNTRY, ID

UNIT_KINDS = ("actor", "country", "world")
_YEAR = Column("year", "integer", "Year by which it is counted.", nullable=True)

CONTACT_EVENT = Table(
    name="core.contact_event",
    description="Contacts with their place in time, one row per resolved subnational or network party.",
    key=("event_id", "actor_id"),
    columns=(
        Column("event_id", "text", "Event.", pattern=ID),
        Column("actor_id", "text", "Party."),
        Column("country", "text", "Its country.", nullable=True, pattern=COUNTRY),
        Column("is_network", "boolean", "True for a network."),
        Column("occasion_id", "text", "Occasion.", pattern=ID),
        Column("is_instrument", "boolean", "True when an instrument was concluded."),
        Column("is_dated", "boolean", "True when a report dates the act, false when it is placed by its publication."),
        Column("own_relation", "text", "Part of the party's own state; the strongest that is told.", allowed=RELATIONS),
        Column("is_guest", "boolean", "True when it travelled."),
        Column("is_host", "boolean", "True when it received."),
        Column("is_initiator", "boolean", "True when it acted first."),
        _YEAR,
        Column("month", "date", "Month by which it is counted, first day.", nullable=True),
    ),
)

_UNIT = (
    Column("unit_kind", "text", "What unit_id names.", allowed=UNIT_KINDS),
    Column("unit_id", "text", "Actor, country of the subnational parties, or 'world'."),
)

UNIT_EVENT = Table(
    name="core.unit_event",
    description="Contacts of every actor, of the subnational units of every country, and of the world.",
    key=("unit_kind", "unit_id", "event_id"),
    columns=(
        *_UNIT,
        Column("event_id", "text", "Event.", pattern=ID),
        Column("country", "text", "Country of the unit.", nullable=True, pattern=COUNTRY),
        Column("occasion_id", "text", "Occasion.", pattern=ID),
        _YEAR,
    ),
)

UNIT_OCCASION = Table(
    name="core.unit_occasion",
    description="Occasions of every actor, of the subnational units of every country, and of the world.",
    key=("unit_kind", "unit_id", "occasion_id"),
    columns=(
        *_UNIT,
        Column("occasion_id", "text", "Occasion.", pattern=ID),
        _YEAR,
        Column("channel", "text", "Channel of its acts; mixed when they differ.", allowed=CHANNELS),
        Column("own_relation", "text", "Strongest part of the unit's own state in what was done; null for the world.", nullable=True,
               allowed=RELATIONS),
        Column("is_ended", "boolean", "True when all its acts of that relation end a tie."),
        Column("is_guest", "boolean", "True when the unit travelled."),
        Column("is_host", "boolean", "True when it received."),
        Column("is_initiator", "boolean", "True when it acted first."),
        Column("has_initiator", "boolean", "True when any party acted first."),
    ),
)

OBSERVED_UNIT = Table(
    name="core.observed_unit",
    description="Months in which the sources of a unit were read.",
    key=("unit_kind", "unit_id", "period"),
    columns=(*_UNIT, Column("period", "text", "Year, or 'all'."), Column("observed_months", "integer", "Unit-months.", unit="unit-months")),
)

DOMESTIC_CONTACT = Table(
    name="core.domestic_contact",
    description="Occasions of a unit with its own national government, as its own sources tell them.",
    key=("report_id",),
    columns=(
        Column("report_id", "text", "Report.", pattern=ID),
        Column("occasion_id", "text", "Document and rank of the occasion in it."),
        Column("actor_id", "text", "Unit that publishes the source."),
        Column("country", "text", "Its country.", nullable=True, pattern=COUNTRY),
        _YEAR,
    ),
)

INDICATOR_COLUMNS = (
    Column("indicator_code", "text", "Indicator.", references="ref.indicator.indicator_code"),
    Column("unit_kind", "text", "What unit_id names.", allowed=(*UNIT_KINDS, "dyad", "tie_kind")),
    Column("unit_id", "text", "Actor, pair (a|b), country, 'world' or kind of tie."),
    Column("period", "text", "Year, or 'all'; for survival the years since conclusion."),
    Column("series_code", "text", "Which of several values of the indicator; ref.indicator names them."),
    Column("value", "real", "Value."),
    Column("lower", "real", "Lower bound, where silence leaves a range.", nullable=True),
    Column("upper", "real", "Upper bound.", nullable=True),
    Column("n", "integer", "Occasions, acts or units the value rests on.", between=(0, 100_000_000)),
)
INDICATOR_KEY = ("indicator_code", "unit_kind", "unit_id", "period", "series_code")


def _family(name: str, description: str) -> Table:
    return Table(name=f"core.indicator_{name}", description=description, key=INDICATOR_KEY, columns=INDICATOR_COLUMNS)


INDICATOR_FAMILIES = (
    _family("rate", "Contact rates and dyadic counts (I1, I2)."),
    _family("breadth", "Breadth of portfolios and spread over domains (I3, I10)."),
    _family("depth", "Depth and follow-through (I4)."),
    _family("gatekeeper", "Part of the national level (I5, I7)."),
    _family("mix", "Channels, confirmation, asymmetry, conflict, non-regulatory instruments (I6, I9, I13, I15, I16)."),
    _family("concentration", "Territorial concentration (I8)."),
    _family("survival", "Survival of agreements (I12)."),
)

PANEL_TABLES = (CONTACT_EVENT, UNIT_EVENT, UNIT_OCCASION, OBSERVED_UNIT, DOMESTIC_CONTACT, *INDICATOR_FAMILIES)
