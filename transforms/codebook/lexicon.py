"""Lexicons: the phrases of a language, read from ``lexicons/<lang>/*.yml`` when the language is first met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from transforms.codebook.folding import fold
from transforms.codebook.loader import CodebookError, load_codebook
from transforms.codebook.phrases import Alternatives, Hit, PhraseError, Piece, Scanner, Script, Sequence, list_pieces, parse_phrase

LEXICONS = Path(__file__).parent / "lexicons"
FILES = ("grammar", "triggers", "realis", "national", "domains", "vetoes", "cues")
ENCOUNTER = "encounter"
"""Pseudo-type of triggers whose type the border test decides."""

_GRAMMAR_LISTS = ("clauses", "pairs", "counterparts", "agents", "collectives", "capitals", "diplomats", "youth", "travel", "virtual",
                  "third_place", "central")
_REALIS_EXTRA = {"background", "planned_in_title", "talked_of", "anniversary", "done"}
"""Keys of ``realis.yml`` that are no realis of an event: history, the future of headlines, what is only talked of, years of a tie, the past
within a sentence of a language whose verbs stand last."""

_TRIGGER_KEYS = {"phrase", "weak", "roles", "instrument", "realis", "tone"}


class Trigger(NamedTuple):
    """A trigger phrase: the type it reports and what it says beyond that."""

    type_code: str
    phrase: str
    weak: bool
    roles: tuple[str, ...]
    instrument: str | None
    realis: str | None
    tone: int | None
    rule: str


class Cue(NamedTuple):
    """A phrase that is no trigger: its ``kind`` (``realis``, ``national``, ``domain`` …) and the code it stands for."""

    kind: str
    value: str


@dataclass(frozen=True)
class Lexicon:
    """A language ready for use; ``meanings[n]`` is what phrase *n* of the scanner stands for."""

    lang: str
    label: str
    is_preliminary: bool
    script: Script
    order: str
    abbreviations: frozenset[str]
    ordinal_dots: bool
    scanner: Scanner
    meanings: tuple[Trigger | Cue, ...]
    simplify: bool
    words: frozenset[str]
    """Words of trigger phrases, folded: written with a capital, they are still no place ("Summit", "Pact")."""

    def is_word(self, text: str) -> bool:
        """Whether a single word, as written, is part of a trigger phrase of the language."""
        return self.script == "spaced" and self.fold(text) in self.words

    def fold(self, text: str) -> str:
        return fold(text, simplify=self.simplify)

    def scan(self, folded: str, starts: list[int]) -> list[list[tuple[Trigger | Cue, Hit]]]:
        """What each sentence of a folded text says, in order."""
        return [[(self.meanings[hit.phrase], hit) for hit in hits] for hits in self.scanner.scan(folded, starts)]


class _Reader:
    """Collects the phrases of a folder; every complaint names file and key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.codebook = load_codebook()
        self.data = {name: _load(folder / f"{name}.yml") for name in FILES}
        grammar = self.data["grammar"]
        self.script: Script = grammar.get("script", "spaced")
        if self.script not in {"spaced", "joined", "unspaced"}:
            raise CodebookError(f"{folder}/grammar.yml: script: {self.script!r} is not spaced, joined or unspaced")
        self.simplify = grammar["lang"].split("-")[0] == "zh"
        self.prefixes = frozenset(fold(prefix) for prefix in grammar.get("prefixes", []))
        self.phrases: list[Sequence] = []
        self.meanings: list[Trigger | Cue] = []
        self.classes: dict[str, Alternatives] = {}

    def read(self) -> Lexicon:
        grammar = self.data["grammar"]
        self._classes()
        self._triggers()
        known = self.codebook
        self._cues("realis", self.data["realis"], "realis", {row["realis_code"] for row in known.realis} | _REALIS_EXTRA)
        self._cues("national", self.data["national"], "national", {row["relation_code"] for row in known.relations})
        self._cues("domains", self.data["domains"], "domain", {row["domain_code"] for row in known.domains})
        reasons = {row["reason_code"] for row in known.abstentions}
        self._cues("vetoes", self.data["vetoes"].get("sentences", {}), "veto", reasons)
        self._cues("vetoes", self.data["vetoes"].get("documents", {}), "document_veto", reasons)
        cues = self.data["cues"]
        self._cues("cues", cues.get("instruments", {}), "instrument", {row["instrument_code"] for row in known.instruments})
        self._cues("cues", cues.get("strategies", {}), "strategy", {row["strategy_code"] for row in known.strategy_cues})
        self._cues("cues", cues.get("ties", {}), "tie", {row["tie_status_code"] for row in known.tie_statuses})
        self._cues("cues", cues.get("counts", {}), "count", {str(number) for number in range(2, 21)})
        self._cues("grammar", {name: grammar.get(name, []) for name in _GRAMMAR_LISTS}, "grammar", set(_GRAMMAR_LISTS))
        return Lexicon(
            lang=grammar["lang"], label=grammar["label"], is_preliminary=grammar.get("status") == "preliminary", script=self.script,
            order=grammar.get("order", "svo"), abbreviations=frozenset(grammar.get("abbreviations", [])),
            ordinal_dots=grammar.get("ordinal_dots") == "true",
            scanner=Scanner(self.phrases, self.script, self.prefixes, self._void()), meanings=tuple(self.meanings), simplify=self.simplify,
            words=frozenset(self._words()),
        )

    def _words(self) -> Iterator[str]:
        for phrase, meaning in zip(self.phrases, self.meanings, strict=True):
            if isinstance(meaning, Trigger):
                for node in phrase.nodes:
                    for piece in list_pieces(node):
                        yield from piece.text.split()

    def _void(self) -> Iterator[Piece]:
        for phrase in self.data["triggers"].get("void", []):
            sequence = self._parse("triggers", "void", phrase)
            piece = sequence.nodes[0]
            if len(sequence.nodes) > 1 or not isinstance(piece, Piece):
                raise CodebookError(f"{self.folder}/triggers.yml: void: {phrase!r} is more than words side by side")
            yield piece

    def _parse(self, file: str, key: str, phrase: Any) -> Sequence:
        if not isinstance(phrase, str):
            raise CodebookError(f"{self.folder}/{file}.yml: {key}: {phrase!r} is not a phrase")
        try:
            return parse_phrase(fold(phrase, simplify=self.simplify), self.classes, self.script, has_prefixes=bool(self.prefixes))
        except PhraseError as error:
            raise CodebookError(f"{self.folder}/{file}.yml: {key}: {error}") from error

    def _add(self, phrase: Sequence, meaning: Trigger | Cue) -> None:
        self.phrases.append(phrase)
        self.meanings.append(meaning)

    def _classes(self) -> None:
        for name, phrases in self.data["triggers"].get("classes", {}).items():
            self.classes[name] = Alternatives(tuple(self._parse("triggers", name, phrase) for phrase in phrases))

    def _triggers(self) -> None:
        types = {row["type_code"] for row in self.codebook.event_types} | {ENCOUNTER}
        instruments = {row["instrument_code"] for row in self.codebook.instruments}
        for type_code, entries in self.data["triggers"].get("triggers", {}).items():
            if type_code not in types:
                raise CodebookError(f"{self.folder}/triggers.yml: {type_code} is not an event type")
            for number, entry in enumerate(entries, 1):
                entry = {"phrase": entry} if isinstance(entry, str) else entry
                if unknown := entry.keys() - _TRIGGER_KEYS:
                    raise CodebookError(f"{self.folder}/triggers.yml: {type_code}: unknown key {', '.join(sorted(unknown))}")
                instrument = entry.get("instrument")
                if instrument is not None and instrument not in instruments:
                    raise CodebookError(f"{self.folder}/triggers.yml: {type_code}: unknown instrument {instrument}")
                self._add(self._parse("triggers", type_code, entry.get("phrase")), Trigger(
                    type_code, entry["phrase"], entry.get("weak") == "true", tuple(entry.get("roles", ())), instrument,
                    entry.get("realis"), int(entry["tone"]) if "tone" in entry else None, f"{self.folder.name}/{type_code}/{number}"))

    def _cues(self, file: str, table: dict[str, list[str]], kind: str, allowed: set[str]) -> None:
        for value, phrases in table.items():
            if value not in allowed:
                raise CodebookError(f"{self.folder}/{file}.yml: {value} is not a known code")
            for phrase in phrases:
                self._add(self._parse(file, value, phrase), Cue(kind, value))


def _load(path: Path) -> dict[str, Any]:
    try:
        # The base loader reads every scalar as text: "no" is a word here, not a boolean.
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise CodebookError(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise CodebookError(f"{path}: a mapping is expected")
    return data


@cache
def list_languages() -> tuple[str, ...]:
    """Languages with a lexicon folder, sorted; looked up once a process."""
    return tuple(sorted(path.parent.name for path in LEXICONS.glob("*/grammar.yml")))


def find_lexicon(lang: str | None) -> str | None:
    """Folder that serves a BCP 47 tag: the tag itself or its primary language; None when there is none."""
    for name in (lang or "", (lang or "").split("-")[0].lower()):
        if name in list_languages():
            return name
    return None


@cache
def load_lexicon(name: str) -> Lexicon:
    """The lexicon of a folder, read once a process. Raises :class:`CodebookError` naming file and key."""
    return _Reader(LEXICONS / name).read()
