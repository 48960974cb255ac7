"""Whether an act happened: the realis cues around a trigger."""

from __future__ import annotations

from transforms.codebook import Lexicon, Trigger
from transforms.codebook.phrases import Hit
from transforms.coding.reading import Sentence

# How far a realis cue reaches, in code points: before the trigger, behind it. Verbs that carry the cue stand last in sov languages.
_REACH = {("spaced", "svo"): (80, 40), ("spaced", "sov"): (30, 60), ("joined", "sov"): (20, 35), ("unspaced", "sov"): (14, 20),
          ("unspaced", "svo"): (16, 10)}
_IN_TITLE = "_in_title"
BACKGROUND, CONDITIONAL, DENIED, OCCURRED = "background", "conditional", "denied", "occurred"
_PLANNED, _CANCELLED, _TALKED_OF, _ANNIVERSARY, _DONE = "planned", "cancelled", "talked_of", "anniversary", "done"
_CALLED_OFF = frozenset({"postponed", "cancelled"})
"""Told at the end of a sentence: "had a trade mission to Israel planned, but it was postponed"."""
_TALKED_OF_KINDS = frozenset({"act", "instrument", "end", "presence", "membership"})
_BESIDE = 4
"""Behind the verb of an end, which is done by saying so: "it suspends" (停止すると発表)."""
_TAIL = 12
"""How far before its end the last verb of a sentence may stand: "…を発表した"."""


def judge_realis(sentence: Sentence, clause: tuple[int, int], trigger: Trigger, hit: Hit, opens: str, lexicon: Lexicon,
                 order: dict[str, int]) -> str:
    """Realis of a trigger by the strongest cue within reach in its clause; ``occurred`` when there is none.

    Of an end, words of the trigger itself say nothing: "cancelled the agreement" is the act; of a meeting, what was proposed at it. What
    is to come behind a verb that says that the act happened is another's: "received the delegation, which will visit the port".
    """
    before, behind = _REACH.get((lexicon.script, lexicon.order), _REACH["spaced", "svo"])
    told = lexicon.order == "svo" and is_told(sentence, hit)
    said = [cue.value for cue, at in sentence.cues("realis")
            if clause[0] <= at.start < clause[1] and at.end >= hit.start - before
            and at.start <= hit.end + (2 * before if cue.value in _CALLED_OFF else behind)
            and not (opens == "end" and (cue.value == _CANCELLED or (
                cue.value != DENIED and hit.start <= at.start and at.end <= hit.end)))
            and not (told and cue.value == _PLANNED and at.start >= hit.end)
            and not (opens == "end" and lexicon.order == "sov" and cue.value == "planned" and 0 <= at.start - hit.end <= _BESIDE)
            and not (opens == "contact" and cue.value == CONDITIONAL and at.start >= hit.end and lexicon.order == "svo")]
    if trigger.realis:
        said.append(trigger.realis)
    if lexicon.order == "sov" and opens != "end" and _ends_planned(sentence, hit):
        said.append("planned")
    if opens in _TALKED_OF_KINDS and any(clause[0] <= at.start < hit.start and hit.start - at.end <= 2 * before
                                         for _, at in sentence.cues("realis", _TALKED_OF)):
        said.append("conditional")
    if opens == "instrument" and any(at.start < hit.end and hit.start < at.end for _, at in sentence.cues("realis", _ANNIVERSARY)):
        return BACKGROUND
    if opens == "instrument" and lexicon.order == "sov" and any(
            hit.start < at.start <= hit.end < at.end for _, at in sentence.cues("realis", BACKGROUND)):
        return BACKGROUND  # 자매결연을 맺|고 있는 … 방문한다
    values = [value.removesuffix(_IN_TITLE) for value in said
              if value not in {_TALKED_OF, _ANNIVERSARY, _DONE} and (sentence.is_headline or not value.endswith(_IN_TITLE))]
    return min(values, key=lambda value: order[value]) if values else "occurred"


def is_told(sentence: Sentence, hit: Hit) -> bool:
    """Whether the verb of a trigger says itself that the act happened."""
    return any(at.start < hit.end and hit.start < at.end for _, at in sentence.cues("realis", OCCURRED))


def _ends_planned(sentence: Sentence, hit: Hit) -> bool:
    """Whether the last verb of a sentence, which gives those joined to it their tense, is of what is planned: 訪問し、…する予定。"""
    ends = [at for _, at in sentence.cues("realis", "planned") if at.start >= hit.end and at.end >= sentence.end - _TAIL]
    return bool(ends) and not any(hit.end <= at.start and at.end <= ends[-1].start for _, at in sentence.cues("realis", _DONE))
