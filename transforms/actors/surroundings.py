"""What stands around a name: the state or unit that holds it, words that make it a mere place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from transforms.actors.phrases import Phrases
from transforms.actors.resolution import KNOWN_POPULATION, is_inside
from transforms.actors.spots import Spot, Words
from transforms.gazetteer import Gazetteer

_CONTAINER_GAP = re.compile(
    r"\s?[,(（、]\s?(?:in |en |em |im |w |в )?|的|"
    r",? (?:in|en|em|na|no|nos|nas|nella|nel|nei|aux|au|à|a|w|we|в|во|у) (?:the |el |la |los |der |den )?|"
)
HELD_GAP = re.compile(r"['’](?:n?[ıiuü]n|[dt][ae](?:ki)?|[yn]?[aeıiuü])(?: bulunan| bağlı| yer alan| ilinin| eyaletinin)? ", re.IGNORECASE)
"""Between a state or unit and a place in it in Turkish: "Almanya'nın Köln kenti", "Nevşehir'e bağlı Uçhisar"."""
_LONGEST_GAP = 16


def link_containers(text: str, spots: list[Spot], gazetteer: Gazetteer, lang: str) -> None:
    """Marks names with the state or unit named right beside them as their container: "Cambridge, Ontario", 日本八王子市."""
    called = gazetteer.called(lang)
    for spot, other in pairwise(spots):
        gap = text[max(spot.end, spot.phrase_end) : other.start]
        begin = other.phrase_start if other.phrase_start > spot.end else other.start
        if begin - spot.end > _LONGEST_GAP + max(0, spot.phrase_end - spot.end):
            continue
        is_beside = gap == " " and not other.cues and not other.is_adjective
        is_written_first = gap == "" and spot.first < 0  # 青森県青森市: what comes first holds what follows
        if spot.container is None and not spot.is_adjective and not is_written_first and (is_beside or _CONTAINER_GAP.fullmatch(gap)):
            is_state = spot.key in called and not spot.cues and all(gazetteer.actor(number).level != "regional" for number in spot.numbers)
            spot.container = None if is_state else _find_container(spot, other, gazetteer)  # "Poland, the United States and Canada"
            other.is_place |= spot.container is not None and not other.cues and gap.strip() in (",", "(")
        if other.container is None and (gap in ("", " ", "的", "·") or (spot.is_adjective and "," not in gap and "." not in gap)):
            other.container = _find_container(other, spot, gazetteer)
        elif other.container is None and HELD_GAP.fullmatch(text, spot.end, begin):
            unlisted = next(iter(spot.numbers), None) if other.cues and not other.numbers else None
            other.container = _find_container(other, spot, gazetteer) or unlisted
            spot.is_place |= other.container is not None and not spot.cues


def _find_container(spot: Spot, other: Spot, gazetteer: Gazetteer) -> int | None:
    for number in other.numbers:
        container = gazetteer.actor(number)
        if container.level == "national" and not spot.numbers and spot.cues:
            return number  # a government that no gazetteer knows: "the Mayor of Hepburnville, Australia"
        if container.level in ("national", "regional") and any(
            is_inside(gazetteer.actor(inner), container) for inner in (*spot.numbers, *gazetteer.find_towns(spot.key))
        ):
            return number
    return None


def mark_places(words: Words, spots: list[Spot], phrases: Phrases) -> None:
    """Marks bare names behind a locative ("in Paris", "Paris'te") as places."""
    for spot in spots:
        if spot.first < 0 or spot.cues:
            continue
        if spot.first > 0 and words.gap(spot.first - 1) == " ":
            spot.is_place = words.keys[spot.first - 1] in phrases.locative
        if spot.last < len(words.keys) and words.gap(spot.last - 1) == "'":
            spot.is_place |= words.keys[spot.last] in phrases.place_endings


_HEADS_OF_MANY = re.compile(
    r"(?:mayors|governors|premiers|alcaldes|alcaldesas|alcaldesses|gobernador[ea]s|intendentes|maires|prefeitos|governadores|sindaci"
    r"|governatori|burgemeesters|oberb[uü]rgermeister|b[uü]rgermeister)\b", re.IGNORECASE)
_NEXT_OF_MANY = re.compile(r"(?:,|,? (?:and|y|e|et|i|und|en))(?: (?:the|of|de|di|da|do|von|van|del))? ?(?:d['’])?")


def share_offices(text: str, spots: list[Spot]) -> None:
    """Lends the office before the first name of a list to the others: "governors of Ibaraki, Nara and Okayama"."""
    is_lent = False
    for spot, other in pairwise(spots):
        is_head = spot.phrase_start >= 0 and bool(spot.cues) and _HEADS_OF_MANY.match(text, spot.phrase_start) is not None
        is_lent = (is_head or is_lent) and not other.cues and other.first >= 0 and not other.is_adjective and not other.is_acronym and (
            _NEXT_OF_MANY.fullmatch(text, spot.end, other.start) is not None)
        if is_lent:
            other.cues, other.home, other.is_place = list(spot.cues), other.home or spot.home, False


_UNIT_COUNTRIES = frozenset(("US", "CA", "AU"))
"""States whose towns are written with the unit behind a comma ("Dayton, Ohio")."""
_LIST_GAP = re.compile(r",? (?:and|&|or) |, ")
_BEHIND_UNIT = re.compile(r"[ .,;:)\n]|'s |$")
_LONGEST_TOWN = 4
_DATE = r"(?:[^\W\d_]{3,12}\.? )?\d{1,2}(?:st|nd|rd|th)?\.?(?: [^\W\d_]{3,12}\.?)?(?:,? \d{4})?"
_DATELINE = re.compile(rf"(?:, [^,.;:()\n]{{2,20}}\.?)?(?:,? {_DATE})? ?(?:\([^)\n]{{2,40}}\)\.? ?(?:--?|:)|--? )")
_STOP = re.compile("[.!?。\n]")
_FIRST_UNSPACED = "\u1100"
_PLACES = frozenset(("sub_municipal", "local", "metropolitan", "intermediate", "regional"))
_PLACED_BEHIND = re.compile("で(?!き)|にて|에서")
_HELD_BEHIND = re.compile("で(?:开かれ|开催|行われ|开幕|会谈|面谈)|において|에서 (?:열린|열리는|열렸|개최|진행된|있었|개막)")
_HELD_BEHIND_IN = re.compile("(?:隆重|成功|正式|共同|联合)?(?:举行|召开|举办|开幕|拉开|会见|签署|签约)")
"""What was held or done, behind a name with its tier: the town is where, no party (지난시에서 열린, 在上海市举行)."""
_FORERUNNER_BEHIND = re.compile("에 이어|に次[いぐ]")
_FORERUNNER_BEFORE = re.compile("(?:기존|작년|지난해)[^.]{0,24}$")
"""A partner of before, told beside the new one: "following X and Y" (기존 라오스에 이어, 继日本石垣市后)."""
_AFTER = re.compile("继(?:(?!访|出席|参加|考察)[^，。,;；]){0,16}$")
_LIST_STEP = re.compile("[^.。]{0,16}[,、] ?[^.。]{0,12}")
_LISTED_BEFORE = 3
_AFTER_END = re.compile("[^，。,;；]{0,8}(?:之后|后|以后)[,，]")
_HEAD_OF_TEXT = 60
_FIRST_IN_LINE = re.compile(r"(?:^|[.!?:|\n\r\t]|-) ?[\"'(]?$")


def mark_datelines(text: str, spots: list[Spot]) -> None:
    """Marks names before a date, an agency or a dash at the head of a report as places: "MOSCOW (Sputnik) -", "NORFOLK, Va. (WAVY) -"."""
    end = -1
    for spot in spots:
        if spot.start < end:
            spot.is_place = True
            spot.is_weak |= text[max(0, spot.start - 40) : spot.start].rfind("(") > text[max(0, spot.start - 40) : spot.start].rfind(")")
            continue
        if spot.first < 0 or spot.cues or spot.is_adjective or not _FIRST_IN_LINE.search(text[max(0, spot.start - 3) : spot.start]):
            continue
        match = _DATELINE.match(text, spot.end)
        if match is not None and _is_dateline(text, spot, match):
            spot.is_place, end = True, match.end()


def _is_dateline(text: str, spot: Spot, match: re.Match[str]) -> bool:
    """Whether more than a dash says so, which also stands between two towns: capitals, a date or an agency."""
    name, rest = text[spot.start : spot.end], match.group()
    if "(" in rest or any(char.isdigit() for char in rest):
        return spot.start < _HEAD_OF_TEXT or name.isupper() or "(" in rest
    return name.isupper() and rest.endswith(" ") and text[match.end() : match.end() + 12].isupper() is False


def hold_towns(words: Words, text: str, spots: list[Spot], gazetteer: Gazetteer, lang: str) -> list[Spot]:
    """Towns that the unit behind a comma or in brackets vouches for: those of the long list ("Hickson, Ontario"), and namesakes that no
    list has ("Warminster, Pennsylvania", where only England's is listed): these get the unit but no actor."""
    taken = {index for spot in spots for index in range(max(0, spot.first), spot.last)}
    found = []
    for number, unit in enumerate(spots):
        if unit.first <= 0 or unit.cues or unit.is_adjective or not _BEHIND_UNIT.match(text, max(unit.end, unit.phrase_end)):
            continue
        containers = [actor for actor in unit.numbers if gazetteer.actor(actor).level == "regional"]
        if not containers or (unit.is_weak and unit.container is None):
            continue
        gap = words.gap(unit.first - 1)
        if gap not in (", ", " (", ","):
            continue
        town = spots[number - 1] if number else None
        if town is not None and town.last == unit.first:
            is_usual = lang == "en" and gazetteer.actor(containers[0]).country in _UNIT_COUNTRIES
            if town.container is None and (gap == " (" or (is_usual and not _is_list(words, spots, number))):
                _take_for_unlisted(town, containers[0], gazetteer)
        else:
            spot = _find_town(words, unit.first, containers, taken, gazetteer)
            if spot is not None:
                found.append(spot)
    return found


def _is_list(words: Words, spots: list[Spot], number: int) -> bool:
    """Whether the unit and the name before it are two items of a list: "Lyon, Quebec and Bavaria"."""
    town, unit = spots[number - 1], spots[number]
    before = spots[number - 2] if number > 1 else None
    behind = spots[number + 1] if number + 1 < len(spots) else None
    if before is not None and before.last == town.first and _LIST_GAP.fullmatch(words.gap(town.first - 1)):
        return True
    return behind is not None and words.gap(unit.last - 1) == ", " and behind.first <= unit.last + 1


def _take_for_unlisted(town: Spot, container: int, gazetteer: Gazetteer) -> None:
    """Empties the candidates of a bare or cued town none of which lies in the unit."""
    actors = [gazetteer.actor(number) for number in town.numbers]
    if town.is_adjective or town.is_acronym or not actors or any(actor.level != "local" for actor in actors):
        return
    if any(gazetteer.fields(number)[1] >= KNOWN_POPULATION and gazetteer.main_key(number) == town.key for number in town.numbers):
        return  # "Ties were ended by Leipzig (Smolensk) and Lyon (Samara)"
    town.numbers, town.container, town.is_weak = (), container, False


def _find_town(words: Words, last: int, containers: list[int], taken: set[int], gazetteer: Gazetteer) -> Spot | None:
    """The longest name of the long list that ends before word ``last`` and lies in one of the units."""
    first = last
    while first and last - first < _LONGEST_TOWN and words.capital[first - 1] and first - 1 not in taken:
        if first < last and words.gap(first - 1) not in (" ", "-", "'", ". "):
            break
        first -= 1
    for start in range(first, last):
        key = words.joined(start, last)
        for container in containers:
            numbers = tuple(town for town in gazetteer.find_towns(key) if is_inside(gazetteer.actor(town), gazetteer.actor(container)))
            if numbers:
                spot = Spot(words.starts[start], words.ends[last - 1], numbers, key, start, last, is_town=True)
                spot.container = container
                return spot
    return None


def mark_unspaced_places(text: str, spots: list[Spot]) -> None:
    """Marks bare names of Chinese, Japanese and Korean as places where something happened (在武汉, 大阪で, 부산에서), and lists of them."""
    end = chain = -1
    for number, spot in enumerate(spots):
        if spot.first < 0 and _is_forerunner(text, spot):
            spot.is_place = True
            for before in reversed(spots[max(0, number - _LISTED_BEFORE) : number]):
                before.is_place |= _LIST_STEP.fullmatch(text, max(before.end, before.phrase_end), spot.start) is not None
            continue
        if spot.first >= 0 or spot.cues:
            continue
        stop = max(spot.end, spot.phrase_end)
        is_in = text[spot.start - 1 : spot.start] == "在" or spot.start == chain  # 在云南省|昆明
        chain = stop if is_in else chain
        if spot.suffix_level is not None:
            held = _HELD_BEHIND_IN if is_in else _HELD_BEHIND
            spot.is_place |= held.match(text, stop) is not None
            continue
        is_listed = spot.start == end + 1 and text[end] in "、·,"
        if is_listed or is_in or _PLACED_BEHIND.match(text, spot.end):
            spot.is_place = True
            end = spot.end if is_listed or is_in else end


def _is_forerunner(text: str, spot: Spot) -> bool:
    """Whether a name is that of a partner before the one reported: "following X" (继日本石垣市后, 라오스에 이어)."""
    stop = max(spot.end, spot.phrase_end)
    behind = _FORERUNNER_BEHIND.match(text, stop)
    if behind is not None:
        return behind.group()[0] == "に" or _FORERUNNER_BEFORE.search(text, max(0, spot.start - 30), spot.start) is not None
    return _AFTER.search(text, max(0, spot.start - 20), spot.start) is not None and _AFTER_END.match(text, stop) is not None


def mark_silent(words: Words, spots: list[Spot], offices: Iterable[int], phrases: Phrases, gazetteer: Gazetteer) -> None:
    """Marks bare names of towns and units as places in sentences that speak neither of a government nor of a tie.

    ``offices`` are the starts of phrases for governments and offices.
    """
    bare = [spot for spot in spots if not (spot.cues or spot.suffix_level or spot.is_place or spot.is_adjective)]
    bare = [spot for spot in bare if _is_plain(spot, gazetteer)]
    if not bare or not phrases.ties:
        return
    text = words.text
    ends = [match.end() for match in _STOP.finditer(text) if _ends_sentence(text, match.start())]
    told = {bisect_right(ends, start) for start in offices}
    silent: dict[int, bool] = {}
    for spot in bare:
        if text[spot.start - 1 : spot.start] == "(" and text[spot.end : spot.end + 1] == ")":
            continue  # "Ann Roe (Pretoria)"
        number = bisect_right(ends, spot.start)
        if number not in silent:
            start, stop = ends[number - 1] if number else 0, ends[number] if number < len(ends) else len(text)
            silent[number] = number not in told and not _speaks_of_ties(words, start, stop, phrases.ties)
        spot.is_silent = silent[number]


def _ends_sentence(text: str, at: int) -> bool:
    """Whether a stop behind more than an abbreviation ("Mr.") and before a space, or a line's end, ends a sentence."""
    return text[at] in "。\n" or (text[at + 1 : at + 2].isspace() and text[max(0, at - 3) : at].isalnum())


def _speaks_of_ties(words: Words, start: int, stop: int, ties: tuple[str, ...]) -> bool:
    """Whether a word between two offsets begins as a word for a tie does; where no spaces stand between words, whether one is inside."""
    if ties[0] >= _FIRST_UNSPACED:
        return any(tie in words.text[start:stop] for tie in ties)
    first, last = bisect_left(words.starts, start), bisect_left(words.starts, stop)
    return any(key.startswith(ties) for key in words.keys[first:last])


def _is_plain(spot: Spot, gazetteer: Gazetteer) -> bool:
    """Whether the name is a town's or unit's own, not one that says its tier ("Generalitat Valenciana"), nor a body's."""
    if not spot.numbers:
        return False
    actor = gazetteer.actor(spot.numbers[0])
    is_named = gazetteer.main_key(spot.numbers[0]) == spot.key or " " not in spot.key
    return is_named and actor.level in _PLACES and not actor.actor_id.startswith("px:")
