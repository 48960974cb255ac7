"""Merging: which reports tell of the same act.

A fold over changes in the order in which the record knew them (instant, removals first, report_id). Each new report joins the one
event it fits best or opens its own; a changed report stays where it still fits, else it is placed anew; a report that is gone leaves.
So the state after any instant depends on the reports known by then and on nothing else: any order of arrival and any batching give the
same events, and what the record held at an earlier instant can be read off the memberships.

Of the reports that came to be known at one instant those that say most about their time are placed first, so that the others find
something to join. The rules by which a report fits an event stand in :mod:`transforms.matching`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from transforms.matching import (
    REASONS,
    Event,
    Filing,
    Key,
    Report,
    are_of_one_time,
    file_report,
    index_keys,
    is_bare,
    read_report,
    score_match,
    search_keys,
)


class Change(NamedTuple):
    """At ``at`` (microseconds since 1970, UTC) a report appears or changes; ``report`` is None when it is gone."""

    at: int
    report_id: str
    report: Report | None


class Membership(NamedTuple):
    """A report counted under an event from ``recorded_at`` until ``retracted_at`` (None: still)."""

    event_id: str
    report_id: str
    revision_id: str
    codebook_version: str
    merge_reason: str
    merge_detail: str | None
    recorded_at: int
    retracted_at: int | None


def _order(change: Change) -> tuple[int, int, str, str, str]:
    report = change.report
    if report is None:
        return change.at, 0, "", "", change.report_id
    rank = 1 if report.is_day else 2 if report.stated_lo is not None else 4 if is_bare(report) else 3
    return change.at, rank, report.document_id, report.type_code, change.report_id


class Merger:
    """The fold. Feed changes in order with :meth:`apply`; read ``closed`` and :meth:`open_memberships`, :meth:`redirects`."""

    def __init__(self) -> None:
        self.closed: list[Membership] = []
        self._open: dict[str, Membership] = {}
        self._event_of: dict[str, Event] = {}
        self._first_at: dict[str, int] = {}
        self._index: dict[Key, dict[int, dict[Event, None]]] = {}
        self._successors: dict[str, tuple[str, int]] = {}
        self._predecessors: dict[str, set[str]] = {}
        self._restored: set[str] = set()
        self._elsewhere: set[str] = set()

    def restore(
        self, rows: Iterable[tuple[Any, ...]], redirects: Iterable[tuple[str, str, int]], first_told: Iterable[tuple[str, int]],
    ) -> None:
        """Takes up a state, or that part of it which the changes to come can touch.

        Args:
            rows: ``(event_id, reason, detail, recorded_at, *Report)`` of open memberships.
            redirects: all of them, as :meth:`redirects` gave them.
            first_told: report and instant of its first membership, for every report of ``rows`` and of the changes to come.
        """
        self._first_at = dict(first_told)
        events: dict[str, Event] = {}
        for event_id, reason, detail, recorded_at, *fields in rows:
            report = read_report(fields)
            event = events.setdefault(event_id, Event())
            event.event_id = event_id
            event.reasons[report.report_id] = (reason, detail)
            self._open[report.report_id] = Membership(
                event_id, report.report_id, report.revision_id, report.codebook_version, reason, detail, recorded_at, None)
            self._enter(event, report, file_report(report))
        for old, new, at in redirects:
            self._redirect(old, new, at)
        self._restored = set(self._successors)
        self._elsewhere = {new for new, _ in self._successors.values()} - events.keys()

    def apply(self, changes: Iterable[Change]) -> None:
        """Applies changes; sorts them, so their order does not matter. All must be later than those applied before."""
        ordered = sorted(((_order(change), change.report) for change in changes), key=itemgetter(0))
        for (at, *_), group in groupby(ordered, key=lambda pair: pair[0][:4]):
            reports = []
            for (*_, report_id), report in group:
                if report is None:
                    self._retract(report_id, at)
                else:
                    reports.append(report)
            if len(reports) > 1:
                # Of several acts of one type that a document tells, the one that fits an event best has the first choice.
                reports.sort(key=self._best_score, reverse=True)
            for report in reports:
                if report.report_id in self._event_of:
                    self._revise(report, at)
                else:
                    self._first_at.setdefault(report.report_id, at)
                    self._place(report, at)

    def apply_rows(self, versions: Iterable[Sequence[Any]], removals: Iterable[tuple[int, str]]) -> None:
        """:meth:`apply` for plain rows: an instant before the fields of :func:`~transforms.matching.read_report`; ``(at, report_id)``."""
        told = (Change(row[0], row[1], read_report(row[1:])) for row in versions)
        self.apply(chain(told, (Change(at, report_id, None) for at, report_id in removals)))

    def open_memberships(self) -> list[Membership]:
        return list(self._open.values())

    def redirects(self) -> list[tuple[str, str, int]]:
        """(old event id, event that holds its reports now, instant), for ids no longer in use that lead somewhere."""
        live = {event.event_id for event in self._event_of.values()} | self._elsewhere
        held = self._restored | {membership.event_id for membership in self.closed}
        found = []
        for old, (successor, at) in self._successors.items():
            seen = {old}
            while successor not in live and successor in self._successors and successor not in seen:
                seen.add(successor)
                successor = self._successors[successor][0]
            if old in held and old not in live and successor in live:
                found.append((old, successor, at))
        return sorted(found)

    @staticmethod
    def group_occasions(links: Iterable[tuple[str, str]], order: dict[str, tuple[int, str]]) -> dict[str, str]:
        """Event → occasion, the earliest event (by ``order``) among all that ``links`` connect; unlinked events are their own."""
        parent: dict[str, str] = {}

        def root(event: str) -> str:
            while parent.setdefault(event, event) != event:
                parent[event] = parent[parent[event]]
                event = parent[event]
            return event

        for a, b in links:
            first, second = sorted((root(a), root(b)), key=order.__getitem__)
            parent[second] = first
        return {event: root(event) for event in list(parent)}

    def _enter(self, event: Event, report: Report, filing: Filing) -> None:
        event.add(report)
        self._event_of[report.report_id] = event
        for key, time in index_keys(filing):
            filed = self._index.get(key)
            if filed is None:
                self._index[key] = {time: {event: None}}
            elif time in filed:
                filed[time][event] = None
            else:
                filed[time] = {event: None}

    def _leave(self, event: Event, report_id: str) -> None:
        filed = set(index_keys(file_report(event.members[report_id])))
        event.remove(report_id)
        del self._event_of[report_id]
        for member in event.members.values():
            filed.difference_update(index_keys(file_report(member)))
        for key, time in filed:
            self._index[key][time].pop(event, None)

    def _find_candidates(self, filing: Filing) -> dict[Event, None]:
        candidates: dict[Event, None] = {}
        for key in search_keys(filing):
            filed = self._index.get(key)
            if filed is None:
                continue
            for time in filed if filing.search_times is None else filing.search_times:
                if found := filed.get(time):
                    candidates.update(found)
        return candidates

    def _choose(self, report: Report, filing: Filing) -> tuple[Event, tuple[str, str | None]] | None:
        """The event that the report fits best, with reason and detail; of equals the older one."""
        fitting = []
        for event in self._find_candidates(filing):
            scored = score_match(report, event)
            if scored is not None:
                fitting.append((event, scored))
        if not fitting:
            return None
        chosen, (score, reason, detail) = fitting[0]
        for event, scored in fitting[1:]:
            if scored[0] > score or (scored[0] == score and self._is_older(event, chosen)):
                chosen, (score, reason, detail) = event, scored
        if reason == REASONS[0] and not all(event is chosen or are_of_one_time(event, chosen) for event, _ in fitting):
            return None
        return chosen, (reason, detail)

    def _place(self, report: Report, at: int) -> None:
        filing = file_report(report)
        choice = self._choose(report, filing)
        event, reason = choice if choice is not None else (Event(), ("first", None))
        event.reasons[report.report_id] = reason
        self._enter(event, report, filing)
        self._settle(event, at, report.report_id)

    def _best_score(self, report: Report) -> tuple[int, ...]:
        scored = (score_match(report, event) for event in self._find_candidates(file_report(report)))
        return max((found[0] for found in scored if found is not None), default=())

    def _is_older(self, a: Event, b: Event) -> bool:
        return (self._first_at[a.event_id], a.event_id) < (self._first_at[b.event_id], b.event_id)

    def _revise(self, report: Report, at: int) -> None:
        event = self._event_of[report.report_id]
        old = event.members[report.report_id]
        if old._replace(revision_id=report.revision_id, codebook_version=report.codebook_version, content=report.content) == report:
            event.members[report.report_id] = report
            if old.revision_id == report.revision_id and report.content is not None and old.content == report.content:
                # A codebook that says the same changes the version column and opens no row.
                known = self._open[report.report_id]
                self._open[report.report_id] = known._replace(codebook_version=report.codebook_version)
            else:
                self._settle(event, at, report.report_id)
            return
        reason = event.reasons.pop(report.report_id)
        self._leave(event, report.report_id)
        if event.members and score_match(report, event) is not None:
            event.reasons[report.report_id] = reason
            self._enter(event, report, file_report(report))
            self._settle(event, at, report.report_id)
            return
        self._place(report, at)
        if event.members:
            self._settle(event, at, None)
        elif event.event_id != self._event_of[report.report_id].event_id:
            self._redirect(event.event_id, self._event_of[report.report_id].event_id, at)

    def _retract(self, report_id: str, at: int) -> None:
        event = self._event_of.get(report_id)
        if event is None:
            return
        event.reasons.pop(report_id)
        self._leave(event, report_id)
        self._close(report_id, at)
        if event.members:
            self._settle(event, at, None)
        else:
            self._close_redirects(event.event_id)

    def _redirect(self, old: str, new: str, at: int) -> None:
        self._successors[old] = (new, at)
        self._predecessors.setdefault(new, set()).add(old)

    def _close_redirects(self, event_id: str) -> None:
        """An event that is gone is the end of the way for all ids that led to it."""
        gone = [event_id]
        while gone:
            end = gone.pop()
            for old in self._predecessors.pop(end, ()):
                if self._successors.get(old, ("", 0))[0] == end:
                    del self._successors[old]
                    gone.append(old)

    def _settle(self, event: Event, at: int, changed: str | None) -> None:
        """Names the event after its earliest report and brings its memberships up to date."""
        if len(event.members) == 1:
            event_id = next(iter(event.members))
        else:
            event_id = min(event.members, key=lambda report_id: (self._first_at[report_id], report_id))
        if event_id != event.event_id:
            namesake = self._event_of.get(event.event_id)
            # The report that gave the name may have left and named another event; then the id leads nowhere else.
            if event.event_id and (namesake is None or namesake is event):
                self._redirect(event.event_id, event_id, at)
            if event.event_id in event.members:
                event.reasons[event.event_id] = event.reasons[event_id]
            event.event_id = event_id
            self._successors.pop(event_id, None)
            event.reasons[event_id] = ("first", None)
            for report_id in event.members:
                self._open_membership(event, report_id, at)
        elif changed is not None:
            self._open_membership(event, changed, at)

    def _open_membership(self, event: Event, report_id: str, at: int) -> None:
        report = event.members[report_id]
        reason, detail = event.reasons[report_id]
        fresh = Membership(event.event_id, report_id, report.revision_id, report.codebook_version, reason, detail, at, None)
        known = self._open.get(report_id)
        if known is not None and known._replace(recorded_at=at) == fresh:
            return
        self._close(report_id, at)
        self._open[report_id] = fresh

    def _close(self, report_id: str, at: int) -> None:
        known = self._open.pop(report_id, None)
        if known is not None and known.recorded_at < at:
            self.closed.append(known._replace(retracted_at=at))


def merge_reports(changes: Iterable[Change]) -> Merger:
    """The state after all changes: memberships, closed and open, and redirects."""
    merger = Merger()
    merger.apply(changes)
    return merger
