"""Where tests write, and what they leave: in memory where there is room, since files of a disk are
most of what a PostgreSQL of two hundred tables waits for."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
PREFIX = "localturn-tests-"
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
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY))
    folder.chmod(0o711)  # a database server is another user
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
    try:
        yield
    finally:
        os.environ.pop("TMPDIR")
        os.environ.update({"TMPDIR": before} if before else {})
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)


def _is_enough() -> bool:
    return (
        MEMORY.is_dir()
        and os.access(MEMORY, os.W_OK)
        and shutil.disk_usage(MEMORY).free >= ENOUGH
        and _memory_left() >= ENOUGH
    )


def _memory_left() -> int:
    """Bytes that may be taken without anything being put out on a disk."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        name, _colon, said = line.partition(":")
        if name == "MemAvailable":
            return int(said.split()[0]) * 1024
    return 0


def _clear_what_the_killed_left() -> None:
    for each in MEMORY.glob(f"{PREFIX}*"):
        owner = each.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(each, ignore_errors=True)
