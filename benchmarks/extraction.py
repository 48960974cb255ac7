"""Extraction against its peers on the same pages in the same run: body, title, date and speed.

    python benchmarks/extraction.py [--no-peers] [--halves] [--hostile]

Needs the evaluation sets of PROXENY_SHARED (default ../shared): article-extraction-benchmark (Scrapinghub), fundus,
trafilatura and htmldate. Body: precision, recall and F1 of 4-word shingles as Scrapinghub computes them (characters of
scripts without spaces count as words); on the trafilatura set, segments that must and must not be in the text. Title:
equal after NFKC, case folding and removal of everything but letters and figures. Date: the day. ``--halves`` adds each
figure for the pages of even and of odd hash, to see whether a rule was fitted to some of them. ``--hostile`` measures instead, without the
sets, what four times as much of what makes parsers slow costs: about four times as long where the work is linear.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from extractors.declarations import ArticleSelectors
from extractors.extraction import Extraction, extract_page
from extractors.recordings import undeclared_source

SHARED = Path(os.environ.get("PROXENY_SHARED", Path(__file__).parent.parent.parent / "shared"))
SETS = ("article_extraction_benchmark", "fundus", "trafilatura", "htmldate")
HIGH_CONFIDENCE = 0.9

DECLARED = replace(undeclared_source("declared"), article=ArticleSelectors("head > title", "#declared-date", "body", "nav"))

_TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]+")

Page = dict[str, Any]
Output = dict[str, Any]


def load_pages(name: str) -> list[Page]:
    """The pages of one set, in file order."""
    with gzip.open(SHARED / "data" / "extraction" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def run_ours(page: Page) -> Output:
    found = extract_page(page["html"].encode("utf-8", "surrogatepass"), url=page["url"], content_type="text/html; charset=utf-8")
    return describe(found)


def describe(found: Extraction) -> Output:
    return {"text": found.text or "", "title": found.title or "", "published": found.published, "confidence": found.confidence}


def run_peers(page: Page) -> Output:
    """What a user writes without this project: trafilatura for body and title, then htmldate for the day."""
    import htmldate
    import trafilatura

    found = trafilatura.bare_extraction(page["html"], url=page["url"])
    meta = trafilatura.extract_metadata(page["html"], default_url=page["url"])
    day = htmldate.find_date(page["html"], extensive_search=True, original_date=True)
    text = found.text if found is not None and not isinstance(found, dict) else ""
    return {"text": text, "title": (meta.title if meta else "") or "", "published": day, "confidence": None}


def run_declared(page: Page) -> Output:
    """What a source with declared selectors costs, for speed and not for scores: the body is the element that every page has, the date
    one that is put there."""
    markup = re.sub(r"(<body[^>]*>)", r'\1<p id="declared-date">2024-05-14</p>', page["html"], count=1, flags=re.IGNORECASE)
    content = markup.encode("utf-8", "surrogatepass")
    return describe(extract_page(content, url=page["url"], content_type="text/html; charset=utf-8", source=DECLARED))


def shingle(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)))


def score_body(pages: list[Page], outputs: list[Output]) -> dict[str, float]:
    """Mean precision and recall over pages, and the F1 of the two means."""
    precisions, recalls = [], []
    for page, output in zip(pages, outputs, strict=True):
        gold, ours = shingle(page["body"]), shingle(output["text"])
        common = sum((gold & ours).values())
        if output["text"].strip():
            precisions.append(common / sum(ours.values()))
        recalls.append(common / sum(gold.values()))
    precision, recall = sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))
    return {
        "F1": 2 * precision * recall / (precision + recall),
        "P": precision,
        "R": recall,
        "empty": sum(not o["text"].strip() for o in outputs),
    }


def score_segments(pages: list[Page], outputs: list[Output]) -> dict[str, float]:
    """F1 over segments: those that must be there found, those that must not absent."""
    hit = missed = intruded = 0
    for page, output in zip(pages, outputs, strict=True):
        text = output["text"]
        hit += sum(segment in text for segment in page["with"])
        missed += sum(segment not in text for segment in page["with"])
        intruded += sum(segment in text for segment in page["without"])
    precision, recall = hit / (hit + intruded), hit / (hit + missed)
    empty = sum(not o["text"].strip() for o in outputs)
    return {"F1": 2 * precision * recall / (precision + recall), "P": precision, "R": recall, "empty": empty}


def normalise_title(title: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title).casefold())


def score_titles(pages: list[Page], outputs: list[Output]) -> dict[str, float]:
    titled = [(p, o) for p, o in zip(pages, outputs, strict=True) if p.get("title")]
    exact = sum(normalise_title(p["title"]) == normalise_title(o["title"]) for p, o in titled)
    return {"exact": exact / max(1, len(titled)), "n": len(titled)}


def score_dates(pages: list[Page], outputs: list[Output]) -> dict[str, float]:
    """Accuracy (a page without a date wants none), wrong days, and how good the confident answers are."""
    right = wrong = high = high_right = 0
    for page, output in zip(pages, outputs, strict=True):
        is_right = output["published"] == page["published"]
        right += is_right
        wrong += output["published"] is not None and not is_right
        if output["published"] is not None and (output["confidence"] or 0) >= HIGH_CONFIDENCE:
            high += 1
            high_right += is_right
    n = max(1, len(pages))
    return {"acc": right / n, "wrong": wrong / n, "high": high / n, "high P": high_right / max(1, high)}


def pick_cjk(page: Page) -> bool:
    """By the gold text: an English newspaper of Taipei is not."""
    return len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]", page["body"])) > len(page["body"]) / 3


def pick_dated(page: Page) -> bool:
    return bool(page.get("published"))


_SENTENCE = "The mayor of Nordby received a delegation from the partner city and signed a renewed agreement on culture. "
_FRAME = "<html><head><title>Partners meet | Nordby</title></head><body><h1>Partners meet</h1>{}<p>" + _SENTENCE * 3 + "</p></body></html>"
HOSTILE: dict[str, tuple[int, Callable[[int], str]]] = {
    "nested div": (25_000, lambda n: _FRAME.format("<div>" * n)),
    "nested links and paragraphs": (25_000, lambda n: _FRAME.format("<p><a>" * n)),
    "paragraphs": (12_000, lambda n: _FRAME.format(f"<p>{_SENTENCE}</p>" * n)),
    "elements": (100_000, lambda n: _FRAME.format("<br>" * n)),
    "attributes": (100_000, lambda n: _FRAME.format(f"<p {' '.join(f'a{i}=1' for i in range(n))}>")),
    "open comments": (250_000, lambda n: _FRAME.format("<!--" * n)),
    "dates": (20_000, lambda n: _FRAME.format("<p>1. 2. 3.2024 - 4/5/6 </p>" * n)),
    "title": (100_000, lambda n: _FRAME.replace("Partners", "&lt;b&gt;Partners " * n).replace("{}", "")),
    "script": (2_500_000, lambda n: _FRAME.format(f"<script>{'x = 1;' * n}</script>")),
}
"""Size and the page of that size."""

Score = Callable[[list[Page], list[Output]], dict[str, float]]
TASKS: list[tuple[str, str, Score, Callable[[Page], bool] | None]] = [
    ("body AEB", "article_extraction_benchmark", score_body, None),
    ("body fundus", "fundus", score_body, None),
    ("body fundus CJK", "fundus", score_body, pick_cjk),
    ("body trafilatura", "trafilatura", score_segments, None),
    ("title trafilatura", "trafilatura", score_titles, None),
    ("title fundus", "fundus", score_titles, None),
    ("date htmldate", "htmldate", score_dates, None),
    ("date fundus", "fundus", score_dates, None),
    ("date trafilatura", "trafilatura", score_dates, pick_dated),
]


def measure(run: Callable[[Page], Output], pages: dict[str, list[Page]]) -> tuple[dict[str, list[Output]], float]:
    """Outputs per set, and CPU seconds for all."""
    outputs: dict[str, list[Output]] = {}
    run(pages[SETS[0]][0])  # models are loaded once a process
    start = time.process_time()
    for name, rows in pages.items():
        outputs[name] = [run(page) for page in rows]
    return outputs, time.process_time() - start


def is_even(page: Page) -> bool:
    return hashlib.sha256(page["url"].encode()).digest()[0] % 2 == 0


def is_odd(page: Page) -> bool:
    return not is_even(page)


def render_task(label: str, score: Score, pages: list[Page], systems: dict[str, list[Output]]) -> None:
    for system, outputs in systems.items():
        figures = score(pages, outputs)
        cells = "  ".join(f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in figures.items())
        print(f"{label:<20} {system:<6} {cells}")


def select(pages: list[Page], outputs: list[Output], keep: Callable[[Page], bool]) -> tuple[list[Page], list[Output]]:
    pairs = [(p, o) for p, o in zip(pages, outputs, strict=True) if keep(p)]
    return [p for p, _ in pairs], [o for _, o in pairs]


def measure_hostile() -> None:
    extract_page(_FRAME.format("").encode(), url="https://nordby.example/")
    for name, (size, build) in HOSTILE.items():
        seconds = []
        for content in (build(size).encode(), build(4 * size).encode()):
            start = time.process_time()
            extract_page(content, url="https://nordby.example/")
            seconds.append(time.process_time() - start)
        ratio = seconds[1] / max(seconds[0], 1e-3)
        print(f"{name:<28} {size:>9} {seconds[0]:6.2f} s, four times as much {seconds[1]:6.2f} s: {ratio:.1f}x")


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--no-peers", action="store_true", help="only ours")
    parser.add_argument("--halves", action="store_true", help="each figure for two halves of the pages as well")
    parser.add_argument("--hostile", action="store_true", help="what pages that make parsers slow cost, and four times as much of them")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    if options.hostile:
        measure_hostile()
        return 0
    if not (SHARED / "data" / "extraction").is_dir():
        print(f"skipped: no evaluation sets in {SHARED} (set PROXENY_SHARED)")
        return 0
    pages = {name: load_pages(name) for name in SETS}
    ours, seconds = measure(run_ours, pages)
    systems = {"ours": ours}
    if not options.no_peers:
        systems["peers"], peer_seconds = measure(run_peers, pages)
    for label, name, score, keep in TASKS:
        chosen = {system: select(pages[name], outputs[name], keep or (lambda page: True)) for system, outputs in systems.items()}
        render_task(label, score, chosen["ours"][0], {system: rows for system, (_, rows) in chosen.items()})
        if options.halves:
            for part, belongs in (("even", is_even), ("odd", is_odd)):
                half = select(*chosen["ours"], belongs)
                render_task(f"  {part}", score, half[0], {"ours": half[1]})
    count = sum(len(rows) for rows in pages.values())
    declared_seconds = measure(run_declared, pages)[1]
    for system, cost in (("ours", seconds), ("declared selectors", declared_seconds)):
        print(f"speed {system}: {count} pages, {cost / count * 1000:.1f} ms a page", end="")
        print("" if options.no_peers else f", peers {peer_seconds / count * 1000:.1f} ms: {peer_seconds / cost:.2f}x")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
