"""The copy of everything held about a person: asked for, made by a task, gone after a week."""

import json
import tempfile
import zipfile
from datetime import datetime, timedelta
from typing import IO

from django.core.files.base import File as Content
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.languages import N_
from localturn.foundation.people import letters
from localturn.foundation.people.models import DataCopy, Person
from localturn.foundation.people.notice import COPY_DAYS
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import Section
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tasks import task


@transaction.atomic
def ask_for_copy(person: Person, *, by: Person, now: datetime) -> DataCopy:
    """Have a copy made; one at a time."""
    require(by == person and person.is_active)
    if DataCopy.objects.filter(person=person, ready_at=None).exists():
        raise NotNow(_("Your copy is being made. You will get a letter when it is ready."))
    copy = DataCopy.objects.create(
        person=person, asked_at=now, expires_at=now + timedelta(days=COPY_DAYS)
    )
    make_copy.enqueue(copy.pk)
    return copy


@task()
def make_copy(copy_id: int) -> None:
    """Write the copy and tell the person; run twice, it is made once."""
    copy = DataCopy.objects.select_related("person").filter(pk=copy_id, ready_at=None).first()
    if copy is None:
        return
    with tempfile.TemporaryFile() as archive:
        write_copy(copy.person, archive)
        archive.seek(0)
        with transaction.atomic():
            now = moments.now()
            files.store_made(
                Content(archive),
                name="local-turn.zip",
                media_type="application/zip",
                owner=copy.person,
                subject=copy.subject,
                now=now,
            )
            copy.ready_at, copy.expires_at = now, now + timedelta(days=COPY_DAYS)
            copy.save(update_fields=["ready_at", "expires_at"])
            letters.send("people/copy_ready", to=copy.person.email, context={})


def write_copy(person: Person, archive: IO[bytes]) -> None:
    """Write everything held about a person as a ZIP of JSON and files."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        with translation.override(person.language):
            packed.writestr("README.txt", gettext(_README))
        for part in copy_of(person):
            if isinstance(part, Section):
                text = json.dumps(part.rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
                packed.writestr(f"{part.name}.json", text)
            else:
                with part.open() as source, packed.open(part.name, "w") as target:
                    while chunk := source.read(64 * 1024):
                        target.write(chunk)


_README = N_(
    "Everything that Local Turn holds about you, as tables in JSON (UTF-8) and as the files that "
    "you uploaded. Times are in UTC."
)


@task()
def remove_expired_copies() -> None:
    """Retention: copies go after a week."""
    for copy in DataCopy.objects.filter(expires_at__lte=moments.now()):
        with transaction.atomic():
            files.delete_of(copy.subject)
            copy.delete()
