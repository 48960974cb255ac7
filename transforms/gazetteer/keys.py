"""Folding of names and texts to one form, so that the build and the scan meet.

Folding is code point to code point wherever Unicode allows it; :func:`fold_text` gives the map back to the original
offsets where it does not (decomposed accents, zero-width characters, ligatures).
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

BUILT = Path(__file__).parent / "built"

_UNFIT = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff\u0e31-\u0e4e])+")
_SPELLED_OUT = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
_BARRED = str.maketrans("łøđħŧıƒŀĸəŋ", "lodhtiflken")

SCRIPT_RANGES = (
    ("latin", 0x0041, 0x024F),
    ("latin", 0x1E00, 0x1EFF),
    ("cyrillic", 0x0400, 0x052F),
    ("greek", 0x0370, 0x03FF),
    ("greek", 0x1F00, 0x1FFF),
    ("arabic", 0x0600, 0x077F),
    ("arabic", 0x08A0, 0x08FF),
    ("hebrew", 0x0590, 0x05FF),
    ("indic", 0x0900, 0x0DFF),
    ("thai", 0x0E00, 0x0EFF),
    ("caucasian", 0x0530, 0x058F),
    ("caucasian", 0x10A0, 0x10FF),
    ("hangul", 0x1100, 0x11FF),
    ("hangul", 0xAC00, 0xD7AF),
    ("han", 0x3005, 0x3007),
    ("han", 0x3040, 0x30FF),
    ("han", 0x31F0, 0x31FF),
    ("han", 0x3400, 0x4DBF),
    ("han", 0x4E00, 0x9FFF),
    ("han", 0xF900, 0xFAFF),
    ("han", 0x20000, 0x323AF),
)
LONG_WORD = 40
"""Length from which a word is not worth remembering."""
UNSPACED = ("han", "hangul", "thai")
"""Script groups whose names stand without spaces around them; kana belongs to ``han``."""


def script_of(name: str) -> str | None:
    """Script group of the first letter of ``name``; None for scripts that the gazetteer does not hold."""
    for char in name:
        if char.isalpha() or char in "々〇":
            code = ord(char)
            return next((script for script, first, last in SCRIPT_RANGES if first <= code <= last), None)
    return None


@cache
def _han_table() -> dict[int, str]:
    """Traditional and Japanese forms of a character → simplified, one to one."""
    pairs = gzip.decompress((BUILT / "han.txt.gz").read_bytes()).decode()
    return {ord(line[0]): line[1] for line in pairs.splitlines()}


@cache
def _fold_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for space in "\u00a0\u2007\u202f\u3000":
        table[ord(space)] = " "
    for apostrophe in "\u2018\u2019\u201b\u02bc\u02b9\u00b4\u0060\u05f3":
        table[ord(apostrophe)] = "'"
    for dash in "\u2010\u2011\u2012\u2013\u2014\u2212":
        table[ord(dash)] = "-"
    table.update(_han_table())
    return table


def fold_text(text: str) -> tuple[str, list[int] | None]:
    """Text as the scan reads it, and for each of its code points the offset in ``text`` (None when they are the same).

    Width variants, dashes, apostrophes and spaces become one form, Han characters the simplified one; accents are composed,
    zero-width characters dropped, unpaired surrogates replaced. Case and accents stay.
    """
    if text.isascii():
        return text, None
    folded = text.translate(_fold_table())
    if _UNFIT.search(folded) is None and unicodedata.is_normalized("NFKC", folded):
        return folded, None
    parts: list[str] = []
    offsets: list[int] = []
    position, size = 0, len(folded)
    while position < size:
        end = position + 1
        # A starter and its combining marks or jamo compose together; a run is cut at 32 marks, which no language needs.
        while end < size and end - position < 32 and (unicodedata.combining(folded[end]) or "\u1160" <= folded[end] <= "\u11ff"):
            end += 1
        piece = _UNFIT.sub(lambda m: "\ufffd" if "\ud800" <= m.group() <= "\udfff" else "", folded[position:end])
        piece = unicodedata.normalize("NFKC", piece).translate(_fold_table())
        parts.append(piece)
        offsets.extend([position] * len(piece))
        position = end
    offsets.append(size)
    return "".join(parts), offsets


@cache
def _accent_table() -> dict[int, str | int]:
    table: dict[int, str | int] = {}
    for code in [*range(0x00C0, 0x0250), *range(0x1E00, 0x2000), *range(0x0370, 0x0530)]:
        char = chr(code)
        if char in "йЙїЇўЎґҐ":
            continue
        base = "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c)).translate(_BARRED)
        if base != char and len(base) == 1:
            table[code] = base
    for char, spelled in _SPELLED_OUT.items():
        table[ord(char)] = spelled
    for mark in [*range(0x0300, 0x0370), *range(0x064B, 0x0653), 0x0640]:
        table[mark] = ""
    for alef in "أإآٱ":
        table[ord(alef)] = "ا"
    table[ord("ى")], table[ord("ی")], table[ord("ک")] = "ي", "ي", "ك"
    return table


@lru_cache(maxsize=1 << 16)
def _fold_accents(word: str) -> str:
    return word.lower().translate(_accent_table())


def fold_word(word: str) -> str:
    """One word in lower case without accents: the unit of the keys of spaced scripts."""
    return word.lower() if word.isascii() else _fold_accents(word) if len(word) < LONG_WORD else word.lower().translate(_accent_table())


_VARIANTS = (
    ("ヴァ", "バ"),
    ("ヴィ", "ビ"),
    ("ヴェ", "ベ"),
    ("ヴォ", "ボ"),
    ("ヴュ", "ビュ"),
    ("ヴ", "ブ"),
    ("ティ", "チ"),
    ("ディ", "ジ"),
    ("トゥ", "ト"),
)
_SILENT = str.maketrans("", "", "ーッ・=＝ ")


def fold_sounds(name: str) -> str:
    """A name in katakana without what spellings differ in: long vowels, doubled consonants, v and b."""
    for sound, plain in _VARIANTS:
        name = name.replace(sound, plain)
    return name.translate(_SILENT)


def name_key(name: str) -> str:
    """Key of a name: its words folded and joined by one space; in unspaced scripts its characters without spaces."""
    folded, _ = fold_text(name)
    if script_of(folded) in UNSPACED:
        return "".join(_WORD.findall(folded))
    return " ".join(fold_word(word) for word in _WORD.findall(folded))
