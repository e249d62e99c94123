"""Waivers: let people off comments that a group work asks of them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions import groupwork
from localturn.academy.actions.judging import require_another
from localturn.academy.models import (
    CommentWaiver,
    Enrolment,
    Group,
)
from localturn.academy.queries.groupwork import WorkState
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def waive(
    state: WorkState,
    seats: Collection[Enrolment],
    group: Group,
    *,
    reason: str,
    by: Person,
    now: datetime,
) -> int:
    """Let people off a comment on a group, with a reason that they read; how many it concerns."""
    run = state.work.run
    groupwork.require_guide(by, run)
    if group.grouping_id != state.work.grouping_id:
        raise Invalid(_("There is no such group."))
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise Invalid(_("Say why they need not comment. They read it."))
    made = []
    for seat in sorted(seats, key=lambda each: each.pk):
        require_another(by, seat)
        require(seat.run_id == run.pk)
        row, is_new = CommentWaiver.objects.get_or_create(
            work=state.work,
            enrolment=seat,
            group=group,
            defaults={"reason": reason, "given_at": now, "given_by": by},
        )
        if is_new:
            made.append(row)
            _record("academy.comment.waived", row, by=by, now=now)
    groupwork.look_again(run, [row.enrolment_id for row in made], now=now)
    return len(made)


@transaction.atomic
def lift_waiver(waiver: CommentWaiver, *, by: Person, now: datetime) -> None:
    """Ask for the comment after all; that it was waived stays in the audit trail."""
    run = waiver.work.run
    groupwork.require_guide(by, run)
    require_another(by, waiver.enrolment)
    seat = waiver.enrolment_id
    _record("academy.comment.asked-again", waiver, by=by, now=now)
    waiver.delete()
    groupwork.look_again(run, [seat], now=now)


def _record(what: str, waiver: CommentWaiver, *, by: Person, now: datetime) -> None:
    person = waiver.enrolment.person
    record(
        what=what,
        by=by,
        about=[person] if person else [],
        subject=f"academy/group-work/{waiver.work_id}",
        reason=waiver.reason,
        after={"group": waiver.group.number},
        now=now,
    )
