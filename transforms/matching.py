"""When two reports tell of the same act: the rules of merging. Days are counted from 1970-01-01.

Hard constraints between a report and every report of an event: another document, the same type, no "it happened" beside "it was
called off", dates that agree, and no actor that is host in one and guest in the other. Parties must share an actor on two sides (a
side is a country, or a body that has none); one shared side is enough when the other side is only vaguely named (a country, an
unresolved name) and the dates agree to the day.
"""

from __future__ import annotations

from typing import NamedTuple

HAPPENED = frozenset({"occurred", "ongoing"})
CALLED_OFF = frozenset({"cancelled", "denied"})
SETTLED = HAPPENED | CALLED_OFF

DAY_SLACK = 1
"""Days by which two stated days may differ: reports of one act differ by time zone and by which day of several they name."""
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
BUCKET = 32
COARSE = 200


class Report(NamedTuple):
    """What merging needs of one version of a report. Sequences ``actors``, ``sides``, ``traits`` run parallel.

    ``actors`` are actor ids or keys of unresolved names; ``traits`` hold ``h`` for a host, ``g`` for a guest, ``v`` for a vague naming.
    ``stated_lo/hi`` and ``published_lo/hi`` are days, inclusive, None when unknown. ``duplicates`` names the group of near-duplicate
    documents, if any.
    """

    report_id: str
    document_id: str
    revision_id: str
    codebook_version: str
    type_code: str
    realis: str
    is_day: bool
    stated_lo: int | None
    stated_hi: int | None
    published_lo: int | None
    published_hi: int | None
    instrument: str | None
    domain: str | None
    duplicates: str | None
    actors: tuple[str, ...]
    sides: tuple[str, ...]
    traits: tuple[str, ...]


class Event:
    """A set of reports, with the unions that matching looks at."""

    __slots__ = ("event_id", "members", "parties", "reasons", "traits")

    def __init__(self) -> None:
        self.event_id = ""
        self.members: dict[str, Report] = {}
        self.reasons: dict[str, tuple[str, str | None]] = {}
        self.parties: dict[str, str] = {}
        self.traits: dict[str, str] = {}

    def add(self, report: Report) -> None:
        self.members[report.report_id] = report
        for actor, side, trait in zip(report.actors, report.sides, report.traits, strict=True):
            self.parties[actor] = side
            if trait:
                self.traits[actor] = self.traits.get(actor, "") + trait

    def remove(self, report_id: str) -> None:
        del self.members[report_id]
        members, self.members, self.parties, self.traits = self.members, {}, {}, {}
        for report in members.values():
            self.add(report)


def _interval(report: Report) -> tuple[int, int] | None:
    """Days in which the act may lie, or None when nothing tells."""
    if report.stated_lo is not None and report.stated_hi is not None:
        return report.stated_lo, report.stated_hi
    if report.published_lo is None or report.published_hi is None:
        return None
    if report.realis in SETTLED:
        return report.published_lo - TELLING_LAG, report.published_hi + TELLING_LEAD
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


def match_dates(a: Report, b: Report) -> str | None:
    """Merge reason under which the dates of two reports agree, or None."""
    if a.stated_lo is not None and b.stated_lo is not None and a.stated_hi is not None and b.stated_hi is not None:
        slack = DAY_SLACK if a.is_day and b.is_day else 0
        if a.stated_hi + slack < b.stated_lo or b.stated_hi + slack < a.stated_lo:
            return None
        if a.is_day and b.is_day:
            return "near_duplicate" if _are_reprints(a, b) else "same_day"
        gap = _gap(a, b)
        if not a.is_day and not b.is_day and gap is not None and gap > REPRINT_GAP:
            return None
        return "near_duplicate" if _are_reprints(a, b) else "same_period"
    if _are_reprints(a, b):
        return "near_duplicate"
    if a.stated_lo is None and b.stated_lo is None:
        gap = _gap(a, b)
        limit = UNDATED_GAP if (a.realis in SETTLED) == (b.realis in SETTLED) else FOLLOW_UP_GAP
        return None if gap is None or gap > limit else "near_in_time"
    span_a, span_b = _interval(a), _interval(b)
    if span_a is None or span_b is None or span_a[1] < span_b[0] or span_b[1] < span_a[0]:
        return None
    return "near_in_time"


