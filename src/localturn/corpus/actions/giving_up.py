"""What waits and no task works on any more: one that raised too often, or ended its workers."""

from django.db import transaction

from localturn.corpus.actions.arrivals import receive_arrived
from localturn.corpus.actions.incoming_steps import remove_left_by, remove_what_nobody_takes
from localturn.corpus.actions.rounds import work_out_agreement
from localturn.corpus.actions.transfers import (
    GIVEN_UP,
    UNDER_WAY,
    finish_in,
    look_at,
    make_out,
    mark_refused,
)
from localturn.corpus.models import Agreement, Transfer
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
