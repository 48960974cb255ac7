"""``proxeny sources check``: one look at a source – robots, discovery, three articles – and what has changed since the last one.

A probe is kept beside its declaration, ``<source_id>.probe.json``: what only a look at the site can tell is written by a look at the site.
A live probe without problems dates the declaration (``verified``, ``terms.robots_checked_on``).
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .archive import ArchiveWriter
from .bodies import Limits
from .declarations import Source, SourceError, load_source
from .discovery import Discovery, Item, Walker, discover
from .extraction import Extraction, extract_page
from .fetch import Fetched, Fetcher
from .hosts import Turns
from .terms import MAX_TERMS, find_terms
from .transport import Transport

ARTICLES = 3
REQUESTS = 40
"""Requests of one probe, robots.txt included; it leaves a run's daily budget alone."""

_SILENT_AFTER = {"daily": 30, "weekly": 90, "monthly": 180, "quarterly": 400, "yearly": 800}
_MIN_ITEMS = 4
_UNREACHABLE = ("dns_failed", "connection_failed")
_SHORT = 80


@dataclass(frozen=True)
class ProbedArticle:
    """One article as it was read; ``outcome`` is that of the fetch, ``no_text`` or another reason of the extraction."""

    url: str
    outcome: str
    title: str | None = None
    published: str | None = None
    published_method: str | None = None
    lang: str | None = None
    characters: int = 0


@dataclass(frozen=True)
class Probe:
    """A look at a source. ``robots`` maps each origin asked to its verdict and pause, ``how`` each section to what was read of it;
    ``per_month`` is null when the listing dates too little; ``terms`` are the licences and terms that the articles link to. ``problems``
    keep the source from being verified, ``warnings`` do not."""

    source_id: str
    day: str
    is_replay: bool
    robots: dict[str, str]
    status: str
    how: dict[str, list[str]]
    items: int
    newest: str | None
    per_month: float | None
    articles: list[ProbedArticle]
    problems: list[str]
    warnings: list[str]
    terms: list[str]


@dataclass(frozen=True)
class Check:
    """A probe and, in sentences, what is different from the one before (null: there was none)."""

    probe: Probe
    drift: list[str] | None

    @property
    def is_good(self) -> bool:
        return not self.probe.problems

    @property
    def is_unreachable(self) -> bool:
        """True when no address answered at all: that tells more of the network here than of the source."""
        return bool(self.probe.problems) and all(problem.startswith(_UNREACHABLE) for problem in self.probe.problems)


@dataclass(frozen=True)
class Look:
    """What a probe has seen, before it is judged."""

    found: Discovery
    articles: list[tuple[Item, Fetched, Extraction | None]]
    fetcher: Fetcher


