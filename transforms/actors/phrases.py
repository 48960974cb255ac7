"""Phrases that name tiers, heads and offices, by language: the files ``phrases/<lang>.yml`` and the cues of ``cues.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from transforms.gazetteer import load_gazetteer
from transforms.gazetteer.keys import fold_text, name_key, script_of

HOME = Path(__file__).parent
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every scalar as text: "no" and "on" are words in these files."""
ROMANISED = {
    "shi": "municipality", "si": "municipality", "machi": "municipality", "cho": "municipality", "mura": "municipality",
    "gun": "municipality", "ku": "district", "gu": "district", "ken": "region", "fu": "region", "do": "region",
}
"""Words for tiers that Japanese and Korean names end with in Latin script, behind a hyphen: cue by word."""
NATIONAL_OFFICES = ("ambassador", "consul", "honorary_consul", "national_minister", "head_of_state_government")


@dataclass(frozen=True, slots=True)
class Cue:
    """What a phrase says of the actor it names; see ``cues.yml``."""

    code: str
    level: str | None
    kind: str | None
    office: str | None
    official: bool

    @property
    def is_national(self) -> bool:
        """Whether the phrase names an office or body of a state, so that the name beside it must be a state's."""
        return self.level == "national"


@dataclass(slots=True)
class Phrases:
    """Phrases of one language as the scan looks them up; keys as of ``name_key``."""

    before: dict[str, Cue] = field(default_factory=dict)
    """May stand directly before a name or be joined to it by connectors."""
    units: dict[str, Cue] = field(default_factory=dict)
    """Those of ``before`` that states share with their units ("State of Israel", "State of Bahia"; "prezydent Polski",
    "prezydent Lublina"), with the cue of the unit."""
    of: dict[str, Cue] = field(default_factory=dict)
    """Needs a connector before the name."""
    after: dict[str, Cue] = field(default_factory=dict)
    itself: dict[str, Cue] = field(default_factory=dict)
    """Means the publisher where no name stands beside it."""
    connectors: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    """Connectors behind which any noun may stand with a capital ("der Gemeinderat den Vorschlag"): only a known place is a name there."""
    locative: frozenset[str] = frozenset()
    place_endings: frozenset[str] = frozenset()
    """Endings behind an apostrophe that say where something is (Lyon'da)."""
    words: frozenset[str] = frozenset()
    """Names that are words of the language: they need a phrase or a container."""
    groups: frozenset[str] = frozenset()
    """Words that before a plural name a group ("European mayors"), never a place."""
    before_names: frozenset[str] = frozenset()
    """Words of two characters whose second seems to begin a name in Chinese text (双方|城乡)."""
    particles: frozenset[str] = frozenset()
    endings: tuple[tuple[str, str], ...] = ()
    """Inflections: ending of a form, ending of the name."""
    called: Mapping[str, int] = field(default_factory=dict)
    """What the language calls states and great cities: key → number of the actor."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """Phrases for tiers and offices that only one state has (Landkreis, prefeitura) → its ISO 3166-1 code."""
    has_genitive: bool = False
    """Whether names follow offices and tiers in another form without a word between ("burmistrz Oleśnicy")."""
    state_matters: re.Pattern[str] | None = None
    """Words of what states do to each other (accuse, sanction): beside them a bare capital stands for its state."""
    has_small_demonyms: bool = False
    """Whether adjectives and demonyms are written small, so that one with a capital is a surname ("el president Aragonès")."""
    vouchers: frozenset[str] = frozenset()
    """Words of ties and people behind which a name is a town's, although only the long list has it ("gemellaggio con")."""
    ties: tuple[str, ...] = ()
    """Words for ties and their instruments: where one stands, a bare name may stand for its government."""
    itself_pattern: re.Pattern[str] | None = None
    """Phrases for the publisher in Han and Hangul, where they are no words of their own."""
    own: frozenset[str] = frozenset()
    """Phrases of the language itself."""
    first_words: dict[str, int] = field(default_factory=dict)
    """First word of any phrase → words of the longest that begins with it."""

    def is_office(self, key: str) -> bool:
        """Whether a phrase names a government, a head or an office."""
        cue = self.before.get(key) or self.of.get(key) or self.after.get(key) or self.itself.get(key)
        return cue is not None and cue.official

    def list_bases(self, key: str) -> list[str]:
        """Forms that an inflected word may stand for ("olesnicy": olesnica …); at least three letters stay."""
        stems = [(key[: len(key) - len(ending)], base) for ending, base in self.endings if key.endswith(ending)]
        return [stem + base for stem, base in stems if len(stem) >= 3]


def load_cues() -> dict[str, Cue]:
    """Cues by code."""
    table = yaml.load((HOME / "cues.yml").read_text(encoding="utf-8"), Loader=_SAFE)  # noqa: S506 - a safe loader
    return {code: Cue(code, row["level"], row.get("kind"), row.get("office"), row.get("official", True)) for code, row in table.items()}


@cache
def _read_language(lang: str) -> dict[str, Any]:
    path = HOME / "phrases" / f"{lang}.yml"
    table: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_TEXT)  # noqa: S506
    return table


def list_languages() -> list[str]:
    """Languages that have a file of phrases."""
    return sorted(path.stem for path in (HOME / "phrases").glob("*.yml"))


