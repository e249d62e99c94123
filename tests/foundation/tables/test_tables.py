"""Tables in, with a report, and out, without a trap in them."""

import contextlib
import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from localturn.foundation.tables import as_csv, as_xlsx
from localturn.foundation.tables.reading import Column, Mistake, Reading, Unreadable, read_table

HEAD = ["Name", "Points", "When", "Day"]
ROW: list[Any] = [
    "Zoë Дмитриева",
    Decimal("12.5"),
    datetime(2027, 3, 1, 9, 30, tzinfo=UTC),
    date(2027, 3, 1),
]
FORMULA = '=HYPERLINK("https://example.org","x")'


def address(cell: str) -> str:
    if "@" not in cell:
        raise ValueError("This is no e-mail address.")
    return cell.lower()


COLUMNS = [
    Column("email", ("E-mail", "Adresse électronique"), convert=address),
    Column("name", ("Name", "Nom"), required=False),
]


def sheet(*rows: list[Any]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_csv_carries_every_letter_number_and_moment() -> None:
    written = as_csv(HEAD, [ROW])

    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig")))) == [
        HEAD,
        ["Zoë Дмитриева", "12.5", "2027-03-01T09:30:00Z", "2027-03-01"],
    ]


def test_xlsx_carries_numbers_as_numbers_and_moments_as_moments() -> None:
    read = load_workbook(io.BytesIO(as_xlsx("Results: [spring]", HEAD, [ROW])))
    rows = list(read.worksheets[0].iter_rows(values_only=True))

    assert read.sheetnames == ["Results   spring"]
    assert rows == [
        tuple(HEAD),
        ("Zoë Дмитриева", 12.5, datetime(2027, 3, 1, 9, 30), datetime(2027, 3, 1)),  # noqa: DTZ001
    ]


@given(st.sampled_from("=+-@\t\r\n"), st.text(max_size=20))
def test_no_text_is_a_formula_in_csv(first: str, rest: str) -> None:
    written = as_csv(["a"], [[first + rest]]).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(written, newline="")))[1][0].startswith("'")


def test_what_goes_out_verbatim_is_read_as_it_was() -> None:
    texts = ["- a point", "=1+1", "'quoted", "-0.5", "@home", "two\nlines"]

    written = as_csv(["text"], [[each] for each in texts], verbatim=True)

    rows = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    assert [cell for (cell,) in rows] == ["text", *texts]


def test_a_negative_number_stays_a_number() -> None:
    assert as_csv(["a"], [[-3]]).decode("utf-8-sig") == "a\r\n-3\r\n"


def test_no_text_is_a_formula_in_xlsx() -> None:
    cell = load_workbook(io.BytesIO(as_xlsx("t", ["a"], [[FORMULA]]))).worksheets[0]["A2"]

    assert (cell.value, cell.data_type) == (FORMULA, "s")


def test_a_control_character_does_not_spoil_the_file() -> None:
    read = load_workbook(io.BytesIO(as_xlsx("t", ["a"], [["a\x08b"]])))

    assert read.worksheets[0]["A2"].value == "a b"


@pytest.mark.parametrize(
    "content",
    [
        b"E-mail,Name\r\nAna@example.org,Ana\r\n",
        b"\xef\xbb\xbfE-MAIL;Nom\nana@example.org;Ana\n",
        "Adresse électronique\tname\nana@example.org\tAna".encode("utf-16"),
        "adresse electronique;NOM\nana@example.org;Ana".encode("cp1252"),
        sheet(["E-mail", "Name"], ["ana@example.org", "Ana"]),
        sheet([None, "Name", "E-mail"], [None, "Ana", "ana@example.org"], [None, None, None]),
    ],
)
def test_a_table_is_read_however_the_spreadsheet_wrote_it(content: bytes) -> None:
    reading = read_table(content, "people.csv", COLUMNS)

    assert reading == Reading(rows=((2, {"email": "ana@example.org", "name": "Ana"}),))


def test_a_row_with_a_mistake_is_named_and_the_others_are_read() -> None:
    content = b"E-mail,Name,Town\nana,Ana,Skopje\n,Bojan,\nvera@example.org,,\n"

    reading = read_table(content, "people.csv", COLUMNS)

    assert reading == Reading(
        rows=((4, {"email": "vera@example.org", "name": ""}),),
        mistakes=(
            Mistake(2, "E-mail", "This is no e-mail address."),
            Mistake(3, "E-mail", "This cell is empty."),
        ),
        unknown_headings=("Town",),
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"Name\nAna\n", "Missing: E-mail"),
        (b"E-mail\n" + b"a@b\n" * 5_001, "more than 5000 rows"),
        (b"E-mail\n" + b"x" * (2 * 1024 * 1024), "larger than 2 MiB"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel file"),
        (b"PK\x03\x04rest", "cannot be opened"),
        (b"E-mail\n\0\0", "no text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(
    content: bytes, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_table(content, "people.csv", COLUMNS)


def test_an_archive_that_unpacks_to_too_much_is_not_opened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))

    with pytest.raises(Unreadable, match="unpacks to too much"):
        read_table(bomb.getvalue(), "people.xlsx", COLUMNS)


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read_table(content, "people.csv", COLUMNS)


def test_our_own_export_comes_back() -> None:
    rows = [["ana@example.org", FORMULA], ["vera@example.org", 'Vera, née "X"\nY']]

    for content in (as_csv(["E-mail", "Name"], rows), as_xlsx("t", ["E-mail", "Name"], rows)):
        reading = read_table(content, "x", COLUMNS)
        assert [[v["email"], v["name"]] for _, v in reading.rows] == rows
