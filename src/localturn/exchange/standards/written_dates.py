"""Days, periods, hours and months in running English, French or Swedish text.

A day without a year is one of the year 1, which nothing happened in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from itertools import pairwise

from babel.dates import get_month_names

from localturn.exchange.domain.meetings import FIRST, LAST
from localturn.foundation.languages import INTERFACE_LANGUAGES, folded

NO_YEAR = 1

_TO = r"\s*(?:-|–|—|to|until|and|au|à|till|och)\s*"
_CLOCK = re.compile(r"(?<![\d/])(\d{1,2})[.:h](\d{2})" + _TO + r"(\d{1,2})[.:h](\d{2})(?!\d)")
_LETTERS = re.compile(r"\b(CEST|CET|WEST|WET|EEST|EET|BST|GMT|UTC|JST|EDT|EST|PDT|PST)\b")


@dataclass(frozen=True)
class Span:
    """From one day to another, the last included."""

    begins: date
    ends: date

    def in_year(self, year: int | None) -> "Span":
        """The same in a year, over its turn where the end would come first."""
        begins = _made(year or NO_YEAR, self.begins.month, self.begins.day) or self.begins
        ends = _made(begins.year, self.ends.month, self.ends.day) or self.ends
        if ends < begins:
            ends = _made(begins.year + 1, ends.month, ends.day) or ends
        return Span(begins, ends)


@cache
def _months() -> dict[str, int]:
    """Month by name, whole and abbreviated, folded."""
    names = {}
    for language in INTERFACE_LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names[folded(name).strip(".")] = number
    return names | {"sept": 9}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    month = "|".join(sorted((re.escape(name) for name in _months()), key=len, reverse=True))
    day = r"(\d{1,2})(?:st|nd|rd|th|er)?"
    year = r"(?:,?\s+(\d{4})(?!\d))?"
    return (
        re.compile(rf"(?<!\d){day}\.?\s+(?:of\s+)?({month})\b\.?{year}"),
        re.compile(rf"\b({month})\.?\s+{day}(?!\d){year}"),
        re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)"),
    )


def _found(text: str) -> Iterator[tuple[int, int, date]]:
    """Each day with where it stands in the folded text."""
    plain = folded(text)
    before, after, iso = _patterns()
    for pattern in (before, after, iso):
        for match in pattern.finditer(plain):
            if pattern is iso:
                made = _made(int(match[1]), int(match[2]), int(match[3]))
            elif pattern is before:
                made = _made(int(match[3] or NO_YEAR), _months()[match[2]], int(match[1]))
            else:
                made = _made(int(match[3] or NO_YEAR), _months()[match[1]], int(match[2]))
            if made is not None:
                yield match.start(), match.end(), made


def _days(text: str) -> list[tuple[int, int, date]]:
    """In the order of the text; of days that overlap the longer."""
    kept: list[tuple[int, int, date]] = []
    for each in sorted(_found(text), key=lambda found: (found[0], -found[1])):
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return kept


def dates_in(text: str) -> list[date]:
    return [day for _start, _end, day in _days(text)]


def spans_in(text: str) -> list[Span]:
    """Periods, those with a year first; the year of the end is the beginning's too."""
    plain, days = folded(text), _days(text)
    spans = [
        _span(first, last)
        for (_start, end, first), (start, _end, last) in pairwise(days)
        if re.fullmatch(_TO, plain[end:start])
    ]
    return sorted(spans, key=lambda span: span.begins.year == NO_YEAR)


def _span(first: date, last: date) -> Span:
    """The year that one of the two has is the other's too, but for the turn of a year between."""
    if first.year == NO_YEAR:
        same = _made(last.year, first.month, first.day) or first
        before = _made(max(last.year - 1, NO_YEAR), first.month, first.day) or first
        return Span(before if same > last else same, last)
    return Span(first, last).in_year(first.year) if last.year == NO_YEAR else Span(first, last)


def clock_in(text: str) -> tuple[time, int] | None:
    """When something begins, and how many minutes it lasts: "10.00-12.30"."""
    for match in _CLOCK.finditer(text):
        hour, minute, last_hour, last_minute = (int(each) for each in match.groups())
        minutes = last_hour * 60 + last_minute - hour * 60 - minute
        if hour < 24 and minute < 60 and last_hour <= 24 and last_minute < 60 and minutes > 0:
            return time(hour, minute), minutes
    return None


def months_in(text: str) -> list[int]:
    """The months that are named, in their order."""
    words = re.findall(r"[^\W\d_]+", folded(text))
    return [_months()[word] for word in words if word in _months()]


def zone_letters_in(text: str) -> str | None:
    """An abbreviation of a time zone, such as "CET"."""
    match = _LETTERS.search(text)
    return match[0] if match else None


def _made(year: int, month: int, day: int) -> date | None:
    if year != NO_YEAR and not FIRST.year <= year <= LAST.year:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
