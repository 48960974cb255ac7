"""Whose site a page is on, by the name of its host: www.pref.shizuoka.jp, comune.bologna.it, hangzhou.gov.cn, eurocities.eu."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

from tld import get_tld

from transforms.actors.records import Actor
from transforms.actors.resolution import matches_level
from transforms.gazetteer import Gazetteer, load_gazetteer
from transforms.gazetteer.keys import name_key

_GOVERNMENT = frozenset({"gov", "gob", "gouv", "gub", "govt", "gv", "go", "lg", "admin"})
"""Labels under which a state registers its authorities: hangzhou.gov.cn, busan.go.kr, kobe.lg.jp."""
_TIERS = {
    "pref": "regional", "metro": "regional", "region": "regional", "regione": "regional", "land": "regional", "state": "regional",
    "governor": "regional", "provincia": "intermediate", "city": "local", "town": "local", "vill": "local", "comune": "local",
    "ville": "local", "mairie": "local", "stadt": "local", "gemeente": "local", "ayuntamiento": "local", "ayto": "local",
    "um": "local", "gmina": "local", "cm": "local", "ci": "local", "cityof": "local", "townof": "local",
}
"""Labels, or beginnings of a label, that say the tier of the name behind them: city.kobe.lg.jp, stadt-koeln.de, cityofboston.gov."""
_OF_UNITS = frozenset({"www", "gov", "government", "parliament", "premier", "governor", "cabinet", "international", "news", "media"})
"""Names that an authority has under the code of its unit: parliament.sa.gov.au."""
_STATE_SITES = frozenset({"CA", "US"})
_REGIONAL_DOMAINS = {"cat": "ES", "gal": "ES", "eus": "ES", "bzh": "FR", "scot": "GB", "wales": "GB", "cymru": "GB", "uk": "GB",
                     "berlin": "DE", "hamburg": "DE", "bayern": "DE", "saarland": "DE", "tirol": "AT", "wien": "AT", "nrw": "DE"}
"""Top-level domains that are no codes of ISO 3166-1, and the state they lie in."""
_PROXIED = re.compile(r"www-[a-z0-9-]+")
"""A host that a mirror or translating proxy writes with hyphens for dots: www-pref-shizuoka-jp.cache.example."""
_LEVELS = frozenset({"sub_municipal", "local", "metropolitan", "intermediate", "regional"})
_BODIES = frozenset({"network", "supranational"})
_SHORTEST = 4
_CODE = 2
"""Letters of a state's top-level domain, and of a unit's code before it: too few to be the name of a body."""
_TOWN = 15_000
"""People of a town that a host outside the names of governments is taken to be of: smaller ones are words as well."""


def find_site_owner(url: str, country: str | None) -> Actor | None:
    """The government or body whose site an address is on; None where the host does not say so clearly.

    ``country`` (ISO 3166-1 alpha-2) is where the site is published; without it the host's top-level domain tells. A host names a government
    where it lies under a state's names for authorities, says a tier, or is the name of a town of that country and nothing else.
    """
    host = _read_host(url)
    return _find_owner(host, country) if host else None


@lru_cache(maxsize=4096)
def _find_owner(host: str, country: str | None) -> Actor | None:
    gazetteer = load_gazetteer()
    found = get_tld(f"https://{host}", as_object=True, fail_silently=True)
    if found is None or isinstance(found, str):
        return None
    ending = found.tld.split(".")
    body = _list_bodies().get(found.domain.replace("-", ""))
    if body is not None and not _GOVERNMENT & set(ending):
        return gazetteer.find(body)
    home = _REGIONAL_DOMAINS.get(ending[-1], ending[-1].upper() if len(ending[-1]) == _CODE else None)
    country = country or home or ("US" if ending[-1] == "gov" else None)
    if country is None:
        return None
    labels = [*found.subdomain.split("."), found.domain, *ending]
    is_public = bool(_GOVERNMENT & {*ending, found.domain}) and (home is None or home == country)
    for name, level in _list_names(labels, found.domain, is_public):
        actor = _find(name, level, country, is_public or level is not None, gazetteer)
        if actor is not None:
            return actor
    if is_public:
        return _find_unit(labels, country, gazetteer)
    if home == country and len(ending) == 1 and len(found.domain) >= _SHORTEST:
        return _find(found.domain, None, country, False, gazetteer)
    return None


def _find_unit(labels: list[str], country: str, gazetteer: Gazetteer) -> Actor | None:
    """The unit by whose code an authority is registered: premier.vic.gov.au, governor.wa.gov, news.gov.bc.ca. Elsewhere than in the US and
    Canada municipalities stand under the codes of units too."""
    for at, label in enumerate(labels[:-1]):
        unit = gazetteer.find(f"iso:{country}-{label.upper()}")
        if unit is not None and (labels[at + 1] in _GOVERNMENT or labels[at - 1] in _GOVERNMENT):
            owners = [owner for owner in labels[:at] if owner and owner not in _GOVERNMENT]
            return unit if country in _STATE_SITES or not owners or owners[-1] in _OF_UNITS else None
    return None


def _read_host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    first = (host or "").partition(".")[0]
    return first.replace("-", ".") if first.count("-") > 1 and _PROXIED.fullmatch(first) else host


@cache
def _list_bodies() -> dict[str, str]:
    """Names of networks and bodies without spaces → their ids: "uclgmewa", "mayorsforpeace"."""
    gazetteer = load_gazetteer()
    found: dict[str, str] = {}
    for entry in gazetteer.overlay_names:
        actor = gazetteer.find(entry.actor_id)
        key = name_key(entry.name).replace(" ", "")
        if actor is not None and actor.level in _BODIES and key.isascii() and len(key) > _CODE:
            found.setdefault(key, entry.actor_id)
    return found


def _list_names(labels: list[str], domain: str, is_public: bool) -> Iterator[tuple[str, str | None]]:
    """Names that the labels of a host give, with the tier they say."""
    for label, behind in pairwise(labels):
        if label in _TIERS and behind not in _GOVERNMENT:
            yield behind, _TIERS[label]
    for tier, level in _TIERS.items():
        name = domain.removeprefix(tier).lstrip("-")
        if domain.startswith((f"{tier}-", "cityof", "townof")) and name != domain and len(name) >= _SHORTEST:
            yield name, level
    if is_public:
        yield from ((label, None) for label in reversed(labels[:labels.index(domain) + 1]) if label not in _GOVERNMENT)


def _find(name: str, level: str | None, country: str, is_said: bool, gazetteer: Gazetteer) -> Actor | None:
    """The government of a country that a label names; one that nothing says to be a government has to be a town by its main name."""
    key = re.sub(r"\b(?:st|ste) ", "saint ", name_key(name.replace("-", " ")))
    listed = gazetteer.names("latin").get(key)
    numbers = dict.fromkeys([*map(int, listed.split(",") if listed else ()), *gazetteer.find_towns(key)])
    fit = []
    for number in numbers:
        actor, people, _ = gazetteer.fields(number)
        is_main = gazetteer.main_key(number) == key
        is_plain = is_main and people >= _TOWN and key not in gazetteer.english_words
        if actor.country == country and actor.level in _LEVELS and (level is None or matches_level(level, actor)) and (is_said or is_plain):
            fit.append((is_main, people, -number, actor))
    return max(fit, key=lambda item: item[:3])[3] if fit else None
