"""Every table of the warehouse, declared once: DDL, comments, suites and docs/tables.md are made from here.

Schemas: ``raw`` (pages as seen), ``core`` (reports, events, spells; append-only), ``ref`` (code lists), ``out`` (what analysts
read), ``ops`` (what was loaded, checked, refused). Only ``ref``, ``out`` and ``ops`` are published.
"""

from __future__ import annotations

from dataclasses import replace

from extractors.records import DOCUMENT, ISSUE, SOURCE_DAY, Table
from transforms.records import CODED, REPORT, REPORT_NATIONAL, REPORT_PARTY
from warehouse.tables import core, ops, out, panel, ref

RAW_DOCUMENT = replace(
    DOCUMENT,
    columns=tuple(c for c in DOCUMENT.columns if c.name != "text"),
    warnings=("Full texts stay in the landing folder that ops.document_file names.",),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        RAW_DOCUMENT, CODED, REPORT, REPORT_PARTY, REPORT_NATIONAL, core.EVENT_REPORT, core.EVENT, core.OCCASION, core.REDIRECT,
        core.MERGED, core.SKETCH, core.DUPLICATE, core.ACTOR, core.OBSERVED_MONTH, core.OBSERVED_YEAR, core.DYAD_EVENT,
        core.TIE_CHANGE, core.SPELL, core.CORRECTION,
        *panel.PANEL_TABLES, *ref.CODE_LISTS, ref.SNAPSHOT, *out.OUT_TABLES, ISSUE, SOURCE_DAY, *ops.OPS_TABLES,
    )
}
PUBLISHED_SCHEMAS = ("ref", "out", "ops")

MODELLED = frozenset((
    *(table.name for table in (*out.OUT_TABLES, *panel.PANEL_TABLES)),
    "core.event", "core.observed_month", "core.observed_year", "core.dyad_event", "core.tie_change", "core.spell",
    "ref.channel", "ref.direction", "ref.indicator",
))
"""Tables that the models fill anew in every build. An index on their keys would cost more than the models: the gates check the keys."""

BETWEEN = frozenset(name for name in MODELLED if name.startswith("core.") and name not in ("core.event", "core.spell"))
"""Tables that only models read: the tables made of them hold their values to their rules, checking millions of rows twice is dear."""
