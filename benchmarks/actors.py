"""Figures of the actor scan and the gazetteer on collections outside the repository.

    python benchmarks/actors.py [--only gold,negatives,toponyms,japan,twins,suite,load,speed] [--part tune|check] [--missed]

``gold``       subnational parties that the development gold says the text names: found by :func:`find_mentions` in the right country,
               and at the right level. Names are compared as the collection's ``score.py`` does, with every name that the gazetteer
               has for the actor.
``negatives``  distinct subnational actors that a document without events is said to hold, by how they are named. Nobody labelled which of
               them the text really names, so the figure is an upper bound of false ones.
``toponyms``   LGL and TR-News: country of gold spans, and F1 of the set of countries a document names (raw text).
``japan``      Japanese local governments by name and prefecture, ``twins`` the towns of Wikipedia's lists with the country given: right is
               at most 30 km from the geocoded file.
``suite``      the cases of ``tests/transforms/actor_cases.tsv``.
``load``       seconds and megabytes of a process that loads the gazetteer.
``speed``      documents a second, and the ratio to spaCy's EntityRuler with the names of the same gazetteer, where spaCy is installed
               (``--peer PYTHON`` names the interpreter that has it).

Collections are looked for in ``$PROXENY_SHARED`` (default ``../shared``); a figure whose data is absent says so.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import json
import math
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.coding import SHARED, is_tuned
from transforms.actors import find_mentions, resolve_name
from transforms.actors.records import Mention
from transforms.actors.resolution import ALONE
from transforms.gazetteer import Gazetteer, load_gazetteer

SUBNATIONAL = frozenset({"sub_municipal", "local", "metropolitan", "intermediate", "regional"})
NEAR = 30.0
"""Kilometres within which two coordinates are the same place."""
OPTIONS = argparse.Namespace()


def read_lines(path: Path) -> list[dict[str, Any]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in content.decode().split("\n") if line.strip()]


def read_csv(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def load_scorer() -> Any:
    """The collection's ``score.py`` as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED / "gold" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure_distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle kilometres."""
    (north_a, east_a), (north_b, east_b) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    haversine = math.sin((north_b - north_a) / 2) ** 2 + math.cos(north_a) * math.cos(north_b) * math.sin((east_b - east_a) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(haversine)))


def list_gold(part: str | None) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    labels = {row["id"]: row for row in read_lines(SHARED / "gold" / "dev.gold.jsonl")}
    pairs = [(document, labels[document["id"]]) for document in read_lines(SHARED / "gold" / "dev.docs.jsonl")]
    return [
        (document, label)
        for document, label in pairs
        if not label["borderline"] and (part is None or is_tuned(document["id"]) == (part == "tune"))
    ]


def names_of(mention: Mention, gazetteer: Gazetteer) -> list[str]:
    actor = mention.actor
    number = gazetteer.number(actor.actor_id) if actor else None
    known = [] if actor is None or number is None else [actor.name, *gazetteer.names_of(number)]
    return [mention.surface, *known]


def measure_gold() -> None:
    scorer, gazetteer = load_scorer(), load_gazetteer()
    found, level, total = Counter[str](), Counter[str](), Counter[str]()
    for document, label in list_gold(OPTIONS.part):
        mentions = [m for m in find_mentions(document, gazetteer) if m.basis != "non_state"]
        named = [
            {"participants": [party for party in event["participants"] if party.get("name_in_text") is not False]}
            for event in label["events"]
        ]
        for names, country, tier in scorer.parties(named, True):
            if tier not in SUBNATIONAL:
                continue
            same = [
                m for m in mentions if m.country == country and any(scorer.same_name(a, b) for a in names for b in names_of(m, gazetteer))
            ]
            levels = {scorer.TIER.get(m.level, m.level) for m in same}
            lang = document["lang"]
            total[lang] += 1
            found[lang] += bool(same)
            level[lang] += tier in levels
            if not same and OPTIONS.missed and is_tuned(document["id"]):
                near = [(m.surface, m.actor.name if m.actor else None, m.country, m.basis, m.score) for m in mentions][:14]
                print(
                    f"  missed {document['id']} {names} {tier} {country}\n     in: {document.get('title')} / {document['text'][:700]}\n"
                    f"     has: {near}"
                )
            elif OPTIONS.missed and is_tuned(document["id"]) and tier not in levels:
                print(f"  level {document['id']} {names} {tier}, not {[(m.surface, m.level, m.actor and m.actor.actor_id) for m in same]}")
    for lang in [*sorted(total), "all"]:
        n, hit, right = (sum(c.values()) if lang == "all" else c[lang] for c in (total, found, level))
        print(f"gold {lang:4} parties {n:4}  recall {hit / n:.3f}  level right {right / max(1, hit):.3f}")


