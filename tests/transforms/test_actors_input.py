"""Bad input: nothing raises, offsets hold, work is linear in the text."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.actors import find_mentions, resolve_name

PIECES = st.sampled_from(
    [
        "Mayor of ",
        "City of ",
        "Lyon",
        "大阪府",
        "市長",
        "부산광역시는",
        "Lyon'da",
        "Helsingin",
        "بالقاهرة",
        "กรุงเทพ",
        "मुंबई",
        "Ayuntamiento de ",
        "\ud800",
        "\u200b",
        "\u0301",
        "\ufeff",
        "-",
        ", ",
        ". ",
        "\n",
        "Lуon",
        "L\u043eon",
        "EU",
        "U.S.",
        "本市",
        "の",
        "Saint-Denis-sur-",
        "A" * 300,
        " of of of ",
        "'s ",
        "Ⅻ",
        "ﬁ",
        "İ",
        "ß",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12) | st.characters(), max_size=30).map("".join)
LANGUAGES = st.sampled_from(["en", "ja", "ko", "zh-Hant", "ar", "tr", "de", "xx", "", "pl", "fi"])


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, title=TEXTS | st.none(), lang=LANGUAGES)
def test_any_text_is_scanned_and_its_mentions_are_cut_from_it(text: str, title: str | None, lang: str) -> None:
    document = {"text": text, "title": title, "lang": lang}
    for mention in find_mentions(document):
        source = text if mention.field == "text" else title
        assert source is not None and source[mention.start : mention.end] == mention.surface
        assert 0 <= mention.start <= mention.name_start <= mention.name_end <= mention.end <= len(source)
        assert 0 <= mention.score <= 1


@settings(max_examples=80, deadline=None)
@given(text=TEXTS, lang=LANGUAGES | st.none(), country=st.sampled_from([None, "FR", "XX", ""]))
def test_any_query_is_resolved(text: str, lang: str | None, country: str | None) -> None:
    rows = resolve_name(text, lang, country)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


@pytest.mark.parametrize("document", [{"text": ""}, {"text": "", "title": ""}, {"text": " \n\t"}, {"text": "\x00\x01"}])
def test_empty_documents_have_no_mentions(document: dict[str, str]) -> None:
    assert find_mentions(document) == []


def test_the_same_text_gives_the_same_mentions() -> None:
    document = {"text": "The Mayor of Lyon met 大阪府知事 and 부산광역시 in Springfield.", "lang": "en"}
    assert find_mentions(document) == find_mentions(document)


def count_steps(work: Callable[[], object]) -> int:
    """Python calls and returns made by ``work``: a measure of work that no busy machine changes."""
    steps = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return steps


@pytest.mark.parametrize(
    ("lang", "piece"),
    [
        ("en", "Mayor of Springfield and the City of Lyon "),
        ("en", "of "),
        ("en", "Mayor of Brackwaterholm met Lyon and Graz, Ohio. "),
        ("en", "LYON, Va. (ABC) - Ambassador Garcia saw Garcia "),
        ("it", "la città francese di Digne-les-Bains "),
        ("ja", "大阪で東京、"),
        ("en", "San "),
        ("en", "Saint-Denis-"),
        ("ja", "大阪府知事は本市の"),
        ("ko", "부산광역시는 "),
        ("ar", "مدينة القاهرة "),
        ("tr", "Lyon'da "),
        ("xx", "\u0301"),
        ("en", "\u200b"),
        ("zh-Hant", "臺北市長"),
        ("en", "A"),
        ("en", "(("),
        ("de", "Ende "),
    ],
)
def test_work_grows_no_faster_than_the_text(lang: str, piece: str) -> None:
    def scan(size: int) -> object:
        return find_mentions({"text": piece * size, "lang": lang})

    scan(50)
    small, large = (count_steps(lambda size=size: scan(size)) for size in (400, 1600))  # type: ignore[misc]
    assert large <= 6 * small + 2000, (small, large)


@pytest.mark.parametrize(
    ("lang", "letter", "text"), [("en", "x", " Mayor of Lyon"), ("ja", "\u3042", "。大阪府知事"), ("ru", "\u0436", " мэр Казани")]
)
def test_a_line_of_ten_million_letters_is_scanned(lang: str, letter: str, text: str) -> None:
    assert len(find_mentions({"text": letter * 10_000_000 + text, "lang": lang})) == 1


@pytest.mark.parametrize("name", ["L\u0443on", "\u041b\u0443on", "Ly\u03bfn"])
def test_names_of_letters_that_only_look_alike_are_none(name: str) -> None:
    assert [mention.actor for mention in find_mentions({"text": f"The {name} office replied.", "lang": "en"}) if mention.actor] == []


@pytest.mark.parametrize("letter", ["B", "ブ", "Б", "ب", "부"])
def test_names_of_three_hundred_letters_are_none(letter: str) -> None:
    mentions = find_mentions({"text": f"The Mayor of {letter * 300} came.", "lang": "en"})
    assert all(mention.actor is None for mention in mentions)
