"""The JSON-like part of YAML, with the line of every key.

No tags, no anchors, no octal or sexagesimal numbers, and only ``true``/``false`` are booleans, so that ``country: NO`` is Norway and
``on: 2026-05-04`` is a key with a day. A key given twice is an error.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

KeyPath = tuple[str | int, ...]


class PlainYamlError(ValueError):
    """What a declaration may not hold, by line and key."""

    def __init__(self, line: int, key: str, reason: str) -> None:
        self.line, self.key, self.reason = line, key, reason
        super().__init__(f"{line}: {key}: {reason}")


def parse_yaml(text: str) -> tuple[Any, dict[KeyPath, int]]:
    """Plain data and the line of every key and item, by path. Raises :class:`PlainYamlError`."""
    lines: dict[KeyPath, int] = {}
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                raise PlainYamlError(token.start_mark.line + 1, "yaml", "anchors, aliases and tags are not allowed")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "is not YAML"
        raise PlainYamlError(mark.line + 1 if mark is not None else 1, "yaml", reason) from error
    if node is None:
        raise PlainYamlError(1, "file", "is empty")
    data = _construct(node, (), lines)
    return data, lines


def _construct(node: yaml.Node, at: KeyPath, lines: dict[KeyPath, int]) -> Any:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*at, i), lines) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise PlainYamlError(key_node.start_mark.line + 1, dotted(at), "a key must be plain text")
            key = key_node.value
            if key in mapping:
                raise PlainYamlError(key_node.start_mark.line + 1, dotted((*at, key)), "is given twice")
            lines[(*at, key)] = key_node.start_mark.line + 1
            mapping[key] = _construct(value_node, (*at, key), lines)
        return mapping
    assert isinstance(node, yaml.ScalarNode)  # noqa: S101  the three kinds of node that compose() gives
    return _scalar(node, at)


_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_OCTAL = re.compile(r"[-+]?0o?[0-9_]+")


def _scalar(node: yaml.ScalarNode, at: KeyPath) -> str | int | bool | None:
    text: str = node.value
    if node.style is not None:  # quoted or block
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        reason = f"{text} reads as an octal number in some programs: quote it or drop the zero"
        raise PlainYamlError(node.start_mark.line + 1, dotted(at), reason)
    return text


def dotted(path: KeyPath) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") or "file"
