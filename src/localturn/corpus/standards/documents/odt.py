"""ODT: paragraphs, headings, items, rows and notes, with the pages that the writer last counted."""

from collections.abc import Iterator

from lxml import etree

from localturn.corpus.standards.documents.packed import Packed
from localturn.corpus.standards.documents.refusing import CUT_PAGES
from localturn.foundation.library.text import Part, Piece, Text, assembled

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_LEFT_OUT = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation"}
DEEPEST = 400


def read_odt(content: bytes) -> Text:
    """Raises Refused."""
    root = Packed(content).tree("content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    reader = _Reader()
    pieces = list(reader.pieces(body, 0, Part.PARAGRAPH)) if body is not None else []
    has_pages = reader.page > 1
    if has_pages and pieces:
        pieces[0] = Piece(pieces[0].text, pieces[0].part, pieces[0].level, page="1")
    pieces += [Piece(each, Part.NOTE) for each in reader.notes]
    return assembled(pieces, notes=[CUT_PAGES] if has_pages else [])


class _Reader:
    def __init__(self) -> None:
        self.page = 1
        self.notes: list[str] = []

    def pieces(self, element: etree._Element, depth: int, part: Part) -> Iterator[Piece]:
        if depth > DEEPEST:
            return
        for child in element:
            tag = child.tag
            if tag in _LEFT_OUT or not isinstance(tag, str):
                continue
            if tag == f"{_TEXT}soft-page-break":
                self.page += 1
            elif tag == f"{_TEXT}h":
                level = child.get(f"{_TEXT}outline-level", "1")
                number = int(level) if level.isascii() and level.isdigit() else 1
                yield self._piece(child, Part.HEADING, number)
            elif tag == f"{_TEXT}p":
                yield self._piece(child, part, 1 if part is Part.ITEM else 0)
            elif tag == f"{_TEXT}list-item":
                yield from self.pieces(child, depth + 1, Part.ITEM)
            elif tag == f"{_TABLE}table-row":
                cells = (
                    " ".join(piece.text for piece in self.pieces(cell, depth + 1, part))
                    for cell in child
                )
                yield Piece(" | ".join(cells), Part.ROW)
            else:
                yield from self.pieces(child, depth + 1, part)

    def _piece(self, paragraph: etree._Element, part: Part, level: int) -> Piece:
        before = self.page
        words = self._words(paragraph, 0)
        return Piece(words, part, level, str(self.page) if self.page != before else "")

    def _words(self, element: etree._Element, depth: int) -> str:
        if depth > DEEPEST:
            return ""
        found = [element.text or ""]
        for child in element:
            found += [self._sign(child, depth), child.tail or ""]
        return "".join(found)

    def _sign(self, child: etree._Element, depth: int) -> str:
        tag = child.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            return ""
        if tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            return " " * (min(int(count), 200) if count.isascii() and count.isdigit() else 1)
        if tag == f"{_TEXT}tab":
            return "\t"
        if tag == f"{_TEXT}line-break":
            return "\n"
        if tag == f"{_TEXT}soft-page-break":
            self.page += 1
            return ""
        if tag == f"{_TEXT}note":
            body = child.find(f"{_TEXT}note-body")
            if body is not None:
                self.notes.append("\n".join(self._words(each, depth + 1) for each in body))
            return ""
        return self._words(child, depth + 1)