def measure_negatives() -> None:
    gazetteer, counts, documents = load_gazetteer(), Counter[str](), 0
    for document, label in list_gold(OPTIONS.part):
        if label["is_relevant"]:
            continue
        documents += 1
        seen: dict[str, str] = {}
        for mention in find_mentions(document, gazetteer):
            if mention.is_official and mention.level in SUBNATIONAL and mention.basis in ("typed", "toponym"):
                seen.setdefault(f"{mention.actor.name}, {mention.country}" if mention.actor else mention.surface, mention.basis)
        counts.update(seen.values())
        if OPTIONS.missed and seen and is_tuned(document["id"]):
            print("  official", document["id"], seen)
    print(
        f"negatives documents {documents}  official subnational actors a document {sum(counts.values()) / max(1, documents):.2f} "
        f"(bare names {counts['toponym'] / max(1, documents):.2f})"
    )


def list_countries() -> dict[str, str]:
    """English names of countries, those of the collections as well, to ISO 3166-1 codes."""
    import pycountry
    from babel import Locale

    codes = {name: code for code, name in Locale.parse("en").territories.items() if len(code) == 2 and code.isalpha()}
    codes |= {
        name: country.alpha_2 for country in pycountry.countries for name in (country.name, getattr(country, "common_name", country.name))
    }
    others = (
        "Czech Republic=CZ;Bosnia and Herzegovina=BA;Republic of Macedonia=MK;Macedonia=MK;Turkey=TR;United States of America=US;"
        "Burma=MM;Myanmar=MM;Republic of Ireland=IE;Palestine=PS;Palestinian Territory=PS;Hong Kong=HK;East Timor=TL;"
        "Ivory Coast=CI;Cape Verde=CV;Macau=MO;Russia=RU;Democratic Republic of the Congo=CD;The Gambia=GM;"
        "Republic of the Congo=CG;Northern Ireland=GB;Scotland=GB;England=GB;Wales=GB;Kosovo=XK;Swaziland=SZ;Vatican=VA;"
        "Micronesia=FM;Reunion=RE;São Tomé and Príncipe=ST;Northern Cyprus=CY;"
        "Iran=IR;Syria=SY;Laos=LA;Vietnam=VN;South Korea=KR;North Korea=KP;Taiwan=TW"
    )
    return codes | dict(pair.split("=") for pair in others.split(";"))


def measure_toponyms() -> None:
    gazetteer, codes = load_gazetteer(), list_countries()
    for corpus in ("lgl", "trnews"):
        right = total = hit = said = real = 0
        for row in read_lines(SHARED / "data" / "toponyms" / f"{corpus}.dev.jsonl.gz"):
            document = {"text": row["text"], "lang": "en"}
            mentions = find_mentions(document, gazetteer)
            at = {(m.name_start, m.name_end): m for m in mentions if m.country}
            countries = {m.country for m in mentions if m.country and m.basis != "non_state"}
            spans = [{**span, "country": codes.get(span["country"])} for span in row["spans"] if span.get("country")]
            for span in spans:
                mention = at.get((span["start"], span["end"]))
                country = mention.country if mention else None
                if country is None:
                    ranked = resolve_name(span["text"], "en", gazetteer=gazetteer, document=document)
                    country = ranked[0]["country"] if ranked else None
                right += country == span["country"]
                if country != span["country"] and OPTIONS.missed:
                    print("  country", row["id"], span["text"], span["country"], country)
            total += len(spans)
            wanted = {span["country"] for span in spans}
            if OPTIONS.missed:
                extra = {(m.surface, m.actor and m.actor.name, m.country) for m in mentions if m.country in countries - wanted}
                print(*(f"  extra {row['id']} {surface} = {name} {country}" for surface, name, country in sorted(extra, key=str)), sep="\n")
            hit, said, real = hit + len(wanted & countries), said + len(countries), real + len(wanted)
        precision, recall = hit / said, hit / real
        print(
            f"toponyms {corpus:7} spans {total}  country {right / total:.3f}  "
            f"country set F1 {2 * precision * recall / (precision + recall):.3f} "
            f"(P {precision:.3f} R {recall:.3f})"
        )


