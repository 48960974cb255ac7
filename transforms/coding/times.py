"""When an act happened: the date nearest to its trigger, with precision and basis; never the publication day by default."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from extractors.dates import DateSpan, Side, resolve_relative, resolve_year
from transforms.coding.reading import Reading, Sentence

_HEAD = 90
"""Code points of the head of a text, where datelines stand."""

_AFTER_DATELINE = re.compile(r"\s*(?:[:：]|--|[-–—]\s|\([A-Z])")
_IN_CLAUSE = re.compile(
    r"(?:일(?= ?[^\s.,)|])|[日号號](?=[^\s。)）】|]))"
    r"(?!\s?\S{0,6}[讯電电訊]|\s?(?:更新|掲載|公開|登録|发布|發布|入力|입력|등록|수정|승인|[|:：]))"
)
"""A day written out in Chinese, Japanese or Korean that no agency's sign follows: it stands in a clause, not above it."""
_TOLD_ON = re.compile(r"\s?(?:밝혔|전했|알렸|말했|설명했|발표했|밝힌|に?、?発表し|に?、?明らかに|[讯訊电電]|从\S{1,12}(?:获悉|了解到))")
"""Behind the day on which somebody told of the act: 방문한다고 9일 밝혔다."""
_SAID = re.compile(r"(?:\b(?:said|says|told [a-z]+|reported|dijo|informó|señaló|a déclaré|a indiqué|ha detto|ha dichiarato"
                   r"|disse|afirmou|informou)(?: in an? [a-z]+| in a press release)?"
                   r"(?: on| el| este| ce| nest[ae]| n[ao])?|\bteilt\w* am)\s$")
"""Before such a day, in the languages that put it behind the verb: "officials said Thursday"."""
_LABEL = re.compile(r"(?:[日时間间期]|일자?|date|입력|등록|[:：|(（【\[])\s*$", re.IGNORECASE)
_AFTER_WORD = re.compile(r"(?<![^\W\d_])(?:on|le|am|el|il|l['’]|(?:no )?dia|el día|em|den|op|w dniu|dnia)\s?$", re.IGNORECASE)
_PUBLISHED = re.compile(r"(?:publi|post|updat|upload|creat|ver[öo]ff|erstellt|aktualis|pubbl|ligne|opubl|geplaatst|dodan)"
                        r"\w*(?:\s+\S+){0,2}\s*$", re.IGNORECASE)
"""Words before a day that stands in a clause, and before the day of publication."""
_UNTIL = re.compile(r"(?<![^\W\d_])(?:until|till|bis(?: zum)?|jusqu['’](?:au|à|en)|fino (?:al?|alla|all['’])|hasta(?: el)?"
                    r"|até(?: ao?| o)?|fins (?:al?|el)|tot(?: en met)?|t/m|do(?: dnia)?|до)\s?(?:\w{4,14},? )?$", re.IGNORECASE)
_SINCE = re.compile(r"(?<![^\W\d_])(?:starting|beginning|since|effective|seit|ab|a partir d(?:e|el|o|a)|desde(?: el| o| a)?"
                    r"|depuis(?: le)?|dès|à partir d[eu]|a partire dal?|vanaf|od)(?: on)?\s$", re.IGNORECASE)
