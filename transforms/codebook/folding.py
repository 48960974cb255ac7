"""Folding of text before matching, one code point to one, so that offsets hold.

Capitals become small, Latin letters lose their accents, full-width forms become ASCII, hyphens, apostrophes and every kind
of blank become a space, Arabic alef forms one alef; for Chinese, traditional characters become simplified (OpenCC, ``t2s``).
"""

from __future__ import annotations

import unicodedata
from functools import cache

import opencc

_SPACES = frozenset("-‐‑‒–'’‘`´ʼ\"“”„«»\u00a0\u202f\u3000\t\r\n\x0b\x0c\u2028\u2029\u200b\ufeff")
_ALEF = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي"}


def _is_latin(point: int) -> bool:
    return 0xC0 <= point < 0x250 or 0x1E00 <= point < 0x1F00


class _Folding(dict[int, int]):
    """Table for :meth:`str.translate` that fills itself as code points are met."""

    def __init__(self, simplify: bool) -> None:
        super().__init__()
        self._converter = opencc.OpenCC("t2s") if simplify else None

    def __missing__(self, point: int) -> int:
        char = chr(point)
        if char in _SPACES:
            folded = " "
        elif 0xFF01 <= point <= 0xFF5E:
            folded = chr(point - 0xFEE0).lower()
        elif _is_latin(point):
            folded = unicodedata.normalize("NFKD", char)[0].lower()
            folded = {"ı": "i", "ł": "l", "ø": "o", "đ": "d"}.get(folded, folded)
        elif self._converter is not None and 0x3400 <= point <= 0x9FFF:
            folded = self._converter.convert(char)
        else:
            folded = _ALEF.get(char) or char.lower()
        self[point] = ord(folded) if len(folded) == 1 else point
        return self[point]


@cache
def _table(simplify: bool) -> _Folding:
    return _Folding(simplify)


def fold(text: str, *, simplify: bool = False) -> str:
    """The text folded for matching, of the same length in code points; ``simplify`` folds Chinese to simplified characters."""
    return text.translate(_table(simplify))
