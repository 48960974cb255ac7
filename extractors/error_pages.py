"""Pages that are sent with a good status and say that there is no page, or nothing without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from extractors.titles import clean_title

MAX_ERROR_TEXT = 1_500
"""Code points: an error page says no more, with its search form and its links."""

MAX_NOTICE = 300
"""Code points of a text that is nothing but the notice."""

_STATUS = re.compile(
    r"^\W*(?:(?:http|error|erreur|fehler|errore|erro|chyba|błąd|ошибка|错误|錯誤|エラー|오류)\W*)?(?:404|410)\b(?!\s+[^\W\d_])", re.I
)
_STATUS_AND_WORDS = re.compile(r"^\W*(?:404|410)\W+(?:not found|gone|error|page|seite|página|pagina|erreur|fehler|не найден)", re.I)
_GAP = r"[^\n.!?。]{0,60}?"
_SAYINGS = (
    rf"page{_GAP}\b(?:not (?:be )?found|not exist|doesn.t exist|no longer exists?|not available)",
    rf"(?:could not|couldn.t|can.?t|cannot|unable to) find{_GAP}\b(?:page|content)",
    r"page (?:unavailable|has been removed)",
    rf"(?:seite|inhalt){_GAP}\b(?:nicht gefunden|existiert{_GAP}nicht|nicht (?:mehr )?(?:vorhanden|verfügbar))",
    rf"page{_GAP}\b(?:introuvable|n.existe (?:pas|plus)|non trouvée|pas (?:été )?trouvée|n.est (?:pas|plus) disponible)",
    rf"página{_GAP}\b(?:no (?:encontrada|existe|disponible|está disponible|ha sido encontrada))",
    rf"página{_GAP}\b(?:não (?:encontrada|existe|foi encontrada|disponível))",
    rf"no se (?:ha encontrado|encontró|encuentra|pudo encontrar){_GAP}\bpágina",
    rf"pagina{_GAP}\b(?:non (?:è stata )?trovata|non esiste|inesistente|non (?:è )?disponibile|niet gevonden|bestaat niet|niet bestaat)",
    rf"pàgina{_GAP}\b(?:no (?:trobada|existeix|s.ha trobat))",
    rf"stron[ay]{_GAP}\bnie (?:istnieje|została znaleziona|znaleziono)|nie znaleziono strony",
    rf"stránka{_GAP}\b(?:nenalezena|nebyla nalezena|neexistuje|nenájdená|nebola nájdená)",
    rf"oldal{_GAP}\bnem (?:található|létezik)",
    rf"pagina{_GAP}\bnu (?:a fost găsită|există)",
    rf"sidan{_GAP}\b(?:hittades inte|inte hittas|finns inte)|siden{_GAP}\b(?:ikke (?:fundet|funnet)|findes ikke|finnes ikke)",
    r"sivua ei (?:löydy|löytynyt)|lehekülge ei leitud|lapa nav atrasta|puslapis nerastas",
    rf"σελίδα{_GAP}\bδεν (?:βρέθηκε|υπάρχει)",
    rf"страниц[аы]{_GAP}\bне (?:найдена|существует|найдено)|сторінк[уи]{_GAP}\bне (?:знайдено|існує)",
    rf"страницата{_GAP}\bне (?:е намерена|съществува)",
    rf"strani(?:ca|cu|ce){_GAP}\b(?:nije pronađena|ne postoji|ni (?:bila )?najdena)|страница{_GAP}\b(?:није пронађена|не постоји)",
    rf"sayfa{_GAP}\b(?:bulunamadı|mevcut değil)",
    rf"الصفحة{_GAP}(?:غير موجودة|غير متوفرة|غير متاحة)|لم يتم العثور على الصفحة|صفحه{_GAP}(?:یافت نشد|پیدا نشد|وجود ندارد)",
    rf"(?:דף|עמוד){_GAP}(?:לא נמצא|אינו קיים|לא קיים)",
    rf"(?:ページ|お探し){_GAP}(?:見つかりません|存在しません|見つけることができません|ございません|削除され)",
    rf"(?:页面|頁面|网页|網頁){_GAP}(?:不存在|找不到|未找到|已被?(?:删除|刪除|移除))|(?:找不到|未找到){_GAP}[页頁]",
    rf"페이지{_GAP}(?:찾을 수 없|존재하지 않)",
    r"halaman tidak (?:ditemukan|dijumpai)|không tìm thấy trang|trang (?:này )?không tồn tại|ไม่พบหน้า",
)
_SAYS_SO = re.compile("|".join(_SAYINGS), re.I)
_JAVASCRIPT = re.compile(r"java\s?script|ジャバスクリプト|자바스크립트", re.I)


def is_error_page(tree: HtmlElement, title: str | None, text: str) -> bool:
    """Whether a page says that it is none: in its headings, or in a text that says nothing else, which may be longer where search engines
    are asked not to keep the page (``noindex``)."""
    if len(text) > MAX_ERROR_TEXT:
        return False
    headings = _list_headings(tree, title)
    if any(_STATUS.match(heading) or _STATUS_AND_WORDS.match(heading) or _SAYS_SO.search(heading) for heading in headings):
        return True
    return (len(text) <= MAX_NOTICE or _is_noindex(tree)) and _SAYS_SO.search(text[: 2 * MAX_NOTICE]) is not None


def asks_for_javascript(text: str) -> bool:
    """Whether all a page shows is that its text comes with a script."""
    return len(text) <= MAX_NOTICE and _JAVASCRIPT.search(text) is not None


def _list_headings(tree: HtmlElement, title: str | None) -> Iterator[str]:
    if title:
        yield title
    for number, element in enumerate(tree.iter("title", "h1")):
        if number >= 4:
            return
        yield clean_title(element.text_content()[:1000])


def _is_noindex(tree: HtmlElement) -> bool:
    robots = (meta.get("content") or "" for meta in tree.iter("meta") if (meta.get("name") or "").lower() in ("robots", "googlebot"))
    return any("noindex" in content.lower() or content.strip().lower() == "none" for content in robots)
