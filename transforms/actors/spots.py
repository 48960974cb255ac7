"""Where names stand in a text: words looked up for spaced scripts, an automaton for Han, kana, Hangul and Thai."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transforms.actors.phrases import Cue, Phrases
from transforms.gazetteer.keys import fold_word
from transforms.gazetteer.records import Actor
from transforms.gazetteer.store import Gazetteer
from transforms.gazetteer.suffixes import HAN_SUFFIXES, HANGUL_SUFFIXES

_WORD = re.compile(r"(?:[^\W_\u0e00-\u0eff\u1100-\u11ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]|"
                   r"[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff])+")
_HAN = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_THAI = re.compile("[\u0e00-\u0eff]")
_KATAKANA = re.compile("[\u30a0-\u30ff]")
_LONGER_WORDS = {"都": "市", "市": "场", "道": "路", "乡": "村", "区": "域", "府": "方"}
"""Characters that make a tier the beginning of another word."""
_NO_NAMES = frozenset(("友好", "姐妹", "姊妹", "姉妹", "兄弟", "国际", "友谊", "联邦", "中央", "首都"))
"""Names of small places that are words for ties and states, whatever tier seems to stand behind them."""
_INNER_JOINT = re.compile("(?<=[\u30a1-\u30ff])[\u30fb=](?=[\u30a1-\u30ff])|(?<=[\u4e00-\u9fff])[-·=](?=[\u4e00-\u9fff])")
_JOINTS = frozenset((" ", "-", "'", ". ", ".", "\n", " - ", "' ", " '"))
_SENTENCE_END = re.compile(r"(?:^|[.!?:;»”\"“•|\n\r\t]|[-–—] )\s*[\"'“«(]?$")
_MAX_WORDS = 8
_OF_FAMILIES = frozenset(("de", "da", "do", "dos", "del", "di", "van", "von", "bin"))
_SHORT_TIERS = frozenset("市町村区县郡")
"""Tiers of names with one character before them (津市); 广州 and 成都 are names as they stand."""
_KNOWN = 100_000
"""People of a place whose bare name may stand for it although the name is a word at the head of a sentence, or an alternate one."""
_GREAT = 500_000
_UNITS = frozenset({"national", "regional"})
_BODIES = frozenset({"national", "network", "supranational"})
_NETWORKS = frozenset({"network", "supranational"})
_CASELESS = "arabic", "hebrew", "indic", "caucasian"


@dataclass(slots=True)
class Spot:
    """A name found in a folded text, before anyone asked whose it is."""

    start: int
    end: int
    numbers: tuple[int, ...]
    key: str
    first: int = -1
    """First word of the name among :class:`Words`, -1 in unspaced scripts; ``last`` is the word behind it."""
    last: int = -1
    is_adjective: bool = False
    is_weak: bool = False
    """A name that is also a word, a surname or a given name: it needs a phrase or a container."""
    is_acronym: bool = False
    is_town: bool = False
    phrase_start: int = -1
    phrase_end: int = -1
    cues: list[Cue] = field(default_factory=list)
    suffix_level: str | None = None
    container: int | None = None
    """Number of the actor named right beside it as the container ("Cambridge, Ontario")."""
    is_place: bool = False
    """A locative stands before it ("in Paris"): a place, not a party."""


@dataclass(slots=True)
class Words:
    """Words of a folded text, in parallel lists."""

    text: str
    starts: list[int]
    ends: list[int]
    keys: list[str]
    capital: list[bool]

    def joined(self, first: int, last: int) -> str:
        """Key of the words ``first`` to ``last - 1``."""
        return " ".join(self.keys[first:last])

    def gap(self, index: int) -> str:
        """What stands between word ``index`` and the next."""
        return self.text[self.ends[index] : self.starts[index + 1]]


def split_words(text: str) -> Words:
    """Words of the spaced scripts in ``text``."""
    words = Words(text, [], [], [], [])
    for match in _WORD.finditer(text):
        word = match.group()
        words.starts.append(match.start())
        words.ends.append(match.end())
        words.keys.append(fold_word(word))
        words.capital.append(word[0].isupper())
    return words


def _script(char: str) -> str:
    if char < "\u0250" or "\u1e00" <= char <= "\u1eff":
        return "latin"
    if "\u0400" <= char <= "\u052f":
        return "cyrillic"
    if "\u0370" <= char <= "\u03ff" or "\u1f00" <= char <= "\u1fff":
        return "greek"
    if "\u0600" <= char <= "\u08ff":
        return "arabic"
    if "\u0590" <= char <= "\u05ff":
        return "hebrew"
    return "indic" if "\u0900" <= char <= "\u0dff" else "caucasian"


def parse_numbers(value: str) -> tuple[int, ...]:
    """Actor numbers of a name's value in the index."""
    return tuple(map(int, value.split(",")))


