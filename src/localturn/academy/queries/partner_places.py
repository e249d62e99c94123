"""How the places of several runs stand, and how many each partner's people have of them, for
catalogues."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Value, When

from localturn.academy.models import Enrolment, Invitation, Run
from localturn.foundation.seats import Capacity, Division


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


def divisions_of(runs: Collection[int], *, now: datetime) -> dict[int, Division[int]]:
    """By run what `queries.seats.division_of` says of one (1 statement; none without runs).

    `taken` holds every organisation that nominated somebody, a partner or not.
    """
    if not runs:
        return {}
    whole: dict[int, tuple[int | None, bool]] = {}
    quotas: dict[int, dict[int, int]] = defaultdict(dict)
    taken: dict[int, Counter[int]] = defaultdict(Counter)
    others = Counter[int]()
    for kind, run, organisation, number, capacity, is_shared in _rows(runs, now):
        if kind == _OFFERED:
            whole[run] = capacity, bool(is_shared)
            if number is not None:
                quotas[run][organisation] = number
        elif kind == _NOMINATED and organisation is not None:
            taken[run][organisation] += number
        else:
            others[run] += number
    return {
        run: Division(
            Capacity(capacity),
            quotas=quotas.get(run, {}),
            taken=taken.get(run, {}),
            others=others[run],
            is_rest_shared=is_shared,
        )
        for run, (capacity, is_shared) in whole.items()
    }


_OFFERED, _NOMINATED, _OTHERWISE = 0, 1, 2
_NOTHING = Value(None, output_field=IntegerField())


def _rows(runs: Collection[int], now: datetime) -> Iterable[tuple[Any, ...]]:
    """What each run sets aside by partner, and who has a place there by what way: kind, run,
    organisation, number, capacity, whether its rest is shared."""
    is_shared = Case(When(is_rest_shared=True, then=1), default=0, output_field=IntegerField())
    of_partner = ("partners__organisation_id", "partners__quota")
    offered = Run.objects.filter(pk__in=runs).order_by()
    seated = Enrolment.objects.filter(run__in=runs, withdrawn_at=None, person__isnull=False)
    by_nomination = When(way=Enrolment.Way.NOMINATION, then=_NOMINATED)
    by_way = seated.order_by().annotate(
        kind=Case(by_nomination, default=_OTHERWISE, output_field=IntegerField())
    )
    kept = Invitation.objects.filter(
        run__in=runs, accepted_at=None, withdrawn_at=None, expires_at__gt=now
    )
    by_letter = kept.order_by().annotate(kind=Value(_NOMINATED))
    counted = (
        rows.values("kind", "run_id", organisation)
        .annotate(number=Count("pk"), none=_NOTHING, nothing=_NOTHING)
        .values_list("kind", "run_id", organisation, "number", "none", "nothing")
        for rows, organisation in (
            (by_way, "organisation_id"),
            (by_letter, "nomination__organisation_id"),
        )
    )
    aside = offered.annotate(kind=Value(_OFFERED), shared=is_shared)
    whole = aside.values_list("kind", "pk", *of_partner, "capacity", "shared")
    return whole.union(*counted, all=True)
