"""A certificate as a tagged PDF (PDF/UA-1), in any of the scripts whose letters are shipped.

The faces in `fonts` are cut from Noto by `python3 dev.py vendor`. A name in a script that none of
them has is set in a face of the machine, if it has one; a missing letter never stops a certificate.
"""

import contextlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from localturn.foundation.languages import direction

if TYPE_CHECKING:
    from typst import Compiler, Fonts

HERE = Path(__file__).parent
TEMPLATE = HERE / "certificate.typ"
# typst is 80 MB: only who prints loads it.


@dataclass(frozen=True)
class Printed:
    """All that is printed, in words of the holder's language (`language`)."""

    number: str
    address: str
    title: str
    """Of the document, for who hears it."""
    language: str
    course_language: str
    issued_on: date
    host: str
    holder: str
    award: str
    course: str
    summary: str
    facts: Sequence[tuple[str, str]]
    rules: Sequence[tuple[str, str]]
    words: Mapping[str, str]
    """`holder`, `course`, `rules`, `qr`, `check`, `how`, `issued`."""


def write(printed: Printed) -> bytes:
    """The page as PDF."""
    return set_pages(TEMPLATE, _said(printed))


def set_pages(template: Path, said: Mapping[str, object]) -> bytes:
    """A template with what it says, in letters that are shipped or, where these lack one, those of
    the machine."""
    from typst import TypstError

    for fonts in (_own(), _machines()):
        # an error is a letter that none of these faces has
        with contextlib.suppress(TypstError):
            compiler = _compiler(fonts, said, template)
            return _pages(compiler.compile(format="pdf", pdf_standards="ua-1"))
    return _pages(_compiler(_machines(), said, template).compile(format="pdf"))


def picture(printed: Printed) -> bytes:
    """The page as PNG, to look at."""
    return _pages(_compiler(_machines(), _said(printed)).compile(format="png"))


def _compiler(fonts: "Fonts", said: Mapping[str, object], template: Path = TEMPLATE) -> "Compiler":
    from typst import Compiler

    inputs = {"said": json.dumps(said)}
    return Compiler(template, root=template.parent, font_paths=fonts, sys_inputs=inputs)


def _pages(made: bytes | list[bytes] | None) -> bytes:
    """The one page there is."""
    return made if isinstance(made, bytes) else b"".join(made or [])


def _said(printed: Printed) -> dict[str, object]:
    day = printed.issued_on
    return {
        "number": printed.number,
        "address": printed.address,
        "title": printed.title,
        "lang": _tag(printed.language),
        "course-lang": _tag(printed.course_language),
        "direction": direction(printed.language),
        "course-direction": direction(printed.course_language),
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "host": printed.host,
        "holder": printed.holder,
        "award": printed.award,
        "course": printed.course,
        "summary": printed.summary,
        "facts": [list(fact) for fact in printed.facts],
        "rules": [list(rule) for rule in printed.rules],
        "words": dict(printed.words),
        "qr": qr_code(printed.address),
        "faces": faces(),
    }


def qr_code(address: str) -> str:
    """The address as SVG, to be read by a telephone from paper."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def _tag(language: str) -> str:
    """typst takes languages of two or three letters."""
    return language.split("-", 1)[0].lower()


@cache
def faces() -> list[str]:
    """Faces for letters that the first lacks, in an order that does not change."""
    first = {"Noto Serif", "Noto Sans"}
    return sorted(set(_own().families()) - first, key=lambda name: ("Serif" not in name, name))


@cache
def _own() -> "Fonts":
    return _fonts(of_the_machine=False)


@cache
def _machines() -> "Fonts":
    return _fonts(of_the_machine=True)


def _fonts(*, of_the_machine: bool) -> "Fonts":
    from typst import Fonts

    return Fonts(
        include_system_fonts=of_the_machine,
        include_embedded_fonts=of_the_machine,
        font_paths=[str(HERE / "fonts")],
    )
