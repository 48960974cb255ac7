import io
import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from proxeny.tables import cut, display_width, render_table, write_table

TABLE = pa.table({"city": ["大阪", "Łódź"], "on": [date(2026, 5, 4), None], "roles": [["host", "guest"], []]})


def _written(form):
    stream = io.StringIO()
    write_table(TABLE, form, stream)
    return stream.getvalue()


def test_wide_characters_take_two_columns():
    assert display_width("大阪") == 4
    assert display_width("Łódź") == 4
    lines = render_table(["city", "n"], [["大阪", 1], ["Łódź", 2]]).splitlines()
    assert {display_width(line) for line in lines} == {7}


@pytest.mark.parametrize(("text", "width", "kept"), [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("大阪府庁", 6, "大阪…")])
def test_long_cells_are_cut_to_their_columns(text, width, kept):
    assert cut(text, width) == kept


def test_csv_lines_end_in_one_newline():
    assert _written("csv") == 'city,on,roles\n大阪,2026-05-04,"host, guest"\nŁódź,,\n'


def test_json_is_one_array():
    assert json.loads(_written("json"))[0] == {"city": "大阪", "on": "2026-05-04", "roles": ["host", "guest"]}


def test_sums_are_numbers_in_json():
    stream = io.StringIO()
    write_table(pa.table({"n": pa.array([Decimal(3)]), "share": pa.array([Decimal("0.25")])}), "json", stream)
    assert stream.getvalue() == '[{"n": 3, "share": 0.25}]\n'


def test_json_tells_columns_of_one_name_apart():
    stream = io.StringIO()
    write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["n", "n"]), "json", stream)
    assert json.loads(stream.getvalue()) == [{"n": 1, "n_1": 2}]


def test_a_table_says_how_many_rows_it_has():
    assert _written("table").endswith("(2 rows)\n")
