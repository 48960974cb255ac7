"""Builds the recording of the demonstration web that ``proxeny run --sample`` replays.

    python -m samples.build first FILE.warc.gz

Everything in it comes from ``sources/`` and ``announcements/``, dates included, so that the same corpus gives the same
bytes and no recording is kept in git.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from extractors.archive import ArchiveWriter
from extractors.declarations import load_sources
from samples.corpus import FOLDER, RECORDINGS, load_announcements
from samples.pages import render_source

RECORDED_AT = {"first": datetime(2026, 5, 4, 6, tzinfo=UTC), "later": datetime(2026, 6, 15, 6, tzinfo=UTC)}


def build_recording(recording: str, path: Path) -> None:
    """Writes the WARC file of a recording, whole or not at all.

    Raises:
        ValueError: an announcement belongs to no declared source, or cannot be read.
    """
    sources = load_sources(FOLDER / "sources")
    announcements = load_announcements("sample")
    for announcement in announcements:
        if announcement.source_id not in sources:
            raise ValueError(f"samples/announcements/{announcement.document_name}.yml: no source declares {announcement.source_id}")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    instant = RECORDED_AT[recording]
    with ArchiveWriter(unfinished) as writer:
        for source in sources.values():
            for page in render_source(source, [a for a in announcements if a.source_id == source.source_id], recording):
                writer.write_response(page.url, page.status, {"Content-Type": page.content_type}, page.body, instant)
                instant += timedelta(seconds=1)
    os.replace(unfinished, path)


def main() -> int:
    if len(sys.argv) != 3 or sys.argv[1] not in RECORDINGS:
        print(f"usage: python -m samples.build {'|'.join(RECORDINGS)} FILE.warc.gz", file=sys.stderr)
        return 2
    build_recording(sys.argv[1], Path(sys.argv[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