def check_source(
    source: Source,
    *,
    transport: Transport,
    contact: str | None = None,
    turns: Turns | None = None,
    limits: Limits | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
    keep: bool = True,
) -> Check:
    """Look at a source and compare with the last look.

    With ``keep`` the probe is written beside the declaration, unless nothing answered; the declaration is dated when the look was live and
    found no problem. Never raises for what a server sends; :class:`ValueError` for a live look without ``contact`` or ``turns``,
    :class:`OSError` when nothing can be written.
    """
    with tempfile.TemporaryDirectory(prefix="proxeny-probe-") as folder:
        archive = ArchiveWriter(Path(folder), source.source_id, "probe")
        fetcher = Fetcher(source_id=source.source_id, transport=transport, archive=archive, contact=contact, budget=REQUESTS,
                          languages=source.coverage.languages, limits=limits or Limits(), turns=turns,
                          sleep=sleep, clock=clock)  # fmt: skip
        try:
            probe = judge(source, look_at(source, fetcher))
        finally:
            archive.discard()
    last = read_probe(source.path)
    drift = None if last is None else tell_drift(last, probe)
    check = Check(probe, drift)
    if keep and not check.is_unreachable:
        with _whole(probe_path(source.path)) as part:
            part.write_text(json.dumps(asdict(probe), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        if not probe.problems and not probe.is_replay:
            mark_verified(source.path, date.fromisoformat(probe.day))
    return check


def look_at(source: Source, fetcher: Fetcher) -> Look:
    """Discover, then fetch and extract the newest articles of what was listed; the first three that are no copies of each other."""
    walker = Walker(
        source=source, fetch=lambda url: fetcher.get(url, "listing"), sitemaps_of=fetcher.sitemaps_of, is_known=lambda url: False
    )
    found = discover(walker, since=None, remembered={})
    articles = []
    for item in sorted(found.items, key=lambda item: item.published or item.modified or "", reverse=True)[:ARTICLES]:
        fetched = fetcher.get(item.url, "page")
        extraction = None
        if fetched.is_ok and fetched.response is not None:
            content_type, day = fetched.response.header("content-type"), fetched.response.fetched_at.date()
            extraction = extract_page(fetched.body, url=fetched.response.url, content_type=content_type, source=source, fetched_on=day)
        articles.append((item, fetched, extraction))
    return Look(found, articles, fetcher)


def judge(source: Source, look: Look) -> Probe:
    found, now = look.found, look.fetcher.transport.now()
    articles = [_tell_article(*article) for article in look.articles]
    robots = {
        root: robots.verdict + (f", {robots.delay:g} s between requests" if robots.delay else "")
        for root, robots in look.fetcher.robots_read().items()
    }
    dates = sorted(item.published for item in found.items if item.published is not None)
    problems = [f"{reason}: {url} {detail}".rstrip() for reason, url, detail in found.errors]
    warnings = [f"{reason}: {url} {detail}".rstrip() for reason, url, detail in found.warnings]
    warnings += [f"{reason}: {item.url}" for item, reason in found.skipped]
    if found.status == "empty":
        problems.append("empty: the listing is valid and names nothing")
    elif found.status == "ok" and not articles:
        problems.append("out_of_scope: nothing that is listed is wanted by the declaration")
    read = [article for article in articles if article.outcome == "ok"]
    problems += [f"{article.outcome}: {article.url}" for article in articles if article.outcome != "ok"]
    listed = {item.url: item for item in found.items}
    for article in read:
        # What the page does not tell, the listing may.
        item = listed[article.url]
        if article.characters < _SHORT:
            problems.append(f"short_text: {article.characters} characters, {article.url}")
        problems += [f"no_title: {article.url}"] if (article.title or item.title) is None else []
        problems += [f"no_date: {article.url}"] if (article.published or item.published) is None else []
    declared = {tag.split("-")[0] for tag in source.coverage.languages}
    warnings += [
        f"other_language: {article.lang} {article.url}" for article in read if article.lang and article.lang.split("-")[0] not in declared
    ]
    limit = _SILENT_AFTER[source.coverage.frequency]
    if dates and date.fromisoformat(dates[-1]) < now.date() - timedelta(days=limit):
        warnings.append(f"silent: nothing newer than {dates[-1]} in a section that is declared {source.coverage.frequency}")
    return Probe(
        source_id=source.source_id,
        day=now.date().isoformat(),
        is_replay=look.fetcher.transport.is_replay,
        robots=robots,
        status=found.status,
        how={url: list(how) for url, how in sorted(found.how.items())},
        items=len(found.items),
        newest=dates[-1] if dates else None,
        per_month=_per_month(dates, len(found.items)),
        articles=articles,
        problems=problems,
        warnings=warnings,
        terms=_terms_of([fetched for _, fetched, _ in look.articles if fetched.is_ok]),
    )


def tell_drift(last: Probe, now: Probe) -> list[str]:
    """What a keeper of the source should look at; nothing is told of a site that only went on."""
    told = []
    if last.status != now.status:
        told.append(f"discovery was {last.status}, is {now.status}")
    for url in sorted(last.how.keys() & now.how.keys()):
        if last.how[url] != now.how[url]:
            told.append(f"{url} was read as {' '.join(last.how[url])}, is read as {' '.join(now.how[url])}")
    if last.items >= _MIN_ITEMS and now.items * 2 < last.items:
        told.append(f"{last.items} items were listed, {now.items} are")
    if last.newest is not None and now.newest is not None and now.newest < last.newest:
        told.append(f"the newest item was of {last.newest}, is of {now.newest}")
    for root in sorted(last.robots.keys() & now.robots.keys()):
        if last.robots[root] != now.robots[root]:
            told.append(f"robots.txt of {root} was {last.robots[root]!r}, is {now.robots[root]!r}")
    for name, has in _PARTS:
        before, after = (sum(map(has, probe.articles)) for probe in (last, now))
        if len(last.articles) == len(now.articles) and after < before:
            told.append(f"{before} of {len(last.articles)} articles had {name}, {after} have")
    if last.terms and now.terms and not set(last.terms) & set(now.terms):
        told.append(f"the terms were at {', '.join(last.terms)}, are at {', '.join(now.terms)}")
    was, is_now = ({article.lang for article in probe.articles if article.lang} for probe in (last, now))
    if was and is_now and not was & is_now:
        told.append(f"articles were in {', '.join(sorted(was))}, are in {', '.join(sorted(is_now))}")
    return told


_PARTS: Sequence[tuple[str, Callable[[ProbedArticle], bool]]] = (
    ("a text", lambda article: article.outcome == "ok"),
    ("a title", lambda article: article.title is not None),
    ("a date", lambda article: article.published is not None),
)


def probe_path(declaration: Path) -> Path:
    return declaration.with_suffix(".probe.json")


def read_probe(declaration: Path) -> Probe | None:
    """The last probe; null when there is none, or one that cannot be read: the next replaces it."""
    try:
        data = json.loads(probe_path(declaration).read_text(encoding="utf-8"))
        return Probe(**{**data, "articles": [ProbedArticle(**article) for article in data["articles"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def mark_verified(path: Path, day: date) -> None:
    """Date a declaration, changing nothing but ``verified`` and ``terms.robots_checked_on``.

    Raises :class:`~extractors.declarations.SourceError` when the file would not be valid any more; it is left as it was then.
    """
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^verified: *\S+", f"verified: {day}", text, flags=re.M)
    checked = f"robots_checked_on: {day}"
    if re.search(r"robots_checked_on:", text):
        text = re.sub(r"robots_checked_on: *[\"']?\d{4}-\d{2}-\d{2}[\"']?", checked, text)
    elif re.search(r"^terms: *\{", text, re.M):
        text = re.sub(r"^(terms: *\{.*?)\s*\}", rf"\1, {checked}}}", text, count=1, flags=re.M)
    elif re.search(r"^terms: *(#.*)?$", text, re.M):
        text = re.sub(r"^(terms:[^\n]*\n)( +)", rf"\1\2{checked}\n\2", text, count=1, flags=re.M)
    else:
        text = re.sub(r"^(?=evidence_url:)", f"terms: {{{checked}}}\n", text, count=1, flags=re.M)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / path.name
        trial.write_text(text, encoding="utf-8")
        try:
            dated = load_source(trial)
        except SourceError as error:
            raise SourceError(path, error.problems) from error
        if dated.verified != day:
            raise SourceError(path, [(1, "verified", "could not be set")])
    with _whole(path) as part:
        part.write_text(text, encoding="utf-8")


def render_check(check: Check) -> str:
    """The check for a person."""
    probe = check.probe
    head = f"{probe.source_id}: {'good' if check.is_good else 'not good'}, {probe.items} items"
    head += "" if probe.newest is None else f", newest {probe.newest}"
    head += "" if probe.per_month is None else f", about {probe.per_month:g} a month"
    lines = [head]
    lines += [f"  robots   {root}: {verdict}" for root, verdict in probe.robots.items()]
    lines += [f"  listing  {url}: {' '.join(how)}" for url, how in probe.how.items()]
    for a in probe.articles:
        lines.append(f"  article  {a.outcome} {a.published or 'no date':10} {a.lang or '--'} {a.characters:6} {a.title or a.url}")
    lines += [f"  terms    {address}" for address in probe.terms]
    lines += [f"  problem  {problem}" for problem in probe.problems]
    lines += [f"  warning  {reason}{f' ({count} times)' if count > 1 else ''}" for reason, count in Counter(probe.warnings).items()]
    lines += ["  drift    this is the first probe"] if check.drift is None else [f"  drift    {sentence}" for sentence in check.drift]
    return "\n".join(lines)


def _tell_article(item: Item, fetched: Fetched, extraction: Extraction | None) -> ProbedArticle:
    if extraction is None:
        return ProbedArticle(item.url, fetched.outcome)
    outcome = "ok" if extraction.text is not None else extraction.issues[0][0] if extraction.issues else "no_text"
    return ProbedArticle(item.url, outcome, extraction.title, extraction.published, extraction.published_method, extraction.lang,
                         len(extraction.text or ""))  # fmt: skip


def _terms_of(pages: list[Fetched]) -> list[str]:
    found = [address for page in pages for address in find_terms(page.body, page.final_url or page.url)]
    return list(dict.fromkeys(found))[:MAX_TERMS]


def _per_month(dates: list[str], items: int) -> float | None:
    if len(dates) < _MIN_ITEMS or len(dates) * 2 < items:
        return None
    days = (date.fromisoformat(dates[-1]) - date.fromisoformat(dates[0])).days
    return round(30 * (len(dates) - 1) / max(days, 1), 1)


@contextmanager
def _whole(path: Path) -> Any:
    """A file that is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
