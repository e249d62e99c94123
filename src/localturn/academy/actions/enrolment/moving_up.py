"""What becomes of places that are free again: the next on a waiting list moves up."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from localturn.academy.actions import place_letters
from localturn.academy.actions.enrolment.offering import offer
from localturn.academy.domain.schedule import Phase, is_in_time
from localturn.academy.models import Nomination, Run
from localturn.academy.queries.places import span_of
from localturn.academy.queries.seats import division_of, waiting_list
from localturn.foundation import moments
from localturn.foundation.seats import who_moves_up
from localturn.foundation.tasks import task


def settle(run: Run, *, now: datetime) -> None:
    """Let go of places that were not confirmed in time, and give what is free to who waits.

    Whoever calls it holds the run's row.
    """
    for nomination in _unconfirmed(run, now).select_related("run__version", "organisation"):
        nomination.state = Nomination.State.LAPSED
        nomination.save(update_fields=["state"])
        place_letters.lapsed(nomination, now=now)
    if not is_filling(run, now):
        return
    waiting = waiting_list(run)
    if not waiting:
        return
    moved = [each.key for each in who_moves_up(division_of(run, now=now), waiting)]
    rows = Nomination.objects.select_related("run__version", "organisation").in_bulk(moved)
    for key in moved:
        nomination = rows[key]
        offer(nomination, by=None, now=now, has_waited=nomination.nominated_at < now)


def is_filling(run: Run, now: datetime) -> bool:
    """Whether free places are still given to those who wait."""
    return span_of(run).phase(now) is not Phase.ENDED and is_in_time(now, run.enrolment_closes_at)


@task()
def give_places_on() -> None:
    """Pass on the places of those whose time to confirm is over."""
    now = moments.now()
    over = Q(
        nominations__state=Nomination.State.ACCEPTED,
        nominations__seat=None,
        nominations__invitation__accepted_at=None,
        nominations__invitation__expires_at__lte=now,
    )
    waits = Q(nominations__state=Nomination.State.QUEUED)
    runs = Run.objects.filter(over | waits, ends_on__gte=moments.day_in(now, "UTC"))
    for key in runs.distinct().order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            settle(Run.objects.select_for_update().get(pk=key), now=now)


def _unconfirmed(run: Run, now: datetime) -> QuerySet[Nomination]:
    return run.nominations.filter(
        state=Nomination.State.ACCEPTED,
        seat=None,
        invitation__accepted_at=None,
        invitation__withdrawn_at=None,
        invitation__expires_at__lte=now,
    ).order_by("invitation__expires_at", "pk")
