"""Who is host and who is guest, and meetings with the diplomats of a city as a body."""

from __future__ import annotations

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
