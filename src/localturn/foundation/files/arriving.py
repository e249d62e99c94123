"""Large files that come in pieces: begun, gone on with after the line has dropped, put together.

Each piece says where it begins. One that comes twice, or in the wrong place, is refused and has no
effect, so whoever sends asks how far it is and goes on from there.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from localturn.foundation import moments
from localturn.foundation.files.models import ARRIVING, Arrival
from localturn.foundation.files.names import cleaned
from localturn.foundation.files.uploading import MOST
from localturn.foundation.refusals import Invalid, NotFound, NotNow
from localturn.foundation.tasks import task

KEPT = timedelta(days=2)
"""How long a file may be on its way, counted anew from each piece, and its outcome be read."""

MOST_AT_ONCE = 4
"""Files of one person that are on their way or wait to be taken."""

QUOTA = 2 * 1024 * 1024 * 1024
"""Bytes that these may have together."""

SLICE = 256 * 1024
"""Bytes of a piece that are in memory at once."""

CHECKSUMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


class WrongPlace(NotNow):
    """A piece that does not begin where the last one ended."""


class WrongChecksum(Invalid):
    """A piece that is not what was sent."""


@transaction.atomic
def begin(
    owner: models.Model, *, purpose: str, name: str, size: int, most: int, now: datetime
) -> Arrival:
    """Announce a file; `most` is what its room takes. Raises Invalid and NotNow."""
    if not 0 < size <= most:
        raise Invalid(_("This file is empty, or larger than can be taken."))
    # one announcement at a time; letters may still be written to them meanwhile
    get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
    waiting = Arrival.objects.filter(owner_id=owner.pk, taken_at=None, expires_at__gt=now)
    together = waiting.aggregate(Sum("size"))["size__sum"] or 0
    if waiting.count() >= MOST_AT_ONCE or together + size > QUOTA:
        raise NotNow(
            _("Too much of yours is on its way already. Finish or stop one of them first.")
        )
    stem, extension = cleaned(name)
    return Arrival.objects.create(
        token=secrets.token_urlsafe(24),
        owner_id=owner.pk,
        purpose=purpose,
        name=f"{stem}.{extension}" if extension else stem,
        size=size,
        expires_at=now + KEPT,
    )


def arrival_of(token: str, owner: models.Model, *, now: datetime) -> Arrival:
    """One's own file on its way; raises NotFound for any other, and for one that has expired."""
    found = Arrival.objects.filter(token=token, owner_id=owner.pk, expires_at__gt=now).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def append(
    arrival: Arrival, piece: IO[bytes], *, offset: int, checksum: str, now: datetime
) -> Arrival:
    """Take the next piece, which can be read anywhere. `checksum` is as tus writes it
    ("sha256 …"), or ""."""
    held = Arrival.objects.select_for_update().filter(pk=arrival.pk).first()
    if held is None:
        raise NotFound(_("Sending this file was stopped. Choose it again to send it anew."))
    arrival = held
    if offset != arrival.received or arrival.taken_at is not None:
        raise WrongPlace(_("This piece is not the next one. Ask how much has arrived."))
    length = piece.seek(0, SEEK_END)
    if length > MOST or offset + length > arrival.size:
        raise Invalid(_("This piece is longer than what is left of the file."))
    if checksum and not _is_of(piece, checksum):
        raise WrongChecksum(_("This piece was damaged on its way. Send it again."))
    if length:
        place = arrival.piece(offset)
        default_storage.delete(place)  # of an attempt that was not committed
        default_storage.save(place, File(piece))
    arrival.received += length
    arrival.expires_at = now + KEPT
    arrival.save(update_fields=["received", "expires_at"])
    return arrival


def _is_of(piece: IO[bytes], checksum: str) -> bool:
    name, _space, said = checksum.partition(" ")
    if name not in CHECKSUMS:
        raise Invalid(_("This kind of checksum is not known here."))
    piece.seek(0)
    digest = CHECKSUMS[name]()
    while part := piece.read(SLICE):
        digest.update(part)
    try:
        return base64.b64decode(said, validate=True) == digest.digest()
    except ValueError:
        return False


@contextmanager
def put_together(arrival: Arrival) -> Iterator[IO[bytes]]:
    """The whole file, to be read anywhere in it."""
    with TemporaryFile() as whole:
        for place in _pieces(arrival.token):
            with default_storage.open(place) as piece:
                whole.writelines(piece.chunks())
        if whole.tell() != arrival.size:
            raise NotFound(_("The content of this file is no longer here."))
        whole.seek(0)
        yield whole


def settle(arrival: Arrival, outcome: Mapping[str, Any], *, now: datetime) -> None:
    """Say what became of a file; its pieces are needed no more."""
    rows = Arrival.objects.filter(pk=arrival.pk)  # none where it was given up meanwhile
    rows.update(taken_at=now, outcome=dict(outcome))
    transaction.on_commit(partial(discard, arrival.token))


def give_up(arrival: Arrival) -> None:
    """Forget a file and what has come of it."""
    token = arrival.token
    arrival.delete()
    transaction.on_commit(partial(discard, token))


def discard(token: str) -> None:
    """Let go of the pieces."""
    for place in _pieces(token):
        default_storage.delete(place)
    default_storage.delete(f"{ARRIVING}/{token}")


def _pieces(token: str) -> list[str]:
    folder = f"{ARRIVING}/{token}"
    if not default_storage.exists(folder):
        return []
    return [f"{folder}/{name}" for name in sorted(default_storage.listdir(folder)[1])]


@task()
def forget_expired_arrivals() -> None:
    """Let go of what nobody has gone on with, and of outcomes that were there to be read."""
    forget_expired()


def forget_expired() -> int:
    """The same at once; gives how many. Pieces that no row names are an erased person's."""
    gone = list(Arrival.objects.filter(expires_at__lte=moments.now()))
    for arrival in gone:
        give_up(arrival)
    if default_storage.exists(ARRIVING):
        # looked at first: one that begins in between is no leftover
        lying = set(default_storage.listdir(ARRIVING)[0])
        named = set(Arrival.objects.values_list("token", flat=True))
        for token in lying - named:
            discard(token)
    return len(gone)
