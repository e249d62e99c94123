"""Sitting a quiz or a test. No answer is lost: each is saved as it is given, an older one never
wins over a newer one, and the server closes what is open at the deadline with what it has."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from localturn.academy.actions import awards, grading, notices, progress
from localturn.academy.actions.holding import hold_attempt, hold_own_attempt, hold_own_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.actions.late import Fate, keep_late, refuse_what_is_too_late
from localturn.academy.domain import drawing
from localturn.academy.domain.answering import (
    Fields,
    answer_from,
    choices_to_order,
    order_that_tells,
)
from localturn.academy.domain.attempts import may_start
from localturn.academy.domain.marking import share
from localturn.academy.domain.questions import task_from
from localturn.academy.domain.regrading import worth
from localturn.academy.domain.whole import whole
from localturn.academy.models import Activity, Answer, Attempt, Enrolment, Question
from localturn.academy.permissions import can_participate
from localturn.academy.queries.attempts import (
    attempts_left,
    attempts_of,
    open_in_time_past,
    window_of,
)
from localturn.academy.queries.regrades import given_by, regrades_for, worth_of
from localturn.academy.queries.saving import open_question
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require
from localturn.foundation.tasks import task

log = logging.getLogger(__name__)

_PLACES = Decimal("0.000001")
_AT_ONCE = 500


class HasClosed(NotNow):
    """An attempt that was open a moment ago: handed in from another window, or its time is over."""


@dataclass(frozen=True)
class Saved:
    """What became of an answer that was sent: whether it is the one that is kept."""

    sequence: int
    at: datetime
    is_kept: bool
    late: Fate | None = None
    """What became of it where it came after the end."""
    kind: str = ""
    value: Any = None
    """Of what question the answer is, and what was kept, where it counts."""

    @property
    def is_late(self) -> bool:
        return self.late is not None


@transaction.atomic
def start(enrolment: Enrolment, activity: Activity, *, by: Person, now: datetime) -> Attempt:
    """Draw the questions of a new attempt; where one is open, that one is gone on with."""
    require(can_participate(enrolment) and enrolment.person_id == by.pk)
    hold_own_seat(enrolment.pk, by)
    window = window_of(enrolment, activity)
    attempts = list(attempts_of(enrolment, activity))
    for attempt in attempts:
        if attempt.closed_at is None:
            if now < window.closes(attempt.started_at):
                return attempt
            _close(attempt, at=window.closes(attempt.started_at), found=now)
            attempts = list(attempts_of(enrolment, activity))
            break
    if not window.is_running(now):
        raise NotNow(_("The course is not running now."))
    if not may_start(activity.kind, due=window.due, now=now):
        raise NotNow(_("The deadline of this test has passed."))
    if attempts_left(activity, attempts, extra=window.extra_attempts) == 0:
        raise NotNow(_("You have used all your attempts."))
    attempt = Attempt.objects.create(
        enrolment=enrolment, activity=activity, number=len(attempts) + 1, started_at=now
    )
    Answer.objects.bulk_create(_drawn(attempt))
    return attempt


def save_answer(
    attempt_id: int, position: int, sent: Fields, *, sequence: int, by: Person, now: datetime
) -> Saved:
    """Save one answer; sending it again, or late after a newer one, changes nothing.

    Two statements: a question being marked just now is no longer changed, because then it has
    its share. Who meets the clock like that is told what somebody a moment later is told.
    """
    found = open_question(attempt_id, position, by.pk)
    if found is None:
        raise NotFound
    if found.closed_at is None and now >= found.closes:
        return _met_by_the_clock(attempt_id, found.pk, sent, sequence=sequence, by=by, now=now)
    if found.closed_at is not None:
        return _late(found.pk, sent, sequence=sequence, by=by, now=now)
    value = answer_from(task_from(found.kind, found.task), position, sent)
    if sequence <= found.sequence:
        is_kept = sequence == found.sequence
        at = found.saved_at or now
        return Saved(found.sequence, at, is_kept=is_kept, kind=found.kind, value=value)
    is_kept = _keep(found.pk, value, sequence=sequence, now=now)
    if not is_kept:
        attempt = Attempt.objects.filter(answers=found.pk, enrolment__person=by).first()
        if attempt is None:
            raise NotFound
        if attempt.closed_at is not None:
            return _late(found.pk, sent, sequence=sequence, by=by, now=now)
    return Saved(sequence, now, is_kept=is_kept, kind=found.kind, value=value)


_KEEP = (
    'UPDATE "academy_answer" SET value = %s, sequence = %s, saved_at = %s'
    " WHERE id = %s AND sequence < %s AND share IS NULL"
)


def _keep(answer: int, value: object, *, sequence: int, now: datetime) -> bool:
    """Write an answer over an older one that was not marked; whether there was one.

    Written by hand: of all that is written here this is written most, and Django needs as long to
    build the statement as everything else about it takes.
    """
    new = {"value": value, "sequence": sequence, "saved_at": now}
    values = [
        Answer._meta.get_field(name).get_db_prep_save(each, connection)  # type: ignore[union-attr]
        for name, each in new.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [*values, answer, sequence])
        return bool(cursor.rowcount == 1)


def _met_by_the_clock(
    attempt_id: int, answer: int, sent: Fields, *, sequence: int, by: Person, now: datetime
) -> Saved:
    attempt = Attempt.objects.filter(pk=attempt_id).first()
    if attempt is None:
        raise NotFound
    close_if_due(attempt, now=now)
    return _late(answer, sent, sequence=sequence, by=by, now=now)


@transaction.atomic
def _late(answer: int, sent: Fields, *, sequence: int, by: Person, now: datetime) -> Saved:
    """Keep what came after the end apart from what counts, until the run is settled and while the
    seat is its owner's."""
    seat = Answer.objects.filter(pk=answer).values_list("attempt__enrolment_id", flat=True).first()
    if seat is None:
        raise NotFound
    hold_own_seat(seat, by)
    row = Answer.objects.select_related(
        "question", "attempt__enrolment__run", "attempt__activity"
    ).get(pk=answer)
    refuse_what_is_too_late(row.attempt, sequence=sequence, now=now)
    fate = keep_late(row, sent, sequence=sequence, now=now)
    return Saved(sequence, now, is_kept=fate in (Fate.KEPT, Fate.COUNTS), late=fate)


