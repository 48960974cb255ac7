"""Tables that analysts read."""

from __future__ import annotations

from extractors.records import Column, Table
from transforms.records import RELATIONS, SIDES
from warehouse.tables.core import (
    COUNTRY,
    DATE,
    EVENT_COLUMNS,
    EVENT_PARTY_COLUMNS,
    EVENT_REPORT_VERSION_COLUMNS,
    ID,
    SPELL_COLUMNS,
    renamed,
)
from warehouse.tables.panel import INDICATOR_COLUMNS, INDICATOR_KEY

_UNOBSERVED = ("Rows exist only for periods in which the unit was watched (ops.source_day): zeros are observed zeros. Contacts in periods "
               "that nobody watched, such as those told by archives, are in out.event only.")
_PLACED = "An act is placed in time by event_on, else by published_on; acts with neither, or known to the year only, are in no month."
_OWN_WORDS = "Self-announcement: units publish what they are proud of, large and rich ones publish more, endings are under-reported."

_SPELL = {c.name: c.name for c in SPELL_COLUMNS if c.name != "spell_kind"}

EVENT = Table(
    name="out.event",
    description="One act between subnational governments and foreign, supranational or network parties, merged from all its reports.",
    key=("event_id",),
    columns=EVENT_COLUMNS,
    warnings=(
        "Retracted events stay, with retracted_at set and is_contact false; filter on retracted_at is null to count events.",
        "Contacts are counted by occasion: count(distinct occasion_id) where is_contact.",
        "event_on is null where no report states a date; first_day(event_on) and placed_on(event_on, published_on) give dates.",
        _OWN_WORDS,
    ),
)

EVENT_HISTORY = Table(
    name="out.event_history",
    description="States of events that a later report, correction, merge or retraction has closed; as_of(timestamp) reads them.",
    key=("event_id", "recorded_at"),
    columns=EVENT_COLUMNS,
    warnings=("occasion_id is the one known now.",),
)

EVENT_PARTY = Table(
    name="out.event_party",
    description="Parties of each event over all its reports; one gathering of twenty cities has twenty rows, never 190 pairs.",
    key=("event_id", "actor_id", "name", "country"),
    columns=EVENT_PARTY_COLUMNS,
)

EVENT_NATIONAL = Table(
    name="out.event_national",
    description="Part that a national state had in an event, per side, as each report tells it.",
    key=("event_id", "report_id", "side", "relation", "country"),
    columns=(
        Column("event_id", "text", "Event.", pattern=ID, references="out.event.event_id"),
        Column("report_id", "text", "Report that says so.", pattern=ID),
        Column("side", "text", "own: state of the unit that reported the event first; partner: the counterpart's.", allowed=SIDES),
        Column("country", "text", "ISO 3166-1 alpha-2 code of the state.", nullable=True, pattern=COUNTRY),
        Column("relation", "text", "Part it had.", allowed=RELATIONS),
        Column("cue_text", "text", "Words that say so, as published.", nullable=True),
    ),
)

EVENT_STRATEGY = Table(
    name="out.event_strategy",
    description="Strategies that a report claims for an event.",
    key=("event_id", "report_id", "strategy_code"),
    columns=(
        Column("event_id", "text", "Event.", pattern=ID, references="out.event.event_id"),
        Column("report_id", "text", "Report that says so.", pattern=ID),
        Column("strategy_code", "text", "Strategy.", references="ref.strategy_cue.strategy_code"),
    ),
    warnings=("A strategy that no text claims is unknown, not absent.",),
)

EVENT_REPORT = Table(
    name="out.event_report",
    description="Reports behind each event, with the words that prove it.",
    key=("event_id", "report_id"),
    columns=(
        Column("event_id", "text", "Event.", pattern=ID, references="out.event.event_id"),
        Column("report_id", "text", "Report: hash of document, type and rank of the act in it.", pattern=ID),
        Column("document_id", "text", "Document.", pattern=ID, references="out.document.document_id"),
        Column("source_id", "text", "Source."),
        Column("lang", "text", "BCP 47 language of the document.", nullable=True),
        Column("url", "text", "Address of the document."),
        Column("published_on", "text", "Publication date, ISO, cut to its precision.", nullable=True, pattern=DATE),
        Column("quote", "text", "Words that prove the act, as published; third-party text under its own terms.", between=(1, 300)),
        Column("quote_field", "text", "Field the quote is cut from.", allowed=("text", "title")),
        Column("quote_start", "integer", "First code point of the quote in that field.", unit="code points", between=(0, 10_000_000)),
        Column("quote_end", "integer", "Code point after the quote.", unit="code points", between=(1, 10_000_000)),
        Column("archive_record", "text", "WARC file and byte offset of the page.", nullable=True),
        Column("rule", "text", "Rule that fired."),
        Column("coder", "text", "Program with version, or human coder."),
    ),
)

