"""Documents of other programs read as texts, and hostile ones refused in words."""

from collections.abc import Iterator

import pytest

from localturn.corpus.standards.documents import refusing
from localturn.corpus.standards.documents.bounded import Readers
from localturn.corpus.standards.documents.reading import read
from localturn.corpus.standards.documents.refusing import Refused
from localturn.foundation.library.text import Part, Text
from makers.documents import make_docx, make_odt, make_pdf

pytestmark = pytest.mark.once


FRENCH = (
    "Les villes européennes accueillent les étrangers dès leur arrivée, mais elles n’ont ni les"
    " moyens ni la compétence de décider qui peut rester. C’est pourquoi le réseau demande à"
    " l’Union un accès direct aux fonds, sans passer par les ministères, et la liberté d’agir là"
    " où l’État n’agit pas. Les élus qui étaient présents ont approuvé ce texte à l’unanimité."
)


def parts(text: Text) -> list[tuple[Part, str]]:
    return [(each.part, text.text[each.start : each.end]) for each in text.paragraphs]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Città".encode(), "Città"),
        ("\ufeffCittà".encode("utf-16"), "Città"),
        ("Η Ευρώπη είναι η κοινή μας υπόθεση, και το μέλλον της ανήκει σε όλους.".encode("cp1253"),
         "Η Ευρώπη είναι η κοινή μας υπόθεση, και το μέλλον της ανήκει σε όλους."),
        (FRENCH.encode("cp1252"), FRENCH),
    ],
)  # fmt: skip
def test_old_encodings_are_read(content: bytes, said: str) -> None:
    assert read(content, "a.txt")[1].text == said


def test_form_feeds_of_a_text_are_its_pages() -> None:
    text = read(b"One\x0cTwo\nthree\x0cFour", "a.txt")[1]

    assert [(text.text[page.start :][:3], page.label) for page in text.pages] == [
        ("One", "1"),
        ("Two", "2"),
        ("Fou", "3"),
    ]


def test_markdown_is_read_without_its_marks() -> None:
    content = b"# Title\n\nSome *words* and [a link](https://a.example).\n\n- one\n- two\n"

    assert parts(read(content, "a.md")[1]) == [
        (Part.HEADING, "Title"),
        (Part.PARAGRAPH, "Some words and a link."),
        (Part.ITEM, "one"),
        (Part.ITEM, "two"),
    ]


def test_of_a_web_page_what_is_read_is_read() -> None:
    content = (
        b"<!doctype html><meta charset=iso-8859-1><title>T</title><nav>Menu</nav>"
        b"<script>no()</script><h2>Ort</h2><div>Malm\xf6 <b>tar</b>\n emot.<br>Ja.</div>"
        b"<table><tr><td>a<td>b</table><ul><li>x</ul>"
    )

    assert parts(read(content, "a.html")[1]) == [
        (Part.HEADING, "Ort"),
        (Part.PARAGRAPH, "Malmö tar emot.\nJa."),
        (Part.ROW, "a | b"),
        (Part.ITEM, "x"),
    ]


def test_the_foot_of_a_web_page_is_text_unless_a_page_of_this_house_says_otherwise() -> None:
    content = (
        b"<!doctype html><p>They meet.</p><footer role=contentinfo>Licence: CC BY 4.0</footer>"
        b"<footer data-lt-furniture><p>From a course.</p></footer>"
    )

    assert parts(read(content, "a.html")[1]) == [
        (Part.PARAGRAPH, "They meet."),
        (Part.PARAGRAPH, "Licence: CC BY 4.0"),
        (Part.FURNITURE, "From a course."),
    ]


def test_docx_has_headings_items_and_rows() -> None:
    kind, text = read(make_docx("Cities meet.", "They talk."), "a.docx")

    assert kind.endswith("wordprocessingml.document")
    assert parts(text) == [
        (Part.HEADING, "A heading"),
        (Part.PARAGRAPH, "Cities meet."),
        (Part.PARAGRAPH, "They talk."),
        (Part.PARAGRAPH, "an item"),
        (Part.ROW, "left | right"),
    ]