def find_spaced_spots(words: Words, phrases: Phrases, gazetteer: Gazetteer, lang: str) -> list[Spot]:
    """Names and adjectives of spaced scripts, longest first, left to right."""
    spots: list[Spot] = []
    keys, count = words.keys, len(words.keys)
    adjectives, acronyms, endings = gazetteer.adjectives(lang), gazetteer.acronyms(lang), phrases.endings
    codes = gazetteer.codes(lang)
    # Scripts without capitals have no small words either.
    lower_words = {key for key, start in zip(keys, words.starts, strict=True) if words.text[start].islower()}
    index = 0
    while index < count:
        spot = None
        script = _script(words.text[words.starts[index]])
        if words.capital[index] or script in _CASELESS:
            spot = _match_acronym(words, index, acronyms) or _match_code(words, index, codes) or _match_name(words, index, script, gazetteer, endings)
        found = adjectives.get(keys[index])
        pair = adjectives.get(f"{keys[index]} {keys[index + 1]}") if index + 1 < count and words.gap(index) in (" ", "-") else None
        if pair is not None and (spot is None or spot.last <= index + 2):
            spot = _make_spot(words, index, index + 2, pair)
            spot.is_adjective = True
        elif found is not None and (spot is None or spot.last == index + 1) and not (spot and _is_state(spot, gazetteer)):
            spot = _make_spot(words, index, index + 1, found)
            spot.is_adjective = True
        if spot is not None and spot.last - spot.first > 1 and not spot.is_town:
            spot = _drop_tier(words, spot, script, phrases, gazetteer)
        if spot is None:
            index += 1
            continue
        if not spot.is_adjective and not spot.is_acronym:
            spot.is_weak = _is_weak(words, spot, phrases, gazetteer, lower_words)
        spots.append(spot)
        index = spot.last
    return spots


def _drop_tier(words: Words, spot: Spot, script: str, phrases: Phrases, gazetteer: Gazetteer) -> Spot:
    """The name without a word for a municipality before it ("Kota Surabaya"), which is left to be read as a phrase."""
    cue = phrases.before.get(words.keys[spot.first])
    if cue is None or cue.level != "local" or cue.office is not None:
        return spot
    first = spot.first + 1
    while first < spot.last - 1 and words.keys[first] in phrases.connectors:
        first += 1
    value = gazetteer.names(script).get(words.joined(first, spot.last))
    if not value or set(spot.numbers).isdisjoint(parse_numbers(value)):
        return spot
    return _make_spot(words, first, spot.last, value)


def _is_state(spot: Spot, gazetteer: Gazetteer) -> bool:
    return gazetteer.actor(spot.numbers[0]).level == "national"


def _make_spot(words: Words, first: int, last: int, value: str) -> Spot:
    return Spot(words.starts[first], words.ends[last - 1], parse_numbers(value), words.joined(first, last), first, last)


def _is_ours(value: str, gazetteer: Gazetteer) -> bool:
    """Whether the name is one of a body of our own, which may end in a small letter (Communauté germanophone)."""
    return value != "" and gazetteer.actor(int(value.partition(",")[0])).actor_id.startswith("px:")


def _make_town(words: Words, first: int, last: int, gazetteer: Gazetteer) -> Spot:
    key = words.joined(first, last)
    return Spot(words.starts[first], words.ends[last - 1], gazetteer.find_towns(key), key, first, last, is_town=True)


