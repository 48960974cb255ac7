"""The ends of a date or period, built from the symbols of :mod:`extractors.date_tokens`: year, month and day of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from extractors.calendars import convert_jalali
from extractors.date_tokens import Token


@dataclass(slots=True)
class Part:
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


def split_parts(tokens: list[Token], symbols: str, last: tuple[int | None, int | None]) -> list[Part]:
    parts = [Part(tokens[0].start, tokens[0].end)]
    for index, token in enumerate(tokens):
        joined = symbols[2 * index - 1] if index else "_"
        if joined in "-&" or (joined == "/" and _is_other(tokens[index - 1], token)):
            parts.append(Part(token.start, token.end, joined="-" if joined == "/" else joined))
        part = parts[-1]
        part.end = token.end
        symbol, value = token.symbol, token.value
        if symbol in "YyZ":
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
            parts.append(Part(token.start, token.end, day=second, joined="-"))
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


def _is_other(left: Token, right: Token) -> bool:
    """Whether a slash parts two days or two months, and not two names of one month (أيار/مايو) or a month from its year."""
    if right.symbol == "D":
        return left.symbol in "DSP"
    return left.symbol == right.symbol == "M" and left.value != right.value


def share_fields(parts: list[Part]) -> None:
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
    for before, part in pairwise(parts):
        if part.month is None and part.day is not None:
            part.month, part.shift, part.is_shared = before.month, part.shift or before.shift, True
        if part.year is None and part.month is not None and part.shift is None:
            part.year, part.shift = before.year, before.shift
            if part.year is not None and before.month is not None and part.month is not None and part.month < before.month:
                part.year += 1
            part.calendar = before.calendar


def format_yearless(part: Part) -> str:
    assert part.month is not None  # noqa: S101
    if part.day is None:
        return f"--{part.month:02d}"
    if part.calendar != "jalali":
        date(2024, part.month, part.day)  # a leap year has every day there is; raises for the others
    elif part.day > (31 if part.month <= 6 else 30):
        raise ValueError("no such day")
    return f"--{part.month:02d}-{part.day:02d}"


def format_stated(part: Part, is_end: bool) -> str:
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
