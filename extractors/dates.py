"""Dates in running text: one scan a language, one grammar for all.

A compiled scan finds figures and date words; each find becomes one symbol (``D`` a day number, ``M`` a month name, ``Y`` a
year, ``y m d`` the counted 年 月 日, ``X`` a date in figures …) and the text between two finds becomes one symbol as well
(``_`` joins, ``-`` a period, ``&`` a list, ``|`` unrelated). One regular expression over that string of symbols says which
sequences are dates, so "14 y 15 de mayo de 2024", "14–15 May 2024" and "14./15. Mai 2024" are one rule.

Repetitions in the grammar are bounded, so the work is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from extractors.calendars import BUDDHIST_OFFSET, ERA_LETTERS, ERAS, MINGUO_OFFSET, convert_jalali, parse_number
from extractors.date_words import (
    MONTH_FIRST_COUNTRIES,
    VIETNAMESE_MONTHS,
    YEAR_FIRST_COUNTRIES,
    Lexicon,
    load_lexicon,
    pick_language,
    squeeze_gap,
)

Side = Literal["past", "future"]

MAX_GAP = 24
"""Code points between two parts of one date, at most."""

# Persian is as often typed with the Arabic forms of yeh and kaf.
_PERSIAN_LETTERS = str.maketrans("\u064a\u0643", "\u06cc\u06a9")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One date or period as written at ``text[start:end]`` (code points).

    ``basis`` is ``stated`` (``iso_start`` and ``iso_end`` are ISO dates cut to ``precision``; equal when it is no period),
    ``yearless`` (they are ``--05-14`` or ``--05``: :func:`resolve_year` completes them) or ``relative`` (they are None:
    :func:`resolve_relative` gives them from ``shift``). ``calendar`` is gregorian, japanese, minguo, buddhist or jalali.

    ``shift`` is ``(unit, number, side)``: unit day, week, month, year (``number`` of them from the anchor), weekday
    (``number`` 0 to 6, Monday first) or month_day (day ``number`` of the anchor's month); a yearless date has one only when a
    word says which year ("on 5 May last year"). ``side`` is -1, 0 or 1: before, at whichever side is nearer, after.
    """

    start: int
    end: int
    iso_start: str | None
    iso_end: str | None
    precision: str
    calendar: str = "gregorian"
    basis: str = "stated"
    shift: tuple[str, int, int] | None = None


class _Token(NamedTuple):
    symbol: str
    start: int
    end: int
    value: Any
    calendar: str


_K = "(?:M(?:/M)?|J)"
_W = "(?:W_)?"
_DAYS = rf"{_W}[DSP](?:[-&/]{_W}D){{0,6}}"
_DMY = rf"{_DAYS}_{_K}(?:[_/][Ye])?"
_MDY = rf"{_W}{_K}_D(?:[-&/]{_W}D(?![_/-]{_K}))?(?:[-&]{_W}D(?![_/-]{_K})){{0,5}}(?:_[Ye])?"
_MDY_WITH_YEAR = rf"{_W}{_K}_D(?:[-&]{_W}D){{0,6}}_[Ye]"
_CJK_DAYS = r"(?:[Dd](?:_W)?[-&]){0,6}d(?:_W)?"
_CJK_YEAR = r"[yYe](?:_y)?[_&]"
_CJK = rf"(?:{_CJK_YEAR})?[mrs]_{_CJK_DAYS}(?:-(?:(?:{_CJK_YEAR})?[mrs]_)?{_CJK_DAYS}){{0,2}}"

_GRAMMAR = "|".join(
    [
        rf"(?P<figures>(?:[DP][-&]){{0,3}}X(?:-X)?)",
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
        r"(?P<relative>[RreW])",
    ]
)
_SHAPES = re.compile(_GRAMMAR)


