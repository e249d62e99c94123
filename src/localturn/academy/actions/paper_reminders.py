"""Reminders of proposals of papers, two days before they are due."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from localturn.academy.actions.reminders import A_DAY, TWO_DAYS
from localturn.academy.domain.allowances import NOTHING, deadline, phase
from localturn.academy.domain.pace import due
from localturn.academy.domain.papers import PAPER, asks_for_proposal, proposal_due
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import (
    Allowance,
    Enrolment,
    HandIn,
    Proposal,
    ProposalDay,
    RunActivity,
)
from localturn.academy.queries.behind import own_in
from localturn.academy.queries.places import span_of, start_of
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.tasks import task


@task()
def remind_of_proposals() -> None:
    """Two days before a proposal is due, remind whoever has sent none; one mail a deadline. Where a
    paper is due beyond the run's end for somebody, its proposal may be too."""
    now = moments.now()
    longer = Allowance.objects.filter(
        enrolment__run=OuterRef("run"), activity=OuterRef("activity"), due_at__gt=now
    )
    rows = RunActivity.objects.filter(
        Q(run__ends_on__gte=now.date() - A_DAY) | Exists(longer), activity__kind=PAPER
    ).select_related("run__version", "activity")
    for row in rows.order_by("pk"):
        span = span_of(row.run)
        if not asks_for_proposal(row.activity.settings):
            continue
        day = ProposalDay.objects.filter(run=row.run_id, activity=row.activity_id).first()
        own = own_in(row.run)
        for seat in _without_proposal(row):
            given = own.get(seat.pk, {}).get(row.activity_id, NOTHING)
            if phase(span, given.due_at, now) is not Phase.RUNNING:
                continue
            start = start_of(row.run, seat)
            without = due(row.due_at, row.due_after, start)
            paper = deadline(without, given.due_at)
            settings, moved_to = row.activity.settings, day.due_at if day else None
            at = proposal_due(
                paper, settings, span, moved_to=moved_to, without=without, start=start
            )
            if at is None or not now < at <= now + TWO_DAYS or seat.person is None:
                continue
            place = [row.run.slug, row.activity.stable_id]
            post(
                to=seat.person,
                template="academy/mail/proposal_near",
                key=f"academy/proposal-near/{row.pk}/{seat.person_id}/{at:%Y%m%dT%H%M}",
                context={
                    "course": row.run.version.title,
                    "zone": row.run.zone,
                    "title": row.activity.title,
                    "due": at,
                    "address": reverse("academy:activity", args=place),
                },
            )


def _without_proposal(row: RunActivity) -> list[Enrolment]:
    """Seats of whoever takes part, wants reminders, and has sent neither proposal nor paper."""
    same = {"enrolment": OuterRef("pk"), "activity": row.activity_id}
    seats = Enrolment.objects.filter(
        ~Exists(Proposal.objects.filter(**same)),
        ~Exists(HandIn.objects.filter(**same)),
        run=row.run_id,
        withdrawn_at=None,
        person__is_active=True,
        person__wants_reminders=True,
    )
    return list(seats.select_related("person").order_by("pk"))
