"""Which country a page is from when nobody has declared it: by its address, then by the region of its language tag."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_GENERIC = frozenset({"ai", "cc", "co", "eu", "fm", "gg", "io", "ly", "me", "nu", "sh", "to", "tv", "ws"})
"""Two-letter domains that are sold to everybody; below ``gov.co`` and its like they are the country's all the same."""

_OTHER = {
    "uk": "GB", "scot": "GB", "wales": "GB", "cymru": "GB", "gov": "US", "mil": "US", "cat": "ES", "eus": "ES", "gal": "ES", "bzh": "FR",
}  # fmt: skip
_OFFICIAL = frozenset({"gov", "gob", "gouv", "go", "gub", "edu", "ac"})
_REGION = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})(?![A-Za-z])")


def guess_country(url: str, tag: str | None) -> str | None:
    """ISO 3166-1 alpha-2 code of the country of an address, else of a language tag (``en-GB``); null when neither tells."""
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        labels = [""]
    domain = labels[-1]
    if domain in _OTHER:
        return _OTHER[domain]
    if len(domain) == 2 and domain.isalpha() and (domain not in _GENERIC or (len(labels) > 2 and labels[-2] in _OFFICIAL)):
        return domain.upper()
    match = _REGION.match(tag or "")
    return match[1].upper() if match else None
