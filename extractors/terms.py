"""What a page says about its own use: the licences and terms it links to. A note for the person who fills in ``terms``, not a verdict."""

from __future__ import annotations

import re

from .addresses import clean_url
from .discovery.listings import read_soup

MAX_TERMS = 5

_LICENCES = re.compile(
    r"//(?:[\w-]+\.)*(?:creativecommons\.org/(?:licenses|publicdomain)/|opendatacommons\.org/licenses/|kogl\.or\.kr\b"
    r"|nationalarchives\.gov\.uk/doc/open-government-licence|govdata\.de/dl-de|etalab\.gouv\.fr/licence|data\.norge\.no/nlod)",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\W*(?:(?:website|general) )?(?:terms (?:of|and|&)|copyright|legal (?:notice|information)|disclaimer|impressum|nutzungsbedingungen"
    r"|rechtliche hinweise|mentions légales|conditions d.utilisation|aviso legal|av[ií]s legal|condiciones de uso|condizioni d.uso"
    r"|note legali|termos de uso|gebruiksvoorwaarden|auteursrecht|användarvillkor|vilkår|käyttöehdot|kasutustingimused"
    r"|lietošanas noteikumi|regulamin|podmínky užití|podmienky používania|jogi nyilatkozat|uvjeti korištenja"
    r"|правила использования|условия использования|умови використання|όροι χρήσης|kullanım (?:koşulları|şartları)|شروط الاستخدام"
    r"|利用規約|著作権|このサイトについて|版权|版權|免责声明|免責聲明|이용약관|저작권)",
    re.IGNORECASE,
)


def find_terms(body: bytes, url: str) -> list[str]:
    """Addresses of licences (rel=license, or those of well-known open licences) before pages that call themselves terms of use."""
    licences: dict[str, None] = {}
    pages: dict[str, None] = {}
    for link in read_soup(body).select("a[href], link[rel~=license][href]"):
        address = clean_url(str(link["href"]), url)
        text = " ".join(link.get_text(" ").split())
        if address is None:
            continue
        if "license" in (link.get("rel") or []) or _LICENCES.search(address):
            licences[address] = None
        elif len(text) <= 60 and _WORDS.match(text):
            pages[address] = None
    return [*licences, *(page for page in pages if page not in licences)][:MAX_TERMS]
