"""How many words and pages a document has, as far as it can be counted."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from localturn.foundation.unpacking import TooMany, can_be_unpacked, opened

MOST_ENTRIES = 5_000
MOST_TEXT = 32 * 1024 * 1024
"""Bytes of a part of a document, unpacked."""
DEEPEST = 400
"""Elements of such a part within each other."""
LONGEST_NUMBER = 12
MOST_PAGES = 400
"""Of a PDF whose words are counted."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"

_PIECE = 1024 * 1024
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties "
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0 "
_SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0 "
_WORD = re.compile(r"\w[\w’'-]*")


@dataclass(frozen=True)
class Length:
    """None where it cannot be counted."""

    words: int | None = None
    pages: int | None = None


def length_of(content: IO[bytes], media_type: str) -> Length:
    """The length of a document; of another file, or of one that cannot be read, nothing. What
    comes from outside is counted by `counting.counted`, which bounds how long that takes."""
    try:
        if media_type == DOCX:
            return _docx(content)
        if media_type == ODT:
            return _odt(content)
        if media_type == PDF:
            return _pdf(content)
        if media_type.startswith("text/") and media_type != "text/html":
            return Length(words=words_in(content.read(MOST_TEXT).decode("utf-8", "replace")))
    except (
        zipfile.BadZipFile,
        zlib.error,
        TooMany,
        KeyError,
        ValueError,
        RuntimeError,
        expat.ExpatError,
        OSError,
    ):
        pass
    return Length()


def words_in(text: str) -> int:
    return len(_WORD.findall(text))


def _docx(content: IO[bytes]) -> Length:
    """The words of its text and notes; the pages as the program that saved it has counted them."""
    with opened(content, most=MOST_ENTRIES) as archive:
        names = archive.namelist()
        words = _Words(
            paragraphs={f"{_W}p"},
            texts={f"{_W}t"},
            # a text box is written twice: the second time for programs that know no other
            passed_over={f"{_COMPATIBLE}Fallback"},
            signs={f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"},
        )
        _read(archive, "word/document.xml", words)
        for name in ("word/footnotes.xml", "word/endnotes.xml"):
            if name in names:
                _read(archive, name, words)
        found = _Found(f"{_APP}Pages")
        if "docProps/app.xml" in names:
            _read(archive, "docProps/app.xml", found)
    return Length(words.count, _whole(found.text))


def _odt(content: IO[bytes]) -> Length:
    with opened(content, most=MOST_ENTRIES) as archive:
        words = _Words(
            paragraphs={f"{_TEXT}p", f"{_TEXT}h"},
            texts=None,
            passed_over={
                *(f"{_TEXT}note-citation", f"{_TEXT}tracked-changes", f"{_OFFICE}annotation"),
                *(f"{_SVG}title", f"{_SVG}desc"),
            },
            signs={f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": " "},
        )
        _read(archive, "content.xml", words)
        found = _Found(f"{_META}document-statistic", f"{_META}page-count")
        if "meta.xml" in archive.namelist():
            _read(archive, "meta.xml", found)
    return Length(words.count, _whole(found.text))


class _Words:
    """Counts the words of paragraphs. Each text belongs to the innermost that it stands in: a note
    or a text box does not tear the word that it hangs on."""

    def __init__(
        self,
        *,
        paragraphs: set[str],
        texts: set[str] | None,
        passed_over: set[str],
        signs: dict[str, str],
    ) -> None:
        """`texts` are the elements that hold text; None where paragraphs hold it themselves."""
        self.count = 0
        self._paragraphs, self._texts = paragraphs, texts
        self._passed_over, self._signs = passed_over, signs
        self._open: list[list[str]] = []
        self._in_text = self._outside = 0

    def begins(self, name: str, _attributes: dict[str, str]) -> None:
        if self._outside or name in self._passed_over:
            self._outside += 1
        elif name in self._paragraphs:
            self._open.append([])
        elif self._texts and name in self._texts:
            self._in_text += 1
        elif name in self._signs and self._open:
            self._open[-1].append(self._signs[name])

    def ends(self, name: str) -> None:
        if self._outside:
            self._outside -= 1
        elif name in self._paragraphs:
            self.count += words_in("".join(self._open.pop()))
        elif self._texts and name in self._texts:
            self._in_text -= 1

    def reads(self, text: str) -> None:
        if self._open and not self._outside and (self._texts is None or self._in_text):
            self._open[-1].append(text)


class _Found:
    """The text of the first element of a name, or of one of its attributes."""

    def __init__(self, name: str, attribute: str = "") -> None:
        self.text = ""
        self._name, self._attribute = name, attribute
        self._is_inside = self._is_over = False

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._name and not self._is_over:
            self.text = attributes.get(self._attribute, "")
            self._is_inside = True

    def ends(self, name: str) -> None:
        if name == self._name:
            self._is_inside, self._is_over = False, True

    def reads(self, text: str) -> None:
        if self._is_inside and len(self.text) < LONGEST_NUMBER:
            self.text += text[:LONGEST_NUMBER]


def _read(archive: zipfile.ZipFile, name: str, reader: _Words | _Found) -> None:
    """Let a part of a document be read, no larger and no deeper than may be, which brings no
    entities of its own."""
    entry = archive.getinfo(name)
    if not can_be_unpacked(entry) or entry.file_size > MOST_TEXT:
        raise ValueError(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def begins(element: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError(name)
        reader.begins(element, attributes)

    def ends(element: str) -> None:
        nonlocal depth
        depth -= 1
        reader.ends(element)

    def refuse(*_said: object) -> None:
        raise ValueError(name)

    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.CharacterDataHandler = reader.reads
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    left = MOST_TEXT
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise ValueError(name)
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _whole(text: str | None) -> int | None:
    return (
        int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) < 10**6 else None
    )


def _pdf(content: IO[bytes]) -> Length:
    from pypdf import PdfReader  # only who counts loads it
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(content)
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            return Length(pages=pages)
        words = sum(words_in(page.extract_text()) for page in reader.pages)
    except (PyPdfError, RecursionError, TypeError, AttributeError, IndexError):
        return Length()
    # a scanned page is a picture, of which no words can be counted
    return Length(words or None, pages)