EVENT_REPORT_VERSION = Table(
    name="out.event_report_version",
    description="Which report counted under which event, from when until when, and why.",
    key=("report_id", "recorded_at"),
    columns=EVENT_REPORT_VERSION_COLUMNS,
)

EVENT_REDIRECT = Table(
    name="out.event_redirect",
    description="Where an event id that is no longer in use leads.",
    key=("event_id",),
    columns=(
        Column("event_id", "text", "Id that was once published.", pattern=ID),
        Column("successor_id", "text", "Event that holds its reports now.", pattern=ID, references="out.event.event_id"),
        Column("recorded_at", "timestamp", "Instant of the change, UTC."),
    ),
)

DOCUMENT = Table(
    name="out.document",
    description="Every document seen, without its text: how many reports it yields, or why none.",
    key=("document_id",),
    columns=(
        Column("document_id", "text", "Document.", pattern=ID),
        Column("source_id", "text", "Source."),
        Column("url", "text", "Address."),
        Column("lang", "text", "BCP 47 language.", nullable=True),
        Column("published_on", "text", "Publication date, ISO, cut to its precision.", nullable=True, pattern=DATE),
        Column("n_revisions", "integer", "Revisions seen, without the notice that it is gone.", unit="revisions", between=(0, 1_000_000)),
        Column("is_gone", "boolean", "True when the page answered 404 or 410 last; its reports stand."),
        Column("n_reports", "integer", "Reports in force.", unit="reports", between=(0, 1_000_000)),
        Column("abstained", "text", "Why there is no report; null when there is one or the document is not coded yet.", nullable=True,
               references="ref.abstention.reason_code"),
        Column("duplicate_of", "text", "Earliest document that this one nearly repeats.", nullable=True, pattern=ID),
        Column("recorded_at", "timestamp", "Instant it was first seen, UTC."),
        Column("is_sample", "boolean", "True for the demonstration web."),
    ),
)

ACTOR = Table(
    name="out.actor",
    description="Every resolved party of an event and every publisher of a watched source.",
    key=("actor_id",),
    columns=(
        Column("actor_id", "text", "Stable readable id: iso:, gn: or px:."),
        Column("name", "text", "English name."),
        Column("level", "text", "Legal tier.", references="ref.level.level_code"),
        Column("kind", "text", "Kind of body.", nullable=True),
        Column("country", "text", "ISO 3166-1 alpha-2 code; null for networks and supranational bodies.", nullable=True, pattern=COUNTRY),
        Column("iso_3166_2", "text", "Own ISO 3166-2 code, or that of the first-level unit it lies in.", nullable=True),
        Column("geonames_id", "integer", "GeoNames id.", nullable=True),
        Column("wikidata_qid", "text", "Wikidata item.", nullable=True, pattern=r"Q\d+"),
        Column("also_local", "boolean", "True for regions that are cities as well."),
        Column("is_watched", "boolean", "True when a source of its own was ever watched."),
        Column("n_events", "integer", "Events it is party of, retracted ones not counted.", unit="events", between=(0, 10_000_000)),
    ),
)

ACTOR_NAME = Table(
    name="out.actor_name",
    description="Names of actors in all scripts, for find_actor('Сарагоса').",
    key=("actor_id", "name"),
    columns=(
        Column("actor_id", "text", "Actor.", references="out.actor.actor_id"),
        Column("name", "text", "Name, as the gazetteer or a page writes it."),
        Column("name_key", "text", "The name in lower case without accents and spaces around it: what find_actor compares."),
    ),
)


def _watched(side: str) -> Column:
    return Column(f"observed_days_{side}", "integer", f"Days of the period on which a source of actor_{side} was read.", unit="days",
                  between=(0, 366))


_COUNTS = (
    Column("contacts", "integer", "Occasions with at least one act that is a contact.", unit="occasions", between=(0, 10_000_000)),
    Column("events", "integer", "Acts that are contacts.", unit="events", between=(0, 10_000_000)),
    Column("instruments", "integer", "Acts that are contacts and concluded an instrument.", unit="events", between=(0, 10_000_000)),
)
_DATED = Column("contacts_dated", "integer", "Contacts less those placed by their publication alone: the switch for imputed dates.",
                unit="occasions", between=(0, 10_000_000))
