"""Hours of the day as they stand beside a date: "kl. 9.30–13", "de 9h30 à 13h", "2–4 pm CET"."""

import re
from dataclasses import dataclass, replace
from datetime import time

from localturn.agenda.domain.dates.tokens import Kind, Token
from localturn.agenda.domain.dates.words import OF, Words

DASHES = frozenset("-–—−‑")
_BETWEEN_HOURS = frozenset(".:") | {"h", "u"}
_SKIPPED = frozenset(",;:|()•·*@[]") | DASHES
_GAP = 9
_ABOUT = frozenset(
    ["ca", "cca", "circa", "cirka", "env", "environ", "etwa", "oko", "около", "rreth"]
)
_LINES = 2
_GLUED = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
"""Hours and minutes as "kl. 1300" has them."""
_ZONE = re.compile(
    r"\s*[(\[,]?\s*((?:UTC|GMT)\s?[+−–-]\s?\d{1,2}(?::?\d\d)?"
    r"|CES?T|BST|GMT|UTC|E?EST|EEST|EET|EDT|WES?T|MES?Z|MSK|TRT|ET|CT|PT|PST|PDT|CDT|IST|JST"
    r"|HNEC|HEEC)(?![\w])"
)


@dataclass(frozen=True)
class Hours:
    begins: time
    ends: time | None
    zone: str
    stop: int
    """Where in the text they end."""
    upto: int
    """The token after them."""
    until: bool = False
    """Whether `begins` is said to be an end: of what may be done, or of what nobody says when it
    begins."""


@dataclass(frozen=True)
class _Hour:
    hour: int
    minute: int
    sure: bool
    """Whether it can be nothing but an hour."""
    half: str
    """ "am", "pm" or ""."""
    upto: int


