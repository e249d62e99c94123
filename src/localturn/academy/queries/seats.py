"""How full a run is."""

from datetime import datetime

from django.db.models import QuerySet

from localturn.academy.models import Invitation, Run
from localturn.foundation.seats import Capacity, Taken


def capacity_of(run: Run) -> Capacity:
    return Capacity(run.capacity)


def standing_invitations(run: Run, *, now: datetime) -> QuerySet[Invitation]:
    """Invitations that keep a place: neither accepted nor withdrawn nor run out."""
    return run.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


def taken_in(run: Run, *, now: datetime) -> Taken:
    """Seats taken and places kept; 2 statements."""
    return Taken(
        seated=run.enrolments.filter(withdrawn_at=None).count(),
        kept=standing_invitations(run, now=now).count(),
    )
