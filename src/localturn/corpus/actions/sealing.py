"""Names under a project's own key, which lies in a folder of its own: in no database, no backup and
no export (decision 0026)."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from localturn.corpus.models import Project, Pseudonym
from localturn.foundation.refusals import NotNow


def place_of(project: Project) -> Path:
    """Where the key of a project lies, if it has one; by its number and when it was begun, so that
    no later project takes it for its own."""
    folder: Path = settings.KEYS
    return folder / f"corpus-{project.pk}-{project.begun_at:%Y%m%d%H%M%S}.key"


def has_key(project: Project) -> bool:
    return place_of(project).exists()


def seal(project: Project, says: Sequence[str]) -> bytes:
    """A name and its forms, for nobody to read without the key; makes the key if there is none and
    none is missed."""
    return _fernet(project, make=not Pseudonym.objects.filter(project=project).exists()).encrypt(
        json.dumps(list(says), ensure_ascii=False).encode()
    )


def opened(project: Project, sealed: bytes | memoryview) -> tuple[str, ...]:
    """Raises NotNow without the key, or with another one."""
    try:
        says = json.loads(_fernet(project, make=False).decrypt(bytes(sealed)))
    except InvalidToken:
        raise NotNow(_without_key()) from None
    return tuple(str(each) for each in says)


def _fernet(project: Project, *, make: bool) -> Fernet:
    place = place_of(project)
    if make and not place.exists():
        _make(place)
    try:
        return Fernet(place.read_bytes().strip())
    except (OSError, ValueError):
        raise NotNow(_without_key()) from None


def _make(place: Path) -> None:
    """For this account of the machine alone; whoever is first makes it."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _without_key() -> str:
    return _(
        "The key of this project’s pseudonyms is not on this machine. Ask who runs the installation"
        " to put it back."
    )
