"""Small announcements coded, and what is looked at in the events: shared by the tests of the coder."""

from __future__ import annotations

from typing import Any

from transforms.coding import code_document


def code(text: str, country: str = "IE", title: str | None = None, lang: str = "en") -> list[dict[str, Any]]:
    """Events of a text that a newspaper of a country printed on 12 June 2024."""
    document = {"lang": lang, "published": "2024-06-12", "publisher": {"country": country}, "title": title, "text": text}
    return code_document(document)["events"]


def name_parties(event: dict[str, Any]) -> set[tuple[str, str]]:
    """Names and countries of the parties of an event."""
    return {(party["name"], party["country"]) for party in event["parties"]}
