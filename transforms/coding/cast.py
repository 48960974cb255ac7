"""The cast of a document: which parties each sentence names, and whose country is at home.

Mentions that are no governments are left out (persons, datelines, words), governments without a known country are located by what stands
beside them, and "the mayor" without a name stands for the government named before, or for one of the home country that stays unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from transforms.actors.phrases import load_phrases
from transforms.actors.records import Mention
from transforms.coding.containers import CONTAINER_GAP, contains
from transforms.coding.holders import Holders
from transforms.coding.names import SHORTEST_SURNAME, is_attacked, is_dateline, is_former, is_landmark, is_part_of_name
from transforms.coding.parties import DIPLOMATS, SUBNATIONAL, Party, find_territory, make_collective, make_party, publisher_party, state_of
from transforms.coding.reading import Reading, Sentence
from transforms.gazetteer import load_gazetteer
from transforms.gazetteer.keys import name_key

_TOWNS = frozenset({"sub_municipal", "local"})
_LARGE_TOWN = 250_000
_BARE = frozenset({"toponym", "country"})
_NAMES = frozenset({*_BARE, "typed"})
_LANGUAGE_OF_NAMES = "en"
"""In the language of the actors' names a place by another name ("Stalin") is mostly a person."""
_LONGEST_ACRONYM = 5
_SET_OFF = frozenset({": ", " - ", " – ", "/ ", ". ", " hat ", " haben ", " hatte ", " beschloss ", " heeft ", " had ", " has "})
"""Between the town of a report and its first words."""
_FOREIGN_NAME = re.compile("[\u30a1-\u30ff=]{2,}[市州県省郡区町村]")
"""A government whose name is written in katakana."""
_FIRST_UNSPACED = "\u1100"
_COORDINATORS = frozenset([*"与與和同及跟、，と및와과", "ile", "ve", "und", "mit", "en", "met", "i", "z", "та", "и", "with", "and"])
_LOCATIVE = 24
_POSTED = re.compile(r" \w{1,2} | [بـ]")
"""Between a diplomat and the town of the post."""
_POST_REACH = 60
_POST = re.compile(r"(?:[CcKk][oóòô]nsul|[Aa]mbas|[Ee]mba[sj]|[Aa]mbaix|[Bb]otschaft)[\w-]*(?: [Gg][eé]n[eé]ra\w*)?"
                   r"(?:,? (?:of|de|del|della|du|von|van|di|do|da) (?:the |la |los |les )?[A-Z]\w+)? "
                   r"(?:in|at|to|à|a|em|en|te|im|w|per|pour|para|für|for|voor) $")
"""Before the town of a diplomat's post: "the Consulate General of Japan in "."""
_WORD_BEFORE = re.compile(r"(\S+) (?:(?:the|el|la|los|las|le|les|der|dem|den|die|das|il|lo|het|de|o|a|os|as) |l['’])?$")
"""The word before a name, but for an article."""
_HATS = re.compile(r"(?:,? (?:[A-Z][\w.'’-]+ ?){1,4})?(?:,| and| et| y| e| und| en| i)"
                   r"(?: (?:also|aussi|también|anche|auch|the|[A-Z]\w+)){0,2} "
                   r"(?:[Pp]r[eéä]s|[Vv]ice|[Cc]hair|[Vv]orsitz|[Vv]oorz|[Pp]rzew)\w*(?: \w{1,3}'?’?){0,2} ?")
"""Between two offices of one person: ", Ann Roe, also President of the "."""
_AND = re.compile(r"(?:,? (?:and|y|e|et|und|en|i|dan|ve|и|та|och|og|&) |, )"
                  r"(?:in |en |em |na |no |nas |nos |the |el |la |los |las |a |o |as |os |le |les |l['’]|il |die |den )?|、|和|と|및 ")
"""Between the names of a list."""


