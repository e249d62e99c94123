"""How long documents are, as far as it can be counted."""

import io
import zipfile

import pytest
from pypdf import PdfWriter

from localturn.academy.standards.lengths import DOCX, ODT, PDF, Length, length_of

pytestmark = pytest.mark.once

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"


def packed(**parts: str) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    made.seek(0)
    return made


def docx(body: str, pages: str = "14") -> io.BytesIO:
    return packed(
        word__document_xml=f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        docProps__app_xml=f'<Properties xmlns="{APP}"><Pages>{pages}</Pages></Properties>',
    )


def test_words_of_a_docx_are_counted_and_its_pages_are_what_its_program_counted() -> None:
    # a word that is set in two runs is one word; two paragraphs do not grow together
    body = (
        "<w:p><w:r><w:t>Who de</w:t></w:r><w:r><w:t>cides</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>in l’école?</w:t></w:r></w:p>"
    )

    assert length_of(docx(body), DOCX) == Length(words=4, pages=14)
    assert length_of(docx(body, pages="many"), DOCX) == Length(words=4)


def test_words_and_pages_of_an_odt() -> None:
    content = (
        f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}">'
        "<t:h>A title</t:h><t:p>and <t:span>four words more</t:span></t:p></o:document-content>"
    )
    meta = (
        f'<o:meta xmlns:o="{OFFICE}" xmlns:m="{META}">'
        '<m:document-statistic m:page-count="3"/></o:meta>'
    )

    assert length_of(packed(content_xml=content, meta_xml=meta), ODT) == Length(6, 3)


def test_pages_of_a_pdf_and_words_of_a_text() -> None:
    written = PdfWriter()
    for _page in range(2):
        written.add_blank_page(width=595, height=842)
    scanned = io.BytesIO()
    written.write(scanned)

    assert length_of(scanned, PDF) == Length(pages=2)
    assert length_of(io.BytesIO("Drei kleine Wörter.".encode()), "text/plain") == Length(words=3)
    assert length_of(io.BytesIO(b"\x89PNG"), "image/png") == Length()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"no archive", DOCX),
        (b"%PDF-1.7 broken", PDF),
        (packed(other_xml="<a/>").getvalue(), DOCX),
        (packed(word__document_xml="<open").getvalue(), DOCX),
        (packed(content_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').getvalue(), ODT),
    ],
)
def test_what_cannot_be_read_has_no_length_and_stops_nothing(
    content: bytes, media_type: str
) -> None:
    assert length_of(io.BytesIO(content), media_type) == Length()
