"""The gazetteer in memory: actors, their names by script, and the towns that only evidence may name.

Files are read when first needed, one script at a time: a process that reads German pages never loads Thai names. Names of
``names/*.tsv`` and actors of ``governments.tsv`` and ``networks.tsv`` join those of ``built/`` when they are loaded, so that adding
a name is editing one of these files and needs no build.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from transforms.gazetteer.keys import BUILT, UNSPACED, fold_sounds, fold_word, name_key, script_of
from transforms.gazetteer.records import Actor
from transforms.gazetteer.suffixes import bare_names

HOME = Path(__file__).parent
NAME_KINDS = ("name", "short", "nickname", "former", "acronym", "code", "adjective", "sign")
"""Kinds of names in ``names/*.tsv``: ``acronym`` is matched in this case only, ``code`` only behind a name and a comma (Dayton, OH),
``adjective`` covers demonyms and is matched in any case, ``sign`` is a one-character short form of Chinese, Japanese and Korean
(日, 韓) that only a pattern may read."""

_FIRST_WORD = re.compile(r"[^\W_]+")
EVERY_LANGUAGE = "mul"
"""Stem of the file of names that hold whatever the language of the text."""


class GazetteerError(ValueError):
    """A data file of the gazetteer is wrong; the message names file, line and value."""


@dataclass(frozen=True, slots=True)
class OverlayName:
    """One name of ``names/<lang>.tsv``."""

    actor_id: str
    kind: str
    name: str
    lang: str


@dataclass(frozen=True, slots=True)
class Matcher:
    """Longest-match automaton over the names of one unspaced script; ``values[i]`` are the actor numbers of pattern ``i``."""

    automaton: AhoCorasick
    values: list[str]


def _read_lines(name: str) -> list[str]:
    return gzip.decompress((BUILT / name).read_bytes()).decode().split("\n")


def read_table(path: Path, columns: int) -> Iterator[tuple[str, list[str]]]:
    """Rows of a tab-separated file of ours with their place ``file:line``; ``#`` opens a comment line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            fields = line.split("\t")
            if len(fields) != columns:
                raise GazetteerError(f"{path.name}:{number}: {len(fields)} columns, not {columns}: {line[:80]!r}")
            yield f"{path.name}:{number}", fields


class Gazetteer:
    """Actors by number and id; names by script."""

    def __init__(self) -> None:
        self._lines = _read_lines("actors.tsv.gz")
        self._numbers = {line[: line.index("\t")]: number for number, line in enumerate(self._lines)}
        self._overrides: dict[int, str] = {}
        for place, row in self._read_governments():
            self._add_government(place, row)
        self._first_tier = len(self._lines)

    def _read_governments(self) -> Iterator[tuple[str, list[str]]]:
        for name in ("governments.tsv", "networks.tsv"):
            yield from read_table(HOME / name, 7)

    def _add_government(self, place: str, row: list[str]) -> None:
        actor_id, name, level, kind, country, iso_3166_2, id_source = row
        if actor_id in self._numbers:
            self._overrides[self._numbers[actor_id]] = name
        elif actor_id.startswith("px:"):
            self._numbers[actor_id] = len(self._lines)
            self._lines.append("\t".join((actor_id, name, level, kind, country, iso_3166_2, "", "", "0", "", "")))
        else:
            raise GazetteerError(f"{place}: {actor_id!r} is in no built file; {id_source!r} does not hold it")

    def __len__(self) -> int:
        return len(self._lines)

    def number(self, actor_id: str) -> int | None:
        """Number of an actor; None when the gazetteer does not know the id."""
        number = self._numbers.get(actor_id)
        if number is None and actor_id.startswith("gn:") and actor_id[3:].isdecimal():
            return self._find_town(actor_id[3:])
        return number

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def fields(self, number: int) -> tuple[Actor, int, tuple[float, float] | None]:
        """Actor, population (0: unknown) and coordinates (degrees north and east)."""
        row = self._lines[number].split("\t")
        actor_id, name, level, kind, country, iso_3166_2, geonames_id, also_local, population, latitude, longitude = row
        actor = Actor(
            actor_id=actor_id,
            name=self._overrides.get(number, name),
            level=level,
            kind=kind or None,
            country=country or None,
            iso_3166_2=iso_3166_2 or None,
            geonames_id=_geonames_id(actor_id, geonames_id),
            wikidata_qid=None,
            also_local=also_local == "1",
        )
        return actor, int(population), (float(latitude), float(longitude)) if latitude else None

    def actor(self, number: int) -> Actor:
        """The actor of that number."""
        return self.fields(number)[0]

    @cache  # noqa: B019
    def main_key(self, number: int) -> str:
        """Key of the English name of an actor."""
        name = self.fields(number)[0].name
        return name_key(name.partition(" (")[0])

    def find(self, actor_id: str) -> Actor | None:
        """The actor of that id."""
        number = self.number(actor_id)
        return None if number is None else self.actor(number)

    def names_of(self, number: int) -> list[str]:
        """Names of an actor in every language and script, as they are written, ours first; adjectives and signs are no names."""
        built = self._written[number].split("|") if number < len(self._written) else []
        return list(dict.fromkeys(name for name in (*self._overlay_by_number.get(number, ()), *built) if name))

    def actor_rows(self) -> Iterator[dict[str, Any]]:
        """Fields of every actor but the small towns, with ``names``: the rows of the table of actors."""
        for number in range(self._first_tier):
            yield {**asdict(self.actor(number)), "names": self.names_of(number)}

    @cached_property
    def _written(self) -> list[str]:
        return _read_lines("written.gz")

    @cached_property
    def _overlay_by_number(self) -> dict[int, list[str]]:
        names: dict[int, list[str]] = defaultdict(list)
        for entry in self.overlay_names:
            if entry.kind not in ("adjective", "code", "sign"):
                names[self._numbers[entry.actor_id]].append(entry.name)
        return names

    @cached_property
    def overlay_names(self) -> list[OverlayName]:
        """Names of ``names/*.tsv``, file by file."""
        return [name for path in sorted((HOME / "names").glob("*.tsv")) for name in _read_names(path, self._numbers)]

    @cache  # noqa: B019
    def names(self, script: str) -> dict[str, str]:
        """``key → numbers of the actors so named, joined by commas``, ours first, then the most populous; empty: small towns."""
        path = BUILT / f"names.{script}.gz"
        table: dict[str, str] = {}
        if path.exists():
            for line in _read_lines(path.name):
                key, _, numbers = line.partition("\t")
                table[key] = numbers
        for entry in self.overlay_names:
            if entry.kind in ("name", "short", "nickname", "former"):
                for found, key in bare_names(entry.name, None):
                    if found == script:
                        table[key] = _prepend(self._numbers[entry.actor_id], table.get(key))
        for number, name in self._overrides.items():
            for found, key in bare_names(name.partition(" (")[0], None):
                if found == script and str(number) not in table.get(key, "").split(","):
                    table[key] = f"{table[key]},{number}" if table.get(key) else str(number)
        return table

    @cached_property
    def _sounds(self) -> dict[str, str]:
        """Names in katakana by what they sound like → actor numbers."""
        table: dict[str, str] = {}
        for key, numbers in self.names("han").items():
            if key and "\u30a0" < key[0] <= "\u30ff":
                sounds = fold_sounds(key)
                table[sounds] = f"{table[sounds]},{numbers}" if sounds in table else numbers
        return table

    def find_sounds(self, name: str) -> tuple[int, ...]:
        """Actors whose name in katakana sounds alike, whatever the spelling (カンザスシティー); empty when there are none."""
        return tuple(int(number) for number in self._sounds.get(fold_sounds(name_key(name)), "").split(",") if number)

    @cache  # noqa: B019
    def first_words(self, script: str) -> dict[str, int]:
        """First word of every name of a spaced script → words of the longest name that begins with it."""
        lengths: dict[str, int] = {}
        for key in self.names(script):
            first, size = key.partition(" ")[0], key.count(" ") + 1
            if lengths.get(first, 0) < size:
                lengths[first] = size
        return lengths

    @cache  # noqa: B019
    def acronyms(self, lang: str) -> dict[str, str]:
        """Acronyms as they are written (EU, C40, Calif.) → actor numbers: those of every language, and those of ``lang`` alone (NRW)."""
        return self._list_written("acronym", lang)

    @cache  # noqa: B019
    def codes(self, lang: str) -> dict[str, str]:
        """Postal codes of states → actor numbers."""
        return self._list_written("code", lang)

    def _list_written(self, kind: str, lang: str) -> dict[str, str]:
        table: dict[str, str] = {}
        for entry in sorted(self.overlay_names, key=lambda entry: entry.lang == lang):  # what the language says comes first
            if entry.kind == kind and entry.lang in (EVERY_LANGUAGE, lang):
                table[entry.name] = _prepend(self._numbers[entry.actor_id], table.get(entry.name))
        return table

    @cache  # noqa: B019
    def adjectives(self, lang: str) -> dict[str, str]:
        """Adjectives and peoples (japonés, bayerisch) by key → actor numbers."""
        table: dict[str, str] = {}
        for entry in self.overlay_names:
            if entry.kind == "adjective" and entry.lang in (EVERY_LANGUAGE, lang):
                key = name_key(entry.name)
                numbers = table.get(key)
                number = str(self._numbers[entry.actor_id])
                table[key] = number if numbers is None else numbers if number in numbers.split(",") else f"{numbers},{number}"
        return table

    @cache  # noqa: B019
    def adjective_heads(self, lang: str) -> frozenset[str]:
        """First words of adjectives of more than one word."""
        return frozenset(key.partition(" ")[0] for key in self.adjectives(lang) if " " in key)

    @cache  # noqa: B019
    def acronym_heads(self, lang: str) -> frozenset[str]:
        """First words of acronyms as they are written (U of U.S.)."""
        return frozenset(found.group() for found in map(_FIRST_WORD.search, self.acronyms(lang)) if found)

    @cached_property
    def signs(self) -> dict[str, str]:
        """One-character short forms of states (日, 韩, 미) → actor number."""
        return {entry.name: str(self._numbers[entry.actor_id]) for entry in self.overlay_names if entry.kind == "sign"}

    @cache  # noqa: B019
    def matcher(self, script: str) -> Matcher:
        """Automaton for a script whose names stand without spaces."""
        if script not in UNSPACED:
            raise ValueError(f"{script!r} is a spaced script; its names are looked up word by word")
        table = dict(self.names(script))
        for entry in self.overlay_names:
            if entry.kind == "adjective" and script_of(entry.name) == script:
                table.setdefault(name_key(entry.name), str(self._numbers[entry.actor_id]))
        patterns = list(table)
        automaton = AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
        return Matcher(automaton, [table[pattern] for pattern in patterns])

    @cached_property
    def _towns(self) -> bytes:
        return b"\n" + gzip.decompress((BUILT / "towns.gz").read_bytes()) + b"\n"

    @cache  # noqa: B019
    def find_towns(self, key: str) -> tuple[int, ...]:
        """Numbers of the places of 500 to 15,000 people of that name, by binary search in the sorted file."""
        wanted = key.encode("utf-8", "surrogatepass")
        low, high = 0, len(self._towns) - 1
        while low < high:
            start = self._towns.rfind(b"\n", 0, (low + high) // 2 + 1)
            stop = self._towns.find(b"\n", start + 1)
            found, _, values = self._towns[start + 1 : stop].partition(b"\t")
            if found == wanted:
                return tuple(map(self._add_town, values.decode().split("\t")))
            if found < wanted:
                low = stop
            else:
                high = start
        return ()

    @cache  # noqa: B019
    def _find_town(self, geonames_id: str) -> int | None:
        """Number of the small town with that identifier of GeoNames."""
        at = self._towns.find(f"\t{geonames_id}|".encode())
        value = re.match(rb"\t([^\t\n]+)", self._towns[at : at + 400]) if at >= 0 else None
        return None if value is None else self._add_town(value.group(1).decode())

    def _add_town(self, value: str) -> int:
        geonames_id, name, country, iso_3166_2, population, latitude, longitude = value.split("|")
        actor_id = f"gn:{geonames_id}"
        if actor_id not in self._numbers:
            self._numbers[actor_id] = len(self._lines)
            self._lines.append(
                "\t".join((actor_id, name, "local", "", country, iso_3166_2, geonames_id, "", population, latitude, longitude))
            )
        return self._numbers[actor_id]

    @cached_property
    def given_names(self) -> frozenset[str]:
        """Given names, folded."""
        return frozenset(_read_lines("given_names.gz"))

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Actor ids of the capitals of states."""
        return frozenset(_read_lines("capitals.gz"))

    @cached_property
    def _called(self) -> dict[str, dict[str, int]]:
        called: dict[str, dict[str, int]] = defaultdict(dict)
        for line in _read_lines("called.gz"):
            lang, key, number = line.split("\t")
            called[lang][key] = int(number)
        for entry in self.overlay_names:
            if entry.kind == "name" and entry.lang not in (EVERY_LANGUAGE, "en"):
                called[entry.lang].setdefault(name_key(entry.name), self._numbers[entry.actor_id])
        return called

    def called(self, lang: str) -> dict[str, int]:
        """What a language calls states and great cities: key → number."""
        return self._called.get(lang.partition("-")[0], {})

    @cached_property
    def own_keys(self) -> frozenset[str]:
        """Keys of the names that people have written down, not the sources."""
        return frozenset(name_key(entry.name) for entry in self.overlay_names if entry.kind in ("name", "short", "nickname", "former"))

    @cached_property
    def _words(self) -> dict[str, set[str]]:
        words: dict[str, set[str]] = defaultdict(set)
        for line in _read_lines("words.gz"):
            lang, _, key = line.partition("\t")
            words[lang].add(key)
        return words

    @cached_property
    def english_words(self) -> frozenset[str]:
        """Words of English, folded: titles and programmes have English names in every language."""
        return frozenset(_read_lines("english.gz"))

    def common_words(self, lang: str) -> frozenset[str]:
        """Names that are common words of a language, folded."""
        return frozenset(self._words.get(lang, ()))


def _geonames_id(actor_id: str, geonames_id: str) -> int | None:
    if actor_id.startswith("gn:"):
        return int(actor_id[3:])
    return int(geonames_id) if geonames_id else None


def _prepend(number: int, numbers: str | None) -> str:
    own = str(number)
    if not numbers:
        return own
    return ",".join([own, *(other for other in numbers.split(",") if other != own)])


def _read_names(path: Path, numbers: dict[str, int]) -> Iterator[OverlayName]:
    """Names of one file; ``*`` at the end of an adjective stands for nothing or for the endings that the file's ``# endings:`` line lists;
    where the line begins ``# endings always:``, for these alone, since the stem is another word (Новосибирск beside новосибирский)."""
    head, _, listed = path.read_text(encoding="utf-8").partition("\n")[0].partition(":")
    endings = [ending.strip("-") for ending in listed.split()] if head in ("# endings", "# endings always") else []
    endings = endings if head == "# endings always" else ["", *endings]
    for place, (actor_id, kind, names, _, _) in read_table(path, 5):
        if actor_id not in numbers:
            raise GazetteerError(f"{place}: no actor {actor_id!r}")
        if kind not in NAME_KINDS:
            raise GazetteerError(f"{place}: kind {kind!r} is none of {', '.join(NAME_KINDS)}")
        for name in filter(None, names.split("|")):
            if name.endswith("*"):
                yield from (OverlayName(actor_id, kind, name[:-1] + ending, path.stem) for ending in endings)
            else:
                yield OverlayName(actor_id, kind, name, path.stem)


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of this process."""
    return Gazetteer()


__all__ = ["Gazetteer", "GazetteerError", "Matcher", "OverlayName", "fold_word", "load_gazetteer", "read_table"]
