"""Which addresses are one page, and which no page of a person's."""

from __future__ import annotations

import pytest

from extractors.addresses import MAX_LENGTH, canonical_url, clean_url, is_trap, same_site

SESSION = "3f2a9c0d1e4b5a697887a6b5c4d3e2f1"


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("HTTPS://Nordby.Example:443/News#top", "https://nordby.example/News"),
        ("http://nordby.example:8080", "http://nordby.example:8080/"),
        ("https://nordby.example/a b/å?q=å", "https://nordby.example/a%20b/%C3%A5?q=%C3%A5"),
        ("https://nørdby.example/", "https://xn--nrdby-vua.example/"),
        ("https://nordby.example/n?utm_source=x&id=3&fbclid=y", "https://nordby.example/n?id=3"),
        (f"https://nordby.example/n?sid={SESSION}&id=3", "https://nordby.example/n?id=3"),
        (f"https://nordby.example/n;jsessionid={SESSION}?id=3", "https://nordby.example/n?id=3"),
        ("https://nordby.example/(S(3kqbx245yjjbtz55fuwkmqzs))/n.aspx", "https://nordby.example/n.aspx"),
        ("https://nordby.example/(X(1)S(3kqbx245yjjbtz55fuwkmqzs))/n.aspx", "https://nordby.example/n.aspx"),
        # What only looks like a session is part of the address.
        ("https://nordby.example/n?sid=4&s=partner+cities", "https://nordby.example/n?sid=4&s=partner+cities"),
        ("https://nordby.example/(S)/n", "https://nordby.example/(S)/n"),
        ("https://[2001:db8::1]/n", "https://[2001:db8::1]/n"),
    ],
)
def test_clean_addresses(address: str, clean: str) -> None:
    assert clean_url(address) == clean
    assert clean_url(clean) == clean


@pytest.mark.parametrize(
    "address",
    ["", "mailto:a@nordby.example", "javascript:go()", "ftp://nordby.example/", "https://u:p@nordby.example/", "https:///n", "https://[::1",
     "https://nordby.example:99999/", "https://nordby.example/" + "a" * MAX_LENGTH, "https://" + "a" * 70 + "å.example/"],
)  # fmt: skip
def test_what_is_no_web_address(address: str) -> None:
    assert clean_url(address) is None


def test_one_page_under_two_addresses_is_one_document() -> None:
    written = ("http://nordby.example/n%C3%A5?a=1&b=", f"https://nordby.example/nå?a=1&b=&PHPSESSID={SESSION}")
    assert len({canonical_url(address) for address in written}) == 1
    assert canonical_url("https://nordby.example/n?id=3") != canonical_url("https://nordby.example/n?id=4")


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("/en/news/2026/05/04/delegation", False), ("/en/en/en/news", True), ("/a/b/a/b/a/b/a", True), ("/a" * 3, True),
        ("/" + "/".join(map(str, range(30))), True), ("/news/news/archive", False),
    ],
)  # fmt: skip
def test_traps(path: str, trap: bool) -> None:
    assert is_trap(f"https://nordby.example{path}") is trap


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://nordby.example/a", "http://www.nordby.example/", True), ("https://news.nordby.example/", "https://nordby.example/", True),
        ("https://nordby.example/", "https://sorby.example/", False), ("https://nordby.example/", "https://xnordby.example/", False),
        ("https://nordby.example/", "mailto:a@nordby.example", False),
    ],
)  # fmt: skip
def test_sites(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
