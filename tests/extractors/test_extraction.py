from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from recorded import HOST, declare

from extractors.declarations import ArticleSelectors, Source
from extractors.extraction import Extraction, extract_page
from extractors.published import find_published
from extractors.stamps import DateReader
from extractors.titles import find_title

SENTENCE = "The mayor of Nordby received a delegation from the partner city and signed a renewed agreement on culture. "
URL = f"{HOST}/news/1"


def read(markup: str | bytes, **options: object) -> Extraction:
    content = markup.encode() if isinstance(markup, str) else markup
    return extract_page(content, url=URL, **options)  # type: ignore[arg-type]


def article(body: str = f"<p>{SENTENCE * 5}</p>", title: str = "Partners meet", head: str = "") -> str:
    return (f"<html lang=en><head><title>{title} | Nordby</title>{head}</head><body><nav><a href=/>Home</a> <a href=/a>All news</a></nav>"
            f"<main><h1>{title}</h1>{body}</main><footer>Nordby, Town Square 1</footer></body></html>")  # fmt: skip


def reasons(found: Extraction) -> list[str]:
    return [reason for reason, _ in found.issues]


def test_a_plain_announcement() -> None:
    found = read(article(f'<p class="date">14 May 2024</p><p>{SENTENCE * 5}</p>'))
    assert (found.title, found.lang, found.published, found.published_precision) == ("Partners meet", "en", "2024-05-14", "day")
    assert found.text == (SENTENCE * 5).strip() and found.issues == []


NOT_PAGES = {
    b"%PDF-1.7 ...": None,
    b"\n%PDF-1.4": "text/html",
    b"\x89PNG\r\n\x1a\n": None,
    b"\xff\xd8\xff\xe0": "text/html; charset=utf-8",
    b"PK\x03\x04 word": "application/octet-stream",
    b"\xd0\xcf\x11\xe0\xa1": None,
    b"{\\rtf1 }": None,
    b"0101": "application/msword",
}


@pytest.mark.parametrize("content", NOT_PAGES)
def test_an_announcement_that_is_no_page_is_reported(content: bytes) -> None:
    found = read(content, content_type=NOT_PAGES[content])
    assert found.text is None and reasons(found) == ["body_not_html"]


@pytest.mark.parametrize(("markup", "reason"), [
    ("", "no_text"),
    ("   \n ", "no_text"),
    ("<html><body><script>document.write('x'.repeat(900))</script></body></html>", "no_text"),
    ("<html><frameset cols='20%,80%'><frame src=a.html><frame src=b.html></frameset></html>", "no_text"),
    ("<html><frameset><frame src=a.html><noframes><p>Your browser cannot show the frames of this page.</p></noframes>", "no_text"),
    ("<html><body><iframe src=/news/1.html></iframe></body></html>", "no_text"),
    ("<html><body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>", "no_text"),
    ("<html><body><p>Bitte aktivieren Sie JavaScript, um diese Seite vollständig anzuzeigen.</p></body></html>", "no_text"),
    ("<html><head><title>404 - Not found</title></head><body><h1>Oops</h1><p>Try the search.</p></body></html>", "soft_404"),
    ("<html><head><title>Stadt X</title></head><body><h1>Hoppla</h1><p>Diese Seite existiert leider nicht.</p></body></html>", "soft_404"),
    ("<html><head><title>Ville</title></head><body><h1>Oups</h1><p>La page demandée n’existe plus.</p></body></html>", "soft_404"),
    ("<html><head><title>Ciudad</title></head><body><h1>Aviso</h1><p>La página solicitada no existe.</p></body></html>", "soft_404"),
    ("<html><head><title>市</title></head><body><h1>エラー</h1><p>お探しのページは見つかりませんでした。</p></body></html>", "soft_404"),
    ("<html><head><title>시청</title></head><body><p>요청하신 페이지를 찾을 수 없습니다.</p></body></html>", "soft_404"),
    ("<html><head><title>Stadt X</title></head><body><h1>Seite nicht gefunden</h1><p>Leider.</p></body></html>", "soft_404"),
    ("<html><head><title>ページが見つかりません</title></head><body><p>404</p></body></html>", "soft_404"),
])  # fmt: skip
def test_pages_without_a_text_have_a_reason(markup: str, reason: str) -> None:
    found = read(markup)
    assert found.text is None and reasons(found)[0] == reason


