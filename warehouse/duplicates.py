"""Documents that nearly repeat others: reprints and updates.

Sketches are made of texts when they are loaded; groups are made when their documents are merged, in the order in which the record knew
them: a revision joins the group of the earlier document that it repeats most, for good. So groups depend on what was known by then, not
on what came later, and the fold of :mod:`transforms.merge` can rely on them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

_QUERIES = Path(__file__).parent / "queries"
_REPEAT = pa.schema([("revision_id", pa.string()), ("group_id", pa.string()), ("similarity", pa.float64())])


def sketch_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds to ``core.sketch`` the texts of the temporary table ``incoming_document`` that are not sketched yet."""
    sql = (_QUERIES / "sketch.sql").read_text(encoding="utf-8")
    connection.execute(f"insert or ignore into core.sketch {sql}")


def group_duplicates(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds to ``core.duplicate`` the revisions of the temporary table ``coding`` that are not in it: all later than those that are."""
    sql = (_QUERIES / "near_duplicate.sql").read_text(encoding="utf-8")
    groups: dict[str, str] = {}
    rows = []
    for revision_id, earlier_id, group_id, similarity in connection.execute(sql).fetchall():
        groups[revision_id] = groups.get(earlier_id, group_id)
        rows.append((revision_id, groups[revision_id], similarity))
    repeats = pa.table([list(column) for column in zip(*rows, strict=True)] or [[], [], []], schema=_REPEAT)
    connection.register("repeat", repeats)
    connection.execute("""
        insert into core.duplicate
        select coding.revision_id, coding.document_id, coalesce(any_value(repeat.group_id), coding.document_id),
               any_value(repeat.similarity), min(coding.known_at)
        from coding left join repeat using (revision_id)
        where coding.revision_id not in (select revision_id from core.duplicate)
        group by coding.revision_id, coding.document_id""")
    connection.unregister("repeat")
