"""A table of codings as CSV, of documents that are in a project already."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from localturn.corpus.domain.interchange import Losses, Reading, Unreadable
from localturn.corpus.standards.decoding import decoded
from localturn.foundation.languages import N_, folded

MOST_ROWS = 100_000
MOST_BYTES = 64 * 1024 * 1024
LONGEST_CELL = 200_000
INCOMPLETE = N_("Rows without a document, a code or a passage")
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "document": ("document", "document name", "doc", "source", "file", "filename"),
    "start": ("start", "begin", "start position", "startposition", "pos0"),
    "end": ("end", "end position", "endposition", "pos1"),
    "quote": ("quote", "content", "passage", "segment", "text", "quotation"),
    "path": ("path", "code path"),
    "code": ("code", "tag", "codename", "code name"),
    "coder": ("coder", "owner", "user", "coded by"),
    "comment": ("comment", "memo", "note"),
    "weight": ("weight",),
}
ARROW = " › "


@dataclass(frozen=True)
class CodingRow:
    """One coding; without positions it is found by its words."""

    document: str
    path: tuple[str, ...]
    quote: str = ""
    start: int | None = None
    end: int | None = None
    coder: str = ""
    comment: str = ""
    weight: int | None = None


def read_codings(content: bytes) -> Reading[tuple[CodingRow, ...]]:
    """Raises Unreadable for what is no such table."""
    if len(content) > MOST_BYTES:
        raise Unreadable(N_("This table is larger than is read."))
    text, _guessed = decoded(content)
    text = text.removeprefix("\ufeff").replace("\x00", " ")
    csv.field_size_limit(LONGEST_CELL)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        head = next(lines, [])
        columns = _columns(head)
        if not {"document", "code"} <= set(columns) and not {"document", "path"} <= set(columns):
            raise Unreadable(
                N_("This table has no columns “document” and “code”, so it is none of codings.")
            )
        rows, losses = list[CodingRow](), Losses()
        for number, line in enumerate(lines):
            if number >= MOST_ROWS:
                raise Unreadable(N_("This table has more rows than are read."))
            row = _row({name: line[at] for name, at in columns.items() if at < len(line)})
            if row:
                rows.append(row)
            elif any(line):
                losses.add(INCOMPLETE, line[0][:80])
    except csv.Error:
        raise Unreadable(N_("This table is damaged.")) from None
    return Reading(tuple(rows), losses.told())


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _columns(head: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(head):
        name = folded(heading).replace("_", " ")
        for column, headings in _HEADINGS.items():
            if name in headings and column not in found:
                found[column] = at
    return found


def _row(cells: Mapping[str, str]) -> CodingRow | None:
    said = {name: _plain(cell) for name, cell in cells.items()}
    path = said.get("path") or said.get("code", "")
    names = tuple(each.strip() for each in path.split(ARROW.strip()) if each.strip())
    start, end = _number(said.get("start", "")), _number(said.get("end", ""))
    quote = said.get("quote", "")
    if (
        not said.get("document")
        or not names
        or (not quote.strip() and (start is None or end is None))
    ):
        return None
    weight = _number(said.get("weight", ""))
    return CodingRow(
        said["document"],
        names,
        quote,
        start,
        end,
        said.get("coder", ""),
        said.get("comment", ""),
        weight if weight is not None and weight <= 100 else None,
    )


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from computing it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell


def _number(cell: str) -> int | None:
    return int(cell) if cell.strip().isdecimal() else None
