"""Answering surveys, closing them, and asking those who have not answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.progress import record_done
from localturn.academy.domain.schedule import Phase, is_in_time
from localturn.academy.domain.surveys import sorted_apart
from localturn.academy.models import (
    Activity,
    Completion,
    Enrolment,
    Run,
    RunActivity,
    SurveyClosing,
    SurveyResponse,
    SurveyUrn,
)
from localturn.academy.permissions import can_participate
from localturn.academy.queries import surveys as queries
from localturn.academy.queries.moved_surveys import otherwise_in
from localturn.academy.queries.places import span_of
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tasks import task


@transaction.atomic
def answer(
    seat: Enrolment,
    activity: Activity,
    answers: Mapping[str, Any],
    *,
    due: datetime | None,
    by: Person,
    now: datetime,
) -> None:
    """Take somebody's answers, by question.

    That they have answered is recorded; of an anonymous survey nothing ties that to what they
    answered, so it is answered once. Answers to a named one may be sent anew until it closes.
    """
    require(can_participate(seat) and seat.person_id == by.pk)
    # who closes the survey waits, so that its results never grow by one answer that can be told
    run = Run.objects.select_for_update(no_key=True).get(pk=seat.run_id)
    if run.version_id != activity.version_id:
        activity = _moved_along(run, activity, answers)
        seat.run = run
    hold_seat(seat.pk)
    closing = queries.closing_of(run, activity)
    if not queries.is_open(run, closing, due=due, now=now):
        raise NotNow(_("This survey is closed."))
    if not queries.is_anonymous(activity):
        before = queries.response_of(seat, activity)
        kept = queries.no_longer_asked(activity, before.answers if before else {})
        SurveyResponse.objects.update_or_create(
            enrolment=seat,
            activity=activity,
            defaults={"answers": kept | dict(answers), "answered_at": now},
        )
    elif Completion.objects.filter(enrolment=seat, activity=activity, is_own=True).exists():
        raise NotNow(_("You have answered already. Answers to an anonymous survey are final."))
    else:
        _drop_in(run, activity, answers)
    record_done(seat, activity, now=now)


def _moved_along(run: Run, asked: Activity, answers: Mapping[str, Any]) -> Activity:
    """The survey in the version that the run was moved to while these answers were on their way,
    if they answer it as well."""
    here = Activity.objects.filter(version=run.version_id, stable_id=asked.stable_id)
    found = here.filter(kind=asked.kind).first()
    if found is None:
        raise NotNow(_("“%(title)s” is no longer part of the course.") % {"title": asked.title})
    questions = {question.id: question for question in queries.questions_of(found)}
    needed = {id_ for id_, question in questions.items() if question.required}
    reads_otherwise = {question.id for question in otherwise_in(asked, found)}
    if (
        queries.is_anonymous(asked) != queries.is_anonymous(found)
        or answers.keys() - questions.keys()
        or answers.keys() & reads_otherwise
        or needed - answers.keys()
    ):
        raise NotNow(_("The course has just been changed. Load the page once more."))
    return found


def _drop_in(run: Run, activity: Activity, answers: Mapping[str, Any]) -> None:
    """Add each answer to all that were given to its question, where sorting hides it."""
    for question, value in sorted(answers.items()):
        SurveyUrn.objects.get_or_create(run=run, activity=activity, question=question)
        urn = SurveyUrn.objects.select_for_update().get(
            run=run, activity=activity, question=question
        )
        urn.answers = sorted_apart([*urn.answers, value])
        urn.save(update_fields=["answers"])


@transaction.atomic
def close(activity: Activity, *, run: Run, by: Person, now: datetime) -> None:
    """Take no answer any more; closing twice closes once."""
    require(permissions.can_facilitate(by, run))
    Run.objects.select_for_update(no_key=True).only("pk").get(pk=run.pk)
    SurveyClosing.objects.get_or_create(
        run=run, activity=activity, defaults={"closed_at": now, "closed_by": by}
    )


@transaction.atomic
def reopen(activity: Activity, *, run: Run, by: Person, now: datetime) -> None:
    """Take answers again; not to an anonymous survey, whose results were seen: the difference
    between before and after would tell who answered what."""
    require(permissions.can_facilitate(by, run))
    was_anonymous = SurveyUrn.objects.filter(run=run, activity=activity).exists()
    if was_anonymous or queries.is_anonymous(activity):
        raise NotNow(_("An anonymous survey is not opened again once its results can be seen."))
    SurveyClosing.objects.filter(run=run, activity=activity).delete()


@task()
def close_due_surveys() -> None:
    """Close anonymous surveys for good once nobody can answer them in time any more."""
    now = moments.now()
    close_what_is_gone(SurveyUrn.objects.all(), now=now)
    closed = SurveyClosing.objects.values_list("run_id", "activity_id")
    done = set(closed)
    rows = RunActivity.objects.filter(activity__kind="survey").select_related("run", "activity")
    for row in rows:
        if (row.run_id, row.activity_id) in done or not queries.is_anonymous(row.activity):
            continue
        if _is_over(row, now):
            _close_for_good(row.run_id, row.activity_id, now=now)


def close_what_is_gone(urns: QuerySet[SurveyUrn], *, now: datetime) -> None:
    """Close anonymous surveys that the version which their run delivers no longer has."""
    gone = urns.exclude(activity__version=F("run__version"))
    for run, activity in gone.values_list("run_id", "activity_id").distinct():
        _close_for_good(run, activity, now=now)


@transaction.atomic
def _close_for_good(run: int, activity: int, *, now: datetime) -> None:
    """Wait for who is answering: once it is closed, its results do not grow."""
    Run.objects.select_for_update(no_key=True).only("pk").get(pk=run)
    SurveyClosing.objects.get_or_create(
        run_id=run, activity_id=activity, defaults={"closed_at": now}
    )


def _is_over(row: RunActivity, now: datetime) -> bool:
    if span_of(row.run).phase(now) is Phase.ENDED:
        return True
    return not is_in_time(now, queries.last_due(row.run, row.activity, row.due_at))


@transaction.atomic
def remind(activity: Activity, *, run: Run, by: Person, now: datetime) -> int:
    """Write to whoever can still answer, has not and wants reminders, once a day; how many they
    are."""
    require(permissions.can_facilitate(by, run))
    row = RunActivity.objects.filter(run=run, activity=activity).first()
    closing = queries.closing_of(run, activity)
    last = queries.last_due(run, activity, row.due_at if row else None)
    if not queries.is_open(run, closing, due=last, now=now):
        raise NotNow(_("This survey is closed."))
    send_reminders.enqueue(run.pk, activity.pk, moments.day_in(now, run.zone).isoformat())
    return len(queries.to_remind(run, activity, now=now))


@task()
def send_reminders(run: int, activity: int, day: str) -> None:
    """The letters, one a person and day."""
    found = Run.objects.select_related("version").get(pk=run)
    asked = Activity.objects.get(pk=activity)
    for seat, due in queries.to_remind(found, asked, now=moments.now()):
        if seat.person is None:
            continue
        post(
            to=seat.person,
            template="academy/mail/survey_waits",
            key=f"academy/survey/{run}/{activity}/{seat.person_id}/{day}",
            context={
                "course": found.version.title,
                "zone": found.zone,
                "title": asked.title,
                "anonymous": queries.is_anonymous(asked),
                "due": due,
                "address": reverse("academy:activity", args=[found.slug, asked.stable_id]),
            },
        )