def find_dates(text: str, *, lang: str, country: str | None = None, order: str | None = None) -> list[DateSpan]:
    """Every date of ``text``, in the order of the text and without overlaps.

    ``lang`` is the BCP 47 code of the text; ``country`` (ISO 3166-1 alpha-2) or ``order`` (``dmy``, ``mdy``, ``ymd``)
    decides 03/11/2026, and TW reads 113年 as a Minguo year. A figure or word that only may be a date is none.
    """
    lexicon = load_lexicon(pick_language(lang))
    if lexicon.language == "fa":
        text = text.translate(_PERSIAN_LETTERS)
    order = order or _pick_order(country, lexicon)
    is_minguo = country == "TW" or (country is None and lang.lower() in ("zh-hant", "zh-tw"))
    tokens = list(_scan(text, lexicon, order, is_minguo))
    if not tokens:
        return []
    symbols = _join_symbols(text, tokens, lexicon)
    spans: list[DateSpan] = []
    last: tuple[int | None, int | None] = (None, None)
    for match in _SHAPES.finditer(symbols):
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


def _pick_order(country: str | None, lexicon: Lexicon) -> str:
    if country is None:
        return lexicon.order
    if country in MONTH_FIRST_COUNTRIES:
        return "mdy"
    return "ymd" if country in YEAR_FIRST_COUNTRIES else "dmy"


def _scan(text: str, lexicon: Lexicon, order: str, is_minguo: bool) -> Iterator[_Token]:
    for match in lexicon.scan.finditer(text):
        kind = match.lastgroup
        if kind == "word":
            token: _Token | None = _read_word(match, lexicon)
        elif kind == "number":
            token = _read_number(match, lexicon)
        else:
            token = _read_figures(match, match.groupdict(), lexicon, order, is_minguo)
        if token is not None:
            yield token


def _read_word(match: re.Match[str], lexicon: Lexicon) -> _Token:
    word = match["word"]
    meaning = lexicon.words.get(word) or lexicon.words[re.sub(r"[\s\u200c]+", " ", word)]
    return _Token(meaning[0], match.start("word"), match.end(), meaning[1], "jalali" if meaning[0] == "J" else "gregorian")


def _read_number(match: re.Match[str], lexicon: Lexicon) -> _Token:
    digits = match["number"]
    value = int(digits)
    if len(digits) == 4:
        calendar = "gregorian"
        if lexicon.language == "fa" and 1178 <= value <= 1633:
            calendar = "jalali"
        elif 2400 <= value <= 2643:
            value, calendar = value - BUDDHIST_OFFSET, "buddhist"
        symbol = "Y" if calendar == "jalali" or 1000 <= value <= 2200 else "N"
        return _Token(symbol, match.start(), match.end(), value, calendar)
    return _Token("D" if 1 <= value <= 31 else "N", match.start(), match.end(), value, "gregorian")


def _read_figures(match: re.Match[str], groups: dict[str, str | None], lexicon: Lexicon, order: str, is_minguo: bool) -> _Token | None:
    start, end = match.span()
    if written := groups["ymd"]:
        return _read_full_date([int(part) for part in re.findall(r"\d+", written)], start, end, lexicon)
    if written := groups["xyz"]:
        first, second, year = (int(part) for part in re.findall(r"\d+", written))
        if groups["two"]:
            year += 2000 if year < 70 else 1900
            if order == "ymd" and first >= 13:
                first, year = year - (2000 if year >= 2000 else 1900), 2000 + first
        month, day = (first, second) if (order == "mdy" and first <= 12) or second > 12 else (second, first)
        return _read_full_date([year, month, day], start, end, lexicon)
    if written := groups["my"]:
        numbers = sorted(int(part) for part in re.findall(r"\d+", written))
        return _Token("Q", start, end, (numbers[1], numbers[0], None), "gregorian")
    if written := groups["dm"]:
        first, second = (int(part) for part in re.findall(r"\d+", written))
        if second > 12 and order != "dmy" and first <= 12:
            return _Token("P", start, end, (None, first, second), "gregorian")
        if not 1 <= first <= 31 or not 1 <= second <= 31:
            return _Token("N", start, end, 0, "gregorian")
        if second > 12 and first > 12 or (second > 12 and order == "dmy"):
            return _Token("S", start, end, (first, second), "gregorian")
        month, day = (first, second) if order != "dmy" and first <= 12 else (second, first)
        return _Token("P", start, end, (None, month, day), "gregorian")
    return _read_counted(match, groups, lexicon, is_minguo)


