"""Ties, memberships and offices over time: opened, changed and closed by events, from pages to out.tie."""

from typing import Any

from tests.warehouse.conftest import World, act, party, two_sides
from warehouse.corrections import FILE_NAME

SUSPENDED = "The council of Talstadt decided on 2 May 2027 to suspend the twinning with Kawamachi until further notice."
OTHER_WORDS = "Talstadt has put its partnership with Kawamachi on hold, the mayor of Kawamachi learned on 2 May 2027."


def tell(world: World, source_id: str, path: str, text: str, days: float, published: str, *acts: dict[str, Any]) -> None:
    world.collect(source_id, [world.document(source_id, path, text, list(acts), days=days, published=published)], days=days)


def suspend(world: World, source_id: str, text: str, days: float) -> None:
    tell(world, source_id, "suspension.html", text, days, "2027-05-03", act(
        "termination", *(party(side, publisher=side == source_id) for side in ("de_talstadt", "jp_kawamachi")),
        on="2027-05-02", tie_status="suspended", tone=-1))


def ties(world: World) -> list[tuple[Any, ...]]:
    return world.fetch("select tie_kind, state, started_on, ended_on, tie_number from out.tie order by started_on")


def test_a_tie_is_concluded_suspended_and_corrected_and_every_earlier_state_stays_on_record(world):
    two_sides(world)
    suspend(world, "de_talstadt", SUSPENDED, 364)
    suspend(world, "jp_kawamachi", OTHER_WORDS, 365)
    world.run(days=366)
    assert ties(world) == [("twinning", "in_force", "2026-04-27", "2027-05-02", 1), ("twinning", "suspended", "2027-05-02", None, 1)]
    (event_id, reports, sides), = world.fetch("""
        select event_id, n_reports, n_sides_reporting from out.event where type_code = 'termination'""")
    assert (reports, sides) == (2, 2)
    assert world.fetch("select ended_by, lead(started_by) over (order by started_on) from out.tie limit 1") == [(event_id, event_id)]
    world.warehouse.with_name(FILE_NAME).write_text(
        f"- {{event_id: '{event_id}', field: event_on, old_value: '2027-05-02', value: '2027-06-01', reason: It took effect later.,\n"
        "   source: 'https://talstadt.example/decision', recorded_at: 2027-07-01T00:00:00Z}\n", encoding="utf-8")
    world.build()
    assert ties(world) == [("twinning", "in_force", "2026-04-27", "2027-06-01", 1), ("twinning", "suspended", "2027-06-01", None, 1)]
    for instant, known in (("2026-06-01", []), ("2027-05-03 12:00:00", [("2027-05-02", 1)]), ("2027-05-05", [("2027-05-02", 2)]),
                           ("2027-08-01", [("2027-06-01", 2)])):
        assert world.fetch(f"select event_on, n_reports from as_of(timestamp '{instant}') where type_code = 'termination'") == known  # noqa: S608


def test_a_page_that_is_gone_or_an_act_only_planned_ends_no_tie(world):
    two_sides(world)
    text = "A motion to end the twinning with Kawamachi will be put to the vote in June 2027."
    tell(world, "de_talstadt", "motion.html", text, 364, "2027-05-03",
         act("termination", party("de_talstadt", publisher=True), party("jp_kawamachi"), on="2027-06", realis="planned",
             tie_status="terminated"))
    world.run(days=364)
    assert ties(world) == [("twinning", "in_force", "2026-04-27", None, 1)]


def test_memberships_and_offices_are_opened_and_closed_by_events(world):
    network = party("int_cityring")
    tell(world, "de_talstadt", "join.html", "Talstadt has joined the City Ring on 1 March 2024 as its newest member city.", 0, "2024-03-02",
         act("network", party("de_talstadt", publisher=True), network, on="2024-03-01", tone=1))
    tell(world, "de_talstadt", "leave.html", "Talstadt has left the City Ring with effect from 31 December 2025.", 1, "2025-12-20",
         act("network", party("de_talstadt", publisher=True), network, on="2025-12-31", tie_status="terminated", tone=-1))
    tell(world, "jp_kawamachi", "office.html", "Kawamachi opened an office in Talstadt on 5 May 2025 to help its firms.", 2, "2025-05-06",
         act("office", party("jp_kawamachi", publisher=True, roles=("initiator",)), party("de_talstadt", roles=("host",)), on="2025-05-05"))
    world.run(days=2)
    assert world.fetch("select state, started_on, ended_on from out.membership order by started_on") == [
        ("member", "2024-03-01", "2025-12-31"), ("left", "2025-12-31", None)]
    assert world.fetch("select state, started_on, ended_on from out.office") == [("open", "2025-05-05", None)]
