"""How long documents are, as far as it can be counted."""

import io
import zipfile

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from localturn.academy.standards.counting import counted
from localturn.academy.standards.lengths import DOCX, ODT, PDF, Length, length_of

pytestmark = pytest.mark.once

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
ALTERNATIVES = "http://schemas.openxmlformats.org/markup-compatibility/2006"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"


def packed(**parts: str | bytes) -> io.BytesIO:
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


def test_each_word_of_a_docx_is_counted_once_with_its_notes() -> None:
    box = "<w:p><w:r><w:t>in a box</w:t></w:r></w:p>"
    body = (
        "<w:p><w:r><w:t>Who</w:t><w:tab/><w:t>de</w:t></w:r>"
        f'<w:r><a:AlternateContent xmlns:a="{ALTERNATIVES}"><a:Choice>{box}</a:Choice>'
        f"<a:Fallback>{box}</a:Fallback></a:AlternateContent></w:r>"
        "<w:r><w:t>cides</w:t><w:br/><w:t>here?</w:t></w:r></w:p>"
    )
    note = f'<w:footnotes xmlns:w="{W}"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnotes>'
    with zipfile.ZipFile(made := docx(body), "a") as archive:
        archive.writestr("word/footnotes.xml", note)
        archive.writestr("word/endnotes.xml", note.replace("footnotes", "endnotes"))

    assert length_of(made, DOCX).words == 3 + 3 + 2 + 2


def test_each_word_of_an_odt_is_counted_once_with_its_notes() -> None:
    content = (
        f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}"><t:tracked-changes>'
        "<t:p>what was taken out</t:p></t:tracked-changes><t:p>Who<t:tab/>de<t:note>"
        "<t:note-citation>1</t:note-citation><t:note-body><t:p>A note.</t:p></t:note-body></t:note>"
        "cides<t:line-break/>here?<o:annotation><t:p>Really?</t:p></o:annotation></t:p>"
        "</o:document-content>"
    )

    assert length_of(packed(content_xml=content), ODT) == Length(3 + 2)


def test_a_document_whose_elements_stand_in_each_other_without_end_is_not_counted() -> None:
    deep = "<w:p>" * 200_000 + "</w:p>" * 200_000

    assert length_of(docx(deep), DOCX) == Length()
    assert length_of(docx("<w:p>" * 300 + "</w:p>" * 300), DOCX) == Length(0, 14)


def slow_pdf() -> io.BytesIO:
    """Pages that share one long stream."""
    written = PdfWriter()
    stream = StreamObject()
    stream.set_data(b"BT ET " * 40_000)
    content = written._add_object(stream.flate_encode())
    for _page in range(400):
        page = written.add_blank_page(width=595, height=842)
        page[NameObject("/Contents")] = content
        fonts = DictionaryObject({NameObject("/Font"): DictionaryObject()})
        page[NameObject("/Resources")] = fonts
    made = io.BytesIO()
    written.write(made)
    made.seek(0)
    return made


def test_counting_that_takes_too_long_is_given_up() -> None:
    made = slow_pdf()
    assert len(made.getvalue()) < 100_000

    assert counted(made, PDF, seconds=1) == Length()


def test_what_is_counted_apart_is_counted_the_same() -> None:
    body = "<w:p><w:r><w:t>Three small words.</w:t></w:r></w:p>"

    assert counted(docx(body), DOCX) == Length(3, 14)
    assert counted(io.BytesIO(b"no archive"), DOCX) == Length()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"no archive", DOCX),
        (b"%PDF-1.7 broken", PDF),
        (packed(other_xml="<a/>").getvalue(), DOCX),
        (packed(word__document_xml="<open").getvalue(), DOCX),
        (packed(content_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').getvalue(), ODT),
        (packed(content_xml="<!DOCTYPE a><a/>".encode("utf-16")).getvalue(), ODT),
    ],
)
def test_what_cannot_be_read_has_no_length_and_stops_nothing(
    content: bytes, media_type: str
) -> None:
    assert length_of(io.BytesIO(content), media_type) == Length()
