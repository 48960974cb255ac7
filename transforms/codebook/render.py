"""The codebook as a page: ``python -m transforms.codebook.render`` writes ``docs/codebook.md`` from the data files."""

from __future__ import annotations

from pathlib import Path

from transforms.codebook.lexicon import list_languages, load_lexicon
from transforms.codebook.loader import Codebook, Rows, TypeRule, load_codebook

PAGE = Path(__file__).resolve().parents[2] / "docs" / "codebook.md"

_LISTS = (
    ("Realis", "realis", "Whether the act happened. The strongest cue within reach of the trigger decides, in this order."),
    ("States of a tie", "tie_statuses", "Where an act leaves a tie."),
    ("Instruments", "instruments", "What was signed or passed."),
    ("Roles", "roles", "What a party did in the act; several may hold."),
    ("Levels", "levels", "The legal tier of a party, never its size."),
    ("Offices", "offices", "In what office a party appears. Persons are not stored."),
    ("National relations", "relations", "What part a national state had, for the own and the partner's side apart; strongest first."),
    ("Policy domains", "domains", "A primary domain and up to two more."),
    ("Strategy cues", "strategy_cues", "What the text says of the unit's reasons."),
    ("Reasons not to code", "abstentions", "A document without an event carries one of these."),
)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _render_table(rows: Rows) -> list[str]:
    columns = list(rows[0])
    return ["| " + " | ".join(column.removesuffix("_code").replace("_", " ") for column in columns) + " |",
            "|" + "---|" * len(columns),
            *("| " + " | ".join(_cell(row[column]) for column in columns) + " |" for row in rows)]


def _render_type(row: dict[str, object], rule: TypeRule, examples: Rows) -> list[str]:
    lines = [f"### `{rule.type_code}`: {row['label']}", "", str(row["definition"]), ""]
    for name, value in (("Includes", row["includes"]), ("Excludes (use instead)", row["excludes"])):
        if value:
            lines.append(f"* {name}: {value}")
    lines += [
        f"* Precedence {row['precedence']}; tone {rule.tone}; direction {rule.direction}; instrument {rule.instrument}; "
        f"tie {rule.tie_status or 'unchanged'}; roles {rule.roles[0]} and {rule.roles[1]}",
        f"* Counterparts: {', '.join(sorted(rule.counterparts))}",
        f"* PLOVER {row['plover']}; CAMEO {row['cameo']}", "",
    ]
    for example in examples:
        expected = ", ".join(f"{key} {_say(value)}" for key, value in example["expect"].items())
        lines += [f"> ({example['lang']}) {example['text'].strip()}", ">", f"> → {expected}", ""]
    return lines


def _say(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _render_encounters(codebook: Codebook) -> list[str]:
    lines = ["## The border test", "", "What a meeting is; the first rule that holds decides.", ""]
    for number, row in enumerate(codebook.encounters, 1):
        words = f"phrase of `{row['words']}` in the sentence" if "words" in row else f"counterpart: {row['counterpart'].replace('_', ' ')}"
        also = f"; holds for triggers of {', '.join(f'`{code}`' for code in row['also'])} too" if "also" in row else ""
        lines.append(f"{number}. {words} → `{row['use']}`{also}")
    return [*lines, ""]


def _render_languages() -> list[str]:
    lines = ["## Languages", "", "| language | code | lexicon |", "|---|---|---|"]
    for name in list_languages():
        lexicon = load_lexicon(name)
        lines.append(f"| {lexicon.label} | {lexicon.lang} | {'preliminary' if lexicon.is_preliminary else 'full'} |")
    return [*lines, ""]


def render_codebook() -> str:
    """The page as Markdown."""
    codebook = load_codebook()
    lines = [
        f"# Codebook {codebook.version}", "",
        "Made from the files of `transforms/codebook/` by `.venv/bin/python -m transforms.codebook.render`; correct those, not this page.",
        "How a document is coded, and how to add phrases or examples: [coding manual](coding-manual.md). How well it works on our own",
        "labelled announcements, type by type: `.venv/bin/python benchmarks/coding.py --own`.", "",
        "## Event types", "",
        "In order of precedence: when one clause supports several, the first of them holds.", "",
    ]
    for row in codebook.event_types:
        code = row["type_code"]
        lines += _render_type(row, codebook.rules[code], tuple(entry for entry in codebook.examples if entry["type_code"] == code))
    lines += _render_encounters(codebook)
    for title, name, words in _LISTS:
        lines += [f"## {title}", "", words, "", *_render_table(getattr(codebook, name)), ""]
    return "\n".join([*lines, *_render_languages()]).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_codebook(), encoding="utf-8")
