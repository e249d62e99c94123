"""Archives from outside are refused before an object is made of each of their entries."""

import io
import struct
import zipfile
from typing import Any

import pytest

from localturn.academy.standards.course_folder import files_in_zip
from localturn.foundation import unpacking
from localturn.foundation.files import kinds
from localturn.foundation.files.kinds import Unacceptable, kind_of
from localturn.foundation.tables import reading
from makers import files

ENTRIES = 20_000
_RECORD = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, *[0] * 7, 1, *[0] * 6) + b"a"


def directory(number: int = ENTRIES, *, zip64: bool = False, comment: bytes = b"") -> bytes:
    """An archive of nothing but a directory; it says itself that it has one entry."""
    start, length = 30, len(_RECORD) * number
    content = b"PK\x03\x04" + bytes(26) + _RECORD * number
    said = (length, start)
    if zip64:
        end = start + length
        content += struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, length, start)
        content += struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
        said = (0xFFFFFFFF, 0xFFFFFFFF)
    return (
        content + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, *said, len(comment)) + comment
    )


BOMBS = [directory(), directory(zip64=True), directory(comment=b"x" * 70), directory(80_000)]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the entries of which an object was made."""
    names: list[str] = []

    class Counted(zipfile.ZipInfo):
        def __init__(self, filename: str = "", *more: Any, **named: Any) -> None:
            names.append(filename)
            super().__init__(filename, *more, **named)

    monkeypatch.setattr(zipfile, "ZipInfo", Counted)
    return names


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_document_of_too_many_entries_is_refused_unread(bomb: bytes, made: list[str]) -> None:
    with pytest.raises(Unacceptable) as refusal:
        kind_of(io.BytesIO(bomb), "docx")

    assert (str(refusal.value), made) == (kinds.TOO_PACKED, [])


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_table_of_too_many_entries_is_refused_unread(bomb: bytes, made: list[str]) -> None:
    with pytest.raises(reading.Unreadable):
        reading.read_table(bomb, "people.xlsx", [reading.Column("name", ("Name",))])

    assert made == []


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_course_of_too_many_entries_is_refused_unread(bomb: bytes, made: list[str]) -> None:
    _files, (mistake,) = files_in_zip(bomb)

    assert (mistake.values, made) == ({"most": "500"}, [])


def test_what_is_within_the_bound_is_opened_and_one_more_is_not() -> None:
    whole = io.BytesIO(files.archive({str(number): b"x" for number in range(9)}))

    assert len(unpacking.opened(whole, most=9).infolist()) == 9
    with pytest.raises(unpacking.TooMany):
        unpacking.opened(whole, most=8)


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_another_way_is_not_unpacked(way: int) -> None:
    def packed(*names: str) -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", way) as archive:
            for name in names:
                archive.writestr(name, "<x/>")
        return content.getvalue()

    with pytest.raises(Unacceptable) as refusal:
        kind_of(io.BytesIO(packed("[Content_Types].xml", "word/document.xml")), "docx")
    assert str(refusal.value) == kinds.BROKEN
    gathered, (mistake,) = files_in_zip(packed("course.toml"))
    assert (gathered, "cannot be unpacked" in mistake.sentence) == ({}, True)
    workbook = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(files.spreadsheet())) as plain,
        zipfile.ZipFile(workbook, "w", way) as archive,
    ):
        for name in plain.namelist():
            archive.writestr(name, plain.read(name))
    with pytest.raises(reading.Unreadable, match="cannot be opened"):
        reading.read_table(workbook.getvalue(), "a.xlsx", [reading.Column("name", ("Name",))])
