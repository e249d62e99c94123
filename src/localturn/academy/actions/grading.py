"""The gradebook's one door: to it is only ever added, and one entry an activity stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from localturn.academy.actions import notices
from localturn.academy.actions.annotating import annotate
from localturn.academy.actions.awards import reconsider
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.actions.writing import rendered
from localturn.academy.domain.attempts import points_for
from localturn.academy.domain.rubric import Judged, judged_fields, points_of
from localturn.academy.models import (
    Activity,
    Answer,
    Attempt,
    Enrolment,
    GradeEntry,
    HandIn,
    Regrade,
    Returned,
    SecondMark,
)
from localturn.academy.queries.rubrics import rubric_of
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.actions import record


def standing_entry(enrolment: Enrolment, activity: Activity) -> GradeEntry | None:
    """The entry that stands, locked until the transaction ends."""
    return (
        GradeEntry.objects.select_for_update()
        .filter(enrolment=enrolment, activity=activity, is_standing=True)
        .first()
    )


@transaction.atomic
def enter(
    enrolment: Enrolment,
    activity: Activity,
    *,
    points: Decimal,
    origin: str,
    now: datetime,
    by: Person | None = None,
    attempt: Attempt | None = None,
    hand_in: HandIn | None = None,
    feedback: str = "",
    feedback_html: str = "",
    rubric: list[dict[str, Any]] | None = None,
    reason: str = "",
    regrade: Regrade | None = None,
) -> GradeEntry:
    """Let a new entry stand, and the one that stood be replaced by it."""
    hold_seat(enrolment.pk)
    old = standing_entry(enrolment, activity)
    if old is not None:
        GradeEntry.objects.filter(pk=old.pk).update(is_standing=False)
    return GradeEntry.objects.create(
        enrolment=enrolment,
        activity=activity,
        points=points,
        origin=origin,
        attempt=attempt,
        hand_in=hand_in,
        feedback=feedback,
        feedback_html=feedback_html,
        rubric=rubric,
        reason=reason,
        regrade=regrade,
        replaces=old,
        entered_at=now,
        entered_by=by,
    )


@transaction.atomic
def enter_best(attempt: Attempt, *, now: datetime) -> GradeEntry | None:
    """Enter what a marked attempt is worth, if that is more than what stands; the new entry.

    A correction stands, whatever is done after it, until a facilitator lifts it (`correct`).
    """
    activity = attempt.activity
    if attempt.share is None or not activity.points:
        return None
    points = points_for(attempt.share, activity.points)
    old = standing_entry(attempt.enrolment, activity)
    if old is not None and (old.origin == GradeEntry.Origin.CORRECTION or old.points >= points):
        return None
    return enter(
        attempt.enrolment,
        activity,
        points=points,
        origin=GradeEntry.Origin.ATTEMPT,
        attempt=attempt,
        now=now,
    )


@transaction.atomic
def mark(
    hand_in: HandIn,
    *,
    feedback: str,
    by: Person,
    now: datetime,
    points: Decimal | None = None,
    judged: Sequence[Judged] = (),
    annotated: Sequence[Upload] = (),
) -> GradeEntry:
    """A facilitator's points for a hand-in, or a level for each criterion of its rubric, whose sum
    they are, and the work with remarks in it; its writer is told.

    What was handed in anew after it was returned is marked anew; the earlier mark stays on record.
    """
    require_judge(by, hand_in.enrolment)
    hold_seat(hand_in.enrolment_id)
    activity = hand_in.activity
    refuse_unmarkable(hand_in)
    points = checked_points(activity, points, judged)
    entry = enter(
        hand_in.enrolment,
        activity,
        points=points,
        origin=GradeEntry.Origin.FACILITATOR,
        hand_in=hand_in,
        feedback=feedback,
        feedback_html=rendered(feedback, top_heading=4).html if feedback else "",
        rubric=judged_fields(judged) if judged else None,
        by=by,
        now=now,
    )
    annotate(entry, annotated, by=by, now=now)
    notices.marked(entry)
    reconsider(hand_in.enrolment, now=now)
    return entry


def refuse_unmarkable(hand_in: HandIn) -> None:
    """Raise NotNow where a first mark does not wait to be given; its seat is held."""
    activity = hand_in.activity
    last = (
        HandIn.objects.filter(enrolment=hand_in.enrolment_id, activity=activity)
        .order_by("-number")
        .first()
    )
    if last != hand_in:
        raise NotNow(_("A newer version has been handed in meanwhile. Read that one."))
    if Returned.objects.filter(hand_in=hand_in).exists():
        raise NotNow(_("This work has been returned. A new version is to come."))
    if SecondMark.objects.filter(hand_in=hand_in, result=None).exists():
        raise NotNow(_("A second marker was asked for. Mark it on their page."))
    before = standing_entry(hand_in.enrolment, activity)
    if before and (before.hand_in is None or before.hand_in.number >= hand_in.number):
        raise NotNow(_("This work has been marked. Correct the points with a reason instead."))


@transaction.atomic
def correct(
    entry: GradeEntry,
    *,
    points: Decimal | None,
    reason: str,
    by: Person,
    now: datetime,
) -> GradeEntry:
    """Replace points that stand, with a reason that the participant reads; nothing is rubbed out.

    `points` None lifts a correction: the best attempt counts again, and better ones after it.
    What was said of the work is kept. A certificate that is no longer earned stays until a
    facilitator decides.
    """
    enrolment, activity = entry.enrolment, entry.activity
    require_judge(by, enrolment)
    if not reason.strip():
        raise Invalid(_("Say why the points are corrected."))
    hold_seat(enrolment.pk)
    attempt, origin = entry.attempt, GradeEntry.Origin.CORRECTION
    if points is None:
        attempt, origin = _best_attempt(entry), GradeEntry.Origin.ATTEMPT
        points = points_for(attempt.share or Decimal(0), activity.points)
    refuse_beyond(points, activity)
    if standing_entry(enrolment, activity) != entry:
        raise NotNow(_("These points have been replaced meanwhile. Look at them again."))
    new = enter(
        enrolment,
        activity,
        points=points,
        origin=origin,
        attempt=attempt,
        hand_in=entry.hand_in,
        feedback=entry.feedback,
        feedback_html=entry.feedback_html,
        rubric=entry.rubric,
        reason=reason,
        by=by,
        now=now,
    )
    record(
        what="academy.grade.corrected",
        by=by,
        about=[enrolment.person] if enrolment.person else [],
        subject=f"academy/grade/{new.pk}",
        reason=reason,
        before={"points": str(entry.points)},
        after={"points": str(new.points)},
        now=now,
    )
    notices.corrected(new)
    reconsider(enrolment, now=now)
    return new


@dataclass(frozen=True)
class Regraded:
    """Points that a regraded question made others: what stood before and what stands now."""

    activity: Activity
    before: Decimal | None
    after: Decimal | None


@transaction.atomic
def enter_regraded(
    enrolment: Enrolment, activity: Activity, *, regrade: Regrade, now: datetime
) -> Regraded | None:
    """Let stand what the best attempt is worth now, be it more or less; None where nothing changes.

    What a facilitator gave or corrected by hand stays. Where no attempt is marked any more, nothing
    stands, as before the first was.
    """
    hold_seat(enrolment.pk)
    old = standing_entry(enrolment, activity)
    if old is not None and old.origin != GradeEntry.Origin.ATTEMPT:
        return None
    marked = Attempt.objects.filter(
        enrolment=enrolment, activity=activity, share__isnull=False, closed_at__isnull=False
    )
    answered = Exists(Answer.objects.filter(attempt=OuterRef("pk"), value__isnull=False))
    best = marked.filter(answered).order_by("-share", "number").first()
    before = None if old is None else old.points
    after = None if best is None else points_for(best.share or Decimal(0), activity.points)
    if before == after:
        return None
    if after is None:
        GradeEntry.objects.filter(enrolment=enrolment, activity=activity, is_standing=True).update(
            is_standing=False
        )
    else:
        enter(
            enrolment,
            activity,
            points=after,
            origin=GradeEntry.Origin.ATTEMPT,
            attempt=best,
            regrade=regrade,
            by=regrade.made_by,
            now=now,
        )
    return Regraded(activity, before, after)


def can_be_lifted(entry: GradeEntry) -> bool:
    """Whether it is a correction in whose place an attempt can count again."""
    return entry.origin == GradeEntry.Origin.CORRECTION and entry.attempt_id is not None


def _best_attempt(entry: GradeEntry) -> Attempt:
    marked = Attempt.objects.filter(
        enrolment=entry.enrolment_id, activity=entry.activity_id, share__isnull=False
    )
    best = marked.order_by("-share", "number").first() if can_be_lifted(entry) else None
    if best is None:
        raise Invalid(_("There is no attempt that could count in the place of these points."))
    return best


def corrected_points(entry: GradeEntry, points: Decimal | None) -> Decimal:
    """What a correction would let stand; None lifts one, as in `correct`."""
    if points is not None:
        return points
    return points_for(_best_attempt(entry).share or Decimal(0), entry.activity.points)


def checked_points(activity: Activity, points: Decimal | None, judged: Sequence[Judged]) -> Decimal:
    """Points as they were given, or as the levels of a rubric make them. Raises Invalid."""
    points = _points(activity, points, judged)
    refuse_beyond(points, activity)
    return points


def _points(activity: Activity, points: Decimal | None, judged: Sequence[Judged]) -> Decimal:
    rubric = rubric_of(activity)
    if not rubric:
        if points is None:
            raise Invalid(_("Give points."))
        return points
    try:
        return points_of(rubric, judged)
    except ValueError as error:
        raise Invalid(_("Choose a level for each criterion.")) from error


def refuse_beyond(points: Decimal, activity: Activity) -> None:
    """Raise Invalid where an activity does not give so many points."""
    if not 0 <= points <= activity.points:
        raise Invalid(
            _("Give from 0 to %(most)s points.") % {"most": f"{activity.points.normalize():f}"}
        )
