"""Where the test command lets tests write."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from workshop import memory

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _everything_else_goes_on_writing_where_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", tempfile.gettempdir())


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(memory, "MEMORY", tmp_path)
    monkeypatch.setattr(memory, "ENOUGH", 1)
    return tmp_path


def test_what_is_written_within_is_written_there_by_every_process_and_gone_afterwards(
    room: Path,
) -> None:
    before = tempfile.gettempdir()
    with memory.written_here():
        here = Path(tempfile.mkdtemp())
        asked = [sys.executable, "-c", "import tempfile; print(tempfile.mkdtemp())"]
        there = Path(subprocess.check_output(asked, text=True).strip())
        assert [each.parent.parent for each in (here, there)] == [room, room]

    assert list(room.iterdir()) == []
    assert (tempfile.gettempdir(), os.environ["TMPDIR"]) == (before, before)


def test_where_there_is_too_little_nothing_changes(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "ENOUGH", 1024**6)
    before = tempfile.gettempdir()
    with memory.written_here():
        assert tempfile.gettempdir() == before


def test_a_container_that_has_less_than_its_machine_is_believed(
    room: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    container, before = tmp_path_factory.mktemp("cgroup"), tempfile.gettempdir()
    monkeypatch.setattr(memory, "CONTAINER", container)
    monkeypatch.setattr(memory, "ENOUGH", 1000)
    (container / "memory.max").write_text("4000\n")
    (container / "memory.current").write_text("3500\n")
    with memory.written_here():
        assert tempfile.gettempdir() == before
    (container / "memory.max").write_text("max\n")
    with memory.written_here():
        assert Path(tempfile.gettempdir()).parent == room


def test_what_a_killed_run_left_is_cleared_and_what_another_uses_is_not(room: Path) -> None:
    left, used = room / f"{memory.PREFIX}left", room / f"{memory.PREFIX}used"
    for each in (left, used):
        (each / "data").mkdir(parents=True)
        (each / memory.IN_USE).touch()
    holding = (
        "import fcntl, sys; lock = open(sys.argv[1]); fcntl.flock(lock, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(used / memory.IN_USE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with memory.written_here():
            pass
        assert [each.name for each in room.iterdir()] == [used.name]
        other.communicate()
