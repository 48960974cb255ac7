"""The phrase language of the lexicons, and the scanner that finds all phrases of a language in one pass over a text.

The language is described for its writers in ``docs/coding-manual.md``. A phrase is a sequence of literals, alternatives and
classes, joined by adjacency, a gap (``…``) or a gap in either order (``&``). All literals of a language go into one
Aho-Corasick automaton; a phrase is evaluated only in sentences that hold the literals of its rarest element. Time is linear in
the text: sentences are of bounded length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

Script = Literal["spaced", "joined", "unspaced"]
Joint = Literal["adjacent", "gap", "either"]
Span = tuple[int, int]

REACH: dict[Script, dict[Joint, int]] = {
    "spaced": {"adjacent": 3, "gap": 60, "either": 90},
    "joined": {"adjacent": 3, "gap": 30, "either": 45},
    "unspaced": {"adjacent": 1, "gap": 20, "either": 30},
}
"""Largest distance between two elements of a phrase in code points, by script and joint."""

LONGEST_WORD = 40
"""How far a word is followed beyond a stem, in code points."""

_TOKEN = re.compile(r"\{([a-z_]+)\}|(…|\.\.\.)|([()|&])|(\s+)|([^\s{}()|&…]+)")


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A literal; ``open_left``/``open_right`` let the word go on."""

    text: str
    open_left: bool
    open_right: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Nodes and the joints between them."""

    nodes: tuple[Node, ...]
    joints: tuple[Joint, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several sequences; a class is one with a name, evaluated once a sentence."""

    options: tuple[Sequence, ...]


Node = Piece | Alternatives


class Hit(NamedTuple):
    """A phrase found: its number in the scanner, and where."""

    phrase: int
    start: int
    end: int


class _Parser:
    """Reads one phrase. Words that stand side by side become one literal where the script allows it."""

    def __init__(self, phrase: str, classes: Mapping[str, Alternatives], script: Script, has_prefixes: bool) -> None:
        self.phrase, self.classes, self.script, self.has_prefixes = phrase, classes, script, has_prefixes
        self.tokens = _tokens(phrase)
        self.at = 0

    def parse(self) -> Sequence:
        options = self._options(depth=0)
        if self.at < len(self.tokens):
            raise PhraseError(f"unexpected {self.tokens[self.at][1]!r} in {self.phrase!r}")
        if len(options) != 1:
            raise PhraseError(f"alternatives need brackets in {self.phrase!r}")
        return options[0]

    def _options(self, depth: int) -> tuple[Sequence, ...]:
        options = [self._sequence(depth)]
        while self.at < len(self.tokens) and self.tokens[self.at][1] == "|":
            self.at += 1
            options.append(self._sequence(depth))
        return tuple(options)

    def _sequence(self, depth: int) -> Sequence:
        nodes: list[Node] = []
        joints: list[Joint] = []
        joint: Joint = "adjacent"
        while self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            if kind == "mark" and value in "|)":
                if value == ")" and depth == 0:
                    raise PhraseError(f"unexpected ')' in {self.phrase!r}")
                break
            self.at += 1
            if kind == "gap":
                joint = "gap"
                continue
            if value == "&" and kind == "mark":
                if depth or not nodes:
                    raise PhraseError(f"'&' must stand between two sides, outside brackets, in {self.phrase!r}")
                joint = "either"
                continue
            node = self._node(kind, value, depth)
            if nodes:
                previous = nodes[-1]
                if joint == "adjacent" and isinstance(previous, Piece) and isinstance(node, Piece) and self._merges(previous, node):
                    glue = " " if self.script == "spaced" else ""
                    nodes[-1] = Piece(previous.text + glue + node.text, previous.open_left, node.open_right)
                    continue
                joints.append(joint)
            nodes.append(node)
            joint = "adjacent"
        if not nodes or joint != "adjacent":
            raise PhraseError(f"something is missing in {self.phrase!r}")
        return Sequence(tuple(nodes), tuple(joints))

    def _merges(self, left: Piece, right: Piece) -> bool:
        if self.script == "joined" or self.has_prefixes:
            return False
        return self.script == "unspaced" or not (left.open_right or right.open_left)

    def _node(self, kind: str, value: str, depth: int) -> Node:
        if kind == "class":
            if value not in self.classes:
                raise PhraseError(f"no class is called {value!r} in {self.phrase!r}")
            return self.classes[value]
        if kind == "mark" and value == "(":
            options = self._options(depth + 1)
            if self.at >= len(self.tokens) or self.tokens[self.at][1] != ")":
                raise PhraseError(f"a bracket is not closed in {self.phrase!r}")
            self.at += 1
            return Alternatives(options)
        free = self.script != "spaced"
        text = value.strip("*")
        if not text or "*" in text:
            raise PhraseError(f"'*' stands for the beginning or the end of a word: {value!r} in {self.phrase!r}")
        return Piece(text, free or value.startswith("*"), free or value.endswith("*"))


