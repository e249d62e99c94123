"""Files that people uploaded: the rooms decide which of them stay when their owner leaves."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage

from localturn.foundation import personal_data
from localturn.foundation.files import actions, arriving
from localturn.foundation.files.models import Arrival, StoredFile
from localturn.foundation.languages import N_
from localturn.foundation.personal_data import File, OnErasure, Section, Table, Wishes

TABLES = [
    Table(
        "files.StoredFile",
        N_("Files that you uploaded"),
        persons=("owner",),
        impersonal=("name",),
        secret=("token",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "files.Arrival",
        N_("Large files of yours that are on their way"),
        persons=("owner",),
        impersonal=("name",),
        secret=("token",),
    ),
]


def export(person: Any) -> Iterator[Section | File]:
    """The list of a person's files, and the files."""
    yield from personal_data.export_tables(person, TABLES)
    for file in StoredFile.objects.filter(owner=person).exclude(subject__startswith="people/copy/"):
        yield File(f"files/{file.pk}-{file.name}", partial(default_storage.open, file.place))


def erase(person: Any, *, wishes: Wishes, now: datetime) -> None:
    """Delete what is still the person's: a room that keeps a file has taken the owner off it."""
    for file in StoredFile.objects.filter(owner=person):
        actions.delete(file)
    for arrival in Arrival.objects.filter(owner=person):
        arriving.give_up(arrival)
