"""Pages that are pictures, read by Tesseract where the system has it (Debian: tesseract-ocr). Like
reading, this happens in a process that is bounded from outside (`bounded`), a page at a time."""

import os
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from localturn.corpus.standards.documents.drawing import png_of
from localturn.corpus.standards.documents.refusing import (
    DAMAGED,
    LOCKED,
    NO_PAGE,
    NO_TESSERACT,
    TOO_LONG,
    Refused,
)
from localturn.foundation.languages import own_name

if TYPE_CHECKING:
    from localturn.corpus.standards.documents.pdf import Line

SCALE = 300 / 72
"""Pixels for a point: letters are read best at 300 an inch."""
MOST_PIXELS = 5_000
SECONDS = 60
"""For one page."""
_CODES = {
    "eng": "en", "fra": "fr", "swe": "sv", "deu": "de", "ita": "it", "spa": "es", "por": "pt",
    "nld": "nl", "dan": "da", "nor": "no", "fin": "fi", "pol": "pl", "ces": "cs", "ell": "el",
    "ukr": "uk", "rus": "ru", "tur": "tr", "ara": "ar", "cat": "ca", "hun": "hu", "ron": "ro",
}  # fmt: skip
LEAST_CONFIDENCE = 20
"""Of a hundred; below it marks and stains were taken for words."""


@dataclass(frozen=True)
class ReadPage:
    """A page, by its own letters or by those that were seen in its picture."""

    lines: "tuple[Line, ...]"
    height: float
    label: str
    pages: int
    was_seen: bool


@cache
def languages() -> tuple[str, ...]:
    """Those that Tesseract knows here, by its own names; none where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    try:
        told = subprocess.run(  # noqa: S603
            [program, "--list-langs"], capture_output=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    names = told.stdout.decode("utf-8", "replace").split("\n")[1:]
    return tuple(each.strip() for each in names if each.strip() not in {"", "osd", "equ"})


def language_named(name: str) -> str:
    """What people call a language of Tesseract's, where it is one of those met most."""
    code = _CODES.get(name[:3])
    return own_name(code) if code else name


def read_page(content: bytes, number: int, language: str) -> ReadPage:
    """The page with this number, from 0; raises Refused."""
    from localturn.corpus.standards.documents.pdf import lines_on

    pypdfium2: Any = import_module("pypdfium2")  # says nothing of its types
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused(LOCKED if "password" in str(error).lower() else DAMAGED) from None
    try:
        if not 0 <= number < len(document):
            raise Refused(NO_PAGE)
        page = document[number]
        label = document.get_page_label(number) or str(number + 1)
        own = lines_on(page, number)
        lines = own or _seen(page, number, language)
        return ReadPage(tuple(lines), page.get_height(), label, len(document), not own)
    except pypdfium2.PdfiumError:
        raise Refused(DAMAGED) from None
    finally:
        document.close()


def _seen(page: Any, number: int, language: str) -> "list[Line]":
    program = shutil.which("tesseract")
    if program is None or language not in languages():
        raise Refused(NO_TESSERACT)
    width, height = page.get_size()
    scale = min(SCALE, MOST_PIXELS / max(width, height, 1))
    picture = png_of(page.render(scale=scale, may_draw_forms=False).to_numpy())
    try:
        told = subprocess.run(  # noqa: S603
            [program, "-", "-", "-l", language, "--dpi", str(round(scale * 72)), "tsv"],
            input=picture,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise Refused(TOO_LONG) from None
    except subprocess.CalledProcessError as ended:
        # by a signal: it had used up its time
        raise Refused(TOO_LONG if ended.returncode < 0 else DAMAGED) from None
    except (OSError, subprocess.SubprocessError):
        raise Refused(DAMAGED) from None
    said = told.stdout.decode("utf-8", "replace")
    return lines_of(said, page=number, scale=scale, height=height)


def lines_of(table: str, *, page: int, scale: float, height: float) -> "list[Line]":
    """The lines of what Tesseract tells: a row for each word, with its place in pixels. A word that
    a line's end divides goes on in the next."""
    found = defaultdict[tuple[int, ...], list[tuple[str, float, float, float, float]]](list)
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        if float(cells[10]) < LEAST_CONFIDENCE:
            continue
        left, top, width, tall = (int(each) / scale for each in cells[6:10])
        box = (left, height - top - tall, left + width, height - top)
        found[tuple(int(each) for each in cells[2:5])].append((cells[11].strip(), *box))
    words = list(found.values())
    return [
        _line(each, page, words[at + 1][0][0] if at + 1 < len(words) else "")
        for at, each in enumerate(words)
    ]


def _line(words: list[tuple[str, float, float, float, float]], page: int, then: str) -> "Line":
    from localturn.corpus.standards.documents.pdf import Line

    said = " ".join(word for word, *_box in words)
    is_divided = len(said) > 2 and said[-1] in "-‐¬" and said[-2].isalpha() and then[:1].islower()
    return Line(
        said[:-1] if is_divided else said,
        page,
        round(min(each[1] for each in words), 1),
        round(min(each[2] for each in words), 1),
        round(max(each[3] for each in words), 1),
        round(max(each[4] for each in words), 1),
        size=0.0,
        is_bold=False,
        is_divided=is_divided,
    )
