"""Every example of the codebook is coded as it says."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.codebook import load_codebook
from transforms.coding import code_document

EXAMPLES = load_codebook().examples


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{row['type_code']}-{row['lang']}-{number}" for number, row in enumerate(EXAMPLES)])
def test_example(example: dict[str, Any]) -> None:
    expected = example["expect"]
    line = code_document({key: example.get(key) for key in ("title", "text", "lang", "published", "publisher")})
    wanted = expected.get("type", example["type_code"])
    found = [event for event in line["events"] if event["type"] == wanted]
    assert found, (line["abstained"], [event["type"] for event in line["events"]])
    event = found[0]
    said = {**event, "start": event["date"]["start"], "countries": sorted({p["country"] for p in event["parties"] if p["country"]})}
    assert {key: said[key] for key in expected} == expected


def test_every_type_has_an_example() -> None:
    assert {row["type_code"] for row in load_codebook().event_types} == {row["type_code"] for row in EXAMPLES}
