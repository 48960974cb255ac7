"""When two reports tell of the same act: the rules of merging. Days are counted from 1970-01-01.

Hard constraints between a report and every report of an event: another document, the same type, no "it happened" beside "it was
called off", no suspension beside an ending, dates that agree, no actor that is host in one and guest in the other, and where both name
a venue or a network, one in common. Parties must share actors on two sides (a side is a country, or a body that has none) and at least
half of the shorter list; one shared side is enough when the other is only vaguely named (a country, an unresolved name, a region in
place of its municipality) and the dates agree to the day.

A pair of reports that agrees gets one of these reasons, strongest first: ``near_duplicate``, ``same_day``, ``same_period``,
``near_in_time`` and ``only_candidate``. The last one takes up reports that neither state a day nor were dated when published: they join
when all acts of that type between (half of) these parties that the record knows are of one time, unless the type comes back every year.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

HAPPENED = frozenset({"occurred", "ongoing"})
CALLED_OFF = frozenset({"cancelled", "denied"})
SETTLED = HAPPENED | CALLED_OFF
SUSPENDED = "suspended"

DAY_SLACK = {"forum": 5, "visit": 2, "mission": 2, "study": 2, "exchange": 2}
"""Days by which two stated days of acts that last may differ: each report names its day of several. Other types: one, for time zones."""
TELLING_LAG = 14
"""Days by which an undated act is assumed to precede its publication at most."""
TELLING_LEAD = 3
"""Days by which the stated date of an act may follow a publication that tells it as done (dated ahead, time zones)."""
ANNOUNCING_LEAD = 120
"""Days by which an undated announcement may precede the act."""
UNDATED_GAP = 10
"""Days between the publications of two undated reports of one act at most."""
FOLLOW_UP_GAP = 45
"""The same when one announces and the other tells the act as done."""
REPRINT_GAP = 60
"""Days between the publications of near-duplicate documents at most: an annual text repeats last year's words."""
ONCE = frozenset({"twinning", "termination"})
"""Types of acts that two parties hardly do twice within :data:`ONCE_GAP`; retold for long without a date."""
ONCE_GAP = 400
RECURRING = frozenset({"forum", "exchange", "signal"})
"""Types of acts that the same parties do every year: without any date nothing tells which one is meant."""
MANY_PARTIES = 8
BUCKET = 32
COARSE = 200
UNDATED = 10**9
UNPLACED = "~"
"""First character of the side of a name that was neither resolved nor placed in a country ("ambassadors of fifty nations")."""

SEPARATOR = "\x1f"

REASONS = ("only_candidate", "near_in_time", "same_period", "same_day", "near_duplicate")
"""Weakest first."""
_ONLY, _NEAR, _PERIOD, _DAY, _DUPLICATE = range(5)


class Report(NamedTuple):
    """What merging needs of one version of a report. Sequences ``actors``, ``sides``, ``traits``, ``regions`` run parallel.

    ``actors`` are actor ids or keys of unresolved names; ``traits`` hold ``h`` for a host, ``g`` for a guest, ``v`` for a vague naming,
    ``n`` for a network, ``r`` for a first-tier region; ``regions`` are ISO 3166-2 codes, the own one of a region or that of the region a
    municipality lies in, or empty. ``stated_lo/hi`` and ``published_lo/hi`` are days, inclusive, None when unknown. ``duplicates`` names
    the group of near-duplicate documents, if any. ``content`` is a hash of all that a coding says of the report, or None where the
    revision was coded once.
    """

    report_id: str
    document_id: str
    revision_id: str
    codebook_version: str
    type_code: str
    realis: str
    status: str | None
    is_day: bool
    stated_lo: int | None
    stated_hi: int | None
    published_lo: int | None
    published_hi: int | None
    instrument: str | None
    domain: str | None
    duplicates: str | None
    content: str | None
    actors: tuple[str, ...]
    sides: tuple[str, ...]
    traits: tuple[str, ...]
    regions: tuple[str, ...]


def read_report(fields: Sequence[Any]) -> Report:
    """A :class:`Report` from plain values in the order of its fields; a sequence is one text with :data:`SEPARATOR` before each element."""
    return Report._make((*fields[:16], *[tuple(text.split(SEPARATOR)[1:]) for text in fields[16:]]))