def test_a_noindex_page_that_says_it_is_gone_is_a_soft_404() -> None:
    links = "".join(f"<p>You may want to look at the calendar of events number {number} instead.</p>" for number in range(8))
    gone = f"<h1>Nordby</h1><p>Sorry, the page you asked for does not exist any more.</p>{links}"
    robots = '<meta name="robots" content="noindex, follow">'
    assert reasons(read(f"<html><head>{robots}<title>Nordby</title></head><body>{gone}</body></html>")) == ["soft_404"]
    # What search engines are asked not to keep may be an announcement all the same; a page may tell of one that is gone.
    assert read(article(head=robots)).text
    assert read(article(f"<p>{SENTENCE * 3}</p><p>The old web page of the twinning does not exist any more.</p>")).text


def test_frames_are_named() -> None:
    found = read("<html><frameset><frame src=menu.html><frame src=/news/1.html></frameset></html>")
    assert found.issues == [("no_text", "frames: menu.html, /news/1.html")]


def test_a_long_page_about_errors_is_no_error_page() -> None:
    assert read(article(f"<p>{SENTENCE * 30}</p>", title="404 bicycles for our partner city")).text


def test_what_is_no_article_keeps_what_it_shows() -> None:
    rows = "<tr><td>Visit from Osaka</td><td>12 guests</td></tr><tr><td>Reception at noon</td></tr>"
    found = read(f"<html><body><table>{rows}</table></body></html>")
    assert found.text is not None and "Visit from Osaka" in found.text and "Reception at noon" in found.text


def test_deep_nesting_loses_nothing() -> None:
    deep = f"<div><span>{SENTENCE}</span>" * 3_000
    found = read(f"<html><head><title>Deep</title></head><body>{deep}<p>the last word</p>")
    assert found.text is not None and found.text.count("partner city") == 3_000 and "nesting_flattened" in reasons(found)


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "p><a", "h1", "frameset"])
def test_100000_nested_tags_lose_nothing(tag: str) -> None:
    found = read(f"<html><head><title>Deep</title></head><body><h1>Deep</h1>{f'<{tag}>' * 100_000}{SENTENCE}<p>the last word</p>")
    assert found.text is not None and SENTENCE.strip() in found.text and "the last word" in found.text


def test_a_page_of_50_megabytes_is_read_to_its_limit() -> None:
    found = read("<html><head><title>Long</title></head><body>" + f"<p>{SENTENCE}</p>" * 450_000)
    assert found.text is not None and len(found.text) > 400_000 and {"page_cut", "text_cut"} <= set(reasons(found))


def test_scripts_do_not_count_for_the_length_of_a_page() -> None:
    scripts = "<script>" + "x = 1; " * 6_000_000 + "</script>" + "<style>a{}</style><!-- - -->" * 100
    found = read(article(f"{scripts}<p>{SENTENCE * 5}</p>"))
    assert found.text == (SENTENCE * 5).strip() and reasons(found) == ["page_cut"]
    assert reasons(read(b"<p>" + b"<script>" + b"x" * 11_000_000)) == ["no_text", "page_cut"]


def test_what_makes_parsers_slow_is_read() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(500_000))
    assert read(article(f"<p {attributes}>{SENTENCE * 5}</p>")).text == (SENTENCE * 5).strip()
    shown = read("<html><body>" + "<br>" * 200_000 + f"<p>{SENTENCE}</p>")
    assert shown.text == SENTENCE.strip() and "text_by_fallback" in reasons(shown)


def test_a_title_of_5000_characters_and_markup_in_titles() -> None:
    found = read(article(title="Partner " * 700))
    assert found.title is not None and len(found.title) == 1000 and "title_cut" in reasons(found)
    assert read(article(title="Nordby &amp;amp; Osaka &lt;b&gt;meet&lt;/b&gt;")).title == "Nordby & Osaka meet"
    assert read(article(title="Nordby <i>&amp;</i> <span class=x>Osaka</span> meet")).title == "Nordby & Osaka meet"


def test_title_and_language_say_how_they_were_found_and_how_sure() -> None:
    found = read(article())
    assert (found.title_method, found.title_confidence, found.lang_method) == ("heading", 0.9, "text") and found.lang_confidence > 0.9
    bare = read(f"<html><head><title>Partners meet</title></head><body><p>{SENTENCE * 5}</p></body></html>")
    assert (bare.title_method, bare.title_confidence) == ("title", 0.4)
    assert read("<title>Der Bürgermeister empfing die Gäste</title>").lang_method == "title"


def test_a_text_that_is_too_long_is_cut_and_said_so() -> None:
    found = read(article("".join(f"<p>{i} {SENTENCE}</p>" for i in range(6_000))))
    assert found.text is not None and 499_900 < len(found.text) <= 500_000 and "text_cut" in reasons(found)