def _tokens(phrase: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    end = 0
    for match in _TOKEN.finditer(phrase):
        if match.start() != end:
            raise PhraseError(f"cannot read {phrase[end:match.start()]!r} in {phrase!r}")
        end = match.end()
        name, gap, mark, _, word = match.groups()
        if name:
            tokens.append(("class", name))
        elif gap:
            tokens.append(("gap", gap))
        elif mark:
            tokens.append(("mark", mark))
        elif word:
            tokens.append(("word", word))
    if end != len(phrase):
        raise PhraseError(f"cannot read {phrase[end:]!r} in {phrase!r}")
    return tokens


def parse_phrase(phrase: str, classes: Mapping[str, Alternatives], script: Script, *, has_prefixes: bool = False) -> Sequence:
    """Reads a folded phrase; ``has_prefixes`` in languages whose words may carry others before them. Raises :class:`PhraseError`."""
    return _Parser(phrase, classes, script, has_prefixes).parse()


def list_pieces(node: Node) -> Iterable[Piece]:
    """Literals of a node, alternatives included."""
    if isinstance(node, Piece):
        yield node
    else:
        for option in node.options:
            for inner in option.nodes:
                yield from list_pieces(inner)


def _key(node: Node) -> list[Piece]:
    """Pieces of which at least one must be there for the node to match: for each option its longest."""
    if isinstance(node, Piece):
        return [node]
    return [piece for option in node.options for piece in _best_key(option)]


def _best_key(sequence: Sequence) -> list[Piece]:
    """The key of the node whose shortest piece is longest: the rarest guess."""
    keys = [_key(node) for node in sequence.nodes]
    return max(keys, key=lambda key: (min(len(piece.text) for piece in key), -len(key)))


class _Choice(NamedTuple):
    """Alternatives made ready: single literals by text, other options with literals of which one must be there."""

    pieces: dict[str, list[Piece]]
    sequences: list[tuple[frozenset[str], Sequence]]


class Scanner:
    """All phrases of a language, ready to be found. Phrases are numbered in the order given; ``prefixes`` are folded words that are
    written joined to the next (Arabic و, ال). Within the words of ``void`` nothing is found: "conference" of "press conference"."""

    def __init__(self, phrases: list[Sequence], script: Script, prefixes: frozenset[str] = frozenset(), void: Iterable[Piece] = ()) -> None:
        self._phrases = phrases
        self._script = script
        self._prefixes = prefixes
        self._void = {piece.text: piece for piece in void}
        self._reach = REACH[script]
        numbers: dict[str, int] = {}
        self._choices: dict[int, _Choice] = {}
        self._starters: dict[str, list[int]] = {}
        for number, phrase in enumerate(phrases):
            for node in phrase.nodes:
                self._prepare(node)
                for piece in list_pieces(node):
                    numbers.setdefault(piece.text, len(numbers))
            for text in {piece.text for piece in _best_key(phrase)}:
                self._starters.setdefault(text, []).append(number)
        for text in self._void:
            numbers.setdefault(text, len(numbers))
        self._texts = list(numbers)
        self._automaton = AhoCorasick(self._texts, implementation=Implementation.ContiguousNFA) if numbers else None

    def _prepare(self, node: Node) -> None:
        """Sorts the options of alternatives: single literals are looked up by what a sentence holds, others by their rarest literals."""
        if isinstance(node, Piece) or id(node) in self._choices:
            return
        pieces: dict[str, list[Piece]] = {}
        sequences: list[tuple[frozenset[str], Sequence]] = []
        for option in node.options:
            if len(option.nodes) == 1 and isinstance(option.nodes[0], Piece):
                pieces.setdefault(option.nodes[0].text, []).append(option.nodes[0])
                continue
            sequences.append((frozenset(piece.text for piece in _best_key(option)), option))
            for inner in option.nodes:
                self._prepare(inner)
        self._choices[id(node)] = _Choice(pieces, sequences)

    def scan(self, folded: str, starts: list[int]) -> list[list[Hit]]:
        """Phrases in each sentence of a folded text, by sentence, in order of start; ``starts`` are the sentences' starts, from 0."""
        found: list[list[Hit]] = [[] for _ in starts]
        if self._automaton is None or not folded:
            return found
        sentences: dict[int, dict[str, list[Span]]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            at = bisect_right(starts, start) - 1
            if at + 1 < len(starts) and end > starts[at + 1]:
                continue
            sentences.setdefault(at, {}).setdefault(self._texts[number], []).append((start, end))
        for at, literals in sentences.items():
            found[at] = self._match(folded, self._drop_void(folded, literals))
        return found

    def _drop_void(self, folded: str, literals: dict[str, list[Span]]) -> dict[str, list[Span]]:
        """Literals without those that are part of a longer void phrase."""
        said = self._void.keys() & literals.keys()
        if not said:
            return literals
        void = [span for text in said for span in self._piece_spans(folded, self._void[text], literals[text])]
        return {text: kept for text, spans in literals.items()
                if (kept := [span for span in spans if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in void)])}

    def _match(self, folded: str, literals: dict[str, list[Span]]) -> list[Hit]:
        candidates = sorted({number for text in literals for number in self._starters.get(text, ())})
        memo: dict[int, list[Span]] = {}
        hits = [Hit(number, start, end) for number in candidates
                for start, end in self._sequence_spans(folded, self._phrases[number], literals, memo)]
        hits.sort(key=lambda hit: (hit.start, -hit.end, hit.phrase))
        return hits

    def _node_spans(self, folded: str, node: Node, literals: dict[str, list[Span]], memo: dict[int, list[Span]]) -> list[Span]:
        if isinstance(node, Piece):
            spans = literals.get(node.text)
            return self._piece_spans(folded, node, spans) if spans else []
        key = id(node)
        if key not in memo:
            memo[key] = self._choice_spans(folded, node, literals, memo)
        return memo[key]

    def _choice_spans(self, folded: str, node: Alternatives, literals: dict[str, list[Span]], memo: dict[int, list[Span]]) -> list[Span]:
        choice = self._choices[id(node)]
        spans: set[Span] = set()
        for text in choice.pieces.keys() & literals.keys():
            for piece in choice.pieces[text]:
                spans.update(self._piece_spans(folded, piece, literals[text]))
        for keys, option in choice.sequences:
            if not keys.isdisjoint(literals):
                spans.update(self._sequence_spans(folded, option, literals, memo))
        return sorted(spans)

    def _piece_spans(self, folded: str, piece: Piece, spans: list[Span]) -> list[Span]:
        if self._script != "spaced":
            return spans
        kept = []
        for start, end in spans:
            if start and folded[start - 1].isalnum():
                word_start = self._word_start(folded, start)
                if not piece.open_left and folded[word_start:start] not in self._prefixes:
                    continue
                start = word_start
            if end < len(folded) and folded[end].isalnum():
                if not piece.open_right:
                    continue
                end = self._word_end(folded, end)
            kept.append((start, end))
        return kept

    def _word_start(self, folded: str, at: int) -> int:
        stop = max(0, at - LONGEST_WORD)
        while at > stop and folded[at - 1].isalnum():
            at -= 1
        return at

    def _word_end(self, folded: str, at: int) -> int:
        stop = min(len(folded), at + LONGEST_WORD)
        while at < stop and folded[at].isalnum():
            at += 1
        return at

    def _sequence_spans(self, folded: str, sequence: Sequence, literals: dict[str, list[Span]], memo: dict[int, list[Span]]) -> list[Span]:
        spans = self._node_spans(folded, sequence.nodes[0], literals, memo)
        for node, joint in zip(sequence.nodes[1:], sequence.joints, strict=True):
            if not spans:
                return spans
            following = self._node_spans(folded, node, literals, memo)
            if not following:
                return following
            spans = self._join(folded, spans, following, joint)
        return spans

    def _join(self, folded: str, left: list[Span], right: list[Span], joint: Joint) -> list[Span]:
        reach = self._reach[joint]
        joined: list[Span] = []
        starts = [span[0] for span in right]
        for start, end in left:
            at = bisect_right(starts, end - 1)
            if at < len(right) and right[at][0] - end <= reach and (
                    joint != "adjacent" or self._is_blank(folded, end, right[at][0])):
                joined.append((start, right[at][1]))
            elif joint == "either":
                at = bisect_right(starts, start - 1) - 1
                while at >= 0 and right[at][1] > start:
                    at -= 1
                if at >= 0 and start - right[at][1] <= reach:
                    joined.append((right[at][0], end))
        return joined

    def _is_blank(self, folded: str, start: int, end: int) -> bool:
        return self._script != "spaced" or not any(char.isalnum() for char in folded[start:end])
