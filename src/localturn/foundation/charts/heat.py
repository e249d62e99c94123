"""A table of counts as shades."""

from collections.abc import Callable, Sequence

from localturn.foundation.charts.drawing import (
    INK,
    LETTER,
    PAPER,
    Chart,
    block,
    colour,
    cut,
    joined,
    text,
)

CELL, TALL = 46, 28


def heat(
    title: str,
    words: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]],
    *,
    figure: Callable[[float], str] = lambda value: f"{value:g}",
) -> Chart:
    """The darker, the more; columns are numbered, and their names stand below."""
    label = min(300.0, max([60.0, *(LETTER * min(len(row), 42) for row in rows)])) + 12
    highest = max([0.0, *(value for row in values for value in row if value is not None)])
    parts = []
    for c in range(len(columns)):
        parts.append(text(label + c * CELL + CELL / 2, 14, str(c + 1), anchor="middle", size=12))
    for r, (name, row) in enumerate(zip(rows, values, strict=True)):
        y = 22 + r * TALL
        parts.append(text(label - 10, y + 18, cut(name, 42), anchor="end"))
        for c, value in enumerate(row):
            x = label + c * CELL
            if value is None:
                parts.append(text(x + CELL / 2, y + 18, "–", anchor="middle", size=12))
                continue
            share = value / highest if highest else 0.0
            note = f"{name} – {columns[c]}: {figure(value)}"
            parts.append(
                block(x + 1, y + 1, CELL - 2, TALL - 2, fill=colour(0), opacity=share, note=note)
            )
            ink = PAPER if share > 0.6 else INK
            parts.append(
                text(x + CELL / 2, y + 18, figure(value), anchor="middle", size=12, fill=ink)
            )
    below = 22 + len(rows) * TALL + 22
    for c, name in enumerate(columns):
        parts.append(text(label, below + c * 18, f"{c + 1}  {cut(name, 70)}", size=12))
    width = max(label + len(columns) * CELL + 10, label + 420)
    return Chart(int(width), int(below + len(columns) * 18), title, words, joined(parts))
