"""Move a run to a newer version of its course, and everything that was done in it along.

What somebody did is found again by the stable id of its activity. The gradebook is only added to:
each standing entry is replaced by one for the new activity. Answers go on leading to the question
that was shown, unless a facilitator has them marked anew. See docs/decisions/0011-moving-runs.md.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import attempts, awards, blog, carrying, indexing, letters, surveys
from localturn.academy.actions.comment_tasks import allot_comments
from localturn.academy.actions.holding import hold_seats
from localturn.academy.actions.planning import has_due, plan_groups
from localturn.academy.domain import schedule
from localturn.academy.domain.blog import BLOG
from localturn.academy.domain.marking import share
from localturn.academy.domain.pace import Pace
from localturn.academy.domain.questions import task_from
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import (
    Activity,
    Answer,
    Attempt,
    CourseVersion,
    Question,
    Run,
    RunActivity,
    RunModule,
    RunMove,
    SurveyUrn,
)
from localturn.academy.queries import moving as queries
from localturn.academy.queries.attendance import meeting_of, terms_in
from localturn.academy.queries.groupwork import states_in, works_of
from localturn.academy.queries.meetings_held import meeting_things
from localturn.academy.queries.moving import Move
from localturn.academy.queries.places import span_of
from localturn.academy.queries.regrades import worth_of
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.room import tell_followers
from localturn.foundation.trail.actions import record

A_WEEK_LESS_A_DAY = timedelta(days=6)


@transaction.atomic
def move_run(
    run: Run, *, to: CourseVersion, anew: Collection[str], by: Person, now: datetime
) -> RunMove:
    """Let a run deliver a newer version from now on; participants are told.

    `anew` names the changed questions ("bank/id") whose answers are marked by the new key.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    require(
        permissions.can_facilitate(by, run), _("Only the facilitators of this run may do this.")
    )
    if to.course_id != run.version.course_id:
        raise Invalid(_("This version belongs to another course."))
    if (to.number or 0) <= (run.version.number or 0):
        raise NotNow(_("The run delivers this version, or a newer one."))
    if span_of(run).phase(now) is Phase.ENDED:
        raise NotNow(_("The run has ended: it stays with the version it was given in."))
    # Whoever does something at this moment waits until everything has moved.
    hold_seats(run)
    move = queries.move_of(run, to)
    _refuse(move)
    _close_what_ends(run, move, now=now)
    changed = _mark_anew(run, move, anew)
    met_before = meeting_things(run)
    before, run.version = run.version, to
    run.save(update_fields=["version"])
    moved = RunMove.objects.create(
        run=run, version_before=before, version_after=to, moved_at=now, moved_by=by
    )
    carrying.repoint(run, move.pairs)
    _plan(run, move, now=now)
    plan_groups(run, now=now)
    _settle_blogs(run, move.pairs, now=now)
    carrying.carry_grades(run, move.pairs, now=now)
    carrying.carry_attendance(run, move.pairs, by=by, now=now)
    surveys.close_what_is_gone(SurveyUrn.objects.filter(run=run), now=now)
    everybody = run.enrolments.filter(withdrawn_at=None).values_list("pk", flat=True)
    allot_comments(states_in(works_of([run.pk])), list(everybody), now=now)
    for seat in run.enrolments.filter(withdrawn_at=None).select_related("person"):
        seat.run = run
        awards.reconsider(seat, now=now)
    indexing.index_run(run)
    tell_followers(sorted({*met_before, *meeting_things(run)}), now=now)
    record(
        what="academy.run.moved",
        by=by,
        now=now,
        subject=f"academy/run/{run.pk}",
        before={"version": before.number},
        after={"version": to.number, "marked_anew": [*sorted(changed)]},
    )
    carrying.gather_stragglers.using(
        run_after=moments.now() + carrying.UNTIL_ALL_ARE_THROUGH
    ).enqueue(moved.pk)
    letters.moved(moved)
    return moved


def _refuse(move: Move) -> None:
    if move.other_kinds:
        raise NotNow(
            _(
                "“%(title)s” is of another kind now, and somebody has worked on it. It needs a "
                "new id."
            )
            % {"title": move.other_kinds[0].title}
        )
    if move.other_limits:
        raise NotNow(
            _("“%(title)s” has another time limit now, and somebody is sitting it. Wait for them.")
            % {"title": move.other_limits[0].title}
        )
    for each in move.reworded:
        raise NotNow(
            _(
                "“%(question)s” of the survey “%(survey)s” was answered and reads otherwise now, "
                "or has other choices. It needs a new id."
            )
            % {"question": each.question, "survey": each.survey}
        )
    for title in move.unmasked:
        raise NotNow(
            _(
                "“%(title)s” was answered. Whether it is anonymous cannot change any more: it "
                "needs a new id."
            )
            % {"title": title}
        )
    for title in move.marked_again:
        raise NotNow(
            _("A second mark of “%(title)s” is asked for. Wait for its result, or withdraw it.")
            % {"title": title}
        )


