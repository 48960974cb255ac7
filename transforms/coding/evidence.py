"""Spans that prove: every quote re-slices exactly and has 1 to 300 code points."""

from __future__ import annotations

from typing import Any

from transforms.coding.reading import Reading, Sentence

LONGEST_QUOTE = 300


def quote(reading: Reading, field: str, start: int, end: int) -> dict[str, Any]:
    """Evidence of a span, cut to :data:`LONGEST_QUOTE` code points."""
    end = min(end, start + LONGEST_QUOTE)
    return {"field": field, "start": start, "end": end, "quote": reading.slice(field, start, end)}


def quote_sentence(reading: Reading, sentence: Sentence, start: int, end: int) -> dict[str, Any]:
    """Evidence of an act: its sentence, or as much of it as fits around the trigger."""
    if sentence.end - sentence.start <= LONGEST_QUOTE:
        return quote(reading, sentence.field, sentence.start, sentence.end)
    room = max(0, LONGEST_QUOTE - (end - start))
    first = max(sentence.start, min(start - room // 2, sentence.end - LONGEST_QUOTE))
    return quote(reading, sentence.field, first, min(sentence.end, first + LONGEST_QUOTE))
