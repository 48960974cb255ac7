"""The coder: one document in, one line out."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from transforms.codebook import load_codebook
from transforms.coding.abstention import choose_reason
from transforms.coding.acts import ActFinder
from transforms.coding.cast import Cast
from transforms.coding.domestic import find_domestic
from transforms.coding.events import build_events, list_around
from transforms.coding.listed import split_pairs
from transforms.coding.pairs import add_acts_of_pair
from transforms.coding.reading import Reading, read_document
from transforms.coding.report import render_event
from transforms.coding.times import Clock

CODEBOOK_VERSION = load_codebook().version


def _coder() -> str:
    try:
        return f"proxeny@{version('proxeny')}"
    except PackageNotFoundError:
        return f"proxeny@codebook-{CODEBOOK_VERSION}"


CODER = _coder()
"""Name and version that stand beside every report."""

_TWICE = 2


def code_document(document: dict[str, Any]) -> dict[str, Any]:
    """Codes one document: ``{"id", "lang", "abstained", "events", "domestic"}``, keys as in the output line of ``proxeny code``.

    ``document`` has ``text`` and, where known, ``id``, ``title``, ``url``, ``lang``, ``published``, ``publisher``; a value of the
    wrong type counts as missing. Never raises for what a document holds.
    """
    line: dict[str, Any] = {"id": document.get("id"), "lang": None, "abstained": None, "events": [], "domestic": []}
    text = document.get("text")
    if not isinstance(text, str) or not text.strip():
        return {**line, "abstained": "empty_text"}
    reading = read_document(document)
    line["lang"] = reading.lang
    if reading.lexicon is None:
        return {**line, "abstained": "language_not_covered"}
    veto = find_document_veto(reading)
    if veto is not None:
        return {**line, "abstained": veto}
    codebook = load_codebook()
    cast = Cast(reading)
    finder = ActFinder(reading, cast, codebook)
    found = add_acts_of_pair(finder, finder.find())
    acts = [part for act in found for part in split_pairs(act, reading.title if act.sentence.field == "title" else reading.text)]
    events, n_old = build_events(acts, cast, Clock(reading))
    events = [event for event in events if event.realis != "denied"]
    line["domestic"] = find_domestic(reading, cast, codebook)
    line["events"] = [render_event(reading, cast, codebook, event, list_around(events, number)) for number, event in enumerate(events)]
    if not events:
        dropped = dict(finder.reasons)
        if n_old:
            dropped["background_mention"] = dropped.get("background_mention", 0) + n_old
        line["abstained"] = choose_reason(reading, cast, dropped, bool(line["domestic"]))
    return line


def find_document_veto(reading: Reading) -> str | None:
    """Reason that takes away all acts of a document: its phrase stands in the title, or twice in the text."""
    counts: dict[str, int] = {}
    for sentence in reading.sentences:
        for cue, _ in sentence.cues("document_veto"):
            if sentence.field == "title":
                return cue.value
            counts[cue.value] = counts.get(cue.value, 0) + 1
    return next((reason for reason, count in sorted(counts.items()) if count >= _TWICE), None)
