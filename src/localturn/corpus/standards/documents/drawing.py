"""A page of a PDF as a picture, and where on the picture a place of the page is. Like reading, this
happens in a process that is bounded from outside (`bounded`)."""

import struct
import zlib
from ctypes import byref, c_int
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from localturn.corpus.standards.documents.refusing import DAMAGED, LOCKED, NO_PAGE, Refused

SCALE = 1.75
"""Pixels for a point, of a page of usual size."""
MOST_PIXELS = 2_400
"""On a side, however large a page says it is."""
_FINE = 1_000_000


@dataclass(frozen=True)
class Drawn:
    """A page as PNG."""

    png: bytes
    width: int
    height: int
    pages: int
    """How many the file has."""
    matrix: tuple[float, float, float, float, float, float]
    """From points of the page to parts of the picture, from its left and its top:
    x = a·x + c·y + e, y = b·x + d·y + f."""


def draw(content: bytes, number: int) -> Drawn:
    """The page with this number, from 0; raises Refused."""
    pypdfium2: Any = import_module("pypdfium2")  # says nothing of its types
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused(LOCKED if "password" in str(error).lower() else DAMAGED) from None
    try:
        if not 0 <= number < len(document):
            raise Refused(NO_PAGE)
        page = document[number]
        width, height = page.get_size()
        scale = min(SCALE, MOST_PIXELS / max(width, height, 1))
        pixels = page.render(scale=scale, may_draw_forms=False).to_numpy()
        return Drawn(
            png_of(pixels),
            pixels.shape[1],
            pixels.shape[0],
            len(document),
            _matrix(pypdfium2, page),
        )
    except pypdfium2.PdfiumError:
        raise Refused(DAMAGED) from None
    finally:
        document.close()


def _matrix(pypdfium2: Any, page: Any) -> tuple[float, float, float, float, float, float]:
    """As pdfium itself turns and moves the page."""

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = c_int(), c_int()
        pypdfium2.raw.FPDF_PageToDevice(
            page, 0, 0, _FINE, _FINE, 0, x, y, byref(across), byref(down)
        )
        return across.value / _FINE, down.value / _FINE

    (e, f), (right, right_down), (up, up_down) = place(0, 0), place(100, 0), place(0, 100)
    return (right - e) / 100, (right_down - f) / 100, (up - e) / 100, (up_down - f) / 100, e, f


def png_of(pixels: Any) -> bytes:
    """Blue, green and red as PNG, in greys where there are no colours."""
    pixels = pixels[:, :, :3]
    is_grey = bool((pixels.min(axis=2) == pixels.max(axis=2)).all())
    height, width = pixels.shape[:2]
    kept = pixels[:, :, 0] if is_grey else pixels[:, :, ::-1]
    lines = b"".join(b"\0" + kept[row].tobytes() for row in range(height))
    head = struct.pack("!2I5B", width, height, 8, 0 if is_grey else 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!I", len(said)) + name + said + struct.pack("!I", zlib.crc32(name + said))
        for name, said in parts
    )
