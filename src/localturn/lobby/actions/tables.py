"""All tables of a PostgreSQL schema to files and back, by COPY: one moment, no other program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


def copy_out(connection: BaseDatabaseWrapper, folder: Path) -> None:
    """Write each table to `TABLE.copy`, all as they were at one moment."""
    folder.mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables(cursor):
            columns = _columns(cursor, table)
            path = folder / f"{table}.copy"
            with (
                path.open("wb") as file,
                _copy(
                    cursor,
                    f"COPY {_quoted(table)} ({_list(columns)}) TO STDOUT (FORMAT csv, HEADER)",
                ) as rows,
            ):
                for block in rows:
                    file.write(block)


def copy_in(connection: BaseDatabaseWrapper, folder: Path) -> None:
    """Replace the rows of each table by those of its file, and let its numbering go on from there.

    Foreign keys are checked at the end of the transaction, so the order does not matter.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        tables = _tables(cursor)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {_list(tables)}")
        for path in sorted(folder.glob("*.copy")):
            with path.open("rb") as file:
                header = file.readline().decode().rstrip("\r\n")
                file.seek(0)
                columns = [name.strip('"') for name in header.split(",")]
                with _copy(
                    cursor,
                    f"COPY {_quoted(path.stem)} ({_list(columns)}) FROM STDIN (FORMAT csv, HEADER)",
                ) as rows:
                    while block := file.read(1 << 16):
                        rows.write(block)
        for table in tables:
            _continue_numbering(cursor, table)


@contextmanager
def _copy(cursor: Any, statement: str) -> Iterator[Any]:
    """psycopg's COPY, below Django's cursor."""
    with cursor.cursor.copy(statement) as rows:
        yield rows


def _tables(cursor: Any) -> list[str]:
    """All but the cache, which no migration makes and nobody misses."""
    default: Any = settings.CACHES["default"]
    cache = default.get("LOCATION", "")
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> %s "
        "ORDER BY tablename",
        [cache],
    )
    return [name for (name,) in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> list[str]:
    """All but those that the database computes itself."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _continue_numbering(cursor: Any, table: str) -> None:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND (is_identity = 'YES' OR column_default LIKE 'nextval(%%')",
        [table],
    )
    for (column,) in cursor.fetchall():
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), "
            f"COALESCE((SELECT MAX({_quoted(column)}) FROM {_quoted(table)}), 0) + 1, false)",
            [_quoted(table), column],
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _list(names: list[str]) -> str:
    return ", ".join(_quoted(name) for name in names)