def _close_what_ends(run: Run, move: Move, *, now: datetime) -> None:
    """Attempts at what is no longer part of the course end with what they have."""
    gone = [each.id for each in move.removed]
    for attempt in Attempt.objects.filter(
        enrolment__run=run,
        activity__version=move.before,
        activity__stable_id__in=gone,
        closed_at=None,
    ):
        attempts.close_now(attempt, now=now)


def _mark_anew(run: Run, move: Move, anew: Collection[str]) -> set[str]:
    """Let answers lead to the new question and be marked by it; the keys of those questions."""
    chosen = {each.key for each in move.questions if each.may_be_marked_anew and each.key in anew}
    new = {
        f"{question.bank.name}/{question.stable_id}": question
        for question in Question.objects.filter(bank__version=move.after).select_related("bank")
    }
    touched: set[int] = set()
    rows = Answer.objects.select_for_update(of=("self",)).filter(
        attempt__enrolment__run=run,
        attempt__enrolment__person__isnull=False,  # what somebody erased answered is not known
        question__bank__version=move.before,
    )
    for answer in rows.select_related("question__bank", "attempt"):
        key = f"{answer.question.bank.name}/{answer.question.stable_id}"
        if key not in chosen:
            continue
        answer.question = question = new[key]
        if answer.attempt.closed_at is not None:
            drawn = task_from(question.kind, question.task)
            answer.share = Decimal(0) if answer.value is None else share(drawn, answer.value)
            touched.add(answer.attempt_id)
        answer.save(update_fields=["question", "share"])
    for attempt in Attempt.objects.filter(pk__in=touched):
        attempt.share = worth_of(attempt)
        attempt.save(update_fields=["share"])
    return chosen


def _plan(run: Run, move: Move, *, now: datetime) -> None:
    """Modules and activities keep their dates; what is new gets some, what is gone loses them."""
    modules = {module.stable_id: module for module in move.after.modules.all()}
    for release in run.releases.select_related("module"):
        module = modules.pop(release.module.stable_id, None)
        if module is None:
            release.delete()
            continue
        release.module = module
        release.save(update_fields=["module"])
    for module in modules.values():
        new = RunModule(run=run, module=module, changed_at=now)
        if run.pace == Pace.OWN:
            new.opens_after = 0
        else:
            new.opens_at = schedule.opens_at(module.week, starts_on=run.starts_on, zone=run.zone)
        new.save()
    run.schedule.filter(activity__version=move.before).delete()
    opened = dict(run.releases.values_list("module_id", "opens_at"))
    here = {row.activity_id: row for row in run.schedule.all()}
    had = {new.pk: old for old, new in move.pairs}
    for activity in move.after.activities.select_related("module"):
        due_at = _due_at(run, activity, opened[activity.module_id], now=now)
        row = here.get(activity.pk)
        if row is None:
            RunActivity.objects.create(
                run=run, activity=activity, zone=run.zone, changed_at=now, due_at=due_at
            )
            continue
        old = had[activity.pk]
        if old.has_deadline != activity.has_deadline:
            row.due_at, row.due_after = due_at, None
        elif not (row.starts_at and _lasts_otherwise(run, old, activity)):
            continue
        row.changed_at = now
        row.times_moved += 1
        row.save(update_fields=["due_at", "due_after", "changed_at", "times_moved"])


def _settle_blogs(run: Run, pairs: carrying.Pairs, *, now: datetime) -> None:
    """Blogs follow the meetings that the new version names, and are done by what it asks for."""
    blog.follow_meetings(run, now=now)
    asks = [new for old, new in pairs if new.kind == BLOG and old.settings != new.settings]
    blog.settle_all(run, asks, now=now)


def _lasts_otherwise(run: Run, old: Activity, new: Activity) -> bool:
    meeting = meeting_of(run, new)
    return terms_in(meeting, old).length != terms_in(meeting, new).length


def _due_at(
    run: Run, activity: Activity, opens_at: datetime | None, *, now: datetime
) -> datetime | None:
    """What comes in is due a week after its module opened; if that has passed, on the last day. At
    each person's own pace it is not due until a facilitator says so."""
    if not has_due(activity) or opens_at is None:
        return None
    day = min(moments.day_in(opens_at, run.zone) + A_WEEK_LESS_A_DAY, run.ends_on)
    due_at = moments.at(day, schedule.LAST_MINUTE, run.zone)
    if schedule.is_in_time(now, due_at):
        return due_at
    return moments.at(run.ends_on, schedule.LAST_MINUTE, run.zone)
