"""Names in Han, kana and Hangul that the gazetteer does not hold, where the tier behind them and what stands beside them vouch for them.

Counties of Korea, towns of Japan and small places abroad are often missing: 八頭町, 횡성군, マリリア市. Such a name stays without an actor,
but keeps its tier and, where a state or region stands right before it (鳥取県八頭町, 일본 돗토리현 야즈정), the country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, MatchKind

from transforms.actors.phrases import Phrases
from transforms.actors.resolution import is_inside
from transforms.actors.spots import Spot
from transforms.actors.unspaced import ends_word, link_unspaced, starts_phrase
from transforms.gazetteer import Gazetteer
from transforms.gazetteer.keys import fold_text
from transforms.gazetteer.suffixes import HAN_SUFFIXES, HANGUL_SUFFIXES

_HAN = "\u4e00-\u9fff\u3005"
_KATAKANA = "\u30a1-\u30ff"
_HANGUL = "\uac00-\ud7af"
_HAN_TIERS = {tier: level for tier, level in HAN_SUFFIXES.items() if tier not in "府都道盟旗"}
_HANGUL_TIERS = {**HANGUL_SUFFIXES, "정": "local", "촌": "local", "진": "local"}
del _HANGUL_TIERS["부"]  # Rather the end of a ministry than a prefecture; the two of Japan are known.
_NO_KOREAN_NAME = frozenset(
    ("우리", "저희", "해당", "이번", "자매", "우호", "지방", "중앙", "양국", "각국", "외국", "현지", "상대", "한국", "대한민국")
)
_KOREAN_ORDER = ("광역시", "특별시", "시", "군", "구")
"""Tiers that a Korean name may have where no state or region stands before it; the others are too often ends of words."""
_HANGUL_ORDER = tuple(sorted(_HANGUL_TIERS, key=len, reverse=True))
_LONGEST = 6
"""Longest name in Hangul, in syllables."""
_COUNTIES = ("县", "현")

_JOINT_HAN = re.compile(rf"(?:[{_HAN}]{{0,4}}(?:共和国|王国|合众国|联邦))?(?:[东西南北中]部の)?[ ·・、]?(?:的|の|首都)?")
_JOINT_HANGUL = re.compile(r"(?: ?(?:연방|인민)?공화국)? ?(?:의 |내 )?")
_BEHIND_HAN = re.compile(rf"([{_HAN}]{{2,7}}?|[{_KATAKANA}・=]{{2,24}})({'|'.join(_HAN_TIERS)})")
_INNER_HAN = re.compile(rf"([{_HAN}]{{2,4}}?)([区县乡鄕镇旗町村市])")
_INNER_TIERS = {"CN": "区县乡镇旗", "TW": "乡鄕镇市区", "JP": "区町村"}
"""Tiers that lie in a city or county, by country: 泉州市鲤城区, 南投縣魚池鄉."""
_WARD = re.compile("[동서남북중]구")
_HOLDERS = ("national", "regional", "intermediate")
_UPPER_TIERS = ("省", "州", "大区", "郡")
_LISTED = re.compile("[、，,·ㆍ] ?")
_KATAKANA_NAME = re.compile(rf"(?<![{_KATAKANA}=＝])([{_KATAKANA}・=]{{2,24}})(市|州|县|省|郡|区|町|村)")
_KANJI_NAME = re.compile(rf"(?<![{_HAN}])([{_HAN}]{{2,4}}?)(市|町|村|郡|区)")
_OFFICE_OF_STATE = re.compile("首相|知事|议长|总理|大臣")
_LONGEST_KANJI = 3
_SISTER = re.compile(rf"(?:友好城市|姐妹城市|姊妹城市|姐妹市|姊妹市|友城|友谊市)([{_HAN}]{{2,5}}?)(市|省|州|县)")
_HANGUL_RUN = re.compile(rf"[{_HANGUL}]+")
_HANGUL_WORD = re.compile(rf"(?<![{_HANGUL}])[{_HANGUL}]{{3,14}}")
_SINO = re.compile(rf"\([{_HAN}]{{1,8}}\) ?")
_KOREAN_HEAD = re.compile(
    rf"(?: ?\([^)]{{1,20}}\))? ?(?:[{_HANGUL}]{{2,4}} )?(?:부?시장|부?군수|부?구청장|시의회|군의회|구의회|의장|대표단|방문단|당서기)"
)
_SISTER_BEFORE = re.compile(r"(?:자매|우호|친선|결연)[가-힣]{0,4}도시인? $")
_NO_NAME = re.compile(
    r"[都同该两各全我本当的与和及在赴来到等率访]|[两三四五六七八九十多]$|自治$|边境|会[见谈晤]|之间|期间|第[一二三四五六七八九十]|友好|姐妹|姊妹|姉妹|交流|访问|代表|国际|企业|相手|先方|周边|近邻|地方|中核|政令|"
    "商工|农业|外务|财务|计划|教育|文化|劳动|保健|国防|内务|运输|环境|科学|产业|开发|建设|通信|水产|厚生|总务|法务|观光|贸易|投资|公安|卫生|司法|交通"
)
_CONSUL_BEHIND = re.compile(rf"[・{_HAN}{_KATAKANA}]{{0,24}}领事")
_SEAT_BEFORE = re.compile(r"[驻駐]$|(?<![\uac00-\ud7af])주 ?$")
_MET_BEHIND = re.compile("会[见谈晤]|接见|拜会|与|同|分别")
_DATELINE_BEHIND = re.compile(r"\d{1,2}(?:月\d{1,2})?日[电讯]|报[导道][】)]|(?:[ㆍ·][\uac00-\ud7af]{2,6})?=")
_LEFT_BEHIND = re.compile("[을를] 출발|を出発|空港")
_JAPANESE_HEAD = re.compile(rf"(?<![{_HAN}{_KATAKANA}の・])[{_HAN}]{{2,6}}?(市长|知事|町长|村长)(?![{_HAN}])")
_GOES_ON = {
    "市": "场民内区值面容镇井售况价", "区": "域别块间内", "州": "内", "省": "内级", "县": "域内城", "村": "落民", "町": "内", "镇": "静压",
}
_TIERS = sorted({**_HAN_TIERS, **_HANGUL_TIERS}, key=len, reverse=True)
_ALL_TIERS = sorted({**HAN_SUFFIXES, **HANGUL_SUFFIXES}, key=len, reverse=True)
_SELF_ENDING = re.compile(r"(?:人民)?政府.*$|役场$|役所$|厅$|시청$|군청$|구청$")


def find_unlisted_spots(
    text: str, spots: list[Spot], phrases: Phrases, gazetteer: Gazetteer, lang: str, names: Iterable[str]
) -> list[Spot]:
    """Spots without actors for names of a folded ``text`` outside ``spots``.

    ``names`` are vouched for: the publisher's, those of the title. Glosses in Han characters behind a Korean name go out of ``spots``.
    """
    finder = _Finder(text, spots, phrases, gazetteer)
    finder.find_behind_containers()
    finder.find_known(_SELF_ENDING.sub("", fold_text(name)[0]) for name in names)
    if lang.startswith("ko"):
        finder.find_korean()
    elif lang.startswith("ja"):
        finder.find_all(_KATAKANA_NAME, needs_phrase="")
        finder.find_all(_KANJI_NAME, needs_phrase="町村郡区")
    else:
        finder.find_all(_SISTER, needs_phrase="")
    finder.find_known(spot.key for spot in finder.found)
    spots[:] = [spot for spot in spots if not finder.is_gloss[spot.start]]
    return sorted(finder.found, key=lambda spot: spot.start)


def mark_seats(text: str, spots: list[Spot], lang: str) -> None:
    """Takes the seats of missions out of ``spots`` (駐福岡韓国総領事, 在大阪・神戸米国総領事, 주 칭다오 총영사).

    Where somebody was met or left from is a place.
    """
    seat, kept = -1, []
    for spot in spots:
        is_next = spot.start == seat + 1 and text[seat] == "・"
        is_posted = lang.startswith("ja") and text[spot.start - 1 : spot.start] == "在" and _CONSUL_BEHIND.match(text, spot.end)
        if spot.first < 0 and not spot.cues and (is_next or is_posted or _is_seat(text, spot)):
            seat = spot.end
        else:
            kept.append(spot)
    spots[:] = kept
    for spot in spots:
        stop = max(spot.end, spot.phrase_end)
        is_met = text[spot.start - 1 : spot.start] == "在" and _MET_BEHIND.match(text, stop) is not None
        if spot.first < 0 and not spot.cues and (is_met or _LEFT_BEHIND.match(text, stop) or _DATELINE_BEHIND.match(text, spot.end)):
            spot.is_place = True


def _is_seat(text: str, spot: Spot) -> bool:
    return _SEAT_BEFORE.search(text[max(0, spot.start - 2) : spot.start]) is not None


def find_heads(text: str) -> list[tuple[int, int, int]]:
    """Heads of Japanese governments called by their own name only (福田知事): start, start of the title, end."""
    return [(match.start(), match.start(1), match.end()) for match in _JAPANESE_HEAD.finditer(text)]


def share_containers(spots: Iterable[Spot], gazetteer: Gazetteer) -> None:
    """Gives names of a document the state or region that the same name has before them in it, if it is always the same (before it two
    towns of one name may meet); unlisted ones, wherever they stand, the tier as well."""
    spots = list(spots)
    held: dict[str, set[int]] = {}
    for spot in spots:
        if any(gazetteer.actor(number).level == "national" for number in spot.numbers):
            continue  # "Egypt", though a village of that name lies in Texas
        if spot.numbers and spot.container is not None:
            held.setdefault(spot.key, set()).add(spot.container)
        elif spot.first >= 0 and not spot.is_weak and spot.numbers and len(held.get(spot.key, ())) == 1:
            spot.container = next(iter(held[spot.key]))
    spots = [spot for spot in spots if not spot.numbers]
    known = {spot.key: spot for spot in reversed(spots) if spot.container is not None}
    for spot in spots:
        if spot.container is None and spot.key in known:
            spot.container, spot.suffix_level = known[spot.key].container, known[spot.key].suffix_level


def settle_in_containers(text: str, spots: Iterable[Spot], gazetteer: Gazetteer) -> None:
    """Lets a name with a tier right behind the unit that holds it be none of the places elsewhere (群馬県|水上町, 内蒙古自治区|兴安盟)."""
    for spot, other in pairwise(spots):
        is_joined = spot.first < 0 and other.first < 0 and max(spot.end, spot.phrase_end) == other.start
        if not is_joined or not spot.numbers or not other.numbers or spot.cues or other.suffix_level is None:
            continue
        number = next((number for number in spot.numbers if gazetteer.actor(number).level in _HOLDERS), spot.numbers[0])
        container = gazetteer.actor(number)
        tier = next((tier for tier in _ALL_TIERS if text.startswith(tier, other.end)), "")
        is_unit = container.level == "national" or (container.level in _HOLDERS and spot.suffix_level is not None)
        inner = [gazetteer.actor(number) for number in other.numbers]
        if container.level == "intermediate":
            is_held = any(actor.country == container.country for actor in inner)
        else:
            is_held = any(is_inside(actor, container) for actor in inner)
        if tier and is_unit and not is_held:
            other.numbers, other.container, other.key = (), number, other.key + tier
            other.end += len(tier)


class _Finder:
    def __init__(self, text: str, spots: list[Spot], phrases: Phrases, gazetteer: Gazetteer) -> None:
        self.text, self.phrases, self.gazetteer = text, phrases, gazetteer
        self.is_gloss = bytearray(len(text) + 1)
        self.found: list[Spot] = []
        self.taken = bytearray(len(text) + 1)
        self.containers: dict[int, int] = {}
        self.units: dict[int, int] = {}
        for spot in spots:
            stop = max(spot.end, spot.phrase_end)
            if not spot.is_weak or spot.cues or spot.suffix_level is not None:  # 库塔 is a word of its own, not in 库塔伊西市
                self.taken[spot.start : stop] = b"\1" * (stop - spot.start)
            alike = [number for number in spot.numbers if gazetteer.actor(number).level == spot.suffix_level]
            for number in (alike or spot.numbers)[:1]:
                if gazetteer.actor(number).level in ("national", "regional"):
                    self.containers[stop] = number
                elif spot.suffix_level is not None and not spot.cues:
                    self.units[stop] = number

    def find_known(self, names: Iterable[str]) -> None:
        """Names that are vouched for, the publisher's or those found once, with their tier, wherever they stand."""
        tiers = {name: next((tier for tier in _TIERS if name.endswith(tier) and name != tier), "") for name in names}
        known = [name for name, tier in tiers.items() if tier]
        if not known:
            return
        automaton = AhoCorasick(known, matchkind=MatchKind.LeftmostLongest)
        for number, start, end in automaton.find_matches_as_indexes(self.text):
            tier = tiers[known[number]]
            self._add(start, end - len(tier), tier, None)

    def find_behind_containers(self) -> None:
        """Names right behind a state or region: 韓国・横城郡, 중국 저장성 린하이시."""
        for stop, number in self.containers.items():
            at = _JOINT_HANGUL.match(self.text, stop)
            if at is not None and (self._add_ward(at.end(), number) or self._add_hangul(at.end(), number)):
                continue
            at = _JOINT_HAN.match(self.text, stop)
            match = _BEHIND_HAN.match(self.text, at.end()) if at else None
            while match and self._is_name(match) and self._may_hold(number, match.group(2)):
                following = self._add(match.start(1), match.end(1), match.group(2), number)
                inner = _BEHIND_HAN.match(self.text, following)  # 智利纽夫莱大区|奇廉市
                match = inner if inner and match.group(2) in _UPPER_TIERS and inner.group(2) not in _UPPER_TIERS else None
        for stop, number in self.units.items():
            match = _INNER_HAN.match(self.text, stop)
            tiers = _INNER_TIERS.get(self.gazetteer.actor(number).country or "", "")
            if match and match.group(2) in tiers and self.text[stop - 1] != match.group(2) and self._is_name(match):
                self._add(match.start(1), match.end(1), match.group(2), number)

    def _add_ward(self, start: int, number: int) -> bool:
        """Adds a ward that is only called by where it lies (인천 남구): behind its city it is no word."""
        ward = _WARD.match(self.text, start)
        if ward is None or self.gazetteer.actor(number).country != "KR":
            return False
        if self.text.startswith(f" {self.text[max(0, start - 3) : start].strip()}", ward.end()):
            return False  # 서울 중구 서울시의회: an address
        if ends_word(self.text, ward.end(), self.phrases) or self._starts_phrase(ward.end()):
            self._add(start, start + 1, "구", number)
            return True
        return False

    def _add_hangul(self, start: int, number: int) -> bool:
        """Adds the name in Hangul at ``start``, and those listed behind it (일본 가가미가하라시, 호후시)."""
        found = self._split_hangul(start, _HANGUL_ORDER)
        if found is None:
            return False
        stop = self._add(start, *found, number)
        following = _LISTED.match(self.text, stop)
        if following is not None:
            self._add_hangul(following.end(), number)
        return True

    def _may_hold(self, number: int, tier: str) -> bool:
        """Whether a state or region can have a unit of the tier: no prefecture lies in another (山口県の|村岡嗣政県知事)."""
        container = self.gazetteer.actor(number)
        return container.level == "national" or not (_HAN_TIERS[tier] == "regional" or (tier == "县" and container.country == "JP"))

    def find_all(self, pattern: re.Pattern[str], needs_phrase: str) -> None:
        """Names that a pattern finds; those of a tier in ``needs_phrase`` only before a phrase (町長, 郡守)."""
        for match in pattern.finditer(self.text):
            if not self._is_name(match):
                continue
            following = self.text[match.end() : match.end() + 1]
            # A surname may stand before a head's title: 高島市長 vouches for no name.
            has_phrase = following != "长" and (self._starts_phrase(match.end(1)) or self._starts_phrase(match.end()))
            if _OFFICE_OF_STATE.match(self.text, match.end()) and match.group(2) == "州":
                continue  # クレッチュマン州首相: all first tiers are known, this is the holder
            if len(match.group(1)) > _LONGEST_KANJI and self.text.startswith("议会议", match.end()):
                continue  # 中島完一市議会議長
            if has_phrase or (match.group(2) not in needs_phrase and not re.match(f"[{_HAN}]", following)):
                self._add(match.start(1), match.end(1), match.group(2), None)

    def find_korean(self) -> None:
        """Korean words with a tier that stand before a head or assembly, or behind a word for sister cities."""
        for match in _HANGUL_WORD.finditer(self.text):
            found = self._split_hangul(match.start(), _KOREAN_ORDER)
            if found is None:
                continue
            end, tier = found
            stop = self.text.index(tier, end) + len(tier)
            before = self.text[max(0, match.start() - 12) : match.start()]
            if _KOREAN_HEAD.match(self.text, stop) or not ends_word(self.text, stop, self.phrases) or _SISTER_BEFORE.search(before):
                self._add(match.start(), end, tier, None)

    def _is_name(self, match: re.Match[str]) -> bool:
        name, tier = match.groups()
        goes_on = self.text[match.end() : match.end() + 1] in _GOES_ON.get(tier, ()) and match.end() < len(self.text)
        return not _NO_NAME.search(name) and name not in self.phrases.words and not goes_on

    def _split_hangul(self, start: int, tiers: tuple[str, ...]) -> tuple[int, str] | None:
        """End of the name and its tier, of the word at ``start``: 린하이시의 → 린하이, 시."""
        run = _HANGUL_RUN.match(self.text, start)
        for end in range(start + 2, min(start + _LONGEST, run.end() if run else start) + 1):
            sino = _SINO.match(self.text, end)
            at = sino.end() if sino else end
            for tier in tiers:
                stop = at + len(tier)
                if not self.text.startswith(tier, at) or (self.text[end - 1] == "도" and tier == "시"):
                    continue  # 도시 is a word: 신도시, 자매도시
                is_market = self.text.startswith("시장", at)  # 수출시장: no head of 수출
                if ends_word(self.text, stop, self.phrases) or self._starts_phrase(stop) or (self._starts_phrase(at) and not is_market):
                    return None if self.text[start:end] in _NO_KOREAN_NAME else (end, tier)
        return None

    def _starts_phrase(self, at: int) -> bool:
        return starts_phrase(self.text, at, self.phrases)

    def _add(self, start: int, end: int, tier: str, container: int | None) -> int:
        """Adds a name unless it is taken; returns the end of its tier."""
        stop = self.text.index(tier, end) + len(tier)
        if self.taken.find(1, start, end) >= 0:
            return stop
        if stop - end > len(tier):
            self.is_gloss[end + 1 : stop] = b"\1" * (stop - end - 1)
        self.taken[start:stop] = b"\1" * (stop - start)
        self.is_gloss[start:stop] = b"\1" * (stop - start)
        numbers = self.gazetteer.find_sounds(self.text[start:end]) if re.match(f"[{_KATAKANA}]", self.text[start]) else ()
        spot = Spot(start, end, numbers, self.text[start:stop], phrase_end=stop)
        spot.suffix_level = _HAN_TIERS.get(tier) or _HANGUL_TIERS[tier]
        link_unspaced(self.text, [spot], self.phrases, self.gazetteer)
        spot.end = stop
        spot.container = container if container is not None else self.containers.get(start)
        around = None if spot.container is None else self.gazetteer.actor(spot.container)
        if around is not None and ((tier == "郡" and around.country == "KR") or (tier in _COUNTIES and around.country == "CN")):
            spot.suffix_level = "local"
        self.found.append(spot)
        return stop
