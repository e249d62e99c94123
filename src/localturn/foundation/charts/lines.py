"""How something went on over the years."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from localturn.foundation.charts.drawing import (
    Chart,
    block,
    colour,
    joined,
    legend,
    line,
    text,
    ticks,
    told,
)

WIDTH, TALL, LEFT = 760, 280, 56


@dataclass(frozen=True)
class Series:
    """Values in the order of the moments; None where nothing is known, and the line breaks."""

    name: str
    values: tuple[float | None, ...]


def lines(
    title: str,
    words: str,
    moments: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    figure: Callable[[float], str] = lambda value: f"{value:g}",
) -> Chart:
    """A line each, with a mark at every value; the axis begins at zero."""
    key, top = legend([each.name for each in series], 0, 14, width=WIDTH)
    top += 14 if unit else 0
    marks = ticks(max([0.0, *(v for s in series for v in s.values if v is not None)]))
    scale, bottom = TALL / marks[-1], top + TALL + 8
    step = (WIDTH - LEFT - 30) / max(1, len(moments) - 1)
    parts = [key]
    if unit:
        parts.append(text(0, top - 4, unit, size=12))
    for mark in marks:
        y = bottom - mark * scale
        parts += [
            line(LEFT, y, WIDTH - 10, y),
            text(LEFT - 8, y + 4, figure(mark), anchor="end", size=12),
        ]
    every = max(1, len(moments) // 12)
    for number, moment in enumerate(moments):
        if number % every == 0:
            x = LEFT + 12 + number * step
            parts.append(text(x, bottom + 18, moment, anchor="middle", size=12))
    for number, each in enumerate(series):
        last: tuple[float, float] | None = None
        for place, value in enumerate(each.values):
            if value is None:
                last = None
                continue
            x, y = LEFT + 12 + place * step, bottom - value * scale
            if last is not None:
                parts.append(line(*last, x, y, colour=colour(number), width=2))
            note = f"{each.name}, {moments[place]}: {figure(value)}"
            parts.append(_mark(number, x, y, note))
            last = (x, y)
    return Chart(WIDTH, int(bottom + 30), title, words, joined(parts))


def _mark(number: int, x: float, y: float, note: str) -> Markup:
    """Round or square, so that lines are told apart without colours too."""
    if number % 2:
        return block(x - 4, y - 4, 8, 8, fill=colour(number), note=note)
    return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4.5" fill="{}">{}</circle>').format(
        x, y, colour(number), told(note)
    )
