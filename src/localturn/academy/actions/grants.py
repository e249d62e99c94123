"""What a facilitator lets count as done for one person: work on paper, illness, a video that
somebody cannot use."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions.awards import reconsider
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.actions.letters import about
from localturn.academy.models import Activity, Completion, Enrolment
from localturn.academy.permissions import can_participate
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.actions import record

LONGEST = 2_000


@transaction.atomic
def count_as_done(
    enrolment: Enrolment, activity: str, *, reason: str, by: Person, now: datetime
) -> Completion:
    """Let an activity of this id count as done, with a reason that the participant reads, and look
    at their awards. It gives no points; what they do of it later is recorded all the same."""
    seat, asked, reason = _held(enrolment, activity, reason, by=by)
    row = Completion.objects.filter(enrolment=seat, activity=asked).first()
    if row is not None and row.granted_at is not None:
        raise NotNow(_("This counts as done already."))
    if row is None:
        row = Completion(enrolment=seat, activity=asked, done_at=now, marked_by=by, is_own=False)
    row.granted_at, row.granted_by, row.granted_because = now, by, reason
    row.save()
    _follow("academy.grant.given", seat, asked, reason, by=by, now=now)
    return row


@transaction.atomic
def take_back(
    enrolment: Enrolment, activity: str, *, reason: str, by: Person, now: datetime
) -> None:
    """Let only what was done count again. A certificate that rested on it is noted to fall short,
    and a facilitator decides whether it stands."""
    seat, asked, reason = _held(enrolment, activity, reason, by=by)
    granted = Completion.objects.filter(
        enrolment=seat, activity=asked, granted_at__isnull=False
    ).first()
    if granted is None:
        raise NotNow(_("This does not count as done by a facilitator's word."))
    if granted.is_own:
        granted.granted_at = granted.granted_by = None
        granted.granted_because = ""
        granted.save()
    else:
        granted.delete()
    _follow("academy.grant.taken-back", seat, asked, reason, by=by, now=now)


def _held(
    enrolment: Enrolment, activity: str, reason: str, *, by: Person
) -> tuple[Enrolment, Activity, str]:
    """The seat, held; the activity in the version that its run delivers by now; what is said."""
    require_judge(by, enrolment)
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why. The participant reads it, and it is kept."))
    if len(reason) > LONGEST:
        raise Invalid(_("Use at most %(most)s characters.") % {"most": LONGEST})
    hold_seat(enrolment.pk)
    seat = Enrolment.objects.select_related("run__version__course", "person").get(pk=enrolment.pk)
    if not can_participate(seat) or seat.person is None:
        raise NotNow(_("This person no longer takes part in the run."))
    asked = Activity.objects.filter(version=seat.run.version_id, stable_id=activity).first()
    if asked is None:
        raise NotNow(_("This activity is no longer part of the course."))
    return seat, asked, reason


def _follow(
    what: str, seat: Enrolment, activity: Activity, reason: str, *, by: Person, now: datetime
) -> None:
    """The trail, the letter and the awards."""
    person = seat.person
    if person is None:
        return
    entry = record(
        what=what,
        by=by,
        about=[person],
        subject=f"academy/enrolment/{seat.pk}/activity/{activity.stable_id}",
        reason=reason,
        now=now,
    )
    post(
        to=person,
        template="academy/mail/granted",
        key=f"academy/granted/{entry.pk}",
        context=about(seat.run)
        | {
            "title": activity.title,
            "counts": what == "academy.grant.given",
            "reason": reason,
            "address": reverse("academy:activity", args=[seat.run.slug, activity.stable_id]),
        },
    )
    reconsider(seat, now=now)
