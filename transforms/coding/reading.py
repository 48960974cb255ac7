"""A document read: language, sentences, and what each sentence holds (phrases, mentions, dates)."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from extractors.dates import DateSpan, find_dates
from extractors.language import identify_language
from transforms.actors import find_mentions
from transforms.actors.mentions import find_publisher
from transforms.actors.records import Mention
from transforms.actors.sites import find_site_owner
from transforms.codebook import Cue, Lexicon, Trigger, find_lexicon, load_lexicon
from transforms.codebook.phrases import Hit
from transforms.coding.sentences import split_sentences
from transforms.gazetteer import load_gazetteer
from transforms.gazetteer.keys import name_key

_SCRIPTS = {
    "han": re.compile("[\u3400-\u9fff]"), "kana": re.compile("[\u3041-\u30fa]"), "hangul": re.compile("[\uac00-\ud7a3]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"), "arabic": re.compile("[\u0600-\u06ff]"), "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
}
_SCRIPT_OF = {"zh": "han", "ja": "kana", "ko": "hangul", "ru": "cyrillic", "uk": "cyrillic", "ar": "arabic"}
_SURE = 0.9
_SAMPLE = 2000
_SURROGATES = re.compile("[\ud800-\udfff]")
_LETTERS = re.compile(r"\w+")
_SHORTEST_HEADLINE = 12
_LONGER_THAN_TITLE = 1.3

Said = tuple[Trigger | Cue, Hit]


@dataclass
class Sentence:
    """One sentence of a field; offsets of its parts are those of the field.

    ``is_headline``: it is the title, or repeats it in the text.
    """

    index: int
    field: str
    start: int
    end: int
    is_headline: bool = False
    said: list[Said] = dataclasses.field(default_factory=list)
    mentions: list[Mention] = dataclasses.field(default_factory=list)
    dates: list[DateSpan] = dataclasses.field(default_factory=list)
    _triggers: list[tuple[Trigger, Hit]] = dataclasses.field(init=False, default_factory=list)
    _cues: dict[str, list[tuple[Cue, Hit]]] = dataclasses.field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for meaning, hit in self.said:
            if isinstance(meaning, Cue):
                self._cues.setdefault(meaning.kind, []).append((meaning, hit))
            else:
                self._triggers.append((meaning, hit))

    def cues(self, kind: str, value: str | None = None) -> list[tuple[Cue, Hit]]:
        """Cues of a kind (and value) in the sentence, in order."""
        cues = self._cues.get(kind, [])
        return cues if value is None else [(cue, hit) for cue, hit in cues if cue.value == value]

    def triggers(self) -> list[tuple[Trigger, Hit]]:
        """Triggers in the sentence, in order."""
        return self._triggers


@dataclass
class Publisher:
    """Who publishes the document; ``is_party`` when it is a named government or body (a newspaper's country alone is not)."""

    name: str | None
    country: str | None
    actor_id: str | None

    @property
    def is_party(self) -> bool:
        return self.name is not None or self.actor_id is not None

    def as_field(self) -> dict[str, str | None] | None:
        """The publisher as a document names it; None when nothing is known."""
        known = {"name": self.name, "country": self.country, "actor_id": self.actor_id}
        return known if any(known.values()) else None


@dataclass
class Reading:
    """Everything the rules look at; ``sentences`` run through the title first, then the text."""

    document: dict[str, Any]
    lang: str | None
    lexicon: Lexicon | None
    publisher: Publisher
    published: str | None
    title: str
    text: str
    sentences: list[Sentence]

    @cached_property
    def domains(self) -> Counter[str]:
        """How often the whole document speaks of each policy domain."""
        return Counter(cue.value for sentence in self.sentences for cue, _ in sentence.cues("domain"))

    def slice(self, name: str, start: int, end: int) -> str:
        return (self.title if name == "title" else self.text)[start:end]


def _text(value: Any) -> str:
    """A text; lone surrogates, which no encoding knows, become the replacement character, so that offsets hold."""
    return _SURROGATES.sub("\ufffd", value) if isinstance(value, str) else ""


def read_publisher(value: Any) -> Publisher:
    """Publisher of a document: an actor id, a mapping with ``name`` and ``country``, or nothing; anything else counts as nothing."""
    if isinstance(value, str):
        return Publisher(None, None, value or None)
    if isinstance(value, dict):
        country = _text(value.get("country")).upper()
        return Publisher(_text(value.get("name")) or None, country if re.fullmatch(r"[A-Z]{2}", country) else None,
                         _text(value.get("actor_id")) or None)
    return Publisher(None, None, None)


def read_published(value: Any) -> str | None:
    """An ISO date cut to its precision, or None; the time of a timestamp is dropped."""
    match = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", _text(value))
    if not match:
        return None
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)


def choose_language(title: str, text: str, hint: str | None) -> str | None:
    """The hint when the script of the text allows it, else what the text is identified as; None when nothing can be told."""
    sample = f"{title}\n{text[:_SAMPLE]}"
    if hint and find_lexicon(hint) and _fits(sample, hint):
        return hint
    lang, _ = identify_language(sample, [hint] if hint else [])
    return None if lang == "und" else lang


