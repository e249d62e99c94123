"""What arrives after an attempt was closed is kept apart, and counts only if it is accepted; a
facilitator may decline it as well."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

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
from localturn.academy.domain.whole import whole
from localturn.academy.models import Answer, Attempt, LateAnswer
from localturn.academy.queries.late import mark_of, undecided
from localturn.academy.queries.places import span_of
from localturn.academy.queries.regrades import worth_of
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.actions import record

_FIRST_TIME = 10**12
"""From here on a sequence is a time, in milliseconds, that a script has given to a change."""


class HasChanged(NotNow):
    """What is to be accepted is no longer what was looked at."""


class Fate(Enum):
    """What becomes of an answer that comes after its attempt was closed."""

    KEPT = "kept"
    """It waits for a facilitator."""
    COUNTS = "counts"
    """The same was saved in time."""
    OLDER = "older"
    """Something newer was saved in time, or came late itself."""
    DECIDED = "decided"
    """A facilitator has accepted or declined what came before it."""


def _value_in(sent: Fields, answer: Answer) -> Any:
    return answer_from(task_from(answer.question.kind, answer.question.task), answer.position, sent)


def _is_kept(value: Any, answer: Answer) -> bool:
    return value == answer.value and type(value) is type(answer.value)


@transaction.atomic
def keep_late(answer: Answer, sent: Fields, *, sequence: int | None, now: datetime) -> Fate:
    """Keep an answer that came after the end; an older one never wins over a newer one, and what
    a facilitator has decided about is not changed any more.

    Without a sequence it is newer than what is there, unless it is the same.
    """
    value = _value_in(sent, answer)
    if _is_kept(value, answer):
        return Fate.COUNTS
    if sequence is not None and sequence <= answer.sequence:
        return Fate.OLDER
    first = answer.sequence + 1 if sequence is None else sequence
    row, is_new = LateAnswer.objects.get_or_create(
        answer=answer, defaults={"value": value, "sequence": first, "arrived_at": now}
    )
    if is_new:
        return Fate.KEPT
    if row.accepted_at or row.declined_at:
        return Fate.DECIDED
    if value == row.value and type(value) is type(row.value):
        return Fate.KEPT
    if sequence is None:
        sequence = row.sequence + 1
    elif sequence <= row.sequence:
        return Fate.OLDER
    waiting = undecided().filter(pk=row.pk, sequence__lt=sequence)
    kept = waiting.update(value=value, sequence=sequence, arrived_at=now)
    return Fate.KEPT if kept else Fate.DECIDED


def refuse_what_is_too_late(attempt: Attempt, *, sequence: int | None, now: datetime) -> None:
    """Raise NotNow for what is not even kept as late: what comes once the run is settled, and what
    was changed after one's own handing in.

    A sequence is the time of the change; what was given before the handing in, on another device
    whose line was down, is kept. What does not tell when it was given is not.
    """
    if now >= span_of(attempt.enrolment.run).settled_at:
        raise NotNow(_("The time for this has passed. What was saved until then counts."))
    if attempt.timed_out_at is None and (sequence is None or _is_after(sequence, attempt)):
        raise NotNow(_("This attempt has been handed in. What is changed after that is not taken."))


def _is_after(sequence: int, attempt: Attempt) -> bool:
    closed_at = attempt.closed_at
    return closed_at is not None and sequence > closed_at.timestamp() * 1000


@transaction.atomic
def keep_late_page(attempt: Attempt, sent: Fields, *, by: Person, now: datetime) -> int:
    """Keep what differs on a whole page that came after the end; how many answers wait then.

    Raises NotNow as `refuse_what_is_too_late` where that holds for all of them.
    """
    hold_own_seat(attempt.enrolment_id, by)
    attempt = Attempt.objects.select_related("enrolment__run", "activity").get(pk=attempt.pk)
    number, refused = 0, None
    for answer in attempt.answers.select_related("question"):
        known = whole(str(sent.get(f"s{answer.position}") or ""))
        if known is None or _is_overtaken(answer, sent, known):
            continue
        # as it was on the page: without a script nothing tells which of two pages is newer
        sequence = None if known == answer.sequence or known < _FIRST_TIME else known
        try:
            refuse_what_is_too_late(attempt, sequence=sequence, now=now)
        except NotNow as said:
            refused = refused if _is_kept(_value_in(sent, answer), answer) else said
            continue
        number += keep_late(answer, sent, sequence=sequence, now=now) is Fate.KEPT
    if refused is not None and not number:
        raise refused
    return number


def _is_overtaken(answer: Answer, sent: Fields, known: int) -> bool:
    """Whether a page has an older answer than was saved in time, or none where one was."""
    if known >= answer.sequence:
        return False
    task = task_from(answer.question.kind, answer.question.task)
    return known >= _FIRST_TIME or answer_from(task, answer.position, sent) is None


@transaction.atomic
def accept_late(attempt: Attempt, *, seen: str, reason: str, by: Person, now: datetime) -> Attempt:
    """Let what arrived after the end count: the attempt is marked anew with it, and its points are
    a new entry if they are more than what stands.

    Only what was `seen` is accepted: what arrived since then has to be looked at first.
    """
    attempt = hold_attempt(attempt)
    late = _to_decide(attempt, seen=seen, reason=reason, by=by)
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
    _tell(attempt, "late_accepted", reason=reason, now=now)
    return attempt


@transaction.atomic
def decline_late(attempt: Attempt, *, seen: str, reason: str, by: Person, now: datetime) -> None:
    """Leave what arrived after the end out, with a reason that its giver reads; it stays on record
    and waits for nobody any more."""
    attempt = hold_attempt(attempt)
    late = _to_decide(attempt, seen=seen, reason=reason, by=by)
    for each in late:
        each.declined_at, each.declined_by, each.reason = now, by, reason
        each.save(update_fields=["declined_at", "declined_by", "reason"])
    record(
        what="academy.late_answers.declined",
        by=by,
        about=[attempt.enrolment.person] if attempt.enrolment.person else [],
        subject=f"academy/attempt/{attempt.pk}",
        reason=reason,
        after={"answers": len(late)},
        now=now,
    )
    _tell(attempt, "late_declined", reason=reason, now=now)


def _to_decide(attempt: Attempt, *, seen: str, reason: str, by: Person) -> list[LateAnswer]:
    """What waits in an attempt that is held, if it is what was seen."""
    require_judge(by, attempt.enrolment)
    if not reason.strip():
        raise Invalid(_("Say why. The participant reads it, and it is kept."))
    rows = undecided().select_for_update(of=("self",)).filter(answer__attempt=attempt)
    late = list(rows.select_related("answer__question").order_by("answer__position"))
    if not late:
        raise NotNow(_("There is nothing here that arrived late and waits to be accepted."))
    if mark_of(late) != seen:
        raise HasChanged(
            _("Something else has arrived since you looked. Read it, and decide again.")
        )
    return late


def _tell(attempt: Attempt, letter: str, *, reason: str, now: datetime) -> None:
    enrolment = attempt.enrolment
    if enrolment.person is None:
        return
    address = reverse("academy:activity", args=[enrolment.run.slug, attempt.activity.stable_id])
    post(
        to=enrolment.person,
        template=f"academy/mail/{letter}",
        key=f"academy/late/{attempt.pk}/{now.isoformat()}",
        context={
            "course": enrolment.run.version.title,
            "title": attempt.activity.title,
            "reason": reason,
            "address": f"{address}?attempt={attempt.number}",
        },
    )
