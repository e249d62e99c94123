"""What somebody has played of a video: intervals of whole seconds, joined.

Joining is the same in whatever order and however often the same is told, so that a report that
arrives twice, late or from a second window changes nothing.
"""

import re
from collections.abc import Iterable
from fractions import Fraction

Interval = tuple[int, int]
"""From the first second until before the second one."""

MOST_INTERVALS = 500
_REPORT = re.compile(r"(\d{1,6}-\d{1,6})(,\d{1,6}-\d{1,6})*", re.ASCII)


def reported(text: str, *, seconds: int) -> list[Interval] | None:
    """What a report such as "0-12,40-55" says of a video so long; None if it is no report."""
    if text == "":
        return []
    if _REPORT.fullmatch(text) is None or text.count(",") >= MOST_INTERVALS:
        return None
    pairs = (each.split("-") for each in text.split(","))
    told = ((int(begin), min(int(end), seconds)) for begin, end in pairs)
    return [(begin, end) for begin, end in told if begin < end]


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """The same seconds as the fewest intervals, in order."""
    whole: list[Interval] = []
    for begin, end in sorted(intervals):
        if whole and begin <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((begin, end))
    return whole


def share(intervals: Iterable[Interval], *, seconds: int) -> Fraction:
    """Which part of a video so long has been played."""
    if seconds <= 0:
        return Fraction(0)
    return min(Fraction(sum(end - begin for begin, end in intervals), seconds), Fraction(1))
