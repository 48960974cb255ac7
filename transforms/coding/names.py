"""Capitalised words that are no places: parts of persons' names, datelines."""

from __future__ import annotations

import re

from transforms.actors.records import Mention
from transforms.coding.reading import Reading, Sentence

SHORTEST_SURNAME = 4
_MOSTLY, _NEARLY_ALL = 0.8, 0.95
"""Shares of capitalised words above which a headline, or a sentence full of names and offices, tells nothing."""
_CAPITAL_NOUNS = frozenset({"de"})
"""Languages that write all nouns with a capital."""
_HEAD = 60
_NAME = r"[A-Z\u00c0-\u00de\u0100-\u017f\u0410-\u042f][\w'’.-]+"
_DATELINE = re.compile(r"(?:[^.;\n]|[a-z]\.(?= \d)){0,40}?(?:\([^)\n]{2,20}\)\.?\s*(?:-|–|—|:)|(?: -| –| —|--)\s)|:")
_DATED_LINE = re.compile(r"(?: \([A-Z][\w .-]{1,19}\)|, [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?(?: \([A-Z][\w .-]{1,19}\))?)(?: [-–—]|:)")
_AGENCY = re.compile(r"(?:, [A-Z][a-z]{2,8}\.? \d{1,2})? \([A-Z][\w.-]{1,19}\) ")
_DASH = re.compile(" [-–—]{1,2} ")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_TOUCHING_BEFORE = re.compile(rf"(?<!\w){_NAME}(?: |-)$")
_TOUCHING_BEHIND = re.compile(rf"(?:-\w| {_NAME})")
_DISTANCE = re.compile(
    r"\b(?:kms?|chilometri|kil[oóò]m\w+|quil[oôò]m\w+|miles|minut\w*|passi|nord|sud|est|ovest|ouest|oest|(?:north|south)?(?:east|west)|north|south|norte|sur"
    r"|sul|oeste|leste|(?:nord|süd)?(?:nörd|süd|öst|west)lich|unweit"
    r"|noorden|zuiden|oosten|westen|vlakbij|nabij|północ|południe|wschód|zachód|niedaleko|blisko|koło|pod|под|біля"
    r"|vicin[oaie]|pressi|vicinanze|dintorni|porte|portes|environs|alentours|rodalia|proche|outskirts"
    r"|près|non loin|cerca|prop|lejos|near|close)\.? "
    r"(?:(?:da|dal|dalla|di|de|del|von|van|od|from|of|to|a|ad) |d['’])?$", re.IGNORECASE)
"""Before a town that only says where another one is: "a 70 km. da Parigi", "au nord de Lyon", "près de Lyon"."""
_DISTANCE_REACH = 30
_ATTACKED = re.compile(
    r"\b(?:war|invasion|aggression|attack|conflict|guerre|conflit|envahissement|agression|attaque|guerra|conflitto|invasione|aggressione|attacco"
    r"|conflicto|invasión|agresión|ataque|invasão|agressão|conflito|invasió|agressió|atac|conflicte|krieg|angriff\w*|angriffskrieg\w*|überfall"
    r"|einmarsch|oorlog|inval|wojn\w*|inwazj\w*|napaś\w*|agresj\w*|savaş\w*)"
    r"(?: \w{4,}){0,2} (?:(?:in|on|of|against|en|sur|contre|contra|contro|a|su|na|de|auf|gegen|tegen|op|w)(?: (?:the|la|el|die|de))? "
    r"|(?:de l|dell|d|all|a l|contre l)['’])$",
    re.IGNORECASE)
"""Before a state that only suffers what the text condemns or dates by: "la guerre en Ukraine", "l'invasione dell'Ucraina"."""
_ATTACK_REACH = 50
_WITHIN = re.compile(r" (?:in|into|en|nach) ", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:former|ex|then|ancien|ancienne|ehemalige|ehemaliger|ehemaligen|antiguo|antigua|oud)[ -]$", re.IGNORECASE)
_LONGEST_FORMER = 16
_GENITIVE = ("'s ", "’s ")
NAME_WORD = re.compile(_NAME)
"""A capitalised word."""


def is_part_of_name(reading: Reading, mention: Mention, sentence: Sentence) -> bool:
    """True of a bare place name that touches another capitalised word which is none of the language's trigger words: "Barack Obama",
    "Ko Wen-je", not "Sister City Kaohsiung". Where most words are capitals, nothing can be told."""
    text = reading.title if mention.field == "title" else reading.text
    words = _LONG_WORD.findall(text, sentence.start, sentence.end)
    share = _MOSTLY if sentence.is_headline or reading.lang in _CAPITAL_NOUNS else _NEARLY_ALL
    if sum(word[0].isupper() for word in words) > len(words) * share:
        return False
    before = _TOUCHING_BEFORE.search(text, max(sentence.start, mention.start - 30), mention.start)
    behind = _TOUCHING_BEHIND.match(text, mention.end)
    others = [other for other in sentence.mentions if other is not mention]
    if before is not None and before.group().endswith(_GENITIVE):
        before = None  # "Japan's Kochi Prefecture"
    if any(other.end + 1 == mention.start for other in others):
        before = None
    if any(other.start == mention.end + 1 for other in others):
        behind = None
    neighbours = [match.group().strip(" -") for match in (before, behind) if match and match.start() > sentence.start]
    return any(reading.lexicon is None or not reading.lexicon.is_word(word) for word in neighbours)


def is_landmark(text: str, mention: Mention) -> bool:
    """True of a name that only says where another place is, by words for a distance or direction right before it."""
    return mention.office is None and _DISTANCE.search(text, max(0, mention.start - _DISTANCE_REACH), mention.start) is not None


def is_attacked(text: str, mention: Mention) -> bool:
    """True of a state that words for war and aggression right before it make the scene or the victim, not whom the act is with."""
    return (mention.office is None and _ATTACKED.search(text, max(0, mention.start - _ATTACK_REACH), mention.start) is not None
            and _WITHIN.match(text, mention.end) is None)


def is_former(text: str, mention: Mention) -> bool:
    """Whether a word before an office says that it was held in earlier times: "former Egyptian Prime Minister"."""
    return _FORMER.search(text[max(0, mention.start - _LONGEST_FORMER):mention.start]) is not None


def is_dateline(text: str, mention: Mention) -> bool:
    """True of a name at the head of a text before a colon, dash or agency ("MANILA, Philippines -"), or of any sentence before a day or
    agency and a dash ("New York, Dec 4 -")."""
    pattern = _DATELINE if mention.start < _HEAD else _DATED_LINE if text[mention.start - 2] in ".\n" else None
    if mention.field != "text" or pattern is None:
        return False
    is_set_off = text[mention.start:mention.end].isupper() or text.startswith(",", mention.end)
    shapes = (pattern, _DATED_LINE, _AGENCY, _DASH) if is_set_off else (pattern, _DATED_LINE)
    return any(shape.match(text, mention.end) for shape in shapes)
