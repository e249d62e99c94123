"""A facilitator reminds everybody who owes a comment on the work of a group."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from localturn.academy.actions.groupwork import require_guide
from localturn.academy.models import Enrolment
from localturn.academy.queries.groupwork import WorkState, owing_in
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.trail.actions import record


@transaction.atomic
def remind_who_owes(state: WorkState, *, by: Person, now: datetime) -> int:
    """Write to everybody who owes comments on which groups; how many letters left. Who was reminded
    on this day of the run's zone already gets no second one."""
    work = state.work
    run, activity = work.run, work.activity
    require_guide(by, run)
    day = moments.day_in(now, run.zone)
    groups = {row.seat: row.groups for row in owing_in(state)}
    seats = Enrolment.objects.filter(pk__in=groups).select_related("person").order_by("pk")
    sent = [
        post(
            to=seat.person,
            template="academy/mail/comments_owed",
            key=f"academy/comments-owed/{work.pk}/{seat.pk}/{day:%Y%m%d}",
            context={
                "course": run.version.title,
                "zone": run.zone,
                "title": activity.title,
                "by": str(by),
                "due": state.comments_due,
                "groups": list(groups[seat.pk]),
                "address": reverse("academy:activity", args=[run.slug, activity.stable_id]),
            },
        )
        for seat in seats
        if seat.person is not None
    ]
    record(
        what="academy.comments.reminded",
        by=by,
        subject=f"academy/group-work/{work.pk}",
        after={"letters": sum(sent)},
        now=now,
    )
    return sum(sent)
