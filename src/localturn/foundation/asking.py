"""How a statement that is built once (`foundation.prepared`) is handed to the database's driver."""

from collections.abc import Callable
from typing import Any

from django.db import connection

Ask = Callable[[Any, list[Any]], Any]
"""Gives the rows of a statement, asked over one of Django's connections with these values."""


def asking(sql: str) -> Ask:
    """How the database in use is asked this, which Django's compiler has written."""
    if connection.vendor == "postgresql":
        from localturn.foundation.asking_postgresql import Statement  # not loaded with SQLite

        return Statement(sql)
    with connection.cursor() as cursor:
        marked = cursor.cursor.convert_query(sql)
    return lambda database, values: database.connection.execute(marked, values).fetchall()
