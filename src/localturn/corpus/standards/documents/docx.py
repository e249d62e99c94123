"""DOCX: paragraphs, headings, items, rows and notes, with the pages that Word last counted.

Read from its parts, as python-docx would open pictures and everything else as well.
"""

import re
from collections.abc import Iterator

from lxml import etree

from localturn.corpus.standards.documents.packed import Packed
from localturn.corpus.standards.documents.refusing import CUT_PAGES
from localturn.foundation.library.text import Part, Piece, Text, assembled

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = {f"{_W}del", f"{_W}instrText", f"{_COMPATIBLE}Fallback", f"{_W}delText"}
_SIGNS = {f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": ""}
_HEADING = re.compile(r"heading\s*([1-9])$", re.IGNORECASE)


def read_docx(content: bytes) -> Text:
    """Raises Refused."""
    packed = Packed(content)
    headings = _headings(packed)
    reader = _Reader(headings)
    body = packed.tree("word/document.xml").find(f"{_W}body")
    pieces = list(reader.pieces(body)) if body is not None else []
    has_pages = reader.page > 1
    if has_pages and pieces:
        pieces[0] = Piece(pieces[0].text, pieces[0].part, pieces[0].level, page="1")
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        if name in packed.names:
            pieces += _notes(packed.tree(name), headings)
    return assembled(pieces, notes=[CUT_PAGES] if has_pages else [])


def _headings(packed: Packed) -> dict[str, int]:
    """Levels of the styles that are headings, whatever language their ids are in."""
    if "word/styles.xml" not in packed.names:
        return {}
    found: dict[str, int] = {}
    for style in packed.tree("word/styles.xml").iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        said = name.get(f"{_W}val", "") if name is not None else ""
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        key = style.get(f"{_W}styleId", "")
        if match := _HEADING.match(said):
            found[key] = int(match[1])
        elif said.lower() == "title":
            found[key] = 1
        elif outline is not None and outline.get(f"{_W}val", "") in set("012345678"):
            found[key] = int(outline.get(f"{_W}val", "0")) + 1
    return found


class _Reader:
    def __init__(self, headings: dict[str, int]) -> None:
        self._headings = headings
        self.page = 1

    def pieces(self, element: etree._Element) -> Iterator[Piece]:
        for child in element:
            if child.tag == f"{_W}p":
                yield self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                for row in child.iter(f"{_W}tr"):
                    yield self._row(row)
            elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"}:
                yield from self.pieces(child)

    def _paragraph(self, paragraph: etree._Element) -> Piece:
        before = self.page
        words = self._words(paragraph)
        page = str(self.page) if self.page != before else ""
        part, level = self._kind(paragraph)
        return Piece(words, part, level, page)

    def _row(self, row: etree._Element) -> Piece:
        before = self.page
        cells = [
            " ".join(self._words(each) for each in cell.iter(f"{_W}p"))
            for cell in row.findall(f"{_W}tc")
        ]
        return Piece(
            " | ".join(cells), Part.ROW, page=str(self.page) if self.page != before else ""
        )

    def _kind(self, paragraph: etree._Element) -> tuple[Part, int]:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return Part.PARAGRAPH, 0
        style = properties.find(f"{_W}pStyle")
        if style is not None and (level := self._headings.get(style.get(f"{_W}val", ""))):
            return Part.HEADING, level
        number = properties.find(f"{_W}numPr")
        if number is not None:
            depth = number.find(f"{_W}ilvl")
            said = depth.get(f"{_W}val", "0") if depth is not None else "0"
            return Part.ITEM, int(said) + 1 if said.isdigit() else 1
        return Part.PARAGRAPH, 0

    def _words(self, paragraph: etree._Element) -> str:
        found = list[str]()
        waiting = [paragraph]
        while waiting:
            each = waiting.pop()
            if each.tag in _LEFT_OUT:
                continue
            if each.tag == f"{_W}t":
                found.append(each.text or "")
            elif each.tag == f"{_W}br":
                if each.get(f"{_W}type") != "page":
                    found.append("\n")
            elif each.tag == f"{_W}lastRenderedPageBreak":
                self.page += 1
            elif each.tag in _SIGNS:
                found.append(_SIGNS[each.tag])
            else:
                waiting += reversed(each)
        return "".join(found)


def _notes(root: etree._Element, headings: dict[str, int]) -> Iterator[Piece]:
    reader = _Reader(headings)
    for note in root:
        if note.get(f"{_W}type") in {"separator", "continuationSeparator", "continuationNotice"}:
            continue
        said = [piece.text for piece in reader.pieces(note)]
        yield Piece("\n".join(said), Part.NOTE)
