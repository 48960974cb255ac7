"""Small towns named without a word for their tier."""

from __future__ import annotations

import pytest

from transforms.actors import find_mentions


def find_towns(text: str, lang: str = "it", country: str = "IT", title: str = "") -> list[tuple[str, str | None]]:
    document = {"title": title, "text": text, "lang": lang, "publisher": {"country": country}}
    return [(mention.actor.name, mention.country) for mention in find_mentions(document) if mention.actor and mention.level == "local"]


@pytest.mark.parametrize(("lang", "text", "towns"), [
    # follows: https://radiorovigo.net/occhiobello-incontro-con-mennecy-per-programmare-le-attivita-di-gemellaggio
    ("it", "In municipio la delegazione di Mennecy.", [("Mennecy", "FR")]),
    # follows: https://primamonza.it/attualita/triuggio-rinnova-lamicizia-con-i-gemelli-francesi/
    ("it", "Il patto tra il Comune di Triuggio e quello di Fismes.", [("Triuggio", "IT"), ("Fismes", "FR")]),
    ("it", "Lungo è il gemellaggio tra Triuggio e Fismes.", [("Triuggio", "IT"), ("Fismes", "FR")]),
    ("it", "Con i francesi di Fismes si mangia bene.", [("Fismes", "FR")]),
    ("it", "Gli ospiti venivano da Fismes (Francia).", [("Fismes", "FR")]),
    ("it", "I sindaci di Triuggio e Fismes.", [("Triuggio", "IT"), ("Fismes", "FR")]),
    ("fr", "Le jumelage entre Fismes et Triuggio.", [("Fismes", "FR"), ("Triuggio", "IT")]),
    # Nothing vouches; the state is another; a person.
    ("it", "Fismes piace a tutti.", []),
    ("it", "Con i tedeschi di Fismes si mangia bene.", []),
    ("it", "La delegazione di Camere e imprese.", []),
])
def test_words_beside_a_small_town_vouch_for_it(lang: str, text: str, towns: list[tuple[str, str]]) -> None:
    assert find_towns(text, lang, "FR" if lang == "fr" else "IT") == towns


def test_a_town_vouched_for_once_is_read_everywhere() -> None:
    # follows: https://radiorovigo.net/occhiobello-incontro-con-mennecy-per-programmare-le-attivita-di-gemellaggio
    text = "Mennecy ringrazia. Saluti dal sindaco di Mennecy. Anna Mennecy canta."
    assert find_towns(text, title="Incontro a Mennecy") == [("Mennecy", "FR")] * 3


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("de", "Die Städtepartnerschaft mit Uzès wurde gefeiert.", "Uzès"),
    ("nl", "De stedenband met Uzès werd gevierd.", "Uzès"),
    ("pl", "Współpraca z Nałęczowem trwa.", "Nałęczów"),
    ("de", "Das französische Uzès war dabei.", "Uzès"),
])
def test_words_of_ties_vouch_in_german_dutch_and_polish(lang: str, text: str, name: str) -> None:
    mentions = find_mentions({"text": text, "lang": lang, "publisher": None})
    assert name in [mention.actor.name for mention in mentions if mention.actor]
