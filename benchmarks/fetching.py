"""Collecting from many sources at once polite and quick: beside a bare loop of requests that keeps the same pauses.

``python -m benchmarks.fetching [--sources 300] [--pages 20] [--pause 0.02]`` starts a web server on the loopback, in a process of its own,
that answers for as many hosts as there are sources: robots.txt, a feed, its pages. Both sides read the same hosts one after the other and
leave ``pause`` seconds between an answer and the next request to its host. The bare loop asks and throws away; ours reads robots.txt and
TDM file, the feed, archives, extracts and lands. The server measures what it is asked: how many requests a host had at once, and the
shortest time between two. A small pause is the hard case: of the real one, 2 seconds, next to nothing is left to compare.

Exit code 1 when a host was asked twice at once or too soon, a count does not add up, or the time is more than twice that of the loop.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import tempfile
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import requests
import yaml

from extractors.bodies import Limits
from extractors.collect import collect_source
from extractors.declarations import Source, load_source
from extractors.findings import COUNTED
from extractors.hosts import HostTurns
from extractors.transport import LiveTransport

MAX_RATIO = 2.0
_TOLERANCE = 0.001
"""The file that holds the end of the last request is exact to the millisecond."""

_SENTENCE = "The mayor received a delegation of the partner city and both sides agreed on an exchange of pupils and archivists. "


class _Web:
    """What the server answers and what it has seen."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.lock = threading.Lock()
        self.open: dict[str, int] = defaultdict(int)
        self.ended: dict[str, float] = {}
        self.most_at_once = 0
        self.shortest = float("inf")
        self.requests = 0

    def answer(self, host: str, path: str) -> tuple[int, str, bytes]:
        if path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nDisallow: /private/\n"
        if path == "/feed":
            items = "".join(
                f"<item><title>Visit {n} to the partner city</title><link>http://{host}/news/{n}</link>"
                f"<pubDate>{n % 28 + 1:02} May 2026 10:00:00 GMT</pubDate></item>" for n in range(self.pages))
            return 200, "application/rss+xml", f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()
        if (page := re.fullmatch(r"/news/(\d+)", path)) is not None:
            menu = "".join(f'<li><a href="/menu/{n}">Department number {n}</a></li>' for n in range(60))
            text = "".join(f"<p>{_SENTENCE * 3}</p>" for _ in range(8))
            return 200, "text/html; charset=utf-8", (
                f"<!DOCTYPE html><html lang=en><head><title>Visit {page[1]}</title></head><body><nav><ul>{menu}</ul></nav><article>"
                f"<h1>Visit {page[1]} to the partner city of {host}</h1><time datetime=2026-05-{int(page[1]) % 28 + 1:02}></time>{text}"
                "</article><footer>Imprint</footer></body></html>").encode()
        return 404, "text/plain", b"no such page"


def _serve(pages: int, pipe: Connection) -> None:
    web = _Web(pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "")
            now = time.time()
            with web.lock:
                web.requests += 1
                web.open[host] += 1
                web.most_at_once = max(web.most_at_once, web.open[host])
                if host in web.ended:
                    web.shortest = min(web.shortest, now - web.ended[host])
            status, content_type, body = web.answer(host, self.path)
            with web.lock:
                # Before the last byte leaves: what the client does then, it does after this.
                web.ended[host] = time.time()
                web.open[host] -= 1
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    Handler.wbufsize = -1  # head and body in one packet, or Nagle's algorithm is what is measured
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(server.server_address[1])
    while pipe.recv() == "told?":
        with web.lock:
            pipe.send((web.requests, web.most_at_once, web.shortest))
            web.requests, web.most_at_once, web.shortest = 0, 0, float("inf")
            web.ended.clear()
    server.shutdown()


