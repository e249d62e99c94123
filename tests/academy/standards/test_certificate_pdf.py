"""The printed certificate: tagged, in any script, whole on one page."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from localturn.academy.standards import certificate_pdf
from localturn.academy.standards.certificate_pdf import Printed, picture, qr_code, write

ADDRESS = "https://learn.example.org/academy/certificates/Zk3x8rPq0a1b2c3d4e5f6g7h8i9j0kLm/"
PLAIN = Printed(
    number="LT-2027-4821-7730",
    address=ADDRESS,
    title="Certificate of completion: Migration governance, Ana Petrovska",
    language="en",
    course_language="en",
    issued_on=date(2027, 3, 21),
    host="Network of Associations",
    holder="Ana Petrovska",
    award="Certificate of completion",
    course="Migration governance",
    summary="Its holder has read all texts.",
    facts=[("Workload", "12 hours"), ("Points", "72 of 100")],
    rules=[("Readings: each one done", "15 of 15")],
    words={
        "holder": "This certificate is held by",
        "course": "who has completed the course",
        "rules": "What it rests on",
        "qr": "Code that leads to its page",
        "check": "See whether it is valid",
        "how": "The page shows all that is written here.",
        "issued": "Issued on 21 March 2027",
    },
)
LONG = "Aleksandra-Magdalena Hadži-Nikolova Dimitrijević-Schwarzenberger von und zu Hohenstein"


def read(printed: Printed) -> PdfReader:
    return PdfReader(io.BytesIO(write(printed)))


def words(pdf: PdfReader) -> str:
    return " ".join(pdf.pages[0].extract_text().split())


def catalogue(pdf: PdfReader) -> Any:
    return pdf.trailer["/Root"]


def test_it_is_tagged_and_says_its_title_and_language() -> None:
    pdf = read(PLAIN)

    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == (PLAIN.title, PLAIN.host)
    assert catalogue(pdf)["/Lang"] == "en"
    assert catalogue(pdf)["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part>1<" in catalogue(pdf)["/Metadata"].get_data().decode()


def test_everything_it_says_can_be_read_out_of_it() -> None:
    said = words(read(PLAIN))

    for part in (
        PLAIN.number,
        PLAIN.holder,
        PLAIN.course,
        "12 hours",
        "72 of 100",
        "Readings: each one done",
        "15 of 15",
        "Issued on 21 March 2027",
        ADDRESS,
    ):
        assert part in said


def test_its_address_is_a_link() -> None:
    (link,) = [a.get_object() for a in read(PLAIN).pages[0]["/Annots"]]

    assert link["/A"]["/URI"] == ADDRESS


@pytest.mark.parametrize(
    "holder",
    [
        LONG,
        "Љубица Ђорђевић-Петрушевска",
        "Ελένη Παπαδοπούλου",
        "Zoë Çelik-Şahin Łukasz",
        "Անի Սարգսյան",
        "ნინო ბერიძე",
        "አበበ በቀለ",
    ],
)
def test_a_name_stands_on_it_as_it_is_written(holder: str) -> None:
    pdf = read(replace(PLAIN, holder=holder))

    assert len(pdf.pages) == 1
    assert holder in words(pdf)
    assert "pdfuaid" in catalogue(pdf)["/Metadata"].get_data().decode()


@pytest.mark.parametrize("holder", ["محمد عبد الرحمن", "יעל כהן"])
def test_a_name_written_from_the_right_keeps_each_of_its_letters(holder: str) -> None:
    """A reader of the text may give the words back in either order, but none doubled."""
    pdf = read(replace(PLAIN, holder=holder))
    letters = [c for c in words(pdf) if c.isalpha() and c > "\u0590"]

    assert sorted(letters) == sorted(c for c in holder if c.isalpha())


@pytest.mark.parametrize("holder", ["প্রিয়া দাস", "王小明", "\U0001f98a Fox", "\ue000", "𐎠𐎼"])
def test_letters_that_are_rare_do_not_stop_a_certificate(holder: str) -> None:
    assert len(read(replace(PLAIN, holder=holder)).pages) == 1


def test_much_to_say_still_stands_on_one_page() -> None:
    pdf = read(
        replace(
            PLAIN,
            holder=LONG,
            course="Migration governance at the local level: " * 4,
            summary="Its holder has read all texts of the course. " * 8,
            rules=[("A rule of an award that takes some words to say: each done", "9 of 9")] * 8,
            facts=[(f"Fact {n}", "Network of Associations of Local Authorities") for n in range(6)],
        )
    )

    assert len(pdf.pages) == 1


def test_it_can_be_looked_at() -> None:
    assert picture(PLAIN).startswith(b"\x89PNG")


def test_the_code_leads_to_the_page() -> None:
    assert qr_code(ADDRESS).startswith("<svg")


def test_the_letters_are_light_and_their_licence_is_kept() -> None:
    folder = Path(certificate_pdf.__file__).parent / "fonts"

    assert sum(face.stat().st_size for face in folder.glob("*.ttf")) <= 6 * 1024 * 1024
