"""Where names stand in Han, kana, Hangul and Thai text, with the tier behind them: automata, the longest name first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.actors.phrases import Cue, Phrases
from transforms.actors.spots import Spot, parse_numbers
from transforms.gazetteer.records import Actor
from transforms.gazetteer.store import Gazetteer, Matcher
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
_SMALL_TIERS = frozenset("乡鄕镇町村")
_FIRST_TIERS = ("省", "州")
_CHINESE_TIERS = frozenset("乡鄕镇")
_LARGEST_SMALL = 150_000
"""People beyond which a place is no 乡, 镇, 町 or 村: 吉安乡 is not the city of Ji'an."""
_COUNTED = frozenset("天年月日个人名周届次万亿家项")
"""Characters behind a number that belong to it: 7天|城市 names no 天城市."""
_SIGNS = {
    "米": "US", "美": "US", "英": "GB", "独": "DE", "仏": "FR", "佛": "FR", "伊": "IT", "豪": "AU", "濠": "AU", "加": "CA", "露": "RU",
    "印": "IN", "比": "PH", "西": "ES", "葡": "PT", "越": "VN", "泰": "TH", "蒙": "MN", "日": "JP", "中": "CN", "韩": "KR", "台": "TW",
}
"""Signs of states in Japanese and Korean, as the scan folds them."""
_SIGN = re.compile(f"(?<![\u4e00-\u9fff\u30a0-\u30ff\uac00-\ud7af])([{''.join(_SIGNS)}]) ?$")
_TIER_OF_LIST = re.compile("(?:[两二三四五六七八九十]|等)(省|市|县|州|区)")
_LIST_SIGNS = "、,，和及与"
_SOUNDS = frozenset("尔斯兹埃伊弗伦茨恩鲁蒂芬盖赫霍卡凯坎库拉莱雷卢玛莫穆纳尼诺帕潘佩皮琴萨塞莎舍塔泰坦瓦韦维沃耶扎泽詹佐基")
"""Characters that mostly write foreign sounds: behind a short foreign name they make another of it (帕拉|基安, 萨尔|维亚)."""
_LONGEST_SOUNDED = 3
_OFFICES = ("head_local", "head_regional", "speaker", "deputy", "councillor")
"""Offices that follow a surname as well as a town: 福田知事, 松本議長."""
_HEAD_BEHIND = re.compile("[市町村]长")
_KNOWN = 200_000
"""People of a town whose name with 市长 stands for its mayor whatever persons are called."""
_REACH = 12
"""Characters behind a name that is none, in which another that begins inside it may end."""
_STATE_GOES_ON = re.compile("国(?![家际内民人籍会王外务道])")
"""The end of a state's longer name (蒙古国东方省)."""


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
    spots.sort(key=lambda spot: spot.start)
    _share_tiers(text, spots)
    _hold_by_signs(text, spots, gazetteer)
    return spots


def _share_tiers(text: str, spots: list[Spot]) -> None:
    """Gives the tier behind a list to the names of the list: 高平、河江两省."""
    for number, spot in enumerate(spots):
        tier = _TIER_OF_LIST.match(text, spot.end) if spot.suffix_level is None else None
        if tier is None:
            continue
        at, end = number, spot.end
        while at >= 0 and spots[at].suffix_level is None and spots[at].end == end:
            spots[at].suffix_level = HAN_SUFFIXES[tier.group(1)]
            end = spots[at].start - 1
            at -= 1
            if text[end : end + 1] not in _LIST_SIGNS or not text[end : end + 1]:
                break


def _hold_by_signs(text: str, spots: list[Spot], gazetteer: Gazetteer) -> None:
    """Gives names the state whose sign stands before them once, as in headlines: 米サンタフェ市, 日 나카츠시."""
    held: dict[str, int | None] = {}
    for spot in spots:
        sign = _SIGN.search(text, max(0, spot.start - 2), spot.start)
        is_read = _KATAKANA.match(text[spot.start]) or _HANGUL.match(text[spot.start])
        state = gazetteer.find(f"iso:{_SIGNS[sign.group(1)]}") if sign and is_read else None
        number = None if state is None else gazetteer.number(state.actor_id)
        if state is not None and any(gazetteer.actor(inner).country == state.country for inner in spot.numbers):
            held[spot.key] = number
    for spot in spots:
        spot.container = held.get(spot.key, spot.container)


def _suffix_at(text: str, position: int, suffixes: dict[str, str]) -> str:
    for size in (5, 4, 3, 2, 1):
        if text[position : position + size] in suffixes and position + size <= len(text):
            return text[position : position + size]
    return ""


