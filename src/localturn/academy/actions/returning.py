"""Giving work back: what was handed in and its marks stay, and a new version is asked for."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions.allowances import refuse_beyond
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.domain.kinds.paper import RESUBMISSION
from localturn.academy.domain.schedule import LAST_MINUTE
from localturn.academy.models import Allowance, HandIn, Returned, SecondMark
from localturn.academy.queries.hand_ins import due_again
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.actions import record


@transaction.atomic
def return_work(
    hand_in: HandIn, *, sentence: str, due_on: date, by: Person, now: datetime
) -> Returned:
    """Ask for a new version by a day in the run's zone, and say what is to be worked on."""
    enrolment, activity = hand_in.enrolment, hand_in.activity
    require_judge(by, enrolment)
    hold_seat(enrolment.pk)
    run = enrolment.run
    due_at = moments.at(due_on, LAST_MINUTE, run.zone)
    if not activity.settings.get(RESUBMISSION.key, RESUBMISSION.default):
        raise NotNow(_("This course takes no paper a second time."))
    if SecondMark.objects.filter(hand_in=hand_in, result=None).exists():
        raise NotNow(_("A second marker was asked for. Return it once there is a result."))
    if not sentence.strip():
        raise Invalid(_("Say what is to be worked on. The participant reads it."))
    if due_at <= now:
        raise Invalid(_("Choose a day that is still to come."))
    refuse_beyond(run, activity, due_at)
    last = HandIn.objects.filter(enrolment=enrolment, activity=activity).order_by("number").last()
    if last != hand_in:
        raise NotNow(_("A newer version has been handed in meanwhile. Read that one."))
    if Returned.objects.filter(hand_in=hand_in).exists():
        raise NotNow(_("This work has been returned already."))
    returned = Returned.objects.create(
        hand_in=hand_in,
        sentence=sentence,
        returned_at=now,
        returned_by=by,
    )
    _reopen(returned, due_at=due_at, by=by, now=now)
    record(
        what="academy.work.returned",
        by=by,
        about=[enrolment.person] if enrolment.person else [],
        subject=f"academy/hand-in/{hand_in.pk}",
        reason=sentence,
        after={"due_at": due_at.isoformat(), "zone": run.zone},
        now=now,
    )
    _tell(returned)
    return returned


def _reopen(returned: Returned, *, due_at: datetime, by: Person, now: datetime) -> None:
    """Whatever reads a deadline of theirs sees the new one; other things given to them stay."""
    hand_in = returned.hand_in
    zone = hand_in.enrolment.run.zone
    row, is_new = Allowance.objects.get_or_create(
        enrolment=hand_in.enrolment,
        activity=hand_in.activity,
        defaults={
            "zone": zone,
            "due_at": due_at,
            "is_reopened": True,
            "reason": returned.sentence,
            "given_at": now,
            "given_by": by,
        },
    )
    if not is_new:
        row.due_at = max(filter(None, (row.due_at, due_at)))
        row.zone, row.is_reopened, row.reason = zone, True, returned.sentence
        row.given_at, row.given_by = now, by
        row.times_given += 1
        row.save()


def _tell(returned: Returned) -> None:
    enrolment, activity = returned.hand_in.enrolment, returned.hand_in.activity
    if enrolment.person is None:
        return
    post(
        to=enrolment.person,
        template="academy/mail/returned",
        key=f"academy/returned/{returned.pk}",
        context={
            "course": enrolment.run.version.title,
            "title": activity.title,
            "sentence": returned.sentence,
            "due": due_again(enrolment, activity),
            "zone": enrolment.run.zone,
            "address": reverse("academy:activity", args=[enrolment.run.slug, activity.stable_id]),
        },
    )
