"""Statements that a PostgreSQL server keeps with their plans, asked of libpq itself.

A cursor of psycopg's takes 40 µs to hand over a statement and to take its answer. Asked here it
is 10, with psycopg's own reading of values and rows.
"""

from functools import cache
from itertools import count
from typing import Any

from psycopg import OperationalError, adapters, errors
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.types.numeric import Int8

# whole numbers, since libpq's are compared with them ten times a page
_IDLE = int(TransactionStatus.IDLE)
_DONE = int(ExecStatus.COMMAND_OK)
_ROWS = int(ExecStatus.TUPLES_OK)
_BAD = int(ConnStatus.BAD)

_FORGOTTEN = ("0A000", "26000")
"""What a server says that cannot use what it has kept, since a migration has changed a column, or
has not kept it, since a pooler has put another in its place."""

_numbers = count(1)


class Statement:
    """A statement, which each connection is given once and then only with other values.

    What it is called there, and how its values and rows are read, is kept beside the connection
    (`kept` in `config/postgresql`) and ends with it.
    """

    def __init__(self, sql: str) -> None:
        self._sql = sql

    def __call__(self, database: Any, values: list[Any]) -> list[tuple[Any, ...]]:
        # of one width, so that it is the same statement for each
        typed = [Int8(value) if type(value) is int else value for value in values]
        driver = database.connection
        is_alone = driver.pgconn.transaction_status == _IDLE
        if is_alone and not driver.autocommit:
            is_alone = False
            _checked(driver, driver.pgconn.exec_(b"BEGIN"), _DONE)  # as psycopg would
        try:
            return self._rows(database, typed)
        except errors.Error as refusal:
            database.kept.pop(self, None)  # given anew by whoever asks next
            if is_alone and refusal.sqlstate in _FORGOTTEN:
                return self._rows(database, typed)
            raise

    def _rows(self, database: Any, values: list[Any]) -> list[tuple[Any, ...]]:
        driver = database.connection
        if self not in database.kept:
            database.kept[self] = self._given(driver, values)
        name, reader = database.kept[self]
        sent = reader.dump_sequence(values, [PyFormat.AUTO] * len(values))
        result = driver.pgconn.exec_prepared(name, sent, reader.formats)
        reader.set_pgresult(_checked(driver, result, _ROWS))
        rows: list[tuple[Any, ...]] = reader.load_rows(0, result.ntuples, tuple)
        reader.set_pgresult(None)
        return rows

    def _given(self, driver: Any, values: list[Any]) -> tuple[bytes, Any]:
        """The server is given the statement, for values of these types."""
        name = f"localturn_{next(_numbers)}".encode()
        reader = Transformer(_Reading(driver))
        reader.dump_sequence(values, [PyFormat.AUTO] * len(values))
        marked = self._sql % tuple(f"${number}" for number in range(1, len(values) + 1))
        given = driver.pgconn.prepare(name, marked.encode(), reader.types)
        _checked(driver, given, _DONE)
        return name, reader


def _checked(driver: Any, result: Any, wanted: int) -> Any:
    """The result, if it is what was wanted; raises psycopg's error, which Django's stands for."""
    if result.status == wanted:
        return result
    if driver.pgconn.status == _BAD:
        raise OperationalError(result.get_error_message(driver.info.encoding))
    raise errors.error_from_result(result, driver.info.encoding)


class _Reading:
    """A connection whose moments are read as the driver does, compiled. Django does it in Python,
    so as to give other zones than the connection's. Ours is UTC."""

    def __init__(self, driver: Any) -> None:
        self.connection = driver
        self.adapters = _adapters(driver.adapters)


@cache
def _adapters(known: AdaptersMap) -> AdaptersMap:
    changed = AdaptersMap(known)
    moment = adapters.types["timestamptz"].oid
    if compiled := adapters.get_loader(moment, Format.TEXT):
        changed.register_loader(moment, compiled)
    return changed