@transaction.atomic
def save_answers(attempt: Attempt, sent: Fields, *, by: Person, now: datetime) -> list[int]:
    """Save a whole page of answers; the positions of those that another window has since
    answered otherwise, and that were left as that window has them.

    Each question comes with the sequence it was last known by ("s7"). What was changed by a
    script has a higher one than what is kept; without a script it is the same, and a changed
    answer is taken if nothing else was saved in between.
    """
    require(can_participate(attempt.enrolment) and attempt.enrolment.person_id == by.pk)
    hold_own_seat(attempt.enrolment_id, by)
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.closed_at is not None:
        raise HasClosed(_("This attempt has been handed in."))
    overtaken = []
    rows = Answer.objects.select_for_update(of=("self",)).filter(attempt=attempt)
    for answer in rows.select_related("question"):
        known = _sequence(sent.get(f"s{answer.position}"))
        if known is None:
            continue
        drawn = task_from(answer.question.kind, answer.question.task)
        value = answer_from(drawn, answer.position, sent)
        if value == answer.value and type(value) is type(answer.value):
            continue
        if known < answer.sequence:
            overtaken.append(answer.position)
            continue
        answer.value, answer.saved_at = value, now
        answer.sequence = max(known, answer.sequence + 1)
        answer.save(update_fields=["value", "sequence", "saved_at"])
    return overtaken


@transaction.atomic
def hand_in(attempt: Attempt, *, by: Person, now: datetime) -> Attempt:
    """Close an attempt at its owner's wish and mark it; handing in again changes nothing."""
    require(can_participate(attempt.enrolment) and attempt.enrolment.person_id == by.pk)
    attempt = hold_own_attempt(attempt, by)
    if attempt.closed_at is not None:
        return attempt
    if not attempt.answers.filter(value__isnull=False).exists():
        raise Invalid(_("Answer at least one question before you hand in."))
    ends = window_of(attempt.enrolment, attempt.activity).closes(attempt.started_at)
    if now >= ends:
        return _close(attempt, at=ends, found=now)
    return _close(attempt, at=now)


@transaction.atomic
def close_if_due(attempt: Attempt, *, now: datetime) -> bool:
    """Close an attempt whose time is over with what it has; whether it is closed."""
    attempt = hold_attempt(attempt)
    if attempt.closed_at is None:
        ends = window_of(attempt.enrolment, attempt.activity).closes(attempt.started_at)
        if now < ends:
            return False
        _close(attempt, at=ends, found=now)
    return True


