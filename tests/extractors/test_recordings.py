from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from recorded import FIRST, HOST, LATER, article, declare, feed, page, record

from extractors.archive import ArchiveError, read_archived
from extractors.collect import collect_archive, collect_source, replay_archive
from extractors.landing import list_manifests, read_table
from extractors.transport import ReplayTransport

TEXT = "The mayors of both cities signed a letter on schools, ports and the exchange of archivists."


def rows(landing: Path, table: str) -> list[dict[str, Any]]:
    return [row for m in list_manifests(landing, "collect") for row in read_table(m.folder, table).to_pylist()]


def in_order(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(documents, key=lambda d: (d["fetched_at"], d["revision_id"]))


def bring(folder: Path, *paths: Path, **kwargs: Any) -> dict[str, Any]:
    return collect_archive(
        paths, kwargs.pop("source", None), source_id="archive_x", archive_dir=folder / "archive", landing_dir=folder / "landing",
        instant=kwargs.pop("instant", LATER), **kwargs)  # fmt: skip


def test_the_archive_alone_gives_the_landing_folders_again(tmp_path: Path) -> None:
    source = declare(tmp_path / "sources")
    listing = page(feed(("/a", "A", "Fri, 01 May 2026 10:00:00 GMT"), ("/b", "B", "Sat, 02 May 2026 10:00:00 GMT")), "application/rss+xml")
    first = {"/feed": listing, "/a": page(article("A", day=None)), "/b": page(b"", status=302, Location="/c"), "/c": page(article("C")),
             "/d": page(b"<p>")}  # fmt: skip
    later = {**first, "/a": page(article("A2", day=None)), "/b": page(b"", status=404)}
    for pages, instant in ((first, FIRST), (first, FIRST), (later, LATER)):
        recording = record(tmp_path / "r.warc.gz", pages, instant)
        collect_source(source, transport=ReplayTransport([recording]), archive_dir=tmp_path / "archive", landing_dir=tmp_path / "landing",
                       instant=instant)  # fmt: skip
    before = {p: p.read_bytes() for p in (tmp_path / "archive").rglob("*.warc.gz")}
    manifests = replay_archive(source, archive_dir=tmp_path / "archive", landing_dir=tmp_path / "again")
    assert [m["run"] for m in manifests] == [m.run for m in list_manifests(tmp_path / "landing")]
    for table in ("document", "issue", "source_day"):
        assert rows(tmp_path / "again", table) == rows(tmp_path / "landing", table)
    assert len(rows(tmp_path / "again", "document")) == 4
    again = [(m.folder / "document.parquet").read_bytes() for m in list_manifests(tmp_path / "again")]
    assert again == [(m.folder / "document.parquet").read_bytes() for m in list_manifests(tmp_path / "landing")]
    assert {p: p.read_bytes() for p in (tmp_path / "archive").rglob("*.warc.gz")} == before
    assert replay_archive(source, archive_dir=tmp_path / "archive", landing_dir=tmp_path / "again") == []
    # The web goes on from there as if nothing had happened.
    recording = record(tmp_path / "r.warc.gz", later, LATER)
    manifest = collect_source(source, transport=ReplayTransport([recording]), archive_dir=tmp_path / "archive",
                              landing_dir=tmp_path / "again", instant=LATER)  # fmt: skip
    assert manifest["counts"]["documents"] == manifest["counts"]["tombstones"] == 0


def test_every_html_response_of_a_brought_warc_is_a_page(tmp_path: Path) -> None:
    brought = record(tmp_path / "brought.warc.gz", {"/a": page(article("A")), "/style.css": page(b"p {}", "text/css"),
                                                    "/b": page(article("B")), "/x": page(b"no", status=404)})  # fmt: skip
    manifest = bring(tmp_path, brought)
    assert manifest["counts"]["documents"] == 2 and manifest["outcome"] == "ok"
    documents = rows(tmp_path / "landing", "document")
    assert [(d["title"], d["source_id"], d["publisher_name"], d["is_official"]) for d in documents] == [
        ("A", "archive_x", None, False), ("B", "archive_x", None, False)]  # fmt: skip
    assert documents[0]["fetched_at"] == FIRST.replace(tzinfo=None)
    assert rows(tmp_path / "landing", "source_day")[0]["day"] == FIRST.date()
    again = bring(tmp_path, brought)
    assert again["counts"]["documents"] == 0 and rows(tmp_path / "landing", "source_day")[0] == rows(tmp_path / "landing", "source_day")[1]
    rebuilt = replay_archive(None, source_id="archive_x", archive_dir=tmp_path / "archive", landing_dir=tmp_path / "again")
    assert len(rebuilt) == 2 and rows(tmp_path / "again", "document") == documents


def test_a_damaged_warc_gives_what_is_whole_and_names_the_place(tmp_path: Path) -> None:
    brought = record(tmp_path / "brought.warc.gz", {f"/{n}": page(article(f"Title {n}")) for n in range(4)})
    data = brought.read_bytes()
    brought.write_bytes(data[: len(data) - 60])
    counts = bring(tmp_path, brought)["counts"]
    assert (counts["documents"], counts["failed"], counts["listed"]) == (3, 1, 4)
    (issue,) = rows(tmp_path / "landing", "issue")
    assert issue["reason"] == "record_truncated" and issue["item"].startswith("brought.warc.gz:") and issue["severity"] == "quarantine"
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    assert bring(tmp_path / "other", tmp_path / "empty.warc.gz")["outcome"] == "ok"
    with pytest.raises(ArchiveError, match=r"missing\.warc\.gz"):
        bring(tmp_path / "third", tmp_path / "missing.warc.gz")
    assert not list((tmp_path / "third").rglob("*.json"))


def test_json_lines_land_like_pages_and_bad_ones_are_named(tmp_path: Path) -> None:
    lines: list[Any] = [
        {"url": "https://a.example/1", "title": "One", "text": TEXT, "lang": "en", "published": "2024-05", "publisher": {"country": "FR"}},
        {"url": "https://a.example/2", "html": article("Two").decode(), "publisher": "iso:DE-HH"},
        "{not json",
        {"url": "ftp://a.example/3", "text": TEXT},
        {"url": "https://a.example/4"},
        {"url": "https://a.example/5", "text": TEXT, "published": "last week"},
        {"url": "https://a.example/6", "text": TEXT, "publisher": {"country": "France"}},
        ["a list"],
        {"url": "https://a.example/7", "text": TEXT, "published": "2024-05-17T10:00:00Z"},
    ]
    path = tmp_path / "brought.jsonl"
    content = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode()
    path.write_bytes(content + b"\n\xff\xfe\n\n" + b"[" * 100_000)
    counts = bring(tmp_path, path)["counts"]
    assert (counts["documents"], counts["failed"], counts["listed"]) == (3, 8, 11)
    documents = rows(tmp_path / "landing", "document")
    assert [(d["title"], d["published"], d["published_precision"], d["publisher_country"], d["publisher_actor_id"]) for d in documents] == [
        ("One", "2024-05", "month", "FR", None), ("Two", "2026-05-01", "day", None, "iso:DE-HH"),
        (None, "2024-05-17", "day", None, None)]  # fmt: skip
    assert documents[0]["text"] == TEXT and documents[2]["lang"] == "en"
    issues = rows(tmp_path / "landing", "issue")
    assert [i["item"] for i in issues] == [f"brought.jsonl:{n}" for n in (3, 4, 5, 6, 7, 8, 10, 12)]
    assert {i["reason"] for i in issues} == {"bad_line"} and "published" in issues[3]["detail"]
    record_of_line = read_archived(tmp_path / "archive", documents[0]["archive_record"])
    assert json.loads(record_of_line.payload or b"")["url"] == "https://a.example/1"
    assert bring(tmp_path, path)["counts"]["documents"] == 0
    replay_archive(None, source_id="archive_x", archive_dir=tmp_path / "archive", landing_dir=tmp_path / "again")
    assert rows(tmp_path / "again", "document") == documents


def test_a_brought_file_can_belong_to_a_declared_source(tmp_path: Path) -> None:
    source = declare(tmp_path / "sources")
    brought = record(tmp_path / "brought.warc.gz", {"/a": page(article("A"))})
    bring(tmp_path, brought, source=source)
    (document,) = rows(tmp_path / "landing", "document")
    assert (document["source_id"], document["publisher_country"], document["url"]) == ("no_nordby", "NO", f"{HOST}/a")


def test_our_own_files_can_be_brought_to_another_place(tmp_path: Path) -> None:
    source = declare(tmp_path / "sources")
    listing = page(feed(("/a", "A", "Fri, 01 May 2026 10:00:00 GMT")), "application/rss+xml")
    recording = record(tmp_path / "r.warc.gz", {"/feed": listing, "/a": page(article("A", day=None))})
    collect_source(source, transport=ReplayTransport([recording]), archive_dir=tmp_path / "archive", landing_dir=tmp_path / "landing",
                   instant=FIRST)  # fmt: skip
    (ours,) = (tmp_path / "archive").rglob("*.warc.gz")
    bring(tmp_path / "elsewhere", ours, source=source)
    left, right = rows(tmp_path / "landing", "document"), rows(tmp_path / "elsewhere" / "landing", "document")
    assert [{**d, "archive_record": ""} for d in in_order(left)] == [{**d, "archive_record": ""} for d in in_order(right)]
