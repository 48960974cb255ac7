from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recorded import FIRST, HOST, LATER, article, declare, feed, page, record

import extractors.runs as runs
from extractors.archive import ArchiveWriter, read_record
from extractors.collect import collect_source
from extractors.declarations import Source
from extractors.extraction import Extraction
from extractors.landing import LandingError, list_manifests, read_table, write_folder
from extractors.records import ISSUE, issue_row
from extractors.transport import ReplayTransport

MAY = ("Fri, 01 May 2026 10:00:00 GMT", "Sat, 02 May 2026 10:00:00 GMT", "Sun, 03 May 2026 10:00:00 GMT")
DELTA = ("/delta", "Delta", "Sat, 30 May 2026 10:00:00 GMT")


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    yield Web(tmp_path)


class Web:
    """A data directory, a source with a feed, and a recording of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive, self.landing = folder / "archive", folder / "landing"
        self.source = declare(folder / "sources")

    def collect(self, pages: dict[str, Any], instant: Any = FIRST, source: Source | None = None, **kwargs: Any) -> dict[str, Any]:
        return self.replay(record(self.folder / "recording.warc.gz", pages, instant), instant, source, **kwargs)

    def replay(self, recording: Path, instant: Any = FIRST, source: Source | None = None, **kwargs: Any) -> dict[str, Any]:
        return collect_source(
            source or self.source, transport=ReplayTransport([recording]), archive_dir=self.archive, landing_dir=self.landing,
            instant=instant, **kwargs)  # fmt: skip

    def rows(self, table: str) -> list[dict[str, Any]]:
        return [row for m in list_manifests(self.landing, "collect") for row in read_table(m.folder, table).to_pylist()]

    def reasons(self) -> dict[str, str]:
        return {row["item"].removeprefix(HOST): row["reason"] for row in self.rows("issue")}


def three_pages() -> dict[str, Any]:
    listing = feed(*((f"/{name}", name.title(), day) for name, day in zip(("alpha", "beta", "gamma"), MAY, strict=True)))
    pages = {f"/{name}": page(article(name.title(), day=f"2026-05-0{n}")) for n, name in enumerate(("alpha", "beta", "gamma"), 1)}
    return {"/feed": page(listing, "application/rss+xml"), **pages}


def assert_adds_up(manifest: dict[str, Any]) -> None:
    counts = manifest["counts"]
    assert counts["listed"] == counts["fetched"] + counts["unchanged"] + counts["skipped"] + counts["failed"]


def test_pages_of_a_feed_become_documents_that_point_to_their_record(web: Web) -> None:
    manifest = web.collect(three_pages())
    assert manifest["counts"] | {"requests": 0} == dict.fromkeys(manifest["counts"], 0) | {"listed": 3, "fetched": 3, "documents": 3}
    documents = web.rows("document")
    assert [d["title"] for d in documents] == ["Alpha", "Beta", "Gamma"]
    response = read_record(web.archive, documents[1]["archive_record"])
    assert (response.url, response.body) == (f"{HOST}/beta", article("Beta", day="2026-05-02"))
    assert documents[0]["fetched_at"] == FIRST.replace(tzinfo=None)
    (day,) = web.rows("source_day")
    assert (day["day"], day["status"], day["listed_count"], day["fetched_count"]) == (FIRST.date(), "ok", 3, 3)


def test_the_same_recording_again_adds_no_row_and_tells_the_same_day(web: Web) -> None:
    web.collect({**three_pages(), "/beta": page(b"<html></html>"), "/gamma": page(b"", status=500)})
    before = {table: web.rows(table) for table in ("document", "issue", "source_day")}
    manifest = web.collect({**three_pages(), "/beta": page(b"<html></html>"), "/gamma": page(b"", status=500)}, FIRST)
    assert manifest["run"].endswith("-2")
    assert web.rows("document") == before["document"] and web.rows("issue") == before["issue"]
    assert web.rows("source_day") == before["source_day"] * 2
    assert_adds_up(manifest)


def test_two_data_directories_hold_the_same_bytes(tmp_path: Path) -> None:
    webs = [Web(tmp_path / name) for name in ("one", "two")]
    for web in webs:
        web.collect(three_pages())
        web.collect(three_pages(), LATER)
    first, second = ({p.relative_to(w.folder): p.read_bytes() for p in w.folder.rglob("*") if p.is_file()} for w in webs)
    assert first == second and len(first) > 10


def test_a_later_recording_adds_what_is_new_a_revision_and_a_tombstone(web: Web) -> None:
    web.collect(three_pages())
    later = {
        "/feed": page(feed(("/alpha", "Alpha", MAY[0]), ("/beta", "Beta", MAY[1]), DELTA), "application/rss+xml"),
        "/alpha": page(article("Alpha, corrected")),
        "/beta": page(article("Beta", day="2026-05-02")),
        "/gamma": page(b"gone", status=410),
        "/delta": page(article("Delta")),
    }
    manifest = web.collect(later, LATER)
    counts = manifest["counts"]
    assert (counts["listed"], counts["fetched"], counts["unchanged"], counts["rechecked"]) == (3, 2, 1, 1)
    added = web.rows("document")[3:]
    assert {(d["title"], d["is_tombstone"]) for d in added} == {("Delta", False), ("Alpha, corrected", False), (None, True)}
    tombstone = next(d for d in added if d["is_tombstone"])
    assert tombstone["url"] == f"{HOST}/gamma" and tombstone["text"] is None
    assert tombstone["document_id"] == web.rows("document")[2]["document_id"]
    assert web.collect(later, LATER)["counts"]["documents"] == 0
    assert len(web.rows("document")) == 6


def test_a_page_that_is_still_listed_and_gone_is_a_tombstone_only_when_it_was_known(web: Web) -> None:
    web.collect({**three_pages(), "/gamma": page(b"", status=404)})
    assert web.reasons() == {"/gamma": "not_found"}
    manifest = web.collect({**three_pages(), "/beta": page(b"", status=404), "/gamma": page(b"", status=404)}, LATER)
    assert (manifest["counts"]["tombstones"], manifest["counts"]["failed"]) == (1, 1)
    assert_adds_up(manifest)


def test_a_page_that_moved_keeps_one_document_under_its_new_address(web: Web) -> None:
    moved = {**three_pages(), "/alpha": page(b"", status=301, Location="/news/alpha"), "/news/alpha": page(article("Alpha"))}
    web.collect(moved)
    assert web.rows("document")[0]["url"] == f"{HOST}/news/alpha"
    assert web.collect(moved, LATER)["counts"]["unchanged"] == 3


def test_a_page_that_has_gone_to_another_site_is_kept_and_told(web: Web) -> None:
    elsewhere = "https://elsewhere.example/alpha"
    moved = {**three_pages(), "/alpha": page(b"", status=301, Location=elsewhere), elsewhere: page(article("Alpha"))}
    manifest = web.collect({**moved, "https://elsewhere.example/robots.txt": page(b"", "text/plain")})
    assert manifest["counts"]["documents"] == 3 and web.reasons() == {"/alpha": "redirected_off_site"}


def test_of_what_a_listing_does_not_name_any_more_a_few_are_asked_for_each_time(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.collect.MAX_RECHECKED", 1)
    source = declare(web.folder / "sources", listing={"kind": "html", "urls": [f"{HOST}/news"], "items": "li"})

    def site(*names: str) -> dict[str, Any]:
        rows = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in names)
        return {**three_pages(), "/news": page(f"<html><body><ul>{rows}</ul></body></html>".encode())}

    web.collect(site("alpha", "beta", "gamma"), source=source)
    later = [web.collect(site("alpha"), LATER + timedelta(days=n), source) for n in range(3)]
    assert [m["counts"]["rechecked"] for m in later] == [1, 1, 1]
    asked = [row["url"].removeprefix(HOST) for row in web.rows("fetch")[-6:] if row["role"] == "page" and row["counted_as"] is None]
    assert len(set(asked)) == len(asked) == 2


def test_a_page_that_sends_visitors_back_to_the_listing_is_no_document(web: Web) -> None:
    manifest = web.collect({**three_pages(), "/beta": page(b"", status=302, Location="/feed")})
    assert web.reasons() == {"/beta": "redirected_to_listing"} and manifest["counts"]["failed"] == 1


def test_an_unreadable_page_is_quarantined_and_taken_up_again_when_it_can_be_read(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(content: bytes, **_: Any) -> Extraction:
        if b"Beta" in content:
            raise RecursionError("too deep")
        return Extraction("T", "A text that is long enough to be one, and then some more of it.", "en", 1.0)

    with monkeypatch.context() as patched:
        patched.setattr("extractors.pages.extract_page", crash)
        manifest = web.collect(three_pages())
        assert (manifest["counts"]["documents"], manifest["counts"]["quarantined"]) == (2, 1)
    (issue,) = web.rows("issue")
    assert (issue["reason"], issue["severity"], issue["stage"]) == ("extraction_failed", "quarantine", "extract")
    # The next run finds nothing at all on the web, and needs nothing of it.
    manifest = web.collect({"/feed": page(b"", status=500)}, LATER)
    assert manifest["counts"]["retried"] == 1
    document = web.rows("document")[-1]
    assert (document["title"], document["archive_record"]) == ("Beta", issue["archive_record"])
    assert document["fetched_at"] == FIRST.replace(tzinfo=None)
    assert web.collect({"/feed": page(b"", status=500)}, LATER)["counts"]["retried"] == 0


def test_what_the_gate_held_back_comes_again_only_when_the_extraction_changed(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.collect(three_pages())
    held = web.rows("document")[1]
    told = {"source_id": "no_nordby", "stage": "gate", "severity": "quarantine", "reason": "text_length"}
    row = issue_row(**told, item=held["revision_id"], seen_at=FIRST)
    manifest = {"instant": "2026-05-04T10:00:00Z", "kind": "gate", "outcome": "ok"}
    write_folder(web.landing, "_gate", "20260504T100000Z", manifest, {"issue": ISSUE.to_arrow([row])})
    counts = web.collect(three_pages(), LATER)["counts"]
    assert (counts["retried"], counts["documents"]) == (1, 0)
    better = Extraction("Beta", "A better reading of the same page, with all that belongs to it.", "en", 1.0)
    monkeypatch.setattr("extractors.pages.extract_page", lambda content, **_: better)
    counts = web.collect(three_pages(), LATER)["counts"]
    assert (counts["retried"], counts["documents"]) == (1, 1)
    assert web.rows("document")[-1]["document_id"] == held["document_id"]
    assert web.collect(three_pages(), LATER)["counts"]["retried"] == 0


def test_a_source_of_which_no_listing_can_be_read_fails_and_says_so_in_its_manifest(web: Web) -> None:
    manifest = web.collect({"/feed": page(b"", status=503)})
    assert (manifest["outcome"], manifest["error"]) == ("failed", f"http_503: {HOST}/feed")
    assert [(r["reason"], r["severity"]) for r in web.rows("issue")] == [("http_503", "error")]
    assert web.rows("source_day")[0]["status"] == "failed"


def test_an_empty_feed_is_a_warning_and_a_day_that_was_watched(web: Web) -> None:
    manifest = web.collect({"/feed": page(feed(), "application/rss+xml")})
    assert manifest["outcome"] == "ok" and web.reasons() == {"/feed": "empty_feed"}
    assert web.rows("source_day")[0]["status"] == "empty"


def test_one_listing_of_two_that_fails_does_not_fail_the_source(web: Web) -> None:
    source = declare(web.folder / "sources", listing={"kind": "rss", "urls": [f"{HOST}/feed", f"{HOST}/other"]})
    assert web.collect(three_pages(), source=source)["outcome"] == "ok"
    assert [(r["reason"], r["severity"]) for r in web.rows("issue")] == [("not_recorded", "warning")]


def test_robots_budget_and_reservation_skip_pages_with_a_reason(web: Web) -> None:
    pages = three_pages()
    pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /alpha\n", "text/plain")
    pages["/beta"] = page(article("Beta"), tdm_reservation="1")
    manifest = web.collect(pages)
    assert web.reasons() == {"/alpha": "robots_disallowed", "/beta": "opted_out_tdm_reservation"}
    assert (manifest["counts"]["skipped"], manifest["counts"]["fetched"]) == (2, 1)
    kept = "".join(p.name for p in web.archive.rglob("*.warc.gz"))
    writer = ArchiveWriter(web.archive, "x", "y")
    assert kept and writer.finish() is None
    poor = declare(web.folder / "poor", daily_budget=3)
    other = Web(web.folder / "other")
    manifest = other.collect(three_pages(), source=poor)
    assert other.reasons() == {"/beta": "budget_exhausted", "/gamma": "budget_exhausted"}
    assert_adds_up(manifest)


def test_a_recording_without_robots_is_read_and_that_is_told(web: Web) -> None:
    pages = three_pages()
    recording = record(web.folder / "r.warc.gz", {**pages, "/robots.txt": page(b"", status=200)})
    transport = ReplayTransport([recording])
    del transport._responses[f"{HOST}/robots.txt"]
    collect_source(web.source, transport=transport, archive_dir=web.archive, landing_dir=web.landing, instant=FIRST)
    assert web.reasons() == {"/robots.txt": "robots_not_recorded"} and len(web.rows("document")) == 3


def test_items_older_than_asked_for_are_not_listed(web: Web) -> None:
    manifest = web.collect(three_pages(), since=FIRST.date() - timedelta(days=2))
    assert (manifest["counts"]["listed"], manifest["counts"]["out_of_scope"]) == (2, 1)


def test_categories_are_kept_dropped_or_told(web: Web) -> None:
    named = (("alpha", "A"), ("beta", "B"), ("gamma", "C"))
    entries = "".join(f"<item><link>{HOST}/{n}</link><title>{n}</title><category>{c}</category></item>" for n, c in named)
    listing = f'<rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'.encode()
    source = declare(web.folder / "sources", lookups={"category": {"A": "keep", "B": "drop"}})
    manifest = web.collect({**three_pages(), "/feed": page(listing, "application/rss+xml")}, source=source)
    assert {d["title"] for d in web.rows("document")} == {"Alpha", "Gamma"}
    assert web.reasons() == {"/feed": "unknown_category"} and manifest["counts"]["out_of_scope"] == 1


@pytest.mark.parametrize(("body", "kind"), [(b"%PDF-1.7 ...", "application/pdf"), (b"\xff\xd8\xff\xe0 JFIF", "image/jpeg")])
def test_an_announcement_that_is_a_file_is_archived_and_reported_not_parsed(web: Web, body: bytes, kind: str) -> None:
    manifest = web.collect({**three_pages(), "/beta": page(body, kind)})
    assert web.reasons() == {"/beta": "body_not_html"} and (manifest["outcome"], manifest["counts"]["documents"]) == ("ok", 2)
    (issue,) = web.rows("issue")
    assert issue["severity"] == "quarantine" and read_record(web.archive, issue["archive_record"]).body == body


def test_the_date_of_the_feed_is_the_last_resort(web: Web) -> None:
    web.collect({**three_pages(), "/alpha": page(article("Alpha", day=None))})
    document = web.rows("document")[0]
    assert (document["published"], document["published_method"]) == ("2026-05-01", "feed")


COMMIT_POINTS = [
    ("extractors.runs.stage_folder", "before"),
    ("extractors.runs.stage_folder", "after"),
    ("extractors.runs.commit_archive", "before"),
    ("extractors.runs.commit_archive", "after"),
    ("extractors.runs.commit_folder", "before"),
    ("extractors.runs.commit_folder", "after"),
    ("extractors.archive.ArchiveWriter.add", "after"),
    ("extractors.archive.ArchiveWriter.finish", "after"),
    ("extractors.landing.json.dumps", "before"),
]


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


@pytest.mark.parametrize(("name", "moment"), COMMIT_POINTS)
def test_a_run_killed_at_any_point_and_run_again_ends_as_if_undisturbed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, moment: str
) -> None:
    undisturbed, web = Web(tmp_path / "undisturbed"), Web(tmp_path / "web")
    undisturbed.collect(three_pages())
    recording = record(tmp_path / "recording.warc.gz", three_pages())
    with monkeypatch.context() as patched:
        owner, attribute = patched_target(name)
        original = getattr(owner, attribute)

        def kill(*args: Any, **kwargs: Any) -> Any:
            if moment == "after":
                original(*args, **kwargs)
            raise Killed

        patched.setattr(owner, attribute, kill)
        # A kill leaves no time to tidy up; only Python wants the file closed.
        patched.setattr(ArchiveWriter, "discard", lambda self: self._file and self._file.close())
        with pytest.raises(Killed):
            web.replay(recording)
    web.replay(recording)
    for table in ("document", "issue"):
        assert web.rows(table) == undisturbed.rows(table)
    assert web.rows("source_day")[0] == undisturbed.rows("source_day")[0]
    assert all(read_record(web.archive, d["archive_record"]).url == d["url"] for d in web.rows("document"))
    assert not list(web.folder.rglob(".*.part")) and not list(web.folder.rglob(".*.tmp"))


def patched_target(name: str) -> tuple[Any, str]:
    import importlib

    module, *rest = name.split(".")
    owner: Any = importlib.import_module(f"{module}.{rest[0]}")
    for part in rest[1:-1]:
        owner = getattr(owner, part)
    return owner, rest[-1]


def test_a_damaged_landing_folder_is_named(web: Web) -> None:
    manifest = web.collect(three_pages())
    path = web.landing / "no_nordby" / manifest["run"] / "fetch.parquet"
    path.write_bytes(b"not parquet")
    with pytest.raises(LandingError, match=r"fetch\.parquet: cannot be read"):
        web.collect(three_pages(), LATER)


def test_a_folder_of_the_same_name_is_never_overwritten(web: Web) -> None:
    web.collect(three_pages())
    run = list_manifests(web.landing)[0].run
    with pytest.raises(LandingError, match="exists already"):
        runs.commit_run(web.landing, "no_nordby", run, {"instant": FIRST, "kind": "collect", "outcome": "ok"}, {}, None)
