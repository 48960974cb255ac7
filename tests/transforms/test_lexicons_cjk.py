"""Chinese, Japanese and Korean: names without a list, days within sentences, history beside acts. All towns are invented."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from transforms.actors import find_mentions
from transforms.codebook.lexicon import LEXICONS, list_languages
from transforms.coding import code_document

HOME = {"ja": "JP", "ko": "KR", "zh": "CN", "zh-Hant": "TW"}


def code(lang: str, text: str, **fields: Any) -> dict[str, Any]:
    return code_document({"lang": lang, "text": text, "publisher": {"country": HOME[lang]}, **fields})


def list_names(lang: str, text: str, publisher: str | None = None) -> list[tuple[str, str, str | None]]:
    document = {"lang": lang, "text": text, "publisher": {"country": HOME[lang], "name": publisher}}
    return [(mention.surface, mention.level, mention.country) for mention in find_mentions(document) if mention.is_official]


@pytest.mark.parametrize(("lang", "text", "expected"), [
    ("ja", "ブラジルのサンタモレーラ市と", ("サンタモレーラ市", "local", "BR")),
    ("ja", "鳥取県の青波町と", ("青波町", "local", "JP")),
    ("ja", "韓国・雲波郡の", ("雲波郡", "local", "KR")),
    ("ko", "일본 아오나미시를 방문해", ("아오나미시", "local", "JP")),
    ("ko", "가온군 김하나 부군수는", ("가온군", "local", None)),
    ("zh", "与摩尔多瓦苏莱尼亚市签署", ("苏莱尼亚市", "local", "MD")),
    ("zh-Hant", "與摩爾多瓦蘇萊尼亞市簽署", ("蘇萊尼亞市", "local", "MD")),
])
def test_names_no_list_holds_are_known_by_what_stands_beside_them(lang: str, text: str, expected: tuple[str, str, str | None]) -> None:
    assert expected in list_names(lang, text)


@pytest.mark.parametrize(("lang", "text"), [
    ("ja", "姉妹都市と友好都市、両市と各都市の国際市場"), ("ja", "高峰市長は"),
    ("ko", "신도시와 수출시장, 우호도시를"), ("zh", "日本消费市场和友好省份、城市"),
])
def test_words_with_the_ending_of_a_tier_are_no_names(lang: str, text: str) -> None:
    assert [name for name in list_names(lang, text) if name[1] not in {"national"} and not name[0].endswith("長")] == []


def test_the_publisher_knows_its_own_name() -> None:
    assert ("青波町", "local", "JP") in [(name, level, "JP") for name, level, _ in list_names("ja", "このたび青波町は", "青波町")]


def test_missions_sit_in_cities_that_take_no_part() -> None:
    assert [name for name, _, _ in list_names("ja", "駐福岡韓国総領事が来庁しました。")] == ["韓国総領事"]


@pytest.mark.parametrize(("lang", "text"), [
    ("ja", "青波町とブラジルのサンタモレーラ市は5月3日、姉妹都市提携30周年の記念式典を開催しました。"),
    ("ko", "가온군은 5월 3일 일본 아오나미시와 자매결연 체결 30주년 기념행사를 개최했다."),
    ("zh", "5月3日，云栖市与摩尔多瓦苏莱尼亚市举行缔结友好城市关系30周年庆祝活动。"),
    ("zh-Hant", "5月3日，雲棲市與摩爾多瓦蘇萊尼亞市舉行締結姊妹市30週年慶祝活動。"),
])
def test_an_anniversary_concludes_nothing(lang: str, text: str) -> None:
    name = text[:3] if lang != "zh" and lang != "zh-Hant" else text[5:8]
    line = code(lang, text, published="2026-05-04", publisher={"country": HOME[lang], "name": name})
    assert {event["type"] for event in line["events"]} == {"exchange"}
    assert {event["date"]["start"] for event in line["events"]} == {"2026-05-03"}


@pytest.mark.parametrize(("lang", "text", "start"), [
    ("ko", "가온시장은 2026년 5월 4일 오전 일본 아오나미시장과 화상회의를 열었다.", "2026-05-04"),
    ("ko", "가온시는 6일부터 3박 4일 일정으로 일본 아오나미시를 방문한다고 4일 밝혔다.", "2026-05-06"),
    ("ja", "青波市は先月28日から今月1日まで、ブラジルのサンタモレーラ市の訪問団を受け入れました。", "2026-04-28"),
    ("zh-Hant", "雲棲市長今(4)日接見摩爾多瓦蘇萊尼亞市訪問團一行。", "2026-05-04"),
])
def test_days_are_those_of_the_act(lang: str, text: str, start: str) -> None:
    own = {"ko": "가온시", "ja": "青波市", "zh-Hant": "雲棲市"}[lang]
    line = code(lang, text, published="2026-05-04", publisher={"country": HOME[lang], "name": own})
    assert [event["date"]["start"] for event in line["events"]] == [start]


@pytest.mark.parametrize(("lang", "text", "types"), [
    ("ja", "青波市長は5月10日、ブラジルのサンタモレーラ市の市長を表敬訪問し、12日に帰国する予定。", {("visit", "planned")}),
    ("ja", "青波市は5月10日、青少年の訪問団をブラジルのサンタモレーラ市に派遣する。", {("exchange", "planned")}),
    ("ja", "青波市は5月3日、ブラジルのサンタモレーラ市との交流事業を当面停止すると発表した。", {("termination", "occurred")}),
    ("ja", "5月3日、ブラジルのサンタモレーラ市から青波市に義援金として100万円が送られました。", {("aid", "occurred")}),
    ("ja", "青波市は5月3日、ブラジルのサンタモレーラに単独事務所を開設しました。", {("office", "occurred")}),
    ("ja", "青波市長は5月3日、ブラジルのサンタモレーラ市を訪れ、友好交流協定の締結に向けた覚書を交わしたことを発表した。",
     {("visit", "occurred"), ("accord", "occurred")}),
    ("ja", "青波市の議員団が5月3日、昨年姉妹都市提携を結んだブラジル・サンタモレーラ市へ出発した。", set()),
    ("ja", "青波市長は5月3日、ブラジルのサンタモレーラ市長と交流推進に関する共同宣言を行った。", {("pledge", "occurred")}),
    ("ko", "가온시는 5월 10일 일본 아오나미시 시청에서 자매결연 협정서에 서명하고 자매결연을 맺는다고 밝혔다.", {("twinning", "planned")}),
    ("ko", "가온시는 5월 3일 일본 아오나미시와의 교류활동을 전면 유보하기로 결정했다.", {("termination", "occurred")}),
    ("ko", "가온시장은 5월 3일 주한외국공관 대사들을 초청해 간담회를 열었다.", {("courtesy_call", "occurred")}),
    ("zh", "5月3日，云栖市市长会见来访的驻华使节代表团。", {("courtesy_call", "occurred")}),
    ("zh", "他说，云栖市特别珍视同摩尔多瓦苏莱尼亚市缔结的友好城市关系。", set()),
    ("zh-Hant", "5月3日，雲棲鎮與日本青波市簽盟為姊妹城鎮。", {("twinning", "occurred")}),
])
def test_what_the_languages_say_of_acts(lang: str, text: str, types: set[tuple[str, str]]) -> None:
    own = {"ko": "가온시", "ja": "青波市", "zh": "云栖市", "zh-Hant": "雲棲鎮"}[lang]
    line = code(lang, text, published="2026-05-04", publisher={"country": HOME[lang], "name": own})
    assert {(event["type"], event["realis"]) for event in line["events"]} == types


def test_two_towns_of_one_country_borrow_no_partner_from_abroad() -> None:
    text = "가온군은 누리군과 자매결연을 체결했다. 두 지자체는 이날 협약식을 가졌다. 가온군은 일본 아오나미시와도 교류하고 있다."
    line = code("ko", text, published="2026-05-04")
    assert line["events"] == []


def test_hong_kong_and_the_mainland_are_one_state() -> None:
    line = code_document({"lang": "zh", "text": "特区政府代表团5月3日访问北京，与外交部官员会面。", "published": "2026-05-04",
                          "publisher": {"country": "HK", "name": "香港特别行政区政府"}})
    assert line["events"] == []


@pytest.mark.parametrize("lang", list_languages())
def test_phrases_hold_no_sign_of_another_notation(lang: str) -> None:
    for path in sorted((LEXICONS / lang).glob("*.yml")):
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - a safe loader
        assert [phrase for phrase in list_strings(table) if ")?" in phrase or "(?" in phrase] == [], path.name


def list_strings(table: Any) -> list[str]:
    if isinstance(table, str):
        return [table]
    return [found for value in (table.values() if isinstance(table, dict) else table) for found in list_strings(value)]


def test_a_letter_of_protest_goes_to_the_state_of_its_address() -> None:
    text = "ブラジル連邦共和国\n大統領 様\n貴国が核実験を実施したとの報道に接しました。\n重ねて厳重に抗議する。\n2026年5月3日\n青波市長"
    line = code("ja", text, title="抗議文", published="2026-05-04", publisher={"country": "JP", "name": "青波市"})
    [event] = line["events"]
    assert (event["type"], sorted(party["country"] for party in event["parties"])) == ("contest", ["BR", "JP"])


def test_a_town_written_in_katakana_lies_abroad() -> None:
    text = "5月3日、青波市とサンタモレーラ市の姉妹都市締結50周年を祝う記念式典が開催されました。"
    line = code("ja", text, published="2026-05-04", publisher={"country": "JP", "name": "青波市"})
    assert [[party["country"] for party in event["parties"]] for event in line["events"]] == [["JP", None]]


@pytest.mark.parametrize(("lang", "country", "text", "direction"), [
    ("ja", "JP", "今回、サンタモレーラ市を訪れている大分市の代表団は、5月3日に市長と会談した。", "outbound"),
    ("ja", "JP", "大分市と交流を続けている韓国・釜山市の訪問団が5月3日、大分市を訪れ、市長らと懇談した。", "inbound"),
    ("ja", "JP", "大分市長は5月3日、釜山市を訪問しました。", "outbound"),
    ("ko", "KR", "전주시의 우호도시인 일본 가나자와시 대표단이 3일 전주시를 방문했다.", "inbound"),
    ("ko", "KR", "전주시는 일본 가나자와시가 지난 3일 전주시를 방문했다고 밝혔다.", "inbound"),
    ("ko", "KR", "전주시 대표단이 3일 자매도시인 가나자와시를 방문했다.", "outbound"),
    ("zh", "CN", "应大分市的邀请，武汉市市长5月3日率代表团访问日本大分市。", "outbound"),
    ("zh", "CN", "5月3日，武汉市市长会见日本大分市市长一行。", "inbound"),
])
def test_who_travelled_stands_in_the_particles_and_verbs(lang: str, country: str, text: str, direction: str) -> None:
    line = code(lang, text, published="2026-05-04", publisher={"country": country})
    assert [event["direction"] for event in line["events"]] == [direction]
