"""A batch of documents in which something failed, tried once more."""

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.corpus.actions.faults import STOPPED
from localturn.corpus.actions.fetching import fetch_batch
from localturn.corpus.actions.imports import (
    UNREAD,
    State,
    read_batch,
    require_own,
    take_batch,
)
from localturn.corpus.models import ImportBatch, ImportItem, Member
from localturn.foundation.refusals import NotNow
from localturn.foundation.tasks.actions import ask_once
from localturn.foundation.tasks.queries import asked_of


def left_behind(batch: ImportBatch) -> list[ImportItem]:
    """Those of which nobody knows yet whether they can be read."""
    refused = batch.items.filter(state=State.REFUSED).order_by("pk")
    return [each for each in refused if STOPPED in each.sentences]


def is_stuck(batch: ImportBatch) -> bool:
    """Whether what was read is only in part in the project, and no task goes on with it."""
    waits = batch.taken_at is not None and batch.done_at is None
    return waits and batch.pk not in asked_of(take_batch)


@transaction.atomic
def try_again(batch: ImportBatch, *, by: Member) -> None:
    """Read what failed, or go on putting into the project what was read; asked twice, it is done
    once."""
    require_own(batch, by)
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.taken_at is not None and held.done_at is None:
        if is_stuck(held):
            ask_once(take_batch, held.pk)
        return
    again = left_behind(held) if held.taken_at is None else []
    if not again:
        if held.items.filter(state__in=UNREAD).exists():
            return
        raise NotNow(_("Nothing here has to be tried again."))
    rows = ImportItem.objects.filter(pk__in=[each.pk for each in again], state=State.REFUSED)
    rows.update(state=State.WAITING, sentences=[])
    if any(each.address for each in again):
        ask_once(fetch_batch, held.pk)
    if any(each.file_id for each in again):
        ask_once(read_batch, held.pk)