def _match_acronym(words: Words, index: int, acronyms: dict[str, str]) -> Spot | None:
    word = words.text[words.starts[index] : words.ends[index]]
    for last in range(min(index + 3, len(words.keys)), index, -1):
        written = word if last == index + 1 else words.text[words.starts[index] : words.ends[last - 1]]
        if last == index + 1 and len(word) > 3 and word[-1] == "s" and word[:-1] in acronyms:  # NRWs, in German
            written = word[:-1]
        with_stop = written + "."
        if with_stop in acronyms and words.text.startswith(".", words.ends[last - 1]):
            spot = _make_spot(words, index, last, acronyms[with_stop])
            spot.is_acronym, spot.end = True, spot.end + 1
            return spot
        if written in acronyms and (len(written) > 4 or not _is_shouted(words, index, last)):
            spot = _make_spot(words, index, last, acronyms[written])
            spot.is_acronym = True
            return spot
    return None


def _match_code(words: Words, index: int, codes: dict[str, str]) -> Spot | None:
    """A postal code of a state right behind a name and a comma ("Dayton, OH")."""
    written = words.text[words.starts[index] : words.ends[index]]
    if written not in codes or index == 0 or words.gap(index - 1) != ", " or not words.capital[index - 1]:
        return None
    spot = _make_spot(words, index, index + 1, codes[written])
    spot.is_acronym = True
    return spot


def _is_shouted(words: Words, first: int, last: int) -> bool:
    """Whether the words around stand in capitals too, so that capitals say nothing ("UN ACUERDO")."""
    around = [words.text[words.starts[place] : words.ends[place]] for place in (first - 1, last) if 0 <= place < len(words.keys)]
    return any(len(word) > 4 and word.isupper() for word in around)


def _match_name(words: Words, index: int, script: str, gazetteer: Gazetteer, endings: tuple[tuple[str, str], ...]) -> Spot | None:
    names = gazetteer.names(script)
    longest = gazetteer.first_words(script).get(words.keys[index], 0)
    if longest:
        last = index + 1
        while last < len(words.keys) and last - index < min(longest, _MAX_WORDS) and words.gap(last - 1) in _JOINTS:
            last += 1
        while last > index:
            value = names.get(words.joined(index, last))
            if value is not None and (script in _CASELESS or words.capital[last - 1] or _is_ours(value, gazetteer)) and _is_written_as_name(words, index, last):
                spot = _make_spot(words, index, last, value) if value else _make_town(words, index, last, gazetteer)
                if spot.numbers:
                    return spot
            last -= 1
    if script == "arabic":
        return _match_arabic(words, index, gazetteer)
    return _match_inflected(words, index, script, gazetteer, endings) if endings else None


def _is_written_as_name(words: Words, first: int, last: int) -> bool:
    """Short words in capitals are acronyms ("UN", "IN"), single letters are nothing."""
    size = words.ends[last - 1] - words.starts[first]
    return size > 3 or (size > 1 and not words.text[words.starts[first] : words.ends[last - 1]].isupper()) or last - first > 1


def _match_arabic(words: Words, index: int, gazetteer: Gazetteer) -> Spot | None:
    """A name behind one or two of the particles و ف ب ل ك, which Arabic writes joined to it (وبالقاهرة)."""
    key, names = words.keys[index], gazetteer.names("arabic")
    for cut in (1, 2):
        if len(key) < 3 + cut or key[cut - 1] not in "وفبلك":
            return None
        rest = "ال" + key[cut + 1 :] if key[cut - 1 : cut + 1] == "لل" else key[cut:]
        for last in (index + 2, index + 1):
            value = names.get(" ".join([rest, *words.keys[index + 1 : last]])) if last <= len(words.keys) else None
            if value is not None:
                spot = _make_spot(words, index, last, value)
                spot.start += cut
                return spot
    return None


def _match_inflected(words: Words, index: int, script: str, gazetteer: Gazetteer, endings: tuple[tuple[str, str], ...]) -> Spot | None:
    """A name of one or two words in an inflected form (Krakowa, Нижнего Новгорода)."""
    names, first_words = gazetteer.names(script), gazetteer.first_words(script)
    bases = list(_bases(words.keys[index], endings))
    if index + 1 < len(words.keys) and words.capital[index + 1] and words.gap(index) in _JOINTS:
        seconds = [words.keys[index + 1], *_bases(words.keys[index + 1], endings)]
        for base in [words.keys[index], *bases]:
            if first_words.get(base, 0) > 1:
                for second in seconds:
                    value = names.get(f"{base} {second}")
                    if value:
                        return _make_spot(words, index, index + 2, value)
    for base in bases:
        value = names.get(base)
        if value and gazetteer.fields(int(value.partition(",")[0]))[1] >= 50_000:
            return _make_spot(words, index, index + 1, value)
    return None


