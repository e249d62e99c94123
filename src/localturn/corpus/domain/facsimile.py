"""Where passages of a text stand on the pages that it was read from."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from localturn.foundation.library.text import Box, has_place

Matrix = tuple[float, float, float, float, float, float]
_BEYOND = 0.2
"""So much of a line's height its letters may stand out of the box that some of them have."""
_PARTS = 1_000
"""Into which a picture is divided on each side, to say where something is in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a printed page, from `start` up to and without `end` in the text; in points."""

    start: int
    end: int
    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Area:
    """In thousandths of a picture, from its left and its top."""

    x: float
    y: float
    width: float
    height: float


def lines_of(boxes: Sequence[Box], ends: Iterable[int]) -> list[Line]:
    """Lines as they were kept, each up to where the next one begins or the paragraph ends; of what
    has no place on a page, none."""
    closing, found = sorted(ends), list[Line]()
    for number, box in enumerate(boxes):
        if not has_place(box):
            continue
        start, page, left, bottom, right, top = box
        at = bisect_right(closing, start)
        end = closing[at] if at < len(closing) else start + 1
        if number + 1 < len(boxes):
            end = min(end, boxes[number + 1][0])
        found.append(Line(start, max(end, start), page, left, bottom, right, top))
    return found


def page_of(lines: Sequence[Line], position: int) -> int:
    """The number, from 0, of the page on which a character stands."""
    at = bisect_right([each.start for each in lines], position) - 1
    return lines[max(at, 0)].page if lines else 0


def areas(
    lines: Iterable[Line], start: int, end: int, *, page: int, matrix: Matrix
) -> tuple[Area, ...]:
    """Where on this page a passage stands. Of a line that it shares with other words its part is
    taken by the number of letters, which is near enough to see it."""
    found = []
    for line in lines:
        first, last = max(start, line.start), min(end, line.end)
        if line.page != page or first >= last:
            continue
        wide = (line.right - line.left) / (line.end - line.start)
        left = line.left + (first - line.start) * wide
        right = line.left + (last - line.start) * wide
        beyond = (line.top - line.bottom) * _BEYOND
        found.append(_placed((left, line.bottom - beyond, right, line.top + beyond), matrix))
    return tuple(found)


def _placed(box: tuple[float, float, float, float], matrix: Matrix) -> Area:
    a, b, c, d, e, f = matrix
    corners = [(box[0], box[1]), (box[2], box[3])]
    across = sorted(_within(a * x + c * y + e) for x, y in corners)
    down = sorted(_within(b * x + d * y + f) for x, y in corners)
    return Area(
        round(across[0], 1),
        round(down[0], 1),
        round(across[1] - across[0], 1),
        round(down[1] - down[0], 1),
    )


def _within(part: float) -> float:
    return min(max(part, 0.0), 1.0) * _PARTS
