"""Local governments of Japan, from the CC0 list ``data/localgovjp.csv`` (code4sabae/localgovjp). Build time only.

GeoNames knows two thirds of them by their Japanese name; the list gives the others theirs, and those GeoNames lacks an actor of their own.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from transforms.gazetteer.keys import name_key
from transforms.gazetteer.suffixes import bare_names

NEAR_DEGREES = 0.25
"""A city of GeoNames is the one of the list when its coordinates differ by less, about 25 km."""

_SYLLABLES = dict(
    pair.split(":")
    for pair in (  # noqa: SIM905 - syllables side by side are read more easily
        "きゃ:kya きゅ:kyu きょ:kyo しゃ:sha しゅ:shu しょ:sho ちゃ:cha ちゅ:chu ちょ:cho にゃ:nya にゅ:nyu にょ:nyo "
        "ひゃ:hya ひゅ:hyu ひょ:hyo みゃ:mya みゅ:myu みょ:myo りゃ:rya りゅ:ryu りょ:ryo ぎゃ:gya ぎゅ:gyu ぎょ:gyo "
        "じゃ:ja じゅ:ju じょ:jo びゃ:bya びゅ:byu びょ:byo ぴゃ:pya ぴゅ:pyu ぴょ:pyo あ:a い:i う:u え:e お:o か:ka "
        "き:ki く:ku け:ke こ:ko さ:sa し:shi す:su せ:se そ:so た:ta ち:chi つ:tsu て:te と:to な:na に:ni ぬ:nu "
        "ね:ne の:no は:ha ひ:hi ふ:fu へ:he ほ:ho ま:ma み:mi む:mu め:me も:mo や:ya ゆ:yu よ:yo ら:ra り:ri "
        "る:ru れ:re ろ:ro わ:wa を:o ん:n が:ga ぎ:gi ぐ:gu げ:ge ご:go ざ:za じ:ji ず:zu ぜ:ze ぞ:zo だ:da ぢ:ji "
        "づ:zu で:de ど:do ば:ba び:bi ぶ:bu べ:be ぼ:bo ぱ:pa ぴ:pi ぷ:pu ぺ:pe ぽ:po ゔ:vu ヴ:vu ァ:a"
    ).split()
)
_SOUNDS = re.compile("|".join(sorted(_SYLLABLES, key=len, reverse=True)))
_READINGS = {"市": ("し",), "町": ("ちょう", "まち"), "村": ("むら", "そん"), "区": ("く",)}

Row = dict[str, Any]


def romanise(kana: str) -> str:
    """Hepburn romanisation without long vowels, as GeoNames writes names once accents are gone: おおつち → Otsuchi."""
    text = "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in kana)
    text = _SOUNDS.sub(lambda match: _SYLLABLES[match.group()], text)
    text = re.sub("っ([a-z])", lambda match: ("t" if match.group(1) == "c" else match.group(1)) + match.group(1), text)
    text = re.sub("n(?=[bmp])", "m", text.replace("ー", ""))
    return re.sub("oo|ou", "o", text).replace("uu", "u").capitalize()


def read_governments(path: Path) -> list[Row]:
    """Rows of the list: ``code`` (of the local government), ``iso_3166_2``, ``name``, ``english`` (without the tier), coordinates."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            city, _, ward = line["city"].rpartition(" ")
            reading = line["citykana"].split()[-1]
            tail = next((tail for tail in _READINGS.get(ward[-1], ()) if reading.endswith(tail) and reading != tail), "")
            rows.append(
                {
                    "code": line["lgcode"],
                    "iso_3166_2": f"JP-{int(line['pid']):02d}",
                    "name": city + ward,
                    "inner": ward if city else "",
                    "english": romanise(reading.removesuffix(tail)),
                    "latitude": float(line["lat"]),
                    "longitude": float(line["lng"]),
                }
            )
    return rows


def join_governments(governments: Iterable[Row], cities: Iterable[Row]) -> list[Row]:
    """Gives the cities of GeoNames their Japanese names; returns rows of actors for the governments that GeoNames lacks.

    The cities found are marked ``is_actor``: however small, they are no towns that need evidence.
    """
    inside: dict[str, list[Row]] = defaultdict(list)
    for place in cities:
        if place["countrycode"] == "JP":
            inside[place["iso_3166_2"]].append(place)
    actors: list[Row] = []
    for row in governments:
        city: Row | None = None if row["inner"] else _find_city(row, inside[row["iso_3166_2"]])
        if city is not None:
            city["names"] |= {row["name"]}
            city["is_actor"] = True
            continue
        coordinates = {"latitude": row["latitude"], "longitude": row["longitude"]}
        actors.append(
            {
                "actor_id": f"px:jp-{row['code']}",
                "name": row["english"] + (" Ward" if row["inner"] else ""),
                "level": "sub_municipal" if row["inner"] else "local",
                "country": "JP",
                "iso_3166_2": row["iso_3166_2"],
                "names": {row["name"], row["english"]} if not row["inner"] else {row["name"]},
                "population": 0,
                "city": coordinates,
            }
        )
    return actors


def _find_city(row: Row, cities: list[Row]) -> Row | None:
    key = next(iter(bare_names(row["name"], "JP")))
    english = name_key(row["english"])
    near = [
        city
        for city in cities
        if "unit" not in city and math.hypot(city["latitude"] - row["latitude"], city["longitude"] - row["longitude"]) < NEAR_DEGREES
    ]
    same = [city for city in near if any(key in bare_names(name, "JP") for name in city["names"])]
    alike = [city for city in near if name_key(city["name"]).replace(" ", "").removesuffix("shi") in (english, english.replace("m", "n"))]
    return max(same or alike, key=lambda city: city["population"], default=None)
