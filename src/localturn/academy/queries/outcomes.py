"""What came of a run for each of its people, for whoever states it elsewhere."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from localturn.academy.models import Certificate, Enrolment, Run
from localturn.academy.queries.marking import essays_to_mark, hand_ins_to_mark
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
    """Whether somebody still has to mark a work, to agree on a mark, or to say whether a
    certificate stands."""


def outcomes_of(run: Run) -> list[Outcome]:
    """By name (10 statements, and 6 more where the course has group work)."""
    seats = list(
        Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
        .select_related("person", "organisation", "run__version__course")
        .order_by("person__name", "pk")
    )
    evidence = evidence_for(run, seats)
    credits: dict[int, list[EarnedCredit]] = defaultdict(list)
    unsettled = _unsettled(run)
    for each in Certificate.objects.filter(enrolment__in=seats, revoked_at=None).order_by("pk"):
        said = each.content
        if said.get("credits"):
            points = Decimal(said["credits"])
            credits[each.enrolment_id].append(
                EarnedCredit(points, said["credit_kind"], said["award"])
            )
        if each.is_in_doubt:
            unsettled.add(each.enrolment_id)
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


def _unsettled(run: Run) -> set[int]:
    """The seats with a work that anybody still has to mark, first or second (3 statements)."""
    anybody = AnonymousUser()
    return {
        *hand_ins_to_mark([run], by=anybody).values_list("enrolment_id", flat=True),
        *essays_to_mark([run], by=anybody).values_list("attempt__enrolment_id", flat=True),
        *second_marks([run]).values_list("hand_in__enrolment_id", flat=True),
    }
