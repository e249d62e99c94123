"""SQLite databases from outside, asked without anything in them being run."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from localturn.corpus.domain.interchange import Unreadable
from localturn.foundation.languages import N_

MAGIC = b"SQLite format 3\x00"
MOST_ROWS = 2_000_000
MOST_SECONDS = 60
LONGEST_VALUE = 128 * 1024 * 1024
_STORED = 0
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_DAMAGED = N_("This database is damaged.")


class Tables:
    """The real tables of a database: no views, nothing virtual, no column that is computed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
        self.names = {
            str(name)
            for name, sql in rows
            if sql and not str(sql).upper().split("(")[0].startswith("CREATE VIRTUAL")
        }
        self._columns = {name: self._columns_of(name) for name in self.names}

    def _columns_of(self, table: str) -> set[str]:
        """Those that are stored: a computed one may be of any length in each row."""
        quoted = table.replace('"', '""')
        rows = self._connection.execute(f'PRAGMA table_xinfo("{quoted}")')
        return {str(name) for _place, name, *_, hidden in rows if hidden == _STORED}

    def columns(self, table: str) -> set[str]:
        return self._columns.get(table, set())

    def rows(self, table: str, *wanted: str) -> Iterator[dict[str, Any]]:
        """These columns of every row; those that the table does not have are None."""
        there = self.columns(table)
        known = [name for name in wanted if name in there]
        if not known:
            return
        listed = ", ".join(f'"{name}"' for name in known)
        found = self._connection.execute(f'SELECT {listed} FROM "{table}"')  # noqa: S608
        for number, row in enumerate(found):
            if number >= MOST_ROWS:
                raise Unreadable(N_("There is more in this database than is read."))
            yield dict.fromkeys(wanted) | dict(zip(known, row, strict=True))


@contextmanager
def opened(content: bytes) -> Iterator[Tables]:
    """Raises Unreadable for what is none, is damaged or takes too long."""
    if not content.startswith(MAGIC):
        raise Unreadable(N_("This is no database of a program that is known."))
    until = time.monotonic() + MOST_SECONDS
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(content)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA query_only = ON")
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            connection.set_progress_handler(lambda: int(time.monotonic() > until), 10_000)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            tables = Tables(connection)
            connection.set_authorizer(_only_reading)
            yield tables
    except (sqlite3.Error, OverflowError, MemoryError):
        raise Unreadable(_DAMAGED) from None


def _only_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def text(value: object) -> str:
    """What a column that may hold anything says."""
    if value is None:
        return ""
    said = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return said.replace("\x00", " ")


def number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
