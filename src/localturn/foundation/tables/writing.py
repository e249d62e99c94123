"""A table as CSV or XLSX, safe to open in a spreadsheet.

A text that begins like a formula would be run by the program that opens it: in CSV it gets an
apostrophe before it, which spreadsheets show as text; in XLSX the cell says that it is a text.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | Decimal | date | datetime | bool | None
"""Moments are aware and written in UTC; None is an empty cell."""

_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST = 32_767
_WIDEST = 60


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, without which spreadsheets misread accents; commas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_csv_cell(name) for name in head])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with its head in bold and kept in sight, columns as wide as what they hold."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    rows = [list(row) for row in rows]
    sheet.freeze_panes = "B2"
    for column, name in enumerate(head):
        longest = max([len(name), *(len(str(r[column])) for r in rows if column < len(r))])
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(longest, _WIDEST) + 2
    bold = Font(bold=True)
    sheet.append([_xlsx_cell(sheet, name, bold) for name in head])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv_cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return "'" + cell if cell.startswith(_LIKE_A_FORMULA) else cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return cell


def _xlsx_cell(sheet: object, cell: Cell, font: Font | None = None) -> object:
    if isinstance(cell, datetime):
        cell = cell.astimezone(UTC).replace(tzinfo=None)
    if not isinstance(cell, str):
        return cell
    made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", cell)[:_LONGEST])  # type: ignore[arg-type]
    made.data_type = "s"
    if font is not None:
        made.font = font
    return made


def _sheet_title(title: str) -> str:
    """What Excel allows: 31 characters, none of []:*?/\\."""
    return "".join(" " if c in "[]:*?/\\" else c for c in title).strip(" '")[:31] or "Table"
