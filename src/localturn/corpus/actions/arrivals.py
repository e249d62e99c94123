"""Large files that came in pieces: taken over once, put together by a task, since no request may be
long; what cannot be taken is told to who sent it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.corpus.actions import imports, transfers
from localturn.corpus.actions.documents import require_work
from localturn.corpus.models import ImportBatch, Member, Transfer
from localturn.corpus.queries.arrivals import DOCUMENT, PROJECT
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.arriving import put_together, settle
from localturn.foundation.files.models import Arrival
from localturn.foundation.languages import N_
from localturn.foundation.refusals import NotFound, NotNow, Refusal
from localturn.foundation.tasks import task


@transaction.atomic
def take_document(batch: ImportBatch, token: str, *, by: Member, now: datetime) -> Arrival:
    """Add a file that is there as a whole to its batch; asked again, it is done once, and the
    answer tells how far that is."""
    arrival = held(f"{DOCUMENT}/{batch.pk}", token, by=by, now=now)
    if arrival.taken_at is not None:
        return arrival
    imports.require_open(batch, by=by)
    mark_taken(arrival, now)
    add_arrived.enqueue(arrival.pk, batch.pk, by.pk)
    return arrival


@task(tries=3)
def add_arrived(pk: int, batch: int, by: int) -> None:
    """Run twice, the file is among the others once."""
    arrival = waiting(pk)
    if arrival is None:
        return
    with translation.override(arrival.owner.language):
        try:
            _add(arrival, batch, Member.objects.select_related("project").get(pk=by))
        except Refusal as refused:
            sentence = refused.sentence or _("You may not do this.")
            settle(arrival, {"refused": sentence}, now=moments.now())


def _add(arrival: Arrival, batch: int, by: Member) -> None:
    with together(arrival) as content:
        written = files.write(content)
    with transaction.atomic():
        found = ImportBatch.objects.select_related("project").filter(pk=batch).first()
        if found is None:
            raise NotFound(_("What this file belongs to is gone."))
        imports.add_written(found, arrival.name, written, by=by, now=moments.now())
        settle(arrival, {}, now=moments.now())


@transaction.atomic
def take_project(token: str, *, by: Member, now: datetime) -> Transfer:
    """Have another program's file that is there as a whole looked at; asked again, it is the
    same."""
    require_work(by)
    arrival = held(f"{PROJECT}/{by.project.slug}", token, by=by, now=now)
    if arrival.taken_at is not None:
        earlier = Transfer.objects.filter(pk=(arrival.outcome or {}).get("transfer", 0), by=by)
        if (known := earlier.first()) is None:
            raise NotFound
        return known
    transfer = transfers.expect(arrival.name, by=by, now=now)
    arrival.outcome = {"transfer": transfer.pk}
    mark_taken(arrival, now)
    receive_arrived.enqueue(arrival.pk, transfer.pk)
    return transfer


@task(tries=3)
def receive_arrived(pk: int, transfer: int) -> None:
    """Put the content beside what waits for it; run twice, once."""
    waiting = Transfer.objects.select_related("by__person").filter(pk=transfer).first()
    arrival = Arrival.objects.select_related("owner").filter(pk=pk).first()
    if waiting is None or transfers.has_content(waiting):
        return
    if arrival is None:
        transfers.refuse(waiting, N_("The content of this file is no longer here."))
        return
    try:
        with together(arrival) as content:
            written = files.write(content)
    except Refusal:
        transfers.refuse(waiting, N_("The content of this file is no longer here."))
        return
    with transaction.atomic():
        transfers.put_beside(waiting, written, now=moments.now())
        settle(arrival, {"transfer": transfer}, now=moments.now())


def held(purpose: str, token: str, *, by: Member, now: datetime) -> Arrival:
    """One's own file for this purpose, held until this is through."""
    own = Arrival.objects.select_for_update().filter(owner=by.person_id, expires_at__gt=now)
    arrival = own.filter(token=token, purpose=purpose).first()
    if arrival is None:
        raise NotFound(_("This file has not arrived. Choose it again."))
    if not arrival.is_whole:
        raise NotNow(_("This file has not arrived as a whole yet."))
    return arrival


def mark_taken(arrival: Arrival, now: datetime) -> None:
    arrival.taken_at = now
    arrival.save(update_fields=["taken_at", "outcome"])


def waiting(pk: int) -> Arrival | None:
    return Arrival.objects.select_related("owner").filter(pk=pk, outcome__isnull=True).first()


@contextmanager
def together(arrival: Arrival) -> Iterator["File[bytes]"]:
    with put_together(arrival) as whole:
        content = File(whole, name=arrival.name)
        content.size = arrival.size
        yield content
