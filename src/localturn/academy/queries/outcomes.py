"""What came of a run for each of its people, for whoever states it elsewhere."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from localturn.academy.models import Certificate, Enrolment, Run
from localturn.academy.queries.papers import second_marks
from localturn.academy.queries.standing import evidence_for
from localturn.foundation.people.models import Organisation


@dataclass(frozen=True)
class EarnedCredit:
    """Credit points of an award whose certificate is valid."""

    points: Decimal
    kind: str
    award: str


@dataclass(frozen=True)
class Outcome:
    """Of one seat that was kept to the end, and whose person is still there."""

    enrolment: Enrolment
    home: Organisation | None
    points: Decimal
    of: Decimal
    credits: tuple[EarnedCredit, ...]
    is_open: bool
    """Whether somebody still has to agree on a mark."""


def outcomes_of(run: Run) -> list[Outcome]:
    """By name (8 statements, and 6 more where the course has group work)."""
    seats = list(
        Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
        .select_related("person", "organisation", "run__version__course")
        .order_by("person__name", "pk")
    )
    evidence = evidence_for(run, seats)
    credits: dict[int, list[EarnedCredit]] = defaultdict(list)
    rows = Certificate.objects.filter(enrolment__in=seats, revoked_at=None).order_by("pk")
    for seat, said in rows.values_list("enrolment_id", "content"):
        if said.get("credits"):
            points = Decimal(said["credits"])
            credits[seat].append(EarnedCredit(points, said["credit_kind"], said["award"]))
    unsettled = set(second_marks([run]).values_list("hand_in__enrolment_id", flat=True))
    return [
        Outcome(
            enrolment=seat,
            home=seat.organisation,
            points=evidence[seat.pk].points,
            of=sum((fact.of for fact in evidence[seat.pk].facts), Decimal(0)),
            credits=tuple(credits[seat.pk]),
            is_open=seat.pk in unsettled,
        )
        for seat in seats
    ]
