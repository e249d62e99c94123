"""A transcript of records as a tagged PDF, set as certificates are."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from localturn.academy.standards.certificate_pdf import faces, qr_code, set_pages

TEMPLATE = Path(__file__).parent / "transcript.typ"


@dataclass(frozen=True)
class Printed:
    """All that is printed, in one language."""

    number: str
    digest: str
    address: str
    language: str
    issued_on: date
    title: str
    host: str
    course: Sequence[tuple[str, str]]
    result: Sequence[tuple[str, str]]
    credits: Sequence[tuple[str, str]]
    scale_name: str
    scale: Sequence[tuple[str, str, str]]
    scale_words: str
    words: dict[str, str]
    """`course`, `result`, `credits`, `scale`, `grade`, `least`, `share`, `issued`, `digest`,
    `again`, `qr`."""


def write(printed: Printed) -> bytes:
    """The document as PDF."""
    day = printed.issued_on
    said = asdict(printed) | {
        "issued_on": "",
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "qr": qr_code(printed.address),
        "faces": faces(),
    }
    return set_pages(TEMPLATE, said)
