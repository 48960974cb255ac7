"""What the document around a sentence tells of its act: the only pair, who 'the mayor' is, what replaced what."""

from __future__ import annotations

import pytest

from tests.transforms.coded import code, name_parties

BOTH = {("Brackwater", "IE"), ("Valmorin", "FR")}
SIGNED = "The Mayor of Brackwater, Ireland, signed a memorandum of understanding with the Mayor of Valmorin, France, on 5 June 2024. "


def test_an_act_that_names_one_side_belongs_to_the_only_pair() -> None:
    events = code(SIGNED + "Three lorries of medical supplies were donated to the City of Valmorin, France.")
    assert [(event["type"], name_parties(event)) for event in events] == [("accord", BOTH), ("aid", BOTH)]


def test_an_act_that_names_a_third_side_does_not() -> None:
    events = code(SIGNED + "Three lorries of medical supplies were donated to the City of Kyiv, Ukraine.")
    assert all(("Valmorin", "FR") not in name_parties(event) for event in events if event["type"] == "aid")


@pytest.mark.parametrize("sentence", [
    "It renews the agreement of 2012.", "The agreement signed in 2012 was renewed.",
])
def test_what_another_sentence_calls_a_renewal_is_one(sentence: str) -> None:
    events = code(SIGNED + sentence)
    assert [(event["type"], event["date"]["start"], name_parties(event)) for event in events] == [("renewal", "2024-06-05", BOTH)]


def test_the_years_of_a_programme_date_nothing() -> None:
    events = code("The Mayor of Brackwater, Ireland, signed a memorandum of understanding for the years 2024-2027 with the Mayor of "
                  "Valmorin, France.")
    assert [(event["type"], event["date"]["start"]) for event in events] == [("accord", None)]


@pytest.mark.parametrize("text", [
    # The head at home is neither the agency's town nor one of the two whose heads are named.
    "MOSCOW (Sputnik) The heads of the governments of Bavaria and Scotland signed an agreement, the first minister said.",
    "Updated: 2024-06-11 (Xinhua). The Governor of Bavaria and the First Minister of Scotland signed an agreement, the governor said.",
])
def test_the_head_at_home_is_none_where_two_others_sign(text: str) -> None:
    events = code(text, country="RU" if "Sputnik" in text else "CN")
    assert [name_parties(event) for event in events] == [{("Bavaria", "DE"), ("Scotland", "GB")}]


def test_the_mayor_is_that_of_the_town_set_before() -> None:
    events = code("Cork - Galway: The Mayor received a delegation from the City of Valmorin, France.")
    assert [name_parties(event) for event in events] == [{("Galway", "IE"), ("Valmorin", "FR")}]


@pytest.mark.parametrize("post", ["the Consulate General of Japan in Munich", "the Japanese embassy in Berlin"])
def test_the_town_of_a_post_is_no_party(post: str) -> None:
    events = code(f"The Mayor of Brackwater, Ireland, met the Mayor of Valmorin, France, after a call at {post}.")
    assert events and all(country != "DE" for event in events for _, country in name_parties(event))


def test_nor_is_it_in_spanish() -> None:
    text = "El alcalde de Zaragoza se reunió con el alcalde de Toulouse y con el Cónsul General de México en Munich."
    events = code(text, country="ES", lang="es")
    assert events and all(country != "DE" for event in events for _, country in name_parties(event))


@pytest.mark.parametrize("text", [
    "The Mayor of Brackwater, Ireland, also President of Eurocities,",
    "The Mayor of Brackwater, Ireland, and President of the ZMVS,",
])
def test_what_a_head_also_presides_is_no_party(text: str) -> None:
    events = code(f"{text} received a delegation from the City of Valmorin, France.")
    assert [name_parties(event) for event in events] == [BOTH]


def test_a_bare_name_is_the_government_that_a_phrase_names_by_it() -> None:
    events = code("The Governor of Nakuru County and the Governor of North Carolina signed an agreement. "
                  "North Carolina opened an office in Nakuru.", country="KE")
    levels = {party["level"] for event in events for party in event["parties"] if party["country"] == "KE"}
    assert len(events) > 1 and levels == {"regional"}


def test_a_town_told_by_its_unit_stays_unnamed() -> None:
    events = code("An Illinois town donated a fire engine to the City of Mykolaiv, Ukraine.", country="US")
    assert [(party["name"], party["actor_id"]) for party in events[0]["parties"] if party["country"] == "US"] == [("Illinois town", None)]


def test_a_state_in_a_list_of_states_is_no_town_of_the_next() -> None:
    events = code("O governador do Paraná fez uma visita oficial à Polônia, Estados Unidos e Canadá.", country="BR", lang="pt")
    assert events and ("Poland", "PL") in {pair for event in events for pair in name_parties(event)}
