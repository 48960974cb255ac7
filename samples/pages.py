"""Renders the demonstration web: each source's listing in its kind, and its pages with the clutter that real ones have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape
from urllib.parse import urljoin

from babel.dates import format_date

from extractors.declarations import Source
from extractors.discovery.wordpress import posts_url, rest_root
from samples.corpus import Announcement

LISTED_ON_A_PAGE = 5

LEGACY_CHARSETS = {
    "de": "windows-1252", "nl": "windows-1252", "pl": "iso-8859-2", "tr": "iso-8859-9", "ru": "windows-1251", "uk": "windows-1251",
    "ja": "shift_jis", "zh-Hans": "gb18030", "zh-Hant": "big5", "ko": "euc-kr", "ar": "windows-1256",
}


@dataclass(frozen=True)
class Page:
    """One response of the demonstration web."""

    url: str
    status: int
    content_type: str
    body: bytes


def render_source(source: Source, announcements: list[Announcement], recording: str) -> Iterator[Page]:
    """Every response of a source in a recording: robots.txt, its listing, its pages."""
    root = urljoin(source.listing.urls[0], "/")
    yield Page(urljoin(root, "/robots.txt"), 200, "text/plain; charset=utf-8", b"User-agent: *\nDisallow: /intranet/\nCrawl-delay: 1\n")
    shown = [_as_recorded(a, recording) for a in announcements if recording == "later" or a.first_seen == "first"]
    shown.sort(key=lambda a: (a.published or "", a.path), reverse=True)
    yield from LISTINGS[source.listing.kind](source, root, shown)
    for announcement in shown:
        yield _render_page(source, root, announcement, is_gone=announcement.gone and recording == "later")


def _as_recorded(announcement: Announcement, recording: str) -> Announcement:
    if recording == "first" or not announcement.edited:
        return announcement
    edited = {key: str(value) if key == "published" else value for key, value in announcement.edited.items()}
    return replace(announcement, **edited)


def _instant(announcement: Announcement) -> datetime | None:
    if announcement.published is None:
        return None
    day = date.fromisoformat(announcement.published)
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _lead(announcement: Announcement) -> str:
    return announcement.body.strip().split("\n\n")[0][:160]


def _render_rss(source: Source, root: str, shown: list[Announcement]) -> Iterator[Page]:
    items = "".join(
        f"<item><title>{escape(a.title)}</title><link>{escape(urljoin(root, a.path))}</link>"
        f"<guid isPermaLink=\"true\">{escape(urljoin(root, a.path))}</guid>"
        + (f"<pubDate>{format_datetime(instant)}</pubDate>" if (instant := _instant(a)) else "")
        + f"<description>{escape(_lead(a))}</description></item>" for a in shown)
    feed = (f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{escape(source.title)}</title>'
            f"<link>{root}</link><description>{escape(source.publisher.name)}</description>{items}</channel></rss>")
    yield Page(source.listing.urls[0], 200, "application/rss+xml; charset=utf-8", feed.encode())


def _render_atom(source: Source, root: str, shown: list[Announcement]) -> Iterator[Page]:
    entries = "".join(
        f"<entry><title>{escape(a.title)}</title><id>{escape(urljoin(root, a.path))}</id><link href=\"{escape(urljoin(root, a.path))}\"/>"
        + (f"<published>{instant.isoformat()}</published><updated>{instant.isoformat()}</updated>" if (instant := _instant(a)) else "")
        + f"<summary>{escape(_lead(a))}</summary></entry>" for a in shown)
    feed = (f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(source.title)}</title>'
            f"<id>{root}</id><author><name>{escape(source.publisher.name)}</name></author>{entries}</feed>")
    yield Page(source.listing.urls[0], 200, "application/atom+xml; charset=utf-8", feed.encode())


def _render_sitemap(source: Source, root: str, shown: list[Announcement]) -> Iterator[Page]:
    urls = "".join(
        f"<url><loc>{escape(urljoin(root, a.path))}</loc>" + (f"<lastmod>{a.published}</lastmod>" if a.published else "") + "</url>"
        for a in shown)
    sitemap = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    yield Page(source.listing.urls[0], 200, "application/xml", sitemap.encode())


def _render_wordpress(source: Source, root: str, shown: list[Announcement]) -> Iterator[Page]:
    posts = [
        {"link": urljoin(root, a.path), "title": {"rendered": escape(a.title)},
         "date": f"{a.published}T09:00:00" if a.published else None, "modified_gmt": f"{a.published}T09:00:00" if a.published else None}
        for a in shown
    ]
    url = posts_url(rest_root(source.listing.urls[0]), page=1)
    yield Page(url, 200, "application/json; charset=utf-8", json.dumps(posts, ensure_ascii=False).encode())


def _render_html_listing(source: Source, root: str, shown: list[Announcement]) -> Iterator[Page]:
    first = source.listing.urls[0]
    pages = [shown[at:at + LISTED_ON_A_PAGE] for at in range(0, len(shown), LISTED_ON_A_PAGE)] or [[]]
    for number, listed in enumerate(pages, 1):
        items = "".join(
            f'<li class="item"><a href="{escape(a.path)}">{escape(a.title)}</a>'
            + (f'<span class="date">{_show_date(a)}</span>' if a.published else "") + f"<p>{escape(_lead(a))}</p></li>" for a in listed)
        more = f'<a rel="next" class="next" href="{first}?page={number + 1}">»</a>' if number < len(pages) else ""
        url = first if number == 1 else f"{first}?page={number}"
        yield Page(url, 200, "text/html; charset=utf-8",
                   _frame(source, source.title, "", f'<ul class="news">{items}</ul><p class="pager">{more}</p>').encode())


LISTINGS = {"rss": _render_rss, "atom": _render_atom, "sitemap": _render_sitemap, "wordpress": _render_wordpress,
            "html": _render_html_listing}


def _render_page(source: Source, root: str, announcement: Announcement, *, is_gone: bool) -> Page:
    url = urljoin(root, announcement.path)
    if is_gone:
        return Page(url, 404, "text/html; charset=utf-8", _frame(source, "404", "", "<h1>404</h1>").encode())
    if announcement.defect == "broken":
        return Page(url, 200, "text/html; charset=utf-8", b'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div class="con')
    html = _frame(source, announcement.title, _metadata(source, announcement), _article(source, announcement))
    if announcement.defect == "wrong_charset":
        # Declared UTF-8, sent in the charset of the language's older content management systems.
        charset = LEGACY_CHARSETS[announcement.lang]
        return Page(url, 200, "text/html", html.encode(charset, "xmlcharrefreplace"))
    return Page(url, 200, "text/html; charset=utf-8", html.encode())


def _metadata(source: Source, announcement: Announcement) -> str:
    """The date as the site's software marks it: Open Graph, JSON-LD or not at all."""
    instant = _instant(announcement)
    if instant is None:
        return ""
    if source.listing.kind == "rss":
        return f'<meta property="article:published_time" content="{instant.isoformat()}">'
    if source.listing.kind == "wordpress":
        data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": announcement.title,
                "datePublished": instant.isoformat()}
        return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False).replace("<", chr(92) + "u003c")}</script>'
    return ""


