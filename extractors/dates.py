"""Dates in running text: one scan a language, one grammar for all.

A compiled scan finds figures and date words; each find becomes one symbol (``D`` a day number, ``M`` a month name, ``Y`` a
year, ``Z`` one of two figures, ``y m d`` the counted 年 月 日, ``X`` a date in figures …) and the text between two finds becomes
one symbol as well (``_`` joins, ``-`` a period, ``&`` a list, ``|`` unrelated). One regular expression over that string of symbols
says which sequences are dates, so "14 y 15 de mayo de 2024", "14–15 May 2024" and "14./15. Mai 2024" are one rule.

Repetitions in the grammar are bounded, so the work is linear in the length of the text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from extractors.date_parts import Part, format_stated, format_yearless, share_fields, split_parts
from extractors.date_tokens import Token, join_symbols, pick_order, scan_tokens
from extractors.date_words import Lexicon, load_lexicon, pick_language

Side = Literal["past", "future"]
_JUST_NOW = 3
"""Days before the anchor that a day to come may still mean: what begins on the 24th, told on the 25th."""

_DAY_OF_WEEK = re.compile("[一二三四五六日天]")
_WEEKDAY_BEHIND = re.compile(r"\s?[（(]\s?[月火水木金土日화수목금토일월](?:[・･]祝)?(?:曜日?|요일)?\s?[）)]")
_NUMBER_BEHIND = re.compile(r"(?:,| de)? ?\(?\d{1,2}\b")
_CLAUSE_BEHIND = re.compile(r"\s*(?:[,.;]|$|(?:o|a|os|as|em|no|na|com|para|que|pelo|pela|durante|à|ao)\s)")
_SOON = 2
"""Days that "this Friday" may lie ahead of where it is told in the past or present tense."""

# Persian is as often typed with the Arabic forms of yeh and kaf.
_FULL_WIDTH = str.maketrans("．／－", "./-")
_PERSIAN_LETTERS = str.maketrans("\u064a\u0643", "\u06cc\u06a9")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One date or period as written at ``text[start:end]`` (code points).

    ``basis`` is ``stated`` (``iso_start`` and ``iso_end`` are ISO dates cut to ``precision``; equal when it is no period),
    ``yearless`` (they are ``--05-14`` or ``--05``: :func:`resolve_year` completes them) or ``relative`` (they are None:
    :func:`resolve_relative` gives them from ``shift``). ``calendar`` is gregorian, japanese, minguo, buddhist or jalali.

    ``shift`` is ``(unit, number, side)``: unit day, week, month, year (``number`` of them from the anchor), weekday (``number`` 0
    to 6, Monday first), week_day (``7 * weeks + weekday`` from the anchor's Monday), weekdays (a period of them, ``7 * first +
    last``), weekday_day (a weekday and, in the ISO fields, its day of the month) or month_day (day ``number`` of the anchor's
    month); a yearless date has one only when a word says which year ("on 5 May last year"). ``side`` is -1, 0 or 1: before, not
    told, after; 2: whichever is nearer ("this Friday").
    """

    start: int
    end: int
    iso_start: str | None
    iso_end: str | None
    precision: str
    calendar: str = "gregorian"
    basis: str = "stated"
    shift: tuple[str, int, int] | None = None


_K = "(?:M(?:/M)?|J)"
_W = "(?:W_)?"
_DAYS = rf"{_W}[DSP](?:[-&/]{_W}D){{0,6}}"
_DMY = rf"{_DAYS}_{_K}(?:[_/][YeZ])?"
_MDY = rf"{_W}{_K}_D(?:[-&/]{_W}D(?![_/-]{_K}))?(?:[-&]{_W}D(?![_/-]{_K})){{0,5}}(?:_[YeZ])?"
_MDY_WITH_YEAR = rf"{_W}{_K}_D(?:[-&]{_W}D){{0,6}}_[Ye]"
_CJK_DAYS = r"(?:[Dd](?:_W)?[-&]){0,6}d(?:_W)?"
_CJK_YEAR = r"[yYe](?:_y)?[_&]"
_CJK = rf"(?:{_CJK_YEAR})?[mrs]_{_CJK_DAYS}(?:-(?:(?:{_CJK_YEAR})?[mrs]_)?{_CJK_DAYS}){{0,2}}"

