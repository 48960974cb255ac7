"""A page's title, text, language and publication date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.language import identify_language

if TYPE_CHECKING:
    from extractors.declarations import Source


@dataclass(frozen=True)
class Extraction:
    """What was found on a page; ``issues`` are ``(reason code, detail)``. ``confidence`` (0 to 1) is that of the publication date."""

    title: str | None = None
    text: str | None = None
    lang: str | None = None
    lang_confidence: float = 0.0
    published: str | None = None
    published_precision: str | None = None
    published_method: str | None = None
    confidence: float | None = None
    issues: list[tuple[str, str]] = field(default_factory=list)


def extract_page(content: bytes, *, url: str, content_type: str | None = None, source: Source | None = None) -> Extraction:
    """Title, text, language and publication date of one page."""
    import trafilatura

    found = trafilatura.bare_extraction(content, url=url, with_metadata=True, favor_recall=False)
    if found is None or not found.text:
        return Extraction(issues=[("no_text", url)])
    lang, confidence = identify_language(found.text)
    return Extraction(
        title=found.title,
        text=found.text,
        lang=lang,
        lang_confidence=confidence,
        published=found.date,
        published_precision="day" if found.date else None,
        published_method="htmldate" if found.date else None,
        confidence=0.5 if found.date else None,
    )