def run_bare(hosts: list[str], port: int, pause: float) -> float:
    """Seconds of a loop of requests that asks each host for robots.txt, the feed and what it lists."""
    started = time.perf_counter()
    for host in hosts:
        with requests.Session() as session:
            # The name is in the header alone: a resolver of its own is not what a bare loop has.
            def get(path: str, session: requests.Session = session, host: str = host) -> bytes:
                answer = session.get(f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}"}, timeout=30)
                return answer.content

            get("/robots.txt")
            time.sleep(pause)
            for link in re.findall(rb"<link>http://[^/]+(/news/\d+)</link>", get("/feed")):
                time.sleep(pause)
                get(link.decode())
    return time.perf_counter() - started


def declare(folder: Path, number: int, host: str, port: int) -> Source:
    path = folder / f"xx_city{number}.yml"
    path.write_text(yaml.safe_dump({
        "source_id": path.stem, "title": f"News of city {number}", "evidence_url": f"http://{host}:{port}/news", "verified": "never",
        "publisher": {"name": f"City {number}", "country": "NO", "level": "local", "official": True},
        "coverage": {"frequency": "daily", "languages": ["en"], "time_zone": "Europe/Oslo"},
        "listing": {"kind": "rss", "urls": [f"http://{host}:{port}/feed"]},
    }), encoding="utf-8")
    return load_source(path)


def run_ours(sources: list[Source], folder: Path, pause: float) -> tuple[float, list[dict[str, Any]]]:
    """Seconds of collecting every source, and the counts of each run."""
    turns = HostTurns(folder / "hosts", clock=time.time, sleep=time.sleep)
    counts = []
    started = time.perf_counter()
    for source in sources:
        transport = LiveTransport(allow_private=True, resolve=lambda host, port: ["127.0.0.1"])
        manifest = collect_source(source, transport=transport, archive_dir=folder / "archive", landing_dir=folder / "landing",
                                  instant=datetime(2026, 11, 1, tzinfo=UTC), contact="https://proxeny.example/bot",
                                  limits=Limits(pause_seconds=pause), turns=turns)
        counts.append(manifest["counts"])
    return time.perf_counter() - started, counts


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.02)
    told = parser.parse_args()
    ours_end, server_end = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(told.pages, server_end), daemon=True)
    server.start()
    port = ours_end.recv()
    hosts = [f"city{number}.example" for number in range(told.sources)]
    with tempfile.TemporaryDirectory(prefix="proxeny-fetching-") as name:
        folder = Path(name)
        (folder / "sources").mkdir()
        sources = [declare(folder / "sources", number, host, port) for number, host in enumerate(hosts)]
        bare = run_bare(hosts, port, told.pause)
        asked_bare = _tell(ours_end)
        spent, counts = run_ours(sources, folder, told.pause)
        asked = _tell(ours_end)
    ours_end.send("stop")
    server.join(5)
    totals = {key: sum(count[key] for count in counts) for key in (*COUNTED, "documents", "requests")}
    adds_up = all(count["listed"] == sum(count[key] for key in COUNTED[1:]) for count in counts)
    print(f"{told.sources} sources of {told.pages} pages, {told.pause:g} s between two requests to a host")
    print(f"bare loop: {bare:.1f} s, {asked_bare[0]} requests, at most {asked_bare[1]} at once, {1000 * asked_bare[2]:.1f} ms between two")
    print(f"proxeny:   {spent:.1f} s, {asked[0]} requests, at most {asked[1]} at once, {1000 * asked[2]:.1f} ms between two")
    print(f"counts: {json.dumps(totals)}, {'every run adds up' if adds_up else 'NOT EVERY RUN ADDS UP'}")
    print(f"{spent / bare:.2f} times the time of the bare loop")
    is_polite = asked[1] == 1 and asked[2] >= told.pause - _TOLERANCE and asked[0] == totals["requests"]
    is_whole = adds_up and totals["documents"] == told.sources * told.pages
    return 0 if is_polite and is_whole and spent <= MAX_RATIO * bare else 1


def _tell(pipe: Connection) -> tuple[int, int, float]:
    """(requests, most at once to one host, shortest time between two to one host) since the last time."""
    pipe.send("told?")
    told: tuple[int, int, float] = pipe.recv()
    return told


if __name__ == "__main__":
    raise SystemExit(main())
