import io
import struct
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from localturn.foundation.files import kinds
from localturn.foundation.files.kinds import Unacceptable, kind_of
from localturn.foundation.files.names import LONGEST, cleaned
from makers import files

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("extension", "content", "kind"),
    [
        ("pdf", files.PDF, kinds.PDF),
        ("", files.PDF, kinds.PDF),
        ("png", files.png(), kinds.PNG),
        ("jpeg", files.JPEG, kinds.JPEG),
        ("txt", "Grüße\n".encode(), kinds.TEXT),
        ("txt", "\ufeffGrüße\r\n\t".encode(), kinds.TEXT),
        ("", b"Text.", kinds.TEXT),
        ("md", b"# Plan", kinds.MARKDOWN),
        ("docx", files.office("word/document.xml"), kinds.DOCX),
        ("pptx", files.office("ppt/presentation.xml"), kinds.PPTX),
        ("xlsx", files.spreadsheet(), kinds.XLSX),
        ("odt", files.open_document("text"), kinds.ODT),
        ("ods", files.open_document("spreadsheet"), kinds.ODS),
        ("odp", files.open_document("presentation"), kinds.ODP),
    ],
)
def test_a_file_is_what_its_content_says(
    extension: str, content: bytes, kind: kinds.FileKind
) -> None:
    assert kind_of(io.BytesIO(content), extension) == kind


HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("extension", "content", "reason"),
    [
        ("pdf", files.png(), kinds.MISNAMED),
        ("txt", files.PDF, kinds.MISNAMED),
        ("docx", files.open_document("text"), kinds.MISNAMED),
        ("html", HTML, kinds.NOT_TAKEN),
        ("svg", b"<svg/>", kinds.NOT_TAKEN),
        ("exe", b"MZ\x90\x00\x03", kinds.NOT_TAKEN),
        ("txt", b"MZ\x90\x00\x03", kinds.NOT_TAKEN),
        ("txt", "Grüße".encode("latin-1"), kinds.NOT_TAKEN),
        ("txt", "Grüße".encode("utf-16"), kinds.NOT_TAKEN),
        ("pdf", b" %PDF-1.7", kinds.NOT_TAKEN),
        ("zip", files.archive({"a.txt": b"a"}), kinds.NOT_TAKEN),
        ("docx", files.archive({"[Content_Types].xml": b"<Types/>"}), kinds.NOT_TAKEN),
        ("docx", files.office("word/document.xml", **{"xl/workbook.xml": b""}), kinds.NOT_TAKEN),
        ("docx", files.office("word/document.xml", **{"word/vbaProject.bin": b""}),
         kinds.WITH_MACROS),
        ("docx", b"PK\x03\x04" + b"\x00" * 100, kinds.BROKEN),
        ("docx", files.office("word/document.xml")[:-30], kinds.BROKEN),
        ("gif", b"GIF89a", kinds.NOT_TAKEN),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_told_why(extension: str, content: bytes, reason: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        kind_of(io.BytesIO(content), extension)

    assert str(refusal.value) == reason


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = files.office("word/document.xml", **{"word/media/a": b"\0" * (65 * 1024 * 1024)})

    assert len(bomb) < 100_000
    with pytest.raises(Unacceptable, match="unpacks to more"):
        kind_of(io.BytesIO(bomb), "docx")


def test_an_archive_that_understates_its_size_is_broken() -> None:
    honest = files.office("word/document.xml", **{"word/media/a": b"\0" * 1_000_000})
    lying = honest.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))

    assert lying != honest
    with pytest.raises(Unacceptable) as refusal:
        kind_of(io.BytesIO(lying), "docx")

    assert str(refusal.value) == kinds.BROKEN


def test_an_archive_of_too_many_parts_is_not_opened() -> None:
    parts = {f"word/{number}": b"" for number in range(kinds.MOST_ENTRIES)}

    with pytest.raises(Unacceptable, match="unpacks to more"):
        kind_of(io.BytesIO(files.office("word/document.xml", **parts)), "docx")


def test_a_locked_archive_is_not_taken() -> None:
    content = bytearray(files.office("word/document.xml"))
    for start in (content.find(b"PK\x01\x02"), content.rfind(b"PK\x01\x02")):
        content[start + 8] |= 1

    with pytest.raises(Unacceptable, match="password"):
        kind_of(io.BytesIO(bytes(content)), "docx")


@given(st.binary(max_size=400), st.sampled_from(["pdf", "docx", "txt", "png", ""]))
def test_whatever_is_sent_is_taken_or_refused(content: bytes, extension: str) -> None:
    for beginning in (b"", b"PK\x03\x04", b"%PDF-"):
        with suppress(Unacceptable):
            assert kind_of(io.BytesIO(beginning + content), extension) in kinds.ALL


@given(st.binary(min_size=1, max_size=3), st.integers(min_value=0))
@example(b"\x00\x01", 33_464)
def test_a_damaged_archive_is_taken_or_refused(damage: bytes, at: int) -> None:
    whole = bytearray(files.spreadsheet())
    at %= len(whole) - len(damage)
    whole[at : at + len(damage)] = damage

    with suppress(Unacceptable):
        assert kind_of(io.BytesIO(bytes(whole)), "xlsx") in kinds.ALL


@pytest.mark.parametrize(
    ("name", "stem", "extension"),
    [
        ("plan.pdf", "plan", "pdf"),
        ("Plan für Malmö.PDF", "Plan für Malmö", "pdf"),
        ("C:\\Users\\ana\\plan.pdf", "plan", "pdf"),
        ("../../etc/passwd", "passwd", ""),
        ("plan\u202efdp.exe", "planfdp", "exe"),
        ("pla\x00n\r\n: evil.pdf", "plan _ evil", "pdf"),
        (".bashrc", "bashrc", ""),
        ("...", "file", ""),
        ("", "file", ""),
        ("CON.txt", "CON_", "txt"),
        ('a"b<c>.md', "a_b_c_", "md"),
        ("v1.2 draft", "v1.2 draft", ""),
        ("план.docx", "план", "docx"),
        ("x" * 500 + ".pdf", "x" * (LONGEST - 11), "pdf"),
    ],
)
def test_a_name_is_made_harmless(name: str, stem: str, extension: str) -> None:
    assert cleaned(name) == (stem, extension)
