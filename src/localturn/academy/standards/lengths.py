"""How many words and pages a document has, as far as it can be counted."""

import re
import zipfile
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree

from localturn.foundation.unpacking import TooMany, can_be_unpacked, opened

MOST_ENTRIES = 5_000
MOST_TEXT = 32 * 1024 * 1024
"""Bytes of a part of a document, unpacked."""
MOST_PAGES = 400
"""Of a PDF whose words are counted."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_WORD = re.compile(r"\w[\w’'-]*")


@dataclass(frozen=True)
class Length:
    """None where it cannot be counted."""

    words: int | None = None
    pages: int | None = None


def length_of(content: IO[bytes], media_type: str) -> Length:
    """The length of a document; of another file, or of one that cannot be read, nothing."""
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
        TooMany,
        KeyError,
        ValueError,
        RuntimeError,
        ElementTree.ParseError,
        OSError,
    ):
        pass
    return Length()


def words_in(text: str) -> int:
    return len(_WORD.findall(text))


def _docx(content: IO[bytes]) -> Length:
    """The words of its text; the pages as the program that saved it has counted them."""
    with opened(content, most=MOST_ENTRIES) as archive:
        root = _xml(archive, "word/document.xml")
        paragraphs = (
            "".join(each.text or "" for each in paragraph.iter(f"{_W}t"))
            for paragraph in root.iter(f"{_W}p")
        )
        words = sum(map(words_in, paragraphs))
        pages = None
        if "docProps/app.xml" in archive.namelist():
            pages = _whole(_xml(archive, "docProps/app.xml").findtext(f"{_APP}Pages"))
    return Length(words, pages)


def _odt(content: IO[bytes]) -> Length:
    with opened(content, most=MOST_ENTRIES) as archive:
        root = _xml(archive, "content.xml")
        paragraphs = [*root.iter(f"{_TEXT}p"), *root.iter(f"{_TEXT}h")]
        words = sum(words_in("".join(each.itertext())) for each in paragraphs)
        pages = None
        if "meta.xml" in archive.namelist():
            found = _xml(archive, "meta.xml").find(f".//{_META}document-statistic")
            pages = _whole(found.get(f"{_META}page-count")) if found is not None else None
    return Length(words, pages)


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A part of a document, no larger than may be, which brings no entities of its own."""
    entry = archive.getinfo(name)
    if not can_be_unpacked(entry) or entry.file_size > MOST_TEXT:
        raise ValueError(name)
    with archive.open(entry) as part:
        raw = part.read(MOST_TEXT + 1)
    if len(raw) > MOST_TEXT or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise ValueError(name)
    return ElementTree.fromstring(raw)  # noqa: S314


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
