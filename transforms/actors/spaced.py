"""Where names stand in Latin, Cyrillic, Greek, Arabic, Hebrew and Indic text: words are looked up, the longest name first."""

from __future__ import annotations

from transforms.actors.doubts import follows_given_name, is_in_headline, is_weak
from transforms.actors.phrases import Phrases
from transforms.actors.spots import Spot, Words, parse_numbers, script_at
from transforms.gazetteer.store import Gazetteer

_JOINTS = frozenset((" ", "-", "'", ". ", ".", "\n", " - ", "' ", " '"))
_MAX_WORDS = 8
_INFLECTED_POPULATION = 50_000
"""People of a place whose bare name may stand in another form than the gazetteer's."""
_LONG_NAME = 7
"""Letters of the name of a unit whose people no source counts, to stand so too (Südtirols)."""
_NAME_OF_STATE = 2
"""Words that may stand before the adjective of a state's name."""
HEADS_OF_NAMES = frozenset(
    (  # noqa: SIM905 - words side by side are read more easily
        "san santa santo sant sao saint sainte sankt los las new port fort bad nova nuevo nueva nowy nowa villa ville puerto porto mont "
        "america monte mount lake north south east west upper lower great little old"
    ).split()
)
"""Words that begin names of places and are, before another capitalised word, none of themselves (San Elizario, South Bay)."""
OF_NAMES = frozenset(("da", "das", "de", "del", "di", "do", "dos"))
_WIDER = frozenset(("afro", "centro", "hispano", "ibero", "inter", "latin", "latino", "latina", "pan"))
_FIRST_CASELESS = "\u0530"
_CASELESS = "arabic", "hebrew", "indic", "caucasian"


def find_spaced_spots(words: Words, phrases: Phrases, gazetteer: Gazetteer, lang: str) -> list[Spot]:
    """Names and adjectives of spaced scripts, longest first, left to right."""
    spots: list[Spot] = []
    keys, count = words.keys, len(words.keys)
    adjectives, acronyms, endings = gazetteer.adjectives(lang), gazetteer.acronyms(lang), phrases.endings
    codes, pairs, heads = gazetteer.codes(lang), gazetteer.adjective_heads(lang), gazetteer.acronym_heads(lang)
    lower_words = _list_lower(words)
    free_from = 0
    for index in _list_candidates(words, adjectives, pairs):
        if index < free_from:
            continue
        spot = None
        script = script_at(words.text[words.starts[index]])
        if words.capital[index] or script in _CASELESS:
            spot = (
                _match_acronym(words, index, acronyms, heads)
                or _match_code(words, index, codes)
                or _match_name(words, index, script, gazetteer, endings)
            )
        is_none = _is_surname(words, index, phrases) or _is_wider(words, index)
        found = None if is_none else adjectives.get(keys[index])
        pair = None
        if keys[index] in pairs and index + 1 < count and words.gap(index) in (" ", "-"):
            pair = adjectives.get(f"{keys[index]} {keys[index + 1]}")
        if pair is not None and (spot is None or spot.last < index + 2):
            spot = _make_spot(words, index, index + 2, pair)
            spot.is_adjective = True
        elif found is not None and words.capital[index] and follows_given_name(words, index - 1, gazetteer):
            continue  # "Pere Aragonès"
        elif found is not None and (spot is None or spot.last == index + 1) and not (spot and _is_state(spot, gazetteer)):
            spot = _make_spot(words, index, index + 1, found)
            spot.is_adjective = True
        if spot is not None and (_is_head_of_name(words, spot) or _goes_on(words, spot, script, gazetteer)):
            spot = None
        if spot is not None and spot.last - spot.first > 1 and not spot.is_town:
            spot = _drop_tier(words, spot, script, phrases, gazetteer)
        if spot is None:
            continue
        if not spot.is_adjective and not spot.is_acronym:
            spot.is_weak = is_weak(words, spot, phrases, gazetteer, lower_words)
        spots.append(spot)
        free_from = spot.last
    return spots


def _is_wider(words: Words, index: int) -> bool:
    """Whether an adjective of a state is part of one for a continent or several states ("latino-americanos", "Latin American")."""
    return index > 0 and words.gap(index - 1) in (" ", "-") and words.keys[index - 1] in _WIDER


def _list_lower(words: Words) -> set[str]:
    """Keys of words that stand in small letters somewhere; scripts without capitals have no small words either."""
    if words.text.isascii():
        return {key for key, is_capital in zip(words.keys, words.capital, strict=True) if not is_capital}
    return {key for key, start in zip(words.keys, words.starts, strict=True) if words.text[start].islower()}


