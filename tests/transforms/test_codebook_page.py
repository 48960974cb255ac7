"""The page of the codebook is that of its data."""

from __future__ import annotations

from transforms.codebook import load_codebook
from transforms.codebook.render import PAGE, render_codebook


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_codebook(), "run: .venv/bin/python -m transforms.codebook.render"


def test_the_page_tells_every_code() -> None:
    page, codebook = render_codebook(), load_codebook()
    for rows in (codebook.event_types, codebook.domains, codebook.realis, codebook.relations, codebook.abstentions, codebook.roles):
        for row in rows:
            assert next(iter(row.values())) in page
