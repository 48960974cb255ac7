"""Live runs against the loopback server of :mod:`hostile`: a site to collect, and time that passes only when somebody sleeps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hostile import Hostile, answer
from recorded import article, declare

from extractors.bodies import Limits
from extractors.collect import collect_source
from extractors.hosts import HostTurns
from extractors.transport import LiveTransport

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SHORT = Limits(bytes=100_000, decoded_bytes=1_000_000, seconds=2.5, host_failures=99)


class Clock:
    """``slept`` is by how long, each time."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def list_pages(web: Hostile, *names: str) -> bytes:
    """A feed of the server's pages of these names."""
    entries = "".join(f"<item><link>{web.url(f'/{n}')}</link><title>{n}</title></item>" for n in names)
    return f'<rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'.encode()


def put_site(web: Hostile, *names: str, robots: bytes = b"") -> None:
    """robots.txt, ``/feed`` and an article for each name."""
    web.pages["/robots.txt"] = answer(body=robots, Content_Type="text/plain")
    web.pages["/feed"] = answer(body=list_pages(web, *names), Content_Type="application/rss+xml")
    web.pages |= {f"/{n}": answer(body=article(n.title())) for n in names}


def collect(folder: Path, web: Hostile, source_id: str = "no_nordby", *, instant: datetime = NOON, clock: Clock | None = None,
            listing: str = "/feed", limits: Limits | None = None, **changes: Any) -> dict[str, Any]:  # fmt: skip
    """One live run of a source with that feed; ``clock`` stands for the time of day and the run's own."""
    clock = clock or Clock()
    source = declare(folder / "sources", source_id, listing={"kind": "rss", "urls": [web.url(listing)]}, **changes)
    transport = LiveTransport(allow_private=True, resolve=lambda host, port: ["127.0.0.1"], now=lambda: instant, read_seconds=0.6)
    return collect_source(
        source, transport=transport, archive_dir=folder / "archive", landing_dir=folder / "landing", instant=instant,
        contact="https://proxeny.example/bot", limits=limits or Limits(seconds=5), sleep=clock.sleep, clock=clock,
        turns=HostTurns(folder / "hosts", clock=clock, sleep=clock.sleep))  # fmt: skip