def _list_candidates(words: Words, adjectives: dict[str, str], pairs: frozenset[str]) -> list[int]:
    """Words that may begin a name or be an adjective: most words of a text are small ones that no adjective is."""
    rows = zip(words.capital, words.keys, strict=True)
    if words.text.isascii():
        return [index for index, (is_capital, key) in enumerate(rows) if is_capital or key in adjectives or key in pairs]
    return [
        index
        for index, (is_capital, key) in enumerate(rows)
        if is_capital or words.text[words.starts[index]] >= _FIRST_CASELESS or key in adjectives or key in pairs
    ]


def _is_surname(words: Words, index: int, phrases: Phrases) -> bool:
    """Whether a word for a people is a surname, by its capital: not in headlines and names of states ("Repubblica Popolare Cinese")."""
    if not phrases.has_small_demonyms or not words.capital[index] or is_in_headline(words, index, index + 1):
        return False
    first = index
    while first and index - first < _NAME_OF_STATE and words.gap(first - 1) == " " and words.capital[first - 1]:
        first -= 1
    return not any(words.keys[place] in phrases.first_words for place in range(first, index))


def _is_head_of_name(words: Words, spot: Spot) -> bool:
    if spot.last - spot.first > 1 or spot.is_adjective or spot.key not in HEADS_OF_NAMES:
        return False
    return spot.last < len(words.keys) and words.capital[spot.last] and words.gap(spot.last - 1) in (" ", "-")


def _goes_on(words: Words, spot: Spot, script: str, gazetteer: Gazetteer) -> bool:
    """Whether a name of a saint or the like is only the beginning of a longer one that the gazetteer does not have ("Santa Marta de
    Penaguião"), by a word behind it that no name known begins with."""
    last = spot.last + 1
    if spot.is_adjective or spot.last - spot.first != 2 or words.keys[spot.first] not in HEADS_OF_NAMES or last >= len(words.keys):
        return False
    if words.keys[spot.last] not in OF_NAMES or words.capital[spot.last] or words.gap(spot.last - 1) != " " or words.gap(spot.last) != " ":
        return False
    is_acronym = words.text[words.starts[last] : words.ends[last]].isupper()
    return words.capital[last] and not is_acronym and words.keys[last] not in gazetteer.first_words(script)


def _drop_tier(words: Words, spot: Spot, script: str, phrases: Phrases, gazetteer: Gazetteer) -> Spot:
    """The name without a word for a municipality before it ("Kota Surabaya", "City of Austin"), which is left to be read as a phrase."""
    cue = phrases.before.get(words.keys[spot.first]) or phrases.of.get(words.keys[spot.first])
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


def _make_spot(words: Words, first: int, last: int, value: str, key: str | None = None) -> Spot:
    return Spot(words.starts[first], words.ends[last - 1], parse_numbers(value), key or words.joined(first, last), first, last)


def _is_ours(value: str, gazetteer: Gazetteer) -> bool:
    """Whether the name is one of a body of our own, which may end in a small letter (Communauté germanophone)."""
    return value != "" and gazetteer.actor(int(value.partition(",")[0])).actor_id.startswith("px:")


def _make_town(words: Words, first: int, last: int, gazetteer: Gazetteer) -> Spot:
    key = words.joined(first, last)
    return Spot(words.starts[first], words.ends[last - 1], gazetteer.find_towns(key), key, first, last, is_town=True)


def _match_acronym(words: Words, index: int, acronyms: dict[str, str], heads: frozenset[str]) -> Spot | None:
    word = words.text[words.starts[index] : words.ends[index]]
    if word not in heads and word[:-1] not in heads:
        return None
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
            if (
                value is not None
                and (script in _CASELESS or words.capital[last - 1] or words.gap(last - 2) in ("-", "'") or _is_ours(value, gazetteer))
                and _is_written_as_name(words, index, last)
            ):
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
                        return _make_spot(words, index, index + 2, value, f"{base} {second}")
    is_given = any(base in gazetteer.given_names for base in bases)
    for base in bases:
        value = names.get(base)
        if value and (not is_given or base in gazetteer.given_names):  # "Александром" is Александр, no Александрий
            actor, population, _ = gazetteer.fields(int(value.partition(",")[0]))
            if population >= _INFLECTED_POPULATION or (
                    population == 0 and actor.level == "regional" and len(base) >= _LONG_NAME):
                return _make_spot(words, index, index + 1, value, base)
    return None


def _bases(key: str, endings: tuple[tuple[str, str], ...]) -> list[str]:
    return [key[: len(key) - len(ending)] + base for ending, base in endings if key.endswith(ending) and len(key) - len(ending) >= 3]