def _read_full_date(parts: list[int], start: int, end: int, lexicon: Lexicon) -> _Token | None:
    year, month, day = parts
    calendar = "gregorian"
    if 2400 <= year <= 2643 and lexicon.is_buddhist:
        year, calendar = year - BUDDHIST_OFFSET, "buddhist"
    elif 1178 <= year <= 1633 and lexicon.language == "fa":
        calendar = "jalali"
    return _Token("X", start, end, (year, month, day), calendar)


def _read_counted(match: re.Match[str], groups: dict[str, str | None], lexicon: Lexicon, is_minguo: bool) -> _Token | None:
    start, end = match.span()
    if written := groups.get("vi_month"):
        month = VIETNAMESE_MONTHS.get(re.sub(r"\s+", " ", written)) or int(written)
        return _Token("M" if 1 <= month <= 12 else "N", start, end, month, "gregorian")
    if written := groups.get("figures3"):
        year, month, day = (int(part) for part in re.findall(r"\d+", written))
        return _Token("X" if is_minguo else "N", start, end, (year + MINGUO_OFFSET, month, day), "minguo")
    if written := groups.get("letter_date"):
        year, month, day = (int(part) for part in re.findall(r"\d+", written))
        era = ERA_LETTERS[str(groups["letter"])]
        return _Token("X" if lexicon.language == "ja" else "N", start, end, (year + ERAS[era], month, day), "japanese")
    try:
        if groups.get("era_year"):
            return _Token("y", start, end, parse_number(str(groups["era_year"])) + ERAS[str(groups["era"])], "japanese")
        if groups.get("minguo"):
            year = parse_number(str(groups["minguo"])) + MINGUO_OFFSET
            if rest := groups.get("minguo_md"):
                month, day = (int(part) for part in re.findall(r"\d+", rest))
                return _Token("X", start, end, (year, month, day), "minguo")
            return _Token("y", start, end, year, "minguo")
        if written := groups.get("year"):
            return _read_counted_year(parse_number(written), len(written), start, end, lexicon, is_minguo)
        if written := groups.get("month"):
            month = parse_number(written)
            return _Token("m" if 1 <= month <= 12 else "N", start, end, month, "gregorian")
        day = parse_number(str(groups["day"]))
        return _Token("d" if 1 <= day <= 31 else "N", start, end, day, "gregorian")
    except ValueError:
        return _Token("N", start, end, 0, "gregorian")


def _read_counted_year(year: int, length: int, start: int, end: int, lexicon: Lexicon, is_minguo: bool) -> _Token:
    if length == 4:
        return _Token("y" if 1000 <= year <= 2200 else "N", start, end, year, "gregorian")
    if length == 2 and lexicon.language == "ko":
        return _Token("y", start, end, year + (2000 if year < 70 else 1900), "gregorian")
    # A bare 113年 is a year only where years are counted so; 30年 is as often a duration there and stays one.
    if is_minguo and 60 <= year <= 199:
        return _Token("y", start, end, year + MINGUO_OFFSET, "minguo")
    return _Token("N", start, end, 0, "gregorian")


def _join_symbols(text: str, tokens: list[_Token], lexicon: Lexicon) -> str:
    """The symbols of tokens and gaps in turn: token ``i`` stands at ``2 * i``."""
    pieces = []
    for left, right in zip(tokens, tokens[1:], strict=False):
        pieces.append(left.symbol)
        gap = text[left.end : right.start]
        pieces.append(_read_gap(gap, left, text, lexicon) if len(gap) <= MAX_GAP and "\n" not in gap else "|")
    pieces.append(tokens[-1].symbol)
    return "".join(pieces)


