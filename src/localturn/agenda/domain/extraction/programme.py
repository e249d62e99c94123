"""The sessions of a programme: lines that begin with an hour, under the days they belong to."""

import re
from datetime import date, time

from localturn.agenda.domain.dates import Written
from localturn.agenda.domain.extraction.values import Session

MOST = 200
_HOUR = r"(\d{1,2})\s?[.:h]\s?(\d\d)"
_UNTIL = r"(\d{1,2})(?:\s?[.:h]\s?(\d\d))?(?!\d)"
_LINE = re.compile(
    rf"^[ \t]*(?:kl\.?\s*)?{_HOUR}(?:\s*(?:[-–—]|to|till|à|bis|do|до)\s*{_UNTIL})?"
    r"\s*(?:h|Uhr)?\s*[:–—-]?\s*(?P<title>\S.*)$",
    re.M,
)
_LONGEST = 300
_NOT_A_TITLE = re.compile(r"^[-–—:.,;/\d\s]*$")


def sessions_in(text: str, dates: list[Written]) -> tuple[Session, ...]:
    """In their order; two lines at least make a programme."""
    matches = list(_LINE.finditer(text))[:MOST]
    found = []
    for number, match in enumerate(matches):
        begins = _time(match.group(1), match.group(2))
        ends = _time(match.group(3), match.group(4) or "00") if match.group(3) else None
        stop = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        title = _title(text, match, stop, dates)
        if begins is None or _NOT_A_TITLE.match(title):
            continue
        found.append(Session(_day(match.start(), dates), begins, ends, title))
    return tuple(found) if len(found) > 1 else ()


def _title(text: str, match: re.Match[str], stop: int, dates: list[Written]) -> str:
    """The line, and the lines under it up to an empty one, the next day or the next session."""
    heads = [each.start for each in dates if match.end() < each.start < stop]
    rest = text[match.end() : min([stop, *heads])]
    lines = [match.group("title")]
    for line in rest.split("\n")[1:]:
        if not line.strip() or len(" ".join(lines)) > _LONGEST:
            break
        lines.append(line.strip())
    return " ".join(" ".join(lines).split())[:_LONGEST]


def _day(at: int, dates: list[Written]) -> date | None:
    before = [each.first for each in dates if each.start < at and each.first == each.last]
    if before:
        return before[-1]
    return dates[0].first if dates else None


def _time(hour: str | None, minute: str | None) -> time | None:
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59:
        return None
    return time(int(hour), int(minute))
