"""Which language a text is in: script first, then py3langid, then what is known of the publisher.

Scripts that only one language of interest uses decide alone (kana, Hangul, Thai, Greek …); Chinese is told apart into
``zh-Hans`` and ``zh-Hant`` by characters that exist in one of the two scripts only; everything else goes to py3langid,
whose probabilities are weighed by the hints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

SAMPLE_LENGTH = 800
"""Code points read: py3langid's accuracy is flat beyond about 500, and its cost grows with length."""

HINT_WEIGHT = 12.0
"""By how much a hint multiplies a probability: a declared language survives a headline full of foreign names, and loses
to a paragraph that is plainly in another language."""

MIN_LETTERS = 3

# Characters whose counterpart in the other script is a different code point, frequent in announcements.
_SIMPLIFIED = frozenset(
    "们这个来为国会时说对与发经济务员长门问间关开东车书马风飞鱼鸟龙专业两严丰临丽举义乌乐习乡买乱争亚产亲亿仅从仓仪价众优伙传伤伦伪体余"
    "债倾偿储儿党兰兴养写军农决况冲净准凉减凤凭击划则刚创删别剧剑办加动励劳势区协单卖卢卫却厂厅历压厦县参双变号叶吁听启吴员响唤团园围图圆圣场坏块坚"
    "报处备复够头夺奋奖妇妈学宁宝实审宪宫宽宾对导寻寿将尔尘尝层属岁岛岭峡币师带帮广庆库应庙开异弃张强归当录总战户报担拥择挥换据损摇撑敌数斋断无旧"
    "时显晓术机权条杨极构标树桥检楼欢欧归残毕气汇汉沟泽洁测济浓涛涨渐湾温满灯灵点炼烂热爱爷独环现电画畅疗监盖盘码础确离种积称稳穷笔筑签简粮紧纪约"
    "级组细织终绍经结给络绝统继绩续维绿编网罗职联聪胜脑艺节苏范药莱萨蓝虑虽见观规视览觉计订认讨让训议记讲许论设访证评识诉词译试话该详语误说请诸诺课"
    "谁调谅谈谢谱财责贤败货质购贯贵贸费贺资赛赞赢赵趋轮软转输辑边达过运还进远连迟选递邮邻郑释里针钟钢钱铁铜银链销锋错键镇长闭闻阅阔队阳阴阶际陆陈险"
    "随隐难静韩页顶项顺须顾预领频题额风馆驻验骄鲁鸿齐"
)
_TRADITIONAL = frozenset(
    "們這個來為國會時說對與發經濟務員長門問間關開東車書馬風飛魚鳥龍專業兩嚴豐臨麗舉義烏樂習鄉買亂爭亞產親億僅從倉儀價眾優夥傳傷倫偽體餘"
    "債傾償儲兒黨蘭興養寫軍農決況沖淨準涼減鳳憑擊劃則剛創刪別劇劍辦動勵勞勢區協單賣盧衛卻廠廳歷壓廈縣參雙變號葉籲聽啟吳響喚團園圍圖圓聖場壞塊堅"
    "報處備複夠頭奪奮獎婦媽學寧寶實審憲宮寬賓導尋壽將爾塵嘗層屬歲島嶺峽幣師帶幫廣慶庫應廟異棄張強歸當錄總戰戶擔擁擇揮換據損搖撐敵數齋斷無舊"
    "顯曉術機權條楊極構標樹橋檢樓歡歐殘畢氣匯漢溝澤潔測濃濤漲漸灣溫滿燈靈點煉爛熱愛爺獨環現電畫暢療監蓋盤碼礎確離種積稱穩窮筆築簽簡糧緊紀約"
    "級組細織終紹結給絡絕統繼績續維綠編網羅職聯聰勝腦藝節蘇範藥萊薩藍慮雖見觀規視覽覺計訂認討讓訓議記講許論設訪證評識訴詞譯試話該詳語誤請諸諾課"
    "誰調諒談謝譜財責賢敗貨質購貫貴貿費賀資賽贊贏趙趨輪軟轉輸輯邊達過運還進遠連遲選遞郵鄰鄭釋裡裏針鐘鋼錢鐵銅銀鏈銷鋒錯鍵鎮閉聞閱闊隊陽陰階際陸陳險"
    "隨隱難靜韓頁頂項順須顧預領頻題額館駐驗驕魯鴻齊臺灣"
)
# py3langid tells varieties apart that announcements are not labelled with.
_MACRO = {"ary": "ar", "arz": "ar", "arb": "ar", "yue": "zh", "cmn": "zh", "nb": "no", "nn": "no"}

