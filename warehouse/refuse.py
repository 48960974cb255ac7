# ruff: noqa: S608  (table and column names come from the declarations; values are bound or quoted)
"""Finding the rows of a landing folder that must not enter, with the reason of each.

Works on temporary tables ``incoming_<table>`` of the loader's connection, so that one bad row never costs its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from extractors.records import Table, hash_id
from warehouse.landing import Folder
from warehouse.schema import column_checks

_REASONS = {"allowed": "value_not_allowed", "pattern": "pattern_mismatch", "length": "length_out_of_range", "between": "value_out_of_range"}


@dataclass(frozen=True)
class Refusal:
    """One row that is held back (or, as a warning, looked odd): ``item`` is its id."""

    source_id: str
    item: str
    reason: str
    field: str | None = None
    value: str | None = None
    detail: str | None = None
    severity: str = "quarantine"


def issue_row(refusal: Refusal, seen_at: datetime) -> dict[str, Any]:
    """The refusal as a row of ``ops.issue`` of stage ``load``."""
    return {
        "issue_id": hash_id("load", refusal.source_id, refusal.item, refusal.field or "", refusal.reason),
        "source_id": refusal.source_id, "stage": "load", "severity": refusal.severity, "reason": refusal.reason,
        "item": refusal.item, "field": refusal.field,
        "value": None if refusal.value is None else refusal.value[:200], "detail": refusal.detail, "archive_record": None,
        "seen_at": seen_at,
    }


def folder_refusal(folder: Folder, reason: str, detail: str) -> Refusal:
    return Refusal(folder.producer, folder.name, reason, detail=detail)


def _failed_rules(table: Table) -> list[tuple[str, str, str]]:
    """(column, reason, SQL condition that is true for a failing row)."""
    rules = []
    for column in table.columns:
        if not column.nullable:
            rules.append((column.name, "value_missing", f"{column.name} is null"))
        rules += [(column.name, _REASONS[name.split("_")[0]], f"not ({condition})") for name, condition in column_checks(column)]
    return rules


def find_schema_breaches(
    connection: duckdb.DuckDBPyConnection, incoming: str, table: Table, item: str,
) -> list[tuple[str, str, str, str | None]]:
    """(item, column, reason, value) of every value of the temporary table ``incoming`` that breaks ``table``'s declaration."""
    rules = _failed_rules(table)
    any_failed = " or ".join(f"coalesce({condition}, false)" for _, _, condition in rules)
    if not connection.execute(f"select count(*) from {incoming} where {any_failed}").fetchall()[0][0]:
        return []
    queries = [f"select {item}, '{column}', '{reason}', left({column}::varchar, 200) from {incoming} where {condition}"
               for column, reason, condition in rules]
    return connection.execute(" union all ".join(queries) + " order by all").fetchall()


_SPANS = """
    select report_id, 'quote' as field, quote, quote_field, quote_start, quote_end, revision_id from incoming_report
    union all
    select report_id, 'party.quote', quote, quote_field, quote_start, quote_end, revision_id
    from incoming_report_party where quote is not null
    union all
    select report_id, 'national.quote', quote, quote_field, quote_start, quote_end, revision_id
    from incoming_report_national where quote is not null
"""


def find_bad_evidence(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str | None]]:
    """(report_id, field, reason, quote) of every quote that is not what its offsets cut from the landed text."""
    return connection.execute(f"""
        with span as ({_SPANS})
        select report_id, field, 'evidence_mismatch', left(quote, 200)
        from span left join incoming_text using (revision_id)
        where quote_end <= quote_start
           or substr(case quote_field when 'title' then title else text end, (quote_start + 1)::bigint, (quote_end - quote_start)::bigint)
              is distinct from quote
        order by all""").fetchall()


_WHOLE_DATE = "case length({0}) when 4 then {0} || '-01-01' when 7 then {0} || '-01' else {0} end"


def find_bad_dates(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str | None]]:
    """(report_id, field, reason, value) of dates that are in no calendar, before 1800, after 2200, or reversed."""
    queries = []
    for field in ("date_start", "date_end"):
        date = f"try_cast({_WHOLE_DATE.format(field)} as date)"
        queries.append(f"select report_id, '{field}', 'date_invalid', {field} from incoming_report "
                       f"where {field} is not null and {date} is null")
        queries.append(f"select report_id, '{field}', 'date_out_of_range', {field} from incoming_report "
                       f"where {date} not between date '1800-01-01' and date '2200-12-31'")
    queries.append("select report_id, 'date_end', 'date_reversed', date_end from incoming_report "
                   "where left(date_end, length(date_start)) < date_start and length(date_end) >= length(date_start)")
    return connection.execute(" union all ".join(queries) + " order by all").fetchall()


def find_repeated_parties(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """(report_id, actor_id) of parties that a report names more than once."""
    return connection.execute("""
        select report_id, actor_id from incoming_report_party where actor_id is not null
        group by report_id, actor_id having count(*) > 1 order by all""").fetchall()