def _fits(sample: str, lang: str) -> bool:
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS.items()}
    script = _SCRIPT_OF.get(lang.split("-")[0].lower(), "latin")
    if script == "kana":
        return counts["kana"] > 0 and counts["hangul"] < counts["kana"] + counts["han"]
    if script == "han":
        return counts["han"] > counts["latin"] // 4 and counts["kana"] * 20 <= counts["han"] and counts["hangul"] < counts["han"]
    # One Chinese character or Hangul syllable carries what several letters do.
    weight = {name: count * (3 if name in {"han", "kana", "hangul"} else 1) for name, count in counts.items()}
    return weight[script] >= max(weight.values()) // 2


def read_document(document: dict[str, Any]) -> Reading:
    """Reads a document: see :class:`Reading`. ``lexicon`` is None when no lexicon serves its language."""
    title, text = _text(document.get("title")), _text(document.get("text"))
    hint = _text(document.get("lang")) or None
    publisher = read_publisher(document.get("publisher"))
    document = {**document, "publisher": publisher.as_field()}
    if publisher.actor_id is None:
        publisher = _settle_publisher(publisher, document)
        document["publisher"] = publisher.as_field()
    lang = choose_language(title, text, hint)
    reading = _read_in(document, lang, title, text, publisher)
    if hint and lang == hint and reading.lexicon and not any(sentence.triggers() for sentence in reading.sentences):
        # Nothing understood: the tag may be wrong. Only a sure other language overrules it.
        other, confidence = identify_language(f"{title}\n{text[:_SAMPLE]}")
        if confidence >= _SURE and find_lexicon(other) != find_lexicon(hint) and other != "und":
            return _read_in(document, other, title, text, publisher)
    return reading


def _read_in(document: dict[str, Any], lang: str | None, title: str, text: str, publisher: Publisher) -> Reading:
    folder = find_lexicon(lang)
    reading = Reading(document, lang, load_lexicon(folder) if folder else None, publisher, read_published(document.get("published")),
                      title, text, [])
    if reading.lexicon is None:
        return reading
    for name, value in (("title", title), ("text", text)):
        _read_field(reading, name, value, reading.lexicon)
    if any(sentence.triggers() for sentence in reading.sentences):
        _add_mentions(reading)
        _add_dates(reading)
    return reading


def _settle_publisher(publisher: Publisher, document: dict[str, Any]) -> Publisher:
    """The publisher with its actor, found once for all that ask: by its name, else by the host of the document's address, which also tells
    which of two governments of one name publishes (pref.tottori.lg.jp: the prefecture's, not the city's)."""
    known = find_publisher(document, load_gazetteer())[0]
    owner = find_site_owner(_text(document.get("url")), publisher.country)
    if owner is not None and (known is None or (known.level != owner.level and owner.country == known.country
                                                and name_key(owner.name).startswith(name_key(known.name)))):
        known = owner
    return publisher if known is None else Publisher(publisher.name, publisher.country or known.country, known.actor_id)


def _read_field(reading: Reading, name: str, value: str, lexicon: Lexicon) -> None:
    starts = split_sentences(value, lexicon)
    if not starts:
        return
    folded = lexicon.fold(value)
    title = _letters(lexicon.fold(reading.title))
    found = lexicon.scan(folded, starts)
    for start, end, said in zip(starts, [*starts[1:], len(value)], found, strict=True):
        end = start + len(value[start:end].rstrip())
        is_headline = name == "title" or _repeats(_letters(folded[start:end]), title)
        reading.sentences.append(Sentence(len(reading.sentences), name, start, end, is_headline, said))


def _letters(folded: str) -> str:
    return "".join(_LETTERS.findall(folded))


def _repeats(sentence: str, title: str) -> bool:
    """Whether a sentence of the text, as letters, is the title once more, or most of it: pages print it above the body."""
    if len(sentence) < _SHORTEST_HEADLINE or not title:
        return False
    return sentence in title or (title in sentence and len(sentence) <= len(title) * _LONGER_THAN_TITLE)


def _place(reading: Reading) -> dict[str, tuple[list[int], list[Sentence]]]:
    places: dict[str, tuple[list[int], list[Sentence]]] = {"title": ([], []), "text": ([], [])}
    for sentence in reading.sentences:
        starts, sentences = places[sentence.field]
        starts.append(sentence.start)
        sentences.append(sentence)
    return places


def _add_mentions(reading: Reading) -> None:
    places = _place(reading)
    document = {"title": reading.title, "text": reading.text, "lang": reading.lang, "publisher": reading.document.get("publisher")}
    for mention in find_mentions(document, load_gazetteer()):
        starts, sentences = places[mention.field]
        if starts:
            sentences[max(0, bisect_right(starts, mention.start) - 1)].mentions.append(mention)


def _add_dates(reading: Reading) -> None:
    places = _place(reading)
    for name, value in (("title", reading.title), ("text", reading.text)):
        starts, sentences = places[name]
        for span in find_dates(value, lang=reading.lang or "", country=reading.publisher.country) if starts else ():
            sentences[max(0, bisect_right(starts, span.start) - 1)].dates.append(span)
