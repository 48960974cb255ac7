"""The day a page was published: candidates from everything that can say so, weighed against each other.

A page states its date in JSON-LD, in meta elements, in ``time`` elements, in its address and in sight of the reader; each
may be missing, be the date of the last change, or belong to a teaser. Every candidate has a weight, the share of pages on
which its kind of place is right; candidates for the same day support each other, those for others stand against them, and the
confidence comes from the winner's share of the odds (with one part for "none of them").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from lxml.html import HtmlElement

from extractors.sightings import read_visible
from extractors.stamps import EARLIEST, WEIGHTS, Candidate, DateReader, parse_stamp, read_json_ld, read_meta, read_url

OLDEST = "1800-01-01"
"""What no page is older than, a digitised one neither."""

BEFORE_THE_WEB = 0.5
"""Weight of a day before the web, where one is believed at all."""

JANUARY_FIRST = 0.3
"""Weight of a 1 January, which systems write that know the year only. Where a lone stamp, the address or the text says so, none is said."""

REPEATED = 0.75
"""Weight of the second, third … day in sight, as powers: lists of teasers have many."""

LEAST_SHARE = 0.05
"""Of the odds: below it, a page is taken to show no date."""

_CALIBRATION = ((0.0, 0.5), (0.5, 0.8), (0.866, 0.9), (1.0, 0.99))
"""Share of the odds: share of pages on which the winner is right, measured on the htmldate and trafilatura evaluation sets."""

DECLARED = 0.99
"""Confidence of what stands where the declaration says it does."""

_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHOWN = frozenset({"label", "class", "near-title", "text", "time", "time-published"})
_AS_ITS_DATE = frozenset({"label", "class", "time", "time-published", "near-title"})
_STAMPED = frozenset({"json-ld", "meta", "script", "microdata"})


@dataclass(frozen=True)
class Published:
    """ISO date cut to ``precision``; ``method`` is the strongest place that gave it; ``confidence`` 0 to 1."""

    iso: str
    precision: str
    method: str
    confidence: float


def find_published(tree: HtmlElement, reader: DateReader, *, url: str, latest: date | None = None) -> Published | None:
    """The publication day of a page, None when it shows none.

    ``latest`` refuses later days (a page cannot have been published after it was fetched). The tree is only read.
    """
    return choose(_collect(tree, url, reader), latest)


def read_declared(element: HtmlElement, formats: Iterable[str], months: Mapping[str, int], reader: DateReader) -> Published | None:
    """The day, or the month, in the element that a declaration names; None when it cannot be read as one.

    Its ``datetime`` or ``content`` goes before its text; of the text, the declared strptime ``formats`` before the general rules,
    which know the site's own ``months`` as well.
    """
    for stamp in (element.get("datetime"), element.get("content")):
        if stamp and (iso := parse_stamp(stamp)):
            return Published(iso, "day", "selector", DECLARED)
    text = " ".join(element.text_content().split())
    for pattern in formats:
        try:
            return Published(datetime.strptime(text, pattern).date().isoformat(), "day", "selector", DECLARED)
        except ValueError:
            continue
    for name, number in months.items():
        text = text.replace(name, f" {_ENGLISH_MONTHS[number - 1]} ")
    if days := reader.read_days(text):
        return Published(days[0], "day", "selector", DECLARED)
    stated = reader.read_months(text)
    return Published(stated[0], "month", "selector", DECLARED) if stated else None


def _collect(tree: HtmlElement, url: str, reader: DateReader) -> Iterator[Candidate]:
    yield from read_json_ld(tree)
    yield from read_meta(tree, reader)
    yield from read_url(url)
    yield from read_visible(tree, reader)


def choose(candidates: Iterable[Candidate], latest: date | None = None) -> Published | None:
    """The day with the least doubt left; candidates of one kind count once, and the further down the page's dates, the less."""
    doubts: dict[str, dict[str, float]] = {}
    shown: dict[str, int] = {}
    for candidate in candidates:
        if latest is not None and candidate.iso > latest.isoformat():
            continue
        weight = candidate.weight
        if candidate.iso < EARLIEST:
            if candidate.method not in _AS_ITS_DATE or candidate.iso < OLDEST:
                continue
            weight *= BEFORE_THE_WEB
        if candidate.iso.endswith("-01-01"):
            weight *= JANUARY_FIRST
        if candidate.method in _SHOWN:
            weight *= REPEATED ** min(shown.get(candidate.iso, len(shown)), 8)
            if candidate.weight >= 0.3:
                shown.setdefault(candidate.iso, len(shown))
        methods = doubts.setdefault(candidate.iso, {})
        methods[candidate.method] = max(methods.get(candidate.method, 0.0), weight)
    _follow_reader(doubts)
    odds: dict[str, float] = {}
    for iso, methods in doubts.items():
        doubt = 1.0
        for weight in methods.values():
            doubt *= 1 - weight
        odds[iso] = 1 / doubt - 1
    if not odds:
        return None
    iso = max(odds, key=lambda day: odds[day])  # the first on the page of equals
    share = odds[iso] / (1 + sum(odds.values()))
    if share < LEAST_SHARE:
        return None
    methods = doubts[iso]
    if iso.endswith("-01-01") and not methods.keys() & _AS_ITS_DATE and len(methods.keys() & _STAMPED) < 2:
        return None
    strongest = max(methods, key=lambda method: methods[method])
    return Published(iso, "day", strongest, _calibrate(share))


def _calibrate(share: float) -> float:
    for (left, low), (right, high) in pairwise(_CALIBRATION):
        if share <= right:
            return round(low + (high - low) * (share - left) / (right - left), 4)
    return _CALIBRATION[-1][1]


def _follow_reader(doubts: dict[str, dict[str, float]]) -> None:
    """Where a stamp and a date in plain sight are one day apart, the stamp is in another time zone: the reader's day counts."""
    for iso, methods in list(doubts.items()):
        if max(methods.get("class", 0.0), methods.get("time-published", 0.0)) < WEIGHTS["class"]:
            continue
        day = date.fromisoformat(iso)
        for neighbour in (day - timedelta(days=1), day + timedelta(days=1)):
            stamped = doubts.get(neighbour.isoformat(), {})
            for method in _STAMPED & stamped.keys():
                methods[method] = max(methods.get(method, 0.0), stamped.pop(method))
