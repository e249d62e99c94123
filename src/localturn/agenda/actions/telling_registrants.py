"""What who is registered hears of by itself: that the event has changed, and that it is near."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from localturn.agenda.actions.registering import held, offer_anew, settle
from localturn.agenda.actions.registration_letters import tell
from localturn.agenda.domain.registering import ACTIVE, Standing, reminder_at
from localturn.agenda.domain.terms import Status
from localturn.agenda.models import Event, Registrant, Registration
from localturn.agenda.queries.registering import event_of, is_off, stands_as
from localturn.foundation import moments
from localturn.foundation.tasks import task

LONGEST_AHEAD = timedelta(days=32)


@task()
def look_after_registrants() -> None:
    """Tells and reminds; however often it runs, each is written to once."""
    now = moments.now()
    tell_changes(now=now)
    remind(now=now)


def tell_changes(*, now: datetime) -> None:
    """Write to who is registered where an event was moved, postponed, called off or taken up again
    since they were last told; several changes within minutes are told once. What waited while
    nobody could take a place goes on then."""
    lasting = Q(event__ends__gte=now) | Q(event__changed_at__gte=now - timedelta(days=1))
    for registration in Registration.objects.filter(lasting).select_related("event").order_by("pk"):
        if stands_as(event_of(registration)) == registration.told:
            continue
        with transaction.atomic():
            found, event = held(registration)
            stands = stands_as(event)
            if stands != found.told:
                offer_anew(found, event, now=now)
                _tell_all(found, event, now=now)
                found.told = stands
                found.save(update_fields=["told"])
                settle(found, event, now=now)


def _tell_all(registration: Registration, event: Event, *, now: datetime) -> None:
    if is_off(event):
        what = "called-off"
    elif event.status == Status.POSTPONED:
        what = "postponed"
    else:
        what = "changed"
    for registrant in _who(registration, *ACTIVE):
        had_place = registrant.standing == Standing.CONFIRMED
        tell(registrant, event, what, had_place=had_place, key=f"{event.revision}", now=now)


def remind(*, now: datetime) -> None:
    """On the morning of the day that was chosen, on the clocks where the event is held."""
    near = Registration.objects.filter(
        Q(reminded_for=None) | ~Q(reminded_for=F("event__starts")),
        remind_days__isnull=False,
        event__starts__gt=now,
        event__starts__lte=now + LONGEST_AHEAD,
    )
    for registration in near.order_by("pk"):
        with transaction.atomic():
            found, event = held(registration)
            if _is_time(found, event, now):
                for registrant in _who(found, Standing.CONFIRMED):
                    tell(registrant, event, "reminder", key=f"{event.starts:%Y%m%d%H%M}", now=now)
                found.reminded_for = event.starts
                found.save(update_fields=["reminded_for"])


def _is_time(registration: Registration, event: Event, now: datetime) -> bool:
    days, first, starts = registration.remind_days, event.first_day, event.starts
    if days is None or first is None or starts is None or is_off(event):
        return False
    at = reminder_at(first, days, event.zone)
    return event.status == Status.SCHEDULED and at <= now < starts != registration.reminded_for


def _who(registration: Registration, *standings: Standing) -> list[Registrant]:
    rows = registration.registrants.select_related("person", "place").order_by("pk")
    found = list(rows.filter(standing__in=[each.value for each in standings]))
    for each in found:
        each.registration = registration
    return found
