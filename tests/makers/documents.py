"""Small documents of each kind, made as their programs make them."""

import zipfile
import zlib
from collections.abc import Iterable
from importlib import import_module
from io import BytesIO
from typing import Any

import docx


def make_docx(*paragraphs: str, heading: str = "A heading") -> bytes:
    document = docx.Document()
    document.add_heading(heading, level=2)
    for each in paragraphs:
        document.add_paragraph(each)
    document.add_paragraph("an item", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    made = BytesIO()
    document.save(made)
    return made.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
_CONTENT = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
 <office:body><office:text>{body}</office:text></office:body></office:document-content>"""


def make_odt(body: str, *, before: str = "") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODT)
        archive.writestr("content.xml", before + _CONTENT.format(body=body))
    return made.getvalue()


def make_scan(pages: list[list[str]]) -> bytes:
    """The same pages as pictures of them, at 288 pixels an inch."""
    pypdfium2: Any = import_module("pypdfium2")  # says nothing of its types
    printed = pypdfium2.PdfDocument(make_pdf(pages))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for number in range(len(pages)):
        grey = printed[number].render(scale=4, grayscale=True).to_numpy()
        height, width = grey.shape[:2]
        pixels = zlib.compress(grey.tobytes())
        at = len(objects) + 1
        kids.append(f"{at} 0 R")
        drawn = b"q 595 0 0 842 0 0 cm /P Do Q"
        objects += [
            (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject"
                f" << /P {at + 2} 0 R >> >> /Contents {at + 1} 0 R >>"
            ).encode(),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
            (
                f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace"
                f" /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length {len(pixels)} >>"
            ).encode()
            + b"\nstream\n"
            + pixels
            + b"\nendstream",
        ]
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return pdf_of(objects)


def make_pdf(pages: list[list[str]], *, head: str = "") -> bytes:
    """Pages of lines in Helvetica, 14 points apart; an empty line leaves a gap."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for number, lines in enumerate(pages, 1):
        at = len(objects) + 1
        kids.append(f"{at} 0 R")
        said = ["BT /F1 11 Tf 14 TL 72 720 Td"]
        said += [f"({each}) Tj T*" for each in lines] + ["ET"]
        if head:
            said.append(f"BT /F1 9 Tf 72 812 Td ({head} {number}) Tj ET")
        stream = "\n".join(said)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 <<"
            " /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
            f" /Contents {at + 1} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return pdf_of(each.encode("latin-1") for each in objects)


def pdf_of(objects: Iterable[bytes]) -> bytes:
    """A file of these objects, numbered from 1; the first is its catalogue."""
    made, places = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    start, size = len(made), len(places) + 1
    made += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    made += f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(made)