def _find_han(text: str, phrases: Phrases, gazetteer: Gazetteer) -> list[Spot]:
    matcher = gazetteer.matcher("han")
    spots = []
    closed, offsets = _close_joints(text)
    for pattern, start, end in _list_han_matches(matcher, closed, phrases, gazetteer):
        start, end = (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)
        end += "(" in text[start:end] and text[end : end + 1] == ")"
        if _KATAKANA.match(text[start]) and start and _KATAKANA.match(text[start - 1]) and text[start - 1] != "・":
            continue
        if _KATAKANA.match(text[end - 1]) and end < len(text) and _KATAKANA.match(text[end]) and text[end] != "・":
            continue
        spot = Spot(start, end, parse_numbers(matcher.values[pattern]), text[start:end])
        name = text[start:end]
        if gazetteer.actor(spot.numbers[0]).level == "national" and name[-1] != "国" and _STATE_GOES_ON.match(text, end):
            spot.end = end = end + 1
        suffix = _suffix_at(text, end, HAN_SUFFIXES)
        if name in _NO_NAMES or (len(name) > 2 and name in phrases.words and not suffix) or _is_inside_word(text, start):
            continue
        if suffix and _goes_on(text, end, suffix, gazetteer.actor(spot.numbers[0])):
            suffix = ""
        if suffix:
            is_region = suffix == "区" and name[-1] == "大"  # 诺曼底大|区
            spot.suffix_level, spot.phrase_end = "regional" if is_region else HAN_SUFFIXES[suffix], end + len(suffix)
        elif len(name) == 2 and name[-1] in _SHORT_TIERS and name not in phrases.words:
            spot.suffix_level, spot.phrase_end = HAN_SUFFIXES[name[-1]], end
        population = max(gazetteer.fields(number)[1] for number in spot.numbers)
        level = gazetteer.actor(spot.numbers[0]).level
        if level == "network" and text[end : end + 1] == "长":
            continue  # 全国知事会長 is a person
        if suffix in _SMALL_TIERS and population > _LARGEST_SMALL:
            spot.numbers = tuple(number for number in spot.numbers if gazetteer.fields(number)[1] <= _LARGEST_SMALL)
        if suffix in _CHINESE_TIERS:
            spot.numbers = tuple(number for number in spot.numbers if gazetteer.actor(number).country in ("CN", "TW"))
        if suffix in ("县", "市") and any(gazetteer.actor(number).country == "TW" for number in spot.numbers):
            other = "local" if suffix == "县" else "intermediate"  # 花莲县 is not the city of Hualien
            spot.numbers = tuple(number for number in spot.numbers if gazetteer.actor(number).level != other) or spot.numbers
        if not spot.numbers:
            continue
        if suffix in _FIRST_TIERS and level != "national" and all(gazetteer.actor(number).level != "regional" for number in spot.numbers):
            continue  # バリア・|ブンタウ省 is no city of Vung Tau
        if level != "national" and not suffix and ("·" in text[max(0, start - 3) : start - 1] or text[end : end + 1] == "·"):
            continue  # Part of a person's name: 玛丽·姆利兹瓦 is not of Leeds.
        if name in phrases.words:
            spot.is_weak = True
        elif level not in ("national", "network", "supranational") and not suffix:
            spot.is_weak = population < (500_000 if len(name) <= 2 else 100_000) or bool(re.fullmatch("[\u3040-\u309f]+", name))
            spot.is_weak |= len(name) <= _LONGEST_SOUNDED and name[-1] in _SOUNDS and text[end : end + 1] in _SOUNDS
        spots.append(spot)
    return spots


def drop_surnames(text: str, spots: list[Spot], gazetteer: Gazetteer) -> list[Spot]:
    """Spots without heads called by their surnames (村上市长), whose full names the text has beside the office (村上大祐市长)."""
    kept = []
    for spot in spots:
        if spot.cues and _HEAD_BEHIND.match(text, spot.end) and spot.container is None and spot.numbers:
            name = re.escape(text[spot.start : spot.end])
            is_small = max(gazetteer.fields(number)[1] for number in spot.numbers) < _KNOWN
            given = "(?:(?![市町村县区])[\u4e00-\u9fff]){1,3}"
            if is_small and re.search(rf"{name}{given}[市町村乡镇]长|[市町村乡镇]长{name}(?![市町村县区])", text):
                continue
        kept.append(spot)
    return kept


