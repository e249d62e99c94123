"""Who is tied to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from markupsafe import Markup

from localturn.foundation.charts.drawing import (
    COLOURS,
    PAPER,
    Chart,
    colour,
    cut,
    joined,
    label,
    legend,
    told,
)

WIDTH, TALL, MARGIN = 760, 560, 70


@dataclass(frozen=True)
class Spot:
    """A thing at a place between 0 and 1; `group` is a number in the legend, `weight` its size."""

    name: str
    x: float
    y: float
    group: int = 0
    weight: float = 1.0
    note: str = ""


@dataclass(frozen=True)
class Edge:
    """From one spot to another, by their places in the list."""

    first: int
    second: int
    weight: float = 1.0
    is_dashed: bool = False
    note: str = ""


def graph(
    title: str, words: str, spots: Sequence[Spot], edges: Sequence[Edge], groups: Sequence[str]
) -> Chart:
    """Arrows are as thick as their weight; those of two directions bend away from each other."""
    key, top = legend(groups, 0, 14, width=WIDTH)
    heaviest = max([1.0, *(edge.weight for edge in edges)])
    biggest = max([1.0, *(spot.weight for spot in spots)])
    places = [
        (MARGIN + s.x * (WIDTH - 2 * MARGIN), top + MARGIN / 2 + s.y * (TALL - MARGIN))
        for s in spots
    ]
    sizes = [6 + 10 * (spot.weight / biggest) ** 0.5 for spot in spots]
    parts = [key]
    for edge in edges:
        parts.append(_arrow(places, sizes, edge, 1 + 4 * edge.weight / heaviest))
    for spot, (x, y), size in zip(spots, places, sizes, strict=True):
        parts.append(
            Markup(
                '<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}" stroke="{}" '
                'stroke-width="2">{}</circle>'
            ).format(x, y, size, colour(spot.group), PAPER, told(spot.note or spot.name))
        )
        parts.append(label(x, y + size + 14, cut(spot.name, 28)))
    return Chart(WIDTH, int(top + TALL), title, words, joined(parts))


def _arrow(
    places: Sequence[tuple[float, float]], sizes: Sequence[float], edge: Edge, width: float
) -> Markup:
    (x1, y1), (x2, y2) = places[edge.first], places[edge.second]
    dash = Markup(' stroke-dasharray="6 4"') if edge.is_dashed else Markup("")
    ink = COLOURS[-1]
    if edge.first == edge.second:
        size = sizes[edge.first]
        return Markup(
            '<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="none" stroke="{}" '
            'stroke-width="{:.1f}"{}>{}</circle>'
        ).format(x1, y1 - size - 8, 10, ink, width, dash, told(edge.note))
    away = hypot(x2 - x1, y2 - y1) or 1.0
    along, across = (x2 - x1) / away, (y2 - y1) / away
    bend_x, bend_y = (x1 + x2) / 2 - across * away * 0.12, (y1 + y2) / 2 + along * away * 0.12
    reach = hypot(x2 - bend_x, y2 - bend_y) or 1.0
    in_x, in_y = (x2 - bend_x) / reach, (y2 - bend_y) / reach
    end_x, end_y = x2 - in_x * (sizes[edge.second] + 3), y2 - in_y * (sizes[edge.second] + 3)
    head = 6 + width
    foot_x, foot_y = end_x - in_x * head, end_y - in_y * head
    side_x, side_y = -in_y * head / 2, in_x * head / 2
    return Markup(
        '<path d="M{:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}" fill="none" stroke="{}" '
        'stroke-width="{:.1f}" stroke-opacity="0.7"{}>{}</path>'
        '<path d="M{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f} Z" fill="{}"/>'
    ).format(
        *(x1, y1, bend_x, bend_y, foot_x, foot_y, ink, width, dash, told(edge.note)),
        *(end_x, end_y, foot_x + side_x, foot_y + side_y, foot_x - side_x, foot_y - side_y, ink),
    )
