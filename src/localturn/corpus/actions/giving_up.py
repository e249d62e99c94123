"""What waits and no task works on any more: one that raised too often, or ended its workers."""

from django.db import transaction

from localturn.corpus.actions.arrivals import receive_arrived
from localturn.corpus.actions.faults import give_up
from localturn.corpus.actions.fetching import fetch_batch
from localturn.corpus.actions.imports import UNREAD, read_batch
from localturn.corpus.actions.incoming_steps import remove_left_by, remove_what_nobody_takes
from localturn.corpus.actions.rounds import work_out_agreement
from localturn.corpus.actions.seeing import see_item
from localturn.corpus.actions.transfers import (
    GIVEN_UP,
    UNDER_WAY,
    finish_in,
    look_at,
    make_out,
    mark_refused,
)
from localturn.corpus.models import Agreement, ImportItem, Transfer
from localturn.foundation.tasks import task
from localturn.foundation.tasks.queries import asked_of


@task()
def give_up_transfers() -> None:
    """Files on their way are refused in words; and what those that are gone have left is
    removed."""
    for transfer in Transfer.objects.filter(state__in=UNDER_WAY):
        if _give_up(transfer):
            remove_left_by(transfer.pk)
    remove_what_nobody_takes()


@task()
def give_up_imports() -> None:
    """Documents that were brought in, and that nothing will read any more, are said to be so;
    whoever brought them in can have it tried again."""
    # in this order: whatever has been asked for since is not among the rows
    waiting = list(ImportItem.objects.filter(state__in=UNREAD).values_list("pk", "batch_id"))
    asked, seen = asked_of(fetch_batch, read_batch), asked_of(see_item)
    give_up(pk for pk, batch in waiting if batch not in asked and pk not in seen)


@task()
def work_out_again() -> None:
    """Agreement of rounds is asked for once more: their pages wait for it."""
    asked = asked_of(work_out_agreement)
    waiting = Agreement.objects.filter(worked_out_at=None).values_list("round", flat=True)
    for round_ in waiting:
        if round_ not in asked:
            work_out_agreement.enqueue(round_)


@transaction.atomic
def _give_up(transfer: Transfer) -> bool:
    held = Transfer.objects.select_for_update().filter(pk=transfer.pk, state__in=UNDER_WAY)
    if held.first() is None:
        return False
    if transfer.pk in asked_of(look_at, finish_in, make_out, receive_arrived):
        return False
    mark_refused(transfer, GIVEN_UP)
    return True
