"""Whole runs on the hostile web: no page stops another page, no source another source, counts add up, and the archive holds it all."""

from __future__ import annotations

import gzip
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hostile import PAGE, Hostile, answer, behaviours, send, serve
from loopback import NOON, SHORT, collect, list_pages, put_site
from recorded import article
from test_hostile import OUTCOMES, ROBOTS, ROBOTS_FORMS, TDM_FILES
from warcio.checker import Checker

from extractors.bodies import Limits
from extractors.collect import replay_archive
from extractors.declarations import load_source
from extractors.findings import COUNTED
from extractors.landing import list_manifests, read_table

NAMES = {path: f"no_{path.strip('/').replace('-', '_')}" for path in OUTCOMES}
# Hosts are not refused here, so what leads to one that is not there fails otherwise than in the tests of single pages.
LEADS_AWAY = {"/to-metadata": "connection_failed", "/to-intranet": "connection_failed", "/to-mapped": "connection_failed"}
NOT_A_DOCUMENT = {"/no-content": "no_text"}


@pytest.fixture(scope="module")
def web() -> Iterator[Hostile]:
    with serve() as hostile:
        yield hostile


@pytest.fixture(scope="module")
def collected(web: Hostile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory after a run of each source: one for each way to misbehave, whose feed names that page between two good ones."""
    folder = tmp_path_factory.mktemp("live")
    web.pages |= {"/robots.txt": answer(body=ROBOTS, Content_Type="text/plain"), **behaviours(web)}
    web.pages |= {f"/{name}": answer(body=article(name.title())) for name in ("before", "after")}
    for path, source_id in NAMES.items():
        listing = list_pages(web, "before", path.strip("/"), "after")
        web.pages[f"/{source_id}"] = answer(body=listing, Content_Type="application/rss+xml")
        collect(folder, web, source_id, listing=f"/{source_id}", limits=SHORT)
        for later in (folder / "hosts").glob("*.later"):
            later.unlink()  # the sources share a server only here
    return folder


def rows(folder: Path, source_id: str, table: str) -> list[dict[str, Any]]:
    manifests = list_manifests(folder, "collect", source_id)
    return [row for manifest in manifests for row in read_table(manifest.folder, table).to_pylist()]


def assert_adds_up(manifest: dict[str, Any]) -> None:
    counts = manifest["counts"]
    assert counts["listed"] == sum(counts[name] for name in COUNTED[1:])


@pytest.mark.parametrize("path", OUTCOMES)
def test_a_page_that_misbehaves_is_counted_with_its_reason_and_its_neighbours_are_read(web: Hostile, collected: Path, path: str) -> None:
    (manifest,) = list_manifests(collected / "landing", "collect", NAMES[path])
    assert_adds_up(manifest.data)
    assert (manifest.data["outcome"], manifest.data["counts"]["listed"]) == ("ok", 3)
    titles = {row["title"] for row in rows(collected / "landing", NAMES[path], "document")}
    reasons = {row["reason"] for row in rows(collected / "landing", NAMES[path], "issue")}
    outcome = LEADS_AWAY.get(path, OUTCOMES[path])
    if path == "/come-tomorrow":
        # The one wish that concerns the whole host: whoever comes after it in the list has to wait too.
        assert titles == {"Before"} and reasons == {"retry_later", "host_given_up"} and manifest.data["counts"]["skipped"] == 2
        return
    assert titles >= {"Before", "After"}
    expected = NOT_A_DOCUMENT.get(path, outcome)
    assert reasons - {"x_robots_noindex"} == ({expected} - {"ok"})
    assert len(titles) == (3 if expected == "ok" else 2)


LISTINGS = [path for path, outcome in OUTCOMES.items() if outcome != "ok" and path not in LEADS_AWAY]


@pytest.mark.parametrize("path", LISTINGS)
def test_a_listing_that_misbehaves_fails_its_source_with_the_reason_and_no_other(web: Hostile, tmp_path: Path, path: str) -> None:
    put_site(web, "alpha", robots=ROBOTS)
    web.pages |= behaviours(web)
    failed = collect(tmp_path, web, "no_failing", listing=path, limits=SHORT)
    assert (failed["outcome"], failed["error"].split(":")[0]) == ("failed", OUTCOMES[path])
    assert_adds_up(failed)
    assert [(row["status"], row["listed_count"]) for row in rows(tmp_path / "landing", "no_failing", "source_day")] == [("failed", 0)]
    assert OUTCOMES[path] in {row["reason"] for row in rows(tmp_path / "landing", "no_failing", "issue") if row["severity"] == "error"}
    if path != "/come-tomorrow":
        assert collect(tmp_path, web, "no_other")["counts"]["documents"] == 1


def test_the_hostile_web_has_many_ways() -> None:
    assert len(OUTCOMES) >= 50 and len(LISTINGS) >= 30 and len(ROBOTS_FORMS) >= 20 and len(TDM_FILES) >= 10


def check_with_warcio(path: Path) -> int:
    checker = Checker(Namespace(inputs=[str(path)], verbose=False))
    checker.process_all()
    return int(checker.exit_value)


def test_the_archive_of_a_hostile_web_is_whole_for_other_tools_and_gives_the_same_documents(collected: Path) -> None:
    files = sorted((collected / "archive").rglob("*.warc.gz"))
    assert len(files) == len(OUTCOMES) and [path.name for path in files if check_with_warcio(path) != 0] == []
    for source_id in NAMES.values():
        assert_same_documents(collected, source_id, SHORT)


def assert_same_documents(folder: Path, source_id: str, limits: Limits | None = None) -> list[dict[str, Any]]:
    """Replay the archive into an empty landing folder; every document file must have the same bytes."""
    source = load_source(folder / "sources" / f"{source_id}.yml")
    manifests = replay_archive(source, archive_dir=folder / "archive", landing_dir=folder / "again", limits=limits)
    for manifest in manifests:
        assert_adds_up(manifest)
    first, again = ({m.run: (m.folder / "document.parquet").read_bytes() for m in list_manifests(folder / name, "collect", source_id)}
                    for name in ("landing", "again"))  # fmt: skip
    assert first == again and first
    return manifests


def test_months_of_a_living_site_are_rebuilt_from_its_archive(tmp_path: Path) -> None:
    tags: dict[str, str] = {}

    def versioned(name: str, title: str, version: str) -> Any:
        def behave(connection: Any, head: str) -> None:
            if f'if-none-match: "{version}"' in head.lower():
                send(connection, "304 Not Modified", b"", {"ETag": f'"{version}"', "Content-Length": ""})
            else:
                send(connection, body=article(title), headers={"ETag": f'"{version}"'})

        tags[name] = version
        return behave

    with serve() as web:
        put_site(web, "alpha", "beta", "gamma", "delta")
        web.pages |= {"/alpha": versioned("alpha", "Alpha", "1"), "/beta": answer("301 Moved", b"", Location="/news/beta"),
                      "/news/beta": answer(body=article("Beta")), "/delta": answer(body=PAGE, X_Robots_Tag="noai")}  # fmt: skip
        runs = [collect(tmp_path, web)]
        runs.append(collect(tmp_path, web, instant=NOON + timedelta(hours=3)))
        web.pages |= {"/alpha": versioned("alpha", "Alpha, corrected", "2"), "/gamma": answer("410 Gone", b"")}
        runs.append(collect(tmp_path, web, instant=NOON + timedelta(days=7)))
        put_site(web, "epsilon", "alpha")
        web.pages |= {"/alpha": versioned("alpha", "Alpha, corrected", "2"), "/epsilon": answer(body=b"<html></html>")}
        runs.append(collect(tmp_path, web, instant=NOON + timedelta(days=30)))
        web.pages["/feed"] = answer("503 Oh", b"")
        runs.append(collect(tmp_path, web, instant=NOON + timedelta(days=31)))
    for manifest in runs:
        assert_adds_up(manifest)
    assert [m["counts"]["documents"] for m in runs] == [3, 0, 1, 0, 0] and runs[2]["counts"]["tombstones"] == 1
    assert [m["outcome"] for m in runs] == ["ok"] * 4 + ["failed"]
    again = assert_same_documents(tmp_path, "no_nordby")
    assert [{n: m["counts"][n] for n in COUNTED} for m in again] == [{n: m["counts"][n] for n in COUNTED} for m in runs]
    files = sorted((tmp_path / "archive").rglob("*.warc.gz"))
    assert len(files) == 5 and [path.name for path in files if check_with_warcio(path) != 0] == []
    text = b"".join(gzip.decompress(path.read_bytes()) for path in files)
    assert text.count(b"WARC-Type: revisit") >= 4 and text.count(b"revisit/server-not-modified") == 2
    (tmp_path / "damaged.warc").write_bytes(text.replace(b"<h1>Gamma", b"<h1>Gamna"))
    assert check_with_warcio(tmp_path / "damaged.warc") != 0
