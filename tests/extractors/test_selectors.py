from __future__ import annotations

import pytest
from lxml import html

from extractors.selectors import SelectorError, select

TREE = html.document_fromstring("""<body><div id=a class="news item"><h1>One</h1><p data-x="news/1">Two <a href=/x.pdf>file</a></p></div>
<section><p class=item>Three</p><div><p>Four</p></div></section></body>""")


@pytest.mark.parametrize(("selector", "tags"), [
    ("h1", ["h1"]),
    ("#a", ["div"]),
    (".item", ["div", "p"]),
    ("div.news.item > p", ["p"]),
    ("section p", ["p", "p"]),
    ("section > p", ["p"]),
    ("section>p , h1", ["h1", "p"]),
    ("[data-x]", ["p"]),
    ('p[data-x="news/1"]', ["p"]),
    ("p[data-x^=news]", ["p"]),
    ("a[href$='.pdf']", ["a"]),
    ("[class~=news]", ["div"]),
    ("[data-x*='ws/']", ["p"]),
    ("div *", ["h1", "p", "a", "p"]),
    ("article", []),
])  # fmt: skip
def test_selectors(selector: str, tags: list[str]) -> None:
    assert [element.tag for element in select(TREE, selector)] == tags


@pytest.mark.parametrize("selector", ["", "p >", "> p", "p:has(a)", "p + p", "p[", "p..x", "a,,b", "::before"])
def test_what_is_not_understood_is_refused(selector: str) -> None:
    with pytest.raises(SelectorError):
        select(TREE, selector)
