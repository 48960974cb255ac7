"""Heads of government that a document introduces by name, and who is meant when it names them again: "Mayor Park", "Garcetti"."""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.actors.records import Mention
from transforms.coding.names import NAME_WORD
from transforms.coding.parties import SUBNATIONAL, Party, PartyKey
from transforms.coding.reading import Reading, Sentence
from transforms.gazetteer import load_gazetteer
from transforms.gazetteer.keys import name_key

_NAME = NAME_WORD.pattern
_FULL_NAME = rf"(?:{_NAME} (?:(?:de|da|do|dos|del|della|di|van|von|der|den|bin|al|el|la|le) ){{0,2}}){{0,3}}{_NAME}"
_BEHIND = re.compile(rf"\.?,? ({_FULL_NAME})")
_BEFORE = re.compile(rf"({_FULL_NAME}), (?:the |then |current )?$")
_REACH_BEFORE = 60
_SHORTEST = 4
_FAMILY_FIRST = frozenset({"CN", "HK", "KR", "MO", "TW", "VN"})
"""Countries whose people are called by the first of their names: "Park Won-soon", later "Park"."""
_SHORTEST_FIRST = 2
_WORDS = frozenset({"An", "At", "Do", "Go", "He", "Her", "His", "In", "It", "No", "On", "Our", "She", "So", "The", "They", "To", "We"})
"""Words that begin a sentence and are names as well."""


class Holders:
    """Names of heads → their governments, in the order of the text; the first to bear a name keeps it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = load_gazetteer().common_words((reading.lang or "").split("-")[0])
        self._called: dict[str, Party] = {}
        self._named: dict[str, Party] = {}

    def add(self, party: Party, sentence: Sentence) -> None:
        """Remembers the name beside the office that a party is named by, if there is one."""
        mention = party.mention
        if mention is None or not (party.is_diplomat or (party.office is not None and party.level in SUBNATIONAL)):
            return
        for names in self._names_beside(mention, sentence):
            for name in names:
                if len(name) >= _SHORTEST_FIRST and name not in mention.surface:
                    self._named.setdefault(name, party)
            if len(names[-1]) >= _SHORTEST and names[-1] not in mention.surface:
                self._called.setdefault(names[-1], party)
            if party.country in _FAMILY_FIRST and len(names) > 1 and self._is_no_word(names[0]):
                self._called.setdefault(names[0], party)

    def find_behind(self, mention: Mention, sentence: Sentence) -> tuple[bool, Party | None]:
        """Whether a name stands behind an office without a place ("Mayor Park"), and the government of the head who bears it."""
        match = _BEHIND.match(self._text(mention.field), mention.end)
        if match is None or "," in match.group() or any(span.start <= match.start(1) < span.end for span in sentence.dates):
            return False, None  # "met the mayor Thursday" names nobody
        return True, next((self._named[name] for name in NAME_WORD.findall(match.group(1)) if name in self._named), None)

    def find_in(self, sentence: Sentence) -> list[Party]:
        """Governments of the heads that a sentence calls by their surnames, in order."""
        if not self._called:
            return []
        found: dict[PartyKey, Party] = {}
        for match in NAME_WORD.finditer(self._text(sentence.field), sentence.start, sentence.end):
            party = self._called.get(match.group())
            if party is not None and party.mention is not None:
                mention = replace(party.mention, field=sentence.field, start=match.start(), end=match.end(), name_start=match.start(),
                                  name_end=match.end(), surface=match.group())
                found.setdefault(party.key, replace(party, mention=mention))
        return list(found.values())

    def _names_beside(self, mention: Mention, sentence: Sentence) -> list[list[str]]:
        text, end = self._text(mention.field), mention.end
        for other in sentence.mentions:
            if other.country == mention.country and text[end:other.start] == ", ":
                end = other.end  # "Mayor of Portland, Maine, Jane Roe"
        matches = (_BEHIND.match(text, end), _BEFORE.search(text, max(0, mention.start - _REACH_BEFORE), mention.start))
        return [NAME_WORD.findall(match.group(1)) for match in matches if match]

    def _is_no_word(self, name: str) -> bool:
        return len(name) >= _SHORTEST_FIRST and name not in _WORDS and name_key(name) not in self._words

    def _text(self, name: str) -> str:
        return self._reading.title if name == "title" else self._reading.text
