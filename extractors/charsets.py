"""Which characters a page's bytes are: declared and possible before detected.

A strict reading as UTF-8 that succeeds is right whatever is declared: text in any other charset is practically never valid UTF-8.
Labels mean what browsers take them for (WHATWG Encoding Standard: iso-8859-1 is windows-1252, gb2312 is GB18030 …). What is declared
is refused when the bytes cannot be read so, or when reading them so gives the letters that Cyrillic, Greek, Arabic and others turn
into (``Ïðèâåò``); then bs4's UnicodeDammit detects.
"""

from __future__ import annotations

import codecs
import logging
import re

from extractors.language import identify_language

_LABELS = {
    "iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252",
    "iso-8859-9": "windows-1254", "latin5": "windows-1254", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "windows-31j": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "big5": "big5hkscs", "tis-620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874",
}  # fmt: skip
_WESTERN = frozenset({"windows-1252", "windows-1254", "windows-1250", "iso8859-15", "iso8859-2"})
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_MARKUP = re.compile(r"<script\b.*?</script>|<style\b.*?</style>|<[^<>]*>", re.I | re.S)
_ICELANDIC = re.compile("[ýþðÝÞÐ]")
_SAMPLE = 200_000
_PLAIN = r"a \x41 +AGE- xn--a"


def decode_page(content: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """The page as text, and ``wrong_charset`` when it is not in the charset that the header or the page itself declares. Never raises;
    bytes that fit no charset become U+FFFD."""
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(charset, "replace"), None
    declared = _list_declared(content, content_type)
    if (text := _read_utf8(content)) is not None:
        return text, None if not declared or content.isascii() or "utf-8" in declared else "wrong_charset"
    for charset in declared:
        text_read = _read_as(content, charset)
        if text_read is not None:
            turkish = _read_turkish(content, text_read) if charset == "windows-1252" else None
            return (text_read, None) if turkish is None else (turkish, "wrong_charset")
    return _detect(content), "wrong_charset" if declared else None


def _read_utf8(content: bytes) -> str | None:
    if b"\x1b$" in content:  # ISO-2022-JP is made of ASCII only
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _list_declared(content: bytes, content_type: str | None) -> list[str]:
    """Charsets of header and page, by Python's name for what browsers read them as; unknown labels are left out."""
    labels = [match[1] for match in [_HEADER.search(content_type or "")] if match]
    if match := _META.search(content[:4096]):
        labels.append((match[1] or match[2]).decode("ascii"))
    names = []
    for label in labels:
        name = _LABELS.get(label.lower(), label.lower())
        if _is_charset(name):
            names.append(name)
    return list(dict.fromkeys(names))


def _is_charset(name: str) -> bool:
    """Whether browsers could mean it: Python's codecs that unpack, escape or encode hosts (zlib, unicode_escape, utf-7, idna) are none."""
    if re.match(r"utf[-_]?(?:16|32)", name):
        return True
    try:
        return _PLAIN.encode("ascii").decode(name, "replace") == _PLAIN
    except (LookupError, ValueError):
        return False


def _read_as(content: bytes, charset: str) -> str | None:
    """The text, null when it cannot be read so. A handful of stray bytes harms no page."""
    text = content.decode(charset, "replace")
    if text.count("\ufffd") > max(3, len(content) // 2000):
        return None
    return None if charset in _WESTERN and _is_garbled(text) else text


def _is_garbled(text: str) -> bool:
    """Whether letters that Western languages use sparingly (À to ÿ) are as many as the plain ones: another script read as Latin."""
    seen = _MARKUP.sub(" ", text[:_SAMPLE])
    accented = sum("\u00a1" <= character <= "\u00ff" for character in seen)
    plain = sum(character.isascii() and character.isalpha() for character in seen)
    return accented > 20 and accented > plain


def _detect(content: bytes) -> str:
    from bs4.dammit import UnicodeDammit

    # Characters that no charset has become U+FFFD: no warning in the log of whoever runs this.
    logging.getLogger("bs4.dammit").setLevel(logging.ERROR)
    visible = re.sub(rb"<[^<>]*>", b" ", content[:_SAMPLE])
    found = UnicodeDammit(visible).original_encoding or "windows-1252"
    text = content.decode(_LABELS.get(found.lower(), found), "replace")
    return _read_turkish(content, text) or text


def _read_turkish(content: bytes, text: str) -> str | None:
    """The text as windows-1254 where the letters that tell it from windows-1252 are there and it reads as Turkish then."""
    seen = _MARKUP.sub(" ", text[:_SAMPLE])
    if not _ICELANDIC.search(seen):
        return None
    turkish = content.decode("windows-1254", "replace")
    return turkish if identify_language(_MARKUP.sub(" ", turkish[:_SAMPLE]))[0] == "tr" else None
