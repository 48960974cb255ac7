"""Names found in a text before anyone asks whose they are, and the words of a text in spaced scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transforms.actors.phrases import Cue
from transforms.gazetteer.keys import fold_word

_LETTERS = (
    r"[^\W_\u0e00-\u0eff\u1100-\u11ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_MARKS = r"[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff]"
_WORD = re.compile(rf"{_LETTERS}+(?:{_MARKS}+{_LETTERS}*)*|(?:{_MARKS}+{_LETTERS}*)+")
AND_WORDS = frozenset(("and", "e", "ed", "en", "et", "i", "og", "och", "oraz", "und", "y", "ve", "та", "и", "і", "й"))
"""Words that join two names."""
_ASCII_WORD = re.compile(r"[a-zA-Z0-9]+")


@dataclass(slots=True)
class Spot:
    """A name found in a folded text, before anyone asked whose it is."""

    start: int
    end: int
    numbers: tuple[int, ...]
    key: str
    first: int = -1
    """First word of the name among :class:`Words`, -1 in unspaced scripts; ``last`` is the word behind it."""
    last: int = -1
    is_adjective: bool = False
    is_weak: bool = False
    """A name that is also a word, a surname or a given name: it needs a phrase or a container."""
    is_person: bool = False
    """The name of a person, by what stands before it: a given name or an office."""
    is_acronym: bool = False
    is_town: bool = False
    phrase_start: int = -1
    phrase_end: int = -1
    cues: list[Cue] = field(default_factory=list)
    is_held: bool = False
    """A unit or state that only says where unnamed towns lie ("communes de Seine-Saint-Denis"): a place."""
    is_vouched: bool = False
    """Words beside it, or beside the same name elsewhere, make it a town's."""
    suffix_level: str | None = None
    container: int | None = None
    """Number of the actor named right beside it as the container ("Cambridge, Ontario")."""
    home: str | None = None
    """The only state that has the tier or office which a phrase beside it names ("Landkreis", "concelho")."""
    is_place: bool = False
    """A locative stands before it ("in Paris"): a place, not a party."""
    is_silent: bool = False
    """It stands bare in a sentence that speaks of no government and no tie: a place as well."""


@dataclass(slots=True)
class Words:
    """Words of a folded text, in parallel lists."""

    text: str
    starts: list[int]
    ends: list[int]
    keys: list[str]
    capital: list[bool]
    gaps: list[str]
    """What stands between a word and the next."""

    def joined(self, first: int, last: int) -> str:
        """Key of the words ``first`` to ``last - 1``."""
        return " ".join(self.keys[first:last])

    def gap(self, index: int) -> str:
        """What stands between word ``index`` and the next."""
        return self.gaps[index]


def split_words(text: str) -> Words:
    """Words of the spaced scripts in ``text``."""
    is_ascii = text.isascii()
    spans = [match.span() for match in (_ASCII_WORD if is_ascii else _WORD).finditer(text)]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    keys = _ASCII_WORD.findall(text.lower()) if is_ascii else [fold_word(text[start:end]) for start, end in spans]
    capital = [text[start].isupper() for start in starts]
    gaps = [text[end:start] for end, start in zip(ends, [*starts[1:], len(text)], strict=False)]
    return Words(text, starts, ends, keys, capital, gaps)


def script_at(char: str) -> str:
    if char < "\u0250" or "\u1e00" <= char <= "\u1eff":
        return "latin"
    if "\u0400" <= char <= "\u052f":
        return "cyrillic"
    if "\u0370" <= char <= "\u03ff" or "\u1f00" <= char <= "\u1fff":
        return "greek"
    if "\u0600" <= char <= "\u08ff":
        return "arabic"
    if "\u0590" <= char <= "\u05ff":
        return "hebrew"
    return "indic" if "\u0900" <= char <= "\u0dff" else "caucasian"


def parse_numbers(value: str) -> tuple[int, ...]:
    """Actor numbers of a name's value in the index."""
    return tuple(map(int, value.split(",")))
