"""Bars beside each other, with the interval in which a value lies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from localturn.foundation.charts.drawing import (
    INK,
    LETTER,
    Chart,
    block,
    colour,
    cut,
    joined,
    legend,
    line,
    text,
    ticks,
)

WIDTH, BAR = 760, 16


@dataclass(frozen=True)
class Bar:
    """None where there is no value, which is not zero."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Group:
    """What is said of one thing, in the order of the series."""

    name: str
    bars: tuple[Bar, ...]


def bars(
    title: str,
    words: str,
    groups: Sequence[Group],
    series: Sequence[str],
    *,
    unit: str = "",
    figure: Callable[[float], str] = lambda value: f"{value:g}",
) -> Chart:
    """Lying bars, a group for each thing; the axis begins at zero."""
    label = min(300.0, max([60.0, *(LETTER * min(len(g.name), 42) for g in groups)])) + 12
    key, top = legend(series, 0, 14, width=WIDTH) if len(series) > 1 else (joined([]), 4.0)
    every = [b for group in groups for b in group.bars]
    highest = max([0.0, *(b.high if b.high is not None else b.value or 0.0 for b in every)])
    marks = ticks(highest)
    scale = (WIDTH - label - 60) / marks[-1]
    height = BAR * max(1, len(series)) + 12
    bottom = top + height * len(groups) + 8
    parts = [key]
    for mark in marks:
        x = label + mark * scale
        parts.append(line(x, top, x, bottom))
        parts.append(text(x, bottom + 16, figure(mark), anchor="middle", size=12))
    if unit:
        parts.append(text(label, bottom + 34, unit, size=12))
    for number, group in enumerate(groups):
        y = top + number * height + 6
        middle = y + BAR * max(1, len(group.bars)) / 2 + 4
        parts.append(text(label - 10, middle, cut(group.name, 42), anchor="end"))
        for place, bar in enumerate(group.bars):
            row = y + place * BAR
            if bar.value is None:
                parts.append(text(label + 4, row + 12, "–", size=12))
                continue
            note = f"{group.name}, {series[place]}: {figure(bar.value)}"
            parts.append(
                block(label, row + 1, bar.value * scale, BAR - 3, fill=colour(place), note=note)
            )
            end = bar.value
            if bar.low is not None and bar.high is not None:
                y_line, end = row + BAR / 2 - 0.5, bar.high
                parts.append(
                    line(
                        label + bar.low * scale,
                        y_line,
                        label + bar.high * scale,
                        y_line,
                        colour=INK,
                    )
                )
            parts.append(text(label + end * scale + 5, row + 12, figure(bar.value), size=12))
    return Chart(WIDTH, int(bottom + (44 if unit else 26)), title, words, joined(parts))
