"""Which kinds of file are taken, each told by its content and not by its name."""

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from localturn.foundation import unpacking
from localturn.foundation.languages import N_

_MIB = 1024 * 1024
MOST_UNPACKED = 64 * _MIB
"""Bytes that an archive may unpack to, or twice its own where that is more."""

MOST_ENTRIES = 5_000
_CHUNK = 64 * 1024


class Unacceptable(ValueError):
    """Why a file is not taken, in a sentence marked with `N_`."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file; the first of its extensions is the one it is given."""

    extensions: tuple[str, ...]
    media_type: str


PDF = FileKind(("pdf",), "application/pdf")
PNG = FileKind(("png",), "image/png")
JPEG = FileKind(("jpg", "jpeg"), "image/jpeg")
TEXT = FileKind(("txt",), "text/plain; charset=utf-8")
MARKDOWN = FileKind(("md", "markdown"), "text/markdown; charset=utf-8")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
DOCX = FileKind(("docx",), f"{_OFFICE}wordprocessingml.document")
XLSX = FileKind(("xlsx",), f"{_OFFICE}spreadsheetml.sheet")
PPTX = FileKind(("pptx",), f"{_OFFICE}presentationml.presentation")
ODT = FileKind(("odt",), f"{_OPEN}text")
ODS = FileKind(("ods",), f"{_OPEN}spreadsheet")
ODP = FileKind(("odp",), f"{_OPEN}presentation")

MP4 = FileKind(("mp4", "m4v"), "video/mp4")
WEBM = FileKind(("webm",), "video/webm")
M4A = FileKind(("m4a",), "audio/mp4")
MP3 = FileKind(("mp3",), "audio/mpeg")
OGG = FileKind(("ogg", "oga", "opus"), "audio/ogg")
WAV = FileKind(("wav",), "audio/wav")
VTT = FileKind(("vtt",), "text/vtt; charset=utf-8")
MEDIA = (MP4, WEBM, M4A, MP3, OGG, WAV, VTT)
"""Recordings and their captions, which are taken only where they are asked for."""

ALL = (PDF, DOCX, ODT, XLSX, ODS, PPTX, ODP, TEXT, MARKDOWN, PNG, JPEG)
NAMES = {kind.media_type: kind.extensions[0].upper() for kind in (*ALL, *MEDIA)}
"""What people call the kind with this media type: PDF, DOCX."""

ENDINGS = ",".join(f".{ending}" for kind in ALL for ending in kind.extensions)
"""What a browser offers to choose from."""

MEDIA_ENDINGS = ",".join(f".{ending}" for kind in MEDIA for ending in kind.extensions)

_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_UNTEXTLIKE = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")

NOT_TAKEN = N_(
    "This is not a kind of file that can be handed over here. Use PDF, DOCX, ODT, XLSX, ODS, PPTX,"
    " ODP, TXT, MD, PNG or JPG."
)
BROKEN = N_("This file is damaged and cannot be opened. Save it once more and try again.")
TOO_PACKED = N_("This file unpacks to more than can be taken. Save it with smaller pictures.")
WITH_MACROS = N_("This file holds macros. Save it without them and try again.")
LOCKED = N_("This file is protected by a password. Save it without one and try again.")
MISNAMED = N_("The end of this file's name does not fit what is in it. Name it as it was saved.")


def kind_of(
    content: IO[bytes], extension: str, *, size: int = 0, with_media: bool = False
) -> FileKind:
    """What a file is, told by its content; raises Unacceptable.

    The extension must be one of that kind's, or none. Recordings are taken `with_media` alone.
    """
    content.seek(0)
    head = content.read(16)
    kind = next((found for test, found in _BEGINNINGS if head.startswith(test)), None)
    if kind is None and with_media:
        kind = _recording(head)
    if kind is None:
        if head.startswith(b"PK\x03\x04"):
            kind = _archive(content, max(MOST_UNPACKED, 2 * size))
        else:
            kind = _text(content, extension)
    content.seek(0)
    if extension and extension not in kind.extensions:
        raise Unacceptable(MISNAMED)
    return kind


_BEGINNINGS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))


def _recording(head: bytes) -> FileKind | None:
    """A video, a sound or captions, by what the file begins with."""
    if head[4:8] == b"ftyp":
        return M4A if head[8:11] == b"M4A" else MP4
    if head[:4] == b"RIFF":
        return WAV if head[8:12] == b"WAVE" else None
    if head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"}:
        return MP3
    return next((found for test, found in _RECORDINGS if head.startswith(test)), None)


_RECORDINGS = (
    (b"\x1a\x45\xdf\xa3", WEBM),
    (b"ID3", MP3),
    (b"OggS", OGG),
    (b"WEBVTT", VTT),
    (b"\xef\xbb\xbfWEBVTT", VTT),
)


def _text(content: IO[bytes], extension: str) -> FileKind:
    """Text is what is UTF-8 throughout and holds no control marks."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := content.read(_CHUNK):
            if _UNTEXTLIKE.search(decoder.decode(chunk)):
                raise Unacceptable(NOT_TAKEN)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Unacceptable(NOT_TAKEN) from None
    if extension in MARKDOWN.extensions:
        return MARKDOWN
    if extension not in {"", *TEXT.extensions}:
        raise Unacceptable(NOT_TAKEN)
    return TEXT


def _archive(content: IO[bytes], most: int) -> FileKind:
    try:
        with unpacking.opened(content, most=MOST_ENTRIES) as archive:
            entries = archive.infolist()
            _bounded(entries, most)
            kind = _open_document(archive, entries) or _office(entries)
            if kind is None:
                raise Unacceptable(NOT_TAKEN)
            _unpacks(archive, entries)
            return kind
    except Unacceptable:
        raise
    except unpacking.TooMany:
        raise Unacceptable(TOO_PACKED) from None
    except _BROKEN:
        raise Unacceptable(BROKEN) from None


_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
    UnicodeDecodeError,
    RuntimeError,
    OverflowError,
)


def _bounded(entries: list[zipfile.ZipInfo], most: int) -> None:
    """Whether it says itself that it stays within bounds; nothing is unpacked yet."""
    if sum(entry.file_size for entry in entries) > most:
        raise Unacceptable(TOO_PACKED)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unacceptable(LOCKED)
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise Unacceptable(WITH_MACROS)
    if not all(unpacking.can_be_unpacked(entry) for entry in entries):
        raise Unacceptable(BROKEN)


def _open_document(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> FileKind | None:
    if not entries or entries[0].filename != "mimetype" or entries[0].file_size > 100:
        return None
    said = archive.read(entries[0]).decode("ascii")
    return next((kind for kind in (ODT, ODS, ODP) if kind.media_type == said), None)


def _office(entries: list[zipfile.ZipInfo]) -> FileKind | None:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names:
        return None
    found = [kind for part, kind in _OFFICE_PARTS.items() if part in names]
    return found[0] if len(found) == 1 else None


def _unpacks(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack it piece by piece, to see that it is whole and says the truth about its size."""
    for entry in entries:
        with archive.open(entry) as part:
            while part.read(_CHUNK):
                pass
