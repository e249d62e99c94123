"""XLSX by openpyxl, which is loaded when a spreadsheet is asked for: see `as_xlsx`."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from localturn.foundation.tables.writing import Cell

_LONGEST = 32_767
_WIDEST = 60


def workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
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