def _contradicts(a: Report, b: Report) -> bool:
    return (a.realis in HAPPENED and b.realis in CALLED_OFF) or (a.realis in CALLED_OFF and b.realis in HAPPENED)


def _match_parties(report: Report, event: Event) -> tuple[str, int]:
    """("strong" | "vague" | "", number of shared actors)."""
    shared_sides = set()
    shared = 0
    for actor, side, trait in zip(report.actors, report.sides, report.traits, strict=True):
        if actor in event.parties:
            known = event.traits.get(actor, "")
            if ("h" in trait and "g" in known and "h" not in known) or ("g" in trait and "h" in known and "g" not in known):
                return "", 0
            shared += 1
            shared_sides.add(side)
    if len(shared_sides) >= 2:
        return "strong", shared
    if not shared_sides:
        return "", 0
    event_sides = set(event.parties.values()) - shared_sides
    vague_here = {side for side, trait in zip(report.sides, report.traits, strict=True) if "v" in trait}
    vague_there = {event.parties[actor] for actor, trait in event.traits.items() if "v" in trait}
    if vague_here & event_sides or vague_there & (set(report.sides) - shared_sides):
        return "vague", shared
    return "", 0


_RANK = {"near_duplicate": 3, "same_day": 2, "same_period": 1, "near_in_time": 0}


def score_match(report: Report, event: Event) -> tuple[tuple[int, ...], str, str] | None:
    """(score, merge reason, detail), or None when a hard constraint keeps the report out of the event."""
    parties, shared = _match_parties(report, event)
    if not parties:
        return None
    worst = best = ""
    for member in event.members.values():
        if member.document_id == report.document_id or _contradicts(member, report):
            return None
        reason = match_dates(member, report)
        if reason is None:
            return None
        worst = reason if not worst or _RANK[reason] < _RANK[worst] else worst
        best = reason if not best or _RANK[reason] > _RANK[best] else best
    if parties == "vague" and _RANK[worst] < _RANK["same_day"]:
        return None
    members = event.members.values()
    score = (
        _RANK[best], parties == "strong", any(m.instrument == report.instrument for m in members),
        any(m.domain == report.domain for m in members), shared, -abs(len(event.parties) - len(report.actors)),
    )
    names = "+".join(sorted(actor for actor in report.actors if actor in event.parties)[:4])
    return score, best, f"{parties} match of {names}"


def index_keys(report: Report) -> list[tuple[str, str, int]]:
    """Where a report's event is filed: (actor or duplicate group, type, bucket of days or negative year)."""
    keys = [(report.duplicates, report.type_code, 0)] if report.duplicates else []
    interval = _interval(report)
    if interval is None:
        return keys
    low, high = interval
    if high - low > COARSE:
        # A year is filed by year (negative numbers, so as not to meet a bucket of days).
        times = [-year for year in range(low // 366 + 1969, high // 365 + 1971)]
    else:
        times = list(range(low // BUCKET, high // BUCKET + 1))
    return keys + [(actor, report.type_code, time) for actor in report.actors for time in times]


def search_keys(report: Report) -> list[tuple[str, str, int]]:
    """Where events that the report may fit are filed."""
    keys = [(report.duplicates, report.type_code, 0)] if report.duplicates else []
    interval = _interval(report)
    if interval is None:
        return keys
    low, high = interval[0] - DAY_SLACK, interval[1] + DAY_SLACK
    times = [*range(low // BUCKET, high // BUCKET + 1), *(-year for year in range(low // 366 + 1969, high // 365 + 1971))]
    return keys + [(actor, report.type_code, time) for actor in report.actors for time in times]
