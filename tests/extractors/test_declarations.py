from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from extractors.declarations import SCHEMA_PATH, SourceError, load_source, load_sources

GOOD = """\
# Pages before 2019 carry no date.
source_id: no_nordby
title: News of the city of Nordby
publisher: {name: Nordby kommune, country: NO, level: local, official: true}
coverage: {start: 2019-01-01, frequency: weekly, languages: [nb, en], time_zone: Europe/Oslo}
listing:
  kind: html
  urls: [https://nordby.example/nyheter]
  items: "ul.news > li"
  next: a.next
  article_pattern: /nyheter/\\d+
article: {title: h1, published: "time[datetime]", body: div.body}
lookups: {category: {Internasjonalt: keep, Sport: drop}}
evidence_url: https://nordby.example/nyheter
verified: never
disabled: {reason: moved, on: 2026-05-04}
"""


def write(folder: Path, text: str, name: str = "no_nordby.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_declaration_is_read_to_the_last_key(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert (source.source_id, source.publisher.country, source.coverage.start) == ("no_nordby", "NO", date(2019, 1, 1))
    assert source.coverage.languages == ("nb", "en")
    assert source.listing.urls == ("https://nordby.example/nyheter",)
    assert source.categories == {"Internasjonalt": True, "Sport": False}
    assert source.disabled is not None and source.disabled.on == date(2026, 5, 4)
    assert source.verified is None and source.sample is False and source.publisher.actor_id is None


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ("title: News", "titel: News", 3, "titel", "is not a known key"),
        ("level: local", "tier: local", 4, "publisher.tier", "is not a known key"),
        ("title: News of the city of Nordby\n", "", 2, "title", "is missing"),
        ("frequency: weekly", "frequency: often", 5, "coverage.frequency", "is not one of daily"),
        ("country: NO", "country: no", 4, "publisher.country", "does not match"),
        ("country: NO", "country: QQ", 4, "publisher.country", "is not an ISO 3166-1 code"),
        ("country: NO", "country: null", 4, "publisher.country", "only networks"),
        ("official: true", "official: yes", 4, "publisher.official", "is not of type boolean"),
        ("Europe/Oslo", "Europe/Osloo", 5, "coverage.time_zone", "is not an IANA time zone"),
        ("2019-01-01", "2019-02-30", 5, "coverage.start", "is not a day"),
        ("verified: never", "verified: perhaps", 15, "verified", "neither a day"),
        ("[https://nordby.example/nyheter]", "[nordby.example]", 8, "listing.urls[0]", "does not match"),
        ("next: a.next", "next: a..next", 10, "listing.next", "is not a CSS selector"),
        ("/nyheter/\\d+", "/nyheter/(", 11, "listing.article_pattern", "is not a regular expression"),
        ("kind: html", "kind: rss", 9, "listing.items", "has no use with kind rss"),
        ("verified: never", "verified: never\ntitle: again", 16, "title", "is given twice"),
        ("  kind: html", "  max_pages: 010\n  kind: html", 7, "listing.max_pages", "octal"),
        ("  kind: html", "  max_pages: 0\n  kind: html", 7, "listing.max_pages", "minimum"),
        ("title: News", "title: &a News", 3, "yaml", "anchors"),
        ("title: News", "title: !!python/name:os.system News", 3, "yaml", "tags"),
        ("title: News", "title: [News", 4, "yaml", "expected"),
        ("source_id: no_nordby", "source_id: no_sorby", 2, "source_id", "is not the name of the file"),
        ("{reason: moved, on: 2026-05-04}", "true", 16, "disabled", "is not of type object"),
    ],
)
def test_a_bad_declaration_names_file_line_and_key(tmp_path: Path, old: str, new: str, line: int, key: str, reason: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SourceError) as caught:
        load_source(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: {key}: ") and reason in message


def test_the_schema_is_one_and_the_example_of_the_docs_keeps_to_it(tmp_path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA_PATH.read_text(encoding="utf-8")))
    guide = (Path(__file__).parents[2] / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
    source = load_source(write(tmp_path, guide.partition("```yaml\n")[2].partition("```")[0]))
    assert source.source_id == "no_nordby" and source.verified is None


def test_every_problem_of_a_file_is_counted(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("title: News", "titel: News").replace("weekly", "often"))
    with pytest.raises(SourceError, match=r"and 2 more") as caught:
        load_source(path)
    assert {key for _, key, _ in caught.value.problems} == {"title", "titel", "coverage.frequency"}


def test_a_network_needs_no_country(tmp_path: Path) -> None:
    text = GOOD.replace("country: NO, level: local", "country: null, level: network")
    assert load_source(write(tmp_path, text)).publisher.country is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- a\n- b\n"])
def test_a_file_that_is_no_declaration_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"x\.yml:1"):
        load_source(path)
    with pytest.raises(SourceError, match=r"missing\.yml:1: file"):
        load_source(tmp_path / "missing.yml")


def test_sources_are_found_by_folder_and_ids_are_unique(tmp_path: Path) -> None:
    for folder in ("no", "se"):
        (tmp_path / folder).mkdir()
    write(tmp_path / "no", GOOD)
    write(tmp_path / "no", GOOD.replace("source_id: no_nordby", "source_id: no_a"), "no_a.yml")
    assert list(load_sources(tmp_path)) == ["no_a", "no_nordby"]
    write(tmp_path / "se", GOOD)
    with pytest.raises(SourceError, match="also declared"):
        load_sources(tmp_path)
