"""Every lexicon reads, and says where it does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from transforms.codebook import CodebookError, find_lexicon, lexicon, list_languages, load_lexicon
from transforms.codebook.lexicon import ENCOUNTER, FILES, LEXICONS, Trigger


@pytest.mark.parametrize("name", list_languages())
def test_lexicon_reads_and_has_the_main_types(name: str) -> None:
    found = load_lexicon(name)
    types = {meaning.type_code for meaning in found.meanings if isinstance(meaning, Trigger)}
    assert {"twinning", "accord", "visit", "termination", "forum", ENCOUNTER} <= types
    assert found.label and found.order in {"svo", "sov"}


@pytest.mark.parametrize("name", list_languages())
def test_no_phrase_of_a_lexicon_is_a_single_letter(name: str) -> None:
    found = load_lexicon(name)
    assert not [meaning.phrase for meaning in found.meanings if isinstance(meaning, Trigger) and len(meaning.phrase.strip("*")) < 2]


def test_a_tag_finds_its_folder() -> None:
    assert find_lexicon("en-GB") == "en"
    assert find_lexicon("EN") == "en"
    assert find_lexicon("tlh") is None
    assert find_lexicon(None) is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "en"
    shutil.copytree(LEXICONS / "en", copy)
    return copy


@pytest.mark.parametrize(("file", "text", "message"), [
    ("triggers", "triggers: {wedding: [marry]}", r"triggers\.yml: wedding is not an event type"),
    ("triggers", "triggers: {visit: [{phrase: go, colour: red}]}", "unknown key colour"),
    ("triggers", "triggers: {visit: ['(go']}", r"triggers\.yml: visit: a bracket is not closed"),
    ("realis", "maybe: [perhaps]", r"realis\.yml: maybe is not a known code"),
    ("domains", "- a list", "a mapping is expected"),
])
def test_a_bad_file_is_named(folder: Path, file: str, text: str, message: str) -> None:
    (folder / f"{file}.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        lexicon._Reader(folder).read()


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "vetoes.yml").unlink()
    with pytest.raises(CodebookError, match=r"vetoes\.yml"):
        lexicon._Reader(folder).read()


def test_every_folder_has_all_files() -> None:
    for name in list_languages():
        assert {path.stem for path in (LEXICONS / name).glob("*.yml")} == set(FILES)
