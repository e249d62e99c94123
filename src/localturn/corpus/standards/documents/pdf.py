"""PDF: lines joined to paragraphs, words mended that were divided at a line's end, running heads
known as such, and where each line stands on its page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import pairwise
from statistics import median
from typing import Any

from localturn.corpus.standards.documents.refusing import (
    DAMAGED,
    LOCKED,
    PICTURES,
    TOO_LARGE,
    Refused,
)
from localturn.foundation.library.text import Page, Paragraph, Part, Text, clean

pypdfium2: Any = import_module("pypdfium2")  # says nothing of its types

MOST_PAGES = 3_000
_EDGE = 0.09
"""The part of a page at its top and at its foot in which running heads stand."""
_DIVIDED = ("\x02", "\ufffe", "\u00ad")
"""With which pdfium ends a line whose last word goes on in the next."""
_BOLD = 600
_LONGEST_HEADING = 200
_ENDS = re.compile(r"[.!?:;…»”\")\]]$")
_BULLET = re.compile(r"^([•‣▪◦·–—*-]|\(?[0-9]{1,3}[.)]|\(?[a-z][.)])\s")


@dataclass(frozen=True)
class Line:
    """A line of a page, in points."""

    text: str
    page: int
    left: float
    bottom: float
    right: float
    top: float
    size: float
    """Of its letters, in points."""
    is_bold: bool
    is_divided: bool = False
    is_furniture: bool = False


def read_pdf(content: bytes) -> Text:
    """Raises Refused."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused(LOCKED if "password" in str(error).lower() else DAMAGED) from None
    try:
        if len(document) > MOST_PAGES:
            raise Refused(TOO_LARGE)
        pages, heights, labels = list[list[Line]](), list[float](), list[str]()
        for number in range(len(document)):
            page = document[number]
            heights.append(page.get_height())
            labels.append(document.get_page_label(number) or str(number + 1))
            pages.append(lines_on(page, number))
            page.close()
    except pypdfium2.PdfiumError:
        raise Refused(DAMAGED) from None
    finally:
        document.close()
    notes = (PICTURES,) if any(not lines for lines in pages) and any(pages) else ()
    return replace(put_together(pages, heights, labels), notes=notes)


def put_together(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], labels: Sequence[str]
) -> Text:
    """The text of these lines, page by page."""
    return _text(_furniture(pages, heights), labels)


def lines_on(page: Any, number: int) -> list[Line]:
    """The lines of a page, each with its box."""
    words = page.get_textpage()
    try:
        text = words.get_text_range(errors="replace")
        found, at = list[Line](), 0
        for line in text.split("\n"):
            kept = line.rstrip("\r")
            if kept.strip():
                found.append(_line(words, kept, at, number))
            at += len(line) + 1
        return found
    finally:
        words.close()