def test_a_page_in_two_languages_is_kept_whole() -> None:
    french = "Le maire de la ville a reçu une délégation de la ville jumelée et a signé un nouvel accord de coopération culturelle. "
    found = read(article(f"<p>{SENTENCE * 12}</p><p>{french * 12}</p>"))
    assert found.text is not None and french.strip() in found.text and "mixed_languages" in reasons(found) and found.lang == "en"
    short = read(article(f"<p>{french * 3}</p><p>{SENTENCE * 3}</p>"))
    assert short.text is not None and SENTENCE.strip() in short.text and "mixed_languages" in reasons(short) and short.lang == "fr"
    assert "mixed_languages" not in reasons(read(article(f"<p>{SENTENCE * 12}</p>")))


def test_byte_soup() -> None:
    soup = random.Random(4).randbytes(200_000)  # noqa: S311  any bytes will do
    assert isinstance(read(soup), Extraction)
    assert isinstance(read(b"<html><body>" + soup), Extraction)


BEGINNINGS = [b"", b"<html><body><p>", b"<title>", b'<meta charset="x">', b'<script type="application/ld+json">']


@given(st.binary(max_size=400), st.sampled_from(BEGINNINGS))
@settings(max_examples=80, deadline=None)
def test_nothing_makes_it_raise(noise: bytes, before: bytes) -> None:
    found = read(before + noise)
    assert found.text is not None or found.issues


@pytest.fixture
def source(tmp_path: Path) -> Source:
    declared: Source = declare(
        tmp_path,
        article={"title": "h2.headline", "published": ".stamp", "body": "#text", "remove": ".share"},
        former_articles=[{"until": "2020-12-31", "title": "h3", "body": ".old"}],
        dates={"order": "MDY", "months": {"Lenzmond": 3}},
    )
    return declared


DECLARED = (f"<html><body><h1>Section</h1><h2 class=headline>The headline</h2><p class=stamp>03/04/2024</p>"
            f"<div id=text><p>{SENTENCE}</p><p class=share>Share this</p><p>More.</p></div></body></html>")  # fmt: skip


def test_declared_selectors_decide(source: Source) -> None:
    found = read(DECLARED, source=source)
    assert (found.title, found.text) == ("The headline", f"{SENTENCE.strip()}\nMore.")
    assert (found.published, found.published_method, found.issues) == ("2024-03-04", "selector", [])


@pytest.mark.parametrize(("stamp", "day"), [("4. Lenzmond 2024", "2024-03-04"), ("<b>March 4, 2024</b>", "2024-03-04")])
def test_a_site_may_have_its_own_month_names(source: Source, stamp: str, day: str) -> None:
    assert read(DECLARED.replace("03/04/2024", stamp), source=source).published == day


def test_a_mismatch_is_an_issue_and_never_a_guess(source: Source) -> None:
    found = read(DECLARED.replace("<h2 class=headline>", "<h2 class=headline>Another</h2><h2 class=headline>"), source=source)
    assert reasons(found) == ["selector_mismatch"] and "article.title" in found.issues[0][1] and "2 elements" in found.issues[0][1]
    assert "selector_mismatch" in reasons(read(article(), source=source))


def test_a_declared_date_may_be_a_month(source: Source) -> None:
    found = read(DECLARED.replace("03/04/2024", "May 2024"), source=source)
    assert (found.published, found.published_precision, found.issues) == ("2024-05", "month", [])


def test_an_unreadable_declared_date_is_said(source: Source) -> None:
    assert reasons(read(DECLARED.replace("03/04/2024", "soon"), source=source)) == ["bad_date"]


def test_an_old_page_is_read_as_the_site_was_then(source: Source) -> None:
    old = f"<html><body><h3>Old headline</h3><div class=old><p>{SENTENCE}</p></div></body></html>"
    found = read(old, source=source, fetched_on=date(2020, 5, 4))
    assert (found.title, found.text, found.issues) == ("Old headline", SENTENCE.strip(), [])
    assert source.article_on(date(2021, 1, 1)) == source.article == source.article_on(None)
    assert replace(source, former_articles=()).article_on(date(2020, 1, 1)) != ArticleSelectors("h3", None, ".old", None)


PUBLISHED = {
    '<meta property="article:published_time" content="2024-05-14T09:00:00+02:00">': "2024-05-14",
    '<script type="application/ld+json">{"datePublished":"2024-05-14","dateModified":"2025-01-09"}</script>': "2024-05-14",
    '<script type="application/ld+json">{"datePublished":"2024-05-14",}</script>': "2024-05-14",
    '<meta name="date" content="14 May 2024">': "2024-05-14",
    '<meta name="article.published-time" content="2024-05-14">': "2024-05-14",
    '<meta name="date" content="2024-01-01">': None,
    '<meta name="date" content="2024-01-01"><script type="application/ld+json">{"datePublished":"2024-01-01"}</script>': "2024-01-01",
    '<script>var page = {"publishDate": "2024-01-01", "more": "' + "x" * 300 + '"}</script>': None,
    "": None,
}


