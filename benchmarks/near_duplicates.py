"""Near-duplicate documents: precision, recall and speed on planted pairs, beside datasketch.

``python -m benchmarks.near_duplicates [DOCUMENTS]`` cuts real texts (those of ``$PROXENY_SHARED/data``, default ``../shared``, and of the
sample announcements) into passages of 737 characters (250 in scripts without spaces), plants a copy of nearly every second one with 3 to
15 % of its words deleted, replaced or added to, every third cut short and every third under another dateline, and lets the queries of the
warehouse find the pairs. datasketch (64 permutations, threshold 0.5) does the same in the same run where it is installed: it is no
dependency of the program; ``PYTHONPATH`` may name where it is.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from warehouse.duplicates import group_duplicates, sketch_documents
from warehouse.schema import create_table
from warehouse.tables.core import DUPLICATE, SKETCH

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PROXENY_SHARED", ROOT / ".." / "shared"))
SHARE_PLANTED = 0.4439
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def _list_texts() -> Iterator[str]:
    for name in ("article_extraction_benchmark", "fundus"):
        path = SHARED / "data" / "extraction" / f"{name}.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                yield from (json.loads(line)["body"] for line in lines)
    for path in sorted((SHARED / "data" / "toponyms").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    for path in sorted((ROOT / "samples" / "announcements").glob("*/*.yml")):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))["body"]


def is_unspaced(text: str) -> bool:
    return 3 * len(_UNSPACED.findall(text)) > len(text)


def _list_passages() -> list[str]:
    passages: dict[str, None] = {}
    for text in _list_texts():
        text = " ".join(text.split())
        size = 250 if is_unspaced(text) else 737
        passages |= dict.fromkeys(text[start:start + size] for start in range(0, len(text) - size // 2, size))
    return list(passages)


def _drop_repeats(passages: list[str]) -> list[str]:
    """Passages that share no fifth of their shingles with one before: only what is planted is to be found."""
    first_with: dict[str, int] = {}
    kept = []
    for passage in passages:
        words = _split(passage.lower(), is_unspaced(passage))
        shingles = {" ".join(words[place:place + 3]) for place in range(len(words) - 2)}
        shared = Counter(first_with[shingle] for shingle in shingles if shingle in first_with)
        if shared and 5 * max(shared.values()) >= len(shingles):
            continue
        first_with.update({shingle: len(kept) for shingle in shingles if shingle not in first_with})
        kept.append(passage)
    return kept


def _split(text: str, unspaced: bool) -> list[str]:
    return list(text) if unspaced else text.split()


def _join(words: list[str], unspaced: bool) -> str:
    return ("" if unspaced else " ").join(words)


def plant_copy(passage: str, words_of: dict[bool, list[str]], rng: random.Random) -> str:
    unspaced = is_unspaced(passage)
    rate = rng.uniform(0.03, 0.15)
    copied = []
    for word in _split(passage, unspaced):
        if rng.random() >= rate:
            copied.append(word)
            continue
        copied += rng.choice([[], [rng.choice(words_of[unspaced])], [word, rng.choice(words_of[unspaced])]])
    match rng.randrange(3):
        case 1:
            copied = copied[:int(len(copied) * rng.uniform(0.5, 0.9))]
        case 2:
            copied = (list("五月十二日、") if unspaced else ["TALSTADT,", "12", "May", "-"]) + copied[3:]
    return _join(copied, unspaced)


def build_corpus(size: int) -> tuple[list[str], set[tuple[int, int]], set[int]]:
    """(documents, planted pairs, numbers of documents in scripts without spaces)."""
    rng = random.Random(1)  # noqa: S311
    passages = _drop_repeats(_list_passages())
    rng.shuffle(passages)
    passages.sort(key=is_unspaced, reverse=True)
    planted = int(min(size, len(passages) / (1 - SHARE_PLANTED)) * SHARE_PLANTED)
    documents = passages[:int(planted / SHARE_PLANTED) - planted]
    words_of = {unspaced: [word for text in documents if is_unspaced(text) == unspaced for word in _split(text, unspaced)]
                for unspaced in (True, False)}
    unspaced = [number for number, text in enumerate(documents) if is_unspaced(text)]
    chosen = unspaced + rng.sample(range(len(unspaced), len(documents)), planted - len(unspaced))
    pairs = {(number, len(documents) + place) for place, number in enumerate(chosen)}
    documents = documents + [plant_copy(documents[number], words_of, rng) for number in chosen]
    return documents, pairs, set(unspaced)


def find_with_warehouse(documents: list[str]) -> set[tuple[int, int]]:
    """Pairs (earlier, later) of one group, by the queries that a load and a build run."""
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    connection.execute("create schema core")
    for table in (SKETCH, DUPLICATE):
        create_table(connection, table)
    connection.register("texts", pa.table({"number": range(len(documents)), "text": documents}))
    connection.execute("""
        create temp table incoming_document as select printf('%016x', number) as revision_id, text, false as is_tombstone from texts""")
    connection.execute("""
        create temp table coding as
        select revision_id, revision_id as document_id, timestamp '2026-01-01' + to_seconds(('0x' || revision_id)::bigint) as known_at
        from incoming_document""")
    sketch_documents(connection)
    group_duplicates(connection)
    groups: dict[str, list[int]] = {}
    for revision_id, group_id in connection.execute("select revision_id, group_id from core.duplicate order by all").fetchall():
        groups.setdefault(group_id, []).append(int(revision_id, 16))
    return {(a, b) for members in groups.values() for a in members for b in members if a < b}


def find_with_datasketch(documents: list[str]) -> set[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=64)
    pairs = set()
    for number, text in enumerate(documents):
        words = _split(text.lower(), is_unspaced(text))
        sketch = MinHash(num_perm=64)
        sketch.update_batch({" ".join(words[place:place + 3]).encode() for place in range(max(1, len(words) - 2))})
        pairs |= {(other, number) for other in index.query(sketch)}
        index.insert(number, sketch)
    return pairs


def _measure(name: str, find: Callable[[list[str]], set[tuple[int, int]]], corpus: Any) -> float:
    documents, pairs, unspaced = corpus
    started, cpu = time.perf_counter(), time.process_time()
    found = find(documents)
    spent, cpu = time.perf_counter() - started, time.process_time() - cpu
    right = found & pairs
    without_spaces = {pair for pair in pairs if pair[0] in unspaced}
    print(f"{name}: {len(documents) / spent:.0f} documents a second ({cpu:.1f} s of CPU), P {len(right) / len(found):.3f} "
          f"R {len(right) / len(pairs):.3f}; scripts without spaces {len(right & without_spaces)} of {len(without_spaces)}")
    return spent


def main() -> int:
    corpus = build_corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    print(f"{len(corpus[0])} documents, {len(corpus[1])} planted pairs, {len(corpus[2])} in scripts without spaces")
    ours = _measure("warehouse", find_with_warehouse, corpus)
    try:
        peer = _measure("datasketch", find_with_datasketch, corpus)
    except ImportError:
        print("datasketch: peer not installed")
        return 0
    print(f"{peer / ours:.1f} times as fast as datasketch")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
