"""``proxeny code``, ``extract`` and ``resolve``: the transforms on whatever a user brings, without a warehouse."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import IO, Any

BATCH_LINES = 200


def code_file(path: str, out: str | None, workers: int) -> int:
    """Codes the JSON lines of ``path`` (``-``: standard input) to ``out`` (None: standard output), in order, as a stream.

    Returns:
        0, or 3 when a line was bad: it has an output line with ``"error"``, and the others are coded all the same.

    Raises:
        OSError: a file cannot be read or written.
    """
    with ExitStack() as stack:
        lines: IO[bytes] = sys.stdin.buffer if path == "-" else stack.enter_context(open(path, "rb"))
        stream: IO[str] = sys.stdout if out is None else stack.enter_context(open(out, "w", encoding="utf-8", newline="\n"))
        is_bad = False
        for batch in _code_batches(_batches(lines), workers):
            for line, failed in batch:
                is_bad = is_bad or failed
                stream.write(line + "\n")
    return 3 if is_bad else 0


def _batches(lines: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while batch := list(islice(numbered, BATCH_LINES)):
        yield batch


def _code_batches(batches: Iterator[list[tuple[int, bytes]]], workers: int) -> Iterator[list[tuple[str, bool]]]:
    if workers == 1:
        yield from map(code_lines, batches)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting: deque[Future[list[tuple[str, bool]]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(code_lines, batch))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def code_lines(batch: list[tuple[int, bytes]]) -> list[tuple[str, bool]]:
    """Output line and whether it is an error, for each numbered input line."""
    coded = []
    for number, line in batch:
        result = _code_line(number, line)
        coded.append((json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace").decode(), "error" in result))
    return coded


def _code_line(number: int, line: bytes) -> dict[str, Any]:
    from transforms.coding import code_document

    try:
        document = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        return {"error": f"line {number}: not JSON: {error}"}
    if not isinstance(document, dict):
        return {"error": f"line {number}: not a JSON object"}
    known = {"id": document["id"]} if "id" in document else {}
    if problem := _find_problem(document):
        return {**known, "error": f"line {number}: {problem}"}
    try:
        return {**known, **code_document(document)}
    except Exception as error:  # one document never stops the others; the message is in its output line
        return {**known, "error": f"line {number}: the coder failed: {type(error).__name__}: {error}"}


def _find_problem(document: dict[str, Any]) -> str | None:
    """What is wrong with an input line's fields, or None. An unknown language is a hint that says nothing, no error."""
    if not isinstance(document.get("text"), str):
        return "text: missing" if document.get("text") is None else "text: not a string"
    for field in ("title", "url", "lang", "published"):
        if document.get(field) is not None and not isinstance(document[field], str):
            return f"{field}: not a string"
    publisher = document.get("publisher")
    if publisher is not None and not isinstance(publisher, (str, dict)):
        return "publisher: neither an actor id nor an object"
    if isinstance(publisher, dict):
        for field in ("name", "country"):
            if publisher.get(field) is not None and not isinstance(publisher[field], str):
                return f"publisher.{field}: not a string"
    return None


EXTRACT_KEYS = ("title", "text", "lang", "published", "published_precision", "published_method", "confidence")
DETAIL_KEYS = ("title_method", "title_confidence", "lang_method", "lang_confidence", "issues")


def extract_file(path: str, url: str, has_details: bool = False) -> int:
    """Prints the page in ``path`` as one JSON object; with details, also how title and language were found, how sure, and the issues."""
    from extractors.extraction import extract_page

    extraction = asdict(extract_page(Path(path).read_bytes(), url=url))
    keys = (*EXTRACT_KEYS, *DETAIL_KEYS) if has_details else EXTRACT_KEYS
    for reason, detail in extraction["issues"]:
        print(f"proxeny: {path}: {reason}: {detail}", file=sys.stderr)
    print(json.dumps({"url": url, **{key: extraction[key] for key in keys}}, ensure_ascii=False))
    return 0


def resolve_text(text: str, lang: str | None, country: str | None) -> int:
    """Prints the candidates for a name as a JSON list."""
    from transforms.actors import resolve_name

    print(json.dumps(resolve_name(text, lang=lang, country=country), ensure_ascii=False))
    return 0
