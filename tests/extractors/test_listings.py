"""Pages of links, and finding out what kind of listing a section has."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import HOST, article, feed, links, page, paths, reasons, urlset

from extractors.discovery import listings
from extractors.discovery.auto import section_above
from extractors.discovery.listings import parse_listing
from extractors.discovery.walks import section_folder

POSTS = f"{HOST}/wp-json/wp/v2/posts?per_page=100&page=%d&orderby=modified&order=desc&_fields=link,title,date,modified_gmt"


# --- HTML


def test_a_page_of_links_is_read_without_its_menu_and_turned(find: Any) -> None:
    more = '<a rel="next" href="/news?page=2">2</a>'
    pages = {"/news": links("/news/1", "/news/2", "/news/2#more", extra=more), "/news?page=2": links("/news/3", "/news/4", "/news/5")}
    found = find("html", "/news", pages)
    assert paths(found) == [f"/news/{n}" for n in range(1, 6)] and found.is_complete


def test_pages_without_end_are_left(find: Any) -> None:
    def calendar(n: int, *hrefs: str) -> Any:
        return links(*hrefs, extra=f'<a class="more" href="/news?month={n + 1}">next month</a>')

    same = ("/news/1", "/news/2", "/news/3")
    found = find("html", "/news", {"/news": calendar(0, *same), **{f"/news?month={n}": calendar(n, *same) for n in range(1, 50)}},
                 next="a.more", max_pages=40)  # fmt: skip
    assert found.asked == ["/news", "/news?month=1"] and not found.is_complete
    growing = {f"/news?month={n}": calendar(n, f"/news/{n}a", f"/news/{n}b", f"/news/{n}c") for n in range(1, 50)}
    found = find("html", "/news", {"/news": calendar(0, *same), **growing}, next="a.more", max_pages=5)
    assert len(found.asked) == 5 and len(found.items) == 15
    loop = {
        "/news": calendar(0, *same),
        "/news?month=1": links("/news/4", "/news/5", "/news/6", extra='<a class="more" href="/news">1</a>'),
    }
    found = find("html", "/news", loop, next="a.more", max_pages=40)
    assert found.asked == ["/news", "/news?month=1"]


@pytest.mark.parametrize(
    ("pager", "path"),
    [
        ('<nav class="pagination"><a href="/news?page=0">Previous</a> <a href="/news?page=2">Next page ›</a></nav>', "/news?page=2"),
        ('<ul class="pager"><li><a href="?seite=2">Weiter »</a></li></ul>', "/news?seite=2"),
        ('<div id="paginacio"><a href="/news/2" title="Següent"><img src="x.gif"></a></div>', "/news/2"),
        ('<div class="paging"><a href="/news?pageIndex=2" aria-label="다음 페이지"></a></div>', "/news?pageIndex=2"),
        ('<p class="pages"><a href="/news?p=1">«</a> <a href="/news?p=3">›</a> <a href="/news?p=9">»</a></p>', "/news?p=3"),
        ('<div class="pager"><strong>1</strong> <a href="/news/p2">2</a> <a href="/news/p3">3</a></div>', "/news/p2"),
        ('<div class="pager"><a href="/news/p1">1</a> <a class="active" href="#">2</a> <a href="/news/p3">3</a></div>', "/news/p3"),
        ('<div class="page_list"><a href="/news">1</a><a aria-current="page" href="/news?2">2</a><a href="/news?3">3</a></div>', "/news?3"),
        ('<link rel="next" href="/news/page/2"><div class="pager"><a href="/other">Next</a></div>', "/news/page/2"),
        ('<script>createPageHTML(33, 0, "index", "html");</script>', "/index_1.html"),
        ("<script>createPageHTML(33,4,'list','htm')</script>", "/list_5.htm"),
        # Neither a last page nor what only sounds like a next one.
        ('<script>createPageHTML(5, 4, "index", "html");</script>', None),
        ('<div class="pager"><a href="/news/p1">1</a> <strong>2</strong></div>', None),
        ('<div class="related"><a href="/news/77">Next</a></div>', None),
        ('<div class="pager"><a href="https://elsewhere.example/2">Next</a><a href="javascript:go(2)">2</a></div>', None),
        ('<p>No pages</p>', None),
    ],
)  # fmt: skip
def test_the_next_page_is_found_as_sites_link_it(pager: str, path: str | None) -> None:
    body = f"<html><body><ul><li><a href=/news/1>A delegation from the partner city</a></li></ul>{pager}</body></html>".encode()
    found = parse_listing(body, url=f"{HOST}/news", pattern="/news/").next_url
    assert found == (None if path is None else HOST + path)


def test_a_file_among_announcements_is_listed_and_downloads_elsewhere_are_not() -> None:
    titles = {"/news/1": "A delegation from the partner city", "/files/2.pdf": "The mayor signs a memorandum",
              "/news/3": "Students visit Osaka", "/news/4": "The governor returns from Kyoto"}  # fmt: skip
    rows = "".join(f"<li><a href={address}>{title}</a></li>" for address, title in titles.items())
    body = f"<html><body><ul>{rows}</ul><div><p><a href=/files/budget.pdf>The budget of the city</a></p></div></body></html>"
    found = parse_listing(body.encode(), url=f"{HOST}/news")
    assert {item.url.removeprefix(HOST) for item in found.items} == set(titles)


def test_a_listing_of_many_thousand_links_is_read_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    plain = listings._short_text
    monkeypatch.setattr(listings, "_short_text", lambda row: asked.append(row) or plain(row))
    inside = "".join(f"<a href=/n/{n}>Delegation number {n} from the partner city</a>" for n in range(2000))
    found = parse_listing(f"<html><body><div>{'<b>' * 500}{inside}</div></body></html>".encode(), url=f"{HOST}/news")
    assert len(found.items) == 2000 and len(asked) <= 1


def test_traps_and_other_sites_are_skipped_with_a_reason(find: Any) -> None:
    found = find("html", "/news", {"/news": links("/news/1", "/en/en/en/en/en", "https://elsewhere.example/x")}, items="li")
    assert paths(found) == ["/news/1"]
    assert sorted(reason for _, reason in found.skipped) == ["off_site", "trap_url"]


def test_the_headline_wins_over_picture_and_read_more(find: Any) -> None:
    anchors = ('<a href="/n/1"><img alt=""></a>', '<a href="/n/1">Delegation from Sapporo</a>', '<a href="/n/1;jsessionid=8">Read more</a>')
    row = f"<div class=n>{''.join(anchors)}</div>"
    found = find("html", "/news", {"/news": page(f"<html><body>{row}</body></html>".encode())}, article_pattern="/n/")
    assert [(i.url.removeprefix(HOST), i.title) for i in found.items] == [("/n/1", "Delegation from Sapporo")]


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("<h2>Term 19</h2><h3>Delegation from Sapporo</h3><p>Details</p><a href=/n/1>read on</a>", "Delegation from Sapporo"),
        ("<a href=/n/1><img alt=''></a><h3>Delegation from Sapporo</h3><h3>Share</h3>", "Delegation from Sapporo"),
        ("<h3><a href=/n/1>Delegation from Sapporo</a></h3><h4>Share</h4>", "Delegation from Sapporo"),
        ("<a href='#?'>Tags</a><a href='javascript:go()'>Share</a><a href=/n/1>Delegation from Sapporo</a>", "Delegation from Sapporo"),
    ],
)  # fmt: skip
def test_a_row_has_the_heading_before_its_link_for_a_title(row: str, title: str) -> None:
    found = parse_listing(f"<html><body><div class=row>{row}</div></body></html>".encode(), url=f"{HOST}/news", items="div.row")
    assert [(item.url, item.title) for item in found.items] == [(f"{HOST}/n/1", title)] and found.warnings == []


def test_selected_elements_without_a_link_are_told(find: Any) -> None:
    found = find("html", "/news", {"/news": page(b"<ul><li><a href=/a>A</a><li>B</ul>")}, items="li")
    assert paths(found) == ["/a"] and reasons(found) == ["item_without_link"]


@pytest.mark.parametrize(
    ("url", "folder"),
    [("/en/news/index.html", "/en/news/"), ("/en/news", "/en/news/"), ("/en/news/?p=3", "/en/news/"), ("", "/"), ("/index.php?id=3", "/")],
)
def test_folder_of_a_section(url: str, folder: str) -> None:
    assert section_folder(HOST + url) == HOST + folder


# --- auto


def alternate(*feeds: str) -> Any:
    named = "".join(f'<link rel="alternate" type="application/rss+xml" href="{f}">' for f in feeds)
    return page(f"<html><head>{named}</head><body><p>News</p></body></html>".encode())


MAY_FEED = page(feed(("/news/a", "A", "Mon, 04 May 2026 10:00:00 GMT")), "application/rss+xml")


def test_auto_prefers_the_feed_of_the_section(find: Any) -> None:
    pages = {"/news/": alternate("/comments/feed", "/feed", "/news/feed"), "/news/feed": MAY_FEED, "/feed": page(feed())}
    found = find("auto", "/news/", pages)
    assert found.asked == ["/news/", "/news/feed"]
    assert found.how == {f"{HOST}/news/": ("feed", f"{HOST}/news/feed")}


def test_auto_goes_on_from_an_empty_feed_to_wordpress_sitemap_and_links(find: Any) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="https://api.w.org/" href="/wp-json/">'
    section = links("/news/1", "/news/2", "/news/3", extra=head)
    found = find(
        "auto", "/news", {"/news": section, "/feed": page(feed(), "application/rss+xml"), POSTS % 1: page(b"[]", "application/json")}
    )
    assert found.asked == ["/news", "/feed", (POSTS % 1).removeprefix(HOST), "/sitemap.xml"]
    assert found.how == {f"{HOST}/news": ("html", f"{HOST}/news")} and paths(found) == ["/news/1", "/news/2", "/news/3"]


def test_auto_takes_of_a_sitemap_only_the_section(find: Any) -> None:
    robots = page(b"User-agent: *\nSitemap: https://nordby.example/map.xml\n", "text/plain")
    sitemap = urlset(f"<loc>{HOST}/news/a</loc>", f"<loc>{HOST}/contact</loc>", f"<loc>{HOST}/newsletter</loc>")
    found = find("auto", "/news", {"/robots.txt": robots, "/news": page(article("News")), "/map.xml": sitemap})
    assert paths(found) == ["/news/a"] and found.how[f"{HOST}/news"] == ("sitemap", f"{HOST}/map.xml")


def test_auto_reads_what_is_itself_a_feed_or_a_sitemap(find: Any) -> None:
    assert paths(find("auto", "/x", {"/x": MAY_FEED})) == ["/news/a"]
    assert paths(find("auto", "/x", {"/x": urlset(f"<loc>{HOST}/a</loc>")})) == ["/a"]


def test_auto_remembers_what_worked_and_looks_again_when_it_does_not(find: Any) -> None:
    remembered = ("feed", f"{HOST}/old")
    found = find("auto", "/news/", {"/old": MAY_FEED}, remembered=remembered)
    assert found.asked == ["/old"] and paths(found) == ["/news/a"]
    found = find("auto", "/news/", {"/old": page(b"", status=404), "/news/": alternate("/new"), "/new": MAY_FEED}, remembered=remembered)
    assert found.asked == ["/old", "/news/", "/new"] and found.how[f"{HOST}/news/"] == ("feed", f"{HOST}/new")


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("/latest/mayor-elected-new-president-of-the-network/", "/latest/"),
        ("/noticias/semana-marca-cidade-proxima-a-comunidade/43619", "/noticias/"),
        ("/gzdt/202510/t20251029_4927080.html", "/gzdt/"),
        ("/en/news/2025/12/15/delegation-begins-four-day-mission", "/en/news/"),
        ("/news/", None),
        ("/kommune/twin-towns", None),
        ("/delegation-begins-four-day-mission", None),
        ("/2020/12-31/2070735.html", None),
        ("/index.php?id=30926", None),
        ("/", None),
    ],
)
def test_the_section_of_an_announcement_is_the_folder_above(url: str, section: str | None) -> None:
    assert section_above(HOST + url) == (None if section is None else HOST + section)


def test_auto_reads_the_section_that_an_announcement_lies_in(find: Any) -> None:
    one = "/news/2026/delegation-of-the-partner-city-received"
    pages = {one: page(article("Delegation")), "/news/": links("/news/1", "/news/2", "/news/3")}
    found = find("auto", one, pages)
    assert found.asked == [one, "/sitemap.xml", "/news/"] and found.how == {HOST + one: ("html", f"{HOST}/news/")}
    assert paths(found) == ["/news/1", "/news/2", "/news/3"]
    sitemap = urlset(f"<loc>{HOST}/news/2026/a</loc>", f"<loc>{HOST}/contact</loc>")
    assert paths(find("auto", one, {**pages, "/sitemap.xml": sitemap})) == ["/news/2026/a"]
    # Where the folder has no page, what the announcement itself links to is all there is.
    own = links("/news/4", "/news/5", "/news/6")
    assert paths(find("auto", one, {one: own})) == ["/news/4", "/news/5", "/news/6"]
