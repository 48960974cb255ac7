"""What the coder makes of bad input, and that its work grows with the length of a text, not faster."""

from __future__ import annotations

import json
import sys
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.coding import CODED_SCHEMA, DOCUMENT_SCHEMA, code_batch, code_document

SIGNED = "The Mayor of Leipzig and the Mayor of Houston signed a sister city agreement in Leipzig on 17 May 2024."
PUBLISHER = {"name": "Leipzig", "country": "DE"}
LINE_KEYS = {"id", "lang", "abstained", "events", "domestic"}


def check_line(line: dict[str, Any]) -> None:
    assert set(line) == LINE_KEYS
    assert (line["abstained"] is None) == bool(line["events"])
    json.dumps(line)


@given(st.text(max_size=400), st.sampled_from(["en", "de", "ja", "zh-Hant", "ko", "ar", "xx", "", "EN_us"]))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_line(text: str, lang: str) -> None:
    check_line(code_document({"id": "a", "title": text[:40], "text": text, "lang": lang}))


@given(st.binary(max_size=400))
@settings(max_examples=40, deadline=None)
def test_byte_soup_gives_a_line(soup: bytes) -> None:
    check_line(code_document({"id": "a", "text": SIGNED + soup.decode("latin-1") + SIGNED, "lang": "en"}))


@pytest.mark.parametrize("value", [None, 7, [], {"a": 1}, True, "", "not-a-date", "2024-13-40", "\ud800"])
@pytest.mark.parametrize("key", ["title", "lang", "published", "publisher", "url", "id"])
def test_a_field_of_the_wrong_kind_counts_as_missing(key: str, value: Any) -> None:
    line = code_document({"id": "a", "text": SIGNED, "published": "2024-05-20", "publisher": PUBLISHER, "lang": "en", key: value})
    assert [event["type"] for event in line["events"]] == ["twinning"]


@pytest.mark.parametrize("text", [None, "", "  \n\t ", 7, ["a"]])
def test_a_document_without_text_is_empty(text: Any) -> None:
    assert code_document({"id": "a", "text": text, "lang": "en"})["abstained"] == "empty_text"
    assert code_document({"id": "a"})["abstained"] == "empty_text"


@pytest.mark.parametrize(("lang", "text"), [
    ("sw", "Meya wa jiji amekutana na balozi wa nchi jirani mjini jana asubuhi kwa mazungumzo ya ushirikiano."),
    ("hu", "A polgármester tegnap fogadta a testvérváros küldöttségét, és aláírták az együttműködési megállapodást a városházán."),
    ("th", "นายกเทศมนตรีลงนามในข้อตกลงเมืองพี่เมืองน้องกับคณะผู้แทนจากต่างประเทศเมื่อวานนี้"),
])
def test_a_language_without_a_lexicon_is_said_so(lang: str, text: str) -> None:
    line = code_document({"id": "a", "text": text, "lang": lang})
    assert (line["abstained"], line["events"]) == ("language_not_covered", [])


@pytest.mark.parametrize("tag", ["ja", "ru", "zh-Hant", "ko", "ar", "xx", None])
def test_a_wrong_tag_does_not_hide_the_language(tag: str | None) -> None:
    line = code_document({"id": "a", "text": SIGNED, "lang": tag, "published": "2024-05-20", "publisher": PUBLISHER})
    assert (line["lang"], [event["type"] for event in line["events"]]) == ("en", ["twinning"])


def test_without_a_date_of_publication_words_that_count_from_it_date_nothing() -> None:
    text = "The Mayor of Leipzig received a delegation from Houston yesterday."
    undated = code_document({"text": text, "lang": "en", "publisher": PUBLISHER})["events"][0]
    assert undated["date"] == {"start": None, "end": None, "precision": None, "basis": "none"}
    dated = code_document({"text": text, "lang": "en", "publisher": PUBLISHER, "published": "2024-05-20"})["events"][0]
    assert (dated["date"]["start"], dated["date"]["basis"]) == ("2024-05-19", "relative")


def test_without_a_publisher_both_sides_must_be_named() -> None:
    text = "A delegation from Houston was received at the town hall on 17 May 2024."
    assert code_document({"text": text, "lang": "en", "publisher": PUBLISHER})["events"]
    assert code_document({"text": text, "lang": "en"})["abstained"] is not None


def test_the_same_document_gives_the_same_bytes() -> None:
    document = {"id": "a", "text": SIGNED * 3, "lang": "en", "published": "2024-05-20", "publisher": PUBLISHER}
    assert json.dumps(code_document(document)) == json.dumps(code_document(dict(document)))


def test_a_batch_says_what_single_documents_say() -> None:
    rows = [{"id": "a", "text": SIGNED, "lang": "en", "published": "2024-05-20", "publisher_name": "Leipzig", "publisher_country": "DE"},
            {"id": "b", "text": None}, {"id": "c", "text": "Hello."}]
    coded = code_batch(pa.RecordBatch.from_pylist(rows, schema=DOCUMENT_SCHEMA))
    assert coded.schema == CODED_SCHEMA
    assert coded["id"].to_pylist() == ["a", "b", "c"]
    single = code_document({"id": "a", "text": SIGNED, "lang": "en", "published": "2024-05-20", "publisher": PUBLISHER})
    assert json.loads(coded["events"][0].as_py()) == single["events"]
    assert coded["abstained"].to_pylist()[:2] == [None, "empty_text"]


def _count_steps(text: str, lang: str) -> int:
    """Calls, of Python and of C functions, made while a text is coded."""
    steps = 0

    def count(frame: Any, event: str, arg: Any) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    document = {"id": "a", "text": text, "lang": lang, "published": "2024-05-20", "publisher": PUBLISHER}
    code_document(document)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        code_document(document)
    finally:
        sys.setprofile(before)
    return steps


@pytest.mark.parametrize(("lang", "sentence"), [
    ("en", "The Mayor of Leipzig met the Mayor of Houston on 3 May 2024, and the Ambassador of Japan signed a memorandum with the city. "),
    ("en", "the mayor "),
    ("en", "Leipzig, Houston and Lyon "),
    ("ja", "大阪市長は5月3日、上海市の代表団と会談し、友好都市協定に調印した。"),
    ("ko", "부산시장은 5월 3일 상하이시 대표단을 접견하고 업무협약을 체결했다. "),
    ("en", "((((" ), ("en", "a"), ("en", "1. 2. 3. "),
])
def test_work_grows_no_faster_than_the_text(lang: str, sentence: str) -> None:
    shorter, longer = _count_steps(sentence * 150, lang), _count_steps(sentence * 300, lang)
    assert longer <= 2.2 * shorter + 5_000