def _article(source: Source, announcement: Announcement) -> str:
    shown = _show_date(announcement)
    stamp = ""
    if shown:
        stamp = (f'<time datetime="{announcement.published}">{shown}</time>' if source.listing.kind == "atom"
                 else f'<p class="date">{shown}</p>')
    return f'<article><h1>{escape(announcement.title)}</h1>{stamp}<div class="body">{_paragraphs(announcement)}</div></article>'


def _paragraphs(announcement: Announcement) -> str:
    return "".join(f"<p>{escape(' '.join(p.split()))}</p>" for p in announcement.body.strip().split("\n\n"))


def _show_date(announcement: Announcement) -> str:
    if announcement.published is None:
        return ""
    return format_date(date.fromisoformat(announcement.published), "long", locale=announcement.lang.replace("-", "_"))


def _frame(source: Source, title: str, head: str, main: str) -> str:
    name = escape(source.publisher.name)
    lang = source.coverage.languages[0]
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} | {name}</title>{head}</head><body>'
        f'<header><a href="/">{name}</a><nav><ul><li><a href="/">⌂</a></li><li><a href="/a/">A–Z</a></li><li><a href="/kontakt/">✉</a></li>'
        f'</ul></nav></header><main>{main}</main><aside><ul><li><a href="/rss.xml">RSS</a></li></ul></aside>'
        f"<footer><p>© {name}</p></footer></body></html>")
