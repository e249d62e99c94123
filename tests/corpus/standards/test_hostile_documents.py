"""Documents that lead in circles, unfold, or claim more than there is: read or refused in words,
within their time and memory, and the next document is read as if nothing had been."""

import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO

import pytest

from localturn.corpus.standards.documents import refusing
from localturn.corpus.standards.documents.bounded import Readers
from localturn.corpus.standards.documents.refusing import Refused
from makers.documents import make_docx, make_pdf, pdf_of

pytestmark = pytest.mark.once

SECONDS = 8
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SENTENCES = {sentence for name, sentence in vars(refusing).items() if name.isupper() and sentence}
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(seconds=SECONDS) as running:
        yield running


def _stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %b>>\nstream\n%b\nendstream" % (len(content), extra, content)


def _page(number: int, parent: int, resources: bytes = b"") -> bytes:
    return (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << %b >> >>" % (parent, number, resources)
    )


def _pages_in_a_circle() -> bytes:
    return pdf_of([CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"])


def _a_drawing_of_itself() -> bytes:
    """A form whose content draws the form."""
    form = _stream(
        b"/F Do /F Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> ",
    )
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf_of([CATALOGUE, pages, _page(5, 2, b"/XObject << /F 4 0 R >>"), form,
                   _stream(b"/F Do")])  # fmt: skip


def _drawings_that_multiply() -> bytes:
    """Each form draws the next one ten times: 10 ** 12 drawings."""
    forms = [
        _stream(
            b"/F Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
            b" /Resources << /XObject << /F %d 0 R >> >> " % (5 + n + 1),
        )
        for n in range(12)
    ]
    last = _stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] ")
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    first = _page(4, 2, b"/XObject << /F 5 0 R >>")
    return pdf_of([CATALOGUE, pages, first, _stream(b"/F Do"), *forms, last])


def _many_pages_of_one() -> bytes:
    """Sixty-seven times sixty-seven times sixty-seven kids, all of them the same page."""
    fan = 67
    kids = [b"[" + b"%d 0 R " % n * fan + b"]" for n in (3, 4, 5)]
    counts = [fan**3, fan**2, fan]
    tree = [
        b"<< /Type /Pages /Kids %b /Count %d >>" % pair for pair in zip(kids, counts, strict=True)
    ]
    text = b"BT /F1 9 Tf 9 9 Td (One.) Tj ET"
    return pdf_of([CATALOGUE, *tree, _page(6, 4), _stream(text)])


def _older_versions_in_a_circle() -> bytes:
    """Its table of contents says that the one before it is itself."""
    made = make_pdf([["One."]])
    at = made.rindex(b"startxref\n") + len(b"startxref\n")
    place = made[at:].split(b"\n")[0]
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev " + place)


def _unfolding() -> bytes:
    """A page of which a million bytes are a thousand million."""
    packed = zlib.compressobj(9)
    content = b"".join(packed.compress(b" " * 10_000_000) for _n in range(100)) + packed.flush()
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf_of([CATALOGUE, pages, _page(4, 2), _stream(content, b"/Filter /FlateDecode ")])


def _docx(**parts: str) -> bytes:
    """An ordinary one with other parts."""
    made = BytesIO()
    others = {f"word/{name}.xml": content for name, content in parts.items()}
    with (
        zipfile.ZipFile(BytesIO(make_docx("One."))) as ordinary,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in ordinary.namelist():
            archive.writestr(name, others.get(name) or ordinary.read(name))
    return made.getvalue()


def _styles_in_a_circle() -> bytes:
    style = '<w:style w:styleId="{}"><w:basedOn w:val="{}"/><w:link w:val="{}"/></w:style>'
    styles = "".join(style.format(a, b, b) for a, b in (("A", "B"), ("B", "A"), ("C", "C")))
    body = '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>Cities meet.</w:t></w:r></w:p>'
    return _docx(
        styles=f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
        document=f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    )


def _nested_tables(deep: int) -> bytes:
    inside = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In.</w:t></w:r></w:p>"
    body = inside * deep + "</w:tc></w:tr></w:tbl>" * deep
    return _docx(document=f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def _entities_in_styles() -> bytes:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return _docx(styles=f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{levels}]><x>&a11;</x>')


def _from_elsewhere() -> bytes:
    return _docx(
        document=f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )


def _unfolding_words() -> bytes:
    return _docx(document="<a>" + "A" * 70_000_000 + "</a>")


def _answer(readers: Readers, content: bytes, name: str) -> str:
    """The text, or why there is none."""
    try:
        return readers.read(content, name).text.text
    except Refused as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (_pages_in_a_circle, "circle.pdf"),
        (_a_drawing_of_itself, "itself.pdf"),
        (_drawings_that_multiply, "multiply.pdf"),
        (_many_pages_of_one, "many.pdf"),
        (_unfolding, "unfolding.pdf"),
        (partial(_nested_tables, 60), "tables.docx"),
        (partial(_nested_tables, 20_000), "deep.docx"),
        (_entities_in_styles, "entities.docx"),
        (_from_elsewhere, "elsewhere.docx"),
        (_unfolding_words, "unfolding.docx"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_never_ends_is_ended(readers: Readers, make: Callable[[], bytes], name: str) -> None:
    content = make()
    assert len(content) < 2_000_000
    began = time.monotonic()

    answer = _answer(readers, content, name)

    assert time.monotonic() - began < 4 * SECONDS
    assert answer in SENTENCES or len(answer) < 100_000
    assert "root:" not in answer
    assert readers.read(b"Cities meet.", "next.txt").text.text == "Cities meet."


@pytest.mark.parametrize(
    ("make", "name", "why"),
    [
        (_many_pages_of_one, "many.pdf", refusing.TOO_LARGE),
        (_entities_in_styles, "entities.docx", refusing.DAMAGED),
        (_from_elsewhere, "elsewhere.docx", refusing.DAMAGED),
        (partial(_nested_tables, 20_000), "deep.docx", refusing.DAMAGED),
    ],
    ids=lambda each: each if isinstance(each, str) and "." in each[-6:] else "",
)
def test_what_can_be_known_is_said(
    readers: Readers, make: Callable[[], bytes], name: str, why: str
) -> None:
    with pytest.raises(Refused) as refused:
        readers.read(make(), name)

    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [
        (_styles_in_a_circle, "styles.docx", "Cities meet."),
        (_older_versions_in_a_circle, "versions.pdf", "One."),
    ],
    ids=lambda each: each if isinstance(each, str) and "." in each[-6:] else "",
)
def test_a_circle_that_does_not_matter_is_read(
    readers: Readers, make: Callable[[], bytes], name: str, said: str
) -> None:
    assert readers.read(make(), name).text.text == said
