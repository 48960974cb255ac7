"""Great Expectations, and nothing else of it anywhere: suites made from the declarations, run on pandas frames.

The import takes seconds, so it stands inside :func:`run_suite`; callers give it every frame they want checked in one call.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from extractors.records import Column, Table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RowRule:
    """A check over several columns of a row: ``holds(frame)`` is a boolean series, ``field`` the column to blame."""

    name: str
    field: str
    reason: str
    holds: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Check:
    """Outcome of one expectation: row numbers of the frame that failed, and what they are to be blamed for."""

    name: str
    field: str
    reason: str
    checked_count: int
    failed_rows: tuple[int, ...]


def _column_expectations(column: Column) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(check name, reason, expectation class, arguments) of a column."""
    rules: list[tuple[str, str, str, dict[str, Any]]] = []
    name = column.name
    if not column.nullable:
        rules.append((f"present_{name}", "value_missing", "ExpectColumnValuesToNotBeNull", {}))
    if column.allowed:
        rules.append((f"allowed_{name}", "value_not_allowed", "ExpectColumnValuesToBeInSet", {"value_set": list(column.allowed)}))
    if column.pattern:
        # pandas warns of groups that capture.
        regex = re.sub(r"\((?!\?)", "(?:", column.pattern)
        rules.append((f"pattern_{name}", "pattern_mismatch", "ExpectColumnValuesToMatchRegex", {"regex": rf"\A(?:{regex})\Z"}))
    if column.between:
        low, high = column.between
        if column.type in ("date", "timestamp"):
            low, high = datetime.fromisoformat(low), datetime.fromisoformat(high)
        kind, reason, expectation = (("length", "length_out_of_range", "ExpectColumnValueLengthsToBeBetween") if column.type == "text"
                                     else ("between", "value_out_of_range", "ExpectColumnValuesToBeBetween"))
        rules.append((f"{kind}_{name}", reason, expectation, {"min_value": low, "max_value": high}))
    return rules


def expectations_of(
    table: Table, row_rules: tuple[RowRule, ...] = (), *, unique_key: bool,
) -> list[tuple[str, str, str, str, dict[str, Any]]]:
    """(check name, field, reason, expectation class, arguments) for a declared table: one list for every engine and for the docs."""
    rules = [(check, column.name, reason, expectation, {"column": column.name, **arguments})
             for column in table.columns for check, reason, expectation, arguments in _column_expectations(column)]
    rules += [(rule.name, rule.field, rule.reason, "ExpectColumnValuesToBeInSet", {"column": rule.name, "value_set": [True]})
              for rule in row_rules]
    if unique_key and len(table.key) == 1:
        rules.append((f"unique_{table.key[0]}", table.key[0], "key_repeated", "ExpectColumnValuesToBeUnique", {"column": table.key[0]}))
    elif unique_key:
        rules.append(("unique_key", table.key[0], "key_repeated", "ExpectCompoundColumnsToBeUnique", {"column_list": list(table.key)}))
    return rules


def run_suites(frames: Mapping[str, tuple[Table, pd.DataFrame]], row_rules: tuple[RowRule, ...] = (), *, unique_key: bool = True,
               ) -> dict[str, list[Check]]:
    """Runs the suite of each table on its frame (name → table, frame); every expectation gives one :class:`Check`.

    Raises ValueError naming table and check when an expectation could not run at all.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("frames")
    found: dict[str, list[Check]] = {}
    for name, (table, frame) in frames.items():
        rules = expectations_of(table, row_rules, unique_key=unique_key)
        checked = frame.assign(**{rule.name: rule.holds(frame) for rule in row_rules}).reset_index(drop=True)
        expectations = [getattr(gxe, expectation)(**arguments, meta={"rule": rank})
                        for rank, (*_, expectation, arguments) in enumerate(rules)]
        suite = gx.ExpectationSuite(name=name, expectations=expectations)
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
        # Without a validation definition: keeping its results takes an eighth of the time, and ops.quality keeps them.
        outcome = batch.get_batch({"dataframe": checked}).validate(suite, result_format={"result_format": "COMPLETE"})
        checks = []
        for result in outcome.results:
            check, field, reason = rules[result.expectation_config.meta["rule"]][:3]
            if result.exception_info.get("raised_exception"):
                raise ValueError(f"{name}: check {check} could not run: {result.exception_info['exception_message']}")
            checks.append(Check(check, field, reason, len(frame), tuple(result.result.get("unexpected_index_list") or ())))
        found[name] = sorted(checks, key=lambda c: c.name)
    return found