_YEAR_DAY_MONTH = rf"(?P<ydm>[Ye]_{_DAYS}_{_K})"
_GRAMMAR = "|".join(
    [
        r"(?P<figures>(?:[DP][-&]){0,3}X(?:-X)?)",
        rf"(?P<cjk>{_CJK})",
        rf"(?P<dmy>{_DMY}(?:[-&]{_DMY}){{0,3}})",
        rf"(?P<ymd>[Ye]_{_K}_D(?:[-&]D){{0,3}}(?:-(?:[Ye]_)?{_K}_D)?)",
        rf"(?P<mdy>{_MDY}(?:[-&]{_MDY}){{0,3}})",
        rf"(?P<mdy_year>{_MDY_WITH_YEAR}(?:-{_MDY_WITH_YEAR})?)",
        rf"(?P<month_year>(?:{_K}(?:[_/][Ye])?[-&/]){{0,3}}{_K}[_/][Ye])",
        rf"(?P<year_month>[Ye]_{_K})",
        rf"(?P<cjk_month>{_CJK_YEAR}m(?:[-&](?:{_CJK_YEAR})?m){{0,3}})",
        r"(?P<my>Q(?:-Q)?)",
        rf"(?P<day_of_month>{_DAYS}_r)",
        r"(?P<dm>P_W|W_P|P(?:-P)?)",
        r"(?P<day>(?:[Dd][-&]){0,6}d)",
        r"(?P<counted_year>y(?:_y)?(?:-y(?:_y)?)?)",
        r"(?P<years>Y-Y)",
        r"(?P<year>Y)",
        r"(?P<month>[Mm](?:-[Mm])?)",
        r"(?P<weekday_day>W_D)",
        r"(?P<weekdays>W-W)",
        r"(?P<relative>[RreW])",
        r"(?P<cued_day>D(?:[-&]D){0,3})",
    ]
)
_SHAPES = re.compile(_GRAMMAR)
_YEAR_FIRST_SHAPES = re.compile(f"{_YEAR_DAY_MONTH}|{_GRAMMAR}")


