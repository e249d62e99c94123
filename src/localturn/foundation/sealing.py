"""What nobody may read who has the database, a backup or an export: sealed under keys that lie in a
folder of their own (decision 0026)."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unopened(Exception):
    """The key is not on this machine, or it is another one."""


def place_of(key: str) -> Path:
    """Where the key of this name lies, if it is there."""
    folder: Path = settings.KEYS
    return folder / f"{key}.key"


def seal(key: str, says: bytes, *, make: bool) -> bytes:
    """For nobody to read without the key, which is made if it is to be and there is none.

    Raises Unopened.
    """
    place = place_of(key)
    try:
        if make and not place.exists():
            _make(place)
    except OSError:
        raise Unopened from None
    return _fernet(place).encrypt(says)


def opened(key: str, sealed: bytes | memoryview) -> bytes:
    """Raises Unopened."""
    try:
        return _fernet(place_of(key)).decrypt(bytes(sealed))
    except InvalidToken:
        raise Unopened from None


def _fernet(place: Path) -> Fernet:
    try:
        return Fernet(place.read_bytes().strip())
    except (OSError, ValueError):
        raise Unopened from None


def _make(place: Path) -> None:
    """For this account of the machine alone; whoever is first makes it. A key that is there is
    whole, whatever ended who was writing it. Raises OSError."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Fernet.generate_key() + b"\n"
    with NamedTemporaryFile(dir=place.parent, prefix=".made-") as file:
        _write(file.fileno(), key)
        try:
            os.link(file.name, place)
        except FileExistsError:
            return
        except OSError:  # a file system without links: what is written there may be half a key
            with suppress(FileExistsError):
                alone = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                try:
                    _write(alone, key)
                finally:
                    os.close(alone)
    with suppress(OSError):  # not every one has folders that can be synced
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write(file: int, key: bytes) -> None:
    os.write(file, key)
    os.fsync(file)
