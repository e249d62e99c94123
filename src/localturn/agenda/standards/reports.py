"""PDF: a report, an invitation, a leaflet, for the text that is in it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import takewhile
from typing import Any

from localturn.agenda.domain.extraction.kinds import tells_of_report
from localturn.agenda.domain.items import REPORT, Item, Reading, Remark, Unreadable
from localturn.agenda.standards.bounds import MEGABYTE, within
from localturn.foundation.languages import N_

LARGEST = 20 * 1024 * 1024
MOST_PAGES = 60
"""What is announced stands at the beginning."""
LONG = 6
"""Pages from which on it is a report, in which many days are named and none is that of an event."""
_MEMORY = 128 * MEGABYTE
"""A few kilobytes of a PDF may be made to unpack to gigabytes."""
_MOST_LETTERS = 200_000
_DIVIDED = re.compile("[\x02\ufffe\u00ad]\\s*\n?")
"""With which pdfium ends a line whose last word goes on in the next."""
_CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\b.*|untitled.*|.*\.(?:docx?|odt|indd|pptx?|pdf|tex))$", re.I
)
_LONGEST_TITLE = 200
_LINES_OF_A_TITLE = 3
_SHORT = 6
"""Lines of a page that may as well have neither head nor foot."""


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    """Of its letters, in points."""


def is_report(document: bytes) -> bool:
    """Whether it is a PDF, whatever it is called."""
    return b"%PDF-" in document[:1024]


def read_report(document: bytes, *, address: str = "", identity: str = "") -> Reading:
    """Its text as one item; raises Unreadable."""
    if len(document) > LARGEST:
        raise Unreadable(
            N_("It has %(size)s bytes; at most %(most)s are read."),
            size=len(document),
            most=LARGEST,
        )
    with within(_MEMORY):
        return _read(document, address, identity)


def _read(document: bytes, address: str, identity: str) -> Reading:
    pdfium: Any = import_module("pypdfium2")  # says nothing of its types
    try:
        opened = pdfium.PdfDocument(document)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(
            N_("The PDF is locked.") if locked else N_("It is no PDF that can be read.")
        ) from None
    try:
        number = len(opened)
        pages = [_lines(pdfium, opened[n]) for n in range(min(number, MOST_PAGES))]
        said = opened.get_metadata_dict()
    except pdfium.PdfiumError:
        raise Unreadable(N_("It is no PDF that can be read.")) from None
    finally:
        opened.close()
    text = _text(pages)
    if not text:
        raise Unreadable(N_("There is no text in the PDF, only pictures."))
    title = _title(said.get("Title", ""), pages)
    item = Item(
        external_id=identity or address,
        title=title,
        text=text,
        address=address,
        published=_created(said.get("CreationDate", "")),
        kind=REPORT if number >= LONG or tells_of_report(title) else "",
    )
    remarks = []
    if number > MOST_PAGES:
        cut = N_("Only the first %(most)s of %(pages)s pages are read.")
        remarks.append(Remark(cut, {"most": MOST_PAGES, "pages": number}))
    return Reading((item,), tuple(remarks), entries=1, title=title)


def _lines(pdfium: Any, page: Any) -> list[_Line]:
    words = page.get_textpage()
    try:
        found, at = list[_Line](), 0
        for line in words.get_text_range(errors="replace").split("\n"):
            if line.strip():
                begins = at + len(line) - len(line.lstrip())
                size = pdfium.raw.FPDFText_GetFontSize(words, begins)
                found.append(_Line(line.rstrip("\r").strip(), round(size, 1)))
            at += len(line) + 1
        return found
    finally:
        words.close()
        page.close()


def _text(pages: Sequence[Sequence[_Line]]) -> str:
    """Without what stands at the head or the foot of page after page, but for the first."""
    edges = Counter(mark for lines in pages for mark in set(map(_mark, (*lines[:2], *lines[-2:]))))
    often = max(2, len(pages) // 2)
    written = []
    for page, lines in enumerate(pages):
        last = len(lines) - 2 if page and len(lines) > _SHORT else 0
        written.append(
            "\n".join(
                each.text
                for n, each in enumerate(lines)
                if not last or 2 <= n < last or edges[_mark(each)] < often
            )
        )
    return _DIVIDED.sub("", "\n\n".join(filter(None, written)))[:_MOST_LETTERS].strip()


def _mark(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _title(told: str, pages: Sequence[Sequence[_Line]]) -> str:
    """Its own, if somebody gave it one; else the largest letters of the first page."""
    told = " ".join(told.split())
    if len(told) > 3 and not _NO_TITLE.match(told):
        return told[:_LONGEST_TITLE]
    lines = next((lines for lines in pages if lines), [])
    usual = Counter[float]()
    for each in lines:
        usual[each.size] += len(each.text)
    largest = max((each.size for each in lines if len(each.text) > 3), default=0.0)
    begins = next((n for n, each in enumerate(lines) if each.size == largest), 0)
    most = 1 if usual and usual.most_common(1)[0][0] == largest else _LINES_OF_A_TITLE
    of_it = takewhile(lambda each: each.size == largest, lines[begins : begins + most])
    return _DIVIDED.sub("", " ".join(each.text for each in of_it))[:_LONGEST_TITLE]


def _created(written: str) -> date | None:
    found = _CREATED.match(written)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
