"""The phrase language: what a phrase finds and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.codebook.folding import fold
from transforms.codebook.phrases import Alternatives, PhraseError, Scanner, Script, parse_phrase


def find(phrase: str, text: str, script: Script = "spaced", **classes: list[str]) -> list[str]:
    ready: dict[str, Alternatives] = {}
    for name, phrases in classes.items():
        ready[name] = Alternatives(tuple(parse_phrase(fold(entry), ready, script) for entry in phrases))
    scanner = Scanner([parse_phrase(fold(phrase), ready, script)], script)
    return [text[hit.start:hit.end] for hit in scanner.scan(fold(text), [0])[0]]


@pytest.mark.parametrize(("phrase", "text", "found"), [
    ("sister city", "our Sister-City in Japan", ["Sister-City"]),
    ("sister city", "our sister citys", []),
    ("sign*", "It was signed, co-signing aside", ["signed", "signing"]),
    ("*partnerschaft", "die Städtepartnerschaft", ["Städtepartnerschaft"]),
    ("reunion", "la reunión", ["reunión"]),
    ("(signed|inked) a deal", "They inked a deal", ["inked a deal"]),
    ("sign* … agreement", "signed the long agreement", ["signed the long agreement"]),
    ("sign* … agreement", "agreement to sign", []),
    ("sign* & agreement", "the agreement was signed", ["agreement was signed"]),
    ("sign* … agreement", "signed " + "x" * 80 + " agreement", []),
    ("charge d'affaires", "the Chargé d’Affaires", ["Chargé d’Affaires"]),
    ("подпис* & договор*", "Мэры подписали договор", ["подписали договор"]),
])
def test_spaced(phrase: str, text: str, found: list[str]) -> None:
    assert find(phrase, text) == found


@pytest.mark.parametrize(("phrase", "text", "found"), [
    ("협약 체결", "업무협약을 체결했다", ["협약을 체결"]),
    ("자매결연", "양 도시는 자매결연을", ["자매결연"]),
])
def test_joined(phrase: str, text: str, found: list[str]) -> None:
    assert find(phrase, text, "joined") == found


@pytest.mark.parametrize(("phrase", "text", "found"), [
    ("{sign}…{paper}", "協定書に署名した覚書", ["署名した覚書"]),
    ("{sign}&{paper}", "友好都市協定を締結した", ["協定を締結"]),
    ("友好 都市", "友好都市", ["友好都市"]),
])
def test_unspaced(phrase: str, text: str, found: list[str]) -> None:
    assert find(phrase, text, "unspaced", sign=["署名", "締結"], paper=["協定", "覚書"]) == found


@pytest.mark.parametrize(("phrase", "text", "found"), [
    ("مذكرة تفاهم", "وقعتا على مذكرة التفاهم", ["مذكرة التفاهم"]),
    ("وفد", "ضمن الوفد", ["الوفد"]),
    ("وفد", "والوفد في استوفد", ["والوفد"]),
    ("زار", "في وزارة الخارجية", []),
])
def test_prefixes(phrase: str, text: str, found: list[str]) -> None:
    scanner = Scanner([parse_phrase(fold(phrase), {}, "spaced", has_prefixes=True)], "spaced", frozenset({"و", "ال", "وال"}))
    assert [text[hit.start:hit.end] for hit in scanner.scan(fold(text), [0])[0]] == found


def test_class_with_a_phrase_of_its_own() -> None:
    assert find("{paper} signed", "the memorandum of long understanding signed", paper=["memorandum … understanding"]) == [
        "memorandum of long understanding signed"]


def test_nothing_is_found_across_sentences() -> None:
    scanner = Scanner([parse_phrase("sign* … agreement", {}, "spaced")], "spaced")
    assert scanner.scan("signed it. the agreement", [0, 11]) == [[], []]


def test_traditional_characters_are_found_by_simplified_phrases() -> None:
    assert fold("締結為友誼市", simplify=True) == fold("缔结为友谊市")


@pytest.mark.parametrize(("phrase", "message"), [
    ("(signed", "not closed"), ("signed)", r"unexpected '\)'"), ("{nothing} here", "no class"), ("a & ", "something is missing"),
    ("sig*ned", "beginning or the end"),
    ("", "something is missing"), ("one|two", "need brackets"), ("(a & b)", "outside brackets"),
])
def test_bad_phrases_are_refused(phrase: str, message: str) -> None:
    with pytest.raises(PhraseError, match=message):
        parse_phrase(phrase, {}, "spaced")


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(fold(text, simplify=True)) == len(text)


@given(st.lists(st.sampled_from(["signed", "the", "agreement", "twin", "…", "—", "協定", "\n"]), min_size=1, max_size=60))
def test_hits_lie_within_their_sentence(words: list[str]) -> None:
    text = " ".join(words)
    starts = [0, *[at + 1 for at, char in enumerate(text) if char == "\n" and at + 1 < len(text)]]
    scanner = Scanner([parse_phrase("sign* & (agreement|twin)", {}, "spaced"), parse_phrase("twin", {}, "spaced")], "spaced")
    ends = [*starts[1:], len(text)]
    for start, end, hits in zip(starts, ends, scanner.scan(text, starts), strict=True):
        assert all(start <= hit.start < hit.end <= end for hit in hits)
