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
    GroupSeat,
)
from localturn.academy.queries.groupwork import WorkState
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def waive(
    state: WorkState,
    seats: Collection[Enrolment],
    groups: Collection[Group],
    *,
    reason: str,
    by: Person,
    now: datetime,
) -> int:
    """Let people off comments on groups, with a reason that they read; how many people it concerns.

    Nobody comments on their own group, so none is waived there.
    """
    run = state.work.run
    groupwork.require_guide(by, run)
    if any(group.grouping_id != state.work.grouping_id for group in groups):
        raise Invalid(_("There is no such group."))
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise Invalid(_("Say why they need not comment. They read it."))
    own = dict(
        GroupSeat.objects.filter(
            grouping=state.work.grouping_id, enrolment__in=[seat.pk for seat in seats]
        ).values_list("enrolment_id", "group_id")
    )
    concerned = set()
    for seat in sorted(seats, key=lambda each: each.pk):
        require_another(by, seat)
        require(seat.run_id == run.pk)
        for group in groups:
            if own.get(seat.pk) == group.pk:
                continue
            row, is_new = CommentWaiver.objects.get_or_create(
                work=state.work,
                enrolment=seat,
                group=group,
                defaults={"reason": reason, "given_at": now, "given_by": by},
            )
            if is_new:
                concerned.add(seat.pk)
                _record("academy.comment.waived", row, by=by, now=now)
    groupwork.look_again(run, concerned, now=now)
    return len(concerned)


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
