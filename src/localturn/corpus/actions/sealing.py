"""Names under a project's own key, which lies in a folder of its own: in no database, no backup and
no export (decision 0026)."""

import json
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from localturn.corpus.models import Project, Pseudonym
from localturn.foundation import sealing
from localturn.foundation.refusals import NotNow


def place_of(project: Project) -> Path:
    """Where the key of a project lies, if it has one."""
    return sealing.place_of(_key_of(project))


def has_key(project: Project) -> bool:
    return place_of(project).exists()


def seal(project: Project, says: Sequence[str]) -> bytes:
    """A name and its forms, for nobody to read without the key; makes the key if there is none and
    none is missed. Raises NotNow without it."""
    words = json.dumps(list(says), ensure_ascii=False).encode()
    is_first = not Pseudonym.objects.filter(project=project).exists()
    try:
        return sealing.seal(_key_of(project), words, make=is_first)
    except sealing.Unopened:
        raise NotNow(_not_made() if is_first else _without_key()) from None


def opened(project: Project, sealed: bytes | memoryview) -> tuple[str, ...]:
    """Raises NotNow without the key, or with another one."""
    try:
        says = json.loads(sealing.opened(_key_of(project), sealed))
    except sealing.Unopened:
        raise NotNow(_without_key()) from None
    return tuple(str(each) for each in says)


def _key_of(project: Project) -> str:
    """By its number and when it was begun, so that no later project takes it for its own."""
    return f"corpus-{project.pk}-{project.begun_at:%Y%m%d%H%M%S}"


def _without_key() -> str:
    return _(
        "The key of this project’s pseudonyms is not on this machine. Ask who runs the installation"
        " to put it back."
    )


def _not_made() -> str:
    return _("Nothing can be kept secret here at the moment. Tell who runs the installation.")
