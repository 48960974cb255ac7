"""The codebook files: they read, they agree with each other and with the record types of the transforms."""

from __future__ import annotations

import pytest

from transforms import records
from transforms.codebook import CodebookError, load_codebook, loader

CODEBOOK = load_codebook()


def test_there_are_nineteen_types_in_order_of_precedence() -> None:
    assert len(CODEBOOK.event_types) == 19
    assert [row["precedence"] for row in CODEBOOK.event_types] == list(range(1, 20))


def test_precedence_is_that_of_the_codebook() -> None:
    codes = [row["type_code"] for row in CODEBOOK.event_types]
    assert codes == [
        "termination", "twinning", "renewal", "accord", "intent", "office", "network", "pledge", "contest", "aid", "project", "mission",
        "visit", "forum", "talks", "courtesy_call", "study", "exchange", "signal"]


@pytest.mark.parametrize(("rows", "key", "allowed"), [
    (CODEBOOK.realis, "realis_code", records.REALIS),
    (CODEBOOK.levels, "level_code", records.LEVELS),
    (CODEBOOK.roles, "role_code", records.ROLES),
    (CODEBOOK.tie_statuses, "tie_status_code", records.TIE_STATUSES),
    (CODEBOOK.relations, "relation_code", records.RELATIONS),
])
def test_lists_hold_what_the_record_types_allow(rows: loader.Rows, key: str, allowed: tuple[str, ...]) -> None:
    assert {row[key] for row in rows} == set(allowed)


def test_every_domain_belongs_to_a_macro_code() -> None:
    assert {row["macro_code"] for row in CODEBOOK.domains} == {"ECON", "CULT", "ENV", "SOC", "POL"}
    assert len(CODEBOOK.domains) == 20


def test_border_test_ends_with_a_rule_that_always_holds() -> None:
    assert CODEBOOK.encounters[-1]["counterpart"] == "any"
    assert {row["use"] for row in CODEBOOK.encounters} <= set(CODEBOOK.rules)


def test_rules_give_values_the_record_types_allow() -> None:
    for rule in CODEBOOK.rules.values():
        assert rule.direction in {*records.DIRECTIONS, "roles"}
        assert rule.tie_status is None or rule.tie_status in records.TIE_STATUSES
        assert -2 <= rule.tone <= 2


def test_type_file_with_an_unknown_key_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    source = loader.ROOT / "event_types" / "visit.yml"
    path = tmp_path / "visit.yml"
    path.write_text(source.read_text(encoding="utf-8") + "colour: blue\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"visit\.yml: unknown key colour"):
        loader._read_type(path)


def test_type_file_under_another_name_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "call.yml"
    path.write_text((loader.ROOT / "event_types" / "visit.yml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CodebookError, match="is not the name of the file"):
        loader._read_type(path)
