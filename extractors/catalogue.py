"""The page of all declared sources, ``docs/sources.md``: ``python -m extractors.catalogue`` writes it anew.

A test compares the page with the declarations, so it cannot fall behind them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from extractors.declarations import Source, load_sources

SOURCES = Path(__file__).with_name("sources")
PAGE = Path(__file__).parents[1] / "docs" / "sources.md"

_HEAD = ("| source | publisher | level | languages | listing | verified |", "|---|---|---|---|---|---|")


def render_sources(sources: Iterable[Source]) -> str:
    """The page in Markdown: what is declared, by country, and how much of it has been read live."""
    ordered = sorted(sources, key=lambda s: (s.publisher.country is None, _country_name(s.publisher.country), s.source_id))
    countries = {s.publisher.country for s in ordered} - {None}
    languages = {tag.split("-")[0] for s in ordered for tag in s.coverage.languages}
    verified = sum(s.verified is not None for s in ordered)
    lines = [
        "# Sources",
        "",
        "Written by `python -m extractors.catalogue` from the declarations below `extractors/sources`; do not edit. How to add one:",
        "[adding a source](adding-a-source.md).",
        "",
        f"{len(ordered)} sources of {len(countries)} countries in {len(languages)} languages, of which **{verified} have been read live**:",
        "a source that is not verified rests on the public page it links to, as seen in a stored copy, and may have moved since.",
        "`proxeny sources check ID` reads one live and dates it.",
        "",
        "| level | sources |",
        "|---|--:|",
        *(f"| {level.replace('_', ' ')} | {count} |" for level, count in Counter(s.publisher.level for s in ordered).most_common()),
    ]
    heading = None
    for source in ordered:
        if heading != (heading := _country_name(source.publisher.country)):
            lines += ["", f"## {heading}", "", *_HEAD]
        lines.append(_row(source))
    return "\n".join(lines) + "\n"


def _row(source: Source) -> str:
    verified = "never" if source.verified is None else source.verified.isoformat()
    if source.disabled is not None:
        verified = f"out of service: {source.disabled.reason}"
    cells = (
        f"[{source.source_id}](<{source.evidence_url}>)",
        source.publisher.name,
        source.publisher.level.replace("_", " "),
        ", ".join(source.coverage.languages),
        source.listing.kind.replace("_", " "),
        verified,
    )
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _country_name(code: str | None) -> str:
    if code is None:
        return "Networks and supranational bodies"
    import pycountry

    country = pycountry.countries.get(alpha_2=code)
    return code if country is None else getattr(country, "common_name", country.name)


def main() -> int:
    """Write the page; 1 when a declaration is broken."""
    from extractors.declarations import SourceError

    try:
        sources = load_sources(SOURCES)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    PAGE.write_text(render_sources(sources.values()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
