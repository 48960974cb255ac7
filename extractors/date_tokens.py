"""The pieces dates are made of: figures and date words of a text, as symbols, and what the text between two of them does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from extractors.calendars import BUDDHIST_OFFSET, ERA_LETTERS, ERAS, MINGUO_OFFSET, parse_number
from extractors.date_words import MONTH_FIRST_COUNTRIES, VIETNAMESE_MONTHS, YEAR_FIRST_COUNTRIES, Lexicon, squeeze_gap

MAX_GAP = 24
"""Code points between two parts of one date, at most."""


class Token(NamedTuple):
    """``symbol`` is a letter of the grammar in :mod:`extractors.dates`; ``value`` what it stands for, by symbol."""

    symbol: str
    start: int
    end: int
    value: Any
    calendar: str


def pick_order(country: str | None, lexicon: Lexicon) -> str:
    if country is None:
        return lexicon.order
    if country in MONTH_FIRST_COUNTRIES:
        return "mdy"
    return "ymd" if country in YEAR_FIRST_COUNTRIES else "dmy"


def scan_tokens(text: str, lexicon: Lexicon, order: str, is_minguo: bool) -> Iterator[Token]:
    for match in lexicon.scan.finditer(text):
        kind = match.lastgroup
        if kind == "word":
            token: Token | None = _read_word(match, lexicon)
        elif kind == "number":
            token = _read_number(match, lexicon)
        else:
            token = _read_figures(match, match.groupdict(), lexicon, order, is_minguo)
        if token is not None:
            yield token


def _read_word(match: re.Match[str], lexicon: Lexicon) -> Token:
    word = match["word"]
    meaning = lexicon.words.get(word) or lexicon.words[re.sub(r"[\s\u200c]+", " ", word)]
    return Token(meaning[0], match.start("word"), match.end(), meaning[1], "jalali" if meaning[0] == "J" else "gregorian")


def _read_number(match: re.Match[str], lexicon: Lexicon) -> Token:
    digits = match["number"]
    value = int(digits)
    if len(digits) == 4:
        calendar = "gregorian"
        if lexicon.language == "fa" and 1178 <= value <= 1633:
            calendar = "jalali"
        elif 2400 <= value <= 2643:
            value, calendar = value - BUDDHIST_OFFSET, "buddhist"
        symbol = "Y" if calendar == "jalali" or 1000 <= value <= 2200 else "N"
        return Token(symbol, match.start(), match.end(), value, calendar)
    if lexicon.is_buddhist and value >= 43:
        return Token("Z", match.start(), match.end(), _complete_year(value, lexicon) - BUDDHIST_OFFSET, "buddhist")
    return Token("D" if 1 <= value <= 31 else "N", match.start(), match.end(), value, "gregorian")


def _read_figures(match: re.Match[str], groups: dict[str, str | None], lexicon: Lexicon, order: str, is_minguo: bool) -> Token | None:
    start, end = match.span()
    if written := groups.get("figures3"):
        year, month, day = (int(part) for part in re.findall(r"\d+", written))
        if is_minguo:
            return _read_full_date([year + MINGUO_OFFSET, month, day], start, end, lexicon, "minguo")
        return _read_short_date([year, month, day], start, end, lexicon, order, "-" in written) if year < 100 else None
    if written := groups["ymd"]:
        return _read_full_date([int(part) for part in re.findall(r"\d+", written)], start, end, lexicon)
    if written := groups["xyz"]:
        first, second, last = (int(part) for part in re.findall(r"\d+", written))
        if groups["two"] or groups["strokes"]:
            return _read_short_date([first, second, last], start, end, lexicon, order, bool(groups["strokes"]))
        month, day = (first, second) if (order == "mdy" and first <= 12) or second > 12 else (second, first)
        return _read_full_date([last, month, day], start, end, lexicon)
    if written := groups.get("short"):
        return _read_short_date([int(part) for part in re.findall(r"\d+", written)], start, end, lexicon, order, False)
    if written := groups["roman"]:
        first, month, last = (_read_roman(part) for part in re.findall(r"\d+|[IVX]+", written))
        year, day = (first, last) if first > 31 else (last, first)
        return _read_full_date([year, month, day], start, end, lexicon)
    if written := groups["my"]:
        numbers = sorted(int(part) for part in re.findall(r"\d+", written))
        return Token("Q", start, end, (numbers[1], numbers[0], None), "gregorian")
    if written := groups["dm"]:
        first, second = (int(part) for part in re.findall(r"\d+", written))
        if second > 12 and order != "dmy" and first <= 12:
            return Token("P", start, end, (None, first, second), "gregorian")
        if not 1 <= first <= 31 or not 1 <= second <= 31:
            return Token("N", start, end, 0, "gregorian")
        if (second > 12 and first > 12) or (second > 12 and order == "dmy"):
            return Token("S", start, end, (first, second), "gregorian")
        month, day = (first, second) if order != "dmy" and first <= 12 else (second, first)
        return Token("P", start, end, (None, month, day), "gregorian")
    return _read_counted(match, groups, lexicon, is_minguo)


def _read_short_date(parts: list[int], start: int, end: int, lexicon: Lexicon, order: str, has_strokes: bool) -> Token | None:
    """A date whose year has two figures: none where another reading is as likely (03-12-24 where years come first)."""
    first, second, last = parts
    if lexicon.language == "fa" and not has_strokes:
        return Token("X", start, end, (first + (1400 if first < 40 else 1300), second, last), "jalali")
    if order == "ymd" and first >= 13:
        return _read_full_date([_complete_year(first, lexicon), second, last], start, end, lexicon)
    if has_strokes and (order != "dmy" or first > 31 or second > 12):
        return None
    month, day = (first, second) if (order == "mdy" and first <= 12) or second > 12 else (second, first)
    return _read_full_date([_complete_year(last, lexicon), month, day], start, end, lexicon)


def _complete_year(two_figures: int, lexicon: Lexicon) -> int:
    if lexicon.is_buddhist and two_figures >= 43:  # 67 is 2567
        return two_figures + 2500
    return two_figures + (2000 if two_figures < 70 else 1900)


_ROMAN = {name: number for number, name in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], 1)}


def _read_roman(figures: str) -> int:
    return _ROMAN[figures] if figures in _ROMAN else int(figures)


def _read_full_date(parts: list[int], start: int, end: int, lexicon: Lexicon, calendar: str = "gregorian") -> Token:
    year, month, day = parts
    if 2400 <= year <= 2643 and lexicon.is_buddhist:
        year, calendar = year - BUDDHIST_OFFSET, "buddhist"
    elif 1178 <= year <= 1633 and lexicon.language == "fa":
        calendar = "jalali"
    elif 1300 <= year <= 1500 and lexicon.language in ("ar", "ur"):
        return Token("N", start, end, 0, "gregorian")  # Hijri: the Gregorian date stands beside it
    return Token("X", start, end, (year, month, day), calendar)


def _read_counted(match: re.Match[str], groups: dict[str, str | None], lexicon: Lexicon, is_minguo: bool) -> Token | None:
    start, end = match.span()
    if written := groups.get("short_year"):
        return Token("Z", start, end, _complete_year(int(written), lexicon), "gregorian")
    if written := groups.get("counted_month"):
        month = VIETNAMESE_MONTHS.get(re.sub(r"\s+", " ", written.lower())) or int(written)
        return Token("M" if 1 <= month <= 12 else "N", start, end, month, "gregorian")
    if written := groups.get("letter_date"):
        year, month, day = (int(part) for part in re.findall(r"\d+", written))
        era = ERA_LETTERS.get(str(groups["letter"]), str(groups["letter"]))
        return Token("X" if lexicon.language == "ja" else "N", start, end, (year + ERAS[era], month, day), "japanese")
    try:
        if groups.get("era_year"):
            return Token("y", start, end, parse_number(str(groups["era_year"])) + ERAS[str(groups["era"])], "japanese")
        if groups.get("minguo"):
            year = parse_number(str(groups["minguo"])) + MINGUO_OFFSET
            if rest := groups.get("minguo_md"):
                month, day = (int(part) for part in re.findall(r"\d+", rest))
                return Token("X", start, end, (year, month, day), "minguo")
            return Token("y", start, end, year, "minguo")
        if written := groups.get("year"):
            written = re.split(r"\s?[（(]", written)[0]  # 2024（令和6）年
            return _read_counted_year(parse_number(written), len(written), start, end, lexicon, is_minguo)
        if written := groups.get("month"):
            month = parse_number(written)
            return Token("m" if 1 <= month <= 12 else "N", start, end, month, "gregorian")
        day = parse_number(str(groups["day"]))
        return Token("d" if 1 <= day <= 31 else "N", start, end, day, "gregorian")
    except ValueError:
        return Token("N", start, end, 0, "gregorian")


def _read_counted_year(year: int, length: int, start: int, end: int, lexicon: Lexicon, is_minguo: bool) -> Token:
    if length == 4:
        return Token("y" if 1000 <= year <= 2200 else "N", start, end, year, "gregorian")
    if length == 2 and lexicon.language == "ko":
        return Token("y", start, end, year + (2000 if year < 70 else 1900), "gregorian")
    # A bare 113年 is a year only where years are counted so; 30年 is as often a duration there and stays one.
    if is_minguo and 60 <= year <= 199:
        return Token("y", start, end, year + MINGUO_OFFSET, "minguo")
    return Token("N", start, end, 0, "gregorian")


_STROKES = ("-", "/", ".")
_STRUCK = frozenset({"DM", "MY", "YM", "DJ", "JY"})
"""Symbols that a stroke without spaces makes one date of (17-May-2024, 3-yanvar), and no period."""


def join_symbols(text: str, tokens: list[Token], lexicon: Lexicon) -> str:
    """The symbols of tokens and gaps in turn: token ``i`` stands at ``2 * i``."""
    pieces = []
    for left, right in pairwise(tokens):
        pieces.append(left.symbol)
        gap = text[left.end : right.start]
        if gap in _STROKES and left.symbol + right.symbol in _STRUCK:
            pieces.append("_")
            continue
        pieces.append(_read_gap(gap, left, text, lexicon) if len(gap) <= MAX_GAP and "\n" not in gap else "|")
    pieces.append(tokens[-1].symbol)
    return "".join(pieces)


_BRACKETED_WEEKDAY = re.compile(r"[（(]\s?[月火水木金土日一二三四五六화수목금토일월・･祝休]{1,3}(?:曜日?|요일)?\s?[）)]")


def _read_gap(gap: str, left: Token, text: str, lexicon: Lexicon) -> str:
    if gap == " ":
        return "_"
    if lexicon.is_cjk:
        gap = _BRACKETED_WEEKDAY.sub("", gap)
    elif left.symbol == "M" and gap.startswith(".") and text[left.start : left.end] not in lexicon.abbreviations:
        return "|"  # a full month name ends with no point: the sentence does
    return lexicon.glue.get(squeeze_gap(gap.lower()), "|")
