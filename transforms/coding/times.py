"""When an act happened: the date nearest to its trigger, with precision and basis; never the publication day by default."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from extractors.dates import DateSpan, resolve_relative, resolve_year
from transforms.coding.reading import Reading, Sentence

_HEAD = 90
"""Code points of the head of a text, where datelines stand."""

_AFTER_DATELINE = re.compile(r"\s*(?:[:：]|--|[-–—]\s|\([A-Z])")
_COARSE = {"day": 0, "month": 1, "year": 2}


@dataclass(frozen=True)
class When:
    """Date of an act: ISO, cut to what is known; ``basis`` is stated, relative or none."""

    start: str | None
    end: str | None
    precision: str | None
    basis: str

    def as_dict(self) -> dict[str, str | None]:
        return {"start": self.start, "end": self.end, "precision": self.precision, "basis": self.basis}


UNDATED = When(None, None, None, "none")


class Clock:
    """Dates the acts of a document; ``anchor`` is the publication day from which words count, None when it is not known."""

    def __init__(self, reading: Reading) -> None:
        published = reading.published
        self.text = reading.text
        self.anchor = date.fromisoformat(published) if published and len(published) == 10 else None
        # A page that shows only its month still tells the year of "5 May", though not the day of "yesterday".
        self.middle = self.anchor or (date(int(published[:4]), int(published[5:7]), 15) if published and len(published) == 7 else None)

    def date_act(self, sentence: Sentence, bounds: tuple[int, int], start: int, end: int, is_planned: bool) -> When:
        """The date nearest to a trigger, in its clause (``bounds``) if it has one, else in the sentence."""
        found: list[tuple[bool, int, int, int, When]] = []
        for span in sentence.dates:
            when = self.resolve(span, is_planned)
            if when is not None and not self._is_dateline(sentence, span, when):
                outside = not bounds[0] <= span.start < bounds[1]
                found.append((outside, _COARSE[when.precision or "day"], _distance(span.start, span.end, start, end), span.start, when))
        return min(found, key=lambda item: item[:4])[4] if found else UNDATED

    def resolve(self, span: DateSpan, is_planned: bool) -> When | None:
        """A span as a date; None when it counts from a day that is not known."""
        if span.basis == "stated":
            return When(span.iso_start, span.iso_end, span.precision, "stated")
        prefer = "future" if is_planned else "past"
        if span.basis == "yearless" and self.middle is not None:
            found = resolve_year(span, self.middle, "future" if is_planned else None)
            return When(found.iso_start, found.iso_end, found.precision, "stated") if found.basis == "stated" else None
        if span.basis == "relative" and self._counts(span):
            found = resolve_relative(span, self.anchor or self.middle or date.min, prefer)  # type: ignore[arg-type]
            if found.iso_start and not found.iso_start.startswith("-"):
                return When(found.iso_start, found.iso_end, found.precision, "relative")
        return None

    def _is_dateline(self, sentence: Sentence, span: DateSpan, when: When) -> bool:
        """A date at the head of the text that is the day of publication, or stands before a colon or dash, dates the page, not the act."""
        if sentence.field != "text" or span.start >= _HEAD or span.basis == "relative":
            return False
        published = self.anchor is not None and when.start == self.anchor.isoformat()
        return published or _AFTER_DATELINE.match(self.text, span.end) is not None

    def _counts(self, span: DateSpan) -> bool:
        return self.anchor is not None or (self.middle is not None and span.precision != "day")


def _distance(a_start: int, a_end: int, b_start: int, b_end: int) -> int:
    return max(0, b_start - a_end, a_start - b_end)


def last_day(iso: str) -> date:
    """Last day that an ISO date cut to its precision can mean."""
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 3:
        return date(*parts)
    month = parts[1] if len(parts) == 2 else 12
    return date(parts[0], month, monthrange(parts[0], month)[1])


def first_day(iso: str) -> date:
    """First day that an ISO date cut to its precision can mean."""
    parts = [int(part) for part in iso.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def may_agree(a: When, b: When) -> bool:
    """True unless both are dated and the dates exclude each other."""
    if a.start is None or b.start is None:
        return True
    return first_day(a.start) <= last_day(b.end or b.start) and first_day(b.start) <= last_day(a.end or a.start)