@transaction.atomic
def close_now(attempt: Attempt, *, now: datetime) -> None:
    """Close an attempt with what it has, because what it is for ends now."""
    attempt = hold_attempt(attempt)
    if attempt.closed_at is None:
        _close(attempt, at=now)


@task()
def close_due_attempts() -> None:
    """Close every attempt whose time is over, each by itself; run by the timetable."""
    now, last = moments.now(), 0
    while batch := list(open_in_time_past(now).filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        for attempt in batch:
            last = attempt.pk
            try:
                close_if_due(attempt, now=now)
            except Exception:  # one that cannot be marked must not keep all others open
                log.exception("Attempt %s cannot be closed", attempt.pk)


@transaction.atomic
def mark_essay(
    answer: Answer, *, points: Decimal, comment: str, by: Person, now: datetime
) -> Attempt:
    """A facilitator's points for an essay; the last one of an attempt makes its grade."""
    attempt = hold_attempt(answer.attempt)
    require_judge(by, attempt.enrolment)
    answer = Answer.objects.select_related("question").get(pk=answer.pk)
    if attempt.closed_at is None:
        raise NotNow(_("This attempt has not been handed in yet."))
    if answer.share is not None:
        raise NotNow(_("This answer has been marked. Correct the points of the activity instead."))
    if not 0 <= points <= answer.question.points:
        raise Invalid(
            _("Give from 0 to %(most)s points.") % {"most": answer.question.points.normalize()}
        )
    answer.share = (points / answer.question.points).quantize(_PLACES)
    answer.comment, answer.marked_by = comment, by
    answer.save(update_fields=["share", "comment", "marked_by"])
    attempt.share = worth_of(attempt)
    attempt.save(update_fields=["share"])
    if attempt.share is not None:
        notices.attempt_marked(attempt)
    if grading.enter_best(attempt, now=now) is not None:
        awards.reconsider(attempt.enrolment, now=now)
    return attempt


def _close(attempt: Attempt, *, at: datetime, found: datetime | None = None) -> Attempt:
    """`found` is when the server saw that the time was over, if that is why it closes."""
    answers = list(
        Answer.objects.select_for_update(of=("self",))
        .filter(attempt=attempt)
        .select_related("question")
    )
    for answer in answers:
        drawn = task_from(answer.question.kind, answer.question.task)
        answer.share = Decimal(0) if answer.value is None else share(drawn, answer.value)
    Answer.objects.bulk_update(answers, ["share"])
    attempt.closed_at, attempt.timed_out_at = at, found
    regrades = regrades_for(attempt)
    attempt.share = worth(given_by(answer, regrades) for answer in answers)
    attempt.save(update_fields=["closed_at", "timed_out_at", "share"])
    if any(answer.value is not None for answer in answers):
        grading.enter_best(attempt, now=at)
        progress.record_done(attempt.enrolment, attempt.activity, now=at)
    return attempt


def _drawn(attempt: Attempt) -> list[Answer]:
    activity = attempt.activity
    questions = list(Question.objects.filter(bank=activity.bank).order_by("pk"))
    seed = f"{activity.stable_id}/{attempt.enrolment_id}/{attempt.number}"
    drawn = drawing.draw(
        questions,
        number=activity.settings.get("draw"),
        seed=seed,
        met=_met(attempt, questions),
    )
    return [
        Answer(
            attempt=attempt,
            question=question,
            position=position,
            order=_order(question, seed=f"{seed}/{question.stable_id}"),
        )
        for position, question in enumerate(drawn)
    ]


def _order(question: Question, *, seed: str) -> list[int]:
    drawn = task_from(question.kind, question.task)
    return drawing.order(choices_to_order(drawn), seed=seed, never=order_that_tells(drawn))


def _met(attempt: Attempt, bank: Collection[Question]) -> set[int]:
    """Questions of the bank that the participant had in an earlier attempt or test, also where the
    run delivered an earlier version then."""
    if attempt.activity.bank is None:
        return set()
    had = Answer.objects.filter(
        attempt__enrolment=attempt.enrolment_id, question__bank__name=attempt.activity.bank.name
    )
    names = set(had.values_list("question__stable_id", flat=True))
    return {each.pk for each in bank if each.stable_id in names}


def _sequence(value: Any) -> int | None:
    """A sequence from outside; None for what is none. Milliseconds since 1970 fit easily."""
    return whole(str(value)) if value is not None else None