def is_there(row: dict[str, Any], place: tuple[float, float], gazetteer: Gazetteer) -> bool:
    number = gazetteer.number(row["actor_id"])
    coordinates = None if number is None else gazetteer.fields(number)[2]
    return coordinates is not None and measure_distance(coordinates, place) <= NEAR


def measure_japan() -> None:
    gazetteer = load_gazetteer()
    codes = {row["pref"]: row["ISO3166-2"] for row in read_csv(SHARED / "data" / "registers" / "prefjp-utf8.csv.gz")}
    right = named = total = 0
    rows = [row for row in read_csv(SHARED / "data" / "registers" / "localgovjp-utf8.csv.gz")]
    for row in rows:
        total += 1
        found = resolve_name(row["pref"] + row["city"].replace(" ", ""), "ja", "JP", gazetteer)
        best = found[0] if found and found[0]["score"] >= ALONE else None
        place = (float(row["lat"]), float(row["lng"]))
        ok = best is not None and best["iso_3166_2"] == codes[row["pref"]] and best["level"] in ("local", "sub_municipal")
        named += ok
        right += ok and is_there(best, place, gazetteer)
        if OPTIONS.missed and not ok:
            print("  japan", row["pref"], row["city"], best)
    print(f"japan governments {total}  name and prefecture {named / total:.3f}  and at most 30 km away {right / total:.3f}")


def measure_twins() -> None:
    gazetteer, codes = load_gazetteer(), list_countries()
    right = wrong = total = 0
    places: dict[tuple[str, str], tuple[float, float] | None] = {}
    for row in read_csv(SHARED / "data" / "registers" / "wikipedia_twin_towns_geocoded.csv.gz"):
        for side in ("1", "2"):
            if row[f"lat{side}"]:
                places[row[f"city{side}"], row[f"country{side}"]] = (float(row[f"lat{side}"]), float(row[f"lng{side}"]))
    for row in read_csv(SHARED / "data" / "registers" / "wikipedia_twin_towns.csv.gz"):
        for side in ("1", "2"):
            places.setdefault((row[f"city{side}"], row[f"country{side}"]), None)
    unlocated = unplaced = 0
    for number, ((name, country), place) in enumerate(places.items()):
        if place is None:
            unlocated += 1
            continue
        if OPTIONS.quick and number % 10:
            continue
        total += 1
        code = codes.get(country) or codes.get(country.rpartition(", ")[2].removesuffix(" (country)"))  # "England, United Kingdom"
        found = resolve_name(name, "en", code, gazetteer)
        best = found[0] if found and found[0]["score"] >= ALONE and (code is None or found[0]["country"] == code) else None
        if best is None:
            if OPTIONS.missed and number % 50 == 0:
                print("  unresolved", name, country, found[:2])
            continue
        ok = is_there(best, place, gazetteer)
        right, wrong = right + ok, wrong + (not ok)
        number_of = gazetteer.number(best["actor_id"])
        unplaced += number_of is not None and gazetteer.fields(number_of)[2] is None
        if OPTIONS.missed and not ok and number % 10 == 0:
            print("  wrong", name, country, place, best)
    print(
        f"twins names {total}  right place {right / total:.4f}  wrong {wrong / total:.4f}  unresolved {1 - (right + wrong) / total:.3f} "
        f"(of the wrong {unplaced / total:.4f} are units whose place the gazetteer does not know; {unlocated} names have no coordinates in "
        "the geocoded file and are left out)"
    )


