"""How full a run is."""

from datetime import datetime

from django.db.models import Count, QuerySet

from localturn.academy.models import Enrolment, Invitation, Nomination, Run
from localturn.foundation.seats import Capacity, Division, Taken, Waiting


def capacity_of(run: Run) -> Capacity:
    return Capacity(run.capacity)


def standing_invitations(run: Run, *, now: datetime) -> QuerySet[Invitation]:
    """Invitations that keep a place: neither accepted nor withdrawn nor run out."""
    return run.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


def taken_in(run: Run, *, now: datetime) -> Taken:
    """Seats taken and places kept; 2 statements."""
    return Taken(
        seated=run.enrolments.filter(withdrawn_at=None, person__isnull=False).count(),
        kept=standing_invitations(run, now=now).count(),
    )


def division_of(run: Run, *, now: datetime) -> Division[int]:
    """A run's places by partner: what is set apart, and what is taken; 3 statements.

    A partner's are the seats of those it nominated and the places kept for them.
    """
    partners = dict(run.partners.values_list("organisation_id", "quota"))
    taken = dict.fromkeys(partners, 0)
    others = 0
    seated = run.enrolments.filter(withdrawn_at=None, person__isnull=False).order_by()
    kept = standing_invitations(run, now=now).order_by()
    counted = [
        *seated.values_list("organisation_id", "way").annotate(Count("pk")),
        *(
            (organisation, Enrolment.Way.NOMINATION, number)
            for organisation, number in kept.values_list("nomination__organisation_id").annotate(
                Count("pk")
            )
        ),
    ]
    for organisation, way, number in counted:
        if organisation in taken and way == Enrolment.Way.NOMINATION:
            taken[organisation] += number
        else:
            others += number
    return Division(
        capacity_of(run),
        quotas={partner: quota for partner, quota in partners.items() if quota is not None},
        taken=taken,
        others=others,
        is_rest_shared=run.is_rest_shared,
    )


def waiting_list(run: Run) -> list[Waiting[int]]:
    """Who waits for a place of the association that nominated them; 1 statement."""
    rows = run.nominations.filter(state=Nomination.State.QUEUED)
    return [
        Waiting(*row) for row in rows.values_list("pk", "organisation_id", "rank", "nominated_at")
    ]
