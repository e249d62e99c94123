"""Make every film: VP9 at one picture a second, a poster, and captions as WebVTT."""

import textwrap
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av  # type: ignore[import-not-found]  # for this alone: see the package
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "src/localturn/academy"
MEDIA = PACKAGE / "demonstration/migration-governance/media"
FONTS = PACKAGE / "standards/certificate_pdf/fonts"

WIDTH, HEIGHT, MARGIN = 960, 540, 72
PAPER, INK, QUIET, ACCENT, WARM = "#f0f4f5", "#083039", "#535f67", "#0f5a6b", "#b4502d"
LETTERS_A_SECOND = 14
SHORTEST = 4


@dataclass(frozen=True)
class Slide:
    """What is shown, and what is said meanwhile, by language."""

    title: str
    lines: list[str]
    said: dict[str, list[str]]

    def seconds(self) -> list[int]:
        """How long each caption stands: as long as the longest language needs."""
        return [
            max(SHORTEST, *(-(-len(text) // LETTERS_A_SECOND) for text in same))
            for same in zip(*self.said.values(), strict=True)
        ]


def main() -> None:
    MEDIA.mkdir(exist_ok=True)
    for source in sorted(HERE.glob("*.toml")):
        film = tomllib.loads(source.read_text(encoding="utf-8"))
        slides = [
            Slide(each["title"], each.get("lines", []), each["said"]) for each in film["slides"]
        ]
        pictures = [_picture(slide, n, len(slides)) for n, slide in enumerate(slides)]
        _write_film(MEDIA / f"{source.stem}.webm", slides, pictures)
        pictures[0].save(MEDIA / f"{source.stem}.png", optimize=True, compress_level=9)
        for language in slides[0].said:
            _write_captions(MEDIA / f"{source.stem}.{language}.vtt", slides, language)


def _picture(slide: Slide, number: int, of: int) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, 10), ACCENT)
    draw.rectangle((0, HEIGHT - 8, WIDTH * (number + 1) // of, HEIGHT), WARM)
    y = 64
    for line in textwrap.wrap(slide.title, 34):
        draw.text((MARGIN, y), line, INK, _font("NotoSerif-Bold", 44))
        y += 58
    y += 22
    for line in slide.lines:
        is_figure = line.startswith("#")
        font = _font("NotoSans-Bold" if is_figure else "NotoSans-Regular", 34 if is_figure else 27)
        for part in textwrap.wrap(line.lstrip("# "), 44 if is_figure else 56):
            draw.text((MARGIN, y), part, ACCENT if is_figure else QUIET, font)
            y += 50 if is_figure else 39
        y += 10
    return picture


def _font(name: str, size: int) -> Any:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)


def _write_film(path: Path, slides: list[Slide], pictures: list[Image.Image]) -> None:
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as film:
        stream = film.add_stream("libvpx-vp9", rate=1)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"crf": "34", "b": "0", "g": "8", "row-mt": "0", "threads": "1"}
        for slide, picture in zip(slides, pictures, strict=True):
            for _second in range(sum(slide.seconds())):
                film.mux(stream.encode(av.VideoFrame.from_image(picture)))
        film.mux(stream.encode())


def _write_captions(path: Path, slides: list[Slide], language: str) -> None:
    parts = ["WEBVTT\n"]
    at = 0
    for slide in slides:
        for text, seconds in zip(slide.said[language], slide.seconds(), strict=True):
            parts.append(f"\n{_clock(at)} --> {_clock(at + seconds)}\n{textwrap.fill(text, 46)}\n")
            at += seconds
    path.write_text("".join(parts), encoding="utf-8")


def _clock(seconds: int) -> str:
    return f"{seconds // 60:02}:{seconds % 60:02}.000"


if __name__ == "__main__":
    main()
