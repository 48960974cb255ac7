"""How long it takes to collect from many sources and be polite to each: beside a bare loop of requests that keeps the same pauses.

``python -m benchmarks.fetching [--sources 300] [--pages 20] [--pause 0.1] [--workers 4]`` starts a web server on the loopback, in a process
of its own, that answers for as many hosts as there are sources: robots.txt, a feed, its pages. Both sides read the same hosts, as many at a
time as there are workers (threads of the bare loop, processes of ours), and leave ``pause`` seconds between an answer and the next request
to its host. The bare loop asks and throws away; ours reads robots.txt and TDM file, the feed, archives, extracts and lands. The server
measures what it is asked: how many requests a host had at once, and the shortest time between two. A small pause is the hard case: with
the real one, 2 seconds, next to nothing is left to compare.

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
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import requests
import yaml

from extractors.bodies import Limits
from extractors.collect import collect_source
from extractors.declarations import load_source
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


def ask_bare(host: str, port: int, pause: float) -> None:
    """robots.txt, the feed and what it lists, by requests."""
    with requests.Session() as session:
        # The name is in the header alone: a resolver of its own is not what a bare loop has.
        def get(path: str) -> bytes:
            return session.get(f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}"}, timeout=30).content

        get("/robots.txt")
        time.sleep(pause)
        for link in re.findall(rb"<link>http://[^/]+(/news/\d+)</link>", get("/feed")):
            time.sleep(pause)
            get(link.decode())


def run_bare(hosts: list[str], port: int, pause: float, workers: int) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(ask_bare, host, port, pause) for host in hosts]:
            done.result()
    return time.perf_counter() - started


def declare(folder: Path, number: int, host: str, port: int) -> Path:
    path = folder / f"xx_city{number}.yml"
    path.write_text(yaml.safe_dump({
        "source_id": path.stem, "title": f"News of city {number}", "evidence_url": f"http://{host}:{port}/news", "verified": "never",
        "publisher": {"name": f"City {number}", "country": "NO", "level": "local", "official": True},
        "coverage": {"frequency": "daily", "languages": ["en"], "time_zone": "Europe/Oslo"},
        "listing": {"kind": "rss", "urls": [f"http://{host}:{port}/feed"]},
    }), encoding="utf-8")
    return path


def collect_one(path: Path, folder: Path, pause: float) -> dict[str, Any]:
    """The counts of a run of the source declared in ``path``."""
    turns = HostTurns(folder / "hosts", clock=time.time, sleep=time.sleep)
    transport = LiveTransport(allow_private=True, resolve=lambda host, port: ["127.0.0.1"])
    manifest = collect_source(load_source(path), transport=transport, archive_dir=folder / "archive", landing_dir=folder / "landing",
                              instant=datetime(2026, 11, 1, tzinfo=UTC), contact="https://proxeny.example/bot",
                              limits=Limits(pause_seconds=pause), turns=turns)
    counts: dict[str, Any] = manifest["counts"]
    return counts


def run_ours(paths: list[Path], folder: Path, pause: float, workers: int) -> tuple[float, list[dict[str, Any]]]:
    started = time.perf_counter()
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        counts = list(pool.map(collect_one, paths, repeat(folder), repeat(pause)))
    return time.perf_counter() - started, counts


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.1)
    parser.add_argument("--workers", type=int, default=4)
    told = parser.parse_args()
    ours_end, server_end = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(told.pages, server_end), daemon=True)
    server.start()
    port = ours_end.recv()
    hosts = [f"city{number}.example" for number in range(told.sources)]
    with tempfile.TemporaryDirectory(prefix="proxeny-fetching-") as name:
        folder = Path(name)
        (folder / "sources").mkdir()
        paths = [declare(folder / "sources", number, host, port) for number, host in enumerate(hosts)]
        bare = run_bare(hosts, port, told.pause, told.workers)
        asked_bare = _tell(ours_end)
        spent, counts = run_ours(paths, folder, told.pause, told.workers)
        asked = _tell(ours_end)
    ours_end.send("stop")
    server.join(5)
    totals = {key: sum(count[key] for count in counts) for key in (*COUNTED, "documents", "requests")}
    adds_up = all(count["listed"] == sum(count[key] for key in COUNTED[1:]) for count in counts)
    print(f"{told.sources} sources of {told.pages} pages, {told.workers} at a time, {told.pause:g} s between two requests to a host")
    for name, seconds, (sent, at_once, shortest) in (("bare loop", bare, asked_bare), ("proxeny", spent, asked)):
        print(f"{name}: {seconds:.1f} s, {sent} requests, at most {at_once} at once to a host, {1000 * shortest:.1f} ms between two")
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
