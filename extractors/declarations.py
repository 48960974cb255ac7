"""Source declarations: one YAML file a source, checked against ``source.schema.json``, as frozen records.

A declaration that breaks the schema, repeats a key or names something that does not exist (country, time zone, selector)
raises :class:`SourceError`, which names file, line and key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractors.plain_yaml import KeyPath, PlainYamlError, dotted, parse_yaml
from extractors.selectors import SelectorError, compile_selector

Kind = Literal["rss", "atom", "json_feed", "sitemap", "wordpress", "html", "auto"]

SCHEMA_PATH = Path(__file__).with_name("source.schema.json")

DEFAULT_MAX_PAGES = 3
DEFAULT_DAILY_BUDGET = 200

# Territories that DESIGN counts as countries although ISO 3166-1 has no code of its own for them.
_EXTRA_COUNTRIES = frozenset({"XK"})
_UNKNOWN_KEY = "is not a known key"
_STATELESS_LEVELS = frozenset({"network", "supranational"})


class SourceError(ValueError):
    """A declaration that cannot be used. ``str()`` names file:line, key and reason of the first problem and counts the rest."""

    def __init__(self, path: Path, problems: list[tuple[int, str, str]]) -> None:
        self.path = path
        self.problems = problems
        line, key, reason = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{path}:{line}: {key}: {reason}{more}")


@dataclass(frozen=True)
class Publisher:
    name: str
    country: str | None
    actor_id: str | None
    level: str
    official: bool


@dataclass(frozen=True)
class Terms:
    licence: str
    terms_url: str | None
    contact: str | None
    robots_checked_on: date | None


@dataclass(frozen=True)
class Coverage:
    start: date | None
    frequency: str
    languages: tuple[str, ...]
    time_zone: str


@dataclass(frozen=True)
class Listing:
    kind: Kind
    urls: tuple[str, ...]
    items: str | None
    next: str | None
    max_pages: int
    article_pattern: str | None


@dataclass(frozen=True)
class ArticleSelectors:
    """CSS selectors, null where extraction is left to the generic rules."""

    title: str | None
    published: str | None
    body: str | None
    remove: str | None


@dataclass(frozen=True)
class DateRules:
    order: str | None
    formats: tuple[str, ...]
    months: Mapping[str, int]


@dataclass(frozen=True)
class Disabled:
    reason: str
    on: date


@dataclass(frozen=True)
class Source:
    """A valid declaration. ``categories`` maps a feed category to True (keep) or False (drop); ``verified`` is null for never;
    ``former_articles`` are the selectors that held until a day, oldest first."""

    source_id: str
    title: str
    publisher: Publisher
    terms: Terms
    coverage: Coverage
    listing: Listing
    article: ArticleSelectors
    former_articles: tuple[tuple[date, ArticleSelectors], ...]
    dates: DateRules
    categories: Mapping[str, bool]
    daily_budget: int
    evidence_url: str
    verified: date | None
    sample: bool
    disabled: Disabled | None
    path: Path

    def article_on(self, day: date | None) -> ArticleSelectors:
        """The selectors for a page fetched on ``day``: those of the site as it stood then; today's without a day."""
        if day is not None:
            for until, selectors in self.former_articles:
                if day <= until:
                    return selectors
        return self.article


