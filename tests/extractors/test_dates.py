from __future__ import annotations

import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.calendars import convert_jalali, parse_number
from extractors.dates import find_dates, resolve_relative, resolve_year

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from dates import build_pages, is_right, load_cases, read_our_page, read_ours


def test_dates_no_published_set_covers_are_read() -> None:
    cases = load_cases()
    wrong = [(case["text"], read_ours(case)) for case in cases if not is_right(case, read_ours(case))]
    assert len(cases) >= 120 and len({case["lang"].split("-")[0] for case in cases}) >= 20
    assert len(wrong) / len(cases) <= 0.03, wrong


def test_the_same_dates_are_found_on_pages() -> None:
    pages = build_pages(load_cases())
    wrong = [(markup, found, day) for url, markup, day in pages if (found := read_our_page(url, markup)) != day]
    assert len(pages) >= 400 and any(day is None for _, _, day in pages)
    assert len(wrong) / len(pages) <= 0.03, wrong


@pytest.mark.parametrize("lang", ["de_AT", "en-", "", "x", "root", "zh_hant_tw", "../../etc", "q" * 500])
def test_any_language_tag_will_do(lang: str) -> None:
    assert [span.iso_start for span in find_dates("2024-05-17", lang=lang)] == ["2024-05-17"]


@pytest.mark.parametrize(("text", "number"), [
    ("十", 10), ("二十一", 21), ("一百一十三", 113), ("二〇二四", 2024), ("元", 1), ("廿五", 25), ("٣٤", 34),
])  # fmt: skip
def test_numerals(text: str, number: int) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "十x", "x"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_number(text)


def test_jalali_new_years_follow_each_other_without_gap() -> None:
    # Published Nowruz days: 1399, 1400, 1403, 1404.
    assert [convert_jalali(year, 1, 1) for year in (1399, 1400, 1403, 1404)] == [
        date(2020, 3, 20), date(2021, 3, 21), date(2024, 3, 20), date(2025, 3, 21)]  # fmt: skip
    for year in range(1200, 1600):
        days = (convert_jalali(year + 1, 1, 1) - convert_jalali(year, 1, 1)).days
        assert days in (365, 366)
        if days == 366:
            assert convert_jalali(year, 12, 30) + timedelta(days=1) == convert_jalali(year + 1, 1, 1)
        else:
            with pytest.raises(ValueError):
                convert_jalali(year, 12, 30)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["en", "de", "fr", "es", "ja", "ko", "zh-Hans", "sw", "fi"]))
@settings(max_examples=60, deadline=None)
def test_an_iso_day_is_read_in_every_language(day: date, lang: str) -> None:
    (span,) = find_dates(f"x {day.isoformat()} y", lang=lang)
    assert (span.iso_start, span.precision, span.start) == (day.isoformat(), "day", 2)


@given(st.text(max_size=300), st.sampled_from(["en", "de", "ja", "zh-Hant", "fa", "th", "vi", "ko", "ar"]))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_raise_and_spans_are_in_order(text: str, lang: str) -> None:
    spans = find_dates(text, lang=lang)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


def test_a_long_line_of_figures_is_read_in_linear_time() -> None:
    # A grammar that backtracks would not come back from this.
    assert find_dates("1 2 3. 4. 5/6 " * 20_000, lang="de") is not None
    assert find_dates("14 - 15 - 16, 17 and 18 of " * 20_000, lang="en") is not None


def test_yearless_and_relative_days_are_completed_from_the_anchor() -> None:
    anchor = date(2026, 1, 5)
    (yearless,) = find_dates("28 December", lang="en")
    assert yearless.basis == "yearless" and resolve_year(yearless, anchor).iso_start == "2025-12-28"
    assert resolve_year(yearless, anchor, "future").iso_start == "2026-12-28"
    (relative,) = find_dates("yesterday", lang="en")
    assert relative.basis == "relative" and resolve_relative(relative, anchor).iso_start == "2026-01-04"


@pytest.mark.parametrize(("lang", "text", "anchor", "prefer", "start", "end"), [
    ("pt", "O prefeito embarcou neste domingo (19) para o Porto.", date(2026, 7, 23), None, "2026-07-19", "2026-07-19"),
    ("es", "La firma tuvo lugar el viernes 27 en el salón de plenos.", date(2026, 3, 3), None, "2026-02-27", "2026-02-27"),
    ("de", "Am Freitag 18 Uhr empfing sie die Gäste.", date(2026, 3, 3), None, "2026-02-27", "2026-02-27"),
    ("en", "They are in town from Sunday-Wednesday for the summit.", date(2026, 7, 23), "future", "2026-07-26", "2026-07-29"),
    ("fr", "Ce samedi, la maire reçoit son homologue.", date(2026, 12, 4), None, "2026-12-05", "2026-12-05"),
    ("fr", "Ce mardi, la maire a reçu son homologue.", date(2026, 12, 4), None, "2026-12-01", "2026-12-01"),
    ("pt", "No dia 30, a delegação visitou a câmara.", date(2026, 7, 2), None, "2026-06-30", "2026-06-30"),
    ("pt", "O prefeito recebeu o grupo nesta terça (28) no paço.", date(2026, 7, 29), None, "2026-07-28", "2026-07-28"),
    ("zh", "上周五市长会见了代表团。", date(2026, 7, 29), None, "2026-07-24", "2026-07-24"),
    ("ko", "시장은 7.28.(화) 대표단을 접견했다.", date(2026, 7, 29), None, "2026-07-28", "2026-07-28"),
    ("en", "On the 29th the council met the visitors.", date(2026, 7, 31), None, "2026-07-29", "2026-07-29"),
])
def test_weekdays_with_a_number_a_period_or_a_word_for_the_nearer(
    lang: str, text: str, anchor: date, prefer: str | None, start: str, end: str
) -> None:
    (span,) = find_dates(text, lang=lang)
    found = resolve_relative(resolve_year(span, anchor), anchor, prefer)  # type: ignore[arg-type]
    assert (found.iso_start, found.iso_end, found.precision) == (start, end, "day")


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "He spoke on the 29th anniversary."), ("es", "Recibió a 13 alcaldes."), ("it", "I 12 sindaci"),
    ("pt", "A quarta edição do fórum terá três dias."),
])
def test_a_number_that_names_no_day_is_none(lang: str, text: str) -> None:
    assert find_dates(text, lang=lang) == []
