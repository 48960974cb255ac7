"""Feeds, sitemaps and WordPress, as they should be and as they are on the web."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded import HOST, feed, links, page, paths, reasons, urlset, xml

from extractors.discovery import MAX_ITEMS
from extractors.discovery.feeds import parse_feed, parse_json_feed
from extractors.discovery.items import ListingError, local_day
from extractors.discovery.listings import alternate_feeds, parse_listing, wordpress_api
from extractors.discovery.sitemaps import parse_sitemap
from extractors.discovery.walks import MAX_CHILD_SITEMAPS
from extractors.discovery.wordpress import parse_posts

POSTS = f"{HOST}/wp-json/wp/v2/posts?per_page=100&page=%d&orderby=modified&order=desc&_fields=link,title,date,modified_gmt"


# --- feeds


def test_rss_entries_have_local_days_categories_and_clean_addresses(find: Any) -> None:
    body = xml(
        "<rss version='2.0'><channel><title>x</title>"
        "<item><title>A &amp;amp; B</title><link>/a?utm_source=rss</link><pubDate>Mon, 04 May 2026 23:30:00 GMT</pubDate>"
        "<category>International</category></item>"
        "<item><title>B</title><guid isPermaLink='true'>https://nordby.example/b</guid><pubDate>04.05.2026</pubDate></item>"
        "<item><title>C</title></item></channel></rss>"
    )
    found = find("rss", "/feed", {"/feed": body})
    assert paths(found) == ["/a", "/b"]
    # Half past eleven at night in London is the next day in Oslo.
    assert [item.published for item in found.items] == ["2026-05-05", None]
    assert found.items[0].categories == ("International",)
    assert reasons(found) == ["bad_date", "item_without_link"]
    assert not found.is_complete and found.how == {f"{HOST}/feed": ("feed", f"{HOST}/feed")}


def test_atom_takes_the_page_not_the_feed_and_follows_to_the_next(find: Any) -> None:
    first = xml(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><link rel='next' href='/atom?2'/>"
        "<entry><title>A</title><link rel='self' href='/a.atom'/><link rel='alternate' href='/a'/>"
        "<updated>2026-05-04T12:00:00+02:00</updated></entry></feed>"
    )
    second = xml(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><link rel='next' href='/atom?2'/>"
        "<entry><title>B</title><link href='/b'/><published>2026-05-01T00:00:00Z</published></entry></feed>"
    )
    found = find("atom", "/atom", {"/atom": first, "/atom?2": second})
    assert [(item.url.removeprefix(HOST), item.published) for item in found.items] == [("/a", "2026-05-04"), ("/b", "2026-05-01")]


def test_json_feed(find: Any) -> None:
    data = {"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": "1", "url": "/a", "title": " A ", "date_published": "2026-05-04T01:00:00+02:00", "tags": ["x", 3]},
        {"id": f"{HOST}/b"}, {"id": "3"}, "nonsense", {"url": "/c", "date_published": "soon"}]}  # fmt: skip
    found = find("json_feed", "/feed.json", {"/feed.json": page(b"\xef\xbb\xbf" + json.dumps(data).encode(), "application/feed+json")})
    assert paths(found) == ["/a", "/b", "/c"]
    assert (found.items[0].title, found.items[0].published, found.items[0].categories) == ("A", "2026-05-04", ("x",))
    assert reasons(found) == ["bad_date", "item_without_link"]


@pytest.mark.parametrize(
    ("kind", "body", "content_type", "reason"),
    [
        ("rss", b"<html><body>Server moved</body></html>", "text/html", "not_a_feed"),
        ("rss", b"", "application/rss+xml", "not_a_feed"),
        ("rss", b"<rss version='2.0'><channel><item><tit", "application/rss+xml", "xml_broken"),
        ("rss", b"<!DOCTYPE x [<!ENTITY a 'aaa'>]><rss version='2.0'><channel/></rss>", "application/rss+xml", "xml_entities"),
        ("rss", "<!DOCTYPE x [<!ENTITY a 'aaa'>]><rss/>".encode("utf-16"), "application/rss+xml", "xml_entities"),
        ("rss", b"<!DOCTYPE x [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><rss/>", "text/xml", "xml_entities"),
        ("json_feed", b"{not json", "application/json", "not_json"),
        ("json_feed", b'{"items": 3}', "application/json", "not_a_feed"),
        ("json_feed", b'{"items": ' + b"[" * 100_000, "application/json", "not_json"),
        ("sitemap", b"hello", "text/plain", "not_a_sitemap"),
        ("sitemap", b"<html><body>404</body></html>", "text/html", "not_a_sitemap"),
        ("sitemap", b"<urlset><url><loc>", "text/xml", "xml_broken"),
        ("sitemap", b"<!DOCTYPE x [<!ENTITY a 'aaa'>]><urlset/>", "text/xml", "xml_entities"),
        ("sitemap", b"\x1f\x8b\x08broken", "application/gzip", "not_a_sitemap"),
        ("sitemap", gzip.compress(bytes(70_000_000)), "application/gzip", "decompression_bomb"),
        ("html", b"just words", "text/plain", "not_html"),
        ("html", b"<html><body><p>Nothing to see.</p></body></html>", "text/html", "nothing_found"),
        ("auto", b"<html><body><p>Nothing to see.</p></body></html>", "text/html", "nothing_found"),
    ],
)
def test_what_is_no_listing_fails_with_its_reason(find: Any, kind: str, body: bytes, content_type: str, reason: str) -> None:
    found = find(kind, "/list", {"/list": page(body, content_type)})
    assert found.status == "failed" and reasons(found) == [reason]


def test_a_feed_that_breaks_half_way_gives_what_came_before(find: Any) -> None:
    whole = feed(*((f"/{n}", f"Number {n}", "Mon, 04 May 2026 10:00:00 GMT") for n in range(3)))
    found = find("rss", "/feed", {"/feed": page(whole[: whole.index(b"Number 2")], "application/rss+xml")})
    assert paths(found)[:2] == ["/0", "/1"] and "feed_malformed" in reasons(found)


def test_references_to_characters_that_do_not_exist_cost_nothing_else(find: Any) -> None:
    entries = (("/a", "A &#x110000; &#99999999999; &#xD800; &#x1F91D; end", "Mon, 04 May 2026 10:00:00 GMT"), ("/b", "B", "x"))
    # A broken end sends the parser to its loose reader, which used to give up.
    found = find("rss", "/feed", {"/feed": page(feed(*entries).replace(b"</channel>", b"</chan"), "application/rss+xml")})
    assert paths(found) == ["/a", "/b"] and found.items[0].title == "A \ufffd \ufffd \ufffd \U0001f91d end"


def test_a_feed_that_breaks_the_parser_is_a_broken_feed(find: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("extractors.discovery.feeds.feedparser.parse", crash)
    found = find("rss", "/feed", {"/feed": page(feed(), "application/rss+xml")})
    assert found.status == "failed" and reasons(found) == ["xml_broken"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mon, 04 May 2026 10:00:00 +0200", "2026-05-04"),
        ("4 May 26 10:00 GMT", "2026-05-04"),
        ("2026-05-04", "2026-05-04"),
        ("2026-05-04T23:59:00+09:00", "2026-05-04"),
        ("2026-05-04T22:30:00Z", "2026-05-05"),
        ("0001-01-01T00:00:00Z", None),
        ("2026-13-45", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_feeds(text: str | None, day: str | None) -> None:
    assert local_day(text, "Europe/Oslo") == day


# --- anything


TOKENS = [b"<", b">", b"&", b"&#x110000;", b"\x00", b"\xff", b"\x11", b"]]>", b"<![CDATA[", b"<!--", b"<!DOCTYPE x [", b"http://[", b"://",
          b":99999999", b"null", b"{}", b"[]", b"1e999", b"\xed\xa0\x80", b"9999-99-99", b"0000-01-01T00:00:00+99:99", b"%zz", b"xn--"]
WHOLE = [
    feed(("/a", "A", "Mon, 04 May 2026 10:00:00 GMT"), ("/b", "B", "Tue, 05 May 2026 10:00:00 GMT")),
    b"<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/a'/></entry></feed>",
    b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/a", "date_published": "2026-05-04"}], "next_url": "/n"}',
    b"<urlset><url><loc>https://nordby.example/a</loc><lastmod>2026-05-04</lastmod></url></urlset>",
    b'[{"link": "https://nordby.example/a", "title": {"rendered": "x"}, "date": "2026-05-04T01:00:00", "modified_gmt": "x"}]',
    links("/news/1", "/news/2", "/news/3", extra="<div class=pager><a href='?p=2'>Next</a></div>")[2],
]  # fmt: skip
PARSERS: dict[str, Any] = {
    "feed": lambda body: parse_feed(body, url=HOST, content_type="text/xml", time_zone="Europe/Oslo"),
    "json_feed": lambda body: parse_json_feed(body, url=HOST, time_zone="Europe/Oslo"),
    "sitemap": lambda body: parse_sitemap(body, url=HOST, time_zone="Europe/Oslo"),
    "wordpress": lambda body: parse_posts(body, url=HOST),
    "html": lambda body: parse_listing(body, url=HOST),
    "heads": lambda body: (alternate_feeds(body, HOST), wordpress_api(body, HOST)),
}


@pytest.mark.parametrize("parser", PARSERS)
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30), st.sampled_from(TOKENS)), max_size=6))
def test_whatever_a_server_sends_is_a_listing_or_a_reason(parser: str, whole: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    body = bytearray(whole)
    for at, length, token in damages:
        body[at : at + length] = token
    try:
        PARSERS[parser](bytes(body))
    except ListingError as error:
        assert error.reason


@pytest.mark.parametrize(
    ("written", "declared", "header"),
    [
        ("shift_jis", "utf-8", "text/html; charset=utf-8"), ("shift_jis", "shift_jis", "text/html; charset=utf-8"),
        ("utf-8", "shift_jis", "text/html"), ("utf-8", "utf-8", "text/html; charset=iso-8859-1"), ("euc-jp", "utf-8", None),
        ("utf-8", "utf-8", "text/html; charset=idna"), ("shift_jis", "shift_jis", "text/html; charset=unicode_escape"),
    ],
)  # fmt: skip
def test_a_listing_in_another_charset_than_it_says_is_read_all_the_same(written: str, declared: str, header: str | None) -> None:
    title = "姉妹都市の代表団が市長を表敬訪問しました"
    rows = "".join(f"<li><a href=/n/{n}>{title}</a></li>" for n in range(3))
    body = f"<html><head><meta charset={declared}></head><body><ul>{rows}</ul></body></html>".encode(written)
    found = parse_listing(body, url=f"{HOST}/news", content_type=header)
    assert [item.title for item in found.items] == [title] * 3


@pytest.mark.parametrize(
    ("written", "declared", "header", "told"),
    [
        ("windows-1251", "windows-1251", "text/xml; charset=utf-8", []),
        ("windows-1251", "utf-8", "text/xml", ["wrong_charset"]),
        ("windows-1251", "utf-8", "text/xml; charset=iso-8859-1", ["wrong_charset"]),
        ("utf-8", "windows-1251", "text/xml", ["wrong_charset"]),
        ("utf-16", "utf-16", "text/xml", []),
    ],
)
def test_a_feed_in_another_charset_than_it_says_is_read_and_told(written: str, declared: str, header: str, told: list[str]) -> None:
    title = "Делегация города-побратима посетила мэрию"
    entry = f"<item><title>{title}</title><link>{HOST}/1</link></item>"
    body = f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><title>x</title>{entry}</channel></rss>".encode(written)
    found = parse_feed(body, url=HOST, content_type=header, time_zone="Europe/Moscow")
    assert [item.title for item in found.items] == [title] and [reason for reason, _ in found.warnings] == told


def test_an_encoding_that_nobody_could_have_meant_costs_nothing() -> None:
    body = links("/news/1", "/news/2", "/news/3")[2]
    found = parse_listing(b"<?xml version='1.0' encoding='u\x11f-8'?>" + body, url=f"{HOST}/news")
    assert len(found.items) == 3


# --- sitemaps


def test_a_sitemap_has_changes_news_titles_and_the_first_address_only(find: Any) -> None:
    news = (
        '<loc>https://nordby.example/b</loc><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<n:publication_date>2026-05-04T10:00:00+02:00</n:publication_date><n:title>B</n:title></n:news>"
        '<i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><i:loc>https://nordby.example/b.jpg</i:loc></i:image>'
    )
    found = find("sitemap", "/sitemap.xml", {"/sitemap.xml": urlset(f"<loc> {HOST}/a </loc><lastmod>2026-05-04</lastmod>", news)})
    assert [(i.url.removeprefix(HOST), i.title, i.published, i.modified) for i in found.items] == [
        ("/a", None, None, "2026-05-04"),
        ("/b", "B", "2026-05-04", None),
    ]
    assert found.is_complete


def test_an_index_is_followed_newest_first_gzipped_or_plain_and_no_deeper_than_two(find: Any) -> None:
    def index(*children: tuple[str, str]) -> Any:
        rows = "".join(f"<sitemap><loc>{HOST}{loc}</loc><lastmod>{day}</lastmod></sitemap>" for loc, day in children)
        return xml(f"<sitemapindex>{rows}</sitemapindex>")

    packed = page(gzip.compress(urlset(f"<loc>{HOST}/packed</loc>")[2]), "application/octet-stream")
    pages = {
        "/index.xml": index(
            ("/old.xml.gz", "2020-01-01"), ("/new.txt", "2026-01-01"), ("/index.xml", "2026-02-01"), ("/two.xml", "2019-01-01")
        ),
        "/old.xml.gz": packed,
        "/new.txt": page(f"{HOST}/plain\nmailto:x\n{HOST}/other\n".encode(), "text/plain"),
        "/two.xml": index(("/three.xml", "2020-01-01"), ("/gone.xml", "2019-01-01")),
        "/three.xml": index(("/four.xml", "2020-01-01")),
        "/gone.xml": page(b"", status=404),
    }
    found = find("sitemap", "/index.xml", pages)
    assert found.asked == ["/index.xml", "/new.txt", "/old.xml.gz", "/two.xml", "/three.xml", "/gone.xml"]
    assert paths(found) == ["/plain", "/other", "/packed"]
    assert sorted(reasons(found)) == ["listing_truncated", "sitemap_failed"] and not found.is_complete


def test_a_sitemap_without_end_is_cut(find: Any) -> None:
    rows = "".join(f"<sitemap><loc>{HOST}/{n}.xml</loc></sitemap>" for n in range(500))
    found = find("sitemap", "/index.xml", {"/index.xml": xml(f"<sitemapindex>{rows}</sitemapindex>")})
    assert len(found.asked) == MAX_CHILD_SITEMAPS + 1 and "listing_truncated" in reasons(found)
    many = urlset(*(f"<loc>{HOST}/{n}</loc><lastmod>20{n // 200 + 10:02}-01-01</lastmod>" for n in range(3000)))
    found = find("sitemap", "/many.xml", {"/many.xml": many})
    assert len(found.items) == MAX_ITEMS and paths(found)[0] == "/2800" and "listing_truncated" in reasons(found)


# --- WordPress


def posts(*names: str) -> Any:
    days = {"date": "2026-05-04T01:00:00", "modified_gmt": "2026-05-04"}
    found = [{"link": f"{HOST}/{n}", "title": {"rendered": f"<b>{n}</b> &amp; Co"}, **days} for n in names]
    return page(json.dumps(found).encode(), "application/json", X_WP_TotalPages="2")


def test_wordpress_reads_all_its_pages(find: Any) -> None:
    found = find("wordpress", "/", {POSTS % 1: posts("a", "b"), POSTS % 2: posts("c")})
    assert paths(found) == ["/a", "/b", "/c"] and found.is_complete
    assert (found.items[0].title, found.items[0].published, found.items[0].modified) == ("a & Co", "2026-05-04", "2026-05-04")


def test_wordpress_stops_where_everything_is_known(find: Any) -> None:
    found = find("wordpress", "/", {POSTS % 1: posts("a", "b"), POSTS % 2: posts("c")}, known=("/a", "/b"))
    assert paths(found) == ["/a", "/b"] and not found.is_complete


def test_wordpress_without_pretty_addresses_is_asked_through_its_query(find: Any) -> None:
    plain = f"{HOST}/?rest_route=/wp/v2/posts&per_page=100&page=1&orderby=modified&order=desc&_fields=link,title,date,modified_gmt"
    section = page(b'<html><head><link rel="https://api.w.org/" href="/?rest_route=/"></head><body>News</body></html>')
    found = find("auto", "/news", {"/news": section, plain: posts("a", "b")}, max_pages=1)
    assert paths(found) == ["/a", "/b"] and found.how[f"{HOST}/news"] == ("wordpress", f"{HOST}/?rest_route=/")


@pytest.mark.parametrize("total", ["9" * 5000, "-1", "many", "", "²"])
def test_a_number_of_pages_that_is_none_ends_with_what_there_is(find: Any, total: str) -> None:
    status, headers, body = posts("a", "b")
    found = find("wordpress", "/", {POSTS % 1: (status, {**headers, "X-WP-TotalPages": total}, body)})
    assert paths(found) == ["/a", "/b"]


@pytest.mark.parametrize("closed", [page(b"", status=401), page(b'{"code": "rest_no_route"}', "application/json"), page(b"<html>")])
def test_a_closed_wordpress_is_read_by_its_feed(find: Any, closed: Any) -> None:
    rss = page(feed(("/a", "A", "Mon, 04 May 2026 10:00:00 GMT")), "application/rss+xml")
    found = find("wordpress", "/", {POSTS % 1: closed, "/feed/": rss})
    assert paths(found) == ["/a"] and reasons(found) == ["wordpress_closed"]
