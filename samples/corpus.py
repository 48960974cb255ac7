"""The corpus: announcements of our own writing with what a coder should make of them.

One file an announcement, ``announcements/<source_id>/<slug>.yml``. Tags say what it serves: ``sample`` (a page of the
demonstration web), ``gold`` (labelled for measuring), ``codebook:<type>`` (an example of that type), ``negative``, ``hard``.
``follows`` is the public page whose parties, act and date it keeps; it is null where every government in it is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
RECORDINGS = ("first", "later")


@dataclass(frozen=True)
class Announcement:
    """``published`` is an ISO date or None; ``edited`` holds what differs in the later recording; ``expect`` the labels."""

    source_id: str
    slug: str
    path: str
    lang: str
    title: str
    published: str | None
    follows: str | None
    tags: tuple[str, ...]
    first_seen: str
    gone: bool
    edited: dict[str, Any] | None
    defect: str | None
    body: str
    expect: dict[str, Any]

    @property
    def document_name(self) -> str:
        return f"{self.source_id}/{self.slug}"


def read_announcement(path: Path) -> Announcement:
    """The announcement in ``path``; a ``ValueError`` names the file and what is missing or unknown."""
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
        fields["published"] = str(fields["published"]) if fields["published"] else None
        fields["tags"] = tuple(fields["tags"])
        return Announcement(source_id=path.parent.name, slug=path.stem, **fields)
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise ValueError(f"{path}: {error}") from error


@cache
def load_announcements(tag: str | None = None) -> tuple[Announcement, ...]:
    """Announcements with a tag (all without one), ordered by source and slug."""
    paths = sorted((FOLDER / "announcements").glob("*/*.yml"))
    return tuple(a for a in map(read_announcement, paths) if tag is None or tag in a.tags)
