"""Who was erased, noted outside the database, so that an older backup does not bring them back.

One file a record in `LOCALTURN_HOME/erasures`, named by the record's random key: when it was
erased, and what the person chose. Nothing in it tells who it was; it may be kept for ever.

The key and not the number of the record: after a restore numbers are given again, keys never.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from localturn.foundation.personal_data import Wishes


class Unreadable(Exception):
    """A file among the notes that says of nobody that they were erased; the sentence names it."""


@dataclass(frozen=True)
class Noted:
    """The erasure of one record."""

    key: str
    at: datetime
    wishes: Wishes


def note(key: str, *, wishes: Wishes, at: datetime) -> None:
    """Note an erasure; to be called when it is committed."""
    folder = _folder()
    noted = {"at": at.isoformat(), "wishes": asdict(wishes)}
    write_whole(folder / f"{key}.json", json.dumps(noted))


def is_noted(key: str) -> bool:
    """Whether there is a note of this record that can be read."""
    try:
        _read(_folder() / f"{key}.json")
    except Unreadable:
        return False
    return True


def noted() -> list[Noted]:
    """Every note, the earliest first; raises Unreadable."""
    return sorted(map(_read, _folder().glob("*.json")), key=lambda each: each.at)


def _read(path: Path) -> Noted:
    try:
        said = json.loads(path.read_text("utf-8"))
        at = datetime.fromisoformat(said["at"])
        wishes = Wishes(**said["wishes"])
        if at.tzinfo is None or not all(type(wish) is bool for wish in asdict(wishes).values()):
            raise ValueError("a time without a zone, or a wish that is neither yes nor no")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Unreadable(f"{path} cannot be read as a note of an erasure ({error!r}).") from error
    return Noted(path.stem, at, wishes)


def _folder() -> Path:
    folder: Path = settings.HOME / "erasures"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_whole(path: Path, text: str) -> None:
    """Whole or not at all, and there after a loss of power."""
    half = path.with_name(f".{path.name}.{uuid4().hex}.half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
