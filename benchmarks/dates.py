"""Dates that no published evaluation covers, in lines and in pages, ours beside dateparser and htmldate.

    python benchmarks/dates.py [--failures]

The lines stand in benchmarks/dates.yml. A line is right when the first date found is the one wanted: same start, end and precision, and
none where none is wanted. dateparser gives days only, so a period counts for it when its first day is found and a month when its month
is; it is told the language and the order of day and month that the country uses.

Each line that states a day, a period or nothing is also put into a page of its language (benchmarks/date_pages.yml), in one of eight
places in turn; a page is right when the day published is the (first) day of the line. Nothing but the address and the ``lang`` of the
page says where it is from.
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
from extractors.extraction import extract_page

CASES = Path(__file__).with_name("dates.yml")
PAGES = Path(__file__).with_name("date_pages.yml")
PLACES = (
    '<h1>{title}</h1><p class="date">{line}</p><p>{body}</p>',
    "<h1>{title}</h1><p>{line}</p><p>{body}</p>",
    '<div class="meta"><span>{line}</span></div><h1>{title}</h1><p>{body}</p>',
    "<h1>{title}</h1><p>{body}</p><dl><dt>–</dt><dd>{line}</dd></dl>",
    "<h1>{title}</h1><table><tr><td>{line}</td><td>–</td></tr></table><p>{body}</p>",
    "<h1>{title}</h1><time>{line}</time><p>{body}</p>",
    '<h1>{title}</h1><p>{body}</p><p class="pubdate">{line}</p>',
    '<h1>{title}</h1><div class="info"><i></i> {line} <a href="/print">–</a></div><p>{body}</p>',
)

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


def build_pages(cases: list[Case]) -> list[tuple[str, str, str | None]]:
    """Address, markup and the day wanted (null: none) of a page for every line that states a day, a period of days or nothing."""
    texts = yaml.safe_load(PAGES.read_text(encoding="utf-8"))
    pages = []
    for number, case in enumerate(cases):
        day = None if case["want"] is None else case["want"].split("/")[0]
        if day is not None and (len(day) < 10 or day.startswith("-")):
            continue
        title, body = texts.get(case["lang"], texts["en"])
        place = PLACES[number % len(PLACES)].format(title=title, body=body * 3, line=case["text"])
        country = case.get("country")
        host = f"city.example.{country.lower()}" if country else "city.example"
        markup = (f'<!doctype html><html lang="{case["lang"]}"><head><meta charset="utf-8"><title>{title} | City</title></head><body>'
                  f'<header><nav><a href="/">City</a> <a href="/a">A</a></nav></header><main>{place}</main>'
                  f"<footer>© 2026 City</footer></body></html>")  # fmt: skip
        pages.append((f"https://{host}/news/{number}", markup, day))
    return pages


def read_our_page(url: str, markup: str) -> str | None:
    return extract_page(markup.encode(), url=url, content_type="text/html; charset=utf-8").published


def read_htmldate(url: str, markup: str) -> str | None:
    from htmldate import find_date

    found = find_date(markup, url=url, extensive_search=True, original_date=True)
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
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Dates that no published set covers.")
    parser.add_argument("--failures", action="store_true", help="show what ours gets wrong")
    options = parser.parse_args()
    cases = load_cases()
    languages = {case["lang"].split("-")[0] for case in cases}
    print(f"{len(cases)} lines, {len(languages)} languages")
    for name, (read, as_day) in READERS.items():
        found = [read(case) for case in cases]
        right = sum(is_right(case, answer, as_day=as_day) for case, answer in zip(cases, found, strict=True))
        print(f"{name:<11} right {right / len(cases):.3f}")
        if name == "ours" and options.failures:
            for case, answer in zip(cases, found, strict=True):
                if not is_right(case, answer):
                    print(f"  {case['lang']:<8} {case['text']!r}: {answer}, not {case['want']}")
    pages = build_pages(cases)
    print(f"{len(pages)} pages")
    for name, read_page in (("ours", read_our_page), ("htmldate", read_htmldate)):
        answers = [read_page(url, markup) for url, markup, _ in pages]
        print(f"{name:<11} right {sum(answer == day for answer, (_, _, day) in zip(answers, pages, strict=True)) / len(pages):.3f}")
        if name == "ours" and options.failures:
            for answer, (url, _, day) in zip(answers, pages, strict=True):
                if answer != day:
                    print(f"  {url} {cases[int(url.rsplit('/', 1)[1])]['text']!r}: {answer}, not {day}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