class Cast:
    """The parties of a document, sentence by sentence, and whose country is at home."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.publisher = publisher_party(reading)
        self.home = reading.publisher.country or (self.publisher.country if self.publisher else None)
        self._spoken_of = {self.home, *(mention.country for sentence in reading.sentences for mention in sentence.mentions
                                        if mention.basis not in {"toponym", "non_state"} or mention.level not in _TOWNS)}
        self._holders = Holders(reading)
        self._meant = self._list_meant()
        self._locatives = load_phrases(reading.lang or "en").locative
        self._places = {place for sentence in reading.sentences if sentence.mentions for place in self._list_places(sentence)}
        self._doubles: dict[int, list[Party]] = {}
        self._parties = {sentence.index: self._find(sentence) for sentence in reading.sentences if sentence.mentions}
        self._add_holders(reading)
        if self.publisher is None:
            self._add_referents(reading)
        if self.home is None:
            self.home = next((party.country for parties in self._parties.values() for party in parties
                              if party.level in SUBNATIONAL and party.country), None)

    def _list_meant(self) -> dict[tuple[str, str | None], Mention]:
        """Which government a name means that phrases of office or tier name only one by: "Nakuru County … an office in Nakuru"."""
        found: dict[tuple[str, str | None], Mention | None] = {}
        for sentence in self.reading.sentences:
            for mention in sentence.mentions:
                if mention.basis == "typed" and mention.actor is not None and mention.level in SUBNATIONAL:
                    key = (self._name_of(mention), mention.country)
                    other = found.setdefault(key, mention)
                    if other is not None and other.actor != mention.actor:
                        found[key] = None
        return {key: mention for key, mention in found.items() if mention is not None}

    def _name_of(self, mention: Mention) -> str:
        return name_key(self.reading.slice(mention.field, mention.name_start, mention.name_end))

    def _settle_name(self, mention: Mention) -> Mention:
        meant = self._meant.get((self._name_of(mention), mention.country)) if mention.basis == "toponym" and self._meant else None
        if meant is None or meant.actor == mention.actor:
            return mention
        return replace(mention, actor=meant.actor, level=meant.level, kind=meant.kind, iso_3166_2=meant.iso_3166_2)

    def _add_holders(self, reading: Reading) -> None:
        """Lends a head's government to sentences that name the head by surname only ("Gregoire and Clark signed …")."""
        for sentence in reading.sentences:
            if not sentence.triggers():
                continue
            named = self._parties.get(sentence.index, [])
            present = {party.country for party in named if party.level in SUBNATIONAL and not self.is_place(party)}
            found = [party for party in self._holders.find_in(sentence) if party.country not in present]
            if found:
                self._parties[sentence.index] = [*found, *named]

    def _add_referents(self, reading: Reading) -> None:
        """Tells who "the mayor" is where the publisher is no party: the government whose head was named last, else the last government of
        the home country of that tier, else one of the home country that stays unnamed."""
        heads: dict[str | None, Party] = {}
        units: dict[bool, Party] = {}
        anywhere = self._list_home_units()
        told: list[Party] = []
        is_others = not anywhere and self._is_of_others()
        for sentence in reading.sentences:
            named = self._parties.get(sentence.index, [])
            present = {party.country for party in named if party.level in SUBNATIONAL and not self.is_place(party)}
            for mention in sentence.mentions:
                if mention.basis != "publisher" or mention.level not in SUBNATIONAL:
                    continue
                if any(party.mention is mention for party in named):
                    continue  # "Mayor Park": told by the name
                if any(party.mention is not None and party.level in SUBNATIONAL and party.mention.start < mention.start
                       and not self.is_place(party) for party in named):
                    continue  # "Bangkok …, said the Governor": of a government the sentence has named
                known = heads.get(mention.office) if mention.office else None
                if known is not None and known.country != self.home and self._holders.find_behind(mention, sentence)[0]:
                    known = None  # a head of another name than the one abroad
                known = (known or self._find_before(mention, sentence) or units.get(mention.level in _TOWNS)
                         or self._find_region(mention, sentence))
                if known is None and self._names_pair(sentence):
                    continue
                if known is None and is_others:
                    last = next((party for party in reversed(told) if (party.level in _TOWNS) == (mention.level in _TOWNS)), None)
                    if last is None or last.country in present:
                        continue
                    known = last
                is_town = mention.level in _TOWNS and not (mention.surface[0] in "縣县" and True not in anywhere)
                known = known or anywhere.get(is_town) or make_party(reading, mention)
                if known.country is not None and known.country not in present:
                    named = [*named, replace(known, mention=mention, office=mention.office)]
                    present.add(known.country)
            if named:
                self._parties[sentence.index] = named
            for party in named:
                if party.level in SUBNATIONAL and party.office is not None:
                    heads[party.office] = party
                    told.append(party)
                is_town = party.level in _TOWNS
                if party.level in SUBNATIONAL and party.country == self.home and not (is_town in units and self.is_place(party)):
                    units[is_town] = party

    def _is_of_others(self) -> bool:
        """Whether a document names heads of governments of two other states and nobody at home: "the council" is then none at home."""
        return len({party.country for parties in self._parties.values() for party in parties
                    if party.level in SUBNATIONAL and party.office is not None and party.country is not None} - {self.home}) > 1

    def _find_before(self, office: Mention, sentence: Sentence) -> Party | None:
        """The home government whose name stands right before an office: "Brackwater: The mayor …"."""
        for mention in sentence.mentions:
            if mention.actor is not None and mention.country == self.home and mention.level in SUBNATIONAL and (
                    (mention.level in _TOWNS) == (office.level in _TOWNS)
                    and self.reading.slice(mention.field, mention.end, office.start) in _SET_OFF):
                return make_party(self.reading, mention)
        return None

    def _find_region(self, office: Mention, sentence: Sentence) -> Party | None:
        """The home region of the town in which its unnamed head received somebody: 省长在昆明会见."""
        for mention in sentence.mentions if office.level == "regional" and office.office is not None else ():
            if mention.country == self.home and mention.level in _TOWNS and mention.iso_3166_2 and not mention.is_official:
                actor = load_gazetteer().find(f"iso:{mention.iso_3166_2}")
                if actor is not None and actor.level == "regional":
                    return Party(office, actor.name, actor.actor_id, actor.level, actor.kind, office.office, actor.country,
                                 actor.iso_3166_2)
        return None

    def _names_pair(self, sentence: Sentence) -> bool:
        """Whether a sentence names units of two states: "the first minister" is then the head of one of them."""
        return len({mention.country for mention in sentence.mentions
                    if mention.actor is not None and mention.basis != "publisher" and mention.level in SUBNATIONAL}) > 1

    def _list_home_units(self) -> dict[bool, Party]:
        """The first town and the first larger unit of the home country that the document names at all, datelines included; the territory
        where that is the whole country."""
        territory = find_territory(self.home)
        if territory is not None:
            party = Party(None, territory.name, territory.actor_id, territory.level, territory.kind, None, self.home, territory.iso_3166_2)
            return {True: party, False: party}
        found: dict[bool, Party] = {}
        for sentence in self.reading.sentences:
            for mention in sentence.mentions:
                if mention.actor is not None and mention.basis != "publisher" and mention.country == self.home and (
                        mention.level in SUBNATIONAL and not self._is_doubtful(mention) and not self._is_byline(mention, sentence)):
                    for is_town in {True, mention.level in _TOWNS} if mention.actor.also_local else {mention.level in _TOWNS}:
                        found.setdefault(is_town, make_party(self.reading, mention))
        return found

    def _is_byline(self, mention: Mention, sentence: Sentence) -> bool:
        """True of "Updated: 2011-01-25 (Xinhua)"."""
        return (len(sentence.mentions) == 1 and not sentence.triggers()
                and self.reading.slice(mention.field, mention.start - 1, mention.end + 1) == f"({mention.surface})")

    def _find(self, sentence: Sentence) -> list[Party]:
        """Parties that a sentence names, in order, containers of others and doubles left out."""
        text = self.reading.title if sentence.field == "title" else self.reading.text
        mentions = [self._settle_name(mention) for mention in sentence.mentions
                    if (mention.is_official or mention.basis in _NAMES or _is_head(mention))
                    and not self._is_no_place(mention, sentence, text)]
        mentions = [mention for mention in mentions
                    if not any(contains(mention, other, sentence, text) for other in mentions if other is not mention)]
        mentions = [mention for number, mention in enumerate(mentions)
                    if not (number and _is_other_hat(mentions[number - 1], mention, text))]
        parties: list[Party] = []
        for mention in mentions:
            if mention.basis == "publisher":
                head = self._holders.find_behind(mention, sentence)[1] if mention.office else None
                known = replace(head, mention=mention, office=mention.office) if head else self.publisher
                if known and all(party.key != known.key for party in parties):
                    parties.append(known)
                continue
            party = self._locate(make_party(self.reading, mention), sentence)
            if party.country is None and party.level in SUBNATIONAL and _FOREIGN_NAME.fullmatch(party.name):
                party = replace(party, is_collective=True)  # a town abroad, wherever it lies
            if party.counterpart_kind is None:
                continue
            vague = next((number for number, other in enumerate(parties) if party.key == other.key and other.mention is not None
                          and mention.is_official and not other.mention.is_official), None)
            if vague is not None:
                parties[vague] = party  # "the Tamil diaspora, the Tamil Nadu government said"
                self._holders.add(party, sentence)
                continue
            if any(party.key == other.key and party.office == other.office for other in parties):
                self._doubles.setdefault(sentence.index, []).append(party)
                continue
            parties.append(party)
            self._holders.add(party, sentence)
        return self._settle_home(parties, sentence)

    def _is_no_place(self, mention: Mention, sentence: Sentence, text: str) -> bool:
        if mention.basis == "office" and is_former(text, mention):
            return True  # "former Egyptian Prime Minister": speaks for no state
        if mention.actor is None and text[mention.name_start - 1:mention.name_start] == "(" and any(
                0 < mention.name_start - other.name_end <= len(" (") for other in sentence.mentions):
            return True  # "East Kalimantan (Kaltim)": another name of the same
        if mention.actor is None and any(span.start < mention.name_end and mention.name_start < span.end for span in sentence.dates):
            return True  # "on Monday Mayor Park …"
        if mention.basis in {"toponym", "typed"} and is_landmark(text, mention):
            return True
        if mention.basis == "country" and is_attacked(text, mention):
            return True
        if mention.basis == "toponym":
            return (self._is_doubtful(mention) or is_part_of_name(self.reading, mention, sentence) or is_dateline(text, mention)
                    or self._is_byline(mention, sentence)
                    or _POST.search(text, max(0, mention.start - _POST_REACH), mention.start) is not None)
        return mention.basis == "typed" and (self._is_word(mention) or _is_state(mention) or self._is_acronym(mention))

    def _is_acronym(self, mention: Mention) -> bool:
        """True of an organisation that no list has: "President of the ZMVS"."""
        name = self.reading.slice(mention.field, mention.name_start, mention.name_end)
        return mention.actor is None and mention.office is not None and name.isupper() and len(name) <= _LONGEST_ACRONYM

    def _is_word(self, mention: Mention) -> bool:
        """True of a word of the trigger phrases that is no large town either: "Executive Cities", "Sister City Week"."""
        lexicon, name = self.reading.lexicon, self.reading.slice(mention.field, mention.name_start, mention.name_end)
        return lexicon is not None and lexicon.is_word(name) and self._is_small(mention)

    def _is_small(self, mention: Mention) -> bool:
        if mention.actor is None:
            return True
        gazetteer = load_gazetteer()
        number = gazetteer.number(mention.actor.actor_id)
        return mention.actor.level in _TOWNS and number is not None and gazetteer.fields(number)[1] < _LARGE_TOWN

    def _is_doubtful(self, mention: Mention) -> bool:
        """True of a single word that may name a small town, in a country that nothing else in the document speaks of: mostly a person."""
        actor = mention.actor
        if actor is None or actor.level not in _TOWNS or mention.is_vouched:
            return False
        if len(mention.surface) < SHORTEST_SURNAME and mention.surface.isascii() and mention.surface.lower() != actor.name.lower():
            return True
        if self._is_word(mention):
            return True
        is_alias = (self.reading.lang or "").startswith(_LANGUAGE_OF_NAMES) and name_key(mention.surface) != name_key(actor.name)
        return actor.country not in self._spoken_of and " " not in mention.surface.strip() and (is_alias or self._is_small(mention))

    def _settle_home(self, parties: list[Party], sentence: Sentence) -> list[Party]:
        """A government of no known country beside one from abroad is at home, when a source of that home tells of it; where the
        publisher is the government at home, it is of the only state abroad that the sentence speaks of."""
        home = self.reading.publisher.country
        lost = [party for party in parties if party.country is None and party.level in SUBNATIONAL and not party.is_collective]
        if home is None or len(lost) != 1 or any(party.country == home and party.level in SUBNATIONAL for party in parties):
            return parties
        if self.publisher is not None:
            named = {mention.country for mention in sentence.mentions} - {home, None}
            country = named.pop() if len(named) == 1 else None
        else:
            country = home if any(party.country not in {None, home} for party in parties) else None
        return [replace(party, country=country) if party is lost[0] and country else party for party in parties]

    def _locate(self, party: Party, sentence: Sentence) -> Party:
        """A government the gazetteer does not know takes the country of the state named right beside it, or of the publisher it is."""
        mention = party.mention
        if party.actor_id is not None or mention is None or party.level not in SUBNATIONAL:
            return party
        publisher = self.reading.publisher
        if publisher.name is not None and party.name in publisher.name:
            return replace(party, country=publisher.country)
        text = self.reading.title if sentence.field == "title" else self.reading.text
        for other in sentence.mentions:
            if text[mention.end:other.start].strip() in _COORDINATORS:
                continue  # 元江县与老挝…
            if other.basis == "country" and (0 <= other.start - mention.end <= CONTAINER_GAP or 0 <= mention.start - other.end <= 1):
                return replace(party, country=other.country)
        return party

    def parties_in(self, sentence: Sentence, start: int, end: int) -> list[Party]:
        """Parties named between two offsets of the field, in order; a sentence may name one again in another clause."""
        named = [party for party in self._parties.get(sentence.index, ())
                 if party.mention is None or start <= party.mention.name_start < end]
        again = {party.key: party for party in self._doubles.get(sentence.index, ())
                 if party.mention is not None and start <= party.mention.name_start < end}
        more = [party for key, party in again.items() if all(key != other.key for other in named)]
        return sorted([*named, *more], key=lambda party: party.mention.start if party.mention else -1) if more else named

    def parties_of(self, index: int) -> list[Party]:
        return self._parties.get(index, [])

    def collectives_of(self, sentence: Sentence) -> list[Party]:
        """Groups of foreign governments ("mayors from 20 countries") and of diplomats ("the consular corps") that a sentence names."""
        return [make_collective(self.reading, sentence.field, hit.start, hit.end, office)
                for words, office in (("diplomats", "consul"), ("collectives", None)) for _, hit in sentence.cues("grammar", words)[:1]]

    def is_place(self, party: Party) -> bool:
        """True of a place name after a word like "in": where it happened, unless nobody else can be the counterpart."""
        return party.mention is not None and (party.mention.field, party.mention.start) in self._places

    def _list_places(self, sentence: Sentence) -> Iterator[tuple[str, int]]:
        """Where mentions start that only say where: "in Boston and Seattle", "at the City of Kyoto", not "his counterparts in Oregon"."""
        text = self.reading.title if sentence.field == "title" else self.reading.text
        hits = [hit for _, hit in sentence.cues("grammar", "agents")]
        agents, heads = {hit.end for hit in hits}, {hit.start for hit in hits}
        partners = [hit for _, hit in sentence.cues("grammar", "counterparts")]
        last, was_place, is_post = -1, False, False
        for mention in sentence.mentions:
            is_place = False
            before = _WORD_BEFORE.search(text, max(sentence.start, mention.start - _LOCATIVE), mention.start)
            if mention.basis not in _BARE and (mention.office is not None or mention.basis != "typed" or any(
                    hit.start < mention.end and mention.start < hit.end for hit in partners)):
                pass  # "turned into a sister city of Pico Rivera"
            elif before is not None and name_key(before.group(1)) in self._locatives:
                is_place = before.start() - 1 not in agents
            elif is_post and mention.basis == "toponym" and _POSTED.fullmatch(text, last, mention.start):
                is_place = True  # "the Consul General of Japan to Shanghai"
            elif last >= 0 and mention.basis in _BARE and _AND.fullmatch(text, last, mention.start):
                is_place = was_place
            else:
                # "A Russian city" is one of that state.
                is_place = not mention.is_official and mention.end + 1 not in heads and not (
                    mention.basis == "toponym" and text[mention.start] < _FIRST_UNSPACED and any(
                        not trigger.weak and mention.end <= hit.start for trigger, hit in sentence.triggers()))
            if is_place:
                yield mention.field, mention.start
            last, was_place, is_post = mention.end, is_place, mention.office in DIPLOMATS

    def are_listed(self, party: Party, other: Party) -> bool:
        """Whether two parties are named right behind each other as items of a list."""
        first, second = party.mention, other.mention
        if first is None or second is None or first.field != second.field:
            return False
        text = self.reading.title if first.field == "title" else self.reading.text
        return _AND.fullmatch(text, first.end, second.start) is not None

    def is_history(self, index: int) -> bool:
        """Whether a sentence tells of earlier times: who is named in it took no part in what the others tell."""
        return index < len(self.reading.sentences) and bool(self.reading.sentences[index].cues("realis", "background"))

    def is_home(self, party: Party) -> bool:
        return party.country is not None and state_of(party.country) == state_of(self.home)


def _is_head(mention: Mention) -> bool:
    """Whether a phrase names a head, whatever word for a place seems to follow: the surname in "Seoul Mayor Park"."""
    return mention.office is not None and mention.level in SUBNATIONAL


def _is_other_hat(first: Mention, second: Mention, text: str) -> bool:
    """Whether a network is only what the head of a government also presides: "the Governor of Salgotia and President of the union"."""
    return (second.level == "network" and first.office is not None and first.level in SUBNATIONAL
            and _HATS.fullmatch(text, first.end, second.name_start) is not None)


def _is_state(mention: Mention) -> bool:
    """Whether a phrase for a town or region has taken the name of a state that stands before its own: "Governor of Japan's Hyogo"."""
    return (mention.actor is None and mention.level in SUBNATIONAL and bool(mention.candidates)
            and mention.candidates[0][0].startswith("iso:") and "-" not in mention.candidates[0][0])
