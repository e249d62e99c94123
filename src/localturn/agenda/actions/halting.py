"""Handing over nothing more of an issue for now: by an editor, or where nothing gets through."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from localturn.agenda.domain.returned import status_in
from localturn.agenda.models import Delivery, Issue, Stage, State
from localturn.foundation.people.models import Person
from localturn.foundation.trail.actions import record

log = logging.getLogger(__name__)

MOST_REFUSED = 20
"""So many letters that are refused in turn, and the sending is at fault rather than the readers."""


@transaction.atomic
def stop(issue: Issue, *, by: Person | None, now: datetime) -> bool:
    """Halt what is being sent; False where it is not."""
    if not Issue.objects.filter(pk=issue.pk, stage=Stage.SENDING).update(stage=Stage.HALTED):
        return False
    claimed = Delivery.objects.filter(issue=issue, state=State.QUEUED, claimed_by__gt="")
    claimed.update(claimed_by="", attempts=F("attempts") - 1)
    record(what="agenda.issue.halted", by=by, subject=f"agenda/issue/{issue.pk}", now=now)
    return True


def stop_refused(issue: Issue, said: str, *, now: datetime) -> None:
    """Halt by itself, and tell who keeps the installation why: by the status alone, for what the
    server said repeats the reader's address."""
    if stop(issue, by=None, now=now):
        log.error(
            "Issue %s is halted: %s letters in turn were refused, the last with: %s",
            issue.pk,
            MOST_REFUSED,
            status_in(said) or "no status",
        )
