"""Dates in lines that no published evaluation covers, ours beside dateparser and htmldate.

    python benchmarks/dates.py [--failures]

The cases stand in benchmarks/dates.yml. A case is right when the first date found is the one wanted: same start, end and precision, and
none where none is wanted. Peers give days only, so a period counts for them when its first day is found and a month when its month is;
they are told the language and the order of day and month that the country uses.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from extractors.date_words import MONTH_FIRST_COUNTRIES
from extractors.dates import find_dates

CASES = Path(__file__).with_name("dates.yml")

Case = dict[str, Any]


def load_cases() -> list[Case]:
    """Cases in file order; ``want`` as text or None."""
    cases: list[Case] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [{**case, "want": None if case["want"] is None else str(case["want"])} for case in cases]


def read_ours(case: Case) -> str | None:
    """The first date found, as ``start`` or ``start/end``."""
    spans = find_dates(case["text"], lang=case["lang"], country=case.get("country"))
    dated = [span for span in spans if span.iso_start is not None]
    if not dated:
        return None
    first = dated[0]
    return str(first.iso_start) if first.iso_start == first.iso_end else f"{first.iso_start}/{first.iso_end}"


def read_dateparser(case: Case) -> str | None:
    from dateparser.search import search_dates

    order = "MDY" if case.get("country") in MONTH_FIRST_COUNTRIES else "DMY"
    language = case["lang"].split("-")[0]
    try:
        found = search_dates(case["text"], languages=[language], settings={"DATE_ORDER": order})
    except ValueError:  # a language it does not know
        return None
    return str(found[0][1].date()) if found else None


def read_htmldate(case: Case) -> str | None:
    from htmldate import find_date

    page = f'<html lang="{case["lang"]}"><head><title>-</title></head><body><p class="date">{case["text"]}</p></body></html>'
    found = find_date(page, extensive_search=True, original_date=True)
    return str(found) if found else None


def is_right(case: Case, found: str | None, *, as_day: bool = False) -> bool:
    want = case["want"]
    if want is None or found is None or not as_day:
        return bool(found == want)
    first = str(want).split("/")[0]
    return found.startswith(first) or (first.startswith("--") and found[4:] == first[1:])


READERS: dict[str, tuple[Callable[[Case], str | None], bool]] = {
    "ours": (read_ours, False),
    "dateparser": (read_dateparser, True),
    "htmldate": (read_htmldate, True),
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Dates that no published set covers.")
    parser.add_argument("--failures", action="store_true", help="show what ours gets wrong")
    options = parser.parse_args()
    cases = load_cases()
    languages = {case["lang"].split("-")[0] for case in cases}
    print(f"{len(cases)} cases, {len(languages)} languages")
    for name, (read, as_day) in READERS.items():
        found = [read(case) for case in cases]
        right = sum(is_right(case, answer, as_day=as_day) for case, answer in zip(cases, found, strict=True))
        print(f"{name:<11} right {right / len(cases):.3f}")
        if name == "ours" and options.failures:
            for case, answer in zip(cases, found, strict=True):
                if not is_right(case, answer):
                    print(f"  {case['lang']:<8} {case['text']!r}: {answer}, not {case['want']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