_BRACKETED_WEEKDAY = re.compile(r"[（(]\s?[月火水木金土日一二三四五六화수목금토일월・･祝休]{1,3}(?:曜日?|요일)?\s?[）)]")


def _read_gap(gap: str, left: _Token, text: str, lexicon: Lexicon) -> str:
    if gap == " ":
        return "_"
    if lexicon.is_cjk:
        gap = _BRACKETED_WEEKDAY.sub("", gap)
    elif left.symbol == "M" and gap.startswith(".") and text[left.start : left.end] not in lexicon.abbreviations:
        return "|"  # a full month name ends with no point: the sentence does
    return lexicon.glue.get(squeeze_gap(gap.lower()), "|")


@dataclass(slots=True)
class _Part:
    """One end of a date: what its tokens say of year, month and day; ``shift`` when the year or month is told by a word."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    calendar: str = "gregorian"
    shift: tuple[str, int, int] | None = None
    joined: str = ""
    is_shared: bool = False


def _build_spans(
    kind: str, tokens: list[_Token], symbols: str, text: str, lexicon: Lexicon, last: tuple[int | None, int | None]
) -> list[DateSpan]:
    if kind == "relative":
        span = _build_relative(tokens[0], text, lexicon)
        return [span] if span else []
    if kind in ("year", "years", "month", "dm") and not _is_cued(kind, tokens, text, lexicon):
        return []
    parts = _split_parts(tokens, symbols, last)
    _share_fields(parts)
    groups: list[list[_Part]] = []
    for part in parts:
        if groups and (part.joined == "-" or part.is_shared or groups[-1][-1].is_shared):
            groups[-1].append(part)
        else:
            groups.append([part])
    spans = (_build_span(group[0], group[-1]) for group in groups)
    return [span for span in spans if span is not None]


def _is_cued(kind: str, tokens: list[_Token], text: str, lexicon: Lexicon) -> bool:
    first, final = tokens[0], tokens[-1]
    before = text[max(0, first.start - 24) : first.start].lower()
    if kind == "years":
        return 1000 <= first.value < final.value <= 2200
    if kind == "dm":
        # 3/4 is a fraction as often as a day: a weekday, or the point after the month, tells.
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


def _split_parts(tokens: list[_Token], symbols: str, last: tuple[int | None, int | None]) -> list[_Part]:
    parts = [_Part(tokens[0].start, tokens[0].end)]
    for index, token in enumerate(tokens):
        joined = symbols[2 * index - 1] if index else "_"
        if joined in "-&" or (joined == "/" and _is_other(tokens[index - 1], token)):
            parts.append(_Part(token.start, token.end, joined="-" if joined == "/" else joined))
        part = parts[-1]
        part.end = token.end
        symbol, value = token.symbol, token.value
        if symbol in "Yy":
            if part.year is None or token.calendar == "gregorian":  # 令和6年（2024年）: the year is said twice
                part.year = value
            part.calendar = token.calendar if token.calendar != "gregorian" else part.calendar
        elif symbol in "MmJ":
            part.month = value
            part.calendar = "jalali" if symbol == "J" else part.calendar
        elif symbol in "Dd":
            part.day = value
        elif symbol == "X" or symbol == "Q" or (symbol == "P" and "M" not in symbols and "J" not in symbols):
            part.year, part.month, part.day = value
            part.calendar = token.calendar
        elif symbol in "SP":
            part.day = value[0] if symbol == "S" else value[2]
            second = value[1]
            parts.append(_Part(token.start, token.end, day=second, joined="-"))
        elif symbol == "r":
            part.shift = ("month", value[1], 0)
        elif symbol == "s":
            part.year, part.month = last
        elif symbol == "e":
            if value[0] == "same":
                part.year = last[0]
            else:
                part.shift = ("year", value[1], 0)
    return parts


def _is_other(left: _Token, right: _Token) -> bool:
    """Whether a slash parts two days or two months, and not two names of one month (أيار/مايو) or a month from its year."""
    if right.symbol == "D":
        return left.symbol in "DSP"
    return left.symbol == right.symbol == "M" and left.value != right.value


def _share_fields(parts: list[_Part]) -> None:
    """What one end leaves out it takes from the next end that has it ("14 and 15 May"), or from the one before ("May 14–15")."""
    for index in range(len(parts) - 2, -1, -1):
        part, after = parts[index], parts[index + 1]
        if part.month is None and part.day is not None and part.shift is None:
            part.month, part.shift, part.is_shared = after.month, after.shift, True
            part.calendar = after.calendar
        if part.year is None and part.shift is None and (part.month is not None or part.day is not None):
            part.year, part.shift = after.year, after.shift
            if after.calendar != "gregorian":
                part.calendar = after.calendar
            if part.year is not None and part.month is not None and after.month is not None and part.month > after.month:
                part.year -= 1  # "28 December to 3 January 2025"
    for before, part in zip(parts, parts[1:], strict=False):
        if part.month is None and part.day is not None:
            part.month, part.shift, part.is_shared = before.month, part.shift or before.shift, True
        if part.year is None and part.month is not None and part.shift is None:
            part.year, part.shift = before.year, before.shift
            if part.year is not None and before.month is not None and part.month is not None and part.month < before.month:
                part.year += 1
            part.calendar = before.calendar


def _build_span(first: _Part, final: _Part) -> DateSpan | None:
    precision = "day" if final.day is not None else "month" if final.month is not None else "year"
    shift = first.shift
    if first.month is None and first.day is not None:
        if final.day is not None and not first.day <= final.day:
            return None
        # "the 14th of this month", 本月14日, 14日: the months are counted from the anchor's; the days stand in the ISO fields.
        return DateSpan(
            first.start, final.end, f"---{first.day:02d}", f"---{final.day:02d}", "day", first.calendar, "relative",
            ("month_day", shift[1] if shift else 0, 0 if shift else -1),
        )  # fmt: skip
    if first.year is None and first.month is None:
        return None
    try:
        if first.year is None:
            start, end = _format_yearless(first), _format_yearless(final)
            return DateSpan(first.start, final.end, start, end, precision, first.calendar, "yearless", shift)
        start, end = _format_stated(first, False), _format_stated(final, True)
    except ValueError:
        return None
    if start > end:
        return None
    return DateSpan(first.start, final.end, start, end, precision, first.calendar)


def _format_yearless(part: _Part) -> str:
    assert part.month is not None  # noqa: S101
    if part.day is None:
        return f"--{part.month:02d}"
    if part.calendar != "jalali":
        date(2024, part.month, part.day)  # a leap year has every day there is; raises for the others
    elif part.day > (31 if part.month <= 6 else 30):
        raise ValueError("no such day")
    return f"--{part.month:02d}-{part.day:02d}"


def _format_stated(part: _Part, is_end: bool) -> str:
    assert part.year is not None  # noqa: S101
    year, month, day = part.year, part.month, part.day
    if part.calendar == "jalali" and year < 1700:
        return _format_jalali(year, month, day, is_end)
    if month is None:
        return f"{year:04d}"
    if day is None:
        if not 1 <= month <= 12:
            raise ValueError("no such month")
        return f"{year:04d}-{month:02d}"
    return date(year, month, day).isoformat()


def _format_jalali(year: int, month: int | None, day: int | None, is_end: bool) -> str:
    """A Jalali month or year lies in two Gregorian ones: the first for the start of a period, the second for its end."""
    if month is None:
        return f"{year + 622 if is_end else year + 621:04d}"
    if day is None:
        edge = convert_jalali(year, month, (31 if month <= 6 else 30 if month < 12 else 29) if is_end else 1)
        return edge.isoformat()[:7]
    return convert_jalali(year, month, day).isoformat()


def _build_relative(token: _Token, text: str, lexicon: Lexicon) -> DateSpan | None:
    if token.symbol in "Re" or token.symbol == "r":
        unit, number = token.value
        if unit == "same":
            return None
        precision = unit if unit in ("month", "year") else "day"
        return DateSpan(token.start, token.end, None, None, precision, "gregorian", "relative", (unit, number, 0))
    if token.end - token.start < 4 and not lexicon.is_cjk:
        return None  # "So", "mar", "ma": an abbreviated weekday alone is as often a word
    side = 0
    if lexicon.side and (word := lexicon.side.search(text, max(0, token.start - 16), min(len(text), token.end + 16))):
        side = -1 if word[0] in lexicon.past else 1
    return DateSpan(token.start, token.end, None, None, "day", "gregorian", "relative", ("weekday", token.value, side))


def resolve_year(span: DateSpan, anchor: date, prefer: Side | None = None) -> DateSpan:
    """A yearless span with the year that brings it nearest to ``anchor`` (the publication date), or the nearest on the preferred side.

    Other spans come back as they are. A period keeps its length: its end may fall into the following year.
    """
    if span.basis != "yearless" or span.iso_start is None or span.iso_end is None:
        return span
    if span.shift is not None:
        years = [anchor.year + span.shift[1]]
    else:
        years = [anchor.year + offset for offset in (-1, 0, 1)]
    base = 621 if span.calendar == "jalali" else 0
    options = []
    for year in years:
        try:
            start = _complete(span.iso_start, year - base, span.calendar, False)
            end = _complete(span.iso_end, year - base + (span.iso_end < span.iso_start), span.calendar, True)
        except ValueError:
            continue
        distance = (date.fromisoformat((start + "-15")[:10]) - anchor).days
        options.append((_is_wrong_side(distance, prefer), abs(distance), start, end))
    if not options:
        return span
    _, _, start, end = min(options)
    return replace(span, iso_start=start, iso_end=end, basis="stated", shift=None)


def _is_wrong_side(distance: int, prefer: Side | None) -> bool:
    return (prefer == "past" and distance > 0) or (prefer == "future" and distance < 0)


def _complete(yearless: str, year: int, calendar: str, is_end: bool) -> str:
    numbers = [int(part) for part in yearless[2:].split("-")]
    part = _Part(0, 0, year, numbers[0], numbers[1] if len(numbers) > 1 else None, calendar)
    return _format_stated(part, is_end)


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
    if unit == "weekday":
        forward = (number - anchor.weekday()) % 7
        if side == 1 or (side == 0 and prefer == "future"):
            day = anchor + timedelta(days=forward or 7 * (side == 1))
        else:
            day = anchor - timedelta(days=-forward % 7 or 7 * (side == -1))
    else:
        day = anchor + timedelta(days=number)
    return replace(span, iso_start=day.isoformat(), iso_end=day.isoformat())


def _resolve_month_day(span: DateSpan, anchor: date, number: int, side: int, prefer: Side | None) -> DateSpan:
    assert span.iso_start is not None and span.iso_end is not None  # noqa: S101
    first, final = int(span.iso_start[-2:]), int(span.iso_end[-2:])
    months = anchor.year * 12 + anchor.month - 1 + number
    # A bare 14日 with no word for the month is the last such day, or the next when what is told is still to come.
    if side == -1 and first > anchor.day and prefer != "future":
        months -= 1
    elif side == -1 and first < anchor.day and prefer == "future":
        months += 1
    try:
        start, end = (date(months // 12, months % 12 + 1, day) for day in (first, final))
    except ValueError:
        return span
    return replace(span, iso_start=start.isoformat(), iso_end=end.isoformat())
