"""Where tests write, and what they leave: in memory where there is room, since files of a disk are
most of what a PostgreSQL of two hundred tables waits for."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
CONTAINER = Path("/sys/fs/cgroup")
PREFIX = "localturn-tests-"
IN_USE = "in-use"
"""Locked as long as a run uses the folder that it is in."""
ENOUGH = 8 * 1024**3
"""Bytes: of what a whole run writes, the most at one time is about a quarter of this."""


@contextmanager
def written_here() -> Iterator[None]:
    """Within the block, whatever this process and those it starts write for a while is written to
    memory, if there is enough of it, and is gone afterwards."""
    if not _is_enough():
        yield
        return
    _clear_what_the_killed_left()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY))
    before = os.environ.get("TMPDIR")
    try:
        with (folder / IN_USE).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            folder.chmod(0o711)  # a database server is another user
            os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
            yield
    finally:
        os.environ.pop("TMPDIR", None)
        os.environ.update({"TMPDIR": before} if before else {})
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)


def _is_enough() -> bool:
    return (
        MEMORY.is_dir()
        and os.access(MEMORY, os.W_OK)
        and shutil.disk_usage(MEMORY).free >= ENOUGH
        and min(_left_on_the_machine(), _left_in_the_container()) >= ENOUGH
    )


def _left_on_the_machine() -> int:
    """Bytes that may be taken without anything being put out on a disk."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        name, _colon, said = line.partition(":")
        if name == "MemAvailable":
            return int(said.split()[0]) * 1024
    return 0


def _left_in_the_container() -> float:
    """Bytes; files in memory count as what the container takes."""
    try:
        most, now = ((CONTAINER / f"memory.{name}").read_text() for name in ("max", "current"))
        return int(most) - int(now)
    except (OSError, ValueError):  # there is none, or no limit
        return float("inf")


def _clear_what_the_killed_left() -> None:
    for each in MEMORY.glob(f"{PREFIX}*/{IN_USE}"):
        try:
            with each.open("r") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(each.parent, ignore_errors=True)
        except OSError:  # somebody works there
            continue
