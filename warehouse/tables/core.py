"""Tables of the core layer that the warehouse itself fills: events, occasions and spells, append-only on two time axes."""

from __future__ import annotations

from dataclasses import replace

from extractors.records import PRECISIONS, Column, Table
from transforms.records import DATE_BASES, DIRECTIONS, REALIS, RELATIONS, TIE_STATUSES

ID = r"[0-9a-f]{16}"
DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
COUNTRY = r"[A-Z]{2}"
CHANNELS = ("sub_sub", "sub_foreign_national", "sub_supranational", "sub_network", "sub_nonstate", "mixed")
SPELL_KINDS = ("twinning", "accord", "membership", "office")
SPELL_STATES = (*TIE_STATUSES, "member", "left", "open", "closed")
MERGE_REASONS = ("first", "near_duplicate", "same_day", "same_period", "near_in_time", "only_candidate")

RECORDED = Column("recorded_at", "timestamp", "Instant from which the record said so, UTC.")
RETRACTED = Column("retracted_at", "timestamp", "Instant from which the record no longer said so, UTC; null while it still does.",
                   nullable=True)
CODEBOOK = Column("codebook_version", "text", "Newest codebook version among the reports behind the row.")

EVENT_REPORT_VERSION_COLUMNS = (
    Column("event_id", "text", "Event the report was counted under.", pattern=ID),
    Column("report_id", "text", "Report.", pattern=ID),
    Column("revision_id", "text", "Revision of the document that told it then.", pattern=ID),
    Column("codebook_version", "text", "Codebook version of that coding."),
    Column("merge_reason", "text", "Why the report is counted under this event: first: it opened the event; near_duplicate: its document "
           "nearly repeats another of the event; same_day, same_period: same parties and stated dates that agree to the day or to the "
           "known period; near_in_time: same parties, published within days; only_candidate: same parties, nothing known of its time, "
           "and no other event that it could tell of.", allowed=MERGE_REASONS),
    Column("merge_detail", "text", "Parties and dates that matched, for a person.", nullable=True),
    RECORDED,
    RETRACTED,
)

EVENT_REPORT = Table(
    name="core.event_report",
    description="Which report counted under which event, from when until when, and why: the whole history of merging.",
    key=("report_id", "recorded_at"),
    columns=EVENT_REPORT_VERSION_COLUMNS,
)

EVENT_COLUMNS = (
    Column("event_id", "text",
           "Event: the report_id of its earliest report. When a merge or retraction changes it, out.event_redirect leads on.", pattern=ID),
    Column("type_code", "text", "Event type of the codebook.", references="ref.event_type.type_code"),
    Column("realis", "text", "Whether the act happened: a settled report (occurred, ongoing, cancelled, denied) outweighs an announcement.",
           allowed=REALIS),
    Column("occasion_id", "text", "Acts that happened together share it (a visit and the signing during it). Count contacts by occasion.",
           pattern=ID),
    Column("event_on", "text",
           "Start of the act, ISO, cut to what the reports state (2024, 2024-05, 2024-05-17); null when none states it.",
           nullable=True, pattern=DATE),
    Column("event_until", "text", "End of the act, likewise.", nullable=True, pattern=DATE),
    Column("event_precision", "text", "How much of event_on is known.", nullable=True, allowed=PRECISIONS),
    Column("event_basis", "text", "stated in a report; relative to its publication date or dateline; none.", allowed=DATE_BASES),
    Column("published_on", "text", "Earliest publication date among the reports, ISO, cut to its precision.", nullable=True, pattern=DATE),
    Column("direction", "text", "Direction seen from the reporting unit of the earliest report.", nullable=True, allowed=DIRECTIONS),
    Column("tone", "integer", "Tone told by the earliest report, from hostile act (-2) to cooperation with commitment (+2).", nullable=True,
           between=(-2, 2)),
    Column("instrument_code", "text", "Kind of instrument.", nullable=True, references="ref.instrument.instrument_code"),
    Column("primary_domain_code", "text", "Main policy domain.", nullable=True, references="ref.domain.domain_code"),
    Column("domain_codes", "text[]", "All policy domains told by any report, sorted."),
    Column("own_relation", "text", "Part of the state of the reporting unit; not_mentioned is silence, never bypass.", allowed=RELATIONS),
    Column("partner_relation", "text", "Part of the counterpart's state.", allowed=RELATIONS),
    Column("channel", "text",
           "Who dealt with whom: subnational with subnational, foreign national, supranational, network, non-state, or several.",
           nullable=True, allowed=CHANNELS),
    Column("n_parties", "integer", "Parties over all reports.", unit="parties", between=(0, 100_000)),
    Column("n_reports", "integer", "Reports of the act: a measure of attention, not of contact.", unit="reports", between=(1, 1_000_000)),
    Column("n_sides_reporting", "integer", "Sides whose own official source reports the act: 0, 1 or 2.", unit="sides", between=(0, 2)),
    Column("is_contact", "boolean", "True when the act occurred or is ongoing, is transnational and is not retracted."),
    Column("confidence", "real", "Highest confidence among the reports: an ordering, not a probability.", between=(0, 1)),
    Column("is_sample", "boolean", "True when a report comes from the demonstration web."),
    RECORDED,
    RETRACTED,
    CODEBOOK,
)

