"""The words of ``data/date_words.yml``, compiled: one scan a language and the meaning of what lies between its finds.

A language that has no entry there gets the month and weekday names that CLDR has for it, by way of Babel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, localedata

from extractors.calendars import ERA_LETTERS, ERAS

WORDS_PATH = Path(__file__).parent / "data" / "date_words.yml"

MACRO = {
    "nb": "no", "nn": "no", "yue": "zh", "cmn": "zh", "bs": "hr", "cnr": "sr", "tl": "fil",
}  # fmt: skip
"""Languages whose dates are written with the words of another."""

MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "FM", "PW", "PR", "GU"})
YEAR_FIRST_COUNTRIES = frozenset({"CN", "HK", "MO", "TW", "JP", "KR", "KP", "MN", "HU", "LT", "SE", "IR"})
"""Order of numeric dates by CLDR's short pattern of the country's main language."""

MAX_ABBREVIATION = 5
"""Letters of an abbreviated month, at most: what a point may follow within a date ("juill.", "szept.")."""

RANGE_MARKS = ("-", "–", "—", "‑", "−", "~", "～", "〜")
SPACES = {ord(c): None for c in " \t\r\f\v\u00a0\u202f\u2009\u200b\u200e\u200f\u3000\ufeff"}

_NUMERAL = r"[\d〇零○一二三四五六七八九十廿元]{1,4}"
_LETTER = r"[^\W\d_]"
_LATIN_OR_GREEK = re.compile("[A-Z\u00c0-\u024f\u0370-\u03ff]")
_ROMAN = "XI{0,2}|IX|IV|V?I{1,3}|V"
# Arabic and Hebrew pages put marks of direction around the strokes of a date.
_MARK = "[\u200e\u200f\u202a-\u202e]?"
# A date in figures; the year first, last, or (two figures) last; then with a month in Roman figures.
_FIGURES = (
    rf"(?P<ymd>(?<![\d.,/])\d{{4}}(?:-\d{{1,2}}-\d{{1,2}}|{_MARK}[./]{_MARK}\s?\d{{1,2}}{_MARK}[./]{_MARK}\s?\d{{1,2}}\.?)(?!\d))"
    rf"|(?P<xyz>(?<![\d.,/])(?:\d{{1,2}}{_MARK}(?P<sep>[./-]){_MARK}\s?\d{{1,2}}{_MARK}(?P=sep){_MARK}\s?\d{{4}}(?!\d|[./-]\d)"
    r"|(?<![\d-])\d{1,2}(?P<two>[./])\d{1,2}(?P=two)\d{2}(?!\d|[.,:/-]\d|\s?%)|(?<![\d-])\d{2}(?P<strokes>-)\d{2}-\d{2}(?![\w./-])))"
    r"|(?P<my>(?<![\d.,/-])(?:(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}|(?:19|20)\d{2}[/-](?:0[1-9]|1[0-2]))(?![\d./-]))"
    rf"|(?P<roman>(?<![\d.,/])(?:\d{{1,2}}[./\s-]\s?(?:{_ROMAN})[./\s-]\s?\d{{4}}|\d{{4}}\.\s?(?:{_ROMAN})\.\s?\d{{1,2}}\.?)(?!\w))"
    r"|(?P<dm>(?<![\d.,/])\d{1,2}(?:\.\s?\d{1,2}(?:\.(?!\d)|(?=\s?[-–]\s?\d{1,2}\.))|/\d{1,2})(?![\d./%]))"
)


@dataclass(frozen=True)
class Lexicon:
    """One language, ready to scan: ``scan`` finds figures and words, ``words`` gives a word's symbol and value,
    ``glue`` says what the text between two finds does (``_`` joins, ``-`` a period, ``&`` a list, ``/`` a slash)."""

    language: str
    scan: re.Pattern[str]
    words: dict[str, tuple[str, Any]]
    glue: dict[str, str]
    order: str
    is_year_first: bool
    is_cjk: bool
    is_buddhist: bool
    abbreviations: frozenset[str]
    year_before: re.Pattern[str] | None
    year_after: re.Pattern[str] | None
    month_before: re.Pattern[str] | None
    month_after: re.Pattern[str] | None
    has_bare_months: bool
    side: re.Pattern[str] | None
    past: frozenset[str]
    near: re.Pattern[str] | None
    short_weekdays: frozenset[str]
    day_before: re.Pattern[str] | None
    day_after: re.Pattern[str] | None


@cache
def _load_words() -> dict[str, dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with WORDS_PATH.open(encoding="utf-8") as stream:
        words: dict[str, dict[str, Any]] = yaml.load(stream, Loader=loader)  # noqa: S506 (a safe loader, of either build)
    return words


def pick_language(lang: str) -> str:
    """The language whose words a BCP 47 code is read with; English, whose month names are read everywhere, for an unknown one."""
    code = re.split("[-_]", lang.strip().lower())[0]
    code = MACRO.get(code, code)
    return code if code in _load_words() or (len(code) in (2, 3) and localedata.exists(code)) else "en"


@cache
def load_lexicon(language: str) -> Lexicon:
    """Compile the words of a language that :func:`pick_language` names."""
    spec = _load_words().get(language) or _list_cldr_words(language)
    is_cjk = bool(spec.get("cjk"))
    is_spaced = not (is_cjk or spec.get("unspaced"))
    words: dict[str, tuple[str, Any]] = {}
    abbreviations: set[str] = set()
    for key, symbol in (("months", "M"), ("jalali", "J"), ("weekdays", "W")):
        for number, forms in enumerate(spec.get(key, ()), 1):
            names = _split(forms)
            for form in names:
                words.setdefault(form, (symbol, number if symbol != "W" else number - 1))
                if len(form) < len(names[0]) and len(form) <= MAX_ABBREVIATION:
                    abbreviations.add(form)
    for number, forms in enumerate(spec.get("short_weekdays", ())):
        for form in _split(forms):
            words.setdefault(form, ("W", number))
    for word, day in spec.get("day_words", {}).items():
        words[word] = ("D", day)
    for unit_shift, forms in spec.get("relative", {}).items():
        unit, shift = unit_shift.split()
        symbol = {"month": "r", "year": "e"}.get(unit, "R")
        for form in forms:
            words.setdefault(form, (symbol, (unit, int(shift))))
    for form in spec.get("same_month", ()):
        words[form] = ("s", "month")
    for form in spec.get("same_year", ()):
        words[form] = ("e", ("same", 0))
    words = _spell_cases(words, bool(spec.get("capital")), abbreviations, language)
    return Lexicon(
        language=language,
        scan=re.compile(_build_scan(spec, words, language, is_cjk, is_spaced)),
        words=words,
        glue=_build_glue(spec),
        order=spec.get("order", "dmy"),
        is_year_first=bool(spec.get("year_first")),
        is_cjk=is_cjk,
        is_buddhist=bool(spec.get("buddhist")),
        abbreviations=frozenset(abbreviations),
        year_before=_compile_before([*spec.get("year_cue", ()), "("], is_spaced),
        year_after=_compile_after(spec.get("year_tail", ())),
        month_before=_compile_before(spec.get("month_cue", ()), is_spaced),
        month_after=_compile_after(spec.get("month_tail", ())),
        has_bare_months=bool(spec.get("month_bare")) or is_cjk,
        side=_compile_words([*spec.get("past", ()), *spec.get("next", ())], is_spaced),
        past=frozenset(spec.get("past", ())),
        near=_compile_before(spec.get("near", ()), is_spaced),
        short_weekdays=frozenset(form for forms in spec.get("short_weekdays", ()) for form in _split(forms) if form),
        day_before=_compile_before(spec.get("day_cue", ()), is_spaced),
        day_after=re.compile(spec["day_tail"]) if "day_tail" in spec else None,
    )


_UNSPACED = frozenset({"km", "lo", "my", "bo", "dz"})


def _list_cldr_words(language: str) -> dict[str, Any]:
    """CLDR's months, weekdays and words around the year, in the form of an entry of ``date_words.yml``; English months as well."""
    locale = Locale(language)
    english = _load_words()["en"]["months"]
    pattern = str(locale.date_formats["long"].pattern)
    literals = {part.strip() for width in ("full", "long") for part in _list_literals(str(locale.date_formats[width].pattern))}
    short = re.sub(r"'[^']*'", "", str(locale.date_formats["short"].pattern)).lower()
    fields = "".join(dict.fromkeys(letter for letter in short if letter.isalpha()))
    return {
        "months": [", ".join(dict.fromkeys([*_list_months(locale, number), english[number - 1]])) for number in range(1, 13)],
        "weekdays": [locale.days["format"]["wide"][day] for day in range(7)],
        "join": sorted(part for part in literals if any(character.isalpha() for character in part)),
        "order": fields if fields in ("dmy", "mdy", "ymd") else "dmy",
        "year_first": pattern.lower().startswith("y"),
        "unspaced": language in _UNSPACED,
    }


