"""Projects for tests, and files as other programs would write them."""

import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from localturn.corpus.domain.interchange import (
    Attribute,
    Case,
    Code,
    Coder,
    Coding,
    Collection,
    Kind,
    Note,
    Passage,
    Project,
    Source,
    made_guid,
)
from localturn.corpus.domain.offsets import Basis

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = (
    "The harbour cities 🏙 met in autumn.\n"
    "They ask the state for a seat 🪑 at the table, and for money.\n"
    "\n"
    "Nobody answered 🤷 the cafe\u0301 of Malmo\u0308 in that year.\n"
    "Later a minister came by train."
)
"""With letters outside the first plane, and accents that are letters of their own."""
QUOTES = ("harbour cities", "a seat 🪑 at the table", "Nobody answered", "Malmo\u0308", "by train")


def guid(name: str) -> str:
    return made_guid("test", name)


def written_by_others(
    basis: Basis, *, names: bool = True, text: str = TEXT, quotes: Sequence[str] = QUOTES
) -> bytes:
    """A `.qdpx` whose positions are counted in this way."""
    raw = text.replace("\n", "\r\n")
    selections = "".join(
        f'<PlainTextSelection guid="{guid(quote)}" name={quoteattr(quote) if names else repr("")}'
        f' startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="{guid("c" + quote)}"><CodeRef targetGUID="{guid("code")}"/></Coding>'
        "</PlainTextSelection>"
        for quote in quotes
        for start, end in [_counted(raw, quote, basis)]
    )
    qde = f"""<?xml version="1.0" encoding="utf-8"?>
    <Project name="Others" origin="Some program" xmlns="urn:QDA-XML:project:1.0">
    <CodeBook><Codes><Code guid="{guid("code")}" name="code" isCodable="true"/></Codes></CodeBook>
    <Sources><TextSource guid="{guid("text")}" name="text" plainTextPath="internal://text.txt">
    {selections}</TextSource></Sources></Project>"""
    return packed({"project.qde": qde.encode(), "Sources/TEXT.txt": ("\ufeff" + raw).encode()})


def _counted(raw: str, quote: str, basis: Basis) -> tuple[int, int]:
    at = raw.index(quote)
    start, end = _length(raw[:at], basis), _length(raw[: at + len(quote)], basis)
    return start + basis.mark_counts, end + basis.mark_counts - basis.end_is_inside


def _length(text: str, basis: Basis) -> int:
    counted = text if basis.line_ends_are_two else text.replace("\r\n", "\n")
    return len(counted.encode("utf-16-le")) // 2 if basis.utf16 else len(counted)


def packed(entries: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def qde(inside: str, name: str = "Small") -> bytes:
    """A `.qdpx` with this in its project."""
    xml = f'<Project name="{escape(name)}" xmlns="urn:QDA-XML:project:1.0">{inside}</Project>'
    return packed({"project.qde": xml.encode()})


def whole_project() -> Project:
    """One with everything in it that a file can hold."""
    ana, ben = Coder(guid("ana"), "Ana Ål"), Coder(guid("ben"), "Ben & Co")
    vertical = Code(guid("vertical"), "vertical", "Up and down", is_codable=False)
    funding = Code(
        guid("funding"), "funding <€>", "Money\nbetween levels", vertical.guid, "#aabbcc"
    )
    late = Code(guid("late"), "late", parent=funding.guid)
    seat = Code(guid("seat"), "seat", parent=vertical.guid)
    access = Code(guid("access"), "access", noted=(guid("note"),))
    year = Attribute(guid("year"), "year", Kind.INTEGER)
    network = Attribute(guid("network"), "network", Kind.TEXT, "Which one")
    share = Attribute(guid("share"), "share", Kind.DECIMAL)
    is_plan = Attribute(guid("plan"), "plan", Kind.BOOLEAN)
    day = Attribute(guid("day"), "day", Kind.DATE)
    met = Attribute(guid("met"), "met", Kind.MOMENT)
    note = Note(guid("note"), "A thought", "It says\ntwo things 🏙", ana.guid, NOON)
    text = "Cities 🏙 ask.\nThe state pays late, or not at all.\nA seat 🪑 at the table!"
    first = Source(
        guid("first"),
        "Declaration & plan",
        text,
        (
            Passage(
                guid("p1"),
                text.index("The state"),
                text.index(", or"),
                (
                    Coding(guid("c1"), funding.guid, ana.guid, NOON),
                    Coding(guid("c2"), late.guid, ben.guid, NOON),
                ),
                "strong",
                ana.guid,
                (note.guid,),
            ),
            Passage(guid("p2"), text.index("A seat"), len(text), (Coding(guid("c3"), seat.guid),)),
            Passage(guid("p3"), 0, text.index(" ask"), (), "coded later", ben.guid),
        ),
        "A text of three lines",
        {
            year.guid: 2019,
            network.guid: "Ring <1>",
            share.guid: Decimal("0.25"),
            is_plan.guid: True,
            day.guid: date(2019, 5, 4),
            met.guid: NOON,
        },
        (Coding(guid("c4"), access.guid, ana.guid, NOON),),
        (note.guid,),
        (),
        NOON,
        ana.guid,
    )
    second = Source(guid("second"), "Déclaration", "Les villes demandent.\nRien.")
    return Project(
        "Two texts",
        "Somewhere",
        "What it is about",
        guid("project"),
        NOON,
        (ana, ben),
        (vertical, funding, late, seat, access),
        (year, network, share, is_plan, day, met),
        (first, second),
        (note,),
        (Case(guid("case"), "Ring", "A network", (first.guid,), {year.guid: 1999}),),
        (Collection(guid("set"), "Important", "", (seat.guid,), (second.guid,)),),
    )
