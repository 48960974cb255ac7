"""What part the states had: who came along, who is met, whose ministers they are."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.coding import code_document


def code(text: str, publisher: dict[str, str] | None = None) -> list[dict[str, Any]]:
    document = {"lang": "en", "published": "2024-06-12", "publisher": publisher or {"country": "IE"}, "text": text}
    return code_document(document)["events"]


def relate(event: dict[str, Any]) -> set[tuple[str, str]]:
    return {(entry["side"], entry["relation"]) for entry in event["national"]}


@pytest.mark.parametrize("office", ["US Consul General", "U.S. Consul General", "UK Consul General"])
def test_the_consul_of_a_state_written_by_its_letters_is_received(office: str) -> None:
    (event,) = code(f"The Mayor of Brackwater, Ireland, received the {office}, Ada Quillfeather, on Monday.")
    assert event["type"] == "courtesy_call"
    assert {party["level"] for party in event["parties"]} == {"local", "national"}


@pytest.mark.parametrize(("behind", "found"), [
    ("The ambassador also attended a lunch.", set()),
    ("Union Minister Rao was also present.", {("own", "accompanied")}),
])
def test_who_is_met_is_no_company_but_an_official_of_another_office_is(behind: str, found: set[tuple[str, str]]) -> None:
    (event,) = code(f"The Mayor of Brackwater, Ireland, received the Ambassador of Japan on Monday. {behind}")
    assert relate(event) == found


@pytest.mark.parametrize(("minister", "found"), [
    ("Minister Roca attended the ceremony.", set()),
    ("Catalan Minister Roca attended the ceremony.", set()),
    ("Foreign Minister Roca attended the ceremony.", {("own", "accompanied")}),
])
def test_a_minister_of_a_region_is_none_of_the_state(minister: str, found: set[tuple[str, str]]) -> None:
    (event,) = code(f"The Government of Catalonia signed a memorandum of understanding with the Province of Ostervang, Norway. {minister}",
                    {"name": "Government of Catalonia", "country": "ES"})
    assert relate(event) == found
