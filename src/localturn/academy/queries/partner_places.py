"""How many places of several runs each partner's people have, for catalogues."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count

from localturn.academy.models import Enrolment, Invitation


def taken_by_partners(runs: Collection[int], *, now: datetime) -> Mapping[int, Mapping[int, int]]:
    """By run and organisation, seats of whom it nominated and places kept for them (2 statements;
    none without runs)."""
    taken: dict[int, Counter[int]] = defaultdict(Counter)
    if not runs:
        return taken
    seated = Enrolment.objects.filter(
        run__in=runs,
        way=Enrolment.Way.NOMINATION,
        withdrawn_at=None,
        person__isnull=False,
        organisation__isnull=False,
    )
    kept = Invitation.objects.filter(
        run__in=runs,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=now,
        nomination__isnull=False,
    )
    for rows, organisation in ((seated, "organisation"), (kept, "nomination__organisation")):
        counted = rows.order_by().values_list("run", organisation).annotate(Count("pk"))
        for run, partner, number in counted:
            taken[run][partner] += number
    return taken