def find_dates(text: str, *, lang: str, country: str | None = None, order: str | None = None) -> list[DateSpan]:
    """Every date of ``text``, in the order of the text and without overlaps.

    ``lang`` is the BCP 47 code of the text; ``country`` (ISO 3166-1 alpha-2) or ``order`` (``dmy``, ``mdy``, ``ymd``)
    decides 03/11/2026, and TW reads 113年 as a Minguo year. A figure or word that only may be a date is none.
    """
    lexicon = load_lexicon(pick_language(lang))
    if lexicon.language == "fa":
        text = text.translate(_PERSIAN_LETTERS)
    elif lexicon.is_cjk:
        text = text.translate(_FULL_WIDTH)
    order = order or pick_order(country, lexicon)
    is_minguo = country == "TW" or (country is None and lang.lower() in ("zh-hant", "zh-tw"))
    tokens = list(scan_tokens(text, lexicon, order, is_minguo))
    if not tokens:
        return []
    symbols = join_symbols(text, tokens, lexicon)
    spans: list[DateSpan] = []
    last: tuple[int | None, int | None] = (None, None)
    for match in (_YEAR_FIRST_SHAPES if lexicon.is_year_first else _SHAPES).finditer(symbols):
        if match.start() % 2:
            continue
        kind = str(match.lastgroup)
        found = tokens[match.start() // 2 : match.end() // 2 + 1]
        for span in _build_spans(kind, found, match[0], text, lexicon, last):
            if span.basis == "stated" and span.iso_start:
                parts = [int(part) for part in span.iso_start.split("-")]
                last = (parts[0], parts[1] if len(parts) > 1 else None)
            spans.append(span)
    return spans


def _build_spans(
    kind: str, tokens: list[Token], symbols: str, text: str, lexicon: Lexicon, last: tuple[int | None, int | None]
) -> list[DateSpan]:
    if kind in ("relative", "weekdays", "weekday_day"):
        span = _build_relative(tokens[0], text, lexicon)
        if span and kind == "weekdays":
            return [_join_weekdays(span, tokens[1])]
        return [_add_day(span, tokens[1]) if kind == "weekday_day" else span] if span else []
    if kind in ("year", "years", "month", "dm", "cued_day") and not _is_cued(kind, tokens, text, lexicon):
        return []
    parts = split_parts(tokens, symbols, last)
    share_fields(parts)
    groups: list[list[Part]] = []
    for part in parts:
        if groups and (part.joined == "-" or part.is_shared or groups[-1][-1].is_shared):
            groups[-1].append(part)
        else:
            groups.append([part])
    spans = (_build_span(group[0], group[-1]) for group in groups)
    return [span for span in spans if span is not None]


def _is_cued(kind: str, tokens: list[Token], text: str, lexicon: Lexicon) -> bool:
    """Whether a bare year, month, day number or 3.4. is a date here."""
    first, final = tokens[0], tokens[-1]
    before = text[max(0, first.start - 24) : first.start].lower()
    if kind == "cued_day":
        return bool(lexicon.day_before and lexicon.day_before.search(before)
                    and (lexicon.day_after is None or lexicon.day_after.match(text, final.end)))
    if kind == "years":
        return bool(1000 <= first.value < final.value <= 2200)
    if kind == "dm":
        # 3/4 is a fraction as often as a day: a weekday, or the point after the month, tells.
        if lexicon.is_cjk and _WEEKDAY_BEHIND.match(text, first.end):
            return True
        return len(tokens) > 1 or (text[first.end - 1] == "." and lexicon.order == "dmy" and not re.search(r"[\w.]$", before[-1:]))
    if kind == "year":
        if first.calendar == "gregorian" and not 1500 <= first.value <= 2150:
            return False
        if lexicon.year_before and lexicon.year_before.search(before):
            return True
        return bool(lexicon.year_after and lexicon.year_after.match(text, first.end))
    if lexicon.has_bare_months:
        return True
    if lexicon.month_before and lexicon.month_before.search(before):
        return True
    return bool(lexicon.month_after and lexicon.month_after.match(text, final.end))


def _build_span(first: Part, final: Part) -> DateSpan | None:
    precision = "day" if final.day is not None else "month" if final.month is not None else "year"
    shift = first.shift
    if first.month is None and first.day is not None:
        # "the 14th of this month", 本月14日, 14日: the months are counted from the anchor's; the days stand in the ISO fields.
        return DateSpan(
            first.start, final.end, f"---{first.day:02d}", f"---{final.day:02d}", "day", first.calendar, "relative",
            ("month_day", shift[1] if shift else 0, 0 if shift else -1),
        )  # fmt: skip
    if first.year is None and first.month is None:
        return None
    try:
        if first.year is None:
            start, end = format_yearless(first), format_yearless(final)
            return DateSpan(first.start, final.end, start, end, precision, first.calendar, "yearless", shift)
        start, end = format_stated(first, False), format_stated(final, True)
    except ValueError:
        return None
    if start > end:
        return None
    return DateSpan(first.start, final.end, start, end, precision, first.calendar)


def _build_relative(token: Token, text: str, lexicon: Lexicon) -> DateSpan | None:
    if token.symbol in "Re" or token.symbol == "r":
        unit, number = token.value
        if unit == "same":
            return None
        if unit == "week" and lexicon.is_cjk and (day := _DAY_OF_WEEK.match(text, token.end)):
            shift = ("week_day", 7 * number + min("一二三四五六日天".index(day[0]), 6), 0)
            return DateSpan(token.start, day.end(), None, None, "day", "gregorian", "relative", shift)
        precision = unit if unit in ("month", "year") else "day"
        return DateSpan(token.start, token.end, None, None, precision, "gregorian", "relative", (unit, number, 0))
    if text[token.start : token.end] in lexicon.short_weekdays and not _is_weekday(token, text, lexicon):
        return None
    if token.end - token.start < 4 and not lexicon.is_cjk:
        return None  # "So", "mar", "ma": an abbreviated weekday alone is as often a word
    side = 2 if lexicon.near and lexicon.near.search(text[max(0, token.start - 16) : token.start].lower()) else 0
    if lexicon.side and (word := lexicon.side.search(text, max(0, token.start - 16), min(len(text), token.end + 16))):
        side = -1 if word[0] in lexicon.past else 1
    return DateSpan(token.start, token.end, None, None, "day", "gregorian", "relative", ("weekday", token.value, side))


def _is_weekday(token: Token, text: str, lexicon: Lexicon) -> bool:
    """Whether a short name of a weekday that is a common word as well ("quarta", the fourth) is the day: "nesta quarta (13)"."""
    before = text[max(0, token.start - 16) : token.start].lower()
    return bool(_NUMBER_BEHIND.match(text, token.end) or (lexicon.near and lexicon.near.search(before)
                                                          and _CLAUSE_BEHIND.match(text, token.end)))


def _join_weekdays(span: DateSpan, final: Token) -> DateSpan:
    assert span.shift is not None  # noqa: S101
    return replace(span, end=final.end, shift=("weekdays", 7 * span.shift[1] + final.value, span.shift[2]))


def _add_day(span: DateSpan, day: Token) -> DateSpan:
    """The weekday with its day of the month: "Friday the 13th", "domingo (23)"."""
    assert span.shift is not None  # noqa: S101
    iso = f"---{day.value:02d}"
    return replace(span, end=day.end, iso_start=iso, iso_end=iso, shift=("weekday_day", *span.shift[1:]))


def resolve_year(span: DateSpan, anchor: date, prefer: Side | None = None) -> DateSpan:
    """A yearless span with the year that brings it nearest to ``anchor`` (the publication date), or the nearest on the preferred side.

    Other spans come back as they are. A period keeps its length: its end may fall into the following year.
    """
    if span.basis != "yearless" or span.iso_start is None or span.iso_end is None:
        return span
    years = [anchor.year + offset for offset in ((-1, 0, 1) if span.shift is None else (span.shift[1],))]
    base = 621 if span.calendar == "jalali" else 0
    options = []
    for year in years:
        try:
            start = _complete(span.iso_start, year - base, span.calendar, False)
            end = _complete(span.iso_end, year - base + (span.iso_end < span.iso_start), span.calendar, True)
        except ValueError:
            continue
        # The month of the anchor itself is neither past nor to come.
        distance = 0 if start == anchor.isoformat()[:7] else (date.fromisoformat((start + "-15")[:10]) - anchor).days
        options.append((_is_wrong_side(distance, prefer), abs(distance), start, end))
    if not options:
        return span
    _, _, start, end = min(options)
    return replace(span, iso_start=start, iso_end=end, basis="stated", shift=None)


def _is_wrong_side(distance: int, prefer: Side | None) -> bool:
    return (prefer == "past" and distance > 0) or (prefer == "future" and distance < -_JUST_NOW)


def _complete(yearless: str, year: int, calendar: str, is_end: bool) -> str:
    numbers = [int(part) for part in yearless[2:].split("-")]
    part = Part(0, 0, year, numbers[0], numbers[1] if len(numbers) > 1 else None, calendar)
    return format_stated(part, is_end)


def resolve_relative(span: DateSpan, anchor: date, prefer: Side | None = None) -> DateSpan:
    """A relative span as dates counted from ``anchor`` (the publication date or dateline); other spans come back as they are.

    A weekday without a word for its side is the anchor's own day or the nearest before it, unless ``prefer`` is ``future``:
    announcements report on what was. The result keeps ``basis`` "relative".
    """
    if span.basis != "relative" or span.shift is None:
        return span
    unit, number, side = span.shift
    if unit == "month_day":
        return _resolve_month_day(span, anchor, number, side, prefer)
    if unit in ("month", "year"):
        months = anchor.year * 12 + anchor.month - 1 + number * (12 if unit == "year" else 1)
        iso = f"{months // 12:04d}" if unit == "year" else f"{months // 12:04d}-{months % 12 + 1:02d}"
        return replace(span, iso_start=iso, iso_end=iso)
    if unit == "week":
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=number)
        return replace(span, iso_start=monday.isoformat(), iso_end=(monday + timedelta(days=6)).isoformat())
    if unit == "week_day":
        day = anchor - timedelta(days=anchor.weekday()) + timedelta(days=number)
        return replace(span, iso_start=day.isoformat(), iso_end=day.isoformat())
    if unit == "weekdays":
        day = _find_weekday(anchor, number // 7, side, prefer)
        return replace(span, iso_start=day.isoformat(), iso_end=(day + timedelta(days=(number % 7 - number // 7) % 7)).isoformat())
    if unit == "weekday_day":
        day = _find_numbered(anchor, number, int(str(span.iso_start)[-2:])) or _find_weekday(anchor, number, side, prefer)
    elif unit == "weekday":
        day = _find_weekday(anchor, number, side, prefer)
    else:
        day = anchor + timedelta(days=number)
    return replace(span, iso_start=day.isoformat(), iso_end=day.isoformat())


def _find_weekday(anchor: date, number: int, side: int, prefer: Side | None) -> date:
    forward = (number - anchor.weekday()) % 7
    if side == 1 or (side == 0 and prefer == "future") or (side == 2 and forward <= (6 if prefer == "future" else _SOON)):
        return anchor + timedelta(days=forward or 7 * (side == 1))
    return anchor - timedelta(days=-forward % 7 or 7 * (side == -1))


def _find_numbered(anchor: date, weekday: int, number: int) -> date | None:
    """The day ``number`` of a month that falls on ``weekday``, nearest to the anchor; None when no month beside it has one."""
    months = [anchor.year * 12 + anchor.month - 1 + shift for shift in (-1, 0, 1)]
    days = [date(month // 12, month % 12 + 1, number) for month in months if number <= monthrange(month // 12, month % 12 + 1)[1]]
    return min((day for day in days if day.weekday() == weekday), key=lambda day: abs(day - anchor), default=None)


def _resolve_month_day(span: DateSpan, anchor: date, number: int, side: int, prefer: Side | None) -> DateSpan:
    assert span.iso_start is not None and span.iso_end is not None  # noqa: S101
    first, final = int(span.iso_start[-2:]), int(span.iso_end[-2:])
    months = anchor.year * 12 + anchor.month - 1 + number
    # 先月28日から今月1日: the later day lies in the month after.
    last_month = months + (final < first)
    # A bare 14日 with no word for the month is the last such day, or the next when what is told is still to come.
    if side == -1 and first > anchor.day and prefer != "future":
        months, last_month = months - 1, last_month - 1
    elif side == -1 and first < anchor.day - _JUST_NOW and prefer == "future":
        months, last_month = months + 1, last_month + 1
    try:
        start, end = (date(month // 12, month % 12 + 1, day) for month, day in ((months, first), (last_month, final)))
    except ValueError:
        return span
    return replace(span, iso_start=start.isoformat(), iso_end=end.isoformat())
