"""What hangs on what, from the top at the one side to the leaves at the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from localturn.foundation.charts.drawing import (
    INK,
    LETTER,
    Chart,
    colour,
    cut,
    joined,
    text,
    told,
)

COLUMN, ROW, BETWEEN, LETTERS, LINES = 216, 16, 10, 24, 3
MARK, BEFORE_WORDS, AFTER_WORDS = 6, 14, 12
BOLD = 1.12
"""How much wider bold letters are, about."""


@dataclass(frozen=True)
class Twig:
    """A thing of a tree, so many steps from its top; `group` is a number in the legend."""

    name: str
    depth: int
    group: int = 0
    note: str = ""


@dataclass
class _Place:
    """Where a twig stands: its middle, and the band that it and all that hangs on it take up."""

    twig: Twig
    lines: list[str]
    parent: int | None
    band: float = 0.0
    top: float = 0.0

    @property
    def height(self) -> float:
        return ROW * len(self.lines) + BETWEEN

    @property
    def middle(self) -> float:
        return self.top + self.band / 2

    @property
    def x(self) -> float:
        return MARK + 2 + self.twig.depth * COLUMN

    @property
    def end(self) -> float:
        """Of its words, which are bold at the top."""
        letter = LETTER * (1.0 if self.twig.depth else BOLD)
        return self.x + BEFORE_WORDS + letter * max(len(line) for line in self.lines) + AFTER_WORDS


def tree(
    title: str,
    words: str,
    twigs: Sequence[Twig],
    groups: Sequence[str],
    *,
    is_mirrored: bool = False,
) -> Chart:
    """A column for each depth. `twigs` stand in the order of the tree, what hangs on one right
    after it; a group is told by its mark as well as by its colour; drawn `is_mirrored`, the top
    stands on the right, for names that are written from there."""
    places = _placed(twigs)
    top = BETWEEN + ROW * 2 if groups else 0.0
    for place in places:
        place.top += top
    width = max([_width_of_legend(groups), *((place.twig.depth + 1) * COLUMN for place in places)])
    pen = _Pen(width, is_mirrored=is_mirrored)
    parts = [*pen.legend(groups)]
    for place in places:
        if place.parent is not None:
            parts.append(pen.tie(places[place.parent], place))
    for place in places:
        parts += pen.drawn(place)
    bottom = top + sum(place.band for place in places if place.parent is None)
    return Chart(int(width), int(bottom + BETWEEN), title, words, joined(parts))


def _placed(twigs: Sequence[Twig]) -> list[_Place]:
    """Each in the middle of what hangs on it, and no two over each other."""
    places, above = list[_Place](), list[int]()
    for number, twig in enumerate(twigs):
        del above[twig.depth :]
        places.append(_Place(twig, _lines(twig.name), above[-1] if above else None))
        above.append(number)
    below = [0.0] * len(places)
    for number in reversed(range(len(places))):
        place = places[number]
        place.band = max(place.height, below[number])
        if place.parent is not None:
            below[place.parent] += place.band
    free, at_top = list[float](), 0.0
    for number, place in enumerate(places):
        if place.parent is None:
            place.top, at_top = at_top, at_top + place.band
        else:
            place.top = free[place.parent]
            free[place.parent] += place.band
        free.append(place.top + (place.band - below[number]) / 2)
    return places


def _lines(name: str) -> list[str]:
    lines = wrap(name, LETTERS) or ["–"]
    if len(lines) > LINES:
        lines[LINES - 1 :] = [cut(" ".join(lines[LINES - 1 :]), LETTERS)]
    return lines


def _width_of_legend(groups: Sequence[str]) -> float:
    return sum(_room(name) for name in groups)


def _room(name: str) -> float:
    return BEFORE_WORDS + LETTER * len(name) + 2 * AFTER_WORDS + MARK


@dataclass(frozen=True)
class _Pen:
    """Draws from the left, or the same seen in a mirror."""

    width: float
    is_mirrored: bool

    def at(self, x: float) -> float:
        return self.width - x if self.is_mirrored else x

    def words(self, x: float, y: float, said: str, *, is_bold: bool = False) -> Markup:
        anchor = "end" if self.is_mirrored else "start"
        return text(self.at(x), y, said, anchor=anchor, is_bold=is_bold)

    def legend(self, groups: Sequence[str]) -> list[Markup]:
        parts, x = list[Markup](), MARK + 2.0
        for number, name in enumerate(groups):
            parts += [_mark(number, self.at(x), ROW), self.words(x + BEFORE_WORDS, ROW + 4, name)]
            x += _room(name)
        return parts

    def drawn(self, place: _Place) -> list[Markup]:
        twig, first = place.twig, place.middle - ROW * (len(place.lines) - 1) / 2 + 4
        return [
            _mark(twig.group, self.at(place.x), place.middle, twig.note or twig.name),
            *(
                self.words(place.x + BEFORE_WORDS, first + ROW * n, line, is_bold=twig.depth == 0)
                for n, line in enumerate(place.lines)
            ),
        ]

    def tie(self, one: _Place, other: _Place) -> Markup:
        start, end = min(one.end, other.x - 3 * MARK), other.x - MARK - 2
        bend = (start + end) / 2
        points = [self.at(start), one.middle, self.at(bend), one.middle]
        points += [self.at(bend), other.middle, self.at(end), other.middle]
        return Markup(
            '<path class="lt-chart-line" d="M{:.1f} {:.1f} C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} '
            '{:.1f}" fill="none" stroke="{}" stroke-opacity="0.55"/>'
        ).format(*points, INK)


def _mark(group: int, x: float, y: float, note: str = "") -> Markup:
    """Round, square, on its corner, or a ring."""
    kind, r = group % 4, MARK
    ink = colour(group)
    if kind in {1, 2}:
        turn = Markup(' transform="rotate(45 {:.1f} {:.1f})"').format(x, y) if kind == 2 else ""
        return Markup(
            '<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" fill="{}"{}>{}</rect>'
        ).format(x - r + 1, y - r + 1, 2 * r - 2, 2 * r - 2, ink, turn, told(note))
    if kind == 3:
        return Markup(
            '<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="none" stroke="{}" stroke-width="3">{}'
            "</circle>"
        ).format(x, y, r - 2, ink, told(note))
    return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}">{}</circle>').format(
        x, y, r, ink, told(note)
    )