_UP_TO = re.compile(r"\s?(?:まで|까지|为止|為止)")
"""Words before and behind the last day of what goes on: "fino al 17 maggio", 26日まで."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAMED_YEAR = re.compile(r"[“\"'‘《「『的개한]\s?(20\d\d)\s?(?=[\u3400-\u9fff\uac00-\ud7a3])(?!\s?[年년])")
"""The year in the name of a gathering: 举行的2024中国国际友好城市大会."""
_AGENCY = re.compile(r"\s?(?:[讯訊电電]|消息)")
_WITHIN_MONTH = frozenset({"day", "weekday", "weekdays", "weekday_day", "month_day"})
_COARSE = {"day": 0, "month": 1, "year": 2}


@dataclass(frozen=True)
class When:
    """Date of an act: ISO, cut to what is known; ``basis`` is stated, relative or none."""

    start: str | None
    end: str | None
    precision: str | None
    basis: str

    def as_dict(self) -> dict[str, str | None]:
        return {"start": self.start, "end": self.end, "precision": self.precision, "basis": self.basis}


UNDATED = When(None, None, None, "none")


class Clock:
    """Dates the acts of a document; ``anchor`` is the publication day from which words count, None when it is not known."""

    def __init__(self, reading: Reading) -> None:
        published = reading.published
        self.title, self.text = reading.title, reading.text
        self.anchor = date.fromisoformat(published) if published and len(published) == 10 else None
        self.anchor = self.anchor if published else _find_dateline(reading)
        # A page that shows only its month or year still tells the year of "5 May", though not the day of "yesterday".
        self.published_month = published if published and len(published) == 7 else None
        self.told = self.anchor or _middle(published) or _middle(_find_title_year(reading))
        self.middle = self.told or _middle(_find_latest_year(reading))
        if self.anchor is None and self.published_month is None and self.middle is not None:
            self.anchor = _find_agency_day(reading, self.middle)

    def date_act(self, sentence: Sentence, bounds: tuple[int, int], start: int, end: int, is_planned: bool, is_word: bool = False) -> When:
        """The date nearest to a trigger, in its clause (``bounds``) if it has one, else in the sentence; ``is_word``: the act is done by
        saying so, as a break or a statement."""
        found: list[tuple[bool, int, int, int, When]] = []
        for span in sentence.dates:
            when = self.resolve(span, is_planned)
            is_first = self._is_first_day(sentence, span)
            if span.precision == "year" and span.iso_start != span.iso_end:
                continue  # "the work plan for 2024-2026"
            if self._is_day_of_telling(sentence, span, is_word) or self._is_last_day(sentence, span) or (
                    is_first and span.precision == "year"):
                continue  # "sister cities since 2005" dates what was before
            if when is not None and not self._is_dateline(sentence, span, when) and not self._is_coming_year(when, is_planned):
                outside = not bounds[0] <= span.start < bounds[1] or is_first
                found.append((outside, _COARSE[when.precision or "day"], _distance(span.start, span.end, start, end), span.start, when))
        return min(found, key=lambda item: item[:4])[4] if found else UNDATED

    def resolve(self, span: DateSpan, is_planned: bool) -> When | None:
        """A span as a date; None when it counts from a day that is not known."""
        if span.basis == "stated":
            return When(span.iso_start, span.iso_end, span.precision, "stated")
        prefer: Side = "future" if is_planned else "past"
        if span.basis == "yearless" and self.middle is not None:
            found = resolve_year(span, self.middle, "future" if is_planned else None)
            return When(found.iso_start, found.iso_end, found.precision, "stated") if found.basis == "stated" else None
        if span.basis == "relative":
            return self._resolve_relative(span, prefer)
        return None

    def _resolve_relative(self, span: DateSpan, prefer: Side) -> When | None:
        anchor = self.anchor
        if anchor is None and span.shift and span.shift[0] == "weekday_day":
            anchor = self.told  # weekday and day number tell which month is meant
        if anchor is None:
            if self.published_month is None or (span.shift and span.shift[0] not in _WITHIN_MONTH):
                return None
            if span.shift and span.shift[0] == "month_day" and span.iso_start and span.iso_end:
                start, end = (f"{self.published_month}-{iso[-2:]}" for iso in (span.iso_start, span.iso_end))
                return When(start, end, "day", "relative") if _is_day(start) and _is_day(end) else None
            # "On Tuesday" on a page that shows only its month: some day of that month.
            return When(self.published_month, self.published_month, "month", "relative")
        found = resolve_relative(span, anchor, prefer)
        if not found.iso_start or found.iso_start.startswith("-"):
            return None
        return When(found.iso_start, found.iso_end, found.precision, "relative")

    def _is_coming_year(self, when: When, is_planned: bool) -> bool:
        """True of a later year beside what happened: it belongs to a plan or budget, "signed the work plan for 2026"."""
        return (not is_planned and when.precision == "year" and self.told is not None and when.start is not None
                and int(when.start) > self.told.year)

    def _is_dateline(self, sentence: Sentence, span: DateSpan, when: When) -> bool:
        """A date at the head of the text that is the day of publication, or stands before a colon or dash, dates the page, not the act."""
        if sentence.field != "text" or span.start >= _HEAD or span.basis == "relative" or span.iso_start != span.iso_end:
            return False
        published = self.anchor is not None and when.start == self.anchor.isoformat() and not self._is_in_clause(sentence, span)
        return published or _AFTER_DATELINE.match(self.text, span.end) is not None

    def _is_day_of_telling(self, sentence: Sentence, span: DateSpan, is_word: bool) -> bool:
        return sentence.field == "text" and (_TOLD_ON.match(self.text, span.end) is not None
                                             or (not is_word and _SAID.search(self.text[max(0, span.start - 50) : span.start]) is not None))

    def _is_last_day(self, sentence: Sentence, span: DateSpan) -> bool:
        """True of a day that only tells how long something goes on; of a period the first day is known."""
        text = self.title if sentence.field == "title" else self.text
        if span.iso_start != span.iso_end or span.precision == "year":
            return False
        return _UP_TO.match(text, span.end) is not None or _UNTIL.search(text[max(0, span.start - 30) : span.start]) is not None

    def _is_first_day(self, sentence: Sentence, span: DateSpan) -> bool:
        """True of a day from which something goes on: it dates what it belongs to, "the trip starting Friday"; other days come first."""
        text = self.title if sentence.field == "title" else self.text
        return span.iso_start == span.iso_end and _SINCE.search(text[max(0, span.start - 24) : span.start]) is not None

    def _is_in_clause(self, sentence: Sentence, span: DateSpan) -> bool:
        """Whether the day is written out within a sentence: 부산시장은 2021년 10월 1일 오전 …, "On 1 October 2021 the mayor signed …".

        Neither an agency's sign (10月15日讯) nor a label ("Published on") stands beside it.
        """
        before = self.text[max(0, span.start - 40) : span.start]
        if _IN_CLAUSE.match(self.text, span.end - 1) is not None:
            return not _LABEL.search(before[-8:])
        return bool(sentence.triggers()) and _AFTER_WORD.search(before) is not None and not _PUBLISHED.search(before)


def _middle(iso: str | None) -> date | None:
    """Middle of the month or year that an ISO date names."""
    if iso is None:
        return None
    return date(int(iso[:4]), int(iso[5:7]) if len(iso) > 4 else 7, 15 if len(iso) > 4 else 1)


def _is_day(iso: str) -> bool:
    return int(iso[8:]) <= monthrange(int(iso[:4]), int(iso[5:7]))[1]


def _find_agency_day(reading: Reading, middle: date) -> date | None:
    """The day without a year before an agency's sign at the head of a text, in the year of ``middle``: 中新社昆明11月19日电."""
    for sentence in reading.sentences:
        for span in sentence.dates:
            if sentence.field == "text" and span.start < _HEAD and span.basis == "yearless" and span.precision == "day" and (
                    _AGENCY.match(reading.text, span.end)):
                found = resolve_year(span, middle)
                return date.fromisoformat(found.iso_start) if found.basis == "stated" and found.iso_start else None
    return None


