"""Mend a question for one run: what holds in the place of its published key, and every figure
that rests on it.

What holds is written down first and committed. Whoever closes an attempt from then on marks it by
that; who was just closing one holds the seat, and `settle` waits for them. So no attempt is missed,
and settling twice settles once.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions import awards, certificates, grading
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.regrade_letters import question_regraded, regraded
from localturn.academy.domain.questions import task_fields, task_from
from localturn.academy.domain.regrading import How, Rule, fits_rule, plainly, worth
from localturn.academy.models import Activity, Certificate, Question, Regrade, Run
from localturn.academy.permissions import can_decide_on, can_facilitate
from localturn.academy.queries.attempts import questions_asked
from localturn.academy.queries.regrades import (
    given_in,
    regrades_for,
    regrades_in,
    rule_of,
    rules_from,
    same_questions,
)
from localturn.academy.queries.regrading import (
    attempts_with,
    has_met,
    rule_before,
    standing_regrade,
)
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

_log = logging.getLogger(__name__)

AT_ONCE = 60
"""So many people are settled while the facilitator waits; of more, a task takes care."""

_UNTIL_IT_IS_SURE = timedelta(minutes=1)


def regrade(
    run: Run,
    question: Question,
    rule: Rule,
    *,
    reason: str,
    by: Person,
    now: datetime,
    seen: int | None = None,
    uphold: bool = False,
) -> Regrade:
    """Let a rule hold for a question in a run; saying it again changes nothing.

    `seen` is the regrade that stood when its consequences were looked at. `uphold` lets
    certificates stand that are no longer earned; without it, a facilitator decides on each.
    """
    with transaction.atomic():
        made, is_new = _made(run, question, rule, reason=reason, seen=seen, by=by, now=now)
        if not is_new:
            if made.is_pending:  # saying it again begins again what came to nothing
                settle_later.enqueue(made.pk, uphold)
            return made
        people = attempts_with(run, same_questions(run, question)).values("enrolment")
        at_once = people.order_by().distinct().count() <= AT_ONCE
        # also where it is settled at once: a process may end between the two
        when = moments.now() + (_UNTIL_IT_IS_SURE if at_once else timedelta())
        settle_later.using(run_after=when).enqueue(made.pk, uphold)
    if at_once:
        try:
            settle(made, uphold=uphold, now=now)
        except ExceptionGroup:
            _log.exception("Regrade %s is left to its task", made.pk)
    return made


def _made(
    run: Run,
    question: Question,
    rule: Rule,
    *,
    reason: str,
    seen: int | None,
    by: Person,
    now: datetime,
) -> tuple[Regrade, bool]:
    require(can_facilitate(by, run), _("Only the facilitators of this run may do this."))
    run = Run.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
    rows = same_questions(run, question)
    if not rows:
        raise NotFound
    require(
        not has_met(by, run, rows),
        _("You have answered this question yourself. Another facilitator has to regrade it."),
    )
    question, old = rows[0], standing_regrade(run, rows[0])
    published = task_from(question.kind, question.task)
    rule = plainly(published, rule)
    if rule == rule_of(old):
        if old is None:
            raise Invalid(_("This is how the question is marked already."))
        return old, False
    if seen is not None and seen != (old.pk if old else 0):
        raise NotNow(_("This question has been regraded meanwhile. Look at it again."))
    if not reason.strip():
        raise Invalid(_("Say why. The participants read it, and it is kept."))
    if not fits_rule(published, rule):
        raise Invalid(_("This answer does not fit the question."))
    if rule.how is How.UNCOUNTED:
        _require_something_left(run, rows)
    if old is not None:
        Regrade.objects.filter(pk=old.pk).update(is_standing=False, is_pending=False)
    made = Regrade.objects.create(
        run=run,
        question=question,
        how=rule.how.value,
        key=task_fields(rule.key) if rule.key is not None else None,
        reason=reason,
        made_at=now,
        made_by=by,
        replaces=old,
        undoes=old is not None and not old.undoes and rule == rule_before(old),
    )
    record(
        what="academy.question.regraded",
        by=by,
        subject=f"academy/regrade/{made.pk}",
        reason=reason,
        before={"how": old.how if old else How.PUBLISHED.value},
        after={"how": made.how, "question": f"{question.bank.name}/{question.stable_id}"},
        now=now,
    )
    question_regraded(made)
    return made, True


def _require_something_left(run: Run, rows: Sequence[Question]) -> None:
    """An attempt of which nothing counts would be worth nothing, whatever was answered."""
    uncounted = {pk for pk, each in regrades_in(run.pk).items() if each.how == How.UNCOUNTED}
    uncounted |= {row.pk for row in rows}
    for row in rows:
        here = row.bank.questions.filter(pk__in=uncounted).count()
        for activity in Activity.objects.filter(bank=row.bank):
            if questions_asked(activity) <= here:
                raise Invalid(
                    _(
                        "Of “%(title)s” nothing might be left that counts. Give everybody the "
                        "points instead."
                    )
                    % {"title": activity.title}
                )


@task(tries=6)
def settle_later(regrade_id: int, uphold: bool) -> None:
    """Settle what is not settled yet."""
    made = Regrade.objects.get(pk=regrade_id)
    if made.is_pending:
        settle(made, uphold=uphold, now=moments.now())


def settle(made: Regrade, *, uphold: bool, now: datetime) -> None:
    """Let everybody's attempts and points be what they are worth by the rules that stand now, a
    seat at a time; one that cannot be settled keeps no other from it, and raises at the end."""
    rows = same_questions(made.run, made.question)
    seats = attempts_with(made.run, rows).order_by("enrolment").values_list("enrolment", flat=True)
    troubles = []
    for seat in seats.distinct():
        try:
            _settle_seat(made, seat, rows, uphold=uphold, now=now)
        except Exception as trouble:  # noqa: BLE001 - raised below, with all others
            troubles.append(trouble)
    if troubles:
        raise ExceptionGroup(f"{len(troubles)} seats of regrade {made.pk}", troubles)
    Regrade.objects.filter(pk=made.pk).update(is_pending=False)
    made.is_pending = False


@transaction.atomic
def _settle_seat(
    made: Regrade, seat: int, rows: Sequence[Question], *, uphold: bool, now: datetime
) -> None:
    """One person's attempts, points, awards and letter, all or none of it."""
    hold_seat(seat)  # who closes an attempt at this moment has read the rules of before
    standing = Regrade.objects.filter(pk=made.pk, is_standing=True)
    if not standing.select_for_update(no_key=True, of=("self",)).exists():
        return  # decided otherwise meanwhile, and settled by that
    attempts = list(
        attempts_with(made.run, rows)
        .filter(enrolment=seat, closed_at__isnull=False)
        .select_for_update(of=("self",))
        .select_related("enrolment__run__version", "enrolment__person", "activity")
    )
    if not attempts:
        return
    given = given_in([each.pk for each in attempts], rules_from(regrades_for(attempts[0])))
    for attempt in attempts:
        share = worth(given[attempt.pk])
        if share != attempt.share:
            attempt.share = share
            attempt.save(update_fields=["share"])
    enrolment = attempts[0].enrolment
    here = {each.activity_id: each.activity for each in attempts}
    changes = [
        grading.enter_regraded(enrolment, activity, regrade=made, now=now)
        for activity in here.values()
        if activity.points and activity.version_id == enrolment.run.version_id
    ]
    changed = [each for each in changes if each is not None]
    if not changed:
        return
    doubted = {each.pk for each in _in_doubt(seat)}
    awards.reconsider(enrolment, now=now)
    by = made.made_by
    if uphold and by is not None:
        for certificate in _in_doubt(seat):
            if certificate.pk not in doubted and can_decide_on(by, certificate):
                certificates.uphold(certificate, reason=made.reason, by=by, now=now)
    regraded(made, enrolment, changed)


def _in_doubt(seat: int) -> list[Certificate]:
    return [each for each in Certificate.objects.filter(enrolment=seat) if each.is_in_doubt]
