"""What the preliminary languages say of acts and of those who act."""

from __future__ import annotations

import pytest

from transforms.coding import code_document


@pytest.mark.parametrize(("lang", "country", "text", "parties"), [
    ("ar", "LY", "استقبل عميد بلدية سبها يوم 3 مايو 2026 السفير السويسري لدى ليبيا.", ["CH", "LY"]),
    ("ar", "JO", "التقى رئيس لجنة أمانة عمان يوم 3 مايو 2026 السفير الأسترالي لدى المملكة.", ["AU", "JO"]),
    ("id", "ID", "Penandatanganan LoI dilakukan oleh Gubernur Jabar dan Gubernur Gyeongsangbuk di Bandung pada 3 Mei 2026.", ["ID", "KR"]),
    ("id", "ID", "Jalin Kerja Sama Sister City, Pemerintah Kota Denpasar menandatangani MoU dengan Pemerintah Kota Darwin, Australia.",
     ["AU", "ID"]),
])
def test_states_and_provinces_by_their_adjectives_and_short_names(lang: str, country: str, text: str, parties: list[str]) -> None:
    line = code_document({"lang": lang, "text": text, "published": "2026-05-04", "publisher": {"country": country}})
    [event] = line["events"]
    assert sorted(party["country"] for party in event["parties"]) == parties