def _list_han_matches(matcher: Matcher, text: str, phrases: Phrases, gazetteer: Gazetteer) -> Iterator[tuple[int, int, int]]:
    """Names found, the longest first; one that begins in a word (双方|城乡) gives way to the next that begins in it (蒙古国|东方省)."""
    find = matcher.automaton.find_matches_as_indexes
    last, state_end = 0, -1
    for pattern, start, end in find(text):
        if start < last:
            continue
        is_counted = text[start] in _COUNTED and text[start - 1 : start].isdigit()
        if is_counted or start == state_end or text[start - 1 : start + 1] in phrases.before_names:
            inner = next(((number, a + start + 1, b + start + 1) for number, a, b in find(text[start + 1 : end + _REACH])), None)
            if inner is None or inner[1] >= end:
                continue
            pattern, start, end = inner
        last = end
        is_state = gazetteer.actor(parse_numbers(matcher.values[pattern])[0]).level == "national"
        state_end = end if is_state and text[end - 1] != "国" and _STATE_GOES_ON.match(text, end) else -1
        yield pattern, start, end


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
        if gazetteer.actor(numbers[0]).level == "national" or is_market(text, end):
            suffix = ""  # 대한민국시도지사협의회 is no city of Korea
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
    """Of the actors of a name those that its suffix can mean: only Korea has a 군 (신안군 is no 新安 of China), only Japan a 부 (내무부 is
    a ministry), a 구 is no city."""
    if suffix == "군":
        return tuple(number for number in numbers if gazetteer.actor(number).country in ("KR", "KP", "US"))
    if suffix == "부":
        return tuple(number for number in numbers if gazetteer.actor(number).country == "JP")
    districts = tuple(number for number in numbers if gazetteer.actor(number).level == "sub_municipal")
    return districts if suffix == "구" and districts else numbers


def is_market(text: str, at: int) -> bool:
    """Whether 시장 is a market or half of another word rather than a mayor (충주 시장개척단, 한중시장지사성장회의)."""
    return text.startswith(tuple(f"시장{word}" for word in ("개척", "조사", "진출", "상인", "확대", "점유", "지사", "도지사")), at)


def starts_phrase(text: str, position: int, phrases: Phrases) -> bool:
    return any(text[position : position + size] in phrases.after for size in range(1, 7))


def ends_word(text: str, position: int, phrases: Phrases) -> bool:
    """Whether the Korean word ends here or goes on with a particle only."""
    size = 0
    while position + size < len(text) and size < 6 and _HANGUL.match(text[position + size]):
        size += 1
    return size == 0 or text[position : position + size] in phrases.particles


def link_unspaced(text: str, spots: list[Spot], phrases: Phrases, gazetteer: Gazetteer) -> None:
    """Phrases behind names in Chinese, Japanese and Korean, after the suffix or including it.

    A name that begins inside such a phrase is none (松山市長|野 is no 長野), unless it has a suffix of its own (長野県|長野市).
    """
    for spot in spots:
        if spot.first >= 0:
            continue
        for position in dict.fromkeys((spot.end, spot.phrase_end if spot.phrase_end > 0 else spot.end)):
            start = (
                position + 1
                if text[position : position + 1] == " " and "\uac00" <= text[position + 1 : position + 2] <= "\ud7af"
                else position
            )
            for size in range(12, 0, -1):
                cue = phrases.after.get(text[start : start + size].replace(" ", ""))
                if cue is not None and size == 1 and cue.code == "place" and position != spot.end:
                    continue  # 神奈川県|川崎市
                if cue is not None and _is_torn(text, start, start + size):
                    continue
                if cue is not None and start + size <= len(text) and text[start + size - 1] != " ":
                    if _fits_unspaced(cue, spot, gazetteer):
                        spot.cues.append(cue)
                        spot.phrase_end = max(spot.phrase_end, start + size)
                    break
    ends = {at for spot in spots if spot.cues for at in range(spot.end + 1, spot.phrase_end)}
    spots[:] = [spot for spot in spots if spot.first >= 0 or spot.start not in ends or spot.suffix_level is not None]


def _is_torn(text: str, start: int, end: int) -> bool:
    """Whether a Korean phrase with a space in it ends inside a word (오카야마시 청|소년), or a head is a market (충주시장|개척단)."""
    if " " in text[start:end] and "\uac00" <= text[end : end + 1] <= "\ud7af":
        return text[start:end].rpartition(" ")[2] in ("청", "장")
    return text[end - 2 : end] == "시장" and is_market(text, end - 2)


def _fits_unspaced(cue: Cue, spot: Spot, gazetteer: Gazetteer) -> bool:
    is_person = cue.office in _OFFICES and spot.key < "가"
    if spot.is_weak and spot.suffix_level is None and (cue.code == "government" or is_person):
        return False  # 중앙정부 is the central government, not that of Centre; 福田知事 is Mr Fukuda
    return not cue.is_national or any(gazetteer.actor(number).level == "national" for number in spot.numbers)