def _bases(key: str, endings: tuple[tuple[str, str], ...]) -> list[str]:
    return [key[: len(key) - len(ending)] + base for ending, base in endings if key.endswith(ending) and len(key) - len(ending) >= 3]


def _is_weak(words: Words, spot: Spot, phrases: Phrases, gazetteer: Gazetteer, lower_words: set[str]) -> bool:
    """Whether the name is rather a word, part of a person's name or part of a longer name."""
    population = max((gazetteer.fields(number)[1] for number in spot.numbers), default=0)
    if spot.last - spot.first > 1 and any(gazetteer.actor(number).actor_id.startswith("px:") for number in spot.numbers):
        return False
    if _is_word(words, spot, phrases, lower_words):
        return population < _KNOWN or not _follows_locative(words, spot, phrases)
    levels = {gazetteer.actor(number).level for number in spot.numbers}
    if levels & _BODIES:
        return levels.isdisjoint(_NETWORKS) and spot.last - spot.first == 1 and _is_given_name(words, spot, phrases, gazetteer)
    if population < _KNOWN and not _resembles_main_name(spot, gazetteer):
        return True
    if _is_part_of_compound(words, spot):
        return True
    if spot.last - spot.first > 1:
        return False
    if _is_part_of_person(words, spot, phrases, gazetteer, population):
        return True
    at_start = _SENTENCE_END.search(words.text[max(0, spot.start - 4) : spot.start]) is not None
    return at_start and population < _KNOWN and len(spot.key) < 5


def _is_word(words: Words, spot: Spot, phrases: Phrases, lower_words: set[str]) -> bool:
    key = words.joined(spot.first, spot.last)
    if key in phrases.words or key in phrases.before or key in phrases.of or key in phrases.after:
        return True
    return spot.last - spot.first == 1 and key in lower_words


def _follows_locative(words: Words, spot: Spot, phrases: Phrases) -> bool:
    return spot.first > 0 and words.keys[spot.first - 1] in phrases.locative and words.gap(spot.first - 1) == " "


def _resembles_main_name(spot: Spot, gazetteer: Gazetteer) -> bool:
    """Alternate names of small places in Latin letters are mostly noise, unless they begin as the English name does."""
    if not spot.key.isascii():
        return True
    return any(gazetteer.main_key(number)[:4] == spot.key[:4] or gazetteer.actor(number).level in _UNITS for number in spot.numbers)


def _is_part_of_compound(words: Words, spot: Spot) -> bool:
    """Whether a hyphen joins the name to a word of a longer name (Sully-sur-Loire), not to another name of two (Paris-Berlin)."""
    before, behind = spot.first - 1, spot.last
    if before > 0 and words.gap(before) == "-" and not words.capital[before]:
        return True
    return behind + 1 < len(words.keys) and words.gap(behind - 1) == "-" and not words.capital[behind] and words.gap(behind) == "-"


def _is_part_of_person(words: Words, spot: Spot, phrases: Phrases, gazetteer: Gazetteer, population: int) -> bool:
    """Whether a capitalised word beside the name is a given name, or no word that goes with places, in a text that is no headline."""
    before, behind = spot.first - 1, spot.last
    if before >= 0 and words.capital[before] and words.keys[before] in gazetteer.given_names and words.gap(before) == " ":
        return True
    if before > 1 and words.keys[before] in _OF_FAMILIES and any(
        words.capital[place] and words.keys[place] in gazetteer.given_names for place in (before - 1, before - 2)
    ):
        return True
    if spot.key in gazetteer.given_names and _precedes_name(words, spot):
        return _is_given_name(words, spot, phrases, gazetteer)
    if population >= _GREAT or is_in_headline(words, spot.first, spot.last):
        return False
    if before >= 0 and _precedes_name(words, spot) and words.keys[spot.last] not in phrases.first_words:
        office = phrases.of.get(words.keys[before])
        if office is not None and office.office is not None and words.gap(before) == " ":
            return True  # "Mayor Lincoln Jones"
    neighbours = [before] if before >= 0 and words.capital[before] and words.gap(before) == " " else []
    if _precedes_name(words, spot):
        neighbours.append(behind)
    return any(_is_surname(words, place, phrases, gazetteer) for place in neighbours)