_DYAD = (
    Column("actor_a", "text", "First actor of the pair, in byte order."),
    Column("actor_b", "text", "Second actor."),
    Column("country_a", "text", "Country of actor_a; null for networks and supranational bodies.", nullable=True, pattern=COUNTRY),
    Column("country_b", "text", "Country of actor_b.", nullable=True, pattern=COUNTRY),
)
_MONTH = Column("month", "date", "First day of the month.")
_YEAR = Column("year", "integer", "Calendar year.", between=(1, 9999))
_PROJECTION = ("An event counts once for each pair of its resolved parties from different countries, one of them subnational; events of "
               "more than five parties (gatherings, declarations) make no pairs.")

DYAD_MONTH = Table(
    name="out.dyad_month",
    description="Contacts between two actors of different countries by month, zeros included: unordered pairs with an event or tie ever.",
    key=("actor_a", "actor_b", "month"),
    columns=(*_DYAD, _MONTH, *_COUNTS, _watched("a"), _watched("b"), _DATED),
    warnings=(_UNOBSERVED, _PLACED, _PROJECTION),
)

DYAD_YEAR = Table(
    name="out.dyad_year",
    description="Contacts between two actors of different countries by year, zeros included.",
    key=("actor_a", "actor_b", "year"),
    columns=(
        *_DYAD, _YEAR, *_COUNTS, _watched("a"), _watched("b"), _DATED,
        Column("is_constant_panel", "boolean",
               "True when one side at least was watched in every year of the record: compare years over these."),
    ),
    warnings=(_UNOBSERVED, _PROJECTION),
)

_PANEL = Column("is_constant_panel", "boolean",
                "True when a source of the unit was watched in every year of the record: compare years over these.")
_MONTHS = Column("observed_months", "integer", "Months in which a source of the unit was read.", unit="months", between=(0, 12))

ACTOR_YEAR = Table(
    name="out.actor_year",
    description="What each watched actor did by year, zeros included.",
    key=("actor_id", "year"),
    columns=(
        Column("actor_id", "text", "Actor.", references="out.actor.actor_id"),
        Column("country", "text", "Its country.", nullable=True, pattern=COUNTRY),
        _YEAR,
        *_COUNTS,
        Column("partner_countries", "integer", "Countries of its counterparts in contacts.", unit="countries", between=(0, 300)),
        Column("partners", "integer", "Resolved counterparts in contacts.", unit="actors", between=(0, 1_000_000)),
        _MONTHS,
        _PANEL,
        _DATED,
    ),
    warnings=(_UNOBSERVED, _OWN_WORDS),
)

COUNTRY_YEAR = Table(
    name="out.country_year",
    description="Contacts of the subnational units of a country by year, zeros included for watched units.",
    key=("country", "year"),
    columns=(
        Column("country", "text", "ISO 3166-1 alpha-2 code.", pattern=COUNTRY),
        _YEAR,
        *_COUNTS,
        Column("active_units", "integer", "Subnational units with a contact.", unit="actors", between=(0, 1_000_000)),
        Column("watched_units", "integer", "Subnational units with a source read in the year.", unit="actors", between=(0, 1_000_000)),
        Column("observed_months", "integer", "Unit-months in which a source was read.", unit="unit-months", between=(0, 10_000_000)),
        _DATED,
        Column("constant_units", "integer", "Watched units whose sources were read in every year of the record.", unit="actors",
               between=(0, 1_000_000)),
        Column("constant_contacts", "integer", "Contacts of these units: the series to compare years over.", unit="occasions",
               between=(0, 10_000_000)),
        Column("constant_months", "integer", "Unit-months in which their sources were read.", unit="unit-months", between=(0, 10_000_000)),
    ),
    warnings=(_UNOBSERVED, "A rising number of watched units raises contacts by construction: divide by observed_months, or compare "
              "constant_contacts."),
)

NETWORK_YEAR = Table(
    name="out.network_year",
    description="Transnational networks by year: gatherings and members known.",
    key=("actor_id", "year"),
    columns=(
        Column("actor_id", "text", "Network.", references="out.actor.actor_id"),
        _YEAR,
        Column("events", "integer", "Acts with the network as a party that are contacts.", unit="events", between=(0, 10_000_000)),
        Column("participants", "integer", "Resolved other parties of them.", unit="actors", between=(0, 1_000_000)),
        Column("members_joined", "integer", "Joinings told.", unit="members", between=(0, 1_000_000)),
        Column("members_left", "integer", "Leavings told.", unit="members", between=(0, 1_000_000)),
        _MONTHS,
    ),
    warnings=("Rows exist for years in which the network was watched or an act with it is placed; observed_months is 0 in the latter.",),
)

