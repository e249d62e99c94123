"""One day, as it is written: "30. september 2022", "May 7th", "12/10", "5." before the next one."""

from dataclasses import dataclass, replace
from enum import Enum

from localturn.agenda.domain.dates.tokens import Kind, Token
from localturn.agenda.domain.dates.words import OF, Words

_ORDINALS = frozenset(["st", "nd", "rd", "th", "er", "ere", "re", "e", "de", "ste", "a", "o"])
_MARKED = frozenset(".°º")
_ENDINGS = frozenset(["ти", "ви", "ри", "ми"])
"""Of a number as a word, behind a dash: "14-ти"."""


class How(Enum):
    NAMED = "named"
    MONTH_FIRST = "month first"
    FIGURES = "figures"
    BARE = "bare"
    ISO = "iso"


@dataclass(frozen=True)
class Point:
    """A day of which the month or the year may stand elsewhere."""

    day: int
    month: int | None
    year: int | None
    how: How
    upto: int
    """The token after it."""
    swapped: bool = False
    """In figures with the month first."""
    loose: bool = False
    """Two figures that may also be something else, such as "1/3"."""


class PointReader:
    """Reads days from the tokens of one text."""

    def __init__(self, tokens: list[Token], words: Words) -> None:
        self._tokens, self._words = tokens, words

    def at(self, at: int) -> Point | None:
        """The day that begins with a token; None where none does."""
        if at >= len(self._tokens):
            return None
        token = self._tokens[at]
        if token.kind is Kind.ISO:
            year, month, day = (int(part) for part in token.text[:10].split("-"))
            return Point(day, month, year, How.ISO, at + 1)
        if token.kind is Kind.WORD:
            return self._month_first(at) if token.text in self._words.months else None
        if token.kind is not Kind.NUMBER:
            return None
        return self._figures(at) or self._named(at)

    def _month_first(self, at: int) -> Point | None:
        month = self._words.months[self._tokens[at].text]
        at += 1
        if self._text(at) == "." and self._is(at + 1, Kind.NUMBER):
            at += 1
        if not self._is_day(at) or self._is_an_hour(at):
            return None
        day = self._tokens[at].number
        at = self._after_ordinal(at + 1, dots=False)
        if self._is_named_by(at):
            return None  # "mar. 20 octobre": a day of the week
        year, upto = self._year(at)
        return Point(day, month, year, How.MONTH_FIRST, upto)

    def _is_named_by(self, at: int) -> bool:
        """Whether the name of a month follows, with or without what may stand before it."""
        for here in (at, at + 1):
            if (self._word(here) or "") in self._words.months:
                return True
            if self._word(here) not in OF and self._text(here) != ".":
                return False
        return False

    def _figures(self, at: int) -> Point | None:
        """d.m.yyyy, d/m, d-m-yyyy; the parts glued, or a blank after each full stop."""
        mark = self._text(at + 1)
        if mark not in {".", "/", "-"} or self._tokens[at + 1].spaced or not self._is(at + 2):
            return None
        if self._tokens[at + 2].spaced and mark != ".":
            return None
        day, month = self._tokens[at].number, self._tokens[at + 2].number
        if len(self._tokens[at].text) > 2 or len(self._tokens[at + 2].text) > 2:
            return None
        year, upto = self._year_behind(mark, at + 3)
        if year is None:
            if mark == "-" or (mark == "." and upto == at + 3):
                return None
            if mark == "." and (self._is(upto) or self._tokens[at + 2].spaced):
                return None  # 10.15.30, or the end of a sentence
            if self._word(upto) in self._words.months:
                return None  # 1/2 October
            if self._is(upto, Kind.YEAR):
                year, upto = self._tokens[upto].number, upto + 1
        else:
            upto = self._after_year(upto)
        return _sensible(Point(day, month, year, How.FIGURES, upto, loose=year is None))

    def _year_behind(self, mark: str, at: int) -> tuple[int | None, int]:
        """A year behind the same mark as before the month, and the token after it."""
        behind = self._text(at)
        if behind == mark and not self._tokens[at].spaced:
            year = self._year_in_figures(at + 1)
            return year, at + 2 if year is not None else at + 1
        if mark == "/" and behind == "-" and self._is(at + 1, Kind.YEAR):  # 14/10-2026
            return self._tokens[at + 1].number, at + 2
        return None, at

    def _year_in_figures(self, at: int) -> int | None:
        if self._is(at, Kind.YEAR):
            return self._tokens[at].number
        if self._is(at) and len(self._tokens[at].text) == 2 and not self._tokens[at].spaced:
            return 2000 + self._tokens[at].number
        return None

    def _named(self, at: int) -> Point | None:
        if not self._is_day(at):
            return None
        day = self._tokens[at].number
        upto = self._after_ordinal(at + 1, dots=True)
        month_at = upto
        while month_at < upto + 3 and (
            self._word(month_at) in OF or self._text(month_at) in {"'", "’"}
        ):
            month_at += 1
        month = self._words.months.get(self._word(month_at) or "")
        if month is None:
            if self._is_an_hour(at):
                return None
            year, after = (None, upto)
            return Point(day, None, year, How.BARE, after)
        upto = month_at + 1
        if self._text(upto) == "." and not self._tokens[upto].spaced:
            year, after = self._year(upto + 1)
            is_short = len(self._tokens[month_at].text) <= 4
            return Point(day, month, year, How.NAMED, after if year or is_short else upto)
        year, after = self._year(upto)
        return Point(day, month, year, How.NAMED, after)

    def _year(self, at: int) -> tuple[int | None, int]:
        """A year that follows, after "," or "de" or "del", and the token after it."""
        here = at
        while here < at + 2 and (
            self._text(here) in {",", "'", "’"} or self._word(here) in {"de", "del", "of"}
        ):
            here += 1
        if not self._is(here, Kind.YEAR):
            return None, at
        return self._tokens[here].number, self._after_year(here + 1)

    def year_after(self, point: Point) -> Point:
        """A day with the year that stands behind it: the "2026" of "May 7-9, 2026"."""
        year, upto = self._year(point.upto)
        return replace(point, year=year, upto=upto) if year else point

    def _after_year(self, at: int) -> int:
        """ "2022." and "2022. godine"."""
        here = at + 1 if self._text(at) == "." and not self._tokens[at].spaced else at
        word = self._word(here)
        if word in self._words.years and word not in {"de", "del"}:
            here += 1
            if len(word or "") <= 3 and self._text(here) == ".":
                here += 1
            return here
        return here

    def _after_ordinal(self, at: int, *, dots: bool) -> int:
        """The token after "th", "er", ":a", "." or "°" that is glued to a day."""
        if at >= len(self._tokens):
            return at
        token = self._tokens[at]
        if token.kind is Kind.WORD and not token.spaced and token.text in _ORDINALS:
            return at + 1
        if token.text == ":" and not token.spaced and self._word(at + 1) in {"a", "e"}:
            return at + 2
        if token.text == "." and self._word(at + 1) in {"o", "a"}:
            return at + 2
        if token.text == "-" and not token.spaced and self._word(at + 1) in _ENDINGS:
            return at + 2
        if token.text in _MARKED and not token.spaced and (dots or token.text != "."):
            return at + 1
        return at

    def _is_an_hour(self, at: int) -> bool:
        """Whether a number is followed by minutes or by what says that it is an hour."""
        follows = self._text(at + 1)
        if follows in {".", ":"} and not self._tokens[at + 1].spaced:
            return self._is(at + 2) and not self._tokens[at + 2].spaced
        return follows in {"am", "pm"} or (bool(follows) and follows in self._words.hours)

    def _is_day(self, at: int) -> bool:
        return (
            self._is(at) and len(self._tokens[at].text) <= 2 and 1 <= self._tokens[at].number <= 31
        )

    def _is(self, at: int, kind: Kind = Kind.NUMBER) -> bool:
        return at < len(self._tokens) and self._tokens[at].kind is kind

    def _text(self, at: int) -> str:
        return self._tokens[at].text if at < len(self._tokens) else ""

    def _word(self, at: int) -> str | None:
        return self._tokens[at].text if self._is(at, Kind.WORD) else None


def _sensible(point: Point) -> Point | None:
    """Day and month in an order in which there is such a day."""
    month = point.month or 0
    if 1 <= month <= 12 and 1 <= point.day <= 31:
        return point
    if 1 <= point.day <= 12 < month <= 31 and point.year is not None:
        return replace(point, day=month, month=point.day, swapped=True)
    return None
