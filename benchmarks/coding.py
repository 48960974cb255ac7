"""Accuracy and speed of the coder.

``python benchmarks/coding.py --own [--lang L] [--errors] [--speed]`` codes the labelled announcements of ``samples/`` and prints figures
and the confusion table; ``--speed`` adds documents a second, beside spaCy's EntityRuler where it is installed; ``--page`` writes
``docs/accuracy.md`` from them.

``python benchmarks/coding.py [--lang L] [--part tune|check] [--errors] [--speed]`` does so on a gold collection outside the repository:
it codes ``$PROXENY_SHARED/gold/dev.docs.jsonl`` (default ``../shared``), has the collection's own ``score.py`` score it and prints its
figures. The collection is split by the hash of the document's id: rules are tuned on one part (``tune``), the other (``check``) is looked
at as figures only. ``--errors`` prints the documents (of the first part) with labels and what was said.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.scoring import FIGURES, Case, render_confusion, score

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "accuracy.md"
SHARED = Path(os.environ.get("PROXENY_SHARED", ROOT / ".." / "shared"))


_PAGE_HEAD = """# How well it codes

Written by `python benchmarks/coding.py --page`; a test compares it with what the coder does. The announcements are those of
`samples/` tagged `gold`: our own writing after public pages, labelled by one person before the rules that code them, on texts
that the rules have since been corrected on. They show what the coder confuses, and that nothing got worse. They are no sample of
the web: expect less on pages it has never met, and measure it yourself with `proxeny review`
([the coding manual](coding-manual.md#reviewing)).
"""


def is_tuned(document_id: str) -> bool:
    """Whether a document belongs to the part on which rules are tuned."""
    return int(hashlib.sha256(document_id.encode()).hexdigest(), 16) % 4 != 3  # three in four


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _print_errors(documents: list[dict[str, Any]], gold: dict[str, dict[str, Any]], lines: dict[str, dict[str, Any]]) -> None:
    for document in documents:
        label, line = gold[document["id"]], lines[document["id"]]
        if not is_tuned(document["id"]) or label.get("borderline"):
            continue
        print(f"\n## {document['id']} {document.get('published')} {json.dumps(document.get('publisher'), ensure_ascii=False)}")
        print(document.get("title"), "\n", document["text"])
        for event in label["events"]:
            names = "; ".join(f"{p['name']}/{p['level']}/{p['country_iso2']}" for p in event["participants"])
            print("   gold", event["event_type"], event["status"], event["date"], event["national_involvement"], names)
        for event in line["events"]:
            names = "; ".join(f"{p['name']}/{p['level']}/{p['country']}/{','.join(p['roles'])}" for p in event["parties"])
            national = [entry["relation"] for entry in event["national"]]
            print("   said", event["type"], event["realis"], event["date"]["start"], national, names, event["rule"], "|",
                  event["evidence"]["quote"][:80])
        if line["abstained"]:
            print("   said", line["abstained"])


def load_own_gold(langs: Sequence[str] = ()) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Documents and labels of the announcements tagged ``gold``, as the coder takes them, with the publisher of their source."""
    from extractors.declarations import load_sources
    from samples.corpus import load_announcements

    sources = load_sources(ROOT / "samples" / "sources")
    documents = []
    for announcement in load_announcements("gold"):
        if langs and announcement.lang.split("-")[0] not in langs:
            continue
        publisher = sources[announcement.source_id].publisher
        documents.append(({
            "id": announcement.document_name, "title": announcement.title, "text": announcement.body, "lang": announcement.lang,
            "published": announcement.published,
            "publisher": {"name": publisher.name, "country": publisher.country, "actor_id": publisher.actor_id},
        }, announcement.expect))
    return documents


def code_own_gold(langs: Sequence[str] = ()) -> list[Case]:
    """The same with the lines of the coder."""
    from transforms.coding import code_document

    return [Case(document, _resolve(expect, document["lang"]), code_document(document)) for document, expect in load_own_gold(langs)]


def _resolve(expect: dict[str, Any], lang: str) -> dict[str, Any]:
    """Labels with the actors of their parties, which are named in the language of the document."""
    from transforms.actors import resolve_name

    def find(party: dict[str, Any]) -> str | None:
        found = [row for row in resolve_name(party["name"], lang=lang, country=party["country"]) if row["country"] == party["country"]]
        return found[0]["actor_id"] if found else None

    events = [{**event, "parties": [{**party, "actor_id": find(party)} for party in event["parties"]]} for event in expect["events"]]
    return {**expect, "events": events}


def print_own_gold(langs: Sequence[str], errors: bool) -> None:
    """Prints figures and confusion table; with ``errors`` what differs, document by document."""
    cases = code_own_gold(langs)
    if errors:
        for case in cases:
            _print_case(case)
    figures, confusion = score(cases)
    print(f"{len(cases)} announcements, {sum(not case.expect['events'] for case in cases)} of them without an event to code")
    for name, value in figures.items():
        print(f"{name:12s} {value:.3f}")
    print(render_confusion(confusion))


def render_accuracy(cases: Sequence[Case]) -> str:
    """``docs/accuracy.md``: the figures, by language too, and the confusion table."""
    from transforms.codebook import list_languages, load_lexicon

    preliminary = {name for name in list_languages() if load_lexicon(name).is_preliminary}
    figures, confusion = score(cases)
    by_lang: dict[str, list[Case]] = {}
    for case in cases:
        by_lang.setdefault(case.document["lang"].split("-")[0], []).append(case)
    lines = [
        _PAGE_HEAD,
        f"{len(cases)} announcements, {sum(not case.expect['events'] for case in cases)} of them without an event to code.", "",
        "| figure | value | what it is |", "|---|---:|---|",
        *(f"| {name} | {figures[name]:.3f} | {what} |" for name, what in FIGURES.items()), "",
        "## By language", "",
        "Few announcements a language: read the column of counts first.", "",
        "| language | announcements | relevance | events | party | lexicon |", "|---|---:|---:|---:|---:|---|",
    ]
    for lang, some in sorted(by_lang.items(), key=lambda item: (-len(item[1]), item[0])):
        own, _ = score(some)
        scores = " | ".join(f"{own[name]:.2f}" for name in ("relevance", "events", "party"))
        lines.append(f"| {lang} | {len(some)} | {scores} | {'preliminary' if lang in preliminary else 'full'} |")
    lines += ["", "## What is taken for what", "",
              "A row a labelled type; in the last row stand events that were said and should not have been.", ""]
    return "\n".join(lines) + "\n" + render_confusion(confusion)


def _print_case(case: Case) -> None:
    print(f"\n## {case.document['id']} {case.document['published']} {case.line['abstained'] or ''} (expected: {case.expect['abstained']})")
    print(case.document["title"], "\n", case.document["text"])
    for name, events in (("gold", case.expect["events"]), ("said", case.line["events"])):
        for event in events:
            parties = "; ".join(f"{party['name']}/{party['level']}/{party['country']}" for party in event["parties"])
            national = [entry["relation"] for entry in event["national"]]
            evidence = event["evidence"] if name == "gold" else f"{event['rule']} | {event['evidence']['quote']}"
            print("  ", name, event["type"], event["realis"], event["date"]["start"], event["direction"], national, parties, "|",
                  evidence[:100])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang")
    parser.add_argument("--part", choices=["tune", "check"])
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--page", action="store_true")
    options, rest = parser.parse_known_args()
    langs = options.lang.split(",") if options.lang else []
    if options.page:
        PAGE.write_text(render_accuracy(code_own_gold()), encoding="utf-8")
        return 0
    if options.own:
        print_own_gold(langs, options.errors)
        if options.speed:
            print_speed()
        return 0
    gold_dir = SHARED / "gold"
    if not gold_dir.is_dir():
        print(f"no gold collection in {gold_dir}: set PROXENY_SHARED")
        return 0
    from transforms.coding import code_document

    documents = [document for document in _read(gold_dir / "dev.docs.jsonl")
                 if (not langs or document["lang"] in langs)
                 and (not options.part or is_tuned(document["id"]) == (options.part == "tune"))]
    gold = {row["id"]: row for row in _read(gold_dir / "dev.gold.jsonl")}
    lines = [code_document(document) for document in documents]
    if options.errors:
        _print_errors(documents, gold, {line["id"]: line for line in lines})
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root / "docs.jsonl", documents)
        _write(root / "gold.jsonl", [gold[document["id"]] for document in documents])
        _write(root / "out.jsonl", lines)
        files = [gold_dir / "score.py", root / "gold.jsonl", root / "out.jsonl", "--docs", root / "docs.jsonl"]
        status = subprocess.run([sys.executable, *map(str, files), *rest], check=False).returncode
    if options.speed:
        print_speed()
    return status


def print_speed() -> None:
    """Prints documents a second, text to lines, on our own gold (lexicons loaded), and the ratio to spaCy's EntityRuler if it is installed:
    a blank pipeline with the names of all actors and the words of the triggers, the first part of the same work."""
    from transforms.coding import code_document

    documents = [document for document, _ in load_own_gold()]
    rate = _measure(lambda: [code_document(document) for document in documents], len(documents))
    size = sum(len(document["text"]) for document in documents) // len(documents)
    print(f"{rate:.0f} documents a second of {size} code points on average")
    peer = _load_peer()
    if peer is None:
        print("spaCy is not installed: no peer to compare with")
        return
    texts = [f"{document['title']}\n{document['text']}" for document in documents]
    peer_rate = _measure(lambda: list(peer.pipe(texts)), len(texts))
    print(f"{peer_rate:.0f} documents a second: spaCy EntityRuler; ratio {rate / peer_rate:.2f}")


def _measure(work: Callable[[], object], count: int) -> float:
    """Documents a second of processor time, the better of three runs after one to warm up."""
    work()
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return count / best


def _load_peer() -> Any:
    try:
        import spacy  # type: ignore[import-not-found]
    except ImportError:
        return None
    from transforms.codebook import load_lexicon
    from transforms.gazetteer import load_gazetteer

    gazetteer = load_gazetteer()
    names = {gazetteer.actor(number).name for number in range(len(gazetteer))}
    pipeline = spacy.blank("xx")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ACTOR", "pattern": name} for name in sorted(names)])
    ruler.add_patterns([{"label": "TRIGGER", "pattern": [{"LOWER": word}]} for word in sorted(load_lexicon("en").words)])
    return pipeline


if __name__ == "__main__":
    sys.exit(main())
