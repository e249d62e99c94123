"""A text as it is kept: NFC, lines that end in LF, counted in code points. No Django.

Who points at a passage says where it begins and ends in such a text, and what it says.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

AROUND = 32
"""Characters before and after a passage that are kept with it."""
MOST_CHARACTERS = 20_000_000
LONGEST_PARAGRAPH = 4_000
"""Of a text whose lines are all that divides it."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u2028\u2029]")
_LINE_AND_SENTENCE = re.compile(r"(?<=[.!?:;…»”\")])[ \t]*\n\s*")
_WORD = re.compile(r"\w[\w’'-]*")


class Part(StrEnum):
    """What a paragraph of a text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    NOTE = "note"
    FURNITURE = "furniture"
    """A running head or foot, a page number: there to be seen, not counted as text."""


FURNITURE_MARK = "data-lt-furniture"
"""An attribute by which a web page of this house says that an element is that. What other pages say
of their feet is text, since who published them and under which licence is asked for."""


@dataclass(frozen=True)
class Paragraph:
    """From `start` up to and without `end`."""

    start: int
    end: int
    part: Part = Part.PARAGRAPH
    level: int = 0
    """Of a heading or an item, from 1."""


@dataclass(frozen=True)
class Page:
    """Where a page of the document as printed begins; it ends where the next one does."""

    start: int
    label: str


Box = tuple[int, int, float, float, float, float]
"""Of a line of a PDF: start, page (from 0), left, bottom, right, top in points. All four are 0
where it is not known where what begins there stands."""


def has_place(box: Box) -> bool:
    return any(box[2:])


@dataclass(frozen=True)
class Text:
    """A text with what is known of its parts and pages."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[Page, ...] = ()
    boxes: tuple[Box, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """What could not be carried over, in sentences."""

    @property
    def sha256(self) -> str:
        return digest(self.text)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def clean(text: str) -> str:
    """The text in the one form in which it is kept: NFC, LF, no characters that nobody sees."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").lstrip("\ufeff")
    return _UNSEEN.sub(" ", unicodedata.normalize("NFC", lines.encode("utf-8", "replace").decode()))


def words_in(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


@dataclass(frozen=True)
class Piece:
    """A paragraph that is still to be put into a text."""

    text: str
    part: Part = Part.PARAGRAPH
    level: int = 0
    page: str = ""
    """The label of the page that begins with it; "" where none does."""


def assembled(pieces: Iterable[Piece], *, notes: Sequence[str] = ()) -> Text:
    """One text of its paragraphs, with a blank line between two of them."""
    parts, paragraphs, pages = list[str](), list[Paragraph](), list[Page]()
    position = 0
    for piece in pieces:
        words = clean(piece.text).strip()
        if piece.page:
            pages.append(Page(position, piece.page))
        if not words:
            continue
        paragraphs.append(Paragraph(position, position + len(words), piece.part, piece.level))
        parts.append(words)
        position += len(words) + 2
    text = "\n\n".join(parts)
    return Text(
        text,
        tuple(paragraphs),
        tuple(Page(min(each.start, len(text)), each.label) for each in pages),
        notes=tuple(notes),
    )


def as_it_stands(text: str, *, pages: Sequence[Page] = ()) -> Text:
    """A text of which no character may move but for NFC and LF: its lines are its paragraphs."""
    cleaned = clean(text)
    return Text(cleaned, tuple(paragraphs_of(cleaned)), tuple(pages))


def paragraphs_of(text: str) -> list[Paragraph]:
    """The stretches between blank lines, or single lines where there are no blank ones."""
    apart = r"\n[ \t]*\n\s*" if re.search(r"\n[ \t]*\n", text) else r"\n+"
    found, start = list[Paragraph](), 0
    for gap in re.finditer(apart, text):
        if gap.start() > start:
            found.append(Paragraph(start, gap.start()))
        start = gap.end()
    if start < len(text):
        found.append(Paragraph(start, len(text)))
    kept = [each for each in found if text[each.start : each.end].strip()]
    return [part for each in kept for part in _divided(text, each)]


def _divided(text: str, paragraph: Paragraph) -> list[Paragraph]:
    """Too long a paragraph is divided where a line ends with a sentence."""
    if paragraph.end - paragraph.start <= LONGEST_PARAGRAPH:
        return [paragraph]
    found, start = list[Paragraph](), paragraph.start
    for gap in _LINE_AND_SENTENCE.finditer(text, paragraph.start, paragraph.end):
        if gap.start() - start >= LONGEST_PARAGRAPH // 8:
            found.append(Paragraph(start, gap.start()))
            start = gap.end()
    return [*found, Paragraph(start, paragraph.end)] if start < paragraph.end else found


@dataclass(frozen=True)
class Quote:
    """What a passage says, and what stands around it."""

    exact: str
    prefix: str
    suffix: str


def quote(text: str, start: int, end: int) -> Quote:
    """The passage and its surroundings; ValueError where the text has no such passage."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage {start}–{end} in {len(text)} characters")
    return Quote(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND])
