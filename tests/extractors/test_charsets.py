from __future__ import annotations

import pytest

from extractors.charsets import decode_page

TEXTS = {
    "windows-1252": "Der Bürgermeister empfing die Gäste aus der Partnerstadt; über die Städtepartnerschaft wurde ausführlich gesprochen.",
    "windows-1251": "Мэр города принял делегацию из города-побратима, стороны подписали соглашение о сотрудничестве в области культуры.",
    "iso-8859-9": "Belediye Başkanı kardeş şehirden gelen heyeti ağırladı; görüşmede işbirliği değerlendirildi, yeni anlaşma imzalandı.",
    "shift_jis": "市長は姉妹都市からの訪問団を迎え、今後の交流について意見を交わしました。調印式は来月行われます。",
    "euc-jp": "市長は姉妹都市からの訪問団を迎え、今後の交流について意見を交わしました。調印式は来月行われます。",
    "iso-2022-jp": "市長は姉妹都市からの訪問団を迎え、今後の交流について意見を交わしました。",
    "euc-kr": "시장은 자매도시 대표단을 접견하고 교류 협력 방안을 논의했다. 협약식은 다음 달에 열린다.",
    "gb18030": "市长会见了友好城市代表团，双方就经贸合作交换了意见，并签署了合作备忘录。",
    "big5": "市長會見了姊妹市代表團，雙方就經貿合作交換意見，並簽署合作備忘錄。",
    "cp1256": "استقبل رئيس البلدية وفدا من المدينة الشقيقة وناقش الجانبان سبل التعاون في مجال الثقافة والتعليم.",
    "utf-8": "Burmistrz przyjął delegację z miasta partnerskiego i podpisał nową umowę o współpracy.",
}


def page(charset: str, declared: str | None) -> bytes:
    told = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{told}<title>x</title></head><body><p>{TEXTS[charset] * 6}</p></body></html>".encode(charset)


# ISO-2022-JP is ASCII with escapes: it says what it is only to who is told.
DECLARED = [(charset, declared) for charset in TEXTS for declared in ("right", "iso-8859-1", "utf-8", None)
            if charset != "iso-2022-jp" or declared == "right"]


@pytest.mark.parametrize(("charset", "declared"), DECLARED)
def test_charsets_declared_rightly_wrongly_and_not_at_all(charset: str, declared: str | None) -> None:
    label = charset if declared == "right" else declared
    text, fault = decode_page(page(charset, label))
    assert TEXTS[charset] in text
    # Browsers read what says iso-8859-1 as windows-1252.
    is_wrong = declared in ("iso-8859-1", "utf-8") and (charset, declared) not in (("windows-1252", "iso-8859-1"), ("utf-8", "utf-8"))
    assert fault == ("wrong_charset" if is_wrong else None)


def test_the_header_goes_before_the_page_and_an_unknown_label_is_left_out() -> None:
    assert TEXTS["windows-1251"] in decode_page(page("windows-1251", "koi8-r"), "text/html; charset=windows-1251")[0]
    assert TEXTS["euc-jp"] in decode_page(page("euc-jp", "x-unheard-of"))[0]


def test_a_byte_order_mark_decides() -> None:
    assert decode_page(b"\xff\xfe" + "<p>ü".encode("utf-16-le"), "text/html; charset=iso-8859-1") == ("<p>ü", None)


def test_bytes_of_no_charset_are_still_text() -> None:
    assert decode_page(bytes(range(256)) * 50)[0]
    assert decode_page(b"") == ("", None)
