"""Who travelled: by the particles and verbs that touch a name in Chinese, Japanese and Korean, where either side may stand first; in spaced
languages by who is named as a delegation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.actors.records import Mention
from transforms.coding.cast import Cast
from transforms.coding.events import Event
from transforms.coding.parties import state_of

_REACH = 40
_DELEGATION = re.compile(r"d[eé]leg|dele[gż]|делегац|heyet|delegasi|comitiva", re.IGNORECASE)
"""In a phrase for a party of a spaced language: who travels."""
_TEAMS_JA = "(?:(?:訪問|代表|使節|視察|議員|派遣|交流)団|一行)"
_TEAMS_KO = "(?:(?:대표|방문|사절|의원|시찰|연수|선수)단|일행)"
_VISIT_ZH = ("(?:访问(?!团|期间|活动|结束)|訪問(?!團|期間|活動)|出[访訪]|赴|前往|抵[达達]|[飞飛]抵|拜[会會]|拜[访訪]|到[访訪]|[参參][访訪]"
             "|回[访訪]|[走造][访訪])")
_RECEIVE_ZH = "(?:会[见見晤谈談]|會[見晤談]|接待|接[见見]|[欢歡]迎|迎接|宴[请請])"
_HOST_BEHIND = {
    "ja": re.compile(r"(?:(?!から|より|大使|領事|訪問団|代表団|として)[^、。，がもをにへ]){0,14}?(?:を|へ|に)は?[^、。がをにへ]{0,4}?"
                     r"(?:訪問|訪れ|訪ね|赴|渡航|出張|出発|向け|向か|派遣|旅立)"),
    "ko": re.compile(r"(?:(?!이 |가 |은 |는 |대사|영사|방문단|대표단)[^,.]){0,14}?(?:을|를|에) ?"
                     r"(?:공식 ?|친선 ?|직접 ?|차례로 ?|처음 ?|첫 ?)?(?:방문|예방|찾아|찾았|찾는|순방|향해|출국)| (?:방문|순방)(?!단)"),
}
_HOST_BEFORE = re.compile(_VISIT_ZH + "了?[^，。、；：,;:]{0,8}$")
_GUEST_BEHIND = {
    "ja": re.compile(rf"(?:[^、。をへに]{{0,16}}?{_TEAMS_JA}(?!を派遣|の派遣|を受)[^、。をへ]{{0,8}}?(?:が|は|、)"
                     r"|[^、。をへにが]{0,8}?(?:から|より)(?!の?(?:招|要)))"),
    "ko": re.compile(rf"(?:(?!을 |를 |에 |와 |과 )[^,.]){{0,20}}?{_TEAMS_KO}(?:이|가|은|는|의|’|'| )"),
    "zh": re.compile(rf"(?:(?!{_VISIT_ZH}|{_RECEIVE_ZH}|[与與和同跟及邀对對])[^，。,；;]){{0,24}}?"
                     r"(?:率|[带帶]|一行|访问团|訪問團|代表[团團]|考察[团團])"),
}
_COMES = {
    "ja": re.compile("来(?:日|県|市|町|村|庁|訪|道|府|区)|訪日"),
    "ko": re.compile("방한|내방|내한"),
    "zh": re.compile("来[访华]|來訪|访华|蒞|莅|[來来訪]台"),
}


def is_visited(event: Event, cast: Cast) -> bool | None:
    """Whether the side at home was visited, by the sentence of an act; None where nothing tells."""
    lang = cast.reading.lang or ""
    lang = "zh" if lang.startswith("zh") else lang
    if cast.home is None:
        return None
    if lang not in _COMES:
        return _is_sent_home(event, cast)
    sentence, hit = event.main.sentence, event.main.hit
    text = cast.reading.title if sentence.field == "title" else cast.reading.text
    marks = sorted(_list_marks(lang, text, sentence.end, sentence.mentions), key=lambda mark: (not mark[1], abs(mark[0].start - hit.start)))
    for mention, hosts in marks:
        return (state_of(mention.country) == state_of(cast.home)) == hosts
    return True if _COMES[lang].search(text, sentence.start, sentence.end) else None


def _is_sent_home(event: Event, cast: Cast) -> bool | None:
    """The same by who is named as a delegation: "the City welcomed a delegation from Valmorin"."""
    for party in event.main.parties:
        if party.mention is not None and party.country is not None and _DELEGATION.search(party.mention.surface):
            return not cast.is_home(party)
    return None


def _list_marks(lang: str, text: str, end: int, mentions: list[Mention]) -> Iterator[tuple[Mention, bool]]:
    """Names beside words for a journey, and whether the words say that it went there."""
    for mention in mentions:
        if mention.country is None or mention.level in {"network", "supranational"}:
            continue
        stop = min(end, mention.name_end + _REACH)
        if lang == "zh":
            hosts = _HOST_BEFORE.search(text[max(0, mention.start - _REACH) : mention.start])
        else:
            hosts = _HOST_BEHIND[lang].match(text, mention.name_end, stop)
        if hosts:
            yield mention, True
        elif _GUEST_BEHIND[lang].match(text, mention.name_end, stop):
            yield mention, False