class HoursReader:
    """Reads hours from the tokens of one text."""

    def __init__(self, text: str, tokens: list[Token], words: Words) -> None:
        self._text, self._tokens, self._words = text, tokens, words

    def after(self, at: int) -> Hours | None:
        """The hours that follow a date whose last token is before `at`."""
        clocked, commas, lines, labelled = False, False, 0, False
        for index in range(at, min(at + _GAP, len(self._tokens))):
            token = self._tokens[index]
            if token.kind is Kind.LINE:
                lines, labelled, clocked = lines + 1, False, False
                if lines > _LINES:
                    return None
            elif token.kind is Kind.MARK and token.text in _SKIPPED:
                commas = True
            elif token.text == "." and index > at and not token.spaced:
                continue  # of an abbreviation, "kl."
            elif token.kind is Kind.WORD and token.text in self._words.clock:
                clocked = labelled = True
            elif token.kind is Kind.WORD and self._is_filling(token.text):
                clocked, commas, labelled = False, True, True
            elif token.kind is Kind.WORD and token.text in self._words.through:
                return self._until(index)
            else:
                found = self.reading(index, clocked=clocked, loose=commas and not lines)
                if found and lines and not labelled and not self._ends_line(found.upto):
                    return None  # the first line of a programme, not the hours of the day
                return found
        return None

    def _until(self, at: int) -> Hours | None:
        """ "do 15:00 sati": one hour behind a word that leads to it."""
        onward = self._through(at)
        found = self.reading(onward, clocked=False, loose=False) if onward is not None else None
        return replace(found, until=True) if found and found.ends is None else None

    def before(self, at: int) -> tuple[Hours, int] | None:
        """The hours that a date follows, and the token with which they begin."""
        stop, seen = at, 0
        while stop > 0 and seen < 4:
            token = self._tokens[stop - 1]
            skipped = token.kind is Kind.MARK and token.text in _SKIPPED - {")"}
            if not (skipped or (token.kind is Kind.WORD and self._is_filling(token.text))):
                break
            stop, seen = stop - 1, seen + 1
        for begin in range(max(0, stop - 10), stop):
            token = self._tokens[begin]
            if token.kind is not Kind.NUMBER:
                continue
            clocked = begin > 0 and self._tokens[begin - 1].text in self._words.clock
            found = self.reading(begin, clocked=clocked, loose=False)
            if found and stop <= found.upto <= at:
                return found, begin
        return None

    def reading(self, at: int, *, clocked: bool, loose: bool) -> Hours | None:
        """Hours that begin with the token `at`. `clocked`: a word before it says that it is an
        hour; `loose`: a span of two bare numbers is believed."""
        first = self._hour(at, clocked=clocked)
        if first is None:
            return None
        second = None
        if (onward := self._through(first.upto)) is not None:
            second = self._hour(onward, clocked=clocked)
        elif first.sure and self._text_at(first.upto) == "/":
            second = self._hour(first.upto + 1)
        if second is not None and not (
            first.sure or clocked or second.sure or (loose and first.hour < second.hour)
        ):
            return None
        if second is None and not (first.sure or clocked):
            return None
        begins = _clock(first.hour, first.minute, first.half)
        ends = None if second is None else _clock(second.hour, second.minute, second.half)
        if second is not None and second.half == "pm" and not first.half and ends:
            late = _clock(first.hour, first.minute, "pm")
            begins = late if late < ends else _clock(first.hour, first.minute, "")
        upto = second.upto if second else first.upto
        stop = self._tokens[upto - 1].stop
        zone = _ZONE.match(self._text, stop)
        if zone:
            stop = zone.end(1)
            while upto < len(self._tokens) and self._tokens[upto].start < stop:
                upto += 1
        return Hours(begins, ends, re.sub(r"\s", "", zone.group(1)) if zone else "", stop, upto)

    def _is_filling(self, word: str) -> bool:
        words = self._words
        return (
            word in words.filling
            or word in words.weekdays
            or word in words.short_weekdays
            or word in words.years
        )

    def _ends_line(self, upto: int) -> bool:
        return upto >= len(self._tokens) or self._tokens[upto].kind is Kind.LINE

    def _through(self, at: int) -> int | None:
        """The token after what leads from one hour to the next."""
        if at >= len(self._tokens):
            return None
        token = self._tokens[at]
        leads = token.text in DASHES or (
            token.kind is Kind.WORD
            and (token.text in self._words.through or token.text in self._words.both)
        )
        if not leads:
            return None
        at += 1
        while at < len(self._tokens) and (
            self._tokens[at].text in self._words.clock
            or self._tokens[at].text in self._words.filling
            or self._tokens[at].text in _ABOUT
            or self._tokens[at].text in {"."}
        ):
            at += 1
        return at

    def _hour(self, at: int, *, clocked: bool = False) -> _Hour | None:
        if at >= len(self._tokens):
            return None
        token = self._tokens[at]
        if clocked and _GLUED.fullmatch(token.text):
            return _Hour(int(token.text[:2]), int(token.text[2:]), True, "", at + 1)
        if token.kind is Kind.WORD and token.text in self._words.named_hours:
            return _Hour(self._words.named_hours[token.text], 0, True, "", at + 1)
        if token.kind is not Kind.NUMBER or len(token.text) > 2 or token.number > 24:
            return None
        hour, minute, sure, at = token.number, 0, False, at + 1
        if (minutes := self._minutes(at)) is not None:
            minute, sure, at = minutes, True, at + 2
            if self._text_at(at) == ":" and self._is_minutes(at + 1):
                at += 2  # seconds
        half = ""
        if (word := self._text_at(at)) in {"am", "pm"}:
            half, sure, at = word, True, at + 1
        elif word in self._words.hours and word:
            sure, at = True, at + 1
        elif not sure and self._begins_a_date(at):
            return None
        return _Hour(hour, minute, sure, half, at)

    def _minutes(self, at: int) -> int | None:
        """The minutes of ":30", ".30", "h30"; None where none follow."""
        if self._text_at(at) not in _BETWEEN_HOURS or not self._is_minutes(at + 1):
            return None
        mark = self._tokens[at].text
        number = self._tokens[at + 1]
        if mark in ".:" and (self._tokens[at].spaced or number.spaced):
            return None
        follows = self._tokens[at + 2] if at + 2 < len(self._tokens) else None
        beyond = self._tokens[at + 3] if at + 3 < len(self._tokens) else None
        if mark == "." and follows and follows.text == "." and beyond and not beyond.spaced:
            is_date = beyond.kind in {Kind.NUMBER, Kind.YEAR}
            return None if is_date else number.number  # 12.10.2026
        return number.number

    def _begins_a_date(self, at: int) -> bool:
        """Whether what was taken for an hour is the day of a month."""
        for here in (at, at + 1):
            if self._text_at(here) in self._words.months or self._text_at(here) == "/":
                return True
            if self._text_at(here) != "." and self._text_at(here) not in OF:
                return False
        return False

    def _is_minutes(self, at: int) -> bool:
        if at >= len(self._tokens):
            return False
        token = self._tokens[at]
        return token.kind is Kind.NUMBER and len(token.text) == 2 and token.number < 60

    def _text_at(self, at: int) -> str:
        return self._tokens[at].text if at < len(self._tokens) else ""


def _clock(hour: int, minute: int, half: str) -> time:
    if half and not 1 <= hour <= 12:
        half = ""
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    if hour == 24:
        hour, minute = (23, 59) if minute == 0 else (0, minute)
    return time(hour, minute)
