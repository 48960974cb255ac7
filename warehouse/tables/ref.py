"""Code lists: what every code in the tables means. Their rows come from the codebook, by the caller's hand."""

from __future__ import annotations

from extractors.records import Column, Table


def _list(name: str, code: str, description: str, extra: tuple[Column, ...] = ()) -> Table:
    return Table(
        name=f"ref.{name}",
        description=description,
        key=(code,),
        columns=(
            Column(code, "text", "Code as it stands in the tables."),
            Column("label", "text", "Short English name.", nullable=True),
            Column("description", "text", "What the code means, in a sentence or two.", nullable=True),
            *extra,
        ),
    )


def _rank(meaning: str) -> Column:
    return Column("rank", "integer", meaning, nullable=True)


EVENT_TYPE = Table(
    name="ref.event_type",
    description="Event types of the codebook.",
    key=("type_code",),
    columns=(
        Column("type_code", "text", "Code as it stands in the tables."),
        Column("label", "text", "Short English name.", nullable=True),
        Column("definition", "text", "What the code means.", nullable=True),
        Column("includes", "text", "What counts under it.", nullable=True),
        Column("excludes", "text", "What does not, and where it goes.", nullable=True),
        Column("precedence", "integer", "1 wins when one clause supports several types.", nullable=True),
        Column("plover", "text", "PLOVER event and mode; the mapping loses the actor's level.", nullable=True),
        Column("cameo", "text", "CAMEO code or codes; the mapping loses the actor's level.", nullable=True),
        Column("tone", "integer", "Tone of the act unless the text says otherwise, -2 to +2.", nullable=True),
        Column("since", "text", "Codebook version that brought the code.", nullable=True),
        Column("weight", "real", "Weight of an act in the weighted dyadic count (I2); null counts as 1.", nullable=True, between=(0, 1000)),
    ),
)
DOMAIN = _list("domain", "domain_code", "Policy domains.",
               (Column("macro_code", "text", "Broad class: ECON, CULT, ENV, SOC or POL.", nullable=True),))
INSTRUMENT = _list("instrument", "instrument_code", "Kinds of instruments.",
                   (Column("binding", "text", "Whether such an instrument binds in law.", nullable=True,
                           allowed=("yes", "no", "unknown")),))
ABSTENTION = _list("abstention", "reason_code", "Reasons why a document yields no report.")
LEVEL = _list("level", "level_code", "Legal tiers of actors.", (_rank("Order of the tiers, from ward to world."),))
OFFICE_LIST = _list("office", "office_code", "Offices of persons who act.",
                    (Column("seniority_rank", "integer", "1 heads a government, 4 is staff.", nullable=True),))
ROLE = _list("role", "role_code", "Roles of parties.")
RELATION = Table(
    name="ref.relation",
    description="Parts of a national state in an act.",
    key=("relation_code",),
    columns=(
        Column("relation_code", "text", "Code as it stands in the tables."),
        Column("label", "text", "Short English name.", nullable=True),
        _rank("1 is the strongest; the strongest told is kept."),
        Column("test", "text", "When it is coded.", nullable=True),
    ),
)
REALIS_LIST = _list("realis", "realis_code", "Whether an act happened.", (_rank("Order of the codes."),))
DIRECTION = _list("direction", "direction_code", "Directions of an act.")
CHANNEL = _list("channel", "channel_code", "Who dealt with whom.")
TIE_STATUS = _list("tie_status", "tie_status_code", "States of a tie.")
STRATEGY_CUE = _list("strategy_cue", "strategy_code", "Strategies a text claims.")
INDICATOR_LIST = _list("indicator", "indicator_code", "Indicators in out.indicator.",
                       (Column("unit", "text", "Unit of the value.", nullable=True),))

CODE_LISTS = (EVENT_TYPE, DOMAIN, INSTRUMENT, ABSTENTION, LEVEL, OFFICE_LIST, ROLE, RELATION, REALIS_LIST, DIRECTION, CHANNEL, TIE_STATUS,
              STRATEGY_CUE, INDICATOR_LIST)

SNAPSHOT = Table(
    name="ref.snapshot",
    description="What this file is: one row.",
    key=("version",),
    columns=(
        Column("version", "text", "Version of the contents: day of built_at and a hash of all rows; equal contents have equal versions."),
        Column("built_at", "timestamp", "Newest instant the record knows of, UTC: landing decides it, not the clock."),
        Column("code_version", "text", "Version of the program."),
        Column("codebook_version", "text", "Codebook version of the build."),
        Column("rows", "integer", "Rows in the out schema.", unit="rows"),
        Column("is_sample", "boolean", "True when anything in it comes from the demonstration web."),
    ),
)