class Event:
    """A set of reports, with the unions that matching looks at."""

    __slots__ = ("event_id", "members", "parties", "reasons", "regions", "traits")

    def __init__(self) -> None:
        self.event_id = ""
        self.members: dict[str, Report] = {}
        self.reasons: dict[str, tuple[str, str | None]] = {}
        self.parties: dict[str, str] = {}
        self.traits: dict[str, str] = {}
        self.regions: dict[str, str] = {}

    def add(self, report: Report) -> None:
        self.members[report.report_id] = report
        for actor, side, trait, region in zip(report.actors, report.sides, report.traits, report.regions, strict=True):
            self.parties[actor] = side
            if trait:
                self.traits[actor] = self.traits.get(actor, "") + trait
            if region:
                self.regions[actor] = region

    def remove(self, report_id: str) -> None:
        del self.members[report_id]
        members, self.members, self.parties, self.traits, self.regions = self.members, {}, {}, {}, {}
        for report in members.values():
            self.add(report)


def is_bare(report: Report) -> bool:
    """Whether nothing tells when the act was: no stated date and no date of publication."""
    return report.stated_lo is None and report.published_lo is None


def _interval(report: Report) -> tuple[int, int] | None:
    """Days in which the act may lie, or None when nothing tells."""
    if report.stated_lo is not None and report.stated_hi is not None:
        return report.stated_lo, report.stated_hi
    if report.published_lo is None or report.published_hi is None:
        return None
    if report.realis in SETTLED:
        lag = ONCE_GAP if report.type_code in ONCE else TELLING_LAG
        return report.published_lo - lag, report.published_hi + TELLING_LEAD
    return report.published_lo - TELLING_LEAD, report.published_hi + ANNOUNCING_LEAD


def _gap(a: Report, b: Report) -> int | None:
    """Days between two publications, or None when one is unknown."""
    if a.published_lo is None or b.published_lo is None or a.published_hi is None or b.published_hi is None:
        return None
    return max(0, a.published_lo - b.published_hi, b.published_lo - a.published_hi)


def _are_reprints(a: Report, b: Report) -> bool:
    if a.duplicates is None or a.duplicates != b.duplicates:
        return False
    gap = _gap(a, b)
    return gap is None or gap <= REPRINT_GAP


def _match_stated(a: Report, b: Report) -> int | None:
    assert a.stated_lo is not None and a.stated_hi is not None and b.stated_lo is not None and b.stated_hi is not None  # noqa: S101
    slack = DAY_SLACK.get(a.type_code, 1) if a.is_day and b.is_day else 0
    if a.stated_hi + slack < b.stated_lo or b.stated_hi + slack < a.stated_lo:
        return None
    if a.is_day and b.is_day:
        return _DAY
    gap = _gap(a, b)
    if not a.is_day and not b.is_day and gap is not None and gap > REPRINT_GAP and a.type_code not in ONCE:
        return None
    return _PERIOD


def _match_undated(a: Report, b: Report) -> int | None:
    gap = _gap(a, b)
    if gap is None:
        return None
    is_follow_up = (a.realis in SETTLED) != (b.realis in SETTLED)
    limit = ONCE_GAP if a.type_code in ONCE else FOLLOW_UP_GAP if is_follow_up else UNDATED_GAP
    return None if gap > limit else _NEAR


def _match_bare(a: Report, b: Report) -> int | None:
    if a.type_code in RECURRING or (a.instrument is not None and b.instrument is not None and a.instrument != b.instrument):
        return None
    return _ONLY


def _rank_dates(a: Report, b: Report) -> int | None:
    """Index in :data:`REASONS` of the reason under which the dates of two reports agree, or None."""
    has_date_a, has_date_b = a.stated_lo is not None, b.stated_lo is not None
    if has_date_a and has_date_b:
        rank = _match_stated(a, b)
        return _DUPLICATE if rank is not None and _are_reprints(a, b) else rank
    if _are_reprints(a, b):
        return _DUPLICATE
    if is_bare(a) or is_bare(b):
        return _match_bare(a, b)
    if not has_date_a and not has_date_b:
        return _match_undated(a, b)
    span_a, span_b = _interval(a), _interval(b)
    if span_a is None or span_b is None or span_a[1] < span_b[0] or span_b[1] < span_a[0]:
        return None
    return _NEAR


