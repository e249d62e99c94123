"""A text cut where codings begin and end, so that each piece is under the same codings throughout.

Overlapping codings become disjoint segments; paragraphs stay whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(frozen=True, slots=True)
class Marked:
    """A coding as far as it matters where the text is cut."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """From `start` up to and without `end`, under these codings, the earlier begun first."""

    start: int
    end: int
    under: tuple[int, ...] = ()


def cut(spans: Sequence[tuple[int, int]], marks: Iterable[Marked]) -> list[list[Segment]]:
    """The segments of each span; spans run forward and do not overlap, marks by their start."""
    waiting = sorted(marks, key=lambda each: (each.start, -each.end, each.id))
    open_: dict[int, int] = {}
    ends: list[tuple[int, int]] = []
    found, following = list[list[Segment]](), 0
    for start, end in spans:
        segments, at = list[Segment](), start
        while at < end:
            while following < len(waiting) and waiting[following].start <= at:
                mark = waiting[following]
                following += 1
                if mark.end > at:
                    open_[mark.id] = mark.end
                    heappush(ends, (mark.end, mark.id))
            while ends and ends[0][0] <= at:
                open_.pop(heappop(ends)[1], None)
            reach = end
            if following < len(waiting):
                reach = min(reach, waiting[following].start)
            if ends:
                reach = min(reach, ends[0][0])
            segments.append(Segment(at, reach, tuple(open_)))
            at = reach
        found.append(segments)
    return found
