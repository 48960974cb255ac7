"""How announcements from Germany to Russia put it; governments are invented, or the act is told by the page that is named."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.coding import code_document


def code(lang: str, text: str, country: str, name: str | None = None) -> list[dict[str, Any]]:
    publisher = {"country": country} | ({"name": name} if name else {})
    return code_document({"lang": lang, "published": "2024-06-12", "publisher": publisher, "text": text})["events"]


def tell(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(event["type"], event["realis"]) for event in events]


@pytest.mark.parametrize(("text", "said"), [
    ("Der Rat der Stadt Quellbrunn stimmte zu, eine Städtepartnerschaft mit der Stadt Valmorin in Frankreich einzugehen.",
     [("intent", "occurred")]),
    ("Der Rat der Stadt Quellbrunn entschied sich für eine Städtepartnerschaft mit der Stadt Valmorin in Frankreich.",
     [("intent", "occurred")]),
    ("Die Stadt Quellbrunn und die Stadt Valmorin in Frankreich unterzeichneten die Urkunde ihrer Städtepartnerschaft.",
     [("twinning", "occurred")]),
    ("Der Oberbürgermeister der Stadt Quellbrunn empfing französische Austauschschüler aus der Partnerstadt Valmorin in Frankreich.",
     [("exchange", "occurred")]),
    ("Der Oberbürgermeister der Stadt Quellbrunn empfing den Bürgermeister der Stadt Valmorin in Frankreich und Austauschschüler.",
     [("visit", "occurred")]),
    ("Die Stadt Quellbrunn spendet der Stadt Valmorin in Frankreich einen Rüstwagen.", [("aid", "occurred")]),
    ("Die Bürgermeisterin der Stadt Quellbrunn nahm in Vertretung des Rats an der Konferenz der Städte Valmorin, Frankreich, und "
     "Brackwater, Irland, in Lyon teil.", [("forum", "occurred")]),
])
def test_german(text: str, said: list[tuple[str, str]]) -> None:
    assert tell(code("de", text, "DE")) == said


def test_a_noun_behind_an_article_is_no_town() -> None:
    (event,) = code("de", "Am Montag unterstützte der Gemeinderat den Vorschlag, den Mayors for Peace beizutreten.", "DE")
    assert "Vorschlag" not in {party["name"] for party in event["parties"]}


def test_the_middle_of_a_month_is_no_town() -> None:
    (event,) = code("de", "Die Delegation Mitte Februar führte Oberbürgermeister Roe an, der in die Partnerstadt Valmorin in Frankreich "
                          "reiste.", "DE")
    assert {party["name"] for party in event["parties"]} == {"Oberbürgermeister", "Valmorin"}


@pytest.mark.parametrize(("text", "said"), [
    ("De raad van de stad Kwelderhaven maakte een einde aan de stedenband met de stad Valmorin in Frankrijk.",
     [("termination", "occurred")]),
    ("Het college van de gemeente Kwelderhaven reserveert 25.000 euro voor de stad Valmorin in Frankrijk.", [("aid", "occurred")]),
    ("Burgemeester Roe van de gemeente Kwelderhaven ontving Franse leerlingen uit partnerstad Valmorin in Frankrijk.",
     [("exchange", "occurred")]),
    ("In de historische raadzaal ondertekende de burgemeester van de gemeente Kwelderhaven een stedenband met de stad Valmorin, "
     "Frankrijk.",
     [("twinning", "occurred")]),
    ("De gemeente Kwelderhaven gaf een persconferentie over de stad Valmorin in Frankrijk.", []),
])
def test_dutch(text: str, said: list[tuple[str, str]]) -> None:
    assert tell(code("nl", text, "NL")) == said


@pytest.mark.parametrize(("text", "names"), [
    # follows: https://www.cathycoudyser.be/nieuws/een-gedeeld-eigenbelang-tussen-vlaanderen-en-nederland
    ("De Vlaamse en Nederlandse regering sloten een akkoord.", {"Flanders", "Netherlands"}),
    # follows: https://www.vrt.be/vrtnws/nl/2019/10/14/vlaams-minister-president-jambon-bezoekt-nederlandse-collega-rut/
    ("De minister-president van Nederland ontving Vlaams minister-president Jambon.", {"Flanders", "Netherlands"}),
])
def test_adjectives_share_their_phrase_and_heads_of_states_are_no_heads_of_units(text: str, names: set[str]) -> None:
    (event,) = code("nl", text, "BE")
    assert {party["name"] for party in event["parties"]} == names


@pytest.mark.parametrize(("text", "said"), [
    ("Konsul generalna Chin była gościem władz gminy Brzozowice.", [("courtesy_call", "occurred")]),
    ("Burmistrz gminy Brzozowice przyjął francuskich uczniów z miasta Valmorin we Francji.", [("exchange", "occurred")]),
    ("Burmistrz gminy Brzozowice podziękował za dotychczasową współpracę i podpisał umowę partnerską z miastem Valmorin we Francji.",
     [("twinning", "occurred")]),
])
def test_polish(text: str, said: list[tuple[str, str]]) -> None:
    assert tell(code("pl", text, "PL")) == said


def test_counties_are_no_towns() -> None:
    # follows: https://www.powiatkepno.pl/wydarzenia (27 August 2013)
    (event,) = code("pl", "Do Powiatu Kępińskiego przyjechała delegacja z Powiatu Aurich.", "PL")
    assert {(party["name"], party["level"]) for party in event["parties"]} == {
        ("Kępno County", "intermediate"), ("Landkreis Aurich", "intermediate")}


@pytest.mark.parametrize(("lang", "country", "text", "said", "names"), [
    # follows: https://www.haberler.com/guncel/ (27 September 2025, 19093340)
    ("tr", "TR", "Kayseri Belediye Başkanı, Güney Kore'deki kardeş şehir Yongin'de temaslarda bulundu.",
     [("visit", "occurred")], {("Kayseri", "TR"), ("Yongin", "KR")}),
    # A resolution that a council adopts by vote is no reception, and what it talks of no meeting.
    ("tr", "TR", "Kayseri Belediyesi ile Irak'ın Erbil şehri hakkındaki teklifin görüşülmesi oy birliğiyle kabul edilerek karara bağlandı.",
     [], set()),
    # follows: https://m.ura.news/news/1052354725
    ("ru", "RU", "Губернатор Югры улетела в Беларусь с рабочей поездкой.",
     [("visit", "occurred")], {("Khanty-Mansi Autonomous Okrug", "RU"), ("Belarus", "BY")}),
    # follows: http://rayrada.km.ua/2022/05/20/vpershe-v-istoriyi-shtat-ssha-pobratavsya-z-oblastyu-ukrayini.html
    ("uk", "UA", "Хмельниччина та штат Міссісіпі підписали угоду про побратимство.",
     [("twinning", "occurred")], {("Khmelnytskyi Oblast", "UA"), ("Mississippi", "US")}),
    # follows: https://navkolo.news/node/4835
    ("uk", "UA", "Біла Церква підписала зі шведським містом Борос лист про наміри партнерства.",
     [("intent", "occurred")], {("Bila Tserkva", "UA"), ("Borås", "SE")}),
])
def test_turkish_russian_and_ukrainian(
        lang: str, country: str, text: str, said: list[tuple[str, str]], names: set[tuple[str, str]]) -> None:
    events = code(lang, text, country)
    assert tell(events) == said
    assert {(party["name"], party["country"]) for event in events for party in event["parties"]} == names


def test_an_inflected_given_name_is_no_town() -> None:
    (event,) = code("ru", "Губернатор Волгоградской области встретился с послом Беларуси Александром Рогожником.", "RU")
    assert {party["country"] for party in event["parties"]} == {"RU", "BY"}


@pytest.mark.parametrize(("lang", "country", "text", "said"), [
    ("nl", "NL", "De stad Eikendorp en de stad Valmorin in Frankrijk ondertekenden een intentieverklaring.", "intent"),
    ("de", "DE", "Die Stadt Quellbrunn und die Stadt Valmorin in Frankreich unterzeichneten eine Partnerschaftserklärung.", "twinning"),
    ("uk", "UA", "Міста Вінниця та Кельце підписали меморандум про співпрацю.", "accord"),
])
def test_a_paper_signed_is_not_also_a_pledge(lang: str, country: str, text: str, said: str) -> None:
    assert tell(code(lang, text, country)) == [(said, "occurred")]