def _find_dateline(reading: Reading) -> date | None:
    """The first day stated at the head of a text that shows no date of publication, unless its title tells another year."""
    year = _find_title_year(reading)
    for sentence in reading.sentences:
        for span in sentence.dates:
            if span.iso_start is None or span.iso_start != span.iso_end or span.precision != "day" or span.basis != "stated":
                continue  # a period is none
            if sentence.field == "text" and span.start < _HEAD:
                return date.fromisoformat(span.iso_start) if year in {None, span.iso_start[:4]} else None
    return None


def _find_title_year(reading: Reading) -> str | None:
    years = set(_YEAR.findall(reading.title)) | {
        span.iso_start[:4] for sentence in reading.sentences if sentence.field == "title" for span in sentence.dates
        if span.basis == "stated" and span.iso_start}
    return years.pop() if len(years) == 1 else None


def _find_latest_year(reading: Reading) -> str | None:
    """The latest year in which a text without any other date states a day or month, else that of a gathering it names: the year of its
    days without one."""
    stated = max((span.iso_start[:4] for sentence in reading.sentences for span in sentence.dates
                if span.basis == "stated" and span.precision in {"day", "month"} and span.iso_start), default=None)
    return stated or max(_NAMED_YEAR.findall(reading.text), default=None)


def _distance(a_start: int, a_end: int, b_start: int, b_end: int) -> int:
    return max(0, b_start - a_end, a_start - b_end)


def last_day(iso: str) -> date:
    """Last day that an ISO date cut to its precision can mean."""
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 3:
        return date(*parts)
    month = parts[1] if len(parts) == 2 else 12
    return date(parts[0], month, monthrange(parts[0], month)[1])


def first_day(iso: str) -> date:
    """First day that an ISO date cut to its precision can mean."""
    parts = [int(part) for part in iso.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def may_agree(a: When, b: When) -> bool:
    """True unless both are dated and the dates exclude each other."""
    if a.start is None or b.start is None:
        return True
    return first_day(a.start) <= last_day(b.end or b.start) and first_day(b.start) <= last_day(a.end or a.start)
