"""A later deadline for one group: each of its members is given it, and it is the group's."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions.allowances import Given, allow
from localturn.academy.actions.groupwork import hold_group
from localturn.academy.models import Allowance, Group
from localturn.academy.permissions import can_facilitate
from localturn.academy.queries.groupwork import WorkState, members_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require


@transaction.atomic
def give_time(
    state: WorkState, group: Group, day: date | None, *, reason: str, by: Person, now: datetime
) -> int:
    """Let a group hand in until 23:59 of a day in the run's zone; None for no later than all
    others. Everybody in it reads the reason; how many these are.

    Nobody waits for them: on what comes after the deadline of all others, a comment is asked for,
    and no award hangs on it. A group that has handed in before that deadline is given no more
    time, since its work is then commented on; who leaves the group leaves the time behind.
    """
    work = state.work
    require(can_facilitate(by, work.run))
    if group.grouping_id != work.grouping_id:
        raise Invalid(_("There is no such group."))
    if day is not None and work.hand_ins.filter(group=group, number=1, is_late=False).exists():
        raise Invalid(
            _(
                "This group has handed in before the deadline of all others, who comment on that: "
                "it can have no more time."
            )
        )
    members = members_of(hold_group(group)).order_by("enrolment")
    seats = [row.enrolment for row in members.select_related("enrolment__run__version__course")]
    if day is None:
        given = Allowance.objects.filter(
            enrolment__in=seats, activity=work.activity_id, due_at__isnull=False
        )
        has = set(given.values_list("enrolment_id", flat=True))
        seats = [seat for seat in seats if seat.pk in has]
    if not seats:
        raise Invalid(
            _("Nobody is in this group.") if day else _("This group has no later deadline.")
        )
    for seat in seats:
        allow(seat, work.activity, Given(due_on=day), reason=reason, by=by, now=now, group=group)
    return len(seats)
