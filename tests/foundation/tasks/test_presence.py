"""Locks that tell who serves, works and restores."""

import os
import signal
from pathlib import Path

import pytest

from localturn.foundation.tasks.presence import (
    BEING_RESTORED,
    BEING_SERVED,
    Unlocked,
    serving,
    unserved,
)
from localturn.foundation.tasks.worker import SIGNALS, Leaving

pytestmark = pytest.mark.once


def test_many_serve_at_once_and_who_restores_is_alone(tmp_path: Path) -> None:
    one, other = serving(tmp_path), serving(tmp_path)
    with one, other, pytest.raises(Unlocked, match=BEING_SERVED), unserved(tmp_path):
        pass
    with unserved(tmp_path):
        for lock, sentence in ((serving, BEING_RESTORED), (unserved, BEING_SERVED)):
            with pytest.raises(Unlocked, match=sentence), lock(tmp_path):
                pass
    with serving(tmp_path):
        pass


def test_a_lock_file_that_is_only_to_be_read_locks_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another account's is."""
    asked, opened = list[int](), os.open

    def refusing(path: Path, flags: int, mode: int) -> int:
        asked.append(flags & os.O_ACCMODE)
        if flags & os.O_ACCMODE != os.O_RDONLY:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, mode)

    with serving(tmp_path):
        pass
    monkeypatch.setattr(os, "open", refusing)

    with serving(tmp_path), pytest.raises(Unlocked, match=BEING_SERVED), unserved(tmp_path):
        pass

    assert asked == [os.O_RDWR, os.O_RDONLY] * 2


def test_where_no_lock_can_be_had_a_sentence_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "workers"
    folder.touch()

    with pytest.raises(Unlocked) as told, serving(folder):
        pass

    assert str(told.value) == (
        f"No lock can be had at {folder}: File exists. It has to be open to the account that runs "
        "Local Turn."
    )


def test_a_signal_that_comes_to_another_thread_waits_for_the_process_that_follows() -> None:
    leaving, before = Leaving(), signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        assert leaving.make_way()

        leaving.by_signal(signal.SIGTERM, None)

        assert not leaving.asked.is_set()
        assert signal.sigpending() == {signal.SIGTERM}
        assert signal.sigwait(SIGNALS) == signal.SIGTERM
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_who_was_asked_to_leave_makes_way_for_nobody() -> None:
    leaving = Leaving()
    leaving.asked.set()

    assert not leaving.make_way()
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ()) & set(SIGNALS)
