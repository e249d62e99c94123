"""What does not go by plan in the demonstration: more time, work returned, an answer too late."""

from datetime import datetime, timedelta

from django.http import QueryDict

from localturn.academy.actions import attempts
from localturn.academy.actions.allowances import Given, allow
from localturn.academy.actions.returning import return_work
from localturn.academy.demo import doing
from localturn.academy.models import Activity, Completion, Enrolment, HandIn
from localturn.foundation import moments

LATE = timedelta(minutes=7)
RETURNED = (
    "The table is good. Please give the year and the office for the three figures in it, and say"
    " what you do not know about those who left."
)


def happen(course: doing.Course, seats: list[Enrolment], *, now: datetime) -> None:
    """In the second week of a run: exceptions that a facilitator made of the first week."""
    assignment = _of_kind(course, "assignment")
    missing = _without(seats, assignment)
    if missing:
        allow(
            missing[0],
            assignment,
            Given(due_on=moments.day_in(now, course.run.zone) + timedelta(days=4)),
            reason="On sick leave for a week.",
            by=course.facilitator,
            now=now - timedelta(minutes=40),
        )
    work = HandIn.objects.filter(activity=assignment, enrolment__in=seats).order_by("pk").last()
    if work is not None:
        return_work(
            work,
            sentence=RETURNED,
            due_on=moments.day_in(now, course.run.zone) + timedelta(days=5),
            by=course.facilitator,
            now=now - timedelta(minutes=20),
        )
    _answer_late(course, seats, now=now)


def _answer_late(course: doing.Course, seats: list[Enrolment], *, now: datetime) -> None:
    """Somebody whose line was down when the time was over."""
    quiz = _of_kind(course, "quiz")
    due = course.run.schedule.get(activity=quiz).due_at
    sitting = _without(seats, quiz)
    if due is None or due + 2 * LATE >= now or not sitting or sitting[-1].person is None:
        return
    seat, person = sitting[-1], sitting[-1].person
    attempt = attempts.start(seat, quiz, by=person, now=due - LATE)
    single = list(attempt.answers.filter(question__kind="single").order_by("position"))
    for answer, at in zip(single, (due - timedelta(minutes=2), due + LATE), strict=False):
        sent = QueryDict(f"a{answer.position}=0")
        attempts.save_answer(attempt.pk, answer.position, sent, sequence=1, by=person, now=at)


def _of_kind(course: doing.Course, kind: str) -> Activity:
    return next(each for each in course.of_week(1) if each.kind == kind)


def _without(seats: list[Enrolment], activity: Activity) -> list[Enrolment]:
    done = Completion.objects.filter(activity=activity, enrolment__in=seats)
    over = set(done.values_list("enrolment_id", flat=True))
    return [seat for seat in seats if seat.pk not in over]
