"""Accuracy and speed of the coder on a gold collection outside the repository.

``python benchmarks/coding.py [--lang L] [--part tune|check] [--errors] [--speed]`` codes ``$PROXENY_SHARED/gold/dev.docs.jsonl`` (default
``../shared``), has the collection's own ``score.py`` score it and prints its figures. The collection is split by the hash of the document's
id: rules are tuned on one part (``tune``), the other (``check``) is looked at as figures only. ``--errors`` prints, for the first part, the
documents whose events differ from the labels.
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
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("PROXENY_SHARED", Path(__file__).resolve().parents[1] / ".." / "shared"))


def is_tuned(document_id: str) -> bool:
    """Whether a document belongs to the part on which rules are tuned."""
    return int(hashlib.sha256(document_id.encode()).hexdigest(), 16) % 2 == 0


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang")
    parser.add_argument("--part", choices=["tune", "check"])
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--speed", action="store_true")
    options, rest = parser.parse_known_args()
    gold_dir = SHARED / "gold"
    if not gold_dir.is_dir():
        print(f"no gold collection in {gold_dir}: set PROXENY_SHARED")
        return 0
    from transforms.coding import code_document

    documents = [document for document in _read(gold_dir / "dev.docs.jsonl")
                 if (not options.lang or document["lang"] in options.lang.split(","))
                 and (not options.part or is_tuned(document["id"]) == (options.part == "tune"))]
    gold = {row["id"]: row for row in _read(gold_dir / "dev.gold.jsonl")}
    started = time.perf_counter()
    lines = [code_document(document) for document in documents]
    spent = time.perf_counter() - started
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
        size = sum(len(document["text"]) for document in documents)
        print(f"{len(documents) / spent:.0f} documents a second, {size / spent / 1e6:.2f} million code points a second")
    return status


if __name__ == "__main__":
    sys.exit(main())
