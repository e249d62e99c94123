"""Which workers live: a lock file where it can be seen, a sign of life in the database elsewhere.

A process that is killed lets go of its lock at once, whatever killed it. Workers on other hosts
cannot see that lock; to them a worker is dead when it has not signed for `SILENCE`.

A worker that makes way for a fresh process stays on the register until that one has entered itself:
the open file that holds its lock is handed on. A server holds a lock of its own, whether or not a
worker lives at the moment.
"""

import fcntl
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.db import close_old_connections, connection

from localturn.foundation.tasks.models import Worker

SIGN_EVERY = timedelta(seconds=20)
SILENCE = timedelta(minutes=3)
_SERVED = "serve.lock"

_me: str | None = None


def me() -> str | None:
    """The id of the worker that this process is; None where it is none."""
    return _me


def known() -> list[str]:
    """Ids of the workers that have not been found dead."""
    return list(Worker.objects.values_list("pk", flat=True))


def place_of(folder: Path) -> str:
    """This host and folder."""
    return f"{socket.gethostname()}:{folder.resolve()}"


@dataclass
class Entry:
    """That this process is a worker, and the file that holds its lock."""

    id: str
    lock: IO[str]
    is_handed_on: bool = False

    def hand_on(self) -> str:
        """Stay entered beyond the block, until the process that takes this one's place is there;
        the words by which it is told (`present(…, after=…)`)."""
        self.is_handed_on = True
        kept = os.dup(self.lock.fileno())
        os.set_inheritable(kept, True)
        return f"{self.id}:{kept}"


@contextmanager
def present(folder: Path, *, after: str = "") -> Iterator[Entry]:
    """For the length of the block this process is a worker, `after` one that made way for it."""
    global _me  # noqa: PLW0603
    folder.mkdir(parents=True, exist_ok=True)
    worker_id = uuid4().hex
    entry = Entry(worker_id, (folder / f"{worker_id}.lock").open("w"))
    fcntl.flock(entry.lock, fcntl.LOCK_EX)
    now = datetime.now(UTC)
    Worker.objects.create(
        id=worker_id, place=place_of(folder), pid=os.getpid(), began_at=now, seen_at=now
    )
    _me = worker_id
    if after:
        _take_over(folder, after)
    left = threading.Event()
    signing = threading.Thread(target=_sign, args=(worker_id, left), daemon=True)
    signing.start()
    try:
        yield entry
    finally:
        _me = None
        left.set()
        signing.join(timeout=5)
        if not entry.is_handed_on:
            bury(folder, worker_id)
        entry.lock.close()


def _take_over(folder: Path, after: str) -> None:
    """Take the one whose place this is off the register, and let go of its lock."""
    worker_id, _colon, number = after.partition(":")
    with suppress(OSError, ValueError):
        if os.path.samestat(os.fstat(int(number)), (folder / f"{worker_id}.lock").stat()):
            os.close(int(number))
    bury(folder, worker_id)


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """For the length of the block this process serves, with those that are forked from it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _SERVED).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def is_served(folder: Path) -> bool:
    """Whether a server of this host and folder is up."""
    return _locked(folder / _SERVED)


def _sign(worker_id: str, left: threading.Event) -> None:
    """Renew the sign of life until the worker leaves; a database that is away is asked again."""
    while not left.wait(SIGN_EVERY.total_seconds()):
        try:
            close_old_connections()
            Worker.objects.filter(pk=worker_id).update(seen_at=datetime.now(UTC))
        except Exception:  # noqa: BLE001, S112 – the worker itself says what is wrong
            continue
    connection.close()


def living_workers(folder: Path) -> list[Worker]:
    """The workers that are at work, the longest first."""
    dead = set(dead_workers(folder))
    return [worker for worker in Worker.objects.order_by("began_at") if worker.pk not in dead]


def dead_workers(folder: Path) -> list[str]:
    """Ids of workers that are gone without having left.

    Signs of life are told by the real clock: a demonstration's may jump by a week.
    """
    now = datetime.now(UTC)
    here = place_of(folder)
    return [
        worker.pk
        for worker in Worker.objects.all()
        if (
            not _locked(folder / f"{worker.pk}.lock")
            if worker.place == here
            else worker.seen_at < now - SILENCE
        )
    ]


def bury(folder: Path, worker_id: str) -> None:
    """Forget a worker that is dead, or leaves."""
    Worker.objects.filter(pk=worker_id).delete()
    _remove(folder, worker_id)


def _remove(folder: Path, worker_id: str) -> None:
    (folder / f"{worker_id}.lock").unlink(missing_ok=True)


def _locked(path: Path) -> bool:
    """Whether some process holds the lock."""
    try:
        with path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
