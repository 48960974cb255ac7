"""Recorded fixtures: pages of a source as they were, with what a person read on them.

A fixture is a folder named after its source: ``recording.warc.gz`` and ``expected.yml``. ``proxeny sources new`` records one and leaves
``FILL IN`` where a person has to look; until that is done the fixture fails.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .addresses import canonical_url
from .archive import ArchiveWriter, commit_archive
from .bodies import Limits
from .declarations import Source
from .discovery import Item
from .extraction import Extraction, extract_page
from .fetch import Fetched, Fetcher
from .hosts import Turns
from .plain_yaml import parse_yaml
from .probe import REQUESTS, Look, look_at
from .transport import ReplayTransport, Transport

RECORDING = "recording.warc.gz"
EXPECTED = "expected.yml"
FILL_IN = "FILL IN"

_REQUESTS = 200


def check_fixture(source: Source, folder: Path) -> list[str]:
    """What is not as expected, in sentences; empty when all is. Raises :class:`ValueError` for a fixture that cannot be used."""
    expected = _read_expected(folder / EXPECTED)
    transport = ReplayTransport([folder / RECORDING])
    with tempfile.TemporaryDirectory() as passing:
        archive = ArchiveWriter(Path(passing), source.source_id, "fixture")
        fetcher = Fetcher(source_id=source.source_id, transport=transport, archive=archive, contact=None, budget=_REQUESTS)
        try:
            return _check(source, fetcher, expected)
        finally:
            archive.discard()


def _check(source: Source, fetcher: Fetcher, expected: dict[str, Any]) -> list[str]:
    look = look_at(source, fetcher)
    told = [f"{reason}: {url} {detail}".rstrip() for reason, url, detail in look.found.errors]
    wanted = expected["listing"]
    how = sorted({kind for kind, _ in look.found.how.values()})
    if how != [wanted["kind"]]:
        told.append(f"the listing was read as {', '.join(how) or 'nothing'}, not as {wanted['kind']}")
    if len(look.found.items) != wanted["items"]:
        told.append(f"{len(look.found.items)} items are listed, not {wanted['items']}")
    listed = {canonical_url(item.url): item for item in look.found.items}
    for article in expected["articles"]:
        told += [
            f"{article['url']}: {sentence}" for sentence in _compare(source, fetcher, article, listed.get(canonical_url(article["url"])))
        ]
    return told


def record_fixture(
    source: Source,
    *,
    transport: Transport,
    fixtures_dir: Path,
    contact: str | None = None,
    turns: Turns | None = None,
    limits: Limits | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """Record a declared source as it is now and leave what a person has to fill in. Raises :class:`FileExistsError` when it has a fixture,
    :class:`ValueError` when nothing could be read."""
    folder = fixtures_dir / source.source_id
    if folder.exists():
        raise FileExistsError(f"{folder} is there already")
    with tempfile.TemporaryDirectory() as passing:
        archive = ArchiveWriter(Path(passing), source.source_id, "recording")
        fetcher = Fetcher(source_id=source.source_id, transport=transport, archive=archive, contact=contact, budget=REQUESTS,
                          languages=source.coverage.languages, limits=limits or Limits(), turns=turns,
                          sleep=sleep)  # fmt: skip
        try:
            look = look_at(source, fetcher)
            if not look.articles:
                told = "; ".join(f"{reason}: {url}" for reason, url, _ in look.found.errors)
                raise ValueError(f"{source.source_id}: {told or 'nothing is listed'}")
            archive.finish()
            commit_archive(archive.path)
            keep_fixture(folder, archive.path, look)
        finally:
            archive.discard()
    return folder


def keep_fixture(folder: Path, recording: Path, look: Look) -> None:
    """Write a fixture from what was just looked at."""
    kind = next(iter(look.found.how.values()))[0]
    folder.mkdir(parents=True)
    (folder / RECORDING).write_bytes(recording.read_bytes())
    (folder / EXPECTED).write_text(render_expected(kind, len(look.found.items), look.articles), encoding="utf-8")


def render_expected(kind: str, items: int, articles: Sequence[tuple[Item, Fetched, Extraction | None]]) -> str:
    """``expected.yml`` as a person should take it up: the extraction's findings as comments, FILL IN where they have to be judged."""
    lines = [
        "# What a person reads on these pages. Replace each FILL IN by what the page says, in its own words; the comments tell what the",
        "# extraction found, which may be wrong. published: YYYY-MM-DD, YYYY-MM or YYYY as the page has it, null when it names no day.",
        "# contains: a sentence from the beginning and one from the end of the text; lacks: words of menus and related news.",
        f"listing: {{kind: {kind}, items: {items}}}",
        "articles:",
    ]
    for item, _, found in articles:
        found = found or Extraction()
        lines += [
            f"  - url: {_quote(item.url)}",
            f"    title: {FILL_IN} # {_quote(found.title or item.title)}",
            f"    published: {FILL_IN} # {found.published or item.published}",
            f"    contains: [{FILL_IN}] # {_quote(' '.join((found.text or '').split())[:150])}",
            "    lacks: []",
        ]
    return "\n".join(lines) + "\n"


def _quote(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)


def _read_expected(path: Path) -> dict[str, Any]:
    try:
        data, _ = parse_yaml(path.read_text(encoding="utf-8"))
        listing = {"kind": data["listing"]["kind"], "items": int(data["listing"]["items"])}
        articles = [{key: article[key] for key in ("url", "title", "published", "contains", "lacks")} for article in data["articles"]]
    except (OSError, TypeError, KeyError, ValueError) as error:
        raise ValueError(f"{path}: {type(error).__name__}: {error}") from error
    return {"listing": listing, "articles": articles}


def _compare(source: Source, fetcher: Fetcher, expected: dict[str, Any], item: Item | None) -> list[str]:
    if FILL_IN in (expected["title"], expected["published"], *expected["contains"]):
        return [f"still to be filled in by a person ({FILL_IN})"]
    told = [] if item is not None else ["is not listed"]
    fetched = fetcher.get(expected["url"], "page")
    if not fetched.is_ok or fetched.response is None:
        return [*told, fetched.outcome]
    content_type, day = fetched.response.header("content-type"), fetched.response.fetched_at.date()
    found = extract_page(fetched.body, url=fetched.response.url, content_type=content_type, source=source, fetched_on=day)
    published = found.published or (item.published if item is not None else None)
    wanted = None if expected["published"] is None else str(expected["published"])
    if _spaced(found.title) != _spaced(expected["title"]):
        told.append(f"the title is {found.title!r}, not {expected['title']!r}")
    if published != wanted:
        told.append(f"the date is {published}, not {wanted}")
    text = _spaced(found.text)
    told += [f"the text lacks {part!r}" for part in expected["contains"] if _spaced(part) not in text]
    told += [f"the text has {part!r}" for part in expected["lacks"] if _spaced(part) in text]
    return told


def _spaced(text: str | None) -> str:
    return " ".join((text or "").split())
