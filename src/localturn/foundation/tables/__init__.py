"""Tables that come from and go to other programs: CSV and XLSX out; in with a report, see
`reading`. Neither that nor `workbooks` is loaded here, since openpyxl takes 0.4 s."""

from collections.abc import Iterable, Sequence

from localturn.foundation.tables.writing import CSV, XLSX, Cell, as_csv

__all__ = ["CSV", "XLSX", "Cell", "as_csv", "as_xlsx"]


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with its head in bold and kept in sight, columns as wide as what they hold."""
    from localturn.foundation.tables.workbooks import workbook

    return workbook(title, head, rows)
