"""Indicators from announcements to values, and the functions behind them against published figures."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.conftest import World, act, party
from warehouse.build import MODELS, run_script

SHARED = Path(os.environ.get("PROXENY_SHARED", Path(__file__).parents[2] / ".." / "shared"))
KONECT = SHARED / "data" / "registers" / "konect_twin.tsv.gz"


def evaluate(expression: str, *values: Any) -> Any:
    with duckdb.connect() as connection:
        run_script(connection, MODELS / "macros.sql")
        return connection.execute(f"select {expression}", list(values)).fetchall()[0][0]


@pytest.mark.parametrize(("expression", "value"), [
    # 2 (1·1 + 2·1 + 3·1) / (3·3) - 4/3 = 0; 2·4·8 / (4·8) - 5/4 = 0.75; the order of a list is nothing
    ("gini([1, 1, 1])", 0), ("gini([0, 0, 8, 0])", 0.75), ("gini([3, 0, 1])", 0.5),
    ("hhi([1, 1, 1, 1])", 0.25), ("hhi([5])", 1), ("hhi([0, 1, 3])", 0.625),
    ("top_share([1, 2, 3, 4], 2)", 0.7), ("top_share([1, 2], 10)", 1),
    ("relation_strength('opposed')", 1), ("relation_strength('not_mentioned')", 8),
    ("placed_in_year(null, '2026-05-01')", 2026), ("placed_in_year('2024', '2026-05-01')", 2024),
    ("placed_in_year(null, '2026', impute := false)", None),
])
def test_functions_give_values_computed_by_hand(expression: str, value: float | None) -> None:
    assert evaluate(expression) == (value if value is None else pytest.approx(value, abs=1e-12))


@pytest.mark.skipif(not KONECT.exists(), reason=f"no {KONECT}; set PROXENY_SHARED")
def test_gini_of_the_twin_city_network_is_the_published_one() -> None:
    """KONECT, Twin Towns and Sister Cities: Gini coefficient of the degree distribution 0.506040."""
    degree: Counter[str] = Counter()
    with gzip.open(KONECT, "rt", encoding="utf-8") as stream:
        for row in csv.reader(stream, delimiter="\t"):
            if len(row) >= 2 and not row[0].startswith("%"):
                degree.update(row[:2])
    assert evaluate("gini(?::bigint[])", list(degree.values())) == pytest.approx(0.506040, abs=5e-7)


def test_announcements_of_two_cities_give_the_indicators_by_hand(tmp_path: Path) -> None:
    """Talstadt tells of three visits by Kawamachi: of one its state said nothing, one it opposed, at one its ambassador was present.

    Kawamachi tells of the first too, and of a visit to Valbourg.
    """
    world = World(tmp_path)

    def visit(day: str, **changes: Any) -> dict[str, Any]:
        return act("visit", party("de_talstadt", publisher=True, roles=("host",)), party("jp_kawamachi", roles=("guest",)), on=day,
                   **changes)

    def told(name: str, event: dict[str, Any]) -> dict[str, Any]:
        text = f"Talstadt received Kawamachi, as {name} tells at length."
        return world.document("de_talstadt", name, text, [event], published="2026-05-30", days=26)

    opposed = {"side": "own", "country": "DE", "relation": "opposed"}
    present = {"side": "own", "country": "DE", "relation": "accompanied"}
    world.collect("de_talstadt", [told("a", visit("2026-05-02")), told("b", visit("2026-05-12", national=[opposed])),
                                  told("c", visit("2026-05-22", national=[present]))], days=26)
    text = "Kawamachi visited Talstadt in May, and later Valbourg."
    world.collect("jp_kawamachi", [world.document("jp_kawamachi", "d", text, [
        act("visit", party("jp_kawamachi", publisher=True, roles=("guest",)), party("de_talstadt", roles=("host",)), on="2026-05-02"),
        act("visit", party("jp_kawamachi", publisher=True, roles=("guest",)), party("fr_valbourg", roles=("host",)), on="2026-05-06",
            occasion=2),
    ], published="2026-05-30", days=26)], days=26)
    world.run(days=27)
    with duckdb.connect(str(world.warehouse), read_only=True) as connection:
        found = {(code, unit, series): (value, lower, upper, n) for code, unit, series, value, lower, upper, n in connection.execute("""
            select indicator_code, unit_id, series_code, value, lower, upper, n from out.indicator where period = '2026'""").fetchall()}
    third = pytest.approx(1 / 3)
    assert found["I1", "gn:1", "all"] == (3, None, None, 3)
    assert found["I1", "gn:2", "all"] == (4, None, None, 4)
    assert found["I1", "world", "all"] == (3.5, None, None, 7)
    assert found["I2", "gn:1|gn:2", "contacts"] == (3, None, None, 3)
    assert found["I5", "DE", "bypass"] == (third, third, pytest.approx(2 / 3), 3)
    assert found["I5", "DE", "accompaniment"] == (third, None, None, 3)
    assert found["I5", "JP", "bypass"] == (0, 0, 1, 4)
    assert found["I6", "world", "sub_sub"] == (1, None, None, 4)
    assert found["I9", "world", ""] == (third, None, None, 3)
    assert found["I13", "gn:2", "asymmetry"] == (1, None, None, 4)
    assert found["I13", "gn:1", "asymmetry"] == (-1, None, None, 3)
    assert found["I3", "gn:2", "countries"] == (2, None, None, 4)
    assert found["I8", "world", "gini_local"] == (pytest.approx(2 * (1 * 3 + 2 * 4) / (2 * 7) - 1.5), None, None, 2)
