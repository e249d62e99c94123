"""Tables that come from and go to other programs: CSV and XLSX, in with a report, and out."""

from localturn.foundation.tables.reading import (
    Column,
    Mistake,
    Reading,
    Unreadable,
    read_table,
    text,
)
from localturn.foundation.tables.writing import CSV, XLSX, Cell, as_csv, as_xlsx

__all__ = [
    "CSV",
    "XLSX",
    "Cell",
    "Column",
    "Mistake",
    "Reading",
    "Unreadable",
    "as_csv",
    "as_xlsx",
    "read_table",
    "text",
]
