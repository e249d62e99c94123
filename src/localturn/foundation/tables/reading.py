"""A table that somebody made in a spreadsheet, read row by row with a report of what is wrong.

    reading = read_table(file.read(), file.name, [
        Column("email", ("E-mail", "E-mail address", "Adresse électronique"), convert=address),
        Column("name", ("Name",), required=False),
    ])

`convert` takes the text of a cell and raises ValueError with a sentence for the person. Nothing
is guessed: a column that is not known is named in the report, a row with a mistake is left out
and named with its number as the spreadsheet shows it.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from localturn.foundation import unpacking

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 5_000
_MOST_UNPACKED = 40 * 1024 * 1024
_MOST_PARTS = 5_000


class Unreadable(ValueError):
    """The file as a whole cannot be used; the message is a sentence for the person."""


def text(cell: str) -> str:
    """A cell as it is."""
    return cell


@dataclass(frozen=True)
class Column:
    """A column by any of its headings; capitals, accents and blanks do not matter."""

    key: str
    headings: tuple[str, ...]
    convert: Callable[[str], Any] = text
    required: bool = True


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a row, in a sentence; `row` counts as the spreadsheet does."""

    row: int
    heading: str
    sentence: str


@dataclass(frozen=True)
class Reading:
    """Rows without a mistake, as (number, values by key); and what was wrong or not understood."""

    rows: tuple[tuple[int, Mapping[str, Any]], ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    unknown_headings: tuple[str, ...] = field(default=())


def read_table(content: bytes, name: str, columns: Sequence[Column]) -> Reading:
    """Read a CSV or XLSX file; raises Unreadable."""
    return _read(lines_of(content, name), columns)


def lines_of(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV or XLSX file that hold something, with their numbers; raises Unreadable,
    also while they are read. For reports of several tables, which `read_table` does not know."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 2 MiB. Send it in parts."))
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if name.lower().endswith(".xls") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old Excel file. Save it as .xlsx or CSV and send it again."))
    return _bounded(_xlsx(content) if content.startswith(b"PK") else _csv(content))


def _read(lines: Iterator[tuple[int, list[str]]], columns: Sequence[Column]) -> Reading:
    number, head = next(lines, (0, []))
    known = {_plain(heading): column for column in columns for heading in column.headings}
    places = {i: known[_plain(cell)] for i, cell in enumerate(head) if _plain(cell) in known}
    missing = [c.headings[0] for c in columns if c.required and c not in places.values()]
    if missing:
        raise Unreadable(
            _("The first row must name the columns. Missing: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    unknown = tuple(c for i, c in enumerate(head) if c.strip() and i not in places)
    rows: list[tuple[int, Mapping[str, Any]]] = []
    mistakes: list[Mistake] = []
    for number, cells in lines:
        values, wrong = _row(number, cells, places)
        mistakes += wrong
        if not wrong:
            rows.append((number, {c.key: "" for c in columns} | values))
    return Reading(tuple(rows), tuple(mistakes), unknown)


def _row(
    number: int, cells: list[str], places: Mapping[int, Column]
) -> tuple[dict[str, Any], list[Mistake]]:
    values: dict[str, Any] = {}
    wrong: list[Mistake] = []
    for place, column in places.items():
        cell = cells[place].strip() if place < len(cells) else ""
        if not cell:
            if column.required:
                wrong.append(Mistake(number, column.headings[0], _("This cell is empty.")))
            continue
        if len(cell) > LONGEST_CELL:
            wrong.append(Mistake(number, column.headings[0], _("This cell is too long.")))
            continue
        try:
            values[column.key] = column.convert(cell)
        except ValueError as error:
            wrong.append(Mistake(number, column.headings[0], str(error)))
    return values, wrong


def _bounded(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, not more than may be."""
    taken = 0
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        taken += 1
        if taken > MOST_ROWS + 1:
            raise Unreadable(
                _("The table has more than %(most)s rows. Send it in parts.") % {"most": MOST_ROWS}
            )
        yield number, cells


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    decoded = _decoded(content)
    delimiter = _delimiter(decoded)
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, 1):
            # a row may span lines; a spreadsheet counts it once
            yield number, [_unguarded(cell) for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Unreadable(_("The file is no table: %(why)s.") % {"why": error}) from error


def _delimiter(decoded: str) -> str:
    """A tab wherever there is one; else what the first line that has any has most of: a report may
    begin with a title."""
    beginning = decoded.split("\n", 50)[:50]
    if any("\t" in line for line in beginning):
        return "\t"
    return max(",;", key=next((each for each in beginning if "," in each or ";" in each), "").count)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in decoded:
            return decoded
    raise Unreadable(_("The file is no text. Save the table as CSV (UTF-8) or as .xlsx."))


def _unguarded(cell: str) -> str:
    """The apostrophe that our own export puts before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell


def _xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    unreadable = Unreadable(_("This file cannot be opened as an Excel table. Save it anew."))
    try:
        with unpacking.opened(io.BytesIO(content), most=_MOST_PARTS) as archive:
            entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
            raise Unreadable(_("The file unpacks to too much. Send it in parts."))
        if not all(unpacking.can_be_unpacked(entry) for entry in entries):
            raise unreadable
        from openpyxl import load_workbook  # takes 0.4 s

        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        for number, cells in enumerate(rows, 1):
            yield number, [_words(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever the file makes it stumble on
        raise unreadable from error


def _words(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if not cell.time() else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _plain(heading: str) -> str:
    folded = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(c for c in folded if c.isalnum())
