"""Larger units that only say where a smaller one lies."""

from __future__ import annotations

import re

from transforms.actors.records import Mention
from transforms.actors.surroundings import HELD_GAP
from transforms.coding.reading import Sentence

_TOWNS = frozenset({"sub_municipal", "local"})
_RANK = {"sub_municipal": 1, "local": 2, "metropolitan": 3, "intermediate": 4, "regional": 5, "national": 6}
CONTAINER_GAP = 8
_CAPITAL_GAP = 30
_COMMAS = frozenset({", ", ",", " ("})
_INSIDE = re.compile(
    r"[ ,]{1,2}(?:in|en|em|im|na|no|dans|nel|nella|nell|au|aux|à|a|al)"
    r"(?:['’ ](?:the|das?|del?|der|den|dem|el|las?|los|le|les|els|il|l)){0,2}['’ ]")
"""Between a town and the unit it lies in: "Menton, dans les Alpes-Maritimes"."""
_GOVERNMENTS = ("政府", "정부")
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{1,3}(?:[(（][\u3041-\u309f]{1,8}[)）])?郡(?:[(（][\u3041-\u309f]{1,8}[)）])?")
"""Between a prefecture of Japan and a town in it."""


def contains(outer: Mention, inner: Mention, sentence: Sentence, text: str) -> bool:
    """Whether a larger unit only says where a smaller one beside it lies: "Edinburgh, Scotland", "Changchun, capital of Jilin"."""
    if outer.basis not in {"toponym", "country", "typed"} or outer.office or inner.country is None or outer.country != inner.country:
        return False
    if outer.end == inner.start and outer.basis == "typed" and not text[outer.start].isascii() and outer.level in _TOWNS:
        return True  # 玉溪市元江县
    if outer.end < inner.start and not outer.is_official and HELD_GAP.fullmatch(text, outer.end, inner.start):
        return True  # "Nevşehir'e bağlı Uçhisar"
    if outer.basis == "toponym" and inner.basis == "typed" and outer.end + 1 == inner.start and "Belediye" in text[inner.start:inner.end]:
        return True  # "Mersin Yenişehir Belediyesi"
    if _RANK.get(outer.level, 0) <= _RANK.get(inner.level, 0):
        return _is_unit_behind(outer, inner, text)
    if outer.level == "national":
        return inner.is_official or not text[:outer.end].endswith(_GOVERNMENTS)
    if outer.end < inner.start and _DISTRICT.fullmatch(text, outer.end, inner.start):
        return True
    gap = outer.start - inner.end
    if 0 < gap <= _CAPITAL_GAP and _INSIDE.fullmatch(text, inner.end, outer.start):
        return True
    if 0 < gap <= _CAPITAL_GAP and any(inner.end <= hit.start < outer.start for _, hit in sentence.cues("grammar", "capitals")):
        return True
    if outer.iso_3166_2 and inner.iso_3166_2 and outer.iso_3166_2 != inner.iso_3166_2 and text[inner.end:outer.start] not in _COMMAS:
        return False
    return 0 <= gap <= CONTAINER_GAP or 0 <= inner.start - outer.end <= 2 or (outer.start <= inner.start and inner.end <= outer.end)


def _is_unit_behind(outer: Mention, inner: Mention, text: str) -> bool:
    """Whether a name behind a comma is that of the unit, though a city of it bears the name as well: "Meoqui, Chihuahua"."""
    return (outer.basis == "toponym" and outer.iso_3166_2 is not None and outer.iso_3166_2 == inner.iso_3166_2
            and text[inner.end:outer.start] in _COMMAS
            and any(actor_id == f"iso:{outer.iso_3166_2}" for actor_id, _ in outer.candidates))
