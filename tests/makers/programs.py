"""Projects with the habits of the programs that write them, as they were found in their files."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from localturn.corpus.domain.offsets import OURS, Basis
from makers.refi import guid, packed

TEXT = (
    "The harbour cities 🏙 met in autumn.\n\n"
    "They ask the state for a seat 🪑 at the table, and for money.\n"
    "Nobody answered 🤷 the cafe\u0301 of Malmo\u0308 in that year.\n"
    "Later a minister came by train, said “yes”, and left."
)
QUOTES = (
    *("harbour cities", "a seat 🪑 at the table", "Nobody answered", "cafe\u0301 of Malmo\u0308"),
    *("minister came by train", "“yes”"),
)


@dataclass(frozen=True)
class Habits:
    """How a program writes a project."""

    origin: str
    basis: Basis = OURS
    inner: str = "project.qde"
    folder: str = "sources"
    carriage_returns: bool = False
    mark: bool = False
    """Whether a text begins with a byte-order mark."""
    name: str = ""
    """Of each passage; "*" for its words."""
    inside: str = ""
    """What else stands in a source."""
    project: str = ""
    """What else stands in the project."""
    entries: tuple[str, ...] = ()


_MEMO_WITHOUT_CODE = (
    f'<PlainTextSelection guid="{guid("memo")}" startPosition="0" endPosition="3">'
    "<Description>To be coded</Description></PlainTextSelection>"
)
_NO_LENGTH = f'<PlainTextSelection guid="{guid("none")}" startPosition="7" endPosition="7"/>'
PROGRAMS: Mapping[str, Habits] = {
    "ATLAS.ti 23 for Windows": Habits("ATLAS.ti for Windows 23.2.3", carriage_returns=True),
    "ATLAS.ti 26 for Mac": Habits(
        "ATLAS.ti for Mac 26.0", inner="Trial.qde", name="*", inside=_NO_LENGTH
    ),
    "NVivo 12 for Windows": Habits(
        "NVivo",
        Basis(utf16=True, line_ends_are_two=True),
        folder="Sources",
        carriage_returns=True,
        mark=True,
    ),
    "NVivo 15 for Mac": Habits("NVivo Mac", Basis(utf16=True), entries=("sources/.root",)),
    "MAXQDA 24": Habits(
        "MAXQDA 2024",
        inside=_MEMO_WITHOUT_CODE,
        project='<Cases><Case guid="{case}"><SourceRef targetGUID="{source}"/></Case></Cases>',
    ),
    "QualCoder 4": Habits("QualCoder 4.0 Beta", mark=True, name="*"),
    "qc 1": Habits("qualitative-coding 1.3.2", name="line:6"),
}


def written_by(habits: Habits) -> bytes:
    """One text with these passages."""
    raw = TEXT.replace("\n", "\r\n") if habits.carriage_returns else TEXT
    selections = "".join(_selection(habits, quote) for quote in QUOTES)
    more = habits.project.format(case=guid("case"), source=guid("text"))
    qde = f"""<?xml version="1.0" encoding="utf-8"?>
    <Project name="Theirs" origin="{habits.origin}" xmlns="urn:QDA-XML:project:1.0">
    <CodeBook><Codes><Code guid="{guid("code")}" name="code" isCodable="true"/></Codes></CodeBook>
    {more}
    <Sources><TextSource guid="{guid("text")}" name="Text" plainTextPath="internal://text.txt">
    {habits.inside}{selections}</TextSource></Sources></Project>"""
    content = (("\ufeff" if habits.mark else "") + raw).encode()
    return packed(
        {habits.inner: qde.encode(), f"{habits.folder}/text.txt": content}
        | dict.fromkeys(habits.entries, b"")
    )


def _selection(habits: Habits, quote: str) -> str:
    at = TEXT.index(quote)
    start, end = _counted(habits, TEXT[:at]), _counted(habits, TEXT[: at + len(quote)])
    name = quote if habits.name == "*" else habits.name
    return (
        f'<PlainTextSelection guid="{guid(quote)}" name="{name}" startPosition="{start}"'
        f' endPosition="{end}"><Coding guid="{guid("c" + quote)}">'
        f'<CodeRef targetGUID="{guid("code")}"/></Coding></PlainTextSelection>'
    )


def _counted(habits: Habits, text: str) -> int:
    written = text.replace("\n", "\r\n") if habits.basis.line_ends_are_two else text
    return len(written.encode("utf-16-le")) // 2 if habits.basis.utf16 else len(written)


def words(quote: str) -> str:
    return unicodedata.normalize("NFC", quote)
