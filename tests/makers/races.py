"""Things done at the same moment, each in a thread with a connection of its own."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections


def at_once(*deeds: Callable[[], Any], folder: Path) -> list[Any]:
    """What each deed answers, or what it raises, all begun together.

    On SQLite the deeds meet on a copy of the test's database in a file, as servers do.
    """
    answers: list[Any] = [None] * len(deeds)
    start = Barrier(len(deeds))

    def run(index: int) -> None:
        start.wait()
        try:
            answers[index] = deeds[index]()
        except Exception as raised:  # noqa: BLE001
            answers[index] = raised
        finally:
            connections.close_all()

    with _shared_database(folder):
        threads = [Thread(target=run, args=(index,)) for index in range(len(deeds))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return answers


@contextmanager
def _shared_database(folder: Path) -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "race.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    settings = connections.databases["default"]
    before = settings["NAME"]
    settings["NAME"] = str(path)
    try:
        yield
    finally:
        settings["NAME"] = before
