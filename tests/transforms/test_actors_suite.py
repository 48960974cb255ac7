"""Homonyms, metonyms, names that are words: the share of right cases has a floor."""

from __future__ import annotations

from tests.transforms.actor_cases import list_cases, list_failures

FLOOR = 0.97


def test_cases_are_right() -> None:
    cases = list_cases()
    assert len(cases) >= 200 and len({case.lang for case in cases}) >= 12
    failures = list_failures(cases)
    assert 1 - len(failures) / len(cases) >= FLOOR, "\n".join(failures)