EVENT = Table(
    name="core.event",
    description="Every state in which the record held an event. A new report, correction or retraction closes a row and opens the next.",
    key=("event_id", "recorded_at"),
    columns=tuple(c for c in EVENT_COLUMNS if c.name != "occasion_id"),
)

EVENT_PARTY_COLUMNS = (
    Column("event_id", "text", "Event.", pattern=ID),
    Column("actor_id", "text", "Actor; null when the name was not resolved.", nullable=True),
    Column("name", "text", "English name when resolved, else the mention."),
    Column("mention", "text", "Name as written by the earliest report that names it; null when only taken from the publisher.",
           nullable=True),
    Column("level", "text", "Legal tier of the actor.", references="ref.level.level_code"),
    Column("kind", "text", "Kind of body or office.", nullable=True),
    Column("country", "text", "ISO 3166-1 alpha-2 code; null for networks, supranational bodies and unresolved names.", nullable=True,
           pattern=COUNTRY),
    Column("iso_3166_2", "text", "ISO 3166-2 code of the unit, or of the first-level unit it lies in.", nullable=True),
    Column("roles", "text[]", "Roles in the act, sorted."),
    Column("is_publisher", "boolean", "True when the party published a report of the event."),
)

OCCASION = Table(
    name="core.occasion",
    description="Occasion of each live event, as known now: the connected events of one day or of one announcement.",
    key=("event_id",),
    columns=(
        Column("event_id", "text", "Event.", pattern=ID),
        Column("occasion_id", "text", "Earliest event of the occasion.", pattern=ID),
    ),
)

REDIRECT = Table(
    name="core.redirect",
    description="Where an event id that is no longer in use leads.",
    key=("event_id",),
    columns=(
        Column("event_id", "text", "Id that was once published.", pattern=ID),
        Column("successor_id", "text", "Event that holds its reports now.", pattern=ID),
        Column("recorded_at", "timestamp", "Instant of the change, UTC."),
    ),
)

MERGED = Table(
    name="core.merged",
    description="Codings that the merge has taken up: what the next build goes on from.",
    key=("revision_id", "codebook_version"),
    columns=(
        Column("revision_id", "text", "Revision.", pattern=ID),
        Column("codebook_version", "text", "Codebook version of the coding."),
        Column("known_at", "timestamp", "Instant from which the coding counted when it was taken up, UTC."),
    ),
)

SKETCH = Table(
    name="core.sketch",
    description="Fingerprints of texts, by which near-duplicate documents are found.",
    key=("revision_id",),
    columns=(
        Column("revision_id", "text", "Revision.", pattern=ID),
        Column("shingle_count", "integer", "Different runs of three words in its text.", unit="shingles", between=(1, 10_000_000)),
        Column("hashes", "integer[]", "The 64 smallest hashes of these, ascending."),
    ),
)

DUPLICATE = Table(
    name="core.duplicate",
    description="Groups of documents that nearly repeat each other (reprints and updates), by revision.",
    key=("revision_id",),
    columns=(
        Column("revision_id", "text", "Revision.", pattern=ID),
        Column("document_id", "text", "Its document.", pattern=ID),
        Column("group_id", "text", "Earliest document of the group.", pattern=ID),
        Column("similarity", "real", "Jaccard similarity, estimated, to the earlier revision that it repeats most; null when it repeats "
               "none.", nullable=True, between=(0, 1)),
        Column("known_at", "timestamp", "Instant from which the record knew the revision, UTC."),
    ),
)

ACTOR = Table(
    name="core.actor",
    description="Actors of the gazetteer that the caller of the build hands in.",
    key=("actor_id",),
    columns=(
        Column("actor_id", "text", "Stable readable id: iso:, gn: or px:."),
        Column("name", "text", "English name."),
        Column("level", "text", "Legal tier."),
        Column("kind", "text", "Kind of body.", nullable=True),
        Column("country", "text", "ISO 3166-1 alpha-2 code.", nullable=True, pattern=COUNTRY),
        Column("iso_3166_2", "text", "Own ISO 3166-2 code, or that of the first-level unit it lies in.", nullable=True),
        Column("geonames_id", "integer", "GeoNames id.", nullable=True),
        Column("wikidata_qid", "text", "Wikidata item.", nullable=True),
        Column("also_local", "boolean", "True for regions that are cities as well.", nullable=True),
        Column("names", "text[]", "Names in all languages and scripts.", nullable=True),
    ),
)

OBSERVED_MONTH = Table(
    name="core.observed_month",
    description="Days on which a source of an actor was read, by month.",
    key=("actor_id", "month"),
    columns=(
        Column("actor_id", "text", "Actor that publishes the source."),
        Column("month", "date", "First day of the month."),
        Column("observed_days", "integer", "Days on which one of its sources was read.", unit="days", between=(1, 31)),
    ),
)

