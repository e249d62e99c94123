"""Tasks that tests queue, and files by which a test sees what a worker in another process did."""

import os
import time
from pathlib import Path

from django.db import OperationalError

from localturn.foundation.tasks import task


@task()
def note(path: str, word: str) -> None:
    """Append a word to a file."""
    with Path(path).open("a") as file:
        file.write(word + "\n")


@task()
def linger(path: str, seconds: float) -> None:
    """Say that it began, stay a while, say that it ended."""
    note.func(path, f"began {os.getpid()}")
    time.sleep(seconds)
    note.func(path, "ended")


@task()
def stumble(path: str) -> None:
    """Raise, always."""
    note.func(path, "stumbled")
    raise ValueError("a stone in the way")


@task(tries=3)
def stumble_and_rise(path: str) -> None:
    """Raise until the third time."""
    note.func(path, "tried")
    if len(Path(path).read_text().split()) < 3:
        raise ValueError("a stone in the way")


@task()
def find_the_database_busy(path: str) -> None:
    """Raise what SQLite says to who has waited too long, the first time."""
    note.func(path, "tried")
    if len(Path(path).read_text().split()) < 2:
        raise OperationalError("database is locked")


_held = list[bytes]()


@task()
def swell(path: str, mebibytes: int) -> None:
    """Make the worker hold so much more."""
    _held.append(os.urandom(mebibytes * 1024 * 1024))
    note.func(path, f"swollen {os.getpid()}")


@task()
def kill_whoever_runs_this(path: str) -> None:
    """Take the worker along."""
    note.func(path, "killed one")
    os.kill(os.getpid(), 9)
