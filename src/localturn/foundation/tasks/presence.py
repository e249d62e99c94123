"""Which workers live: a lock file where it can be seen, a sign of life in the database elsewhere.

A process that is killed lets go of its lock at once, whatever killed it. Workers on other hosts
cannot see that lock; to them a worker is dead when it has not signed for `SILENCE`.

A worker that makes way for a fresh process stays on the register until that one has entered itself:
the open file that holds its lock is handed on.

A lock of the folder is shared by all that serve, for as long as they do, and by who enters itself
as a worker, until it has; a restore holds it alone. So it finds nobody that it does not see, and
nobody begins under it. On another host that lock cannot be seen either.
"""

import fcntl
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.db import close_old_connections, connection

from localturn.foundation.tasks.models import Worker

SIGN_EVERY = timedelta(seconds=20)
SILENCE = timedelta(minutes=3)
_COMMON = "serve.lock"
BEING_RESTORED = "A backup is being restored here. Begin again when that has ended."
BEING_SERVED = (
    "This installation is being served, or a backup is being restored. "
    "Stop `localturn serve` and `localturn work` first."
)

_me: str | None = None


class Unlocked(Exception):
    """A lock cannot be had; the sentence says why."""


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
class Registered:
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
def present(folder: Path, *, after: str = "") -> Iterator[Registered]:
    """For the length of the block this process is a worker, `after` one that made way for it: that
    one is on the register, so that none restores.

    Raises Unlocked.
    """
    global _me  # noqa: PLW0603
    with nullcontext() if after else serving(folder):
        registered = _entered(folder)
    worker_id = _me = registered.id
    if after:
        _take_over(folder, after)
    left = threading.Event()
    signing = threading.Thread(target=_sign, args=(worker_id, left), daemon=True)
    signing.start()
    try:
        yield registered
    finally:
        _me = None
        left.set()
        signing.join(timeout=5)
        if not registered.is_handed_on:
            bury(folder, worker_id)
        registered.lock.close()


def _entered(folder: Path) -> Registered:
    worker_id = uuid4().hex
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / f"{worker_id}.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    now = datetime.now(UTC)
    Worker.objects.create(
        id=worker_id, place=place_of(folder), pid=os.getpid(), began_at=now, seen_at=now
    )
    return Registered(worker_id, lock)


def _take_over(folder: Path, after: str) -> None:
    """Take the one whose place this is off the register, and let go of its lock."""
    worker_id, _colon, number = after.partition(":")
    with suppress(OSError, ValueError):
        if os.path.samestat(os.fstat(int(number)), (folder / f"{worker_id}.lock").stat()):
            os.close(int(number))
    bury(folder, worker_id)


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """For the length of the block this process serves, with those that are forked from it, and
    nobody restores. Raises Unlocked."""
    with _common_lock(folder, fcntl.LOCK_SH, BEING_RESTORED):
        yield


@contextmanager
def unserved(folder: Path) -> Iterator[None]:
    """For the length of the block nobody of this host and folder serves, or begins to work. Raises
    Unlocked."""
    with _common_lock(folder, fcntl.LOCK_EX, BEING_SERVED):
        yield


@contextmanager
def _common_lock(folder: Path, how: int, otherwise: str) -> Iterator[None]:
    """Its file is never taken away: two could hold one each, of the same name."""
    with ExitStack() as held:
        with _told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = held.enter_context(_opened(folder / _COMMON, os.O_CREAT))
            try:
                fcntl.flock(lock, how | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Unlocked(otherwise) from None
        yield


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the system says to a lock becomes a sentence."""
    try:
        yield
    except OSError as error:
        raise Unlocked(
            f"No lock can be had at {error.filename or folder}: {error.strerror}. It has to be "
            "open to the account that runs Local Turn."
        ) from error


def _opened(path: Path, flags: int = 0) -> IO[bytes]:
    """For writing, without which a disk of the network locks for nobody alone; elsewhere reading is
    enough, where the file is another account's."""
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o666), "rb", 0)
    except PermissionError:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | flags, 0o666), "rb", 0)


def _sign(worker_id: str, left: threading.Event) -> None:
    """Renew the sign of life until the worker leaves; a database that is away is asked again.
    Signals are left to the main thread, which may hold them back."""
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
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
        with _opened(path) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