def _list_literals(pattern: str) -> list[str]:
    """What stands between the fields of a CLDR pattern: ``d 'ta'’ MMMM y`` has "ta’"."""
    return re.sub(r"'([^']*)'|([A-Za-z]+)", lambda match: match[1] or "\n", pattern).split("\n")


def _list_months(locale: Locale, number: int) -> list[str]:
    names = [locale.months[context][width][number] for context in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    return [name.rstrip(".") for name in names if not any(character.isdigit() for character in name)]


def _split(forms: str) -> list[str]:
    return [form.strip() for form in forms.split(",")]


def _spell_cases(
    words: dict[str, tuple[str, Any]], is_capital: bool, abbreviations: set[str], language: str
) -> dict[str, tuple[str, Any]]:
    spelled: dict[str, tuple[str, Any]] = {}
    for form, meaning in words.items():
        capitals = {form.upper(), *_write_plain(form.upper())}
        if language in ("tr", "az"):
            capitals.add(form.replace("i", "İ").upper())
        if meaning[0] in "MW" and form in abbreviations and len(form) < 3:
            capitals -= {form.upper()} - {form}  # "SO", "DO", "MA" are words of capitals
        is_name = is_capital and meaning[0] == "M"
        variants = {form, *capitals} if is_name else {form, form[:1].upper() + form[1:], *capitals}
        for variant in variants:
            spelled.setdefault(variant, meaning)
            if form in abbreviations:
                abbreviations.add(variant)
    return spelled


def _write_plain(capitals: str) -> set[str]:
    """Capitals as they are often set: without accents (FEVRIER, ΜΑΪΟΥ), at last without any mark (ΜΑΙΟΥ); of Latin and Greek."""
    if capitals.isascii() or not _LATIN_OR_GREEK.match(capitals):
        return set()
    parts = unicodedata.normalize("NFD", capitals)
    return {unicodedata.normalize("NFC", parts.replace("\u0301", "")), "".join(c for c in parts if not unicodedata.combining(c))}


def _build_scan(spec: dict[str, Any], words: dict[str, Any], language: str, is_cjk: bool, is_spaced: bool) -> str:
    # What starts with a digit stands behind one look-ahead: most positions of a text are refused by that alone.
    figures, others = [_FIGURES], []
    if language in ("ja", "zh"):
        eras = "|".join(sorted(ERAS))
        said_again = r"(?:\s?[（(]\s?\d{4}\s?年?\s?[)）])?"
        others.append(rf"(?P<era>{eras})\s?(?P<era_year>{_NUMERAL}){said_again}\s?年度?")
        letters = "|".join(sorted({*ERA_LETTERS, *ERAS}, reverse=True))
        others.append(rf"(?P<letter>(?<![A-Za-z0-9])(?:{letters}))\s?(?P<letter_date>\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?\d{{1,2}})(?!\d)")
        others.append(
            rf"(?:(?:中華|中华)?(?:民國|民国)|民(?=\d))\s?(?P<minguo>[\d〇零○一二三四五六七八九十百元]{{1,7}}){said_again}\s?(?:年度?|(?=[./-]\s?\d))"
            r"(?P<minguo_md>[./-]\s?\d{1,2}[./-]\s?\d{1,2})?"
        )
        figures.insert(0, r"(?P<figures3>(?<![\d./-])(?:1\d|[6-9])\d[./-]\d{1,2}[./-]\d{1,2}(?![\d./-]))")
        first = r"(?<![\d〇零○一二三四五六七八九十])"
        era_said = rf"(?:\s?[（(]\s?(?:{eras}|民國)\s?{_NUMERAL}\s?年?\s?[)）])?"
        figures.append(rf"(?P<year>{first}(?:\d{{4}}{era_said}|\d{{2,3}}|[〇零○一二三四五六七八九]{{4}}))\s?年(?!間|间|代|級|级)度?")
        figures.append(rf"(?P<month>{first}{_NUMERAL})\s?月(?:份|分)?")
        figures.append(rf"(?P<day>(?<!泊){first}{_NUMERAL})\s?[)）]?[日号號](?!間|间|以|目|程|元|圓|线|線|館|馆|楼|樓|時|本)")
    elif language == "ko":
        figures.insert(0, r"(?P<short>(?<![\d.])\d{2}\.\s?\d{1,2}\.\s?\d{1,2}(?:\.(?!\s?\d)|(?=\s?[(（])))")
        figures.append(r"(?P<year>(?<!\d)\d{4}|(?<=['’‘])\d{2})\s?년(?!간|대|째)도?")
        figures.append(r"(?P<month>(?<!\d)\d{1,2})\s?월(?!드)")
        figures.append(r"(?P<day>(?<![\d박])(?<!박\s)\d{1,2})\s?일(?!간|째|\s?동안|\s간\s|정|반|자리|본)")
    elif language == "vi":
        numbers = "|".join(sorted(VIETNAMESE_MONTHS, key=len, reverse=True))
        others.append(rf"(?i:th(?:áng|g\.?))\s+(?P<counted_month>(?i:{numbers})|\d{{1,2}})(?!\w)")
    elif language == "mn":
        figures.append(rf"(?P<counted_month>(?<!\d)\d{{1,2}})(?:\s?-?\s?(?:р|дугаар|дүгээр))?\s?сар(?:ын)?(?!{_LETTER})")
    ordinal = spec.get("ordinal")
    suffix = f"(?:{ordinal})?" if ordinal else ""
    # A figure glued to a unit or to more figures is no day; a year may carry an apostrophe and an ending.
    after = r"(?!\d|\s?%|[.:/]\d|,\d{3}(?!\d)|,\d(?!\d))"
    if is_spaced:
        year_end = rf"(?:{spec.get('year_suffix', '[гمء]')})?"
        figures.append(
            rf"(?P<number>(?<!\d)\d{{4}}(?={year_end}(?!{_LETTER}))|(?<!\d)(?<!\d[.,:/])\d{{1,2}}(?={suffix}(?!{_LETTER})))"
            rf"(?:(?<=\d{{4}}){year_end}|{suffix}){after}(?!{_LETTER})"
        )
        others.append(r"(?<![^\W\d_])['’‘](?P<short_year>\d{2})(?![\w.:,/-])")
    else:
        figures.append(rf"(?P<number>(?<!\d)(?<!\d[.,:/])(?:\d{{4}}|\d{{1,2}})){after}")
    alternatives = _build_trie_pattern(words)
    if is_spaced:
        tail = spec.get("month_suffix", "") + spec.get("tail", "")
        others.append(rf"\b{spec.get('spaced_prefix', '')}(?P<word>{alternatives}){tail}(?!{_LETTER})")
    else:
        others.append(rf"(?P<word>{alternatives})")
    digit = r"[\d〇零○一二三四五六七八九十廿元]" if language in ("ja", "zh") else r"\d"
    return "|".join([rf"(?={digit})(?:{'|'.join(figures)})", *others])


VIETNAMESE_MONTHS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip


def _build_trie_pattern(words: Iterable[str]) -> str:
    """An alternation that shares prefixes, longest first, so that a position costs the length of a word and not their number."""
    trie: dict[str, Any] = {}
    for word in sorted(words):
        node = trie
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _render_trie(trie)


def _render_trie(node: dict[str, Any]) -> str:
    branches = []
    for character in sorted(node, reverse=True):  # "" sorts last: the longest word is tried first
        if character == "":
            branches.append("")
            continue
        literal = r"[\s\u200c]+" if character == " " else re.escape(character)
        branches.append(literal + _render_trie(node[character]))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _build_glue(spec: dict[str, Any]) -> dict[str, str]:
    glue: dict[str, str] = {"/": "/"}
    for key, symbol in (("join", "_"), ("and", "&"), ("range", "-")):
        for phrase in spec.get(key, ()):
            glue[squeeze_gap(phrase.lower())] = symbol
    for mark in RANGE_MARKS:
        glue[mark] = "-"
    glue[""] = "_"
    return glue


def squeeze_gap(gap: str) -> str:
    """The text between two finds without what never matters: spaces, and the points and commas around it."""
    return gap.translate(SPACES).strip(".,،，()（）°")


def _compile_words(words: list[str], is_spaced: bool) -> re.Pattern[str] | None:
    if not words:
        return None
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<!{_LETTER})(?:{alternatives})(?!{_LETTER})" if is_spaced else f"(?:{alternatives})")


def _compile_before(cues: Iterable[str], is_spaced: bool) -> re.Pattern[str] | None:
    words = sorted(set(cues), key=lambda word: (-len(word), word))
    if not words:
        return None
    alternatives = "|".join(re.escape(word.lower()) for word in words)
    return re.compile(rf"(?<!{_LETTER})(?:{alternatives})\s?$" if is_spaced else rf"(?:{alternatives})\s?$")


def _compile_after(tails: Iterable[str]) -> re.Pattern[str] | None:
    words = sorted(set(tails), key=lambda word: (-len(word), word))
    if not words:
        return None
    return re.compile(rf"\s?(?:{'|'.join(re.escape(word) for word in words)})(?!{_LETTER})")