def language_of(lang: str) -> str:
    """Stem of the data files for a BCP 47 tag; both scripts of Chinese share one."""
    return "zh-Hans" if lang.startswith("zh") else lang.partition("-")[0]


@cache
def load_phrases(lang: str) -> Phrases:
    """Phrases for a text in ``lang``: its own, behind them the longer ones of the other languages (names are often left in theirs)."""
    own = language_of(lang)
    phrases = Phrases(called=load_gazetteer().called(own))
    for other in list_languages():
        if other != own:
            _add_language(phrases, _read_language(other), shortest=5)
    cues = load_cues()
    romanised = {f"-{word}": cues[code] for word, code in ROMANISED.items()}
    phrases.after |= romanised
    if own in list_languages():
        table = _read_language(own)
        _add_language(phrases, table, shortest=1)
        own_phrases = Phrases()
        _add_language(own_phrases, table, shortest=1)
        phrases.own = frozenset((*own_phrases.before, *own_phrases.of, *own_phrases.after, *romanised))
        phrases.connectors |= frozenset(name_key(word) for word in table.get("connectors", ()))
        phrases.articles = frozenset(name_key(word) for word in table.get("articles", ()))
        phrases.locative = frozenset(name_key(word) for word in table.get("locative", ()))
        phrases.place_endings = frozenset(table.get("place_endings", ()))
        phrases.words = frozenset(name_key(word) for word in table.get("words", ())) | load_gazetteer().common_words(own)
        phrases.homes = {name_key(phrase): country for country, listed in table.get("homes", {}).items() for phrase in listed}
        phrases.groups = frozenset(name_key(word) for word in table.get("groups", ()))
        phrases.words |= phrases.groups
        phrases.particles = frozenset(table.get("particles", ()))
        phrases.before_names = frozenset(table.get("before_names", ()))
        phrases.endings = tuple((str(ending), str(base)) for ending, base in table.get("endings", ()))
        phrases.has_genitive = table.get("genitive") == "true"
        phrases.state_matters = _compile_matters(table.get("state_matters", ()))
        phrases.has_small_demonyms = table.get("small_demonyms") == "true"
        phrases.vouchers = frozenset(name_key(phrase) for phrase in table.get("vouchers", ()))
        phrases.ties = tuple(name_key(stem) for stem in table.get("ties", ()))
        phrases.itself = {name_key(phrase): cues[code] for code, listed in table.get("self", {}).items() for phrase in listed}
        phrases.itself_pattern = _compile_itself(list(phrases.itself), phrases.particles)
    for key in [*phrases.before, *phrases.of, *phrases.after, *phrases.itself]:
        first, size = key.lstrip("-").partition(" ")[0], key.count(" ") + 1
        phrases.first_words[first] = max(size, phrases.first_words.get(first, 0))
    return phrases


def _compile_matters(stems: Iterable[str]) -> re.Pattern[str] | None:
    """Beginnings of words, as the scan folds them; in Han, kana and Hangul anywhere."""
    listed = sorted((fold_text(stem)[0] for stem in stems), key=len, reverse=True)
    if not listed:
        return None
    spaced = script_of(listed[0]) not in ("han", "hangul")
    return re.compile((r"\b" if spaced else "") + f"(?:{'|'.join(map(re.escape, listed))})", re.IGNORECASE)


def _compile_itself(keys: list[str], particles: frozenset[str]) -> re.Pattern[str] | None:
    """本市 anywhere, 市長 where no name can stand before it; Hangul only as a word with its particle."""
    han = sorted((key for key in keys if script_of(key) == "han"), key=len, reverse=True)
    hangul = sorted((key for key in keys if script_of(key) == "hangul"), key=len, reverse=True)
    if han:
        # A bare 県 or 市 needs its particle.
        forms = [key if len(key) > 1 else f"{key}(?=[はがとのでにをへも])" for key in han]
        # Hiragana before 市長 is mostly the end of a name (いわき市長), unless it is a particle.
        free = "(?:(?<![\u3040-\u30ff\u4e00-\u9fff])|(?<=[はがでにをてや]))"
        return re.compile(f"{free}(?:{'|'.join(forms)})|{'|'.join(key for key in han if key[0] in '本当我')}")
    if hangul:
        spaced = [key[:2] + " ?" + key[2:] if key.startswith("우리") else key for key in hangul]
        tails = "|".join(sorted(particles, key=len, reverse=True))
        return re.compile(f"(?<![\uac00-\ud7af])(?:{'|'.join(spaced)})(?=(?:{tails})?(?![\uac00-\ud7af]))")
    return None


def _add_language(phrases: Phrases, table: dict[str, Any], shortest: int) -> None:
    cues = load_cues()
    for code, positions in table["cues"].items():
        for position, listed in positions.items():
            for phrase in listed:
                key = name_key(str(phrase))
                if len(key) >= shortest or (shortest > 1 and script_of(key) in ("han", "hangul")):
                    targets = (phrases.of, phrases.after) if position == "around" else (getattr(phrases, position),)
                    for target in targets:
                        if target is phrases.before and key in target and cues[code].is_national and not target[key].is_national:
                            phrases.units[key] = target[key]
                        target[key] = cues[code]
    if shortest > 1:
        phrases.connectors |= frozenset(key for key in map(name_key, table.get("connectors", ())) if key not in ("in", "en", "a"))
