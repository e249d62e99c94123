"""A table as CSV or XLSX, safe to open in a spreadsheet.

A text that begins like a formula would be run by the program that opens it: in CSV it gets an
apostrophe before it, which spreadsheets show as text; in XLSX the cell says that it is a text.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | Decimal | date | datetime | bool | None
"""Moments are aware and written in UTC; None is an empty cell."""

_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, verbatim: bool = False) -> bytes:
    """UTF-8 with a byte-order mark, without which spreadsheets misread accents; commas.

    Only what programs read and nobody is led to open in a spreadsheet goes out `verbatim`, with
    texts as they are.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    written = _plain if verbatim else _csv_cell
    writer.writerow([written(name) for name in head])
    writer.writerows([written(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str | int | float:
    if isinstance(cell, str) and cell.startswith(_LIKE_A_FORMULA):
        return "'" + cell
    return _plain(cell)


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return cell
