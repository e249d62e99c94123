"""Who left a list and who is never to be written to, noted outside the database, so that an older
backup does not bring them back (decision 9).

One empty file each in `LOCALTURN_HOME/leavings`: "left-" with the random key of a subscription,
"never-" with the keyed digest of an address. Neither can be read as anybody's name or address.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from localturn.agenda.domain.mailing import Standing, Why
from localturn.agenda.models import Subscriber, Suppression
from localturn.foundation.people.ledger import write_whole
from localturn.foundation.tasks import task

_LEFT, _NEVER = "left-", "never-"
AT_ONCE = 500


def note_left(key: str) -> None:
    """To be noted once the transaction is committed; what fails is noted by `note_leavings`."""
    _note_afterwards(f"{_LEFT}{key}")


def note_never(digest: str) -> None:
    _note_afterwards(f"{_NEVER}{digest}")


def take_off(digest: str) -> None:
    """Its owner wants to be written to again."""

    def remove() -> None:
        (_folder() / f"{_NEVER}{digest}").unlink(missing_ok=True)

    transaction.on_commit(remove, robust=True)


@task()
def note_leavings() -> None:
    """Note what was not noted at once, because a process died or a disk was full."""
    there = {path.name for path in _folder().iterdir()}
    left = Subscriber.objects.filter(standing=Standing.LEFT.value)
    names = {f"{_LEFT}{key}" for key in left.values_list("key", flat=True)}
    digests = Suppression.objects.order_by().values_list("digest", flat=True)
    for name in sorted((names | {f"{_NEVER}{digest}" for digest in digests}) - there):
        _note(name)


@transaction.atomic
def leave_again(*, now: datetime) -> int:
    """Let who left after a restored backup was made have left; gives how many that were."""
    names = [path.name for path in _folder().iterdir()]
    keys = [each.removeprefix(_LEFT) for each in names if each.startswith(_LEFT)]
    left = 0
    for begin in range(0, len(keys), AT_ONCE):
        back = Subscriber.objects.filter(key__in=keys[begin : begin + AT_ONCE])
        left += back.exclude(standing=Standing.LEFT.value).update(
            standing=Standing.LEFT.value, why=Why.READER.value, ended_at=now
        )
    digests = {each.removeprefix(_NEVER) for each in names if each.startswith(_NEVER)}
    Suppression.objects.bulk_create(
        (
            Suppression(digest=digest, why=Why.READER.value, since=now)
            for digest in sorted(digests)
            if len(digest) == 64
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    return left


def _note_afterwards(name: str) -> None:
    def note() -> None:  # not a partial, whose failure Django cannot name
        _note(name)

    transaction.on_commit(note, robust=True)


def _note(name: str) -> None:
    write_whole(_folder() / name, "")


def _folder() -> Path:
    folder: Path = settings.HOME / "leavings"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
