"""How pages in Italian, French and Catalan say who acts; each text follows a public page or names invented governments."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.actors import find_mentions
from transforms.coding import code_document


def code(lang: str, text: str, country: str, published: str = "2024-06-12", name: str | None = None) -> list[dict[str, Any]]:
    publisher = {"country": country} | ({"name": name} if name else {})
    return code_document({"lang": lang, "published": published, "publisher": publisher, "text": text})["events"]


def name_parties(event: dict[str, Any]) -> set[str]:
    return {party["name"] for party in event["parties"]}


def test_a_state_at_war_and_the_unit_around_a_town_take_no_part() -> None:
    # follows: https://www.francebleu.fr/infos/societe/guerre-en-ukraine-menton-annule-son-jumelage-avec-la-ville-de-sotchi-en-russie-1649167486
    (event,) = code("fr", "À cause de la guerre en Ukraine, la ville de Menton dans les Alpes-Maritimes suspend son jumelage avec la "
                    "ville de Sotchi.", "FR", "2022-04-05")
    assert (event["type"], name_parties(event)) == ("termination", {"Menton", "Sochi"})


def test_closer_ties_are_no_accord() -> None:
    text = "Depuis l’envahissement de l’Ukraine, le maire de Valmorin a voulu renforcer les liens avec la ville italienne de Roncarino."
    events = code("fr", text, "FR")
    assert [event["type"] for event in events if event["type"] == "accord" or "Ukraine" in name_parties(event)] == []


def test_a_people_with_a_capital_is_a_surname() -> None:
    # follows: https://www.naciodigital.cat/noticia/222692/aragones-president-flandes-es-conjuren-tenir-mes-pes-europa
    text = ("El president de la Generalitat, Pere Aragonès, s'ha reunit aquest dimarts amb el ministre president de Flandes, Jan Jambon. "
            "Aragonès ha assenyalat que la trobada ha servit per reforçar les relacions.")
    (event,) = code("ca", text, "ES", "2021-07-14")
    assert (event["date"]["start"], name_parties(event)) == ("2021-07-13", {"Catalonia", "Flanders"})


def test_an_adjective_within_the_name_of_a_state_keeps_its_capital() -> None:
    # follows: https://www.sassuolo2000.it/2025/05/26/il-presidente-de-pascale-ha-ricevuto-in-regione-il-console-generale-della-repubblica-popolare-cinese-liu-kan/
    (event,) = code("it", "In Regione il presidente ha ricevuto oggi il console generale della Repubblica Popolare Cinese a Milano.", "IT",
                    "2025-05-26", name="Regione Emilia-Romagna")
    assert (event["type"], name_parties(event)) == ("courtesy_call", {"Emilia-Romagna", "China"})


def test_where_an_office_opens_is_whom_it_is_with() -> None:
    # follows: https://www.diaridegirona.cat/catalunya/2019/06/26/generalitat-anuncia-noves-delegacions-mexic/988544.html
    (event,) = code("ca", "La Generalitat va aprovar ahir la creació de tres noves delegacions a l'exterior, a Mèxic, l'Argentina i "
                    "Tunísia.", "ES", "2019-06-26")
    assert (event["type"], name_parties(event)) == ("office", {"Catalonia", "Mexico", "Argentina", "Tunisia"})


@pytest.mark.parametrize(("lang", "country", "text"), [
    ("it", "IT", "Il sindaco di Roncarino ha ricevuto la delegazione della città francese di Valmorin, che visiterà il porto."),
    ("fr", "FR", "Le maire de Valmorin a reçu hier la délégation de la ville italienne de Roncarino, qui visitera le port."),
])
def test_what_follows_a_reception_does_not_make_it_a_plan(lang: str, country: str, text: str) -> None:
    (event,) = code(lang, text, country)
    assert (event["type"], event["realis"], name_parties(event)) == ("visit", "occurred", {"Roncarino", "Valmorin"})


@pytest.mark.parametrize("text", [
    # follows: https://www.giornalenisseno.com/caltanissetta-lambasciatore-della-repubblica-del-messico-in-italia-in-visita-alla-prefettura/
    "Il Prefetto Chiara Armenia, unitamente al Questore, ha ricevuto a Caltanissetta l’Ambasciatore del Messico.",
    # A greeting arrives, nobody else; a match is no meeting.
    "A Roncarino sono giunti i saluti del sindaco della città francese di Valmorin.",
    "A Roncarino l'incontro di calcio con i ragazzi della città francese di Valmorin.",
])
def test_what_is_no_contact_in_italian(text: str) -> None:
    assert [event["type"] for event in code("it", text, "IT") if event["type"] != "exchange"] == []


@pytest.mark.parametrize(("lang", "country", "text"), [
    ("it", "IT", "Nell'ambito dell'accordo firmato con la città francese di Valmorin, il sindaco di Roncarino ha ricevuto la "
     "delegazione della città francese di Valmorin."),
    ("fr", "FR", "Dans le cadre de la convention signée avec la ville italienne de Roncarino, le maire de Valmorin a reçu une "
     "délégation de la ville italienne de Roncarino."),
])
def test_an_agreement_named_as_a_frame_is_history(lang: str, country: str, text: str) -> None:
    assert [event["type"] for event in code(lang, text, country)] == ["visit"]


def test_an_association_of_regions_is_no_state() -> None:
    # follows: https://news.abidjan.net/articles/496441/signature-de-convention-entre-les-regions-de-france-et-de-cote-divoire
    events = code("fr", "L’Assemblée des régions et districts de Côte d’Ivoire et l’Association des régions de France ont signé un "
                  "accord.", "CI", "2014-05-02")
    assert all(party["level"] == "network" for event in events for party in event["parties"])


def test_where_a_trip_went_is_no_person() -> None:
    # follows: https://valnews.it/?p=46242
    (event,) = code("it", "Il vice sindaco di Sondrio è in visita a Sindelfingen con gli studenti.", "IT", "2022-06-01")
    assert (event["type"], name_parties(event)) == ("visit", {"Sondrio", "Sindelfingen"})


def test_the_seat_of_a_consulate_is_not_the_town_that_receives() -> None:
    # follows: https://giornaledisondrio.it/attualita/console-americano-in-visita-a-sondrio/
    events = code("it", "Sondrio: in Comune la console generale degli Stati Uniti a Milano. Il sindaco ha accolto sabato in municipio la "
                  "console generale degli Stati Uniti a Milano.", "IT", "2019-03-19")
    assert [(event["type"], name_parties(event)) for event in events] == [("courtesy_call", {"Sondrio", "United States"})]


def test_who_also_heads_an_association_acts_for_the_town() -> None:
    (event,) = code("fr", "Le maire de Valmorin, aussi président de l’AMF, s'est rendu mardi dans la ville italienne de Roncarino.", "FR")
    assert name_parties(event) == {"Valmorin", "Roncarino"}


def test_a_city_state_hosts_a_gathering() -> None:
    (event,) = code("fr", "Le maire de Valmorin a participé mardi au congrès mondial des villes à Berlin.", "FR")
    assert (event["type"], name_parties(event)) == ("forum", {"Valmorin", "Berlin"})


def test_a_tie_that_is_kept_has_not_ended() -> None:
    text = "La ville de Valmorin, jumelée avec la ville italienne de Roncarino, juge absurde d’interrompre la relation."
    assert code("fr", text, "FR") == []


def test_a_network_joined_is_no_place() -> None:
    # follows: https://picchionews.it/attualita/macerata-aderisce-a-mayors-of-peace-uniti-per-la-pace-nel-mondo-la-firma-a-montecitorio
    events = code("it", "Il sindaco di Macerata ha firmato la lettera di adesione a Mayors for Peace.", "IT", "2017-11-20")
    assert [(event["type"], name_parties(event)) for event in events] == [("network", {"Macerata", "Mayors for Peace"})]


def test_a_twinning_made_official_is_no_plan() -> None:
    # follows: https://affiches-parisiennes.com/la-ville-d-antony-cree-un-jumelage-avec-taroudant-au-sud-du-maroc-184762.html
    (event,) = code("fr", "Jeudi 28 septembre, la ville d'Antony a officialisé un jumelage prévu de longue date avec la ville de "
                    "Taroudant, à 70 kilomètres d'Agadir.", "FR", "2023-10-03")
    assert (event["realis"], event["date"]["start"], name_parties(event)) == ("occurred", "2023-09-28", {"Antony", "Taroudant"})


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("it", "Il sindaco di Leopoli canta.", "Lviv"),
    ("it", "I sindaci di Milano, Barcellona e Parigi cantano.", "Barcelona"),
    ("fr", "Le maire de Spire chante.", "Speyer"),
    ("ca", "L'alcalde de Torí canta.", "Turin"),
])
def test_what_a_language_calls_a_city_is_that_city(lang: str, text: str, name: str) -> None:
    found = find_mentions({"text": text, "lang": lang, "publisher": {"country": {"it": "IT", "fr": "FR", "ca": "ES"}[lang]}})
    assert name in {mention.actor.name for mention in found if mention.actor}


def test_an_ambassador_received_and_spoken_with_is_one_call() -> None:
    # follows: http://comunepalermo.196.s1.nabble.com/Comunepalermo-Comune-Palermo-sindaco-ha-ricevuto-ambasciatore-francese-a-Villa-Niscemi-tp174.html
    events = code("it", "Il sindaco di Palermo ha ricevuto oggi l’ambasciatore francese. Durante il colloquio il sindaco e l’ambasciatore "
                  "hanno parlato delle relazioni con la Francia.", "IT", "2012-10-10")
    assert [(event["type"], name_parties(event)) for event in events] == [("courtesy_call", {"Palermo", "France"})]


def test_the_holder_of_a_regional_office_is_no_region() -> None:
    # follows: https://www.bologna2000.com/2015/05/11/il-presidente-della-regione-bonaccini-firma-accordo-con-la-provincia-del-guangdong-cina-per-realizzare-iniziative-di-scambio-e-cooperazione/
    events = code("it", "Il presidente della Regione Bonaccini firma oggi a Guangzhou un accordo con la Provincia del Guangdong.", "IT",
                  "2015-05-11", name="Regione Emilia-Romagna")
    assert [(event["type"], name_parties(event)) for event in events] == [("accord", {"Emilia-Romagna", "Guangdong"})]
