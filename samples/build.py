"""Builds the recording of the demonstration web that ``proxeny run --sample`` replays.

    python -m samples.build first FOLDER        # makes FOLDER/sample/first.warc.gz

Everything in it comes from ``sources/`` and ``announcements/``, dates included, so that the same corpus gives the same
bytes and no recording is kept in git.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from extractors.archive import ArchiveWriter, commit_archive
from extractors.declarations import load_sources
from extractors.messages import Response
from samples.corpus import FOLDER, RECORDINGS, load_announcements
from samples.pages import render_source

RECORDED_AT = {"first": datetime(2026, 3, 30, 6, tzinfo=UTC), "later": datetime(2026, 5, 25, 6, tzinfo=UTC)}


def build_recording(recording: str, folder: Path) -> Path:
    """Writes the WARC file of a recording below ``folder``, whole or not at all, and returns its path.

    Raises:
        ValueError: an announcement belongs to no declared source, or cannot be read.
    """
    sources = load_sources(FOLDER / "sources")
    announcements = load_announcements("sample")
    for announcement in announcements:
        if announcement.source_id not in sources:
            raise ValueError(f"samples/announcements/{announcement.document_name}.yml: no source declares {announcement.source_id}")
    writer = ArchiveWriter(folder, "sample", recording)
    instant = RECORDED_AT[recording]
    for source in sources.values():
        for page in render_source(source, [a for a in announcements if a.source_id == source.source_id], recording):
            reason = "OK" if page.status == 200 else "Not Found"
            writer.add(Response(page.url, page.status, reason, (("Content-Type", page.content_type),), page.body, instant), {})
            instant += timedelta(seconds=1)
    writer.finish()
    commit_archive(writer.path)
    return writer.path


def main() -> int:
    if len(sys.argv) != 3 or sys.argv[1] not in RECORDINGS:
        print(f"usage: python -m samples.build {'|'.join(RECORDINGS)} FOLDER", file=sys.stderr)
        return 2
    print(build_recording(sys.argv[1], Path(sys.argv[2])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
