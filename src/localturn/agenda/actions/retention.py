"""How long readers of mailing lists are remembered, who registered for events, and what sources
said of which nothing was made."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from localturn.agenda.actions.registration_letters import key_of
from localturn.agenda.actions.subscribing import ASKED_FOR, LEFT_FOR, SUSPENDED_FOR, forget
from localturn.agenda.domain.mailing import Standing
from localturn.agenda.domain.registering import months_after
from localturn.agenda.domain.sources import Stage
from localturn.agenda.models import (
    Bounce,
    Candidate,
    Delivery,
    LinkedReport,
    RawItem,
    Registrant,
    Registration,
    Subscriber,
)
from localturn.foundation import moments
from localturn.foundation.mail.forgetting import forget_keys
from localturn.foundation.tasks import task

AT_ONCE = 500
ENDED_FOR = timedelta(days=30)
SAID_FOR = timedelta(days=90)
"""What a mail server said may name the reader."""
LINKED_FOR = timedelta(days=365)
"""How long it is known which reader was sent an issue, and of which a letter came back."""
UNUSED_FOR = timedelta(days=365)
"""How long what a source said is kept where nothing was made of it."""


@task()
def forget_readers() -> None:
    """Who never confirmed goes after seven days, who left after thirty, who is suspended after a
    year; of letters that are older only the number stays."""
    now = moments.now()
    over = (
        Q(standing=Standing.ASKED, asked_at__lt=now - ASKED_FOR)
        | Q(standing=Standing.LEFT, ended_at__lt=now - LEFT_FOR)
        | Q(standing=Standing.SUSPENDED, ended_at__lt=now - SUSPENDED_FOR)
    )
    while rows := list(Subscriber.objects.filter(over).order_by("pk")[:AT_ONCE]):
        forget(rows)
    Bounce.objects.filter(arrived_at__lt=now - SAID_FOR).exclude(said="").update(said="")
    Bounce.objects.filter(arrived_at__lt=now - LINKED_FOR).delete()
    old = Delivery.objects.filter(issue__sent_at__lt=now - LINKED_FOR, subscriber__isnull=False)
    old.update(subscriber=None, trouble="")


@task()
def forget_registrants() -> None:
    """Who registered for an event is forgotten so many months after it as its form said; who
    cancelled or let an offer go, a month after that. How many came stays as a number."""
    now = moments.now()
    forget_registrations(now=now)


@task()
def forget_unused_announcements() -> None:
    """What a source said more than a year ago loses its words if all of it was dismissed, or
    replaced by something newer. That it was said is still known, so it is not taken in again."""
    forget_unused(now=moments.now())


def forget_unused(*, now: datetime) -> None:
    LinkedReport.objects.filter(asked_at__lt=now - UNUSED_FOR).exclude(text="").update(text="")
    let_go = (Stage.DISMISSED.value, Stage.REPLACED.value)
    needed = Candidate.objects.filter(raw=OuterRef("pk")).exclude(stage__in=let_go)
    old = RawItem.objects.filter(~Exists(needed), at__lt=now - UNUSED_FOR)
    keys = old.exclude(title="", text="", told={}).order_by("pk").values_list("pk", flat=True)
    while rows := list(keys[:AT_ONCE]):
        with transaction.atomic():
            Candidate.objects.filter(raw__in=rows).update(
                title="…", fields={}, sessions=[], doubts=[], keys=[], suggested=None
            )
            RawItem.objects.filter(pk__in=rows).update(title="", text="", told={})


def forget_registrations(*, now: datetime) -> None:
    left = Registrant.objects.filter(ended_at__lt=now - ENDED_FOR)
    _forget(left.order_by("pk"), now=now)
    over = Registration.objects.filter(event__ends__lt=now, registrants__isnull=False)
    for registration in over.select_related("event").distinct().order_by("pk"):
        ends = registration.event.ends
        if ends is None or now < months_after(ends, registration.keep_months):
            continue
        there = registration.registrants
        came = there.filter(attended_at__isnull=False).count()
        registration.came = (registration.came or 0) + came
        with transaction.atomic():
            registration.save(update_fields=["came"])
            _forget(there.order_by("pk"), now=now)


def _forget(registrants: QuerySet[Registrant], *, now: datetime) -> None:
    while rows := list(registrants[:AT_ONCE]):
        with transaction.atomic():
            forget_keys((key_of(each) for each in rows), now=now)
            Registrant.objects.filter(pk__in=[each.pk for each in rows]).delete()
