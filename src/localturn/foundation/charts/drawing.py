"""What all charts are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt

from markupsafe import Markup

INK, HAIR, PAPER = "#1f2933", "#c3cad3", "#ffffff"
COLOURS = ("#0b6aa2", "#d0670b", "#008060", "#b0489a", "#8a6d00", "#5b5fc7", "#9a3324", "#4d5b6a")
"""Told apart by most who see few colours; after the last the first comes again."""
MOST_PIXELS = 8_000_000
LETTER = 7.1
"""How wide a letter of 13 pixels is, about."""


@dataclass(frozen=True)
class Chart:
    """A drawing of so many pixels; `body` is what stands inside its `svg`."""

    width: int
    height: int
    title: str
    words: str
    """What it shows, for who does not see it."""
    body: Markup

    def inline(self, name: str) -> Markup:
        """For a page, in which it takes the colour of letters; `name` is its own on the page."""
        return Markup(
            '<svg class="lt-chart" role="img" aria-labelledby="{0}-title {0}-words" '
            'viewBox="0 0 {1} {2}" width="{1}" height="{2}">'
            '<title id="{0}-title">{3}</title><desc id="{0}-words">{4}</desc>{5}</svg>'
        ).format(name, self.width, self.height, self.title, self.words, self.body)

    def alone(self) -> bytes:
        """A file of its own, on white."""
        return str(
            Markup(
                '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {0} {1}" '
                'width="{0}" height="{1}" font-family="Inter, Helvetica, Arial, sans-serif">'
                '<title>{2}</title><desc>{3}</desc><rect width="100%" height="100%" fill="{4}"/>'
                "{5}</svg>\n"
            ).format(self.width, self.height, self.title, self.words, PAPER, self.body)
        ).encode()

    def as_png(self) -> bytes:
        """The same as a picture of one and a half times as many pixels each way, or, of what is
        very large, of `MOST_PIXELS`."""
        import typst

        page = (
            b"#set page(width: auto, height: auto, margin: 0pt)\n"
            b'#image(bytes(sys.inputs.at("svg")), format: "svg")\n'
        )
        ppi = min(144.0, 96 * sqrt(MOST_PIXELS / (self.width * self.height)))
        made = typst.compile(page, format="png", ppi=ppi, sys_inputs={"svg": self.alone().decode()})
        assert isinstance(made, bytes)  # noqa: S101 (one page is one picture)
        return made


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 13,
    is_bold: bool = False,
    fill: str = INK,
) -> Markup:
    weight = Markup(' font-weight="600"') if is_bold else Markup("")
    kind = Markup(' class="lt-chart-ink"') if fill == INK else Markup("")
    return Markup(
        '<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="{}" fill="{}"{}{}>{}</text>'
    ).format(x, y, anchor, size, fill, weight, kind, _storable(words))


def label(x: float, y: float, words: str) -> Markup:
    """Words around `x`, readable over lines: each letter has an edge of paper."""
    return Markup(
        '<text class="lt-chart-label" x="{:.1f}" y="{:.1f}" text-anchor="middle" font-size="12" '
        'fill="{}" stroke="{}" stroke-width="4" stroke-linejoin="round" paint-order="stroke">'
        "{}</text>"
    ).format(x, y, INK, PAPER, _storable(words))


def line(
    x1: float, y1: float, x2: float, y2: float, *, colour: str = HAIR, width: float = 1
) -> Markup:
    kind = Markup(' class="lt-chart-hair"') if colour == HAIR else Markup("")
    kind = Markup(' class="lt-chart-line"') if colour == INK else kind
    return Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{:g}"{}/>'
    ).format(x1, y1, x2, y2, colour, width, kind)


def block(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str,
    opacity: float = 1,
    note: str = "",
) -> Markup:
    """A rectangle; `note` is shown while somebody points at it."""
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" '
        'fill-opacity="{:.3g}">{}</rect>'
    ).format(x, y, width, height, fill, opacity, told(note))


def told(note: str) -> Markup:
    return Markup("<title>{}</title>").format(_storable(note)) if note else Markup("")


def _storable(words: str) -> str:
    """Without what XML cannot hold."""
    return "".join(c if c >= " " and c not in "\ufffe\uffff" else " " for c in words)


def cut(words: str, letters: int) -> str:
    """No longer than so many letters."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def joined(parts: Sequence[Markup]) -> Markup:
    return Markup("").join(parts)


def colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def ticks(highest: float, *, about: int = 5) -> list[float]:
    """Round figures from 0 up to the highest or a little more."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / about
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough * 0.999)
    count = 1
    while count * step < highest * 0.999:
        count += 1
    return [number * step for number in range(count + 1)]


def legend(names: Sequence[str], x: float, y: float, *, width: float) -> tuple[Markup, float]:
    """Names with their colours, in as many rows as they need; and how high that is."""
    parts, left, top = [], x, y
    for number, name in enumerate(names):
        words = cut(name, 40)
        room = 18 + LETTER * len(words) + 16
        if left > x and left + room > x + width:
            left, top = x, top + 20
        parts.append(block(left, top - 10, 12, 12, fill=colour(number)))
        parts.append(text(left + 18, top, words))
        left += room
    return joined(parts), top - y + 20 if names else 0.0
