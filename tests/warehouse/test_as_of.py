"""Two time axes: what the record said at an instant can be asked for ever after."""

from tests.warehouse.conftest import two_sides


def test_the_record_as_it_stood_at_any_instant(world):
    two_sides(world)
    world.run(days=1)
    said = "select n_reports, n_sides_reporting, partner_relation from as_of(timestamp '{}') where type_code = 'visit'"
    assert world.fetch(said.format("2026-05-04 08:59:59")) == []
    assert world.fetch(said.format("2026-05-04 09:00:00")) == [(1, 1, "not_mentioned")]
    assert world.fetch(said.format("2026-05-05 09:00:00")) == [(2, 2, "accompanied")]
    members = "select count(*) from reports_as_of(timestamp '{}')"
    assert [world.fetch(members.format(f"2026-05-{day} 09:00:00"))[0][0] for day in ("03", "04", "05")] == [0, 2, 3]


def test_what_was_known_then_is_what_a_build_then_would_have_held(world):
    """The tables at the first instant, rebuilt from what had landed by then, are the later ones as of that instant."""
    columns = "event_id, type_code, realis, event_on, n_parties, n_reports, n_sides_reporting, own_relation, partner_relation, recorded_at"
    two_sides(world)
    later = world.landing / "jp_kawamachi"
    later.rename(world.landing.parent / "away")
    world.run()
    then = world.fetch(f"select {columns} from out.event order by event_id")  # noqa: S608
    (world.landing.parent / "away").rename(later)
    world.run(days=1)
    now = world.fetch(f"select {columns} from as_of(timestamp '2026-05-04 12:00:00') order by event_id")  # noqa: S608
    assert now == then
    assert world.fetch("select count(*) from out.event_history") == [(1,)]
