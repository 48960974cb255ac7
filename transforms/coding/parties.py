"""Who takes part in an act: candidates of a clause, what the context lends, and the licence to code.

A trigger is coded only with a subnational government and a counterpart of another country, a supranational body or a network
(``CODEBOOK`` section 1). Both are looked for in the clause, then in the sentence; one side may be lent by the publisher, by the sentence
before, or by title and lead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from transforms.actors.mentions import find_publisher
from transforms.actors.records import Mention
from transforms.codebook import TypeRule
from transforms.coding.reading import Reading, Sentence
from transforms.gazetteer import load_gazetteer

SUBNATIONAL = frozenset({"sub_municipal", "local", "metropolitan", "intermediate", "regional"})
DIPLOMATS = frozenset({"ambassador", "consul", "honorary_consul"})
_RANK = {"sub_municipal": 1, "local": 2, "metropolitan": 3, "intermediate": 4, "regional": 5, "national": 6}
_TOWNS = frozenset({"sub_municipal", "local"})
_LARGE_TOWN = 250_000
_BODIES = frozenset({"network", "supranational"})
_BARE = frozenset({"toponym", "country"})
_NATIONAL_ASSOCIATION = "national_association"
_CONTAINER_GAP = 6
_SHORTEST_SURNAME = 4
_MOSTLY = 0.8
_NAME = r"[A-Z\u00c0-\u00de\u0100-\u017f\u0410-\u042f][\w'’.-]+"
_HEAD = 60
_DATELINE = re.compile(r"[^.;\n]{0,40}?(?:\([A-Z]|(?: -| –| —|--)\s)|:")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_TOUCHING_BEFORE = re.compile(rf"(?<!\w){_NAME}(?: |-)$")
_TOUCHING_BEHIND = re.compile(rf"(?:-\w| {_NAME})")
_NAME_WORD = re.compile(_NAME)
_NAME_BEHIND = re.compile(rf",? ((?:{_NAME} ){{0,3}}{_NAME})")
_NAME_BEFORE = re.compile(rf"((?:{_NAME} ){{1,3}}{_NAME}), (?:the )?$")


PartyKey = tuple[str | None, str]


@dataclass(frozen=True)
class Party:
    """A party of an act; ``mention`` is None when it is the publisher, unnamed in the sentence."""

    mention: Mention | None
    name: str
    actor_id: str | None
    level: str
    kind: str | None
    office: str | None
    country: str | None
    iso_3166_2: str | None

    @property
    def key(self) -> PartyKey:
        return (self.country, self.actor_id or self.name)

    @property
    def counterpart_kind(self) -> str | None:
        """Kind of counterpart in the sense of the event types."""
        if self.level in SUBNATIONAL:
            return "subnational"
        if self.level in _BODIES:
            return self.level
        if self.level == "national":
            return "representative" if self.office else "state"
        return None

    @property
    def is_diplomat(self) -> bool:
        return self.office in DIPLOMATS

    @property
    def crosses_borders(self) -> bool:
        """True of a body that is transnational by itself."""
        return self.level == "supranational" or (self.level == "network" and self.kind != _NATIONAL_ASSOCIATION)


def make_party(reading: Reading, mention: Mention) -> Party:
    """A mention as a party; its name is the actor's English name, else the name as written."""
    actor = mention.actor
    name = actor.name if actor else reading.slice(mention.field, mention.name_start, mention.name_end)
    return Party(mention, name, actor.actor_id if actor else None, mention.level, mention.kind, mention.office, mention.country,
                 mention.iso_3166_2)


def publisher_party(reading: Reading) -> Party | None:
    """The publisher as a party; None when the document does not name it or the gazetteer knows it as no government or body."""
    if not reading.publisher.is_party:
        return None
    actor, _ = find_publisher(reading.document, load_gazetteer())
    if actor is None and reading.publisher.name is not None:
        return _unknown_publisher(reading, reading.publisher.name)
    if actor is None or (actor.level not in SUBNATIONAL and actor.level not in _BODIES):
        return None
    return Party(None, actor.name, actor.actor_id, actor.level, actor.kind, None, actor.country, actor.iso_3166_2)


def _unknown_publisher(reading: Reading, name: str) -> Party | None:
    """A publisher that the gazetteer does not know, of the tier that the text gives it ("our city", "the City of Brackwater")."""
    for sentence in reading.sentences:
        for mention in sentence.mentions:
            written = reading.slice(mention.field, mention.name_start, mention.name_end)
            if mention.level in SUBNATIONAL and mention.actor is None and (mention.basis == "publisher" or written in name):
                return Party(None, name, None, mention.level, mention.kind, None, reading.publisher.country, None)
    return None


