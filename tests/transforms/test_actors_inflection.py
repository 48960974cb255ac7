"""Names in other forms than the gazetteer's, right behind the office or tier that vouches for them."""

from __future__ import annotations

import pytest

from transforms.actors import find_mentions
from transforms.gazetteer import load_gazetteer


@pytest.mark.parametrize(("lang", "text", "names"), [
    ("pl", "Burmistrz Oleśnicy spotkał się z burmistrzem Chrudimia.", ["Oleśnica", "Chrudim"]),
    ("pl", "Burmistrz Marek Kowalski otworzył wystawę.", [None]),
    ("uk", "Мер Умані прийняв гостей.", ["Uman"]),
    ("ru", "Мэр Рустави встретил гостей, мэр Петренко их проводил.", ["Rustavi", None]),
    ("de", "Bürgermeister Müller begrüßte die Gäste.", [None]),
    ("nl", "Burgemeester van Breda ontving gasten.", ["Breda"]),
    ("nl", "Gisteren ontving burgemeester Van Breda gasten.", [None]),
    ("nl", "Gisteren ontving burgemeester Peter van der Breda gasten.", [None]),
])
def test_an_office_vouches_for_an_inflected_name(lang: str, text: str, names: list[str | None]) -> None:
    mentions = find_mentions({"text": text, "lang": lang, "publisher": None}, load_gazetteer())
    assert [mention.actor.name if mention.actor else None for mention in mentions if mention.office] == names


@pytest.mark.parametrize(("lang", "text", "level", "name"), [
    ("uk", "Харківська міська рада підписала угоду.", "local", "Kharkiv"),
    ("uk", "Львівська область прийняла гостей.", "regional", "Lviv Oblast"),
    ("ru", "Иркутская область приняла гостей.", "regional", "Irkutsk"),
    ("ru", "Новосибирск принял гостей.", "local", "Novosibirsk"),
    ("pl", "Delegacja obwodu rówieńskiego odwiedziła Olsztyn.", "regional", "Rivne Oblast"),
    ("ru", "Правительство Московской области приняло гостей.", "regional", "Moscow Oblast"),
    ("ru", "Московская городская дума приняла гостей.", "regional", "Moscow"),
    ("uk", "Київська область прийняла гостей.", "regional", "Kyiv Oblast"),
    ("uk", "Київська міська рада прийняла гостей.", "local", "Kyiv"),
    ("de", "Der südböhmische Kreishauptmann kam.", "regional", "South Bohemian Region"),
])
def test_an_adjective_is_read_by_the_tier_beside_it(lang: str, text: str, level: str, name: str) -> None:
    mention = find_mentions({"text": text, "lang": lang, "publisher": None}, load_gazetteer())[0]
    assert (mention.level, mention.actor.name if mention.actor else None, mention.is_official) == (level, name, True)


@pytest.mark.parametrize(("text", "surface", "name"), [
    ("Gestern lud der Rottweiler Gemeinderat ein.", "Rottweiler Gemeinderat", "Rottweil"),
    ("Gestern kam Tolnas Bürgermeisterin.", "Tolnas Bürgermeisterin", "Tolna"),
    ("Gestern tagte der Bad Kissinger Stadtrat.", "Bad Kissinger Stadtrat", "Bad Kissingen"),
    ("Gestern sprach Südtirols Landeshauptmann.", "Südtirols Landeshauptmann", "South Tyrol"),
    ("Gestern wurde ein Neuer Bürgermeister gewählt.", "Bürgermeister", None),
])
def test_a_name_before_its_office_may_be_inflected(text: str, surface: str, name: str | None) -> None:
    (mention,) = find_mentions({"text": text, "lang": "de", "publisher": {"country": "DE"}})
    assert (mention.surface, mention.actor.name if mention.actor else None) == (surface, name)


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("ar", "وصل وفد من بلدية في إسبانيا", "Spain"),
    ("pl", "Delegacja wróciła z Chin.", "China"),
    ("pl", "Delegacja wróciła z Węgier.", "Hungary"),
    ("ru", "Делегация вернулась из поездки в Китае.", "China"),
])
def test_states_are_found_without_capitals_and_in_every_case(lang: str, text: str, name: str) -> None:
    mentions = find_mentions({"text": text, "lang": lang, "publisher": None}, load_gazetteer())
    assert name in [mention.actor.name for mention in mentions if mention.actor]