@pytest.mark.parametrize("head", PUBLISHED)
def test_what_machines_are_told(head: str) -> None:
    found = read(article(head=head))
    assert found.published == PUBLISHED[head] and (found.confidence is None) == (PUBLISHED[head] is None)


@pytest.mark.parametrize(("shown", "lang", "country", "day"), [
    ('<p class="date">03/11/2026</p>', "en", "US", "2026-03-11"),
    ('<p class="date">03/11/2026</p>', "en", "GB", "2026-11-03"),
    ("<p>更新日：令和8年11月3日</p>", "ja", "JP", "2026-11-03"),
    ('<span class="time">發布日期：115-11-03</span>', "zh-Hant", "TW", "2026-11-03"),
    ('<time datetime="2024-05-14">Tuesday</time>', "en", None, "2024-05-14"),
    ('<p class="date">1 January 2024</p>', "en", None, "2024-01-01"),
    ("<p>昭和64年1月7日</p>", "ja", "JP", "1989-01-07"),
    ("<p>The town was given its charter on 7 January 1949 by the king.</p>", "en", None, None),
    ("<p>17 May 2024</p>", "th", "TH", "2024-05-17"),
    (f"<p>{SENTENCE} It will be renewed on 9 May 2031 in the town hall of the partner city.</p>", "en", None, None),
])  # fmt: skip
def test_what_readers_see(shown: str, lang: str, country: str | None, day: str | None) -> None:
    tree = html.document_fromstring(f"<html><body><h1>Partners meet</h1>{shown}<p>{SENTENCE}</p></body></html>")
    found = find_published(tree, DateReader(lang, country, others=("en",)), url=URL)
    assert (found.iso if found else None) == day


@pytest.mark.parametrize(("host", "tag", "day"), [
    ("nordby.example.us", "en", "2026-03-11"),
    ("nordby.example.uk", "en", "2026-11-03"),
    ("nordby.example.io", "en-GB", "2026-11-03"),
    ("nordby.gov", "en-GB", "2026-03-11"),
    ("nordby.example", "de_AT", "2026-11-03"),
    ("nordby.example", "qq-QQ-qq-", "2026-11-03"),
])  # fmt: skip
def test_day_and_month_follow_the_country_of_an_undeclared_page(host: str, tag: str, day: str) -> None:
    page = article(f'<p class="date">03/11/2026</p><p>{SENTENCE * 3}</p>').replace("lang=en", f'lang="{tag}"')
    assert extract_page(page.encode(), url=f"https://{host}/news/1").published == day


def test_a_page_without_a_date_has_none() -> None:
    found = read(article(f"<p>{SENTENCE * 5}</p><p>© 2024 Nordby</p>"))
    assert (found.published, found.published_precision, found.published_method, found.confidence) == (None, None, None, None)


def test_nothing_is_published_after_it_was_fetched() -> None:
    page = article('<p class="date">14 May 2024</p>' + f"<p>{SENTENCE * 3}</p>")
    assert read(page, fetched_on=date(2024, 5, 13)).published == "2024-05-14"  # the reader's day may be ahead of ours
    assert read(page, fetched_on=date(2024, 5, 1)).published is None


@pytest.mark.parametrize(("markup", "title"), [
    ("<title>Partners meet | Nordby</title><h1>Partners meet</h1>", "Partners meet"),
    ("<title>Partners meet - Nordby kommune</title>", "Partners meet"),
    ("<title>Nordby</title><h1><a href=/>Nordby</a></h1><h2>Partners meet in Nordby</h2>", "Nordby"),
    ("<title>横城郡との交流 - 八頭町</title><h1><ruby>横城郡<rt>フェンソン</rt></ruby>との交流</h1>", "横城郡との交流"),
    ("<meta property=og:title content='Partners meet'><title>x</title>", "Partners meet"),
    ("<title>Partners meet again - Nordby</title><h1>14 May 2024 Partners meet again</h1>", "Partners meet again"),
    ("<title>2024: partners meet | Nordby</title><h1>2024: partners meet</h1>", "2024: partners meet"),
    ("<title>Nordby</title><h1 class=sr-only>Main menu</h1><h2 class='visually-hidden'>Search</h2><h1>Partners meet</h1>", "Partners meet"),
    ("<title>Partners meet | Nordby</title><h1 class=sr-only>Partners meet</h1>", "Partners meet"),
    ("<p>nothing</p>", None),
])  # fmt: skip
def test_titles(markup: str, title: str | None) -> None:
    found = find_title(html.document_fromstring(f"<html><body>{markup}</body></html>"))
    assert (found.text if found else None) == title