TIE = Table(
    name="out.tie",
    description="Agreements between two actors: one row per state, twinnings and other agreements apart.",
    key=("spell_id",),
    columns=(
        Column("spell_id", "text", "Spell.", pattern=ID),
        Column("tie_kind", "text", "twinning: general partnership; accord: any other agreement.", allowed=("twinning", "accord")),
        *renamed(SPELL_COLUMNS, {**{k: v for k, v in _SPELL.items() if k != "spell_id"}, "spell_number": "tie_number"}),
    ),
    warnings=("A tie with no row is unknown, not absent: endings are seldom announced.",
              "dormant is inferred (is_inferred), never stated."),
)

MEMBERSHIP = Table(
    name="out.membership",
    description="Memberships of transnational networks: one row per state.",
    key=("spell_id",),
    columns=renamed(SPELL_COLUMNS, {**_SPELL, "actor_a": "member_id", "actor_b": "network_id", "country_a": "member_country",
                                    "country_b": "network_country", "spell_number": "membership_number"}),
    warnings=("Announced joinings and leavings only: not a register of members.",),
)

OFFICE = Table(
    name="out.office",
    description="Representations abroad: one row per state.",
    key=("spell_id",),
    columns=renamed(SPELL_COLUMNS, {**_SPELL, "actor_a": "sender_id", "actor_b": "host_id", "country_a": "sender_country",
                                    "country_b": "host_country", "spell_number": "office_number"}),
    warnings=("Announced openings and closings only.",),
)

SOURCE_DAY = Table(
    name="out.source_day",
    description="On which days each source was watched and with what outcome: tells 'no events' from 'not watched'.",
    key=("source_id", "day"),
    columns=(
        Column("source_id", "text", "Source."),
        Column("actor_id", "text", "Actor that publishes it.", nullable=True),
        Column("day", "date", "UTC day."),
        Column("status", "text", "ok: listing read; empty: valid but without items; failed: not read.", allowed=("ok", "empty", "failed")),
        Column("listed_count", "integer", "Items the listings named.", unit="items"),
        Column("fetched_count", "integer", "Pages fetched.", unit="pages"),
        Column("failed_count", "integer", "Items that could not be fetched.", unit="items"),
    ),
)

COVERAGE = Table(
    name="out.coverage",
    description="What the record holds of each source: span, languages, documents, reports.",
    key=("source_id",),
    columns=(
        Column("source_id", "text", "Source."),
        Column("actor_id", "text", "Actor that publishes it.", nullable=True),
        Column("languages", "text[]", "Languages of its documents, sorted."),
        Column("first_watched_on", "date", "First day it was read.", nullable=True),
        Column("last_watched_on", "date", "Last day it was read.", nullable=True),
        Column("watched_days", "integer", "Days it was read.", unit="days"),
        Column("failed_days", "integer", "Days it could not be read.", unit="days"),
        Column("first_published_on", "text", "Earliest publication date among its documents.", nullable=True),
        Column("last_published_on", "text", "Latest.", nullable=True),
        Column("documents", "integer", "Documents seen.", unit="documents"),
        Column("documents_with_reports", "integer", "Documents with a report in force.", unit="documents"),
        Column("documents_gone", "integer", "Documents that vanished from the site.", unit="documents"),
        Column("is_sample", "boolean", "True for the demonstration web."),
    ),
)

INDICATOR = Table(
    name="out.indicator",
    description="Indicators of the codebook in long form, each with the number it rests on.",
    key=INDICATOR_KEY,
    columns=(
        *INDICATOR_COLUMNS,
        Column("observed_months", "integer", "Months in which the sources of the unit were read; null where observation does not enter.",
               nullable=True, unit="unit-months", between=(0, 10_000_000)),
    ),
    warnings=(
        "A value from a small n says little: n stands beside every value.",
        "Bounds are no confidence intervals: they are what silence leaves open.",
        "Only I1 is taken over observed months alone; the others rest on every act that was told.",
    ),
)

OUT_TABLES = (
    EVENT, EVENT_HISTORY, EVENT_PARTY, EVENT_NATIONAL, EVENT_STRATEGY, EVENT_REPORT, EVENT_REPORT_VERSION, EVENT_REDIRECT, DOCUMENT, ACTOR,
    ACTOR_NAME, DYAD_MONTH, DYAD_YEAR, ACTOR_YEAR, COUNTRY_YEAR, NETWORK_YEAR, TIE, MEMBERSHIP, OFFICE, SOURCE_DAY, COVERAGE, INDICATOR,
)
