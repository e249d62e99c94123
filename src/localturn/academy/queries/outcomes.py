"""What came of a run for each of its people, for whoever states it elsewhere."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from localturn.academy.domain.awards import Evidence, facts_behind
from localturn.academy.models import (
    Certificate,
    Enrolment,
    GradeEntry,
    GroupHandIn,
    GroupSeat,
    Run,
)
from localturn.academy.queries.marking import essays_to_mark, hand_ins_to_mark
from localturn.academy.queries.papers import second_marks
from localturn.academy.queries.standing import awards_of, evidence_for
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
    """Of the activities that the earned awards rest on; of all where none is earned."""
    of: Decimal
    """The most that there is of these."""
    credits: tuple[EarnedCredit, ...]
    is_open: bool
    """Whether somebody still has to mark a work, to agree on a mark, or to say whether a
    certificate stands."""


def outcomes_of(run: Run) -> list[Outcome]:
    """By name (11 statements, and 8 more where the course has group work)."""
    seats = list(
        Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
        .select_related("person", "organisation", "run__version__course")
        .order_by("person__name", "pk")
    )
    evidence, awards = evidence_for(run, seats), awards_of(run)
    earned: dict[int, set[str]] = defaultdict(set)
    credits: dict[int, list[EarnedCredit]] = defaultdict(list)
    unsettled = _unsettled(run)
    for each in Certificate.objects.filter(enrolment__in=seats, revoked_at=None).order_by("pk"):
        said = each.content
        if said.get("credits"):
            points = Decimal(said["credits"])
            earned[each.enrolment_id].add(each.award_id)
            credits[each.enrolment_id].append(
                EarnedCredit(points, said["credit_kind"], said["award"])
            )
        if each.is_in_doubt:
            unsettled.add(each.enrolment_id)
    behind = {
        seat.pk: Evidence(
            facts_behind(
                evidence[seat.pk],
                earned=[each for each in awards if each.id in earned[seat.pk]],
                others=[each for each in awards if each.id not in earned[seat.pk]],
            )
        )
        for seat in seats
    }
    return [
        Outcome(
            enrolment=seat,
            home=seat.organisation,
            points=behind[seat.pk].points,
            of=sum((fact.of for fact in behind[seat.pk].facts), Decimal(0)),
            credits=tuple(credits[seat.pk]),
            is_open=seat.pk in unsettled,
        )
        for seat in seats
    ]


def _unsettled(run: Run) -> set[int]:
    """The seats with a work that anybody still has to mark, first or second (4 statements, and
    2 more where a group has handed in)."""
    anybody = AnonymousUser()
    return {
        *hand_ins_to_mark([run], by=anybody).values_list("enrolment_id", flat=True),
        *essays_to_mark([run], by=anybody).values_list("attempt__enrolment_id", flat=True),
        *second_marks([run]).values_list("hand_in__enrolment_id", flat=True),
        *_without_points_of_their_group(run),
    }


def _without_points_of_their_group(run: Run) -> set[int]:
    """The seats in a group that handed in something with points to give, and theirs are not."""
    handed_in = GroupHandIn.objects.filter(
        number=1,
        work__run=run,
        work__activity__version=run.version_id,
        work__activity__points__gt=0,
    )
    works = defaultdict(list)
    for group, activity in handed_in.values_list("group_id", "work__activity_id"):
        works[group].append(activity)
    if not works:
        return set()
    graded = set(
        GradeEntry.objects.filter(
            is_standing=True, activity__in={one for each in works.values() for one in each}
        ).values_list("enrolment_id", "activity_id")
    )
    seats = GroupSeat.objects.filter(group__in=works, enrolment__withdrawn_at=None)
    return {
        seat
        for seat, group in seats.values_list("enrolment_id", "group_id")
        if any((seat, activity) not in graded for activity in works[group])
    }
