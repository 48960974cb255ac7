"""Names in Chinese, Japanese and Korean: where they end, what holds them, what they are not. Small towns are invented."""

from __future__ import annotations

import pytest

from transforms.actors import find_mentions

HOME = {"ja": "JP", "ko": "KR", "zh": "CN", "zh-Hant": "TW"}


def list_governments(lang: str, text: str) -> list[str]:
    document = {"lang": lang, "text": text, "publisher": {"country": HOME[lang]}}
    return [mention.surface for mention in find_mentions(document) if mention.is_official]


@pytest.mark.parametrize(("lang", "text", "expected"), [
    ("zh", "内蒙古自治区兴安盟与蒙古国东方省", [("兴安盟", "intermediate", "CN"), ("东方省", "regional", "MN")]),
    ("zh", "泉州市云栖区与法国", [("云栖区", "sub_municipal", "CN")]),
    ("zh-Hant", "南投縣雲棲鄉公所", [("雲棲鄉公所", "local", "TW")]),
    ("ja", "花蓮県雲栖郷と", [("雲栖郷", "local", "TW")]),
    ("ja", "ベトナム南部のソラナ・ビアマ省と", [("ソラナ・ビアマ省", "regional", "VN")]),
    ("ko", "인천 남구는", [("남구", "sub_municipal", "KR")]),
    ("zh", "越南高平、河江两省", [("高平", "regional", "VN"), ("河江", "regional", "VN")]),
    ("zh-Hant", "日本群馬縣雲上町議會", [("雲上町議會", "local", "JP")]),
    ("zh", "与智利索拉诺大区维亚玛市", [("维亚玛市", "local", "CL")]),
    ("ko", "일본 아오나미시, 시로나미시와", [("아오나미시", "local", "JP"), ("시로나미시", "local", "JP")]),
])
def test_units_lie_in_the_unit_written_before_them(lang: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    document = {"lang": lang, "text": text, "publisher": {"country": HOME[lang]}}
    found = [(mention.surface, mention.level, mention.country) for mention in find_mentions(document)]
    assert [name for name in expected if name not in found] == []


@pytest.mark.parametrize(("lang", "text", "wrong"), [
    ("zh", "促进双方城乡共同成长", "方城乡"),
    ("zh", "展开为期7天城市外交", "天城市"),
    ("zh", "副主席帕拉基安", "帕拉"),
    ("ja", "全国知事会長が", "全国知事会"),
    ("ja", "山口県の高峰一郎県知事は", "高峰一郎県知事"),
    ("ja", "在大阪・神戸アメリカ合衆国総領事", "神戸"),
    ("ja", "クレンハイム州首相と会談", "クレンハイム州首相"),
    ("ja", "高峰一郎市議会議長らが", "高峰一郎市議会議長"),
    ("ja", "松本議長が", "松本議長"),
    ("ko", "서울 중구 서울시의회", "중구"),
    ("ko", "한중시장지사성장회의", "한중시장"),
    ("ko", "일본 지방정부와", "지방정부"),
    ("ko", "까마우성 내무부", "내무부"),
    ("ko", "오카야마시 청소년들이", "오카야마시 청"),
    ("ko", "대한민국시도지사협의회장", "대한민국시도지사"),
])
def test_words_and_persons_are_cut_into_no_names(lang: str, text: str, wrong: str) -> None:
    assert wrong not in list_governments(lang, text)


def test_a_mayor_called_by_his_surname_is_not_of_the_town_so_named() -> None:
    text = "日本青波市村上一郎市長來訪。村上市長表示感謝。"
    assert list_governments("zh-Hant", text) == ["日本", "青波市"]
    assert list_governments("zh-Hant", "日本村上市長來訪") == ["村上市長"]


@pytest.mark.parametrize(("lang", "text", "place"), [
    ("ko", "중국 지난시에서 열린 포럼", "지난시"), ("zh", "会议在苏州市举行", "苏州市"), ("ja", "京都市で開催された会議", "京都市"),
    ("zh-Hant", "這是繼日本石垣市後，第2個締盟的城鎮", "石垣市"), ("ko", "기존 필리핀 앙헬레스시에 이어", "앙헬레스시"),
])
def test_towns_where_it_was_held_and_partners_of_before_take_no_part(lang: str, text: str, place: str) -> None:
    assert place not in list_governments(lang, text)


@pytest.mark.parametrize(("text", "name"), [("カンザスシティー市", "Kansas City"), ("バーデン=ビュルテンベルク州", "Baden-Württemberg")])
def test_names_in_katakana_are_known_in_any_spelling(text: str, name: str) -> None:
    found = find_mentions({"lang": "ja", "text": f"{text}の代表団が訪れた。", "publisher": {"country": "JP"}})
    assert [mention.actor.name for mention in found if mention.actor] == [name]


@pytest.mark.parametrize(("lang", "text", "country"), [
    ("ja", "米サンタフェ市で、サンタフェ市長と", "US"), ("ja", "サンタフェ市長と", "AR"),
])
def test_the_sign_of_a_state_tells_where_a_namesake_lies(lang: str, text: str, country: str) -> None:
    found = find_mentions({"lang": lang, "text": text, "publisher": {"country": "JP"}})
    assert {mention.country for mention in found} == {country}


@pytest.mark.parametrize(("text", "actor"), [
    ("花蓮縣長5月3日抵達。", "iso:TW-HUA"),
    ("雲林縣政府5月3日表示。", "iso:TW-YUN"),
    ("新竹市長5月3日抵達。", "iso:TW-HSZ"),
    ("新竹縣政府5月3日表示。", "iso:TW-HSQ"),
    ("法国诺曼底大区5月3日表示。", "iso:FR-NOR"),
])
def test_counties_of_taiwan_are_not_the_cities_of_their_names(text: str, actor: str) -> None:
    found = [mention.actor.actor_id for mention in find_mentions({"lang": "zh", "text": text}) if mention.actor is not None]
    assert actor in found
