"""Merging in the warehouse: one event of two sides, its whole history, and the two ways of going on."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import World, act, kawamachi_visit, party, talstadt_visit, two_sides
from warehouse.load import load_landing

REPRINT = ("The river festival of Talstadt and Kawamachi brought choirs, cooks and coopers of both cities to the old harbour, where the "
           "mayors opened a joint exhibition on floods, dykes and ferries and spoke of three further years of common work.")


def members(world: World, type_code: str = "visit") -> list[int]:
    """Sizes of the live events of a type."""
    return sorted(count for count, in world.fetch(f"""
        select count(*) from core.event_report join core.report using (report_id, revision_id, codebook_version)
        where retracted_at is null and type_code = '{type_code}' group by event_id"""))  # noqa: S608


def test_two_sides_and_a_guest_are_one_event_of_two_sides_and_one_occasion(world):
    two_sides(world)
    text = "The city of Valbourg was a guest when Kawamachi came to Talstadt on 27 April 2026 for the visit."
    world.collect("fr_valbourg", [world.document("fr_valbourg", "visit.html", text, [
        act("visit", party("fr_valbourg", publisher=True), party("de_talstadt"), party("jp_kawamachi"), on="2026-04-27")], days=2)], days=2)
    world.run(days=2)
    assert world.fetch("""
        select type_code, n_reports, n_sides_reporting, n_parties, own_relation, partner_relation from out.event order by type_code""") == [
        ("twinning", 1, 1, 2, "not_mentioned", "not_mentioned"), ("visit", 3, 2, 3, "not_mentioned", "accompanied")]
    assert world.fetch("select count(distinct occasion_id) from out.event") == [(1,)]
    assert world.fetch("select merge_reason from core.event_report order by all") == [("first",), ("first",), ("same_day",), ("same_day",)]


def test_contradictions_are_kept_apart_and_side_by_side(world):
    two_sides(world)
    text = "Talstadt denies that a delegation from Kawamachi was received on 27 April 2026 or ever will be."
    world.collect("de_talstadt", [world.document("de_talstadt", "denial.html", text, [
        act("visit", party("de_talstadt", publisher=True), party("jp_kawamachi"), on="2026-04-27", realis="denied")], days=2)], days=2)
    world.settle(days=2)
    assert members(world) == [1, 2]


def test_an_earlier_page_found_later_gives_the_event_its_name_as_if_it_had_been_known_first(world):
    world.collect("jp_kawamachi", [kawamachi_visit(world, days=1)], days=1)
    world.settle(days=1)
    (old,), = world.fetch("select event_id from core.event_report")
    world.collect("de_talstadt", [talstadt_visit(world)])
    assert world.settle(days=2) == "anew"
    assert world.fetch("select report_id, event_id <> report_id from core.event_report where merge_reason = 'same_day'") == [(old, True)]
    assert world.fetch("select * from core.redirect") == []


def test_a_retracted_first_report_gives_the_event_another_id_and_a_redirect(world):
    two_sides(world)
    world.settle(days=1)
    (old,), = world.fetch("select event_id from core.event_report group by event_id having count(*) = 2")
    text = "Talstadt corrects: on 27 April 2026 a twinning agreement with Kawamachi was signed by post."
    world.collect("de_talstadt", [world.document("de_talstadt", "visit.html", text, [
        act("twinning", party("de_talstadt", publisher=True), party("jp_kawamachi"), on="2026-04-27", tie_status="in_force",
            instrument="twinning_agreement")], days=3)], days=3)
    assert world.settle(days=3) == "later"
    (new,), = world.fetch("select event_id from core.event_report where retracted_at is null and merge_reason = 'first' and event_id "
                          "in (select successor_id from core.redirect)")
    assert world.fetch("select event_id, successor_id, recorded_at::varchar from core.redirect") == [(old, new, "2026-05-07 09:00:00")]
    assert members(world) == [1]
    assert world.fetch(f"select count(*) from core.event_report where event_id = '{old}' and retracted_at is null") == [(0,)]  # noqa: S608
    later = world.export("core")
    world.warehouse.unlink()
    load_landing(world.warehouse, world.landing)
    world.merge()
    assert world.export("core") == later


def test_a_tombstone_retracts_nothing(world):
    two_sides(world)
    world.settle(days=1)
    before = world.export("core")
    gone = talstadt_visit(world, days=5)
    tombstone = {**gone, "is_tombstone": True, "text": None, "title": None, "content_hash": "f" * 64, "revision_id": "f" * 16,
                 "published": None, "published_precision": None, "lang": None, "confidence": None, "published_method": None}
    world.collect("de_talstadt", [tombstone], days=5)
    world.settle(days=5)
    assert world.export("core") == before
    assert world.fetch("select count(*) from raw.document where is_tombstone") == [(1,)]


def test_recodings_change_the_version_column_where_they_say_the_same_and_keep_what_was_said_where_not(world):
    two_sides(world)
    world.run(days=1)
    names = ("out.event", "core.event_report", "core.event")
    before = {name: world.fetch(f"select * replace ('' as codebook_version) from {name} order by all") for name in names}  # noqa: S608
    assert world.settle(days=30, codebook_version="0.2.0", recode=True) == "later"
    world.build(codebook_version="0.2.0")
    after = {name: world.fetch(f"select * replace ('' as codebook_version) from {name} order by all") for name in names}  # noqa: S608
    assert after == before
    assert world.fetch("select distinct codebook_version from out.event") == [("0.2.0",)]
    for acts in world.acts.values():
        acts[0]["realis"] = "planned"
    world.settle(days=60, codebook_version="0.3.0", recode=True)
    world.build(codebook_version="0.3.0")
    assert world.fetch("select realis, retracted_at is null from core.event where type_code = 'visit' order by recorded_at")[-2:] == [
        ("occurred", False), ("planned", True)]
    assert world.fetch("select realis from as_of(timestamp '2026-06-20') where type_code = 'visit'") == [("occurred",)]
    assert world.fetch("select realis from as_of(timestamp '2026-08-20') where type_code = 'visit'") == [("planned",)]


def test_a_reprint_is_one_event_with_its_original_and_an_annual_text_is_not(world):
    def festival(path: str, days: float, published: str, text: str = REPRINT):
        return world.document("de_talstadt", path, text, [act("visit", party("de_talstadt", publisher=True), party("jp_kawamachi"))],
                              days=days, published=published)

    world.collect("de_talstadt", [festival("a.html", 0, "2025-05-01")])
    world.collect("de_talstadt", [festival("b.html", 1, "2025-06-10", REPRINT.replace("choirs", "many choirs"))], days=1)
    world.collect("de_talstadt", [festival("c.html", 2, "2026-05-01")], days=2)
    world.settle(days=2)
    assert members(world) == [1, 2]
    assert world.fetch("select count(*), count(distinct group_id), min(similarity) > 0.7 from core.duplicate") == [(3, 1, True)]
    assert world.fetch("select merge_reason from core.event_report order by all") == [("first",), ("first",), ("near_duplicate",)]


@pytest.mark.parametrize(("text", "changed"), [
    (REPRINT, REPRINT.replace("dykes", "canals").replace("further", "more")),
    ("大阪市とタルシュタット市は五月三日に川祭りを共催し、両市の合唱団や料理人が古い港に集まり、市長らが洪水と堤防に関する展示会を開いて今後三年の協力を語った。",
     "大阪市とタルシュタット市は五月三日に川祭りを共催し、両市の合唱団と料理人が古い港に集い、市長らが洪水と堤防に関する展示会を開いて今後三年の協力を語った。"),
])
def test_near_duplicates_are_found_in_scripts_with_and_without_spaces(world, text, changed):
    world.collect("de_talstadt", [world.document("de_talstadt", "a.html", text)])
    world.collect("jp_kawamachi", [world.document("jp_kawamachi", "b.html", changed, days=1)], days=1)
    world.collect("fr_valbourg", [world.document("fr_valbourg", "c.html", "Le conseil municipal de Valbourg a voté le budget de la "
                                                 "ville pour l'année prochaine après un long débat sur les écoles.", days=2)], days=2)
    world.settle(days=2)
    assert world.fetch("select count(*) from core.sketch") == [(3,)]
    assert world.fetch("select count(distinct group_id), count(similarity) from core.duplicate") == [(2, 1)]


_ACTS = st.tuples(st.sampled_from(["de_talstadt", "jp_kawamachi", "fr_valbourg"]), st.integers(0, 3),
                  st.sampled_from(["visit", "termination"]), st.sampled_from([None, "2026-04", "2026-04-27", "2026-05-20"]),
                  st.sampled_from(["occurred", "planned"]))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_ACTS, min_size=3, max_size=8, unique_by=lambda told: (told[0], told[1], told[2])), cut=st.integers(0, 7))
def test_going_on_from_the_last_build_gives_what_starting_over_gives(tmp_path_factory, acts, cut):
    world = World(tmp_path_factory.mktemp("world"))
    for day, (source_id, page, type_code, on, realis) in enumerate(acts):
        other = "jp_kawamachi" if source_id == "de_talstadt" else "de_talstadt"
        text = f"{source_id} tells on day {day} of an act of type {type_code} with {other}, dated {on}, {realis}, in its own words."
        document = world.document(source_id, f"{page}.html", text, [
            act(type_code, party(source_id, publisher=True), party(other, publisher=True), on=on, realis=realis)], days=day)
        world.collect(source_id, [document], days=day)
        if day in (cut, len(acts) - 1):
            world.settle(days=day + 0.5)
    gone_on = world.export("core")
    world.warehouse.unlink()
    load_landing(world.warehouse, world.landing)
    world.merge()
    assert world.export("core") == gone_on
