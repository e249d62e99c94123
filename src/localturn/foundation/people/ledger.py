"""Who was erased, noted outside the database, so that an older backup does not bring them back.

One file an erasure in `LOCALTURN_HOME/erasures`: of which installation, the numbers of the records,
when, and what the person chose. Nothing in it tells who it was; it may be kept for ever.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from localturn.foundation.personal_data import Wishes


@dataclass(frozen=True)
class Noted:
    """One erasure: of a record and of those that were merged into it."""

    installation: str
    records: tuple[int, ...]
    at: datetime
    wishes: Wishes


def note(records: list[int], *, wishes: Wishes, at: datetime) -> None:
    """Note an erasure; to be called when it is committed."""
    noted = {
        "installation": installation(),
        "records": records,
        "at": at.isoformat(),
        "wishes": asdict(wishes),
    }
    _write(_folder() / f"{uuid4().hex}.json", json.dumps(noted))


def noted(of: str, *, since: datetime) -> Iterator[Noted]:
    """What was noted of an installation from a moment on, the earliest first."""
    found = []
    for path in _folder().glob("*.json"):
        said = json.loads(path.read_text("utf-8"))
        at = datetime.fromisoformat(said["at"])
        if said["installation"] == of and at >= since:
            found.append(Noted(of, tuple(said["records"]), at, Wishes(**said["wishes"])))
    yield from sorted(found, key=lambda each: each.at)


def installation() -> str:
    """What tells this installation, whose records have these numbers, from all others."""
    path = _folder() / "installation"
    if not path.exists():
        _write(path, uuid4().hex)
    return path.read_text("ascii")


def become(installation: str) -> None:
    """Go on as the installation whose backup was restored here."""
    _write(_folder() / "installation", installation)


def _folder() -> Path:
    folder: Path = settings.HOME / "erasures"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and there after a loss of power."""
    half = path.with_name(f".{path.name}.{uuid4().hex}.half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
