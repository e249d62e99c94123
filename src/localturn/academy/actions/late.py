"""What arrives after an attempt was closed is kept apart, and counts only if it is accepted."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions import awards, grading
from localturn.academy.actions.holding import hold_attempt, hold_own_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.actions.progress import record_done
from localturn.academy.domain.answering import Fields, answer_from
from localturn.academy.domain.marking import share
from localturn.academy.domain.questions import task_from
from localturn.academy.domain.schedule import Phase
from localturn.academy.domain.whole import whole
from localturn.academy.models import Answer, Attempt, LateAnswer
from localturn.academy.queries.late import mark_of
from localturn.academy.queries.places import span_of
from localturn.academy.queries.regrades import worth_of
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.actions import record


class HasChanged(NotNow):
    """What is to be accepted is no longer what was looked at."""


@transaction.atomic
def keep_late(answer: Answer, sent: Fields, *, sequence: int | None, now: datetime) -> bool:
    """Keep an answer that came after the end; an older one never wins over a newer one, and what
    a facilitator has accepted is not changed any more. Whether it is the one that is kept.

    Without a sequence it is newer than what is there, unless it is the same.
    """
    value = answer_from(
        task_from(answer.question.kind, answer.question.task), answer.position, sent
    )
    if value == answer.value and type(value) is type(answer.value):
        return False
    first = answer.sequence + 1 if sequence is None else sequence
    row, is_new = LateAnswer.objects.get_or_create(
        answer=answer, defaults={"value": value, "sequence": first, "arrived_at": now}
    )
    if is_new:
        return True
    if sequence is None:
        if value == row.value and type(value) is type(row.value):
            return False
        sequence = row.sequence + 1
    kept = LateAnswer.objects.filter(pk=row.pk, accepted_at=None, sequence__lt=sequence)
    return kept.update(value=value, sequence=sequence, arrived_at=now) == 1


def was_closed_by_the_clock(attempt: Attempt, *, now: datetime) -> bool:
    """Whether it was closed because its time was over, in a run that lasts: what is handed in is
    handed in."""
    if attempt.timed_out_at is None:
        return False
    return span_of(attempt.enrolment.run).phase(now) is Phase.RUNNING


@transaction.atomic
def keep_late_page(attempt: Attempt, sent: Fields, *, by: Person, now: datetime) -> int:
    """Keep what differs on a whole page that came after the end; how many answers that is."""
    hold_own_seat(attempt.enrolment_id, by)
    attempt = Attempt.objects.select_related("enrolment__run", "activity").get(pk=attempt.pk)
    if not was_closed_by_the_clock(attempt, now=now):
        return 0
    number = 0
    for answer in attempt.answers.select_related("question"):
        known = whole(str(sent.get(f"s{answer.position}") or ""))
        if known is not None:
            # as it was on the page: without a script nothing tells which of two pages is newer
            is_unscripted = known == answer.sequence
            sequence = None if is_unscripted else max(known, answer.sequence + 1)
            number += keep_late(answer, sent, sequence=sequence, now=now)
    return number


@transaction.atomic
def accept_late(attempt: Attempt, *, seen: str, reason: str, by: Person, now: datetime) -> Attempt:
    """Let what arrived after the end count: the attempt is marked anew with it, and its points are
    a new entry if they are more than what stands.

    Only what was `seen` is accepted: what arrived since then has to be looked at first.
    """
    attempt = hold_attempt(attempt)
    require_judge(by, attempt.enrolment)
    if not reason.strip():
        raise Invalid(_("Say why. The participant reads it, and it is kept."))
    rows = LateAnswer.objects.select_for_update(of=("self",)).filter(
        answer__attempt=attempt, accepted_at=None
    )
    late = list(rows.select_related("answer__question").order_by("answer__position"))
    if not late:
        raise NotNow(_("There is nothing here that arrived late and waits to be accepted."))
    if mark_of(late) != seen:
        raise HasChanged(
            _("Something else has arrived since you looked. Read it, and decide again.")
        )
    before = attempt.share
    for each in late:
        answer = each.answer
        task = task_from(answer.question.kind, answer.question.task)
        answer.value, answer.sequence = each.value, each.sequence
        answer.saved_at = each.arrived_at
        answer.share = Decimal(0) if each.value is None else share(task, each.value)
        answer.save(update_fields=["value", "sequence", "saved_at", "share"])
        each.accepted_at, each.accepted_by, each.reason = now, by, reason
        each.save(update_fields=["accepted_at", "accepted_by", "reason"])
    attempt.share = worth_of(attempt)
    attempt.save(update_fields=["share"])
    record(
        what="academy.late_answers.accepted",
        by=by,
        about=[attempt.enrolment.person] if attempt.enrolment.person else [],
        subject=f"academy/attempt/{attempt.pk}",
        reason=reason,
        before={"share": None if before is None else str(before)},
        after={
            "share": None if attempt.share is None else str(attempt.share),
            "answers": len(late),
        },
        now=now,
    )
    grading.enter_best(attempt, now=now)
    if any(each.value is not None for each in late):
        record_done(attempt.enrolment, attempt.activity, now=now)
    awards.reconsider(attempt.enrolment, now=now)
    _tell(attempt, reason=reason, now=now)
    return attempt


def _tell(attempt: Attempt, *, reason: str, now: datetime) -> None:
    enrolment = attempt.enrolment
    if enrolment.person is None:
        return
    address = reverse("academy:activity", args=[enrolment.run.slug, attempt.activity.stable_id])
    post(
        to=enrolment.person,
        template="academy/mail/late_accepted",
        key=f"academy/late/{attempt.pk}/{now.isoformat()}",
        context={
            "course": enrolment.run.version.title,
            "title": attempt.activity.title,
            "reason": reason,
            "address": f"{address}?attempt={attempt.number}",
        },
    )
