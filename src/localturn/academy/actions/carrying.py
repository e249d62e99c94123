"""Let what was done in a run lead to the activities of a newer version of its course."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Max, QuerySet, Value, When

from localturn.academy.actions import attempts, attendance, awards, blog, grading
from localturn.academy.actions.holding import hold_seats
from localturn.academy.actions.progress import complete
from localturn.academy.domain.attempts import points_for
from localturn.academy.domain.blog import BLOG
from localturn.academy.domain.moving import carried_over
from localturn.academy.domain.surveys import sorted_apart
from localturn.academy.models import (
    Activity,
    Allowance,
    Attempt,
    Attendance,
    CodeTry,
    Completion,
    Draft,
    Enrolment,
    Excuse,
    Following,
    GradeEntry,
    HandIn,
    Meeting,
    Proposal,
    ProposalDay,
    Run,
    RunMove,
    SurveyClosing,
    SurveyResponse,
    SurveyUrn,
    Watching,
)
from localturn.academy.queries.attendance import meeting_of, terms_in
from localturn.academy.queries.moving import rows_that_move
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.tasks import task

Pairs = Sequence[tuple[Activity, Activity]]

UNTIL_ALL_ARE_THROUGH = timedelta(minutes=2)
"""Longer than any request lasts."""

RUBRIC = "rubric"
WEBINAR = "webinar"

SAVED: Mapping[Any, str] = {
    Draft: "saved_at",
    Watching: "told_at",
    Allowance: "given_at",
    SurveyResponse: "answered_at",
    CodeTry: "since",
    Excuse: "asked_at",
}
"""Tables with one row a seat and activity, and when it was saved: of two the later stays."""


def repoint(run: Run, pairs: Pairs) -> None:
    """Let every row that leads to an activity lead to the one of the same id; one statement a
    table."""
    leads = {old.pk: new.pk for old, new in pairs}
    for model, way in rows_that_move():
        rows: QuerySet[Any] = model._base_manager.filter(activity__in=leads, **{way: run})
        rows.update(activity_id=_mapped("activity_id", leads))


def _mapped(column: str, leads: Mapping[int, int]) -> Case:
    return Case(*(When(**{column: old}, then=Value(new)) for old, new in leads.items()))


def carry_grades(run: Run, pairs: Pairs, *, now: datetime) -> None:
    """Enter the points that stand anew for the activity they are now for; by whom and when they
    were given stays."""
    new = {old.pk: after for old, after in pairs}
    before = {old.pk: old for old, _after in pairs}
    standing = GradeEntry.objects.filter(
        enrolment__run=run, is_standing=True, activity__in=list(new)
    ).select_related("enrolment", "attempt", "hand_in")
    for entry in standing:
        old, after = before[entry.activity_id], new[entry.activity_id]
        best = _best(entry.enrolment, after) if entry.origin == GradeEntry.Origin.ATTEMPT else None
        points = carried_over(entry.points, of=old.points, new=after.points)
        if best is not None and best.share is not None:
            points = points_for(best.share, after.points)
        same_rubric = old.settings.get(RUBRIC) == after.settings.get(RUBRIC)
        _replace(
            entry,
            activity=after,
            points=points,
            attempt=best or entry.attempt,
            rubric=entry.rubric if same_rubric else None,
        )
    _grade_attempts(run, [after for old, after in pairs if after.points and not old.points], now)


def _grade_attempts(run: Run, activities: Sequence[Activity], now: datetime) -> None:
    """What was sat when it gave no points gives them now."""
    sat = Attempt.objects.filter(
        enrolment__run=run,
        activity__in=[each.pk for each in activities],
        share__isnull=False,
        answers__value__isnull=False,
    )
    for attempt in sat.select_related("enrolment", "activity").distinct():
        grading.enter_best(attempt, now=now)


def _best(enrolment: Enrolment, activity: Activity) -> Attempt | None:
    marked = Attempt.objects.filter(enrolment=enrolment, activity=activity, share__isnull=False)
    return marked.order_by("-share", "number").first()


def carry_attendance(run: Run, pairs: Pairs, *, by: Person | None, now: datetime) -> None:
    """What was recorded of meetings, which is only ever added to as well; where something else
    counts as having been there, it is weighed anew."""
    new = {old.pk: after for old, after in pairs}
    for entry in Attendance.objects.filter(
        enrolment__run=run, is_standing=True, activity__in=list(new)
    ):
        _replace(entry, activity=new[entry.activity_id])
    for old, after in pairs:
        if after.kind == WEBINAR:
            _weigh_anew(run, old, after, by=by, now=now)


def _weigh_anew(
    run: Run, old: Activity, new: Activity, *, by: Person | None, now: datetime
) -> None:
    meeting = meeting_of(run, new)
    if terms_in(meeting, old) != terms_in(meeting, new):
        attendance.weigh_anew(new, run=run, by=by, now=now)


def _replace(entry: GradeEntry | Attendance, *, activity: Activity, **other: Any) -> None:
    """Let the same stand for the new activity, and lead back to what it replaces."""
    model: Any = type(entry)
    standing = model.objects.filter(enrolment=entry.enrolment_id, is_standing=True)
    standing.filter(activity__in=[entry.activity_id, activity.pk]).update(is_standing=False)
    new: Any = copy(entry)
    new.pk, new.activity, new.replaces = None, activity, entry
    for name, value in other.items():
        setattr(new, name, value)
    new.save(force_insert=True)


@task()
def gather_stragglers(move_id: int) -> None:
    """Take along what was written by requests that had begun before the run was moved."""
    with transaction.atomic():
        move = RunMove.objects.select_related("version_before", "moved_by").get(pk=move_id)
        run = Run.objects.select_for_update().get(pk=move.run_id)
        pairs = _found_again(run, move)
        hold_seats(run)
        _settle_doubles(run, pairs)
        repoint(run, pairs)
        now = moments.now()
        carry_grades(run, pairs, now=now)
        carry_attendance(run, pairs, by=move.moved_by, now=now)
        blog.settle_all(run, [new for _old, new in pairs if new.kind == BLOG], now=now)
        for seat in run.enrolments.filter(withdrawn_at=None):
            awards.reconsider(seat, now=now)


def _found_again(run: Run, move: RunMove) -> Pairs:
    """Activities of what the run delivered before the move, and what they are in the version that
    it delivers by now: it may have moved once more, and what was gone in between stays gone."""
    found = {each.stable_id: (each, each) for each in move.version_before.activities.all()}
    for later in run.moves.filter(pk__gte=move.pk).select_related("version_after"):
        new = {each.stable_id: each for each in later.version_after.activities.all()}
        found = {
            id_: (old, new[id_])
            for id_, (old, _last) in found.items()
            if id_ in new and new[id_].kind == old.kind
        }
    return list(found.values())


def _settle_doubles(run: Run, pairs: Pairs) -> None:
    """Where something was written for an activity both before and after it had moved."""
    for old, new in pairs:
        _settle_done(run, old, new)
        for model, saved in SAVED.items():
            for row in model.objects.filter(enrolment__run=run, activity=old):
                other = model.objects.filter(enrolment=row.enrolment_id, activity=new).first()
                if other is not None:
                    min(row, other, key=lambda each: getattr(each, saved)).delete()
        _settle_of_run(run, old, new)
        for attempt in Attempt.objects.filter(enrolment__run=run, activity=old):
            others = Attempt.objects.filter(enrolment=attempt.enrolment_id, activity=new)
            if attempt.closed_at is None and others.filter(closed_at=None).exists():
                attempts.close_now(attempt, now=moments.now())
            _number_after(attempt, others)
        for numbered in (HandIn, Proposal):
            _number_on(numbered, run, old, new)


def _settle_done(run: Run, old: Activity, new: Activity) -> None:
    """What was done before stays done where it is only granted after."""
    for row in Completion.objects.filter(enrolment__run=run, activity=old):
        other = Completion.objects.filter(enrolment=row.enrolment_id, activity=new).first()
        if other is None:
            continue
        if row.is_own and not other.is_own:
            complete(new.pk, [row.enrolment_id], now=row.done_at, marked_by=row.marked_by)
        if row.granted_at is not None and other.granted_at is None:
            Completion.objects.filter(pk=other.pk).update(
                granted_at=row.granted_at,
                granted_by=row.granted_by,
                granted_because=row.granted_because,
            )
        row.delete()


def _settle_of_run(run: Run, old: Activity, new: Activity) -> None:
    """What a run has once an activity, or once a person and activity."""
    followed = Following.objects.filter(run=run, activity=new).values_list("person", flat=True)
    Following.objects.filter(run=run, activity=old, person__in=list(followed)).delete()
    for model in (Meeting, SurveyClosing, ProposalDay):
        rows: Any = model._base_manager.filter(run=run)
        if rows.filter(activity=new).exists():
            rows.filter(activity=old).delete()
    for urn in SurveyUrn.objects.filter(run=run, activity=old):
        into = SurveyUrn.objects.filter(run=run, activity=new, question=urn.question).first()
        if into is not None:
            into.answers = sorted_apart([*into.answers, *urn.answers])
            into.save(update_fields=["answers"])
            urn.delete()


def _number_on(model: Any, run: Run, old: Activity, new: Activity) -> None:
    """Let versions of before the move come after those of after it."""
    for row in model.objects.filter(enrolment__run=run, activity=old):
        _number_after(row, model.objects.filter(enrolment=row.enrolment_id, activity=new))


def _number_after(row: Attempt | HandIn | Proposal, others: QuerySet[Any]) -> None:
    last = others.aggregate(last=Max("number"))["last"] or 0
    type(row)._base_manager.filter(pk=row.pk).update(number=last + row.number)