def _line(words: Any, line: str, at: int, number: int) -> Line:
    is_divided = line.rstrip().endswith(_DIVIDED)
    text = line.rstrip().rstrip("".join(_DIVIDED)) if is_divided else line
    boxes = []
    most = words.count_chars()
    marks = [n for n, letter in enumerate(line) if not letter.isspace()]
    for index in {marks[0], marks[len(marks) // 2], marks[-1]}:
        if at + index < most:
            try:
                boxes.append(words.get_charbox(at + index))
            except pypdfium2.PdfiumError:
                continue
    if not boxes:
        boxes = [(0.0, 0.0, 0.0, 0.0)]
    return Line(
        text.strip(),
        number,
        round(min(b[0] for b in boxes), 1),
        round(min(b[1] for b in boxes), 1),
        round(max(b[2] for b in boxes), 1),
        round(max(b[3] for b in boxes), 1),
        round(pypdfium2.raw.FPDFText_GetFontSize(words, at + marks[0]), 1),
        all(
            pypdfium2.raw.FPDFText_GetFontWeight(words, at + each) >= _BOLD
            for each in (marks[0], marks[-1])
        ),
        is_divided,
    )


def _furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Lines at the edges that come again on page after page, but for their numbers."""
    seen = Counter[str]()
    for lines, height in zip(pages, heights, strict=True):
        seen.update({_plain(each.text) for each in lines if _is_at_edge(each, height)})
    enough = max(2, min(4, len(pages) // 2 + 1))
    return [
        [
            replace(
                each,
                is_furniture=_is_at_edge(each, height)
                and (seen[_plain(each.text)] >= enough or _plain(each.text) in {"#", "- # -"}),
            )
            for each in lines
        ]
        for lines, height in zip(pages, heights, strict=True)
    ]


def _plain(text: str) -> str:
    return re.sub(r"\d+", "#", text).strip()


def _is_at_edge(line: Line, height: float) -> bool:
    middle = (line.top + line.bottom) / 2
    return middle < height * _EDGE or middle > height * (1 - _EDGE)


class _Text:
    """Puts paragraphs together, and notes where each line begins."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.paragraphs: list[Paragraph] = []
        self.boxes: list[tuple[int, int, float, float, float, float]] = []

    def add(self, lines: Sequence[Line], part: Part) -> None:
        words, starts, is_open = "", list[int](), True
        for line in lines:
            said = clean(line.text).strip()
            if not said:
                continue
            if words and not is_open:
                words += " "
            starts.append(len(words))
            words += said
            is_open = line.is_divided
        # joined lines may meet in a letter and its accent: then boxes are only near
        words = clean(words)
        if not words:
            return
        self.paragraphs.append(Paragraph(self.size, self.size + len(words), part))
        for start, line in zip(starts, lines, strict=False):
            box = (line.left, line.bottom, line.right, line.top)
            self.boxes.append((self.size + min(start, len(words) - 1), line.page, *box))
        self.parts.append(words)
        self.size += len(words) + 2


def _text(pages: Sequence[Sequence[Line]], labels: Sequence[str]) -> Text:
    made, begun = _Text(), list[Page]()
    sizes = Counter[float]()
    for lines in pages:
        for each in lines:
            sizes[each.size] += len(each.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    for number, lines in enumerate(pages):
        if lines:
            begun.append(Page(made.size, labels[number]))
        for group in _groups(lines):
            first = group[0]
            part = Part.PARAGRAPH
            if first.is_furniture:
                part = Part.FURNITURE
            elif _is_heading(group, usual):
                part = Part.HEADING
            elif _BULLET.match(first.text):
                part = Part.ITEM
            made.add(group, part)
    text = "\n\n".join(made.parts)
    last = max(len(text) - 1, 0)
    pages_kept = tuple(Page(min(each.start, last), each.label) for each in begun)
    return Text(text, tuple(made.paragraphs), pages_kept, tuple(made.boxes))


def _is_heading(group: Sequence[Line], usual: float) -> bool:
    """Larger letters than most, or bold ones that end no sentence."""
    if sum(len(each.text) for each in group) > _LONGEST_HEADING:
        return False
    if group[-1].text.endswith((".", ";", ",", ":")):
        return False
    return bool(usual and group[0].size > usual * 1.1) or all(each.is_bold for each in group)


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of a page that make a paragraph."""
    gaps = [a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom > b.bottom]
    pitch = median(gaps) if gaps else 0.0
    width = max((each.right for each in lines), default=0.0)
    group = list[Line]()
    for line in lines:
        if group and _begins(group[-1], line, pitch, width):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(before: Line, line: Line, pitch: float, width: float) -> bool:
    """Whether a paragraph begins with this line."""
    if before.is_furniture or line.is_furniture:
        return True
    if before.is_divided:
        return False
    if _BULLET.match(line.text):
        return True
    gap = before.bottom - line.bottom
    if pitch and (gap > pitch * 1.4 or gap < 0):
        return gap > 0 or _ENDS.search(before.text) is not None
    if line.is_bold is not before.is_bold or abs(line.size - before.size) > before.size * 0.08:
        # a line with a word in bold is not another paragraph
        return line.size != before.size or _ENDS.search(before.text) is not None or before.is_bold
    return before.right < width * 0.8 and _ENDS.search(before.text) is not None