def _precedes_name(words: Words, spot: Spot) -> bool:
    return spot.last < len(words.keys) and words.capital[spot.last] and words.gap(spot.last - 1) == " "


def _is_given_name(words: Words, spot: Spot, phrases: Phrases, gazetteer: Gazetteer) -> bool:
    """Whether the name is a given name before a surname ("Jordan Smith"), not before a word that goes with places."""
    if spot.key not in gazetteer.given_names or not _precedes_name(words, spot):
        return False
    return words.joined(spot.last, spot.last + 1) not in phrases.after


def _is_surname(words: Words, place: int, phrases: Phrases, gazetteer: Gazetteer) -> bool:
    """Whether a capitalised word goes neither with places nor names one itself."""
    key = words.keys[place]
    if key in phrases.first_words or key in phrases.connectors or key in phrases.words or key in phrases.locative:
        return False
    if _SENTENCE_END.search(words.text[max(0, words.starts[place] - 4) : words.starts[place]]):
        return False
    script = _script(words.text[words.starts[place]])
    return key not in gazetteer.first_words(script) or key in gazetteer.given_names


def is_in_headline(words: Words, first: int, last: int) -> bool:
    """Whether most words around begin with a capital, so that capitals say nothing."""
    around = [words.capital[place] for place in range(max(0, first - 5), min(len(words.keys), last + 5))]
    return sum(around) > 0.7 * len(around)


def find_unspaced_spots(text: str, phrases: Phrases, gazetteer: Gazetteer, lang: str) -> list[Spot]:
    """Names of Han, kana, Hangul and Thai text, with the tier suffix behind them."""
    spots: list[Spot] = []
    if _HAN.search(text):
        spots += _find_han(text, phrases, gazetteer)
    if _HANGUL.search(text):
        spots += _find_hangul(text, phrases, gazetteer)
    if _THAI.search(text):
        matcher = gazetteer.matcher("thai")
        for pattern, start, end in matcher.automaton.find_matches_as_indexes(text):
            if end - start >= 4:
                spots.append(Spot(start, end, parse_numbers(matcher.values[pattern]), text[start:end]))
    return sorted(spots, key=lambda spot: spot.start)


def _suffix_at(text: str, position: int, suffixes: dict[str, str]) -> str:
    for size in (5, 4, 3, 2, 1):
        if text[position : position + size] in suffixes and position + size <= len(text):
            return text[position : position + size]
    return ""


def _find_han(text: str, phrases: Phrases, gazetteer: Gazetteer) -> list[Spot]:
    matcher = gazetteer.matcher("han")
    spots = []
    closed, offsets = _close_joints(text)
    for pattern, start, end in matcher.automaton.find_matches_as_indexes(closed):
        start, end = (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)
        if _KATAKANA.match(text[start]) and start and _KATAKANA.match(text[start - 1]) and text[start - 1] != "・":
            continue
        if _KATAKANA.match(text[end - 1]) and end < len(text) and _KATAKANA.match(text[end]) and text[end] != "・":
            continue
        spot = Spot(start, end, parse_numbers(matcher.values[pattern]), text[start:end])
        name = text[start:end]
        suffix = _suffix_at(text, end, HAN_SUFFIXES)
        if name in _NO_NAMES or (len(name) > 2 and name in phrases.words and not suffix) or _is_inside_word(text, start):
            continue
        if suffix and _goes_on(text, end, suffix, gazetteer.actor(spot.numbers[0])):
            suffix = ""
        if suffix:
            spot.suffix_level, spot.phrase_end = HAN_SUFFIXES[suffix], end + len(suffix)
        elif len(name) == 2 and name[-1] in _SHORT_TIERS and name not in phrases.words:
            spot.suffix_level, spot.phrase_end = HAN_SUFFIXES[name[-1]], end
        population = max(gazetteer.fields(number)[1] for number in spot.numbers)
        level = gazetteer.actor(spot.numbers[0]).level
        if level != "national" and not suffix and ("·" in text[max(0, start - 3) : start - 1] or text[end : end + 1] == "·"):
            continue  # Part of a person's name: 玛丽·姆利兹瓦 is not of Leeds.
        if name in phrases.words:
            spot.is_weak = True
        elif level not in ("national", "network", "supranational") and not suffix:
            spot.is_weak = population < (500_000 if len(name) <= 2 else 100_000) or bool(re.fullmatch("[\u3040-\u309f]+", name))
        spots.append(spot)
    return spots


