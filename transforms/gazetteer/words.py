"""Names that are rather words or given names, from lists of words. Build time only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import stopwordsiso
from faker import Faker

from transforms.gazetteer import keys

FAKER_LOCALES = (  # noqa: SIM905 - words side by side are read more easily
    "en_US en_GB de_DE fr_FR es_ES es_MX pt_BR pt_PT it_IT nl_NL pl_PL tr_TR ru_RU uk_UA id_ID sv_SE"
).split()
WORD_LANGUAGES = ["ar", "ca", "de", "en", "es", "fr", "gl", "id", "it", "nl", "pl", "pt", "ru", "tr", "uk"]
GREAT_POPULATION = 150_000
"""A city of this size is rather meant than the word that is spelt like its name; the few exceptions stand in the files of phrases."""


def list_given_names() -> list[str]:
    """Given names of the locales of Faker, folded: a surname after one of them is no place."""
    names = set()
    for locale in FAKER_LOCALES:
        for provider in Faker(locale).get_providers():
            for attribute in ("first_names_male", "first_names_female", "first_names", "first_names_nonbinary"):
                names |= {keys.name_key(name) for name in getattr(provider, attribute, ())}
    return sorted(name for name in names if " " not in name and len(name) > 2)


def read_english(directory: Path) -> set[str]:
    """Words that SCOWL writes in lower case, folded."""
    lines = [line for name in ("american-english", "british-english") for line in (directory / name).read_text(encoding="utf-8").split()]
    return {keys.name_key(word) for word in lines if word.islower() and word.isalpha() and len(word) > 1}


def list_words(actors: Sequence[Mapping[str, Any]], names: Iterable[str], english: set[str]) -> Iterator[str]:
    """Names of the gazetteer that are common words of a language: function words, and in English all words."""
    great = {keys.name_key(row["name"]) for row in actors if row["population"] >= GREAT_POPULATION}
    greatest = {keys.name_key(name) for row in actors for name in row["names"] if row["population"] >= 1_000_000 and len(name) > 3}
    known = {key for key in names if " " not in key}
    for lang in WORD_LANGUAGES:
        words = {keys.name_key(word) for word in stopwordsiso.stopwords(lang)} - greatest
        if lang == "en":
            words |= english - great
        yield from (f"{lang}\t{word}" for word in sorted(words & known))
