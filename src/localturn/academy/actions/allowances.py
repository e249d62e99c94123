"""More time for one person: a later deadline, more minutes, more attempts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions import blog
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.domain.allowances import ENDS_WITH_RUN, last_end
from localturn.academy.domain.attempts import attempts_allowed
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.pace import Pace
from localturn.academy.domain.schedule import AFTERWARDS_DAYS, LAST_MINUTE
from localturn.academy.models import Activity, Allowance, Enrolment, Group, Run
from localturn.academy.queries import surveys
from localturn.academy.queries.attempts import answers_were_shown, window_of
from localturn.academy.queries.places import span_of
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.actions import record

MOST_MINUTES = 1_000
MOST_ATTEMPTS = 20


@dataclass(frozen=True)
class Given:
    """What one person is given; nothing at all takes back what they had."""

    due_on: date | None = None
    extra_minutes: int = 0
    extra_attempts: int = 0


@transaction.atomic
def allow(
    enrolment: Enrolment,
    activity: Activity,
    given: Given,
    *,
    reason: str,
    by: Person,
    now: datetime,
    group: Group | None = None,
) -> Allowance:
    """Let other limits hold for one person in one activity, with a reason that they read; `group`
    where it is theirs that is given more time."""
    require_judge(by, enrolment)
    hold_seat(enrolment.pk)
    old = Allowance.objects.filter(enrolment=enrolment, activity=activity).first()
    run = enrolment.run
    due_at = moments.at(given.due_on, LAST_MINUTE, run.zone) if given.due_on else None
    if not reason.strip():
        raise Invalid(_("Say why. The participant reads it, and it is kept."))
    if due_at != (old.due_at if old else None):
        _check_deadline(enrolment, activity, due_at, now=now)
        _refuse_closed(run, activity, due_at)
    _check_more(activity, given)
    if old is None and given == Given():
        raise Invalid(_("Give a later deadline, more minutes or more attempts."))
    if given != Given() and activity.kind == "final-test":
        _refuse_who_has_read(enrolment, activity, now=now)
    row = old or Allowance(enrolment=enrolment, activity=activity, times_given=0)
    before = _values(old)
    row.due_at, row.zone, row.group = due_at, run.zone, group if due_at else None
    row.extra_minutes, row.extra_attempts = given.extra_minutes, given.extra_attempts
    row.reason, row.given_at, row.given_by = reason, now, by
    row.times_given += 1
    row.save()
    blog.take_back_lateness(run, activity, now=now)
    _record("academy.allowance.given", row, before, reason=reason, by=by, now=now)
    _tell(row)
    return row


@transaction.atomic
def leave_behind(seat: int, group: int, *, by: Person, now: datetime) -> None:
    """Let the time that a group was given stay with it where somebody is moved away from it."""
    given = Allowance.objects.filter(enrolment=seat, group=group, due_at__isnull=False)
    for row in given.select_related("enrolment__person", "activity"):
        before = _values(row)
        row.due_at, row.group = None, None
        row.times_given += 1
        row.save(update_fields=["due_at", "group", "times_given"])
        _record("academy.allowance.left", row, before, reason="", by=by, now=now)


def _record(
    what: str,
    row: Allowance,
    before: dict[str, str | int | None],
    *,
    reason: str,
    by: Person,
    now: datetime,
) -> None:
    enrolment = row.enrolment
    record(
        what=what,
        by=by,
        about=[enrolment.person] if enrolment.person else [],
        subject=f"academy/enrolment/{enrolment.pk}/activity/{row.activity.stable_id}",
        reason=reason,
        before=before,
        after=_values(row),
        now=now,
    )


def _check_deadline(
    enrolment: Enrolment, activity: Activity, due_at: datetime | None, *, now: datetime
) -> None:
    if due_at is None:
        return
    run = enrolment.run
    without = window_of(enrolment, activity).due_without
    if without is None:
        raise Invalid(_("This has no deadline that could be moved."))
    if due_at <= max(without, now):
        if run.pace == Pace.OWN:
            raise Invalid(_("Choose a day that is still to come and after their own deadline."))
        raise Invalid(_("Choose a day that is still to come and after the deadline of all others."))
    refuse_beyond(run, activity, due_at)


def refuse_beyond(run: Run, activity: Activity, due_at: datetime) -> None:
    """Raise Invalid for a deadline of one person that is later than one may be."""
    if due_at < last_end(span_of(run), activity.kind):
        return
    if activity.kind in ENDS_WITH_RUN:
        raise Invalid(
            _("The run ends before that day. Move its last day in the settings of the run first.")
        )
    raise Invalid(
        _(
            "Choose a day at most %(days)s days after the last day of the run, or move that day "
            "in the settings of the run first."
        )
        % {"days": AFTERWARDS_DAYS}
    )


def _refuse_closed(run: Run, activity: Activity, due_at: datetime | None) -> None:
    """A survey that was closed takes no answer, however much time somebody has."""
    if due_at is None or activity.kind != "survey":
        return
    if surveys.closing_of(run, activity) is None:
        return
    if surveys.is_anonymous(activity):
        raise NotNow(
            _("This survey is anonymous and closed for good: nobody can be given more time for it.")
        )
    raise NotNow(_("This survey is closed. Open it again first."))


def _check_more(activity: Activity, given: Given) -> None:
    if given.extra_minutes and activity.settings.get("limit") is None:
        raise Invalid(_("An attempt at this has no time limit, so there are no minutes to add."))
    if given.extra_attempts and (
        not KINDS[activity.kind].asks_questions
        or attempts_allowed(activity.kind, activity.settings.get("attempts")) is None
    ):
        raise Invalid(_("There is no number of attempts here that more could be added to."))
    if not (
        0 <= given.extra_minutes <= MOST_MINUTES and 0 <= given.extra_attempts <= MOST_ATTEMPTS
    ):
        raise Invalid(
            _("Give at most %(minutes)s minutes and %(attempts)s attempts more.")
            % {"minutes": MOST_MINUTES, "attempts": MOST_ATTEMPTS}
        )


def _refuse_who_has_read(enrolment: Enrolment, test: Activity, *, now: datetime) -> None:
    if answers_were_shown(enrolment.run, test, now=now, to=enrolment):
        raise NotNow(
            _("%(name)s has been shown the answers of “%(title)s”, so it is not opened again.")
            % {"name": enrolment.person, "title": test.title}
        )


def _values(row: Allowance | None) -> dict[str, str | int | None]:
    if row is None:
        return {}
    return {
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "zone": row.zone,
        "extra_minutes": row.extra_minutes,
        "extra_attempts": row.extra_attempts,
    }


def _tell(row: Allowance) -> None:
    enrolment = row.enrolment
    if enrolment.person is None:
        return
    post(
        to=enrolment.person,
        template="academy/mail/allowed",
        key=f"academy/allowed/{row.pk}/{row.times_given}",
        context={
            "course": enrolment.run.version.title,
            "zone": row.zone,
            "title": row.activity.title,
            "due": row.due_at,
            "minutes": row.extra_minutes,
            "attempts": row.extra_attempts,
            "reason": row.reason,
            "address": reverse(
                "academy:activity", args=[enrolment.run.slug, row.activity.stable_id]
            ),
        },
    )
