"""Where names stand in Han, kana, Hangul and Thai text, with the tier behind them: automata, the longest name first."""

from __future__ import annotations

import re

from transforms.actors.phrases import Phrases
from transforms.actors.spots import Spot, parse_numbers
from transforms.gazetteer.records import Actor
from transforms.gazetteer.store import Gazetteer
from transforms.gazetteer.suffixes import HAN_SUFFIXES, HANGUL_SUFFIXES

_HAN = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_THAI = re.compile("[\u0e00-\u0eff]")
_KATAKANA = re.compile("[\u30a0-\u30ff]")
_LONGER_WORDS = {"都": "市", "市": "场", "道": "路", "乡": "村", "区": "域", "府": "方"}
"""Characters that make a tier the beginning of another word."""
_NO_NAMES = frozenset(("友好", "姐妹", "姊妹", "姉妹", "兄弟", "国际", "友谊", "联邦", "中央", "首都"))
"""Names of small places that are words for ties and states, whatever tier seems to stand behind them."""
_INNER_JOINT = re.compile(
    "(?<=[\u30a1-\u30ff])[\u30fb=](?=[\u30a1-\u30ff])|(?<=[\u4e00-\u9fff])[-·=](?=[\u4e00-\u9fff])|"
    r"(?<=刚果)\((?=[布金]\))|(?<=刚果\([布金])\)"
)
_SHORT_TIERS = frozenset("市町村区县郡")
"""Tiers of names with one character before them (津市); 广州 and 成都 are names as they stand."""


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
        end += "(" in text[start:end] and text[end : end + 1] == ")"
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
    return (
        start > 0
        and "\u3041" <= text[start] <= "\u309f"
        and re.match("[\u3041-\u309f\u4e00-\u9fff]", text[start - 1]) is not None
        and (text[start - 1] not in HAN_SUFFIXES)
    )


def _close_joints(text: str) -> tuple[str, list[int] | None]:
    """Text without the points, hyphens and brackets inside foreign names (タミル・ナドゥ, 巴登-符腾堡, 刚果(布)), which keys lack;
    offsets of what is left."""
    if _INNER_JOINT.search(text) is None:
        return text, None
    joints = {match.start() for match in _INNER_JOINT.finditer(text)}
    offsets = [at for at in range(len(text)) if at not in joints]
    return "".join(text[at] for at in offsets), offsets


def _goes_on(text: str, end: int, suffix: str, actor: Actor) -> bool:
    """Whether what looks like a tier begins another word (友好|都市, 消费|市场), or stands behind a state (韩国都)."""
    following = text[end + len(suffix) : end + len(suffix) + 1]
    return (following != "" and following in _LONGER_WORDS.get(suffix, "")) or (actor.level == "national" and suffix in "都道府县区")


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