def load_source(path: Path) -> Source:
    """The declaration in ``path``. Raises :class:`SourceError`; an unreadable file is one too."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "is not UTF-8 text"
        raise SourceError(path, [(1, "file", reason)]) from error
    try:
        data, lines = parse_yaml(text)
    except PlainYamlError as error:
        raise SourceError(path, [(error.line, error.key, error.reason)]) from error
    # A misspelt key comes first: what is then missing is only its consequence.
    problems = sorted(_schema_problems(data, lines), key=lambda p: (p[2] != _UNKNOWN_KEY, *p))
    if not problems:
        problems = sorted(_meaning_problems(data, lines, path))
    if problems:
        raise SourceError(path, problems)
    return _build_source(data, path)


def load_sources(directory: Path) -> dict[str, Source]:
    """Every declaration below ``directory`` (``*.yml`` at any depth), by source_id in order.

    Raises :class:`SourceError` for the first bad file, and when two files declare the same source_id.
    """
    sources: dict[str, Source] = {}
    for path in sorted(directory.rglob("*.yml")):
        source = load_source(path)
        if (twin := sources.get(source.source_id)) is not None:
            raise SourceError(path, [(1, "source_id", f"{source.source_id} is also declared in {twin.path}")])
        sources[source.source_id] = source
    return dict(sorted(sources.items()))


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA_PATH.read_text(encoding="utf-8")))


def _schema_problems(data: Any, lines: dict[KeyPath, int]) -> Iterator[tuple[int, str, str]]:
    for error in _validator().iter_errors(data):
        at: KeyPath = tuple(error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.schema.get("additionalProperties"), bool):
            for key in sorted(error.instance.keys() - error.schema["properties"].keys()):
                yield lines[(*at, key)], dotted((*at, key)), _UNKNOWN_KEY
        elif error.validator == "required":
            for key in error.validator_value:
                if key not in error.instance:
                    yield lines[at], dotted((*at, key)), "is missing"
        else:
            yield lines[at], dotted(at), _explain(error)


def _explain(error: Any) -> str:
    shown = json.dumps(error.instance, ensure_ascii=False)[:80]
    match error.validator:
        case "type":
            wanted = error.validator_value
            return f"{shown} is not of type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
        case "enum":
            return f"{shown} is not one of {', '.join(map(str, error.validator_value))}"
        case "pattern":
            return f"{shown} does not match {error.validator_value}"
        case "anyOf":
            return f"{shown} is neither a day (YYYY-MM-DD) nor never"
        case _:
            return str(error.message)[:160]


def _meaning_problems(data: dict[str, Any], lines: dict[KeyPath, int], path: Path) -> Iterator[tuple[int, str, str]]:
    """What the schema cannot say: names that must exist, selectors that must parse, keys that go together."""

    def problem(at: KeyPath, reason: str) -> tuple[int, str, str]:
        return lines[at], dotted(at), reason

    if data["source_id"] != path.stem:
        yield problem(("source_id",), f"{data['source_id']} is not the name of the file ({path.stem})")
    publisher, listing = data["publisher"], data["listing"]
    country = publisher["country"]
    if country is None and publisher["level"] not in _STATELESS_LEVELS:
        yield problem(("publisher", "country"), "is null, which only networks and supranational bodies may be")
    if country is not None and not _is_country(country):
        yield problem(("publisher", "country"), f"{country} is not an ISO 3166-1 code")
    if not _is_time_zone(data["coverage"]["time_zone"]):
        yield problem(("coverage", "time_zone"), f"{data['coverage']['time_zone']} is not an IANA time zone")
    for at in (("coverage", "start"), ("verified",), ("terms", "robots_checked_on"), ("disabled", "on")):
        value = _lookup(data, at)
        if value is not None and value != "never" and not _is_day(value):
            yield problem(at, f"{value} is not a day of the calendar")
    for at in (("listing", "items"), ("listing", "next")):
        if (selector := _lookup(data, at)) is not None and (reason := _selector_fault(selector)) is not None:
            yield problem(at, reason)
    yield from _article_problems(data, problem)
    if listing["kind"] not in ("html", "auto"):
        yield from (problem(("listing", key), f"has no use with kind {listing['kind']}") for key in ("items", "next") if key in listing)
    if (pattern := listing.get("article_pattern")) is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            yield problem(("listing", "article_pattern"), f"is not a regular expression: {error}")


def _article_problems(data: Mapping[str, Any], problem: Callable[[KeyPath, str], tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    versions: list[tuple[KeyPath, Mapping[str, str]]] = [(("article",), data.get("article", {}))]
    versions += [(("former_articles", i), article) for i, article in enumerate(data.get("former_articles", ()))]
    for at, article in versions:
        for key, value in article.items():
            if key == "until":
                if not _is_day(value):
                    yield problem((*at, key), f"{value} is not a day of the calendar")
                continue
            try:
                compile_selector(value)
            except SelectorError as error:
                yield problem((*at, key), str(error))


def _lookup(data: Mapping[str, Any], at: KeyPath) -> Any:
    value: Any = data
    for part in at:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _is_country(code: str) -> bool:
    import pycountry

    return code in _EXTRA_COUNTRIES or pycountry.countries.get(alpha_2=code) is not None


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _selector_fault(selector: str) -> str | None:
    import soupsieve

    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        return f"is not a CSS selector: {str(error).splitlines()[0]}"
    return None


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _build_selectors(article: Mapping[str, str]) -> ArticleSelectors:
    return ArticleSelectors(article.get("title"), article.get("published"), article.get("body"), article.get("remove"))


def _build_source(data: dict[str, Any], path: Path) -> Source:
    publisher, coverage, listing = data["publisher"], data["coverage"], data["listing"]
    terms, dates = data.get("terms", {}), data.get("dates", {})
    disabled = data.get("disabled")
    return Source(
        source_id=data["source_id"],
        title=data["title"],
        publisher=Publisher(publisher["name"], publisher["country"], publisher.get("actor_id"), publisher["level"], publisher["official"]),
        terms=Terms(terms.get("licence", "unknown"), terms.get("terms_url"), terms.get("contact"), _day(terms.get("robots_checked_on"))),
        coverage=Coverage(_day(coverage.get("start")), coverage["frequency"], tuple(coverage["languages"]), coverage["time_zone"]),
        listing=Listing(
            kind=listing["kind"],
            urls=tuple(listing["urls"]),
            items=listing.get("items"),
            next=listing.get("next"),
            max_pages=listing.get("max_pages", DEFAULT_MAX_PAGES),
            article_pattern=listing.get("article_pattern"),
        ),
        article=_build_selectors(data.get("article", {})),
        former_articles=tuple(
            sorted(((date.fromisoformat(a["until"]), _build_selectors(a)) for a in data.get("former_articles", ())), key=lambda a: a[0])
        ),
        dates=DateRules(dates.get("order"), tuple(dates.get("formats", ())), dates.get("months", {})),
        categories={name: verdict == "keep" for name, verdict in data.get("lookups", {}).get("category", {}).items()},
        daily_budget=data.get("daily_budget", DEFAULT_DAILY_BUDGET),
        evidence_url=data["evidence_url"],
        verified=None if data["verified"] == "never" else _day(data["verified"]),
        sample=data.get("sample", False),
        disabled=None if disabled is None else Disabled(disabled["reason"], date.fromisoformat(disabled["on"])),
        path=path,
    )
