"""Keeping a file, and letting it go."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction

from localturn.foundation.files.checking import check
from localturn.foundation.files.models import FOLDER, StoredFile, place_of
from localturn.foundation.files.uploading import Upload
from localturn.foundation.tasks import task

A_DAY = timedelta(days=1)


@transaction.atomic
def store(
    upload: Upload,
    *,
    owner: models.Model | None,
    subject: str,
    now: datetime,
    with_media: bool = False,
) -> StoredFile:
    """Keep an upload for a subject of a room; raises Invalid if it cannot be taken.

    The content is written first. If the row is not committed, what was written is taken away by
    `clear_away` a day later.
    """
    checked = check(upload, with_media=with_media)
    file = StoredFile(
        token=secrets.token_urlsafe(24),
        name=checked.name,
        media_type=checked.media_type,
        size=checked.size,
        sha256=sha256_of(upload),
        owner_id=owner.pk if owner else None,
        subject=subject,
        stored_at=now,
    )
    default_storage.save(file.place, upload)
    _make_lasting(file.place)
    file.save(force_insert=True)
    return file


@transaction.atomic
def store_made(
    content: "File[bytes]",
    *,
    name: str,
    media_type: str,
    owner: models.Model | None,
    subject: str,
    now: datetime,
) -> StoredFile:
    """Keep a file that the house itself has made, such as the copy of a person's data."""
    return name_written(
        write(content), name=name, media_type=media_type, owner=owner, subject=subject, now=now
    )


@dataclass(frozen=True)
class Written:
    """Content that lies in the storage; until it is named, `clear_away` may take it."""

    token: str
    size: int
    sha256: str


def write(content: "File[bytes]") -> Written:
    """Put content into the storage. For a large one before the transaction begins that names it:
    nobody else can write while it lasts."""
    written = Written(secrets.token_urlsafe(24), content.size, sha256_of(content))
    place = place_of(written.token)
    default_storage.save(place, content)
    _make_lasting(place)
    return written


def discard_written(written: Written) -> None:
    """Let content go that will not be named."""
    _discard(place_of(written.token))


def name_written(
    written: Written,
    *,
    name: str,
    media_type: str,
    owner: models.Model | None,
    subject: str,
    now: datetime,
) -> StoredFile:
    """The row of content that has been written."""
    return StoredFile.objects.create(
        token=written.token,
        name=name,
        media_type=media_type,
        size=written.size,
        sha256=written.sha256,
        owner_id=owner.pk if owner else None,
        subject=subject,
        stored_at=now,
    )


def delete(file: StoredFile) -> None:
    """Forget a file; its content goes when that is committed."""
    place = file.place
    file.delete()
    transaction.on_commit(partial(_discard, place))


def delete_of(subject: str) -> int:
    """Forget all files of a subject; gives how many they were."""
    files = list(StoredFile.objects.filter(subject=subject))
    for file in files:
        delete(file)
    return len(files)


@task()
def clear_away() -> None:
    """Take content away that no row names: of uploads and deletions that were cut short."""
    clear_away_orphans()


def clear_away_orphans() -> int:
    """The same at once; gives how many were taken away.

    What was written within the last day may belong to a transaction that is still open. The
    storage has its own clock, which no demonstration puts on.
    """
    taken = 0
    for place in _places():
        token = place.rsplit("/", 1)[-1]
        if datetime.now(UTC) - default_storage.get_modified_time(place) < A_DAY:
            continue
        if not StoredFile.objects.filter(token=token).exists():
            _discard(place)
            taken += 1
    return taken


def _places() -> Iterator[str]:
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            yield f"{FOLDER}/{folder}/{name}"


def _discard(place: str) -> None:
    default_storage.delete(place)


def sha256_of(upload: "Upload | File[bytes]") -> str:
    """Of the whole content, read in pieces."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _make_lasting(place: str) -> None:
    """Have the disk write it, where the storage is a folder: its row will say that it is there."""
    try:
        path = Path(default_storage.path(place))
    except NotImplementedError:
        return
    for each in (path, path.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
