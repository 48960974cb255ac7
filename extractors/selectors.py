"""CSS selectors of declarations as XPath over the lxml tree that extraction has parsed anyway.

What declarations need of CSS: type, ``*``, ``.class``, ``#id``, ``[attr]``, ``[attr=value]`` with ``^= $= *= ~=``, descendants,
children (``>``) and lists (``,``). Anything else is refused. A bs4 tree, which soupsieve needs, costs as much as a whole extraction.
"""

from __future__ import annotations

import re
from functools import cache

from lxml import etree
from lxml.html import HtmlElement

_SIMPLE = re.compile(
    r"""\#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)
    |\[\s*(?P<attr>[\w:-]+)\s*(?:(?P<op>[~^$*]?=)\s*(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|(?P<bare>[\w./:-]+))\s*)?\]""",
    re.VERBOSE,
)
_TYPE = re.compile(r"[a-zA-Z][\w-]*|\*")
_COMBINATOR = re.compile(r"\s*([>,])\s*|\s+")


class SelectorError(ValueError):
    """A selector that is no CSS, or CSS beyond what is understood here."""


@cache
def compile_selector(selector: str) -> etree.XPath:
    """Raises :class:`SelectorError`."""
    return etree.XPath(translate_selector(selector))


def select(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    """Elements below ``tree`` that the selector matches, in the order of the page. Raises :class:`SelectorError`."""
    return list(compile_selector(selector)(tree))


def translate_selector(selector: str) -> str:
    """XPath of a selector: ``div.news > a[href]`` is ``.//div[…]/a[@href]``. Raises :class:`SelectorError`."""
    text, at, path = selector.strip(), 0, ".//"
    while True:
        step, at = _translate_compound(selector, text, at)
        path += step
        if at == len(text):
            return path
        match = _COMBINATOR.match(text, at)
        if match is None or match.end() == len(text):
            raise SelectorError(f"is not a CSS selector understood here: {selector!r} at {text[at:]!r}")
        path += {">": "/", ",": " | .//"}.get(match[1], "//")
        at = match.end()


def _translate_compound(selector: str, text: str, at: int) -> tuple[str, int]:
    start = at
    name = "*"
    if match := _TYPE.match(text, at):
        name, at = match[0].lower(), match.end()
    conditions = ""
    while match := _SIMPLE.match(text, at):
        conditions += _translate_condition(match)
        at = match.end()
    if at == start:
        raise SelectorError(f"is not a CSS selector understood here: {selector!r} at {text[at:]!r}")
    return name + conditions, at


def _translate_condition(match: re.Match[str]) -> str:
    if match["id"]:
        return f"[@id='{match['id']}']"
    if match["class"]:
        return _word_test("class", f"'{match['class']}'")
    name, operator = match["attr"].lower(), match["op"]
    if operator is None:
        return f"[@{name}]"
    value = next(v for v in (match["dq"], match["sq"], match["bare"]) if v is not None)
    literal = f"'{value}'" if "'" not in value else f'"{value}"'
    match operator:
        case "=":
            return f"[@{name}={literal}]"
        case "^=":
            return f"[starts-with(@{name}, {literal})]"
        case "*=":
            return f"[contains(@{name}, {literal})]"
        case "$=":
            return f"[substring(@{name}, string-length(@{name}) - {len(value) - 1}) = {literal}]"
        case _:
            return _word_test(name, literal)


def _word_test(name: str, literal: str) -> str:
    return f"[contains(concat(' ', normalize-space(@{name}), ' '), concat(' ', {literal}, ' '))]"
