"""The gradebook of one person, down to every entry; everybody is in `results_table`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from localturn.academy.domain.awards import Fact, Standing, standing
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import (
    Allowance,
    Attempt,
    Completion,
    Enrolment,
    GradeEntry,
    HandIn,
)
from localturn.academy.queries.programme import facts_of, programme_of
from localturn.academy.queries.standing import awards_of, evidence_for


@dataclass(frozen=True)
class ActivityResult:
    """One activity in a person's results, down to what its points came from."""

    fact: Fact
    done_at: datetime | None
    marked_by: str
    entries: tuple[GradeEntry, ...]
    """Newest first; the first of them stands."""
    attempts: tuple[Attempt, ...]
    hand_ins: tuple[HandIn, ...]
    is_behind: bool
    allowance: Allowance | None
    """What they were given beyond what everybody has."""


@dataclass(frozen=True)
class PersonResults:
    enrolment: Enrolment
    activities: tuple[ActivityResult, ...]
    standings: tuple[Standing, ...]
    points: Decimal
    of: Decimal


def person_results(enrolment: Enrolment, *, now: datetime) -> PersonResults:
    """Everything recorded about one participant (9 statements)."""
    run = enrolment.run
    outline = facts_of(programme_of(run, seat=enrolment.pk))
    evidence = evidence_for(run, [enrolment], outline=outline)[enrolment.pk]
    entries = _by_activity(
        GradeEntry.objects.filter(enrolment=enrolment)
        .select_related("entered_by", "attempt", "hand_in")
        .order_by("-entered_at", "-pk")
    )
    attempts = _by_activity(Attempt.objects.filter(enrolment=enrolment).order_by("number"))
    hand_ins = _by_activity(
        HandIn.objects.filter(enrolment=enrolment).defer("text", "text_html").order_by("number")
    )
    completions = {
        c.activity_id: c
        for c in Completion.objects.filter(enrolment=enrolment).select_related("marked_by")
    }
    allowances = {
        a.activity_id: a
        for a in Allowance.objects.filter(enrolment=enrolment).select_related("given_by")
    }
    activities = []
    for (key, _fact), fact in zip(outline, evidence.facts, strict=True):
        completion = completions.get(key)
        activities.append(
            ActivityResult(
                fact=fact,
                done_at=completion.done_at if completion else None,
                marked_by=str(completion.marked_by) if completion and completion.marked_by else "",
                entries=tuple(entries[key]),
                attempts=tuple(attempts[key]),
                hand_ins=tuple(hand_ins[key]),
                is_behind=_is_past(fact, now) and completion is None,
                allowance=allowances.get(key),
            )
        )
    return PersonResults(
        enrolment=enrolment,
        activities=tuple(activities),
        standings=tuple(standing(award, evidence) for award in awards_of(run)),
        points=evidence.points,
        of=sum((fact.of for fact in evidence.facts), Decimal(0)),
    )


def _by_activity(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.activity_id].append(row)
    return grouped


def _is_past(fact: Fact, now: datetime) -> bool:
    return fact.due is not None and not is_in_time(now, fact.due)
