"""Files to upload, made as their programs make them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"


def png() -> bytes:
    """One white point."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    )


def archive(parts: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """A zip archive."""
    content = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(content, "w", method) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return content.getvalue()


def office(main: str, **more: bytes) -> bytes:
    """What Word, Excel or PowerPoint would write, by its main part ("word/document.xml")."""
    return archive({"[Content_Types].xml": b"<Types/>", main: b"<x/>", **more})


def open_document(kind: str) -> bytes:
    """What LibreOffice would write: "text", "spreadsheet" or "presentation"."""
    return archive({"mimetype": f"{OPEN}.{kind}".encode(), "content.xml": b"<x/>"}, stored=True)


def spreadsheet() -> bytes:
    """A workbook as openpyxl saves it."""
    content = io.BytesIO()
    Workbook().save(content)
    return content.getvalue()


def upload(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/x-said-by-the-browser")
