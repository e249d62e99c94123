"""Fields that are written a line each: meetings and credit points."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache

from babel.dates import get_day_names

from localturn.exchange.domain.content import Credit
from localturn.exchange.domain.meetings import FIRST, LAST, Dated, Weekly
from localturn.foundation.languages import INTERFACE_LANGUAGES, folded

LONGEST_MEETING = 24 * 60

_CLOCK = r"(\d{1,2})[:.h](\d{2})\s*(?:-|–|—)\s*(\d{1,2})[:.h](\d{2})"
_DATED = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})[ ,]+{_CLOCK}(?:[ ,:]+(.*))?")
_WEEKLY = re.compile(rf"([^\d,]+?)[ ,]+{_CLOCK}")
_CREDIT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)[ ,:]+(.+)")


@dataclass(frozen=True)
class BadLine(ValueError):
    """A line that cannot be read."""

    number: int
    text: str


def _lines(written: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(written.splitlines(), 1):
        if line.strip():
            yield number, " ".join(line.split())


def read_dated(written: str) -> tuple[Dated, ...]:
    """Lines such as "2026-10-23 10:00-12:30 Introduction". Raises BadLine."""
    meetings = []
    for number, line in _lines(written):
        found = _DATED.fullmatch(line)
        try:
            day = date.fromisoformat(found[1]) if found else None
        except ValueError:
            day = None
        clock = _clock(found.groups()[1:5]) if found else None
        if found is None or day is None or clock is None or not FIRST <= day <= LAST:
            raise BadLine(number, line[:80])
        meetings.append(Dated(day, *clock, (found[6] or "")[:200]))
    return tuple(sorted(set(meetings)))


def write_dated(meetings: Iterable[Dated]) -> str:
    return "\n".join(
        f"{each.day} {_span(each.begins, each.minutes)} {each.about}".rstrip() for each in meetings
    )


def read_weekly(written: str) -> tuple[Weekly, ...]:
    """Lines such as "Friday 10:00-12:30", the day in a language of the interface."""
    meetings = []
    for number, line in _lines(written):
        found = _WEEKLY.fullmatch(line)
        weekday = weekday_called(found[1]) if found else None
        clock = _clock(found.groups()[1:5]) if found else None
        if weekday is None or clock is None:
            raise BadLine(number, line[:80])
        meetings.append(Weekly(weekday, *clock))
    return tuple(sorted(set(meetings)))


def write_weekly(meetings: Iterable[Weekly], language: str) -> str:
    names = get_day_names("wide", locale=language)
    return "\n".join(
        f"{names[each.weekday]} {_span(each.begins, each.minutes)}" for each in meetings
    )


def weekday_called(name: str) -> int | None:
    """The day of the week with this name, whole or abbreviated, Monday 0."""
    return _weekdays().get(folded(name).strip(" ."))


@cache
def _weekdays() -> dict[str, int]:
    """Day of the week by name, one or many of it, folded; of two with one name the first."""
    names: dict[str, int] = {}
    for language in INTERFACE_LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, known in get_day_names(width, locale=language).items():
                plain = folded(known).strip(".")
                names.setdefault(plain, int(number))
                names.setdefault(f"{plain}s", int(number))
    return names


def read_credits(written: str) -> tuple[Credit, ...]:
    """Lines such as "3 Attendance and group work". Raises BadLine."""
    found = []
    for number, line in _lines(written):
        match = _CREDIT.fullmatch(line)
        points = Decimal(match[1].replace(",", ".")) if match else Decimal(0)
        if match is None or not 0 < points <= 120:
            raise BadLine(number, line[:80])
        found.append(Credit(points, match[2][:120]))
    return tuple(found)


def write_credits(credits: Iterable[Credit]) -> str:
    return "\n".join(f"{each.points.normalize():f} {each.label}" for each in credits)


def read_days(written: str) -> tuple[date, ...]:
    """Days such as "2026-12-25", by commas, blanks or lines. Raises BadLine."""
    days = []
    for number, line in _lines(written):
        for word in re.split(r"[ ,;]+", line):
            try:
                day = date.fromisoformat(word)
            except ValueError:
                raise BadLine(number, word[:80]) from None
            if not FIRST <= day <= LAST:
                raise BadLine(number, word[:80])
            days.append(day)
    return tuple(sorted(set(days)))


def write_days(days: Iterable[date]) -> str:
    return "\n".join(day.isoformat() for day in days)


def _clock(figures: Sequence[str]) -> tuple[time, int] | None:
    """When it begins, and how many minutes it lasts; past midnight where it ends earlier."""
    hour, minute, last_hour, last_minute = (int(each) for each in figures)
    if hour > 23 or minute > 59 or last_minute > 59 or last_hour * 60 + last_minute > 24 * 60:
        return None
    minutes = last_hour * 60 + last_minute - hour * 60 - minute
    return time(hour, minute), minutes if minutes > 0 else minutes + LONGEST_MEETING


def _span(begins: time, minutes: int) -> str:
    end = begins.hour * 60 + begins.minute + minutes
    end = end if end == LONGEST_MEETING else end % LONGEST_MEETING
    return f"{begins:%H:%M}-{end // 60:02}:{end % 60:02}"
