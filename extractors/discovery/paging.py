"""The next page of an HTML listing, where nobody has declared how it is linked.

In this order: rel=next; a link in a pager that says "next" in words or by an arrow; the number after the current one in a pager; the call
by which TRS WCM, the content management of many Chinese governments, lets the browser build its pager.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup, Tag

from ..addresses import clean_url, same_site

_PAGER = re.compile(r"pag(?:er|inat|ina[cç]|ing|es\b|e[-_]?(?:nav|numbers?|list))|nav-?links|blaetter|blätter", re.IGNORECASE)
_LEVELS = 5
_NEXT_WORDS = frozenset({
    "next", "next page", "older", "older posts", "older entries", "weiter", "nächste", "nächste seite", "vor", "suivant", "suivante",
    "page suivante", "siguiente", "siguientes", "página siguiente", "próximo", "próxima", "próxima página", "seguinte", "página seguinte",
    "següent", "successivo", "successiva", "pagina successiva", "prossima", "avanti", "volgende", "volgende pagina", "nästa",
    "nästa sida", "neste", "neste side", "næste", "næste side", "seuraava", "seuraava sivu", "järgmine", "nākamā", "nākošā", "kitas",
    "następna", "następna strona", "dalej", "další", "další strana", "ďalšia", "ďalej", "következő", "következő oldal", "următoarea",
    "pagina următoare", "sljedeća", "sljedeća stranica", "sledeća", "naslednja", "следећа", "следна", "следваща", "следующая",
    "следующая страница", "далее", "вперед", "наступна", "далі", "επόμενη", "επόμενη σελίδα", "επόμενο", "sonraki", "sonraki sayfa",
    "ileri", "التالي", "الصفحة التالية", "հաջորդ", "հաջորդը", "შემდეგი", "次へ", "次のページ", "次", "下一页", "下一頁",
    "下页", "下頁", "다음", "다음 페이지", "다음페이지",
})  # fmt: skip
_ARROWS = ("›", "→", ">", "»")
_FRINGE = " \t\r\n\xa0.…›→>»⟩▶►❯"
_CURRENT = re.compile(r"\b(?:current|active|selected|on|aktiv|actief|actual)\b", re.IGNORECASE)
_TRS = re.compile(r"createPageHTML\s*\(\s*(\d{1,5})\s*,\s*(\d{1,5})\s*,\s*[\"']([\w-]{1,40})[\"']\s*,\s*[\"'](\w{1,6})[\"']")


def find_next(soup: BeautifulSoup, base: str) -> str | None:
    """Address of the next page, null when none is linked or recognised. ``base`` is the address of this one."""
    for found in (*_related(soup), *_said(soup), *_numbered(soup)):
        address = clean_url(str(found["href"]), base)
        if address is not None and same_site(address, base) and address != clean_url(base):
            return address
    return _scripted(soup, base)


def _related(soup: BeautifulSoup) -> Iterator[Tag]:
    yield from soup.select('a[rel~="next"][href], link[rel~="next"][href]')


def _said(soup: BeautifulSoup) -> Iterator[Tag]:
    by_arrow: dict[str, Tag] = {}
    for link in soup.find_all("a", href=True):
        text = " ".join(link.get_text(" ").split())
        if len(text) > 40 or _pager_of(link) is None:
            continue
        told = (text, str(link.get("title") or ""), str(link.get("aria-label") or ""))
        if any(words.strip(_FRINGE).lower() in _NEXT_WORDS for words in told):
            yield link
        elif text in _ARROWS:
            by_arrow.setdefault(text, link)
    # One arrow is the next page; a double one is that only where there is no single one, else the last.
    yield from (by_arrow[arrow] for arrow in _ARROWS if arrow in by_arrow)


def _numbered(soup: BeautifulSoup) -> Iterator[Tag]:
    seen: set[int] = set()
    for link in soup.find_all("a", href=True, string=re.compile(r"^\s*\d{1,4}\s*$")):
        pager = _pager_of(link)
        if pager is None or id(pager) in seen:
            continue
        seen.add(id(pager))
        parts = pager.find_all(["a", "span", "strong", "b", "em", "li"])
        current = next((number for part in parts if (number := _current_number(part)) is not None), None)
        if current is not None:
            yield from (a for a in pager.find_all("a", href=True) if a.get_text().strip() == str(current + 1))


def _current_number(part: Tag) -> int | None:
    """The number of the page that is shown, when this element is the one that says so."""
    text = part.get_text().strip()
    if not re.fullmatch(r"\d{1,4}", text):
        return None
    is_marked = part.get("aria-current") is not None or _CURRENT.search(" ".join(part.get("class") or [])) is not None
    return int(text) if is_marked or (part.name != "a" and part.find("a") is None and part.find_parent("a") is None) else None


def _scripted(soup: BeautifulSoup, base: str) -> str | None:
    for script in soup.find_all("script"):
        if (call := _TRS.search(script.string or "")) is not None and int(call[2]) + 1 < int(call[1]):
            return clean_url(f"{call[3]}_{int(call[2]) + 1}.{call[4]}", base)
    return None


def _pager_of(link: Tag) -> Tag | None:
    """The outermost element close by that calls itself a pager."""
    found = None
    for parent in islice(link.parents, _LEVELS):
        told = " ".join([*(parent.get("class") or []), *(str(parent.get(name) or "") for name in ("id", "aria-label", "role"))])
        if _PAGER.search(told):
            found = parent
    return found
