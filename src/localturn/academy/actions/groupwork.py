"""Group work: one hand-in a group, comments on all others, and what follows from both.

A group is held before any seat. Whoever does something that changes what somebody owes ends with
`look_again`: the activity is then done for exactly those of whom that is true.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions import grading, group_letters, hand_ins, notices
from localturn.academy.actions.attendance import reconsider_seats
from localturn.academy.actions.awards import reconsider
from localturn.academy.actions.comment_tasks import allot_comments, take_back_untouched
from localturn.academy.actions.holding import hold_own_seat
from localturn.academy.actions.limits import refuse_beyond_limits
from localturn.academy.actions.progress import complete, uncomplete
from localturn.academy.actions.writing import rendered
from localturn.academy.domain.kinds.assignment import file_limits
from localturn.academy.domain.rubric import Judged, judged_fields, points_of
from localturn.academy.domain.schedule import LAST_MINUTE, Phase, is_in_time
from localturn.academy.models import (
    Completion,
    Draft,
    Enrolment,
    GradeEntry,
    Group,
    GroupComment,
    GroupHandIn,
    GroupHandInFile,
    GroupSummary,
    GroupWork,
    Run,
)
from localturn.academy.permissions import can_facilitate, can_participate
from localturn.academy.queries import groupwork as queries
from localturn.academy.queries.groupwork import WorkState
from localturn.academy.queries.rubrics import comment_rubric_of
from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

LONGEST_COMMENT = 20_000
THREE_DAYS = timedelta(days=3)
AT_ONCE = 20
"""Of so many seats awards are looked at in the same transaction, of more in a task."""


@dataclass(frozen=True)
class HandedIn:
    hand_in: GroupHandIn
    is_new: bool


def own_group(seat: Enrolment, work: GroupWork) -> Group:
    """The group of a seat, for who may work in it. Raises NotAllowed."""
    found = queries.group_of(seat, work)
    if found is None:
        raise NotAllowed(_("You are in no group yet. Ask a facilitator."))
    return found.group


@transaction.atomic
def hand_in(
    seat: Enrolment,
    state: WorkState,
    text: str,
    *,
    based_on: int,
    by: Person,
    now: datetime,
    link: str = "",
) -> HandedIn:
    """Hand in for one's group, with the files that are laid by, or replace what was handed in.

    `based_on` is the number of the version that was seen: nobody replaces unread what another
    member has handed in meanwhile. The same once more is handed in once.
    """
    require(can_participate(seat) and seat.person_id == by.pk)
    work, activity = state.work, state.work.activity
    group = hold_group(own_group(seat, work))
    text = hand_ins.cleaned(text)
    last = work.hand_ins.filter(group=group).order_by("-number").first()
    link = hand_ins.checked_link(activity, text=text, link=link)
    rows = queries.laid_by(work, group)
    files = [row.file for row in rows] if "file" in hand_ins.accepted_by(activity) else []
    if queries.is_looked_through(seat, activity, now=now):
        raise Invalid(
            _("A file is still being looked through. Hand in once it is among your files.")
        )
    if not text.strip() and not files and not link:
        raise Invalid(hand_ins.nothing_yet(activity))
    if last is not None and _is_same(last, text, link, files):
        return HandedIn(last, is_new=False)
    refuse_if_closed(state, group, last, now=now)
    if last is not None and last.number != based_on:
        raise Invalid(
            _(
                "%(name)s has handed in version %(number)s meanwhile. Read it, and hand in again "
                "if yours is to take its place."
            )
            % {"name": last.handed_in_by or _("Somebody"), "number": last.number}
        )
    refuse_beyond_limits([file.size for file in files], file_limits(activity.settings))
    shown = rendered(text, top_heading=3)
    made = GroupHandIn.objects.create(
        work=work,
        group=group,
        number=(last.number if last else 0) + 1,
        text=text,
        text_html=shown.html,
        words=shown.words,
        link=link,
        is_late=not is_in_time(now, state.due_at),
        handed_in_at=now,
        handed_in_by=by,
    )
    GroupHandInFile.objects.bulk_create(GroupHandInFile(hand_in=made, file=file) for file in files)
    laid_by = StoredFile.objects.filter(pk__in=[file.pk for file in files])
    laid_by.filter(subject=subject_of_draft(group)).update(
        subject=f"academy/group-hand-in/{made.pk}"
    )
    Draft.objects.filter(enrolment=seat, activity=activity).delete()
    members = queries.members_of(group).order_by("enrolment")
    look_again(work.run, list(members.values_list("enrolment_id", flat=True)), now=now)
    group_letters.handed_in(made)
    return HandedIn(made, is_new=True)


def _is_same(last: GroupHandIn, text: str, link: str, files: Sequence[StoredFile]) -> bool:
    same_words = (last.text, last.link) == (text, link)
    return same_words and {file.pk for file in last.files.all()} == {file.pk for file in files}


def subject_of_draft(group: Group) -> str:
    """To whom files belong that a group has laid by."""
    return f"academy/group-draft/{group.pk}"


def hold_group(group: Group) -> Group:
    """Let nobody else hand in for a group until this is through."""
    held = Group.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("grouping").get(pk=group.pk)


def refuse_if_closed(
    state: WorkState, group: Group, last: GroupHandIn | None, *, now: datetime
) -> None:
    """Raise NotNow with the reason why a group can hand in nothing (more)."""
    if state.span.phase(now) is not Phase.RUNNING:
        raise NotNow(_("The course is not running now."))
    if last is not None and not is_in_time(now, state.due_of(group.pk)):
        raise NotNow(_("Your group has handed in, and the deadline has passed."))


@transaction.atomic
def comment(
    seat: Enrolment,
    state: WorkState,
    group: Group,
    text: str,
    *,
    by: Person,
    now: datetime,
    judged: Sequence[Judged] = (),
) -> GroupComment:
    """Comment on another group's work, or change one's comment, while the run lasts; where the
    course asks for it, with a level of each criterion."""
    require(can_participate(seat) and seat.person_id == by.pk)
    hold_own_seat(seat.pk, by)
    own = own_group(seat, state.work)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if own.pk == group.pk:
        raise NotAllowed(_("This is your own group's work. Comments come from the others."))
    if state.span.phase(now) is not Phase.RUNNING:
        raise NotNow(_("The course is not running now."))
    about = state.group(group.pk)
    if about is None or not about.may_be_commented_on:
        raise NotNow(_("This group has not handed in anything."))
    if not state.is_read_by_all(about, now):
        raise NotNow(_("Comments begin once the time to hand in is over."))
    if not text:
        raise Invalid(_("Write your comment first."))
    if len(text) > LONGEST_COMMENT:
        raise Invalid(
            _("The text is longer than %(most)s characters. Shorten it.")
            % {"most": LONGEST_COMMENT}
        )
    html = rendered(text, top_heading=4).html
    try:
        points_of(comment_rubric_of(state.work.activity), judged)
    except ValueError:
        raise Invalid(_("Choose a level for each criterion.")) from None
    levels = judged_fields(judged) if judged else None
    row = GroupComment.objects.filter(work=state.work, enrolment=seat, group=group).first()
    if row is None:
        row = GroupComment.objects.create(
            work=state.work,
            enrolment=seat,
            author_group=own,
            group=group,
            body=text,
            body_html=html,
            written_at=now,
            rubric=levels,
            is_unnamed=not state.work.activity.settings.get("comment_names", True),
        )
    elif (row.body, row.rubric) != (text, levels):
        row.body, row.body_html, row.changed_at, row.rubric = text, html, now, levels
        row.save(update_fields=["body", "body_html", "changed_at", "rubric"])
    look_again(state.work.run, [seat.pk], now=now)
    return row


@transaction.atomic
def set_comments_due(state: WorkState, day: date | None, *, by: Person, now: datetime) -> None:
    """Let comments be due on another day, at 23:59 in the run's zone; None for as many days after
    the first deadline as the course says."""
    work = state.work
    require_guide(by, work.run)
    at = None if day is None else moments.at(day, LAST_MINUTE, state.span.zone)
    if at is not None and state.due_at is not None and at <= state.due_at:
        raise Invalid(_("Comments are due after the work: choose a later day."))
    if at is not None and at >= state.span.ends_at:
        raise Invalid(
            _("The run ends before that day. Move its last day in the settings of the run first.")
        )
    if at == work.comments_due_at:
        return
    record(
        what="academy.comments.moved",
        by=by,
        subject=f"academy/group-work/{work.pk}",
        before={"due_at": _said(work.comments_due_at)},
        after={"due_at": _said(at)},
        now=now,
    )
    work.comments_due_at, work.changed_at = at, now
    work.times_moved += 1
    work.save(update_fields=["comments_due_at", "changed_at", "times_moved"])


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


@transaction.atomic
def summarise(
    state: WorkState, group: Group, text: str, *, by: Person, now: datetime
) -> GroupSummary | None:
    """What the facilitator says of a group's work, for everybody; an empty text takes it back.

    The group is told once, when it is there.
    """
    require_guide(by, state.work.run)
    text = hand_ins.cleaned(text).strip()
    rows = GroupSummary.objects.filter(work=state.work, group=group)
    if not text:
        rows.delete()
        return None
    html = rendered(text, top_heading=4).html
    row, is_new = rows.update_or_create(
        work=state.work,
        group=group,
        defaults={"body": text, "body_html": html, "written_at": now, "written_by": by},
    )
    if is_new:
        group_letters.summarised(row)
    return row


@transaction.atomic
def mark_group(
    state: WorkState,
    group: Group,
    *,
    feedback: str,
    by: Person,
    now: datetime,
    points: Decimal | None = None,
    judged: Sequence[Judged] = (),
) -> int:
    """Points for everybody who is in the group now; how many got them.

    Marked again, the new points take the place of the old ones, but not of what was corrected for
    one person, and never of a facilitator's own, who takes part.
    """
    work, activity = state.work, state.work.activity
    require_guide(by, work.run)
    if not work.hand_ins.filter(group=group).exists():
        raise NotNow(_("This group has not handed in anything."))
    given = grading.checked_points(activity, points, judged)
    html = rendered(feedback, top_heading=4).html if feedback else ""
    marked = 0
    members = queries.members_of(hold_group(group)).order_by("enrolment")
    for member in members.select_related("enrolment__run__version__course"):
        seat = member.enrolment
        if seat.person_id == by.pk:
            continue
        before = grading.standing_entry(seat, activity)
        if before is not None and before.origin == GradeEntry.Origin.CORRECTION:
            continue
        entry = grading.enter(
            seat,
            activity,
            points=given,
            origin=GradeEntry.Origin.FACILITATOR,
            feedback=feedback,
            feedback_html=html,
            rubric=judged_fields(judged) if judged else None,
            by=by,
            now=now,
        )
        notices.marked(entry)
        reconsider(seat, now=now)
        marked += 1
    return marked


def look_again(run: Run, seats: Collection[int], *, now: datetime) -> None:
    """Let group works be done for exactly those of the seats of whom that is true by now, and look
    at their awards."""
    if not seats:
        return
    states = queries.states_in(queries.works_of([run.pk]))
    allot_comments(states, seats, now=now)
    owes = queries.owes_in(run, seats, states=states)
    works = {activity for _seat, activity in owes}
    there = Completion.objects.filter(enrolment__in=seats, activity__in=works, is_own=True)
    before = set(there.values_list("enrolment_id", "activity_id"))
    wanted = {key for key, each in owes.items() if each.is_done}
    for seat, activity in before - wanted:
        uncomplete(there.filter(enrolment=seat, activity=activity))
    for activity in sorted(works):
        new = sorted(seat for seat, of in wanted - before if of == activity)
        complete(activity, new, now=now)
    if len(seats) > AT_ONCE:
        reconsider_seats.enqueue(sorted(seats))
        return
    rows = Enrolment.objects.filter(pk__in=seats).select_related("run__version__course", "person")
    for row in rows.order_by("pk"):
        reconsider(row, now=now)


@task()
def settle_group_works() -> None:
    """Once the time to hand in is over, it is certain on whose work everybody comments; where a
    deadline was moved on, it is not any more."""
    now = moments.now()
    runs = Run.objects.filter(ends_on__gte=now.date() - THREE_DAYS, group_works__isnull=False)
    works = queries.works_of(list(runs.order_by().values_list("pk", flat=True).distinct()))
    for state in queries.states_in(works):
        if state.is_certain(now) != state.is_settled:
            settle(state, now=now)


@transaction.atomic
def settle(state: WorkState, *, now: datetime) -> None:
    """Let it be certain which groups were in time, or uncertain again: then on whose work each
    comments is drawn anew, so that whoever comes in meanwhile has readers too."""
    run = state.work.run
    settled_at = None if state.is_settled else now
    GroupWork.objects.filter(pk=state.work.pk).update(settled_at=settled_at)
    if settled_at is None:
        take_back_untouched(state.work)
    seats = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    look_again(run, list(seats.order_by("pk").values_list("pk", flat=True)), now=now)


def require_guide(by: Person, run: Run) -> None:
    """Refuse whoever does not facilitate the run."""
    require(can_facilitate(by, run), _("Only the facilitators of this run may do this."))
