"""Years and numerals of other calendars, turned into Gregorian ones.

Japanese eras count from their first year (令和元年 = 2019), the Minguo year is the Gregorian one less 1911, the Thai
Buddhist year the Gregorian one plus 543 (Thailand changed the start of the year to 1 January in 1941, so earlier months
are not shifted here). Jalali dates follow the 2820-year cycle's 33-year approximation of Borkowski, "The Persian calendar
for 3000 years", Earth, Moon, and Planets 74 (1996), exact for 1178 to 1633.
"""

from __future__ import annotations

from datetime import date, timedelta

ERAS = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "㋿": 2018, "㍻": 1988, "㍼": 1925, "㍽": 1911, "㍾": 1867,
}  # fmt: skip
"""Japanese era, in two characters or in one of a square: the Gregorian year before its first."""

ERA_LETTERS = {
    "R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治", "令": "令和", "平": "平成", "昭": "昭和", "大": "大正", "明": "明治",
}  # fmt: skip
"""What an era is abbreviated with before figures (R6.4.1, 令6.4.1)."""

MINGUO_OFFSET = 1911
BUDDHIST_OFFSET = 543

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "元": 1, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000, "廿": 20, "卅": 30}


def parse_number(text: str) -> int:
    """Value of digits of any script or of a Chinese numeral, positional (二〇二四) or counted (一百一十三); 元 is 1.

    Raises ``ValueError`` for anything else.
    """
    if text.isdecimal():
        return int(text)
    if not any(character in _TENS for character in text):
        return int("".join(str(_DIGITS[c]) if c in _DIGITS else _digit(c) for c in text))
    total = current = 0
    for character in text:
        if character in ("廿", "卅"):
            total += _TENS[character]
        elif character in _TENS:
            total += (current or 1) * _TENS[character]
            current = 0
        else:
            current = _DIGITS[character] if character in _DIGITS else int(_digit(character))
    return total + current


def _digit(character: str) -> str:
    if not character.isdecimal():
        raise ValueError(f"not a numeral: {character!r}")
    return str(int(character))


def convert_jalali(year: int, month: int, day: int) -> date:
    """Gregorian date of a Jalali one; ``ValueError`` when there is no such month or day.

    The first of Farvardin is 20 to 22 March: the leap years of the 33-year cycle are those whose remainder by 33 is 1, 5,
    9, 13, 17, 22, 26 or 30.
    """
    if not 1 <= month <= 12 or not 1 <= day <= (31 if month <= 6 else 30) or not 1178 <= year <= 1633:
        raise ValueError(f"no Jalali date {year}-{month}-{day}")
    if month == 12 and day == 30 and not _is_jalali_leap(year):
        raise ValueError(f"no Jalali date {year}-{month}-{day}")
    # 1 Farvardin 1178 was 21 March 1799: the first year of the range in which the cycle is exact.
    days = sum(366 if _is_jalali_leap(y) else 365 for y in range(1178, year))
    days += (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return date(1799, 3, 21) + timedelta(days=days + day - 1)


def _is_jalali_leap(year: int) -> bool:
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)
