"""Lists of pairs that signed on one occasion. All towns are invented."""

from __future__ import annotations

import pytest

from transforms.coding import code_document


@pytest.mark.parametrize(("lang", "country", "text"), [
    ("zh", "CN", "5月3日，大会上，江苏省云栖市与法国维亚玛市、广东省青波市与日本雲上市签署友好城市协议书。"),
    ("ko", "KR", "5월 3일 전라남도 가온군과 중국 린나시, 강원도 누리군과 일본 아오나미시가 자매결연 협약을 체결했다."),
    ("ja", "JP", "5月3日、鳥取県青波町とブラジルのサンタモレーラ市、岩手県雲上町と韓国・雲波郡が姉妹都市提携の協定を締結しました。"),
])
def test_each_pair_of_a_list_signed_for_itself(lang: str, country: str, text: str) -> None:
    line = code_document({"lang": lang, "text": text, "published": "2026-05-04", "publisher": {"country": country}})
    assert [(event["type"], len(event["parties"]), len({party["country"] for party in event["parties"]})) for event in line["events"]] == [
        ("twinning", 2, 2), ("twinning", 2, 2)]


def test_partners_listed_behind_one_town_are_no_pairs() -> None:
    text = "5月3日，江苏省云栖市分别与法国维亚玛市、日本雲上市签署友好城市协议书。"
    line = code_document({"lang": "zh", "text": text, "published": "2026-05-04", "publisher": {"country": "CN"}})
    assert [len(event["parties"]) for event in line["events"]] == [3]


def test_a_town_named_again_in_another_clause_acts_there() -> None:
    text = "5月3日，繼日本青波市與宜蘭縣青雲鎮締盟後，南投縣雲棲鄉與青波市簽署友好交流協定。"
    line = code_document({"lang": "zh-Hant", "text": text, "published": "2026-05-04", "publisher": {"country": "TW"}})
    assert [{party["name"] for party in event["parties"]} for event in line["events"]] == [{"雲棲鄉", "青波市"}]


@pytest.mark.parametrize(("lang", "country", "text", "home"), [
    ("zh", "CN", "9月5日，省委副书记、省长王予波在昆明会见美国加利福尼亚州代表团一行。", "Yunnan"),
    ("zh-Hant", "TW", "雲林縣政府表示歡迎。縣長張麗善5月3日率團訪問日本群馬縣。", "Yunlin"),
])
def test_an_unnamed_head_is_that_of_the_unit_around(lang: str, country: str, text: str, home: str) -> None:
    line = code_document({"lang": lang, "text": text, "published": "2026-05-04", "publisher": {"country": country}})
    assert home in {party["name"] for event in line["events"] for party in event["parties"]}
