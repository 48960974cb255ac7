"""The codebook as data: event types (one YAML file each), closed lists (CSV), the border test, the version.

``load_codebook`` reads and checks them once a process; its rows become ``ref.*`` tables, and the coder takes every code from them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent

Rows = tuple[dict[str, Any], ...]

_LISTS = {
    "domains": "domain_code", "instruments": "instrument_code", "levels": "level_code", "offices": "office_code", "roles": "role_code",
    "relations": "relation_code", "realis": "realis_code", "tie_statuses": "tie_status_code", "strategy_cues": "strategy_code",
    "abstentions": "reason_code",
}
_TYPE_KEYS = {"key", "label", "definition", "include", "exclude", "precedence", "crosswalk", "coding", "since", "examples"}
_OPTIONAL_KEYS = {"until", "replaced_by"}
_CODING_KEYS = {"tone", "direction", "instrument", "tie_status", "roles", "counterparts", "acts", "opens", "not_with", "when_proposed"}
COUNTERPARTS = {"subnational", "network", "supranational", "representative", "state"}
ACTS = {"unilateral", "mutual", "travel", "gathering", "meeting"}


class CodebookError(ValueError):
    """A codebook or lexicon file that cannot be used; the message names file and key."""


@dataclass(frozen=True)
class TypeRule:
    """What the coder needs to know of an event type.

    ``counterparts`` are the kinds of party that make it transnational, ``acts`` says how the sides are related, ``opens`` what the act
    leaves behind (an instrument, an end, a presence, a membership, a statement, a contact or just an act). An act whose clause names an
    instrument of ``not_with`` is of another type: a signed letter of intent is no agreement, whatever it is to lead to. ``when_proposed``
    is the type of a proposal or call for the act, where that is an act of its own: who calls for a break contests the tie.
    """

    type_code: str
    precedence: int
    tone: int
    direction: str
    instrument: str
    tie_status: str | None
    roles: tuple[str, str]
    counterparts: frozenset[str]
    acts: str
    opens: str
    not_with: frozenset[str]
    when_proposed: str | None


@dataclass(frozen=True)
class Codebook:
    """Version, rows of every code list (column names as in the ``ref`` tables) and the rules of the types."""

    version: str
    event_types: Rows
    domains: Rows
    instruments: Rows
    levels: Rows
    offices: Rows
    roles: Rows
    relations: Rows
    realis: Rows
    tie_statuses: Rows
    strategy_cues: Rows
    abstentions: Rows
    encounters: Rows
    examples: Rows
    rules: dict[str, TypeRule]


def _read_yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise CodebookError(f"{path}: {error}") from error


def _read_list(name: str, key: str) -> Rows:
    path = ROOT / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seen: set[str] = set()
    for row in rows:
        if not row.get(key) or row[key] in seen:
            raise CodebookError(f"{path}: {key} is empty or twice: {row.get(key)!r}")
        seen.add(row[key])
        for column in ("rank", "seniority_rank"):
            if column in row:
                row[column] = int(row[column])
    return tuple(rows)


def _read_type(path: Path) -> dict[str, Any]:
    data = _read_yaml(path)
    if missing := _TYPE_KEYS - data.keys():
        raise CodebookError(f"{path}: {', '.join(sorted(missing))} missing")
    if unknown := data.keys() - _TYPE_KEYS - _OPTIONAL_KEYS:
        raise CodebookError(f"{path}: unknown key {', '.join(sorted(unknown))}")
    if data["key"] != path.stem:
        raise CodebookError(f"{path}: key {data['key']!r} is not the name of the file")
    if unknown := data["coding"].keys() - _CODING_KEYS:
        raise CodebookError(f"{path}: coding: unknown key {', '.join(sorted(unknown))}")
    if not set(data["coding"]["counterparts"]) <= COUNTERPARTS or data["coding"]["acts"] not in ACTS:
        raise CodebookError(f"{path}: coding: counterparts or acts hold an unknown value")
    return dict(data)


def _type_row(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "type_code": data["key"], "label": data["label"], "definition": data["definition"], "includes": "; ".join(data["include"]),
        "excludes": "; ".join(f"{entry['not']} ({entry['use'] or 'not coded'})" for entry in data["exclude"]),
        "precedence": data["precedence"], "plover": data["crosswalk"]["plover"], "cameo": data["crosswalk"]["cameo"],
        "tone": data["coding"]["tone"], "since": data["since"],
    }


def _type_rule(data: dict[str, Any], lists: dict[str, Rows]) -> TypeRule:
    coding = data["coding"]
    instruments = [coding["instrument"], *coding.get("not_with", ())]
    for name, key, values in (("instruments", "instrument_code", instruments), ("roles", "role_code", coding["roles"])):
        known = {row[key] for row in lists[name]}
        if unknown := set(values) - known:
            raise CodebookError(f"event_types/{data['key']}.yml: coding: unknown {key} {', '.join(sorted(unknown))}")
    first, second = coding["roles"]
    return TypeRule(
        type_code=data["key"], precedence=data["precedence"], tone=coding["tone"], direction=coding["direction"],
        instrument=coding["instrument"], tie_status=coding.get("tie_status"), roles=(first, second),
        counterparts=frozenset(coding["counterparts"]), acts=coding["acts"], opens=coding["opens"],
        not_with=frozenset(coding.get("not_with", ())), when_proposed=coding.get("when_proposed"),
    )


@cache
def load_codebook() -> Codebook:
    """The codebook, read and checked once a process. Raises :class:`CodebookError` naming file and key."""
    lists = {name: _read_list(name, key) for name, key in _LISTS.items()}
    types = sorted((_read_type(path) for path in (ROOT / "event_types").glob("*.yml")), key=lambda data: data["precedence"])
    if [data["precedence"] for data in types] != list(range(1, len(types) + 1)):
        raise CodebookError("event_types: precedence must run from 1 without gaps")
    examples = tuple({"type_code": data["key"], **example} for data in types for example in data["examples"])
    return Codebook(
        version=(ROOT / "VERSION").read_text(encoding="utf-8").strip(),
        event_types=tuple(_type_row(data) for data in types), encounters=tuple(_read_yaml(ROOT / "encounters.yml")), examples=examples,
        rules={data["key"]: _type_rule(data, lists) for data in types}, **lists,
    )
