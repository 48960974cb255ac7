"""Who takes part: heads named again by surname, places that are no party, lists of places."""

from __future__ import annotations

import pytest

from tests.transforms.coded import code, name_parties
from transforms.coding import code_document

BOTH = {("Brackwater", "IE"), ("Valmorin", "FR")}


@pytest.mark.parametrize("text", [
    # The surname alone, behind the title without a place, and the family name that comes first.
    "Mayor of Brackwater, Ireland, Ada Quillfeather, spoke of trees. "
    "Quillfeather signed a memorandum of understanding with the City of Valmorin, France.",
    "Ada Quillfeather, Mayor of Brackwater, Ireland, spoke of trees. "
    "Mayor Quillfeather received a delegation from the City of Valmorin, France.",
])
def test_a_head_named_again_stands_for_the_same_government(text: str) -> None:
    assert name_parties(code(text)[0]) == BOTH


def test_a_second_act_is_told_by_surnames_alone() -> None:
    events = code("The Mayor of Brackwater, Ireland, Ada Quillfeather, and the Mayor of Valmorin, France, Luc Tirebois, signed a twinning "
                  "agreement. Quillfeather and Tirebois issued a joint declaration on water prices.")
    assert [event["type"] for event in events] == ["twinning", "pledge"]
    assert [name_parties(event) for event in events] == [BOTH, BOTH]
    assert [party["mention"] for party in events[1]["parties"]] == ["Quillfeather", "Tirebois"]


def test_an_act_of_nobody_named_is_that_of_the_parties_before() -> None:
    events = code("The Mayor of Brackwater, Ireland, signed a memorandum of understanding with the Mayor of Valmorin, France. "
                  "The week-long visit began on 5 June.")
    assert [(event["type"], name_parties(event)) for event in events] == [("accord", BOTH), ("visit", BOTH)]


def test_a_head_abroad_named_again_is_not_the_head_at_home() -> None:
    events = code("The Mayor of Valmorin, France, Luc Tirebois, came to the City of Brackwater, Ireland, with a delegation. "
                  "On Monday Mayor Tirebois signed a letter of intent with the City of Brackwater, Ireland.")
    assert [name_parties(event) for event in events] == [BOTH, BOTH]


def test_what_was_signed_stands_for_what_was_meant() -> None:
    events = code("The City of Brackwater, Ireland, approached the City of Valmorin, France, with the intention to establish "
                  "a partnership. The two cities signed an agreement in February 2024.")
    assert [(event["type"], event["date"]["start"]) for event in events] == [("accord", "2024-02")]


def test_a_list_behind_an_act_tells_who_took_part() -> None:
    told = "The City of Brackwater, Ireland, signed a sister city agreement with the City of Valmorin, France. It was sunny. "
    events = code(told + "Present were the Mayor of Hepburnville, France, the Mayor of Brackwater, Ireland, and "
                  "the Mayor of Valmorin, France.")
    assert [name_parties(event) for event in events] == [BOTH | {("Hepburnville", "FR")}]
    assert [name_parties(event) for event in code(told + "The Mayor of Hepburnville, France, was not there.")] == [BOTH]


def test_where_it_happened_is_no_party() -> None:
    events = code("The City of Brackwater, Ireland, has a partner in the City of Valmorin, France. "
                  "The twinning agreement was signed in Dublin and Cork on Monday.")
    assert [name_parties(event) for event in events] == [BOTH]


def test_a_press_conference_is_no_conference() -> None:
    told = "The Mayor of Brackwater, Ireland, and the Mayor of Valmorin, France, held a {} on water prices."
    assert [event["type"] for event in code(told.format("conference"))] == ["forum"]
    assert code(told.format("press conference")) == []


def test_what_would_happen_is_planned() -> None:
    events = code("The Mayor of Brackwater, Ireland, opened the fair. It drew a crowd. It rained. He said that "
                  "the City of Brackwater, Ireland, would sign a memorandum of understanding with the City of Valmorin, France.")
    assert [(event["type"], event["realis"]) for event in events] == [("accord", "planned")]


@pytest.mark.parametrize("line", ["LEEDS, Jun 11 (PRX)", "LEEDS (Presslink)", "Leeds, June 11 -", "Presslink. Leeds, June 11 -"])
def test_where_an_agency_writes_from_is_no_party(line: str) -> None:
    events = code(f"{line} The City of Brackwater, Ireland, and the City of Valmorin, France, signed a twinning agreement.")
    assert [name_parties(event) for event in events] == [BOTH]


@pytest.mark.parametrize("text", [
    "The Mayor of Brackwater, Ireland, led a delegation to the Valmorin Water Forum of the City of Valmorin, France.",
    "The Mayor of Brackwater, Ireland, travelled to the City of Valmorin, France, for the annual water conference.",
])
def test_a_trip_to_a_gathering_takes_part_in_it(text: str) -> None:
    assert "forum" in {event["type"] for event in code(text)}


def test_letters_and_gifts_are_received_without_a_visit() -> None:
    text = "The City of Brackwater, Ireland, received a {} from the City of Valmorin, France."
    assert not any(event["type"] == "visit" for gift in ("letter of thanks", "shipment of trees") for event in code(text.format(gift)))
    assert [event["type"] for event in code(text.format("delegation"))] == ["visit"]


def test_what_was_proposed_at_a_meeting_is_no_condition_of_it() -> None:
    events = code("The weather was fine. The council sat as usual. The Mayor of Brackwater, Ireland, met the Mayor of Valmorin, France, "
                  "and proposed a shared water plan.")
    assert [(event["realis"], name_parties(event)) for event in events] == [("occurred", BOTH)]


def test_a_relative_day_to_come_is_a_plan() -> None:
    document = {"lang": "fr", "published": "2024-06-14", "publisher": {"country": "IE"},
                "text": "Ce samedi, le maire de Brackwater (Irlande) reçoit le maire de Valmorin (France)."}
    assert [(event["realis"], event["date"]["start"]) for event in code_document(document)["events"]] == [("planned", "2024-06-15")]


@pytest.mark.parametrize("where", ["70 km from Lyon", "north of Lyon", "close to Lyon"])
def test_a_town_that_says_where_another_lies_takes_no_part(where: str) -> None:
    (event,) = code(f"The Mayor of Brackwater, Ireland, received a delegation from the Mayor of Valmorin, France, {where}.")
    assert name_parties(event) == BOTH


def test_a_surname_like_a_state_is_no_state() -> None:
    assert code("The Mayor of Brackwater, Ireland, Carla Armenia, received a delegation of cyclists.") == []


def test_a_day_to_come_beside_the_act_makes_it_planned() -> None:
    events = code("The Mayor of Brackwater, Ireland, announced the signing of a twinning agreement with the City of Valmorin, France. "
                  "All are invited.", title="City of Brackwater, Ireland, and City of Valmorin, France, sign twinning on 20 June")
    assert [(event["realis"], event["date"]["start"]) for event in events] == [("planned", "2024-06-20")]
