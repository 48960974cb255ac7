"""How English tells what happened: wordings of offices abroad, networks, gatherings, trips, ends and reaffirmations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.transforms.coded import code


def name_kinds(event: dict[str, Any]) -> set[tuple[str, str]]:
    return {(party["name"], party["level"]) for party in event["parties"]}


def list_types(text: str, **more: str) -> list[str]:
    return [event["type"] for event in code(text, **more)]


@pytest.mark.parametrize(("text", "types"), [
    ("The Province of Ostervang, Norway, agreed to reactivate the opening of its delegations in Tunisia and Mexico.", ["office"]),
    ("Ada Quillfeather starts as Representative of the Province of Ostervang, Norway, in Japan.", ["office"]),
    ("The Province of Ostervang, Norway, approved three grants for farming projects in Malawi.", ["project"]),
    ("The Mayor of Brackwater, Ireland, becomes the new chair of C40, a network of cities.", ["network"]),
    ("The Mayor of Brackwater, Ireland, will welcome city leaders of 40 towns to the C40 summit in June.", ["forum"]),
    ("The Mayor of Brackwater, Ireland, has returned from a twinning visit to the City of Valmorin, France.", ["visit"]),
    ("The Premier of Ostervang, Norway, will visit China to showcase its fish and explore trade opportunities.", ["mission"]),
    ("The City of Brackwater, Ireland, received a letter of gratitude from the City of Valmorin, France.", ["signal"]),
    ("The City of Brackwater, Ireland, severed ties with its sister city Velmograd, Russia, in protest against the war.", ["termination"]),
])
def test_the_type_of_an_act(text: str, types: list[str]) -> None:
    assert list_types(text) == types


@pytest.mark.parametrize("text", [
    "The Mayor of Brackwater, Ireland, reaffirmed the city's friendly relations with the City of Valmorin, France.",
    "The City of Brackwater, Ireland, and the City of Valmorin, France, built a sister city network in the 1970s.",
    "Rain fell at noon. The hall was full. "
    "The idea of becoming sister cities of Valmorin, France, and the City of Brackwater, Ireland, was brought up.",
    "The City of Brackwater, Ireland, and the City of Valmorin, France, met on the 20th anniversary of the twinning agreement.",
])
def test_no_tie_is_concluded_or_renewed_by_talk_or_by_its_age(text: str) -> None:
    assert not {"renewal", "twinning", "accord"} & set(list_types(text))


def test_a_former_office_is_no_history() -> None:
    text = "The Mayor of Brackwater, Ireland, received the Ambassador of Japan on Monday with a former Irish envoy."
    assert list_types(text) == ["courtesy_call"]


def test_a_foreign_adjective_before_a_town_names_the_state() -> None:
    (event,) = code("Brackwater City Council, Ireland, voted to suspend its twinning with a Russian city over the war in Ukraine.")
    assert {party["country"] for party in event["parties"]} == {"IE", "RU"}


def test_a_state_beside_two_towns_that_end_their_tie_is_no_party() -> None:
    (event,) = code("Brackwater City Council, Ireland, voted to end ties with a Russian city over the war with Ukraine. "
                    "The City of Velmograd, Russia, was told by letter.")
    assert {(party["level"], party["country"]) for party in event["parties"]} == {("local", "IE"), ("local", "RU")}


def test_a_name_of_a_person_like_a_town_is_none_among_offices() -> None:
    (event,) = code("Ada Roe, Mayor of Brackwater, Ireland, on Monday received Irvin Hicks Jr., United States Consul General.")
    assert {party["name"] for party in event["parties"]} == {"Brackwater", "United States"}


def test_a_government_from_abroad_visits_the_state_in_which_it_is_told() -> None:
    (event,) = code("The Governor of Ostervang, Norway, Ada Roe, and her delegation arrived in Ireland for a trade mission.")
    assert (event["type"], {party["country"] for party in event["parties"]}) == ("mission", {"NO", "IE"})


def test_the_mayor_at_home_may_be_that_of_a_city_state() -> None:
    events = code("Mayor Ying Roe met his counterpart from Dunedin, New Zealand. Shanghai and Dunedin are old friends.", country="CN")
    assert {party["name"] for party in events[0]["parties"]} == {"Dunedin", "Shanghai"}


def test_pupils_welcomed_are_an_exchange() -> None:
    assert list_types("The City of Brackwater, Ireland, welcomed twelve students from the City of Valmorin, France.") == ["exchange"]


def test_former_officials_speak_for_no_state() -> None:
    (event,) = code("The Mayor of Brackwater, Ireland, met the Gambian Foreign Minister and the former Egyptian Prime Minister on Monday.")
    assert {party["country"] for party in event["parties"]} == {"IE", "GM"}


def test_what_earlier_times_saw_adds_nobody_to_a_gathering() -> None:
    events = code("The Mayor of Brackwater, Ireland, hosted the forum of mayors from 20 countries on Monday. "
                  "Its ties go far, dating back to the pact with Valmorin, France, of 1973.")
    assert all("FR" not in {party["country"] for party in event["parties"]} for event in events if event["type"] == "forum")


@pytest.mark.parametrize("text", [
    "The council passed a resolution authorizing the municipal mayor to represent the City of Brackwater, Ireland, and to sign the "
    "sisterhood agreement with the City of Valmorin, France.",
])
def test_an_authorisation_to_sign_is_an_intent(text: str) -> None:
    assert list_types(text) == ["intent"]


def test_a_committee_of_the_people_is_a_government() -> None:
    events = code("Vice Chairman of the HCMC People's Committee Vo Van Roe received the Governor of Gyeongsangbuk province.", country="VN")
    assert {party["name"] for party in events[0]["parties"]} == {"Ho Chi Minh City", "North Gyeongsang"}


def test_who_joins_the_network_joins_the_one_named_before() -> None:
    events = code("Forty cities joined C40 this year. The City of Brackwater recently joined the network.")
    assert {party["name"] for event in events for party in event["parties"]} == {"C40 Cities", "Brackwater"}


def test_what_a_court_cancels_is_ended() -> None:
    (event,) = code("The Administrative Court of Lyon cancelled the charter of friendship between Saint-Étienne, France, and Shusha, "
                    "Azerbaijan, and cancelled its annex.", country="AZ")
    assert (event["type"], event["realis"]) == ("termination", "occurred")
    assert "Lyon" not in {party["name"] for party in event["parties"]}
    assert ("partner", "opposed", "FR") in {(entry["side"], entry["relation"], entry["country"]) for entry in event["national"]}


def test_the_government_that_acts_counts_of_two_mentions() -> None:
    text = "Chief Minister Roe arrived in Germany on 10 June to meet the Tamil diaspora, the Tamil Nadu government said."
    events = code(text, country="IN")
    assert ("Tamil Nadu", "IN") in {(party["name"], party["country"]) for party in events[0]["parties"]}


def test_units_behind_the_genitive_of_their_state_sign() -> None:
    events = code("MUAN, South Korea, Oct. 31 (Yonhap) — The governors of South Korea's South Jeolla Province and Japan's Kochi Prefecture "
                  "signed a pact Monday on a sister relationship. South Jeolla and Kochi trade fish.", country="KR")
    assert name_kinds(events[0]) == {("South Jeolla", "regional"), ("Kochi Prefecture", "regional")}


@pytest.mark.parametrize(("text", "types"), [
    ("The City Council of Brackwater, Ireland, approved a resolution affirming support for our sister city Zorivka, Ukraine.", ["signal"]),
    ("Brackwater City Council, Ireland, approved a sister city agreement with the City of Zorivka, Ukraine.", ["intent"]),
])
def test_what_a_council_resolves(text: str, types: list[str]) -> None:
    assert list_types(text) == types


def test_readiness_to_give_is_no_gift() -> None:
    assert "aid" not in list_types("Rain fell at noon. The hall was full. The Mayor of Brackwater, Ireland, met the Ambassador of Japan "
                                   "and expressed his readiness to provide all assistance.")