def test_odt_has_pages_and_notes() -> None:
    body = (
        "<text:h text:outline-level='1'>Head</text:h>"
        "<text:p>One<text:s text:c='2'/>two<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>A note.</text:p></text:note-body></text:note></text:p>"
        "<text:soft-page-break/><text:list><text:list-item><text:p>On<text:soft-page-break/>ward"
        "</text:p></text:list-item></text:list>"
    )

    text = read(make_odt(body), "a.odt")[1]

    assert parts(text) == [
        (Part.HEADING, "Head"),
        (Part.PARAGRAPH, "One  two"),
        (Part.ITEM, "Onward"),
        (Part.NOTE, "A note."),
    ]
    assert [each.label for each in text.pages] == ["1", "3"]


def test_lines_of_a_pdf_become_paragraphs_and_its_running_heads_are_known() -> None:
    lines = ["The network of cities asks the Union", "for money and gets some.", "", "They meet."]
    pages = [lines, ["A second page begins here, and", "ends."], ["A third."]]

    text = read(make_pdf(pages, head="Network"), "a.pdf")[1]

    assert [each for each in parts(text) if each[0] is not Part.FURNITURE] == [
        (Part.PARAGRAPH, "The network of cities asks the Union for money and gets some."),
        (Part.PARAGRAPH, "They meet."),
        (Part.PARAGRAPH, "A second page begins here, and ends."),
        (Part.PARAGRAPH, "A third."),
    ]
    assert [said for part, said in parts(text) if part is Part.FURNITURE] == [
        "Network 1",
        "Network 2",
        "Network 3",
    ]
    assert [each.label for each in text.pages] == ["1", "2", "3"]
    assert {page for _start, page, *_box in text.boxes} == {0, 1, 2}
    _start, page, left, bottom, right, top = next(
        box for box in text.boxes if text.text[box[0] :].startswith("for money")
    )
    assert (page, left) == (0, pytest.approx(72, abs=2))
    assert 700 < bottom < top < 720 < 842
    assert right > 150


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(seconds=5) as running:
        yield running


def _entities() -> bytes:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return make_odt("<text:p>&b;</text:p>", before=bomb)


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"%PDF-1.4 and no more", "a.pdf", refusing.DAMAGED),
        (b"PK\x03\x04 and no more", "a.docx", refusing.DAMAGED),
        (b"PK\x03\x04 and no more", "a.zip", refusing.UNKNOWN),
        (b"\x89PNG\r\n\x1a\n", "a.png", refusing.UNKNOWN),
        (b"   \n \n", "a.txt", refusing.EMPTY),
        (make_pdf([[]]), "a.pdf", refusing.EMPTY),
        (make_odt("<text:p>" + "&#65;" * 20 + "</text:h>"), "a.odt", refusing.DAMAGED),
        (_entities(), "a.odt", refusing.DAMAGED),
        (make_odt("<text:section>" * 5_000 + "</text:section>" * 5_000), "a.odt", None),
        (make_odt("<text:p>" + "A" * 70_000_000 + "</text:p>"), "a.odt", refusing.TOO_LARGE),
        (b"<div>" * 200_000 + b"deep", "a.html", None),
    ],
    ids=lambda each: each if isinstance(each, str) and each.startswith("a.") else "",
)
def test_what_is_hostile_or_broken_is_refused_in_words(
    readers: Readers, content: bytes, name: str, why: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        readers.read(content, name)

    assert why is None or str(refused.value) == why


def test_a_pdf_that_claims_many_pages_is_refused_at_once(readers: Readers) -> None:
    page = make_pdf([["One."]])
    claimed = page.replace(b"/Count 1", b"/Count 300000")

    with pytest.raises(Refused):
        readers.read(claimed, "a.pdf")


def test_a_reader_that_has_ended_is_begun_again(readers: Readers) -> None:
    readers.read(b"One text in English, of several words.", "a.txt")
    assert readers._process is not None
    readers._process.kill()
    readers._process.wait()

    found = readers.read("Städerna samarbetar om mottagandet av flyktingar.".encode(), "b.txt")

    assert (found.media_type, found.language) == ("text/plain", "sv")