_SCRIPTS = {
    "ja": re.compile("[\u3041-\u309f\u30a1-\u30fa]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "th": re.compile("[\u0e01-\u0e5b]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "hy": re.compile("[\u0531-\u058f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "km": re.compile("[\u1780-\u17ff]"),
    "lo": re.compile("[\u0e80-\u0eff]"),
    "my": re.compile("[\u1000-\u109f]"),
}
_LETTER = re.compile(r"[^\W\d_]")
_NOT_LATIN = re.compile(
    "[\u0370-\u03ff\u0530-\u058f\u05d0-\u05ea\u0b80-\u0bff\u0e00-\u0eff\u1000-\u10ff\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)
_NOISE = re.compile(r"https?://\S+|\S+@\S+")


@cache
def _load_identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify_language(text: str, hints: Iterable[str] = ()) -> tuple[str, float]:
    """BCP 47 code of the language of ``text`` and its probability, 0 to 1; ``("und", 0.0)`` when there is nothing to read.

    ``hints`` are the languages expected (of the source, of the page's markup), any BCP 47 codes: they tip what is
    doubtful and do not filter. Chinese is ``zh-Hans`` or ``zh-Hant``.
    """
    sample = _NOISE.sub(" ", text[:SAMPLE_LENGTH])
    letters = len(_LETTER.findall(sample))
    expected = list(dict.fromkeys(hint for hint in hints if hint))
    if letters < MIN_LETTERS:
        return "und", 0.0
    if _NOT_LATIN.search(sample) and (found := _identify_by_script(sample, letters, expected)):
        return found
    ranked: dict[str, float] = {}
    for label, probability in _load_identifier().rank(sample):
        language = _MACRO.get(label, label)
        ranked[language] = ranked.get(language, 0.0) + probability
    for language in dict.fromkeys(_MACRO.get(code, code) for code in (hint.split("-")[0].lower() for hint in expected)):
        if language in ranked:
            ranked[language] *= HINT_WEIGHT
    best = max(sorted(ranked), key=lambda language: ranked[language])
    confidence = ranked[best] / sum(ranked.values())
    if best == "zh":
        return tell_chinese_script(sample, expected), round(confidence, 4)
    return best, round(confidence, 4)


def _identify_by_script(sample: str, letters: int, expected: list[str]) -> tuple[str, float] | None:
    counts = {language: len(pattern.findall(sample)) for language, pattern in _SCRIPTS.items()}
    han = counts.pop("zh")
    # Kana are a third of ordinary Japanese but only a few characters of a headline; Chinese has none at all.
    if counts["ja"] >= 1 and counts["ja"] + han > letters * 0.4 and counts["ja"] > han * 0.04:
        return "ja", round(min(1.0, (counts["ja"] + han) / letters), 4)
    # Hangul syllables are words where Latin letters are single sounds, so a lower share is enough.
    if counts["ko"] > letters * 0.25 and counts["ko"] >= counts["ja"] + han:
        return "ko", round(min(1.0, (counts["ko"] + han) / letters + 0.2), 4)
    if han > letters * 0.4:
        if not counts["ja"] and "ja" in expected and not any(hint.startswith("zh") for hint in expected):
            return "ja", 0.6
        return tell_chinese_script(sample, expected), round(min(1.0, han / letters), 4)
    language = max(sorted(counts), key=lambda name: counts[name])
    if counts[language] > letters * 0.5:
        return language, round(min(1.0, counts[language] / letters), 4)
    return None


def tell_chinese_script(text: str, hints: Iterable[str] = ()) -> str:
    """``zh-Hans`` or ``zh-Hant``: by characters of one script only, then by the hints (``zh-TW``, ``zh-HK``, ``zh-MO``: Hant)."""
    simplified = traditional = 0
    for character in text:
        simplified += character in _SIMPLIFIED
        traditional += character in _TRADITIONAL
    if simplified != traditional:
        return "zh-Hans" if simplified > traditional else "zh-Hant"
    for hint in hints:
        parts = hint.lower().split("-")
        if parts[0] == "zh" and len(parts) > 1:
            return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) else "zh-Hans"
    return "zh-Hans"
