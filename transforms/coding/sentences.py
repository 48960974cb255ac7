"""Where sentences begin, in every script.

A sentence ends at a full stop, question or exclamation mark (of any script), or at a line end. In spaced scripts a stop ends
a sentence only before a blank and something that can begin one, and not after an abbreviation, an initial or an ordinal ("24. Mai").
Sentences longer than :data:`LONGEST` code points are cut at a comma or blank, so that all later work is linear.
"""

from __future__ import annotations

import re

from transforms.codebook import Lexicon

LONGEST = {"spaced": 700, "joined": 500, "unspaced": 400}
"""Longest sentence in code points, by script."""

_SPACED_END = re.compile(r"[.!?…؟։।]+[\"'”’»)\]]*(?=\s)|[\n\r\u2028\u2029]+|[。！？]")
_UNSPACED_END = re.compile(r"[。！？!?]+[」』”’）)]*|[\n\r\u2028\u2029]+|\.(?=\s)")
_WORD_BEFORE = re.compile(r"([\w.]+)$")
_BREAK = re.compile(r"[,，、;；\s]")


def split_sentences(text: str, lexicon: Lexicon) -> list[int]:
    """Starts of the sentences in code points, ascending, the first 0; empty for an empty text."""
    if not text:
        return []
    ends = _UNSPACED_END if lexicon.script == "unspaced" else _SPACED_END
    starts = [0]
    for match in ends.finditer(text):
        at = match.end()
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text):
            break
        if at == starts[-1] or (match.group()[0] == "." and not _ends_sentence(text, match.start(), at, lexicon)):
            continue
        starts.append(at)
    return _cut(text, starts, LONGEST[lexicon.script])


def _ends_sentence(text: str, dot: int, following: int, lexicon: Lexicon) -> bool:
    before = _WORD_BEFORE.search(text, max(0, dot - 20), dot)
    word = before.group(1) if before else ""
    if text[following].islower():
        return False
    if len(word) == 1 and word.isalpha() and word.isupper():
        return False
    if word.isdecimal() and len(word) <= 2:
        return lexicon.script == "unspaced" or not lexicon.ordinal_dots
    return word.lower() not in lexicon.abbreviations


def _cut(text: str, starts: list[int], longest: int) -> list[int]:
    cut: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        cut.append(start)
        while end - start > longest:
            breaks = [match.end() for match in _BREAK.finditer(text, start + longest // 2, start + longest)]
            start = breaks[-1] if breaks else start + longest
            cut.append(start)
    return cut
