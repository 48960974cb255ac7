"""Who is host and who is guest, and meetings with the diplomats of a city as a body."""

from __future__ import annotations

import pytest

from transforms.coding import code_document


def test_roles_follow_the_sentence_that_proves_the_act() -> None:
    line = code_document({
        "lang": "pl", "published": "2024-11-19", "publisher": {"name": "Kraków", "country": "PL"},
        "title": "Nadburmistrz Lipska z wizytą w Krakowie",
        "text": "18 listopada 2024 r. prezydent Krakowa przyjął w magistracie nadburmistrza Lipska wraz z delegacją miasta.",
    })
    event = line["events"][0]
    assert {party["name"]: party["roles"] for party in event["parties"]} == {"Kraków": ["host"], "Leipzig": ["guest"]}
    assert event["direction"] == "inbound"


def test_a_consular_corps_pays_a_courtesy_call() -> None:
    line = code_document({
        "lang": "pl", "published": "2023-01-16", "publisher": {"name": "Kraków", "country": "PL"},
        "text": "W piątek 13 stycznia 2023 r. prezydent Krakowa spotkał się z korpusem konsularnym.",
    })
    assert [(event["type"], event["date"]["start"]) for event in line["events"]] == [("courtesy_call", "2023-01-13")]


@pytest.mark.parametrize(("lang", "text", "direction"), [
    ("en", "The City of Leipzig, Germany, welcomed a delegation from Lyon, France, on 5 June 2024.", "inbound"),
    ("en", "A delegation of Leipzig, Germany, visited Lyon, France, on 5 June 2024.", "outbound"),
    ("fr", "Le 5 juin 2024, la Ville de Leipzig a reçu une délégation de Lyon.", "inbound"),
    ("it", "Il 5 giugno 2024 il Comune di Lipsia ha accolto una delegazione di Lione.", "inbound"),
    ("de", "Die Stadt Leipzig empfing am 5. Juni 2024 eine Delegation aus Lyon.", "inbound"),
])
def test_who_is_named_as_a_delegation_has_travelled(lang: str, text: str, direction: str) -> None:
    document = {"lang": lang, "published": "2024-06-12", "publisher": {"name": "Leipzig", "country": "DE"}, "text": text}
    assert [event["direction"] for event in code_document(document)["events"] if event["type"] == "visit"] == [direction]


def test_what_a_council_decides_alone_is_unilateral() -> None:
    document = {"lang": "de", "published": "2024-06-12", "publisher": {"name": "Leipzig", "country": "DE"},
                "text": "Der Stadtrat von Leipzig hat am 5. Juni 2024 beschlossen, eine Städtepartnerschaft mit Lyon zu begründen."}
    assert [(event["type"], event["direction"]) for event in code_document(document)["events"]] == [("intent", "unilateral")]
