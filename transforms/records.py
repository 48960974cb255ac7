"""What the transforms hand on: coded reports and their parts, declared once (see ``extractors.records``).

``proxeny code`` speaks JSON lines (:func:`transforms.coding.code_document`); the landing folder and the warehouse speak
the tables below. :func:`report_rows` turns the one into the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from extractors.records import PRECISIONS, Column, Table, hash_id

REALIS = ("occurred", "ongoing", "planned", "postponed", "conditional", "cancelled", "denied")
LEVELS = ("sub_municipal", "local", "metropolitan", "intermediate", "regional", "national", "national_deconcentrated",
          "supranational", "network", "non_state", "unknown")
ROLES = ("initiator", "host", "guest", "signatory", "participant", "organiser", "mediator", "witness", "funder", "beneficiary",
         "target")
DIRECTIONS = ("inbound", "outbound", "mutual", "third_place", "virtual", "unilateral")
TIE_STATUSES = ("proposed", "authorised", "signed_pending", "in_force", "renewed", "dormant", "suspended", "terminated", "expired",
                "annulled")
DATE_BASES = ("stated", "relative", "none")
SIDES = ("own", "partner")
RELATIONS = ("not_mentioned", "informed", "authorised", "accompanied", "mediated", "mandated", "opposed", "circumvented")

_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
_HASH = r"[0-9a-f]{16}"

REPORT = Table(
    name="core.report",
    description="One act as told by one revision of one document. A new revision or codebook version adds a row, none is overwritten.",
    key=("report_id", "revision_id", "codebook_version"),
    columns=(
        Column("report_id", "text", "Hash of document_id, event type and rank among the document's acts of that type.", pattern=_HASH),
        Column("document_id", "text", "Document that tells the act.", pattern=_HASH, references="raw.document.document_id"),
        Column("revision_id", "text", "Revision that was coded.", pattern=_HASH, references="raw.document.revision_id"),
        Column("source_id", "text", "Source of the document."),
        Column("type_code", "text", "Event type of the codebook; null for a domestic_vertical record.", nullable=True,
               references="ref.event_type.type_code"),
        Column("realis", "text", "Whether the act happened.", allowed=REALIS),
        Column("tie_status", "text", "State of the tie that the act brings about.", nullable=True, allowed=TIE_STATUSES),
        Column("occasion_rank", "integer", "Acts of one document with the same number happened together.", between=(1, 100_000)),
        Column("date_start", "text", "Start of the act, ISO, cut to what the text states; null when it states none.", nullable=True,
               pattern=_DATE),
        Column("date_end", "text", "End of the act, likewise.", nullable=True, pattern=_DATE),
        Column("date_precision", "text", "How much of the date is known.", nullable=True, allowed=PRECISIONS),
        Column("date_basis", "text", "stated in the text; relative to the publication date or dateline; none.", allowed=DATE_BASES),
        Column("direction", "text", "Direction seen from the reporting unit.", nullable=True, allowed=DIRECTIONS),
        Column("tone", "integer", "Tone from hostile act (-2) to cooperation with commitment (+2).", nullable=True, between=(-2, 2)),
        Column("instrument_code", "text", "Kind of instrument.", nullable=True, references="ref.instrument.instrument_code"),
        Column("instrument_count", "integer", "Instruments of that kind concluded in the act.", nullable=True, unit="instruments",
               between=(1, 1000)),
        Column("domain_codes", "text[]", "Policy domains, primary first."),
        Column("strategy_cues", "text[]", "Strategy cues of the codebook."),
        Column("quote", "text", "Words that prove the act, as published.", between=(1, 300)),
        Column("quote_field", "text", "Field the quote is cut from.", allowed=("text", "title")),
        Column("quote_start", "integer", "First code point of the quote in that field.", unit="code points", between=(0, 10_000_000)),
        Column("quote_end", "integer", "Code point after the quote.", unit="code points", between=(1, 10_000_000)),
        Column("rule", "text", "Rule that fired."),
        Column("confidence", "real", "Coder's confidence, 0 to 1: an ordering, not a probability.", between=(0, 1)),
        Column("coder", "text", "Who coded: name@version of a program, or a human coder's id."),
        Column("codebook_version", "text", "Codebook version."),
        Column("recorded_at", "timestamp", "When the record knew it: instant of the revision, or of its recoding, UTC."),
    ),
)

REPORT_PARTY = Table(
    name="core.report_party",
    description="Parties of a report, in the order of the coder.",
    key=("report_id", "revision_id", "codebook_version", "party_rank"),
    columns=(
        Column("report_id", "text", "Report.", pattern=_HASH),
        Column("revision_id", "text", "Revision that was coded.", pattern=_HASH),
        Column("codebook_version", "text", "Codebook version."),
        Column("party_rank", "integer", "Position in the coder's list, from 1.", between=(1, 10_000)),
        Column("actor_id", "text", "Actor; null when the name was not resolved.", nullable=True),
        Column("name", "text", "English name when resolved, else the mention."),
        Column("mention", "text", "Name as written; null for a party taken from the publisher.", nullable=True),
        Column("level", "text", "Legal tier of the actor.", allowed=LEVELS),
        Column("kind", "text", "Kind of body or office.", nullable=True),
        Column("country", "text", "ISO 3166-1 alpha-2 code; null only for networks, supranational bodies and unresolved names.",
               nullable=True, pattern=r"[A-Z]{2}"),
        Column("iso_3166_2", "text", "ISO 3166-2 code of the unit, or of the first-level unit it lies in.", nullable=True),
        Column("roles", "text[]", "Roles in the act."),
        Column("is_publisher", "boolean", "True when the party publishes the document, named in the text or not."),
        Column("quote", "text", "Words that name the party; null when it is the publisher, unnamed.", nullable=True, between=(1, 300)),
        Column("quote_field", "text", "Field the quote is cut from.", nullable=True, allowed=("text", "title")),
        Column("quote_start", "integer", "First code point.", nullable=True, unit="code points", between=(0, 10_000_000)),
        Column("quote_end", "integer", "Code point after it.", nullable=True, unit="code points", between=(1, 10_000_000)),
    ),
)

REPORT_NATIONAL = Table(
    name="core.report_national",
    description="Part that a national state had in the act of a report, per side, with the words that say so.",
    key=("report_id", "revision_id", "codebook_version", "national_rank"),
    columns=(
        Column("report_id", "text", "Report.", pattern=_HASH),
        Column("revision_id", "text", "Revision that was coded.", pattern=_HASH),
        Column("codebook_version", "text", "Codebook version."),
        Column("national_rank", "integer", "Position in the coder's list, from 1.", between=(1, 10_000)),
        Column("side", "text", "own: the state of the reporting unit; partner: the counterpart's.", allowed=SIDES),
        Column("country", "text", "ISO 3166-1 alpha-2 code of the state.", nullable=True, pattern=r"[A-Z]{2}"),
        Column("relation", "text", "Relation to the act.", allowed=RELATIONS),
        Column("quote", "text", "Words that say so.", nullable=True, between=(1, 300)),
        Column("quote_field", "text", "Field the quote is cut from.", nullable=True, allowed=("text", "title")),
        Column("quote_start", "integer", "First code point.", nullable=True, unit="code points", between=(0, 10_000_000)),
        Column("quote_end", "integer", "Code point after it.", nullable=True, unit="code points", between=(1, 10_000_000)),
    ),
)

CODED = Table(
    name="core.coded",
    description="One row per revision that was coded: with how many reports, or with the reason why there is none.",
    key=("revision_id", "codebook_version", "coder"),
    columns=(
        Column("revision_id", "text", "Revision.", pattern=_HASH, references="raw.document.revision_id"),
        Column("document_id", "text", "Document.", pattern=_HASH),
        Column("source_id", "text", "Source."),
        Column("codebook_version", "text", "Codebook version."),
        Column("coder", "text", "Who coded."),
        Column("lang", "text", "Language the coder worked in.", nullable=True),
        Column("report_count", "integer", "Reports coded.", unit="reports"),
        Column("domestic_count", "integer", "domestic_vertical records coded.", unit="records"),
        Column("abstained", "text", "Reason code of the codebook; null exactly when there is a report.", nullable=True,
               references="ref.abstention.reason_code"),
        Column("recorded_at", "timestamp", "Instant of the revision, or of its recoding, UTC."),
    ),
)

CODING_TABLES = {"coded": CODED, "report": REPORT, "report_party": REPORT_PARTY, "report_national": REPORT_NATIONAL}


def _span(evidence: dict[str, Any] | None) -> dict[str, Any]:
    evidence = evidence or {}
    return {"quote": evidence.get("quote"), "quote_field": evidence.get("field"), "quote_start": evidence.get("start"),
            "quote_end": evidence.get("end")}


def report_rows(
    document: dict[str, Any], coded: dict[str, Any], coder: str, codebook_version: str, publisher_id: str | None = None,
    recoded_at: datetime | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Rows for :data:`CODING_TABLES` from a ``raw.document`` row and the coder's output line for it.

    ``publisher_id`` is the actor that publishes the document, when that is one and official. ``recoded_at`` (naive UTC) is the instant
    of a recoding: what the record said until then stays on record. A first coding counts from the instant of the revision.
    """
    known_at = recoded_at or document["fetched_at"]
    key = {"revision_id": document["revision_id"], "codebook_version": codebook_version}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in CODING_TABLES}
    rows["coded"].append({
        **key, "document_id": document["document_id"], "source_id": document["source_id"], "coder": coder, "lang": coded["lang"],
        "report_count": len(coded["events"]), "domestic_count": len(coded["domestic"]), "abstained": coded["abstained"],
        "recorded_at": known_at,
    })
    ranks: dict[str, int] = {}
    for event in [*coded["events"], *coded["domestic"]]:
        type_code = event["type"] or "domestic_vertical"
        ranks[type_code] = ranks.get(type_code, 0) + 1
        report_id = hash_id(document["document_id"], type_code, str(ranks[type_code]))
        rows["report"].append({
            **key, "report_id": report_id, "document_id": document["document_id"], "source_id": document["source_id"],
            "type_code": event["type"], "realis": event["realis"], "tie_status": event["tie_status"],
            "occasion_rank": event["occasion"], "date_start": event["date"]["start"], "date_end": event["date"]["end"],
            "date_precision": event["date"]["precision"], "date_basis": event["date"]["basis"], "direction": event["direction"],
            "tone": event["tone"], "instrument_code": event["instrument"], "instrument_count": event["n_instruments"],
            "domain_codes": event["domains"], "strategy_cues": event["strategy_cues"], **_span(event["evidence"]),
            "rule": event["rule"], "confidence": event["confidence"], "coder": coder, "recorded_at": known_at,
        })
        for rank, party in enumerate(event["parties"], 1):
            is_unnamed = party["evidence"].get("basis") == "publisher"
            rows["report_party"].append({
                **key, "report_id": report_id, "party_rank": rank, "actor_id": party["actor_id"], "name": party["name"],
                "mention": None if is_unnamed else party["mention"], "level": party["level"], "kind": party["kind"],
                "country": party["country"], "iso_3166_2": party["iso_3166_2"], "roles": party["roles"],
                "is_publisher": is_unnamed or (publisher_id is not None and party["actor_id"] == publisher_id),
                **_span(None if is_unnamed else party["evidence"]),
            })
        for rank, national in enumerate(event["national"], 1):
            rows["report_national"].append({
                **key, "report_id": report_id, "national_rank": rank, "side": national["side"], "country": national["country"],
                "relation": national["relation"], **_span(national["evidence"]),
            })
    return rows