class Cast:
    """The parties of a document, sentence by sentence, and whose country is at home."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.publisher = publisher_party(reading)
        self.home = reading.publisher.country or (self.publisher.country if self.publisher else None)
        self._spoken_of = {self.home, *(mention.country for sentence in reading.sentences for mention in sentence.mentions
                                        if mention.basis not in {"toponym", "non_state"} or mention.level not in _TOWNS)}
        self._parties = {sentence.index: self._find(sentence) for sentence in reading.sentences if sentence.mentions}
        self._add_holders(reading)
        if self.home is None:
            self.home = next((party.country for parties in self._parties.values() for party in parties
                              if party.level in SUBNATIONAL and party.country), None)

    def _add_holders(self, reading: Reading) -> None:
        """Lends a head's government to later sentences that name the head by surname only ("Gregoire and Clark signed …")."""
        holders: dict[str, Party] = {}
        for sentence in reading.sentences:
            named = self._parties.get(sentence.index, [])
            text = reading.slice(sentence.field, sentence.start, sentence.end)
            if holders and sentence.triggers():
                words = dict.fromkeys(_NAME_WORD.findall(text))
                present = {party.country for party in named if party.level in SUBNATIONAL}
                found = [holders[word] for word in words if word in holders and holders[word].country not in present]
                found = [party for number, party in enumerate(found) if party not in found[:number]]
                if found:
                    self._parties[sentence.index] = [*found, *named]
            for party in named:
                if party.mention is not None and party.office is not None and party.level in SUBNATIONAL:
                    for surname in _find_surnames(reading, party.mention):
                        holders.setdefault(surname, party)

    def _find(self, sentence: Sentence) -> list[Party]:
        """Parties that a sentence names, in order, containers of others and doubles left out."""
        text = self.reading.title if sentence.field == "title" else self.reading.text
        mentions = [mention for mention in sentence.mentions if (mention.is_official or mention.basis in _BARE)
                    and not (mention.basis == "toponym" and (self._is_doubtful(mention) or _is_part_of_name(self.reading, mention, sentence)
                                                             or _is_dateline(text, mention)))]
        mentions = [mention for mention in mentions
                    if not any(_contains(mention, other) and _adjoin(mention, other) for other in mentions if other is not mention)]
        parties: list[Party] = []
        for mention in mentions:
            if mention.basis == "publisher":
                if self.publisher and all(party.key != self.publisher.key for party in parties):
                    parties.append(self.publisher)
                continue
            party = self._locate(make_party(self.reading, mention), sentence)
            if party.counterpart_kind is None or any(party.key == other.key and party.office == other.office for other in parties):
                continue
            parties.append(party)
        return self._settle_home(parties)

    def _is_doubtful(self, mention: Mention) -> bool:
        """True of the bare name of a small town in a country that nothing else in the document speaks of: mostly a person or a word."""
        actor = mention.actor
        if actor is None or actor.level not in _TOWNS:
            return False
        if len(mention.surface) < _SHORTEST_SURNAME and mention.surface.isascii() and mention.surface.lower() != actor.name.lower():
            return True
        is_word = self.reading.lexicon is not None and self.reading.lexicon.is_word(mention.surface)
        if actor.country in self._spoken_of and not is_word:
            return False
        gazetteer = load_gazetteer()
        number = gazetteer.number(actor.actor_id)
        return number is not None and gazetteer.fields(number)[1] < _LARGE_TOWN

    def _settle_home(self, parties: list[Party]) -> list[Party]:
        """A government of no known country beside one from abroad is at home, when a source of that home tells of it."""
        home = self.reading.publisher.country
        lost = [party for party in parties if party.country is None and party.level in SUBNATIONAL]
        abroad = [party for party in parties if party.country not in {None, home}]
        if home is None or len(lost) != 1 or not abroad or any(party.country == home and party.level in SUBNATIONAL for party in parties):
            return parties
        return [replace(party, country=home) if party is lost[0] else party for party in parties]

    def _locate(self, party: Party, sentence: Sentence) -> Party:
        """A government the gazetteer does not know takes the country of the state named right beside it, or of the publisher it is."""
        mention = party.mention
        if party.actor_id is not None or mention is None or party.level not in SUBNATIONAL:
            return party
        publisher = self.reading.publisher
        if publisher.name is not None and party.name in publisher.name:
            return replace(party, country=publisher.country)
        for other in sentence.mentions:
            if other.basis == "country" and (0 <= other.start - mention.end <= _CONTAINER_GAP or 0 <= mention.start - other.end <= 1):
                return replace(party, country=other.country)
        return party

    def parties_in(self, sentence: Sentence, start: int, end: int) -> list[Party]:
        """Parties named between two offsets of the field, in order."""
        return [party for party in self._parties.get(sentence.index, ())
                if party.mention is None or start <= party.mention.name_start < end]

    def parties_of(self, index: int) -> list[Party]:
        return self._parties.get(index, [])

    def is_place(self, party: Party) -> bool:
        """True of a bare place name after a word like "in": where it happened, unless nobody else can be the counterpart."""
        return party.mention is not None and not party.mention.is_official

    def is_home(self, party: Party) -> bool:
        return party.country is not None and party.country == self.home


