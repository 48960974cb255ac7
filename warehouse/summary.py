"""What a snapshot holds, in the few figures that a run's summary tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from warehouse.query import open_snapshot

_LISTS = {
    "documents_by_language": """
        select coalesce(lang, 'und') as lang, count(*) as documents, count(*) filter (where n_reports > 0) as documents_with_reports
        from out.document group by all order by documents desc, lang""",
    "events_by_type": """
        select event.type_code, coalesce(any_value(event_type.label), event.type_code) as label, count(*) as events,
               count(*) filter (where event.is_contact) as contacts
        from out.event as event left join ref.event_type as event_type using (type_code)
        where event.retracted_at is null group by event.type_code order by events desc, event.type_code""",
    "abstentions_by_reason": """
        select document.abstained as reason_code, coalesce(any_value(abstention.label), document.abstained) as label, count(*) as documents
        from out.document as document left join ref.abstention as abstention on abstention.reason_code = document.abstained
        where document.abstained is not null group by document.abstained order by documents desc, reason_code""",
    "issues_by_reason": """
        select stage, severity, reason, count(*) as issues from ops.issue group by all order by issues desc, stage, severity, reason""",
    "busiest_dyads": """
        with party as (
            select party.*, event.occasion_id,
                   party.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional') as is_unit
            from out.event_party as party join out.event as event using (event_id)
            where event.is_contact and party.actor_id is not null and event.n_parties <= 5
        )
        select a.actor_id as actor_a, any_value(a.name) as name_a, b.actor_id as actor_b, any_value(b.name) as name_b,
               count(distinct a.occasion_id) as contacts, count(distinct a.event_id) as events
        from party as a join party as b on b.event_id = a.event_id and a.actor_id < b.actor_id
        where (a.is_unit or b.is_unit) and coalesce(a.country, a.actor_id) <> coalesce(b.country, b.actor_id)
        group by a.actor_id, b.actor_id order by contacts desc, events desc, actor_a, actor_b limit 5""",
    # One event a language, best founded first, so that three examples are in three languages.
    "examples": """
        with told as (
            select event.event_id, event.type_code, coalesce(event_type.label, event.type_code) as label, event.event_on,
                   event.published_on, event.n_reports, event.n_sides_reporting, event.confidence, report.quote, report.lang, report.url,
                   report.source_id
            from out.event as event
            join out.event_report as report using (event_id)
            left join ref.event_type as event_type using (type_code)
            where event.is_contact
            qualify row_number() over (
                partition by report.lang
                order by event.n_sides_reporting desc, event.event_on is null, event.confidence desc, event.event_id, report.report_id
            ) = 1
        ),
        chosen as (
            select * from told
            qualify row_number() over (partition by event_id order by lang) = 1
            order by n_sides_reporting desc, confidence desc, event_id limit 3
        )
        select chosen.*, (
            select list(name order by is_publisher desc, name) from out.event_party where event_party.event_id = chosen.event_id) as parties
        from chosen order by n_sides_reporting desc, confidence desc, event_id""",
}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    return connection.sql(sql).to_arrow_table().to_pylist()


def summarise(snapshot: Path) -> dict[str, Any]:
    """Figures of a snapshot.

    ``snapshot`` is the row of ``ref.snapshot``; ``counts`` has sources, documents, reports, events, contacts (occasions), actors and
    quarantined issues; ``documents_by_language``, ``events_by_type``, ``abstentions_by_reason``, ``issues_by_reason``,
    ``busiest_dyads`` (five) and ``examples`` (up to three events in different languages, with quote, url and parties) are lists of rows.
    """
    with open_snapshot(snapshot) as connection:
        counts = _rows(connection, """
            select
                (select count(*) from out.coverage) as sources,
                (select count(*) from out.document) as documents,
                (select count(*) from out.event_report join out.event using (event_id) where retracted_at is null) as reports,
                (select count(*) from out.event where retracted_at is null) as events,
                (select count(distinct occasion_id) from out.event where is_contact) as contacts,
                (select count(*) from out.actor where n_events > 0) as actors,
                (select count(*) from ops.issue where severity = 'quarantine') as quarantined""")[0]
        return {"snapshot": _rows(connection, "from ref.snapshot")[0], "counts": counts,
                **{name: _rows(connection, sql) for name, sql in _LISTS.items()}}
