"""The recording that a transcript was written from: kept beside it, heard by who may read it."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.corpus.actions.arrivals import held, mark_taken, together, waiting
from localturn.corpus.actions.documents import require_work
from localturn.corpus.models import Member, ProjectDocument
from localturn.corpus.queries.recordings import MOST, RECORDING, recording_of, subject_of
from localturn.corpus.standards.sounds import HEAD, kind_of
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.arriving import settle
from localturn.foundation.files.models import Arrival
from localturn.foundation.files.names import cleaned
from localturn.foundation.refusals import Invalid, NotFound, Refusal
from localturn.foundation.tasks import task


@transaction.atomic
def keep(document: ProjectDocument, content: "File[bytes]", *, by: Member, now: datetime) -> None:
    """In the place of an earlier one."""
    require_work(by, document)
    if not content.size:
        raise Invalid(_("This file is empty."))
    if content.size > MOST:
        raise Invalid(_("This file is larger than %(most)s MiB.") % {"most": MOST // 1024 // 1024})
    content.seek(0)
    kind = kind_of(content.read(HEAD))
    content.seek(0)
    if kind is None:
        raise Invalid(
            _("This is not a recording that browsers play. Use MP3, M4A, OGG, WAV, FLAC or WebM.")
        )
    media_type, ending = kind
    stem, _ending = cleaned(content.name or "")
    earlier = recording_of(document)
    if earlier is not None:
        files.delete(earlier)
    files.store_made(
        content,
        name=f"{stem[:180] or 'recording'}.{ending}",
        media_type=media_type,
        owner=None,
        subject=subject_of(document),
        now=now,
    )


@transaction.atomic
def remove(document: ProjectDocument, *, by: Member) -> None:
    """It is gone for good; the transcript stays."""
    require_work(by, document)
    let_go(document)


def let_go(document: ProjectDocument) -> None:
    files.delete_of(subject_of(document))


@transaction.atomic
def take_arrived(document: ProjectDocument, token: str, *, by: Member, now: datetime) -> Arrival:
    """Keep a recording that came in pieces; asked again, it is done once, and the answer tells how
    far that is."""
    arrival = held(f"{RECORDING}/{document.pk}", token, by=by, now=now)
    if arrival.taken_at is not None:
        return arrival
    require_work(by, document)
    mark_taken(arrival, now)
    keep_arrived.enqueue(arrival.pk, document.pk, by.pk)
    return arrival


@task(tries=3)
def keep_arrived(pk: int, document: int, by: int) -> None:
    """Run twice, the second has nothing to do."""
    arrival = waiting(pk)
    if arrival is None:
        return
    now = moments.now()
    with translation.override(arrival.owner.language):
        try:
            found = ProjectDocument.objects.filter(pk=document, removed_at=None).first()
            if found is None:
                raise NotFound(_("What this file belongs to is gone."))
            member = Member.objects.select_related("project").get(pk=by)
            with together(arrival) as content, transaction.atomic():
                keep(found, content, by=member, now=now)
                settle(arrival, {}, now=now)
        except Refusal as refused:
            sentence = refused.sentence or _("You may not do this.")
            settle(arrival, {"refused": sentence}, now=now)