def match_dates(a: Report, b: Report) -> str | None:
    """Merge reason under which the dates of two reports agree, or None."""
    rank = _rank_dates(a, b)
    return None if rank is None else REASONS[rank]


def _contradicts(a: Report, b: Report) -> bool:
    if (a.realis in HAPPENED and b.realis in CALLED_OFF) or (a.realis in CALLED_OFF and b.realis in HAPPENED):
        return True
    return a.status is not None and b.status is not None and (a.status == SUSPENDED) != (b.status == SUSPENDED)


def _swaps_roles(trait: str, known: str) -> bool:
    return ("h" in trait and "g" in known and "h" not in known) or ("g" in trait and "h" in known and "g" not in known)


def _differs_in(letter: str, report: Report, event: Event) -> bool:
    """Whether both name sides with the trait and share none of them."""
    if not any(letter in trait for trait in report.traits):
        return False
    here = {side for side, trait in zip(report.sides, report.traits, strict=True) if letter in trait}
    there = {event.parties[actor] for actor, trait in event.traits.items() if letter in trait}
    return bool(there) and here.isdisjoint(there)


def _covers_vaguely(report: Report, event: Event, shared_sides: set[str]) -> bool:
    """Whether a side that is not shared is named vaguely by one and named at all by the other, or vaguely and without a country by both."""
    for actor, side, trait, region in zip(report.actors, report.sides, report.traits, report.regions, strict=True):
        if side in shared_sides or actor in event.parties:
            continue
        for other, other_side in event.parties.items():
            known = event.traits.get(other, "")
            if other_side != side:
                if side[0] == other_side[0] == UNPLACED and other not in report.actors:
                    return True
                continue
            if "v" in trait or "v" in known:
                return True
            if region and event.regions.get(other) == region and ("r" in trait) != ("r" in known):
                return True
    return False


def _match_parties(report: Report, event: Event) -> tuple[str, int]:
    """("strong" | "vague" | "single" | "", number of shared actors); "single": one shared actor and no more."""
    shared_sides = set()
    shared = 0
    for actor, side, trait in zip(report.actors, report.sides, report.traits, strict=True):
        if actor in event.parties:
            if trait and _swaps_roles(trait, event.traits.get(actor, "")):
                return "", 0
            shared += 1
            shared_sides.add(side)
    if not shared or _differs_in("h", report, event) or _differs_in("n", report, event):
        return "", 0
    if len(shared_sides) >= 2 and 2 * shared >= min(len(report.actors), len(event.parties)):
        return "strong", shared
    return "vague" if _covers_vaguely(report, event, shared_sides) else "single", shared


def _distance(a: Report, b: Report) -> int:
    """Days between two stated dates, or from an act to the publication that tells it as done; 0 where nothing better is known."""
    lo_a, hi_a, lo_b, hi_b = (a.stated_lo, a.stated_hi, b.stated_lo, b.stated_hi)
    if lo_a is None and a.realis in SETTLED:
        lo_a, hi_a = a.published_lo, a.published_hi
    if lo_b is None and b.realis in SETTLED:
        lo_b, hi_b = b.published_lo, b.published_hi
    if lo_a is None or hi_a is None or lo_b is None or hi_b is None:
        return 0
    return max(0, lo_a - hi_b, lo_b - hi_a)


def are_of_one_time(a: Event, b: Event) -> bool:
    """Whether all that is known of the times of two events agrees."""
    return all(_rank_dates(one, other) is not None for one in a.members.values() for other in b.members.values())


