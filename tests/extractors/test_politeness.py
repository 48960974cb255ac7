"""That hosts are asked by one at a time, with their pauses, no oftener than need be, and not at all for as long as they want."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hostile import Hostile, answer, send, serve
from loopback import NOON, Clock, collect, list_pages, put_site
from recorded import article, declare

from extractors.collect import collect_source
from extractors.hosts import MAX_DEFERRED_SECONDS, HostTurns
from extractors.landing import list_manifests, read_table
from extractors.transport import LiveTransport


def test_a_host_that_several_sources_share_is_never_asked_twice_at_once(tmp_path: Path) -> None:
    with serve() as web:
        put_site(web, "alpha", "beta", "gamma")
        busy, most_at_once, lock = 0, 0, threading.Lock()

        def slowly(page: Callable[..., None]) -> Callable[..., None]:
            def behave(connection: Any, head: str) -> None:
                nonlocal busy, most_at_once
                with lock:
                    busy += 1
                    most_at_once = max(most_at_once, busy)
                web.stopped.wait(0.01)
                with lock:
                    busy -= 1
                page(connection, head)

            return behave

        web.pages = {path: slowly(page) for path, page in web.pages.items()}
        turns = HostTurns(tmp_path / "hosts", clock=time.time, sleep=lambda seconds: None)

        def run(number: int) -> None:
            source = declare(tmp_path / f"sources{number}", f"no_part{number}", listing={"kind": "rss", "urls": [web.url("/feed")]})
            transport = LiveTransport(allow_private=True, resolve=lambda host, port: ["127.0.0.1"])
            collect_source(source, transport=transport, archive_dir=tmp_path / "archive", landing_dir=tmp_path / "landing", instant=NOON,
                           contact="https://proxeny.example/bot", turns=turns, sleep=lambda seconds: None)  # fmt: skip

        threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(web.seen) == 6 * 6 and most_at_once == 1
    assert [m.data["counts"]["fetched"] for m in list_manifests(tmp_path / "landing", "collect")] == [3] * 6


@pytest.mark.parametrize(
    ("robots", "pause"),
    [
        (b"", 2.0),
        (b"User-agent: *\nCrawl-delay: 1", 2.0),
        (b"User-agent: *\nCrawl-delay: 7.5", 7.5),
        (b"User-agent: *\nRequest-rate: 2/60s", 30.0),
        (b"User-agent: *\nCrawl-delay: 5\nRequest-rate: 1/10s", 10.0),
        (b"User-agent: proxeny\nCrawl-delay: 4\n\nUser-agent: *\nCrawl-delay: 60", 4.0),
        (b"User-agent: *\nCrawl-delay: soon", 2.0),
        (b"User-agent: *\nCrawl-delay: -3\nRequest-rate: 1/0", 2.0),
    ],
)
def test_the_pause_between_two_requests_is_the_longest_that_anybody_asks_for(tmp_path: Path, robots: bytes, pause: float) -> None:
    clock = Clock()
    with serve() as web:
        put_site(web, "alpha", "beta", robots=robots)
        collect(tmp_path, web, clock=clock)
        assert web.seen == ["/robots.txt", "/.well-known/tdmrep.json", "/feed", "/alpha", "/beta"]
    assert clock.slept == [pause] * 4


def test_a_pause_longer_than_a_run_ends_it(tmp_path: Path) -> None:
    with serve() as web:
        put_site(web, "alpha", robots=b"User-agent: *\nCrawl-delay: 86400")
        manifest = collect(tmp_path, web)
        assert web.seen == ["/robots.txt"]
    assert (manifest["outcome"], manifest["error"].split(":")[0]) == ("failed", "time_exhausted")


def test_a_host_that_wants_to_be_left_alone_is_until_then_by_every_source(tmp_path: Path) -> None:
    clock = Clock()
    with serve() as web:
        put_site(web, "alpha")
        later = answer("429 Too Many Requests", b"", Retry_After="7200")
        web.pages["/alpha"] = later
        manifest = collect(tmp_path, web, clock=clock)
        assert (manifest["counts"]["skipped"], web.seen[-1]) == (1, "/alpha")
        asked = len(web.seen)
        clock.now += 3_600
        manifest = collect(tmp_path, web, "no_other", clock=clock)
        assert (manifest["outcome"], manifest["error"].split(":")[0], len(web.seen)) == ("failed", "retry_later", asked)
        clock.now += 3_600
        put_site(web, "alpha")
        assert collect(tmp_path, web, "no_other", clock=clock)["counts"]["fetched"] == 1


def test_nobody_is_left_alone_for_ever(tmp_path: Path) -> None:
    clock = Clock()
    turns = HostTurns(tmp_path, clock=clock, sleep=clock.sleep)
    turns.defer("nordby.example", 1e300)
    assert turns.deferred("nordby.example") == MAX_DEFERRED_SECONDS and turns.deferred("other.example") == 0
    clock.now -= 1e9  # somebody has set the clock back
    assert turns.deferred("nordby.example") == MAX_DEFERRED_SECONDS
    next(tmp_path.glob("*.later")).write_text("", encoding="ascii")
    assert turns.deferred("nordby.example") == 0


def asked_on(folder: Path, web: Hostile, instant: datetime, **changes: Any) -> list[str]:
    before = len(web.seen)
    collect(folder, web, instant=instant, **changes)
    return web.seen[before:]


def test_rules_are_asked_for_once_a_day_and_kept_in_between(tmp_path: Path) -> None:
    with serve() as web:
        put_site(web, "alpha", robots=b"User-agent: *\nDisallow: /alpha")
        policies = ["/robots.txt", "/.well-known/tdmrep.json"]
        assert asked_on(tmp_path, web, NOON) == [*policies, "/feed"]
        assert asked_on(tmp_path, web, NOON + timedelta(hours=23)) == ["/feed"]
        assert asked_on(tmp_path, web, NOON + timedelta(hours=24)) == [*policies, "/feed"]
        web.pages["/robots.txt"] = answer("500 Oh", b"")
        later = NOON + timedelta(hours=49)
        # No answer is not remembered: neither that there are no rules nor that there were some.
        assert asked_on(tmp_path, web, later) == ["/robots.txt"] * 4
        put_site(web, "alpha")
        assert asked_on(tmp_path, web, later + timedelta(minutes=5)) == [*policies, "/feed", "/alpha"]


def test_the_budget_is_of_a_day_and_of_all_its_runs(tmp_path: Path) -> None:
    with serve() as web:
        put_site(web, "alpha", "beta", "gamma")
        assert asked_on(tmp_path, web, NOON, daily_budget=5)[2:] == ["/feed", "/alpha", "/beta"]
        assert asked_on(tmp_path, web, NOON + timedelta(hours=1), daily_budget=5) == []
        assert asked_on(tmp_path, web, NOON + timedelta(hours=12), daily_budget=5) == ["/feed", "/gamma", "/alpha", "/beta"]
    reasons = [row["reason"] for m in list_manifests(tmp_path / "landing", "collect") for row in read_table(m.folder, "issue").to_pylist()]
    assert set(reasons) == {"budget_exhausted"}


def test_what_has_not_changed_is_asked_for_with_its_validators_and_not_sent_again(tmp_path: Path) -> None:
    def unless_known(page: Callable[..., None], tag: str) -> Callable[..., None]:
        def behave(connection: Any, head: str) -> None:
            if f'if-none-match: "{tag}"' in head.lower():
                send(connection, "304 Not Modified", b"", {"ETag": f'"{tag}"', "Content-Length": ""})
            else:
                page(connection, head)

        return behave

    with serve() as web:
        put_site(web, "alpha")
        web.pages["/feed"] = unless_known(answer(body=list_pages(web, "alpha"), Content_Type="application/rss+xml", ETag='"f"'), "f")
        web.pages["/alpha"] = unless_known(answer(body=article("Alpha"), ETag='"a"'), "a")
        first = collect(tmp_path, web)
        second = collect(tmp_path, web, instant=NOON + timedelta(hours=1))
    assert (first["counts"]["fetched"], second["counts"]["unchanged"], second["counts"]["documents"]) == (1, 1, 0)
    rows = [row for row in read_table(tmp_path / "landing" / "no_nordby" / second["run"], "fetch").to_pylist() if row["role"] != "robots"]
    assert [(row["outcome"], row["body_bytes"]) for row in rows] == [("not_modified", 0)] * 2
    assert all(row["payload_record"] != row["archive_record"] for row in rows)
