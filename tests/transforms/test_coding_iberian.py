"""How Spanish and Portuguese pages tell acts: words that look alike and mean something else, pupils, laws on sister cities, lists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.transforms import coded
from tests.transforms.coded import name_parties


def code(lang: str, country: str, text: str, title: str | None = None) -> list[dict[str, Any]]:
    return coded.code(text, country, title, lang)


def list_types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


@pytest.mark.parametrize(("lang", "country", "text"), [
    # "sostuvo la alcaldesa" only says; "cortesia" breaks no ties; "de acordo com" is no accord; a pleno reached is no place.
    ("es", "MX", "“Fue un día feliz para Valdorria, Francia”, sostuvo la alcaldesa de Brisamar, México."),
    ("pt", "BR", "O prefeito de Brisamar, Brasil, falou de cortesia e laços antigos com a cidade de Valdorria, França."),
    ("pt", "BR", "De acordo com o texto, a Prefeitura de Brisamar, Brasil, ganha fama na cidade de Valdorria, França."),
    ("es", "ES", "El caso de la ciudad de Valdorria, Francia, llegará al pleno del Ayuntamiento de Brisamar, España."),
    # A committee for twinnings signs nothing, however it is called; what sister cities are is no act.
    ("es", "ES", "El Ayuntamiento de Brisamar, España, y la Asociación de Hermanamientos, que visitó a nadie en Valdorria, Francia, "
                 "han suscrito un papel."),
    ("pt", "BR", "Quando duas cidades, como Brisamar, Brasil, e Valdorria, França, assinam um acordo, elas se tornam irmãs."),
])
def test_words_that_look_like_an_act_are_none(lang: str, country: str, text: str) -> None:
    assert code(lang, country, text) == []


@pytest.mark.parametrize(("lang", "country", "text", "types"), [
    ("es", "ES", "Los alumnos de la ciudad de Valdorria, Francia, llegaron al Ayuntamiento de Brisamar, España, y están alojados con "
           "familias.", ["exchange"]),
    ("pt", "PT", "Vinte alunos do Município de Brisamar, Portugal, viajaram até à cidade de Valdorria, França, e ficaram com famílias de "
                 "acolhimento.", ["exchange"]),
    ("pt", "BR", "A Prefeitura de Brisamar, Brasil, vai enviar uma ambulância para o município de Valdorria, Cabo Verde.", ["aid"]),
    ("pt", "PT", "A Câmara Municipal de Brisamar, Portugal, e a cidade de Valdorria, Moçambique, celebraram no dia 4 um protocolo.",
     ["accord"]),
    ("pt", "BR", "O projeto torna cidades-irmãs a cidade de Brisamar, Brasil, e a cidade de Valdorria, China.", ["intent"]),
    ("es", "AR", "El municipio de Brisamar, Argentina, integrará el Consejo de la red Mercociudades.", ["network"]),
])
def test_acts_are_told_in_words_of_their_own(lang: str, country: str, text: str, types: list[str]) -> None:
    assert list_types(code(lang, country, text)) == types


def test_weak_words_beside_an_end_name_what_ended() -> None:
    events = code("es", "ES", "El Ayuntamiento de Brisamar, España, decidió congelar las relaciones con Valdorria, Francia, según el "
                              "convenio de hermanamiento que será estudiado.")
    assert list_types(events) == ["termination"]


def test_what_an_agreement_is_for_is_no_study() -> None:
    events = code("pt", "BR", "A Prefeitura de Brisamar, Brasil, e a cidade de Valdorria, China, assinaram um protocolo de cidades-irmãs "
                              "com o objetivo de estabelecer um intercâmbio de experiências.")
    assert list_types(events) == ["twinning"]


def test_states_of_a_list_are_all_parties() -> None:
    events = code("pt", "BR", "O governador de São Paulo visitará a França, a Alemanha, a Itália e a Espanha.")
    assert {country for _, country in name_parties(events[0])} == {"BR", "FR", "DE", "IT", "ES"}


def test_a_county_that_says_where_a_party_lies_is_none() -> None:
    events = code("es", "MX", "La ciudad de Brisamar, México, firmó un hermanamiento con la ciudad de Valdorria, Estados Unidos, en el "
                              "condado de Los Ángeles.")
    assert name_parties(events[0]) == {("Brisamar", "MX"), ("Valdorria", "US")}


def test_a_year_since_when_dates_no_renewal() -> None:
    events = code("pt", "BR", "Estados-irmãos desde 2005, com muitos intercâmbios e visitas de parte a parte ao longo do tempo, a "
                              "Prefeitura de Brisamar, Brasil, e a cidade de Valdorria, China, acabam de renovar este pacto.")
    assert [(event["type"], event["date"]["start"]) for event in events] == [("renewal", None)]


def test_the_ministry_of_foreign_business_opposes_nothing() -> None:
    """``Negócios`` begins like *negou*."""
    events = code("pt", "PT", "A Câmara Municipal de Brisamar, Portugal, assinou um protocolo com a cidade de Valdorria, Moçambique. "
                              "O ministro dos Negócios Estrangeiros esteve presente.")
    assert [{national["relation"] for national in event["national"]} for event in events] == [{"accompanied"}]


@pytest.mark.parametrize("name", ["La Paz", "El Alto", "Los Robledales"])
def test_an_article_with_a_capital_belongs_to_the_name(name: str) -> None:
    events = code("es", "ES", f"El alcalde de Brisamar, España, firmó un convenio de cooperación con el alcalde de {name}, Bolivia.")
    assert [(party["name"], party["level"]) for party in events[0]["parties"]] == [("Brisamar", "local"), (name, "local")]


@pytest.mark.parametrize(("lang", "country", "text", "names"), [
    # A name that goes on is not the town it begins with; a surname is none; "ciudades de México" is no city.
    ("pt", "PT", "O Município de Santa Marta de Quintalvo, Portugal, assinou um protocolo de geminação com a cidade de Valdorria, França.",
     {"Santa Marta de Quintalvo", "Valdorria"}),
    ("es", "UY", "El intendente de Brisamar, Uruguay, Oscar de los Santos, recibió al alcalde de Valdorria, Italia.",
     {"Brisamar", "Valdorria"}),
    ("es", "MX", "De visita por varias ciudades de México, el alcalde de Valdorria, Colombia, fue recibido por el presidente municipal de "
                 "Brisamar, México.", {"Brisamar", "Valdorria"}),
])
def test_names_are_read_whole(lang: str, country: str, text: str, names: set[str]) -> None:
    assert {party["name"] for party in code(lang, country, text)[0]["parties"]} == names


@pytest.mark.parametrize(("lang", "country", "text", "types"), [
    ("pt", "PT", "No âmbito do protocolo de geminação com a cidade de Valdorria, França, o Município de Brisamar, Portugal, recebeu uma "
                 "delegação.", ["visit"]),
    ("pt", "PT", "A comitiva da cidade geminada de Valdorria, França, visitou o Município de Brisamar, Portugal, e ficou definido o "
           "regresso.", ["visit"]),
    ("pt", "BR", "A comitiva da cidade de Valdorria, Japão, está em visita à Prefeitura de Brisamar, Brasil, pelos 40 anos da assinatura "
                 "do convênio.", ["visit"]),
    ("es", "ES", "El alcalde de Brisamar, España, ha recibido a un grupo de alumnos franceses de la ciudad de Valdorria, "
                 "Francia.", ["exchange"]),
    ("es", "ES", "El Gobierno vasco aprobó la apertura de una delegación en Chile.", ["office"]),
])
def test_what_was_agreed_before_is_not_agreed_again(lang: str, country: str, text: str, types: list[str]) -> None:
    assert list_types(code(lang, country, text)) == types


@pytest.mark.parametrize(("text", "types"), [
    ("O Concello de Brisamar, España, inicia os trámites para o irmandamento coa cidade de Valdorria, Portugal.", ["intent"]),
    ("A alcaldesa de Brisamar, España, recibiu unha delegación da cidade de Valdorria, Portugal.", ["visit"]),
    ("O Concello de Brisamar, España, entregou unha ambulancia á cidade de Valdorria, Cabo Verde.", ["aid"]),
    ("O Concello de Brisamar, España, recibe ao alumnado francés da cidade de Valdorria, Francia.", ["exchange"]),
    ("O Concello de Brisamar, España, suspendeu o irmandamento coa cidade de Valdorria, Francia.", ["termination"]),
    ("O alcalde de Brisamar, España, participou na asemblea xeral do Eixo Atlántico.", ["forum"]),
    # Of one country, or of nobody abroad.
    ("O Concello de Brisamar, España, asinou un acordo de irmandamento co Concello de Lugo.", []),
    ("De acordo con fontes municipais, o Concello de Brisamar, España, mellora as rúas.", []),
])
def test_galician_tells_acts(text: str, types: list[str]) -> None:
    assert list_types(code("gl", "ES", text)) == types


def test_a_list_of_ties_of_old_lends_nobody() -> None:
    assert code("es", "ES", "El Ayuntamiento de Brisamar, España, ha suscrito un convenio de colaboración con su asociación. "
                            "Brisamar está hermanada con Valdorria (Francia), Oulu (Finlandia) y Gante (Bélgica).") == []


def test_any_governor_of_a_country_is_none_of_its_units() -> None:
    events = code("es", "MX", "El gobernador de Coahuila firmó un acuerdo con el gobernador de Texas, que recibe por primera vez "
                              "a un gobernador de México.")
    assert {name for event in events for name, _ in name_parties(event)} == {"Coahuila", "Texas"}


@pytest.mark.parametrize("text", [
    "O presidente da Câmara Municipal de Brisamar, Portugal, recebeu os embaixadores latino-americanos acreditados em Lisboa.",
    "O presidente da Câmara Municipal de Brisamar, Portugal, recebeu os embaixadores da América Latina.",
])
def test_a_continent_is_no_state(text: str) -> None:
    assert not any(country == "US" for event in code("pt", "PT", text) for _, country in name_parties(event))
