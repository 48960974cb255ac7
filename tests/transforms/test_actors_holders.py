"""Names of office holders are no places."""

import pytest

from transforms.actors import find_mentions


@pytest.mark.parametrize(("lang", "text", "place"), [
    ("de", "Oberbürgermeister Andreas Muster sprach in Graz.", "Andreas"),
    ("it", "Il sindaco Sebastian Esempio ha salutato gli ospiti.", "Sebastian"),
    ("pt", "O prefeito José Bonifácio recebeu os visitantes.", "José Bonifácio"),
])
def test_a_given_name_behind_an_office_is_no_place(lang: str, text: str, place: str) -> None:
    assert all(mention.surface != place and place not in mention.surface for mention in find_mentions({"lang": lang, "text": text}))


def test_an_article_before_a_tier_is_no_town() -> None:
    mentions = find_mentions({"lang": "fr", "text": "La commune et la ville de Zadar se jumellent.", "publisher": {"country": "FR"}})
    assert {mention.actor.name for mention in mentions if mention.actor} == {"Zadar"}


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("de", "Japans Botschafter kam ins Rathaus.", "Japan"),
    ("de", "Der Besuch des schwedischen Botschafters war kurz.", "Sweden"),
])
def test_german_names_the_state_before_its_office(lang: str, text: str, name: str) -> None:
    assert [(mention.actor.name, mention.office) for mention in find_mentions({"lang": lang, "text": text})
            if mention.actor and mention.actor.level == "national"] == [(name, "ambassador")]


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("en", "Ambassador Garcia called on the council. Garcia gave a talk.", "Garcia"),
    ("en", "Ann E. Garcia led the group; Garcia thanked the hosts.", "Garcia"),
    ("en", "Mayor Lincoln spoke first, and Lincoln left early.", "Lincoln"),
])
def test_a_name_that_is_once_a_person_is_one_wherever_nothing_vouches_for_a_place(lang: str, text: str, name: str) -> None:
    assert name not in {mention.surface for mention in find_mentions({"lang": lang, "text": text})}


def test_a_place_that_a_phrase_vouches_for_stays_one() -> None:
    text = "Ann Garcia met the Mayor of Garcia, Mexico. Garcia is a town of Nuevo León."
    assert "Mayor of Garcia" in {mention.surface for mention in find_mentions({"lang": "en", "text": text})}
