"""Discovery in a web of a few pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from recorded import HOST, declare, record

from extractors.archive import ArchiveWriter
from extractors.discovery import Walker, discover
from extractors.fetch import Fetcher
from extractors.transport import ReplayTransport


@pytest.fixture
def find(tmp_path: Path) -> Any:
    """Discover in a web of a few pages; ``asked`` of the answer are the paths asked for, in order."""

    def run(kind: str, url: str, pages: Mapping[str, Any], known: tuple[str, ...] = (), remembered: Any = None, **listing: Any) -> Any:
        source = declare(tmp_path / "sources", listing={"kind": kind, "urls": [HOST + url], **listing})
        transport = ReplayTransport([record(tmp_path / "web" / "web.warc.gz", pages)])
        archive = ArchiveWriter(tmp_path / "archive", "no_nordby", "run")
        fetcher = Fetcher(source_id="no_nordby", transport=transport, archive=archive, contact=None, budget=1000)
        asked: list[str] = []

        def fetch(address: str) -> Any:
            asked.append(address.removeprefix(HOST))
            return fetcher.get(address, "listing")

        walker = Walker(source, fetch, fetcher.sitemaps_of, lambda address: address.removeprefix(HOST) in known)
        found = discover(walker, since=None, remembered={HOST + url: remembered} if remembered else {})
        archive.discard()
        found.asked = asked  # type: ignore[attr-defined]
        return found

    return run
