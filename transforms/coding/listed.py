"""Lists of pairs: "A with B, C with D signed agreements" tells of an agreement of A and B and of one of C and D, none of A and D."""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.coding.acts import Act
from transforms.coding.parties import SUBNATIONAL, Party

_JOINT = re.compile("[与與和同跟と와과]| ?(?:and|with|und|mit|et|avec|y|con|e) ")
_BREAK = re.compile("[、，,;；] ?")
_FEWEST = 2


def split_pairs(act: Act, text: str) -> list[Act]:
    """An act for each pair of its sentence where an instrument lists two pairs or more; the act itself otherwise."""
    parties = sorted((party for party in act.parties if party.level in SUBNATIONAL), key=_start)
    if act.rule.opens != "instrument" or any(party.mention is None or party.key in act.lent for party in parties):
        return [act]
    pairs: list[tuple[Party, Party]] = []
    for first, second in zip(parties[::2], parties[1::2], strict=False):
        if pairs and not _BREAK.match(text, _end(pairs[-1][1])):
            return [act]
        if first.country == second.country or not _JOINT.match(text, _end(first)):
            return [act]
        pairs.append((first, second))
    return [replace(act, parties=list(pair)) for pair in pairs] if len(pairs) >= _FEWEST else [act]


def _start(party: Party) -> int:
    return party.mention.start if party.mention else -1


def _end(party: Party) -> int:
    return party.mention.end if party.mention else -1