def _find_surnames(reading: Reading, mention: Mention) -> list[str]:
    """Last words of the capitalised names right behind or before an office: "Mayor of Lyon, Jane Roe", "Jane Roe, Mayor of Lyon"."""
    text = reading.title if mention.field == "title" else reading.text
    behind, before = _NAME_BEHIND.match(text, mention.end), _NAME_BEFORE.search(text, max(0, mention.start - 50), mention.start)
    surnames = [match.group(1).split()[-1] for match in (behind, before) if match]
    return [surname for surname in surnames if len(surname) >= _SHORTEST_SURNAME and surname not in mention.surface]


def _is_part_of_name(reading: Reading, mention: Mention, sentence: Sentence) -> bool:
    """True of a bare place name that touches another capitalised word which is none of the language's trigger words: "Barack Obama",
    "Ko Wen-je", not "Sister City Kaohsiung". Where most words are capitals, nothing can be told."""
    text = reading.title if mention.field == "title" else reading.text
    words = _LONG_WORD.findall(text, sentence.start, sentence.end)
    if sum(word[0].isupper() for word in words) > len(words) * _MOSTLY:
        return False
    before = _TOUCHING_BEFORE.search(text, max(sentence.start, mention.start - 30), mention.start)
    behind = _TOUCHING_BEHIND.match(text, mention.end)
    neighbours = [match.group().strip(" -") for match in (before, behind) if match and match.start() > sentence.start]
    return any(reading.lexicon is None or not reading.lexicon.is_word(word) for word in neighbours)


def _is_dateline(text: str, mention: Mention) -> bool:
    """True of a name at the head of a text before a colon, dash or agency: "MANILA, Philippines -"."""
    return mention.field == "text" and mention.start < _HEAD and _DATELINE.match(text, mention.end) is not None


def _contains(outer: Mention, inner: Mention) -> bool:
    if outer.basis not in {"toponym", "country", "typed"} or inner.country is None or outer.country != inner.country:
        return False
    if _RANK.get(outer.level, 0) <= _RANK.get(inner.level, 0) or outer.office:
        return False
    return outer.level == "national" or not outer.iso_3166_2 or not inner.iso_3166_2 or outer.iso_3166_2 == inner.iso_3166_2


def _adjoin(outer: Mention, inner: Mention) -> bool:
    if outer.level == "national":
        return True
    return 0 <= outer.start - inner.end <= _CONTAINER_GAP or 0 <= inner.start - outer.end <= 2 or (
        outer.start <= inner.start and inner.end <= outer.end)


def select_parties(parties: list[Party], cast: Cast, rule: TypeRule) -> list[Party]:
    """Parties an act of the type may have: no own national actors, states only where nobody else of that country acts, no officials of
    a state where subnational governments of two countries sign."""
    if rule.opens == "instrument" and len({party.country for party in parties if party.level in SUBNATIONAL}) > 1:
        parties = [party for party in parties if party.level != "national"]
    kept: list[Party] = []
    for party in parties:
        kind = party.counterpart_kind
        if kind in {"representative", "state"} and cast.is_home(party):
            continue
        if kind not in rule.counterparts and kind != "subnational":
            continue
        if any(party.key == other.key for other in kept):
            continue
        kept.append(party)
    named = {party.country for party in kept if party.counterpart_kind != "state"}
    return [party for party in kept if party.counterpart_kind != "state" or party.country not in named]


def is_licensed(parties: list[Party], rule: TypeRule) -> bool:
    """A subnational government and a counterpart that the type admits."""
    units = [party for party in parties if party.level in SUBNATIONAL]
    bodies = [party for party in parties if party.crosses_borders and party.counterpart_kind in rule.counterparts]
    if not units and (rule.opens != "contact" or not any(party.level == "network" for party in parties)):
        return False
    countries = {party.country for party in parties if party.country and (
        party.counterpart_kind in rule.counterparts or party.level in SUBNATIONAL)}
    if "subnational" not in rule.counterparts and len({party.country for party in units}) > 1 and not bodies:
        return any(party.counterpart_kind in rule.counterparts for party in parties)
    return len(countries) > 1 or bool(bodies)
