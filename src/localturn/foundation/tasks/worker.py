"""The worker: takes tasks one after another until it is told to leave."""

import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from localturn.foundation import moments
from localturn.foundation.tasks import claims, timetable
from localturn.foundation.tasks.entries import Entry
from localturn.foundation.tasks.models import TaskRow
from localturn.foundation.tasks.presence import present

log = logging.getLogger(__name__)

POLL = 1.0
HOUSEKEEPING = 10.0
MAY_GROW = 40 * 1024 * 1024
SIGNALS = (signal.SIGTERM, signal.SIGINT)
"""By which a worker is told to leave."""


@dataclass
class Leaving:
    """Whether the worker has been asked to leave, by a signal or by its parent's end."""

    asked: threading.Event = field(default_factory=threading.Event)
    is_followed: bool = False
    """Whether another process takes this one's place, for which signals are left."""

    def make_way(self) -> bool:
        """Unless this one has been asked, leave the signals that still come to the process that
        takes its place. The main thread, whose call this is, holds them back from here on, and the
        program that it becomes does too."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        self.is_followed = True
        if self.asked.is_set():
            self.is_followed = False
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        return self.is_followed

    def by_signal(self, number: int, _frame: object) -> None:
        """The first signal lets the task at hand finish, a second one does not."""
        if self.is_followed:  # it came to a thread that a library began, which holds none back
            signal.raise_signal(number)
            return
        if self.asked.is_set():
            os._exit(1)
        self.asked.set()

    def with_parent(self, parent: int) -> None:
        """Leave when the parent has gone: standard input closes, or we have another parent. Signals
        are left to the main thread, which may hold them back."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        while not self.asked.is_set():
            readable, _, _ = select.select([sys.stdin], [], [], 2.0)
            if os.getppid() != parent or (readable and not os.read(sys.stdin.fileno(), 4096)):
                self.asked.set()


def run(folder: Path, entries: Sequence[Entry], *, child: bool, after: str = "") -> str:
    """Work until told to leave; as a `child` also until the parent has gone.

    Where the process only leaves because it has grown, the answer is what the one that takes its
    place is to be given as `after`, and signals wait for it; else "".

    `folder` holds the locks of the workers of this host. Raises Unlocked.
    """
    leaving = Leaving()
    for number in SIGNALS:
        signal.signal(number, leaving.by_signal)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)  # held back by the one before
    if child:
        parent = os.getppid()
        threading.Thread(target=leaving.with_parent, args=(parent,), daemon=True).start()
    with present(folder, after=after) as registered:
        log.info("Worker %s is ready", registered.id[:8])
        _work(registered.id, folder, entries, leaving)
        onward = registered.hand_on() if leaving.make_way() else ""
    log.info("Worker %s has left", registered.id[:8])
    return onward


def _work(worker_id: str, folder: Path, entries: Sequence[Entry], leaving: Leaving) -> None:
    looked_after = -HOUSEKEEPING
    at_first = memory()
    while not leaving.asked.is_set():
        with _patience():
            if time.monotonic() - looked_after >= HOUSEKEEPING:
                looked_after = time.monotonic()
                look_after(folder, entries)
            if run_next(worker_id):
                continue
        # Idle: where the tasks so far have loaded much (a PDF's fonts), a fresh process takes over.
        if memory() > at_first + MAY_GROW:
            return
        leaving.asked.wait(POLL)


@contextmanager
def _patience() -> Iterator[None]:
    """A database that is away or busy for a while is waited for."""
    try:
        close_old_connections()
        yield
    except (OperationalError, InterfaceError) as error:
        log.warning("The database does not answer: %s", str(error).strip())
        connection.close()
        time.sleep(POLL)


def memory() -> int:
    """Bytes that this process holds; 0 where it cannot be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def look_after(folder: Path, entries: Sequence[Entry]) -> None:
    """Give back what dead workers left, and ask for what the timetable says."""
    now = moments.now()
    given_back = claims.reap(folder, now=now)
    if given_back:
        log.warning("%s task(s) of dead workers run again", given_back)
    timetable.ask_for_due(entries, now=now)


def run_next(worker_id: str) -> bool:
    """Take one task and run it; False if none waits."""
    taken = claims.claim(worker_id, now=moments.now())
    if taken is None:
        return False
    try:
        returned = _call(taken)
    except Exception as error:  # noqa: BLE001 – whatever a task raises is kept with it
        log.warning("Task %s (%s) raised %s", taken.task_name, taken.pk, type(error).__name__)
        claims.fail(taken, error, now=moments.now())
    else:
        claims.succeed(taken, returned, now=moments.now())
    return True


def _call(taken: TaskRow) -> object:
    result = taken.task_result
    return taken.task.call(*result.args, **result.kwargs)


def run_waiting(worker_id: str = "here", *, limit: int = 1000) -> int:
    """Run in this process what waits now, for `localturn tick`, the demonstration and tests."""
    done = 0
    while done < limit and run_next(worker_id):
        done += 1
    return done
