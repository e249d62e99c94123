"""Keys that lie apart: whole, or not there."""

import errno
import os
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE
from threading import Barrier

import pytest
from django.conf import LazySettings

from localturn.foundation import sealing

pytestmark = pytest.mark.once


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.KEYS = tmp_path / "keys"
    return tmp_path / "keys"


@contextmanager
def nothing_can_be_written() -> Iterator[None]:
    """To no file, as on a full disk; one without content can still be made."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def test_what_is_sealed_is_opened_with_its_own_key_alone(folder: Path) -> None:
    sealed = sealing.seal("one", b"words", make=True)
    sealing.seal("other", b"", make=True)

    assert sealing.opened("one", sealed) == b"words"
    with pytest.raises(sealing.Unopened):
        sealing.opened("other", sealed)
    assert [S_IMODE(each.stat().st_mode) for each in sorted(folder.iterdir())] == [0o600, 0o600]


def test_a_key_that_could_not_be_written_is_made_the_next_time(folder: Path) -> None:
    with nothing_can_be_written(), pytest.raises(sealing.Unopened):
        sealing.seal("one", b"words", make=True)
    left = list(folder.iterdir())

    sealed = sealing.seal("one", b"words", make=True)

    assert left == []
    assert sealing.opened("one", sealed) == b"words"


def test_where_files_cannot_be_linked_a_key_is_made_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlinked(*_paths: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", unlinked)  # as on FAT, and on some shared folders

    sealed = sealing.seal("one", b"words", make=True)

    assert sealing.opened("one", sealed) == b"words"
    assert [each.name for each in folder.iterdir()] == ["one.key"]


def test_who_is_first_to_seal_makes_the_key_for_all(folder: Path) -> None:
    together = Barrier(8)

    def seal(_who: int) -> bytes:
        together.wait()
        return sealing.seal("one", b"words", make=True)

    for _round in range(20):
        with ThreadPoolExecutor(8) as pool:
            sealed = list(pool.map(seal, range(8)))
        assert {sealing.opened("one", each) for each in sealed} == {b"words"}
        sealing.place_of("one").unlink()


def test_where_no_key_can_be_made_nothing_is_sealed(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    for settings.KEYS in (tmp_path / "no-folder", tmp_path / "no-folder" / "keys"):
        with pytest.raises(sealing.Unopened):
            sealing.seal("one", b"words", make=True)