def score_match(report: Report, event: Event) -> tuple[tuple[int, ...], str, str] | None:
    """(score, merge reason, detail), or None when a hard constraint keeps the report out of the event."""
    parties, shared = _match_parties(report, event)
    if not parties:
        return None
    worst, best = _DUPLICATE, _ONLY
    for member in event.members.values():
        if member.document_id == report.document_id or _contradicts(member, report):
            return None
        rank = _rank_dates(member, report)
        if rank is None:
            return None
        worst, best = min(worst, rank), max(best, rank)
    if (parties == "single" and best < _DUPLICATE) or (parties == "vague" and worst < _DAY):
        return None
    if best == _ONLY and 2 * shared < max(len(report.actors), len(event.parties)):
        return None
    members = event.members.values()
    score = (
        best, parties == "strong", any(m.instrument == report.instrument for m in members), -min(_distance(m, report) for m in members),
        any(m.domain == report.domain for m in members), shared, -abs(len(event.parties) - len(report.actors)),
        any(m.is_day for m in members), len(members),
    )
    names = "+".join(sorted(actor for actor in report.actors if actor in event.parties)[:4])
    return score, REASONS[best], f"{parties} match of {names}"


def _year(day: int) -> int:
    """Calendar year of a day, to a day or two."""
    return 1970 + day * 400 // 146097


def _list_years(low: int, high: int) -> list[int]:
    """Years are filed as negative numbers, so as not to meet a bucket of days."""
    return [-year for year in range(_year(low - 2), _year(high + 2) + 1)]


def _list_buckets(low: int, high: int) -> list[int]:
    return list(range(low // BUCKET, high // BUCKET + 1))


def _times(report: Report) -> list[int]:
    """Where in time a report's event is filed: buckets of days, or years when the act may lie in more than :data:`COARSE` days."""
    interval = _interval(report)
    if interval is None:
        return [UNDATED]
    low, high = interval
    return _list_years(low, high) if high - low > COARSE else _list_buckets(low, high)


def _search_times(report: Report) -> list[int] | None:
    """Where in time the events lie that a report may fit; None: anywhere."""
    interval = _interval(report)
    if interval is None or report.type_code in ONCE:
        return None
    slack = DAY_SLACK.get(report.type_code, 1)
    low, high = interval[0] - slack, interval[1] + slack
    return [*_list_buckets(low, high), *_list_years(low, high), UNDATED]


def _pairs(report: Report) -> list[tuple[str, str]]:
    """Pairs of actors of different sides, each in byte order; none of reports with many parties."""
    actors, sides = report.actors, report.sides
    if len(actors) == 2:
        if sides[0] == sides[1]:
            return []
        return [(actors[0], actors[1]) if actors[0] < actors[1] else (actors[1], actors[0])]
    if len(actors) > MANY_PARTIES:
        return []
    named = sorted(zip(actors, sides, strict=True))
    return [(a, b) for (a, side_a), (b, side_b) in combinations(named, 2) if side_a != side_b]


Key = tuple[str, ...]


class Filing(NamedTuple):
    """Where a report's event is filed and where the events that it may fit are looked up: keys begin with the type.

    A report is filed under all keys at ``times``, in ``opens`` only if it ``is_open``: it may match with only one actor shared, or has too
    many parties for pairs. It finds what it fits under ``pairs`` and ``opens``, and under ``singles`` if it is open itself. Near-duplicate
    documents meet under ``duplicates`` at any time. ``search_times`` is None when any time will do.
    """

    pairs: list[Key]
    singles: list[Key]
    opens: list[Key]
    duplicates: list[Key]
    is_open: bool
    times: list[int]
    search_times: list[int] | None


def file_report(report: Report) -> Filing:
    kind = report.type_code
    return Filing(
        pairs=[(kind, a, b) for a, b in _pairs(report)],
        singles=[(kind, actor) for actor in report.actors],
        opens=[(kind, actor, "", "open") for actor in report.actors],
        duplicates=[] if report.duplicates is None else [(kind, report.duplicates, "", "", "duplicates")],
        is_open=len(report.actors) > MANY_PARTIES or any("v" in trait or "r" in trait for trait in report.traits),
        times=_times(report), search_times=_search_times(report))


def index_keys(filing: Filing) -> list[tuple[Key, int]]:
    """(key, time) under which a report's event is filed."""
    keys = filing.pairs + filing.singles + (filing.opens if filing.is_open else [])
    return [(key, time) for key in keys for time in filing.times] + [(key, UNDATED) for key in filing.duplicates]


def search_keys(filing: Filing) -> list[Key]:
    """Keys under which events that the report may fit are filed."""
    return filing.pairs + filing.opens + filing.duplicates + (filing.singles if filing.is_open else [])