DYAD_EVENT = Table(
    name="core.dyad_event",
    description="Pairs of resolved parties from different countries in live events of at most five parties, one of them subnational.",
    key=("event_id", "actor_a", "actor_b"),
    columns=(
        Column("event_id", "text", "Event.", pattern=ID),
        Column("actor_a", "text", "First actor of the pair, in byte order."),
        Column("actor_b", "text", "Second actor."),
        Column("country_a", "text", "Country of actor_a.", nullable=True, pattern=COUNTRY),
        Column("country_b", "text", "Country of actor_b.", nullable=True, pattern=COUNTRY),
    ),
)

OBSERVED_YEAR = Table(
    name="core.observed_year",
    description="Months in which a source of an actor was read, by year.",
    key=("actor_id", "year"),
    columns=(
        Column("actor_id", "text", "Actor that publishes the source."),
        Column("year", "integer", "Calendar year.", between=(1, 9999)),
        Column("observed_months", "integer", "Months in which one of its sources was read.", unit="months", between=(1, 12)),
        Column("observed_days", "integer", "Days on which one was read.", unit="days", between=(1, 366)),
        Column("is_constant_panel", "boolean", "True when that holds for every year in which anything was read."),
    ),
)

SPELL_COLUMNS = (
    Column("spell_id", "text", "Hash of kind, both actors and the event that began the spell.", pattern=ID),
    Column("spell_kind", "text", "twinning: general partnership; accord: any other agreement; membership of a network; office abroad.",
           allowed=SPELL_KINDS),
    Column("actor_a", "text", "For ties the first of the two in byte order; for memberships the member; for offices the sender."),
    Column("actor_b", "text", "The other tie partner; the network; the host or its country."),
    Column("country_a", "text", "Country of actor_a.", nullable=True, pattern=COUNTRY),
    Column("country_b", "text", "Country of actor_b.", nullable=True, pattern=COUNTRY),
    Column("spell_number", "integer", "1 for the first tie of the two; a tie concluded anew after an ending counts on.", unit="ties",
           between=(1, 1000)),
    Column("state", "text", "State during the spell.", allowed=SPELL_STATES),
    Column("started_on", "text", "Start of the spell, ISO, cut to what is known; the publication date when the act has no stated date.",
           nullable=True, pattern=DATE),
    Column("ended_on", "text", "Start of the next state; null while the state lasts.", nullable=True, pattern=DATE),
    Column("started_by", "text", "Event that brought the state about; for dormant the last event before the silence.", pattern=ID),
    Column("ended_by", "text", "Event that ended it.", nullable=True, pattern=ID),
    Column("is_dated", "boolean", "True when started_on is stated by a report, false when it is a publication date."),
    Column("is_inferred", "boolean", "True for dormant: nobody said so; no event for 36 months while both sides were watched."),
    Column("is_left_truncated", "boolean", "True when the first event known of the tie presupposes an earlier beginning."),
)

TIE_CHANGE = Table(
    name="core.tie_change",
    description="What each event does to a tie, a membership or an office.",
    key=("spell_kind", "actor_a", "actor_b", "event_id"),
    columns=(
        *(c for c in SPELL_COLUMNS if c.name in ("spell_kind", "actor_a", "actor_b", "country_a", "country_b")),
        Column("event_id", "text", "Event.", pattern=ID),
        Column("state", "text", "State it brings about.", allowed=SPELL_STATES),
        Column("changed_on", "text", "When, ISO, cut to what is known.", pattern=DATE),
        Column("is_dated", "boolean", "True when that is stated, false when it is the publication date."),
        RECORDED,
    ),
)

SPELL = Table(
    name="core.spell",
    description="States of ties, memberships and offices over time, each with the event that brought it about.",
    key=("spell_id",),
    columns=SPELL_COLUMNS,
)

CORRECTION = Table(
    name="core.correction",
    description="Declared corrections: what a person changed in an event, why and on what ground.",
    key=("event_id", "field", "recorded_at"),
    columns=(
        Column("event_id", "text", "Event.", pattern=ID),
        Column("field", "text", "Column of out.event.",
               allowed=("type_code", "realis", "event_on", "event_until", "event_precision", "direction", "tone", "instrument_code",
                        "primary_domain_code", "own_relation", "partner_relation", "channel")),
        Column("old_value", "text", "Value that is corrected; the correction fails when the record no longer says so.", nullable=True),
        Column("value", "text", "Corrected value.", nullable=True),
        Column("reason", "text", "Why."),
        Column("source", "text", "On what ground: an address or reference."),
        Column("recorded_at", "timestamp", "Instant of the decision, UTC."),
    ),
)


def renamed(columns: tuple[Column, ...], names: dict[str, str]) -> tuple[Column, ...]:
    """The columns named in ``names``, in that order, under their new names."""
    by_name = {c.name: c for c in columns}
    return tuple(replace(by_name[old], name=new) for old, new in names.items())
