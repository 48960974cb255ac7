"""The gazetteer: bridge of codes, tiers, names in every script, errors of its data files."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.gazetteer import GazetteerError, load_gazetteer
from transforms.gazetteer.bridge import bridge_units, read_overrides, strip_type
from transforms.gazetteer.japan import join_governments, romanise
from transforms.gazetteer.keys import fold_text, name_key, script_of
from transforms.gazetteer.store import HOME, read_table

GAZETTEER = load_gazetteer()


@pytest.mark.parametrize(
    ("actor_id", "iso_3166_2"),
    [
        ("iso:JP-13", "JP-13"),  # Tokyo: GeoNames calls it JP-40, which is Fukuoka
        ("gn:1863967", "JP-40"),  # Fukuoka, the city
        ("gn:1853909", "JP-27"),  # Osaka
        ("gn:1862415", "JP-34"),  # Hiroshima
        ("iso:FR-75C", "FR-75C"),  # Paris: GeoNames calls its region FR-11, which is Aude
        ("gn:2996944", "FR-ARA"),  # Lyon
        ("gn:2990440", "FR-PAC"),  # Nice
        ("gn:2867714", "DE-BY"),  # Munich
        ("gn:3104324", "ES-AR"),  # Zaragoza
        ("gn:3530597", "MX-CMX"),  # Mexico City, if GeoNames counts it apart from the unit
        ("gn:3448439", "BR-SP"),  # São Paulo
        ("gn:2735943", "PT-13"),  # Porto
    ],
)
def test_cities_lie_in_the_unit_of_iso_3166_2(actor_id: str, iso_3166_2: str) -> None:
    actor = GAZETTEER.find(actor_id)
    if actor is None:
        actor = GAZETTEER.find(f"iso:{iso_3166_2}")
    assert actor is not None and actor.iso_3166_2 == iso_3166_2


def test_bridge_goes_by_names_and_overrides_not_by_codes() -> None:
    cities = [
        {"countrycode": "FR", "admin1code": "11"},
        {"countrycode": "JP", "admin1code": "40"},
        {"countrycode": "XX", "admin1code": "1"},
    ]
    found = [{"cc": "FR", "admin1": "Ile-de-France"}, {"cc": "JP", "admin1": "Tokyo"}, {"cc": "XX", "admin1": "Nowhere"}]
    subdivisions = {
        "FR-IDF": {"country": "FR", "parent": None, "names": ["Île-de-France"]},
        "FR-11": {"country": "FR", "parent": "FR-OCC", "names": ["Aude"]},
        "JP-13": {"country": "JP", "parent": None, "names": ["Tokyo"]},
        "JP-40": {"country": "JP", "parent": None, "names": ["Fukuoka Prefecture"]},
    }
    assert bridge_units(cities, found, subdivisions, {}) == {("FR", "11"): "FR-IDF", ("JP", "40"): "JP-13"}
    assert bridge_units(cities, found, subdivisions, {("FR", "11"): "-"}) == {("JP", "40"): "JP-13"}
    assert strip_type("provincia de valencia") == "valencia"
    assert strip_type("capital") == "capital"


def test_every_override_of_the_bridge_is_a_unit_or_none() -> None:
    for (country, code), iso in read_overrides(HOME / "data" / "admin1.tsv").items():
        assert iso == "-" or iso.startswith(f"{country}-") or iso[:2].isalpha(), (country, code, iso)


@pytest.mark.parametrize(
    ("actor_id", "level", "also_local"),
    [
        ("iso:DE-BE", "regional", True),
        ("iso:AT-9", "regional", True),
        ("iso:BE-BRU", "regional", True),
        ("iso:MX-CMX", "regional", True),
        ("iso:AR-C", "regional", True),
        ("iso:CN-BJ", "regional", True),
        ("iso:JP-13", "regional", True),
        ("iso:US-DC", "regional", True),
        ("iso:KR-11", "regional", True),
        ("iso:RU-MOW", "regional", True),
        ("iso:HK", "regional", True),
        ("iso:MO", "regional", True),
        ("iso:DE-BY", "regional", False),
        ("iso:ES-B", "intermediate", False),
        ("iso:FR-69", "intermediate", False),
        ("iso:IT-25", "regional", False),
        ("iso:IT-MI", "metropolitan", False),
        ("iso:JP-34", "regional", False),
        ("iso:CZ-10", "local", False),
        ("iso:UA-30", "local", False),
        ("gn:2867714", "local", False),
        ("iso:DE", "national", False),
        ("iso:PT-13", "national_deconcentrated", False),
        ("px:eurocities", "network", False),
        ("px:eu", "supranational", False),
        ("iso:PH-00", "", False),
        ("iso:CN-HK", "", False),
    ],
)
def test_levels_are_legal_tiers(actor_id: str, level: str, also_local: bool) -> None:
    actor = GAZETTEER.find(actor_id)
    assert (actor.level if actor else "", bool(actor and actor.also_local)) == (level, also_local)


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [
        ("Сарагоса", "gn:3104324"),
        ("サラゴサ", "gn:3104324"),
        ("سرقسطة", "gn:3104324"),
        ("사라고사", "gn:3104324"),
        ("Saragossa", "gn:3104324"),
        ("广岛", "gn:1862415"),
        ("広島市", "gn:1862415"),
        ("Хиросима", "gn:1862415"),
        ("里昂", "gn:2996944"),
        ("โตเกียว", "iso:JP-13"),
    ],
)
def test_names_in_every_script_are_listed(name: str, actor_id: str) -> None:
    number = GAZETTEER.number(actor_id)
    assert number is not None
    assert name_key(name) in {name_key(found) for found in GAZETTEER.names_of(number)} or name in GAZETTEER.names_of(number)


def test_rows_of_actors_are_whole_and_unique() -> None:
    rows = list(GAZETTEER.actor_rows())
    assert len({row["actor_id"] for row in rows}) == len(rows) > 40_000
    assert all(row["name"] and row["level"] for row in rows)
    assert all(isinstance(row["names"], list) for row in rows)
    assert not any(name == "" for row in rows for name in row["names"])


def test_looking_up_towns_does_not_change_the_rows() -> None:
    before = sum(1 for _ in GAZETTEER.actor_rows())
    assert GAZETTEER.find_towns("sully sur loire")
    assert sum(1 for _ in GAZETTEER.actor_rows()) == before


def test_towns_are_found_by_search_and_absent_ones_are_not() -> None:
    named = {GAZETTEER.actor(number).country for number in GAZETTEER.find_towns("sully sur loire")}
    assert named == {"FR"}
    for key in ("", "zzzz", "\ud800", "a" * 300, "0"):
        assert GAZETTEER.find_towns(key) == ()


def test_small_towns_are_known_by_their_identifiers() -> None:
    town = GAZETTEER.find("gn:3198647")
    assert town is not None and (town.name, town.country) == ("Jesenice", "SI")
    assert GAZETTEER.find("gn:1") is None and GAZETTEER.find("gn:") is None and GAZETTEER.find("gn:x") is None


def test_text_is_folded_with_a_way_back() -> None:
    text = "e\u0301\u200b大阪府ﬁ Ｌｙｏｎ\ud800’s"
    folded, offsets = fold_text(text)
    assert folded == "é大阪府fi Lyon\ufffd's"
    assert offsets is not None and len(offsets) == len(folded) + 1
    assert text[offsets[1] : offsets[4]] in ("大阪府", "\u200b大阪府")
    assert fold_text("plain") == ("plain", None)
    assert fold_text("臺北與廣島")[0] == "台北与广岛"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Île-de-France", "ile de france"),
        ("Łódź", "lodz"),
        ("臺北", "台北"),
        ("أوساكا", "اوساكا"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
    ],
)
def test_keys_drop_case_accents_and_variants(name: str, key: str) -> None:
    assert name_key(name) == key


def test_scripts_are_told_by_the_first_letter() -> None:
    assert [script_of(name) for name in ("Lyon", "Киев", "大阪", "부산", "กรุงเทพ", "القاهرة", "!!", "ᚠ")] == [
        "latin",
        "cyrillic",
        "han",
        "hangul",
        "thai",
        "arabic",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("おおさか", "Osaka"),
        ("きょうたなべ", "Kyotanabe"),
        ("さっぽろ", "Sapporo"),
        ("はっちょう", "Hatcho"),
        ("しんばし", "Shimbashi"),
        ("ニセコ", "Niseko"),
    ],
)
def test_kana_are_romanised(kana: str, latin: str) -> None:
    assert romanise(kana) == latin


def test_japanese_governments_join_the_city_of_their_name_nearby() -> None:
    cities = [
        {
            "countrycode": "JP",
            "iso_3166_2": "JP-27",
            "name": "Osaka",
            "names": {"Osaka", "大阪市"},
            "latitude": 34.69,
            "longitude": 135.5,
            "population": 9,
        },
        {
            "countrycode": "JP",
            "iso_3166_2": "JP-01",
            "name": "Osaka",
            "names": {"大阪市"},
            "latitude": 43.0,
            "longitude": 141.0,
            "population": 5,
        },
    ]
    row = {
        "code": "271004",
        "iso_3166_2": "JP-27",
        "name": "大阪市",
        "inner": "",
        "english": "Osaka",
        "latitude": 34.69,
        "longitude": 135.5,
    }
    ward = {**row, "code": "271021", "name": "大阪市都島区", "inner": "都島区", "english": "Miyakojima"}
    actors = join_governments([row, ward], cities)
    assert [actor["actor_id"] for actor in actors] == ["px:jp-271021"]
    assert actors[0]["level"] == "sub_municipal" and "is_actor" in cities[0] and "is_actor" not in cities[1]


def test_a_wrong_row_names_file_line_and_value(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("# comment\niso:DE\tname\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"names\.tsv:2: 2 columns, not 5: 'iso:DE"):
        list(read_table(path, 5))