def _is_inside_word(text: str, start: int) -> bool:
    """Whether a name in hiragana begins inside a word (お互|いの町), not behind a tier (高知県いの町)."""
    return start > 0 and "\u3041" <= text[start] <= "\u309f" and re.match("[\u3041-\u309f\u4e00-\u9fff]", text[start - 1]) is not None and (
        text[start - 1] not in HAN_SUFFIXES)


def _close_joints(text: str) -> tuple[str, list[int] | None]:
    """Text without the points and hyphens inside foreign names (タミル・ナドゥ, 巴登-符腾堡), which keys lack; offsets of what is left."""
    if _INNER_JOINT.search(text) is None:
        return text, None
    joints = {match.start() for match in _INNER_JOINT.finditer(text)}
    offsets = [at for at in range(len(text)) if at not in joints]
    return "".join(text[at] for at in offsets), offsets


def _goes_on(text: str, end: int, suffix: str, actor: Actor) -> bool:
    """Whether what looks like a tier begins another word (友好|都市, 消费|市场), or stands behind a state (韩国都)."""
    following = text[end + len(suffix) : end + len(suffix) + 1]
    return (following != "" and following in _LONGER_WORDS.get(suffix, "")) or (
        actor.level == "national" and suffix in "都道府县区")


def _find_hangul(text: str, phrases: Phrases, gazetteer: Gazetteer) -> list[Spot]:
    matcher = gazetteer.matcher("hangul")
    spots: list[Spot] = []
    last_end = -1
    for pattern, start, end in matcher.automaton.find_matches_as_indexes(text):
        if start and _HANGUL.match(text[start - 1]) and start != last_end:
            continue
        name = text[start:end]
        at = end + 1 if text[end : end + 1] == " " else end
        suffix = _suffix_at(text, end, HANGUL_SUFFIXES) or _suffix_at(text, at, HANGUL_SUFFIXES)
        numbers = _keep_korean(parse_numbers(matcher.values[pattern]), suffix, gazetteer)
        if not numbers or (name[-1] in "가로" and len(name) > 2 and gazetteer.actor(numbers[0]).country == "CN"):
            continue  # 대사가 is a noun with its particle rather than a street of China
        spot = Spot(start, end, numbers, text[start:end])
        population = max(gazetteer.fields(number)[1] for number in spot.numbers)
        level = gazetteer.actor(spot.numbers[0]).level
        if suffix:
            stop = text.index(suffix, end) + len(suffix)
            if ends_word(text, stop, phrases) or any(text.startswith(phrase, end) for phrase in phrases.after):
                spot.suffix_level, spot.phrase_end = HANGUL_SUFFIXES[suffix], stop
        if spot.suffix_level is None and not ends_word(text, end, phrases) and not starts_phrase(text, end, phrases):
            last_end = end
            continue
        if spot.suffix_level is None and level not in ("national", "network", "supranational"):
            spot.is_weak = name in phrases.words or (population < 300_000 and len(name) <= 2) or population < 50_000
        last_end = spot.phrase_end if spot.phrase_end > 0 else end
        spots.append(spot)
    return spots


def _keep_korean(numbers: tuple[int, ...], suffix: str, gazetteer: Gazetteer) -> tuple[int, ...]:
    """Of the actors of a name those that its suffix can mean: only Korea has a 군 (신안군 is no 新安 of China), a 구 is no city."""
    if suffix == "군":
        return tuple(number for number in numbers if gazetteer.actor(number).country in ("KR", "KP", "US"))
    districts = tuple(number for number in numbers if gazetteer.actor(number).level == "sub_municipal")
    return districts if suffix == "구" and districts else numbers


def starts_phrase(text: str, position: int, phrases: Phrases) -> bool:
    return any(text[position : position + size] in phrases.after for size in range(1, 7))


def ends_word(text: str, position: int, phrases: Phrases) -> bool:
    """Whether the Korean word ends here or goes on with a particle only."""
    size = 0
    while position + size < len(text) and size < 6 and _HANGUL.match(text[position + size]):
        size += 1
    return size == 0 or text[position : position + size] in phrases.particles