def measure_suite() -> None:
    from tests.transforms.actor_cases import list_cases, list_failures

    cases = list_cases()
    failures = list_failures(cases)
    languages = Counter(case.lang for case in cases)
    if OPTIONS.missed:
        print(*(f"  {failure}" for failure in failures), sep="\n")
    print(f"suite cases {len(cases)} in {len(languages)} languages  right {1 - len(failures) / len(cases):.3f}")


LOAD = """
import resource
a = resource.getrusage(resource.RUSAGE_SELF)
from transforms.actors import find_mentions
find_mentions({"text": "The Mayor of Lyon met the Mayor of 大阪市.", "lang": "en"})
b = resource.getrusage(resource.RUSAGE_SELF)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime, int(peak.split()[1]) / 1024)
"""


def measure_load() -> None:
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True, cwd=root)
    seconds, megabytes = map(float, done.stdout.split())
    print(f"load CPU seconds {seconds:.2f}  process {megabytes:.0f} MB (Latin and Han names)")


PEER = """
import json, sys, time
import spacy
nlp = spacy.blank("xx")
ruler = nlp.add_pipe("entity_ruler")
documents, names = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
with nlp.select_pipes(enable=[]):
    ruler.add_patterns([{"label": "P", "pattern": name} for name in names])
nlp(documents[0])
started = time.process_time()
for text in documents:
    nlp(text)
print(time.process_time() - started)
"""


def measure_speed() -> None:
    """Our scan resolves what it finds; the peer only finds names. News in full length, then the condensed gold."""
    news = [
        {"text": row["text"], "lang": "en"}
        for corpus in ("lgl", "trnews")
        for row in read_lines(SHARED / "data" / "toponyms" / f"{corpus}.dev.jsonl.gz")
    ]
    compare_speed("news", news)
    compare_speed("gold", [document for document, _ in list_gold(None)])


def compare_speed(label: str, documents: list[dict[str, Any]]) -> None:
    gazetteer = load_gazetteer()
    for document in documents:
        find_mentions(document, gazetteer)
    started = time.process_time()
    for document in documents:
        find_mentions(document, gazetteer)
    ours = time.process_time() - started
    size = sum(len(document["text"]) for document in documents)
    print(f"speed {label} {len(documents) / ours:.0f} documents a second, {size / ours / 1e6:.2f} million code points a second")
    with tempfile.TemporaryDirectory() as folder:
        texts, names = Path(folder) / "texts.json", Path(folder) / "names.json"
        texts.write_text(json.dumps([f"{document.get('title') or ''}\n{document['text']}" for document in documents]))
        names.write_text(json.dumps(sorted({name for row in gazetteer.actor_rows() for name in [row["name"], *row["names"]]})))
        done = subprocess.run([OPTIONS.peer, "-c", PEER, str(texts), str(names)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"speed {label} peer not installed (spaCy)" if "ModuleNotFoundError" in done.stderr else done.stderr)
    else:
        peer = float(done.stdout)
        print(f"speed {label} spaCy EntityRuler {len(documents) / peer:.0f} documents a second: ratio {peer / ours:.2f}")


MEASURES: dict[str, tuple[Callable[[], None], str]] = {
    "gold": (measure_gold, "gold"),
    "negatives": (measure_negatives, "gold"),
    "toponyms": (measure_toponyms, "data/toponyms"),
    "japan": (measure_japan, "data/registers"),
    "twins": (measure_twins, "data/registers"),
    "suite": (measure_suite, ""),
    "load": (measure_load, ""),
    "speed": (measure_speed, "gold"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(MEASURES))
    parser.add_argument("--part", choices=["tune", "check"])
    parser.add_argument("--missed", action="store_true", help="print what was missed, of the gold only in the part rules are tuned on")
    parser.add_argument("--quick", action="store_true", help="a tenth of the twin towns")
    parser.add_argument("--peer", default=sys.executable, help="interpreter that has spaCy")
    parser.parse_args(namespace=OPTIONS)
    for name in OPTIONS.only.split(","):
        measure, needs = MEASURES[name]
        if (SHARED / needs).is_dir():
            measure()
        else:
            print(f"{name} skipped: no {SHARED / needs} (set PROXENY_SHARED)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
