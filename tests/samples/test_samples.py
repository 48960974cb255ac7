"""The corpus and the recorded web hold what they promise, and every label can be checked against its text."""

import re
from collections import Counter

import pytest

from extractors.declarations import load_sources
from samples.build import RECORDED_AT, build_recording
from samples.corpus import FOLDER, load_announcements, read_announcement
from transforms.codebook import load_codebook

ALL = load_announcements()
SAMPLE = load_announcements("sample")
GOLD = load_announcements("gold")
SOURCES = load_sources(FOLDER / "sources")
INVENTED = {"sample_br_serraformosa", "sample_fr_saintaubrac", "sample_gb_ambermouth", "sample_jp_kami"}
LABELS = {"type", "realis", "tie_status", "date", "parties", "national", "domains", "direction", "instrument", "evidence"}
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def count_words(text: str) -> float:
    """Words; of a text written without spaces, two characters count as one."""
    unspaced = len(UNSPACED.findall(text))
    return unspaced / 2 if unspaced > len(text) / 3 else len(text.split())


def test_the_web_is_as_broad_as_promised():
    assert len(SAMPLE) >= 60
    assert len({announcement.lang.split("-")[0] for announcement in SAMPLE}) >= 8
    assert len({announcement.source_id for announcement in SAMPLE}) >= 16
    assert {source.listing.kind for source in SOURCES.values()} >= {"rss", "atom", "sitemap", "wordpress", "html"}


def test_every_source_of_the_web_is_marked_as_such_and_lies_on_a_reserved_host():
    for source in SOURCES.values():
        assert source.sample, source.source_id
        assert all(re.match(r"https://[a-z-]+\.example/", url) for url in source.listing.urls), source.source_id


def test_the_web_holds_the_hard_things():
    assert Counter(a.defect for a in SAMPLE)["broken"] == 1
    assert any(a.defect == "wrong_charset" for a in SAMPLE)
    assert any(a.published is None for a in SAMPLE)
    assert sum(a.gone for a in SAMPLE) == 1
    assert sum(a.edited is not None for a in SAMPLE) == 1
    assert any(a.first_seen == "later" for a in SAMPLE)
    assert any(len(event["parties"]) >= 10 for a in SAMPLE for event in a.expect["events"])
    reasons = {a.expect["abstained"] for a in SAMPLE}
    assert {"domestic_pair", "tourism_ad", "sport_result", "national_diplomacy_only"} <= reasons
    chain = sorted((event["date"]["start"], event["type"]) for a in SAMPLE if a.source_id == "sample_es_barcelona"
                   for event in a.expect["events"] if {"Barcelona", "Tel Aviv"} <= {party["name"] for party in event["parties"]})
    assert [act for _, act in chain] == ["twinning", "termination", "renewal", "termination"]


def test_the_gold_is_large_long_and_hard():
    assert len(GOLD) >= 120
    negatives = [a for a in GOLD if a.expect["abstained"]]
    assert len(negatives) / len(GOLD) >= 0.4
    lengths = sorted(count_words(a.body) for a in GOLD)
    assert lengths[len(lengths) // 4] >= 150
    assert max(lengths) <= 500


@pytest.mark.parametrize("announcement", ALL, ids=lambda a: a.document_name)
def test_labels_are_of_the_codebook_and_evidence_is_in_the_text(announcement):
    codebook = load_codebook()
    types = {row["type_code"] for row in codebook.event_types}
    expect = announcement.expect
    assert (expect["abstained"] is None) == bool(expect["events"])
    if expect["abstained"]:
        assert expect["abstained"] in {row["reason_code"] for row in codebook.abstentions}
    for event in expect["events"]:
        assert set(event) >= LABELS - {"tie_status"}
        assert event["type"] in types
        assert event["realis"] in {row["realis_code"] for row in codebook.realis}
        assert set(event["domains"]) <= {row["domain_code"] for row in codebook.domains}
        assert any(event["evidence"] in text for text in (announcement.body, announcement.title)), event["evidence"]
        assert event["parties"]


@pytest.mark.parametrize("announcement", ALL, ids=lambda a: a.document_name)
def test_a_text_that_names_real_governments_says_what_it_follows(announcement):
    if announcement.source_id in INVENTED:
        assert announcement.follows is None
    else:
        assert re.match(r"https?://\S+\.\S+", announcement.follows or "")


def test_a_bad_announcement_names_its_file(tmp_path):
    file = tmp_path / "sample_xx" / "bad.yml"
    file.parent.mkdir()
    file.write_text("title: x\ntags: []\npublished: null\ncolour: red\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.yml: .*colour"):
        read_announcement(file)


@pytest.mark.parametrize("recording", RECORDED_AT)
def test_the_same_corpus_gives_the_same_bytes(recording, tmp_path):
    first, second = (build_recording(recording, tmp_path / name).read_bytes() for name in ("a", "b"))
    assert first == second
    assert len(first) > 50_000
