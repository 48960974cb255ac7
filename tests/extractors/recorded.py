"""A small web made for a test: pages by address, recorded into a WARC file, and the declaration of its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from extractors.archive import ArchiveWriter, commit_archive
from extractors.declarations import Source, load_source
from extractors.discovery import Discovery
from extractors.messages import Response

HOST = "https://nordby.example"
FIRST = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)

Answer = tuple[int, Mapping[str, str], bytes]


def article(title: str, *sentences: str, day: str | None = "2026-05-01") -> bytes:
    told = sentences or (f"The city and its partner agreed on {title.lower()} for the coming years. " * 6,)
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in told)
    when = f'<time datetime="{day}">{day}</time>' if day else ""
    head = f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{when}{paragraphs}</article></body></html>".encode()


def feed(*items: tuple[str, str, str]) -> bytes:
    """RSS of (path, title, RFC 822 date)."""
    entries = "".join(f"<item><link>{HOST}{p}</link><title>{t}</title><pubDate>{d}</pubDate></item>" for p, t, d in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>{HOST}</link>{entries}</channel></rss>'.encode()


def page(body: bytes, content_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Answer:
    return status, {"Content-Type": content_type, **{k.replace("_", "-"): v for k, v in headers.items()}}, body


def record(path: Path, pages: Mapping[str, Answer], instant: datetime = FIRST) -> Path:
    """A WARC with one response an address; paths are taken to be of HOST, and an empty robots.txt is added."""
    writer = ArchiveWriter(path.parent, ".", path.name.removesuffix(".warc.gz"))
    for address, (status, headers, body) in {"/robots.txt": page(b"", "text/plain"), **pages}.items():
        url = address if "://" in address else HOST + address
        writer.add(Response(url, status, "", tuple(headers.items()), body, instant), {})
    writer.finish()
    commit_archive(writer.path)
    return path


def declare(folder: Path, source_id: str = "no_nordby", **changes: Any) -> Source:
    """A declaration with ``listing`` and other keys replaced."""
    data: dict[str, Any] = {
        "source_id": source_id,
        "title": "News of Nordby",
        "publisher": {"name": "Nordby kommune", "country": "NO", "level": "local", "official": True},
        "coverage": {"frequency": "weekly", "languages": ["en"], "time_zone": "Europe/Oslo"},
        "listing": {"kind": "rss", "urls": [f"{HOST}/feed"]},
        "evidence_url": f"{HOST}/news",
        "verified": "never",
        **changes,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source_id}.yml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return load_source(path)


def paths(found: Discovery) -> list[str]:
    return [item.url.removeprefix(HOST) for item in found.items]


def reasons(found: Discovery) -> list[str]:
    return [reason for reason, _, _ in (*found.errors, *found.warnings)]


def xml(body: str, content_type: str = "application/xml") -> Any:
    return page(f'<?xml version="1.0" encoding="UTF-8"?>{body}'.encode(), content_type)


def urlset(*entries: str) -> Any:
    locations = "".join(f"<url>{entry}</url>" for entry in entries)
    return xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>')


def links(*hrefs: str, extra: str = "") -> Any:
    rows = "".join(f'<li><a href="{h}">Nordby and its partner signed agreement {n}</a> 4 May 2026</li>' for n, h in enumerate(hrefs))
    return page(f"<html><body><nav><a href='/a-long-way-round-the-menu'>A long way round the menu</a></nav><ul>{rows}</ul>{extra}".encode())
