"""The fold: which reports make one event, and that nothing but the reports decides it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.matching import SEPARATOR, Report, read_report
from transforms.merge import Change, Merger, merge_reports

DAY = 86_400_000_000


def days(text: str | None) -> tuple[int | None, int | None]:
    if text is None:
        return None, None
    first = date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])
    last = {4: date(first.year, 12, 31), 7: date(first.year + first.month // 12, first.month % 12 + 1, 1), 10: first}[len(text)]
    start, end = (day.toordinal() - date(1970, 1, 1).toordinal() for day in (first, last))
    return start, end - (len(text) == 7)


def told(report_id: str, on: str | None = None, published: str | None = None, *, until: str | None = None, type_code: str = "visit",
         parties: str = "talstadt@DE kawamachi@JP", **changes: object) -> Report:
    """A report; a party is ``actor@side[:traits[:region]]``."""
    actors, sides, traits, regions = [], [], [], []
    for named in parties.split():
        actor, _, rest = named.partition("@")
        side, trait, region = [*rest.split(":"), "", ""][:3]
        actors.append(actor)
        sides.append(side)
        traits.append(trait)
        regions.append(region)
    lo, hi = days(on)
    if until:
        hi = days(until)[1]
    published_lo, published_hi = days(published)
    values = {
        "report_id": report_id, "document_id": f"d{report_id}", "revision_id": f"v{report_id}", "codebook_version": "0.1.0",
        "type_code": type_code, "realis": "occurred", "status": None, "is_day": on is not None and len(on) == 10, "stated_lo": lo,
        "stated_hi": hi, "published_lo": published_lo, "published_hi": published_hi, "instrument": None, "domain": "culture_heritage",
        "duplicates": None, "content": None, "actors": tuple(actors), "sides": tuple(sides), "traits": tuple(traits),
        "regions": tuple(regions), **changes,
    }
    return Report(**values)


def merge(*reports: Report) -> Merger:
    return merge_reports(Change(at * DAY, report.report_id, report) for at, report in enumerate(reports))


def events(merger: Merger) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for membership in merger.open_memberships():
        found.setdefault(membership.event_id, set()).add(membership.report_id)
    return {frozenset(members) for members in found.values()}


def are_one(*reports: Report) -> bool:
    return len(events(merge(*reports))) == 1


def test_a_report_is_read_from_plain_values():
    report = told("a", "2026-04-27", parties="talstadt@DE:h kawamachi@JP::JP-27")
    assert read_report(as_row(report)) == report
    assert read_report(as_row(report._replace(actors=(), sides=(), traits=(), regions=()))).actors == ()


def test_two_sides_in_their_own_words_are_one_event():
    merger = merge(told("a", "2026-04-27", "2026-04-28"), told("b", None, "2026-05-01"))
    assert events(merger) == {frozenset("ab")}
    held = {m.report_id: (m.event_id, m.merge_reason, m.merge_detail) for m in merger.open_memberships()}
    assert held["a"] == ("a", "first", None)
    assert held["b"] == ("a", "near_in_time", "strong match of kawamachi+talstadt")


@pytest.mark.parametrize(("a", "b"), [
    (told("a", "2025-04-27", "2025-04-28"), told("b", "2026-04-27", "2026-04-28")),  # the same visit a year later
    (told("a", "2026-04-27"), told("b", "2026-04-27", type_code="exchange")),
    (told("a", "2026-04-27"), told("b", "2026-04-27", realis="cancelled")),
    (told("a", "2026-04-27", parties="talstadt@DE:h kawamachi@JP:g"), told("b", "2026-04-27", parties="talstadt@DE:g kawamachi@JP:h")),
    (told("a", "2026-04-27"), told("b", "2026-04-27", document_id="da")),  # two acts that one document tells apart
    (told("a", "2026-04-27"), told("b", "2026-04-27", parties="talstadt@DE valbourg@FR")),
    (told("a", "2022-03-08", type_code="termination", status="suspended"), told("b", None, "2022-06-01", type_code="termination",
                                                                            status="terminated")),
    (told("a", None, "2026-04-01"), told("b", None, "2026-04-20")),
    (told("a", "2026-04", "2026-04-02", type_code="accord"), told("b", "2026-04", "2026-08-20", type_code="accord")),
    # two gatherings on one day: other networks, other venues, or too little in common
    (told("a", "2026-04-27", type_code="forum", parties="talstadt@DE kawamachi@JP ring@ring:n"),
     told("b", "2026-04-27", type_code="forum", parties="talstadt@DE kawamachi@JP league@league:n")),
    (told("a", "2026-04-27", type_code="forum", parties="talstadt@DE kawamachi@JP valbourg@FR:h"),
     told("b", "2026-04-27", type_code="forum", parties="talstadt@DE kawamachi@JP montalto@IT:h")),
    (told("a", "2026-04-27", type_code="forum", parties="a@AT b@BE c@CZ d@DE e@ES f@FR"),
     told("b", "2026-04-27", type_code="forum", parties="a@AT b@BE g@GB h@HU i@IT j@JP")),
])
def test_look_alikes_stay_apart(a, b):
    assert not are_one(a, b)
    assert not are_one(b, a)


@pytest.mark.parametrize(("a", "b"), [
    (told("a", "2026-04-27"), told("b", "2026-04-28")),  # time zones
    (told("a", "2026-04-24", until="2026-04-26"), told("b", "2026-04-27")),
    (told("a", "2026-04"), told("b", "2026-04-27")),
    (told("a", "2026-04-27", "2026-03-01", realis="planned"), told("b", None, "2026-04-29")),
    (told("a", None, "2026-03-20", realis="planned"), told("b", "2026-04-27")),
    (told("a", None, "2026-04-20", realis="planned"), told("b", None, "2026-05-20")),
    (told("a", "2026-04-27", parties="talstadt@DE japan@JP:v"), told("b", "2026-04-27")),
    (told("a", "2026-04-27", parties="talstadt@DE kansai@JP:r:JP-27"), told("b", "2026-04-27", parties="talstadt@DE kawamachi@JP::JP-27")),
    (told("a", "2019-10-09", type_code="termination"), told("b", None, "2020-01-12", type_code="termination")),
    (told("a", "2019-11-11", type_code="forum", parties="ring@ring:n talstadt@DE:h"),
     told("b", "2019-11-13", type_code="forum", parties="ring@ring:n talstadt@DE:h valbourg@FR")),
    (told("a", None, "2026-04-27", duplicates="d"), told("b", None, "2026-05-30", duplicates="d")),
    (told("a", None, None), told("b", "2026-04-27")),
])
def test_reports_of_one_act_meet(a, b):
    assert are_one(a, b)
    assert are_one(b, a)


def test_a_report_without_any_date_joins_the_only_act_it_can_tell_of_and_no_other():
    bare = told("c", None, None)
    assert are_one(told("a", "2026-04-27"), told("b", "2026-04-27"), bare)
    assert events(merge(told("a", "2024-04-27"), told("b", "2026-04-27"), bare)) == {frozenset("a"), frozenset("b"), frozenset("c")}
    assert not are_one(told("a", "2024-04-27", type_code="forum"), bare._replace(type_code="forum"))
    signed = told("a", "2024-04-27", type_code="accord", instrument="mou")
    assert not are_one(signed, bare._replace(type_code="accord", instrument="action_plan"))


def test_a_report_joins_the_event_nearest_in_time():
    merger = merge(told("a", "2026-04-01"), told("b", "2026-04-09"), told("c", None, "2026-04-10"))
    assert events(merger) == {frozenset("a"), frozenset("bc")}


def test_an_announcement_and_its_cancellation_are_one_event_and_a_claim_that_it_happened_another():
    merger = merge(told("a", "2026-04-27", realis="planned"), told("b", "2026-04-27", realis="cancelled"), told("c", "2026-04-27"))
    assert events(merger) == {frozenset("ab"), frozenset("c")}


def test_an_earlier_report_gives_the_event_its_id_and_the_old_id_leads_on():
    merger = Merger()
    merger.apply([Change(2 * DAY, "b", told("b", "2026-04-27"))])
    merger.apply([Change(3 * DAY, "b", None), Change(3 * DAY, "c", told("c", "2026-04-27"))])
    assert events(merger) == {frozenset("c")}
    assert merger.redirects() == []
    merger.apply([Change(4 * DAY, "d", told("d", "2026-04-27")), Change(5 * DAY, "c", None)])
    assert events(merger) == {frozenset("d")}
    assert merger.redirects() == [("c", "d", 5 * DAY)]


def test_redirects_in_a_circle_end():
    """c leads to d, then the event takes the name c again and loses it once more."""
    merger = merge(told("c", "2026-04-27"), told("d", "2026-04-27"))
    for at in range(10, 20, 2):
        merger.apply([Change(at * DAY, "c", None)])
        assert merger.redirects() == [("c", "d", at * DAY)]
        merger.apply([Change((at + 1) * DAY, "c", told("c", "2026-04-27"))])
        assert merger.redirects() == [("d", "c", (at + 1) * DAY)]
    restored = Merger()
    restored.restore([], [("x", "y", 1), ("y", "x", 2)], [])
    assert restored.redirects() == []


def test_nothing_is_overwritten_and_a_changed_report_leaves_what_it_no_longer_fits():
    merger = merge(told("a", "2026-04-27"), told("b", "2026-04-27"))
    merger.apply([Change(9 * DAY, "b", told("b", "2026-06-01", revision_id="v2"))])
    assert events(merger) == {frozenset("a"), frozenset("b")}
    closed = [(m.event_id, m.report_id, m.recorded_at, m.retracted_at) for m in merger.closed]
    assert closed == [("a", "b", DAY, 9 * DAY)]


def test_a_codebook_that_says_the_same_changes_the_version_and_nothing_else():
    merger = merge(told("a", "2026-04-27", content="x"), told("b", "2026-04-27", content="y"))
    before = sorted(merger.open_memberships())
    merger.apply([Change(9 * DAY, "b", told("b", "2026-04-27", content="y", codebook_version="0.2.0"))])
    assert sorted(m._replace(codebook_version="0.1.0") for m in merger.open_memberships()) == before
    assert merger.closed == []
    merger.apply([Change(10 * DAY, "b", told("b", "2026-04-27", content="z", codebook_version="0.3.0"))])
    assert [(m.report_id, m.codebook_version, m.retracted_at) for m in merger.closed] == [("b", "0.2.0", 10 * DAY)]


_REPORTS = st.builds(
    lambda day, gap, kind, parties, realis, group: (day, gap, kind, parties, realis, group),
    st.sampled_from([None, "2026-04", "2026-04-26", "2026-04-27", "2026-04-28", "2027-04-27"]), st.sampled_from([None, 3, 5, 40]),
    st.sampled_from(["visit", "termination", "forum"]),
    st.sampled_from(["talstadt@DE:h kawamachi@JP:g", "talstadt@DE kawamachi@JP", "talstadt@DE japan@JP:v", "talstadt@DE valbourg@FR",
                     "talstadt@DE kawamachi@JP valbourg@FR ring@ring:n"]),
    st.sampled_from(["occurred", "planned", "cancelled"]), st.sampled_from([None, "g1"]))
_CHANGES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 7), st.none() | _REPORTS), min_size=1, max_size=25)


def _as_changes(drawn) -> list[Change]:
    changes = {}
    for at, number, content in drawn:
        report_id = f"r{number}"
        report = None
        if content is not None:
            day, gap, kind, parties, realis, group = content
            published = None if gap is None else f"2026-05-{gap:02d}" if gap < 31 else "2026-07-01"
            # The type is part of a report's identity.
            kind = ("visit", "termination", "forum")[number % 3]
            report = told(report_id, day, published, type_code=kind, parties=parties, realis=realis, duplicates=group,
                          document_id=f"d{number // 2}", revision_id=f"v{number}.{at}")
        changes[at, report_id] = Change(at, report_id, report)
    return list(changes.values())


def _state(merger: Merger) -> tuple[list, list]:
    return sorted([*merger.closed, *merger.open_memberships()]), merger.redirects()


def as_row(report: Report) -> list:
    return [*report[:16], *("".join(SEPARATOR + element for element in elements) for elements in report[16:])]


def _resume(merger: Merger, told_first: dict[str, int], versions: dict[tuple[str, str], Report]) -> Merger:
    """A fold that goes on from what a warehouse would have kept of another."""
    resumed = Merger()
    rows = [(m.event_id, m.merge_reason, m.merge_detail, m.recorded_at, *as_row(versions[m.report_id, m.revision_id]))
            for m in merger.open_memberships()]
    resumed.restore(rows, merger.redirects(), told_first.items())
    resumed.closed = list(merger.closed)
    return resumed


@settings(max_examples=300, deadline=None)
@given(_CHANGES, st.randoms(use_true_random=False))
def test_any_order_of_arrival_and_any_batching_give_the_same_rows(drawn, random):
    changes = _as_changes(drawn)
    whole = merge_reports(changes)
    shuffled = list(changes)
    random.shuffle(shuffled)
    assert _state(merge_reports(shuffled)) == _state(whole)
    batched = Merger()
    told_first: dict[str, int] = {}
    versions = {(c.report_id, c.report.revision_id): c.report for c in changes if c.report}
    for at in sorted({change.at for change in changes}):
        batched.apply([change for change in shuffled if change.at == at])
        for membership in [*batched.closed, *batched.open_memberships()]:
            told_first[membership.report_id] = min(told_first.get(membership.report_id, at), membership.recorded_at)
        if random.random() < 0.5:
            batched = _resume(batched, told_first, versions)
    assert _state(batched) == _state(whole)
    for membership in whole.open_memberships():
        assert (membership.merge_reason == "first") == (membership.report_id == membership.event_id)
