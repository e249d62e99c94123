"""The gradebook of one person, down to every entry; everybody is in `results_table`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from localturn.academy.domain.awards import Fact, Standing, standing
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import (
    Allowance,
    Attempt,
    Completion,
    Enrolment,
    GradeEntry,
    HandIn,
    SecondMark,
)
from localturn.academy.queries.papers import visible_entries
from localturn.academy.queries.programme import facts_of, programme_of
from localturn.academy.queries.standing import awards_of, evidence_for
from localturn.foundation.people.reader import Reader


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
    granted_because: str
    """Why a facilitator lets it count as done; "" where nobody does."""
    is_behind: bool
    allowance: Allowance | None
    """What they were given beyond what everybody has."""


@dataclass(frozen=True)
class RetiredResult:
    """What somebody did in an activity that is no longer part of the course."""

    id: str
    title: str
    entries: tuple[GradeEntry, ...]
    attempts: tuple[Attempt, ...]
    hand_ins: tuple[HandIn, ...]


@dataclass(frozen=True)
class PersonResults:
    enrolment: Enrolment
    activities: tuple[ActivityResult, ...]
    standings: tuple[Standing, ...]
    points: Decimal
    of: Decimal
    retired: tuple[RetiredResult, ...]


def person_results(
    enrolment: Enrolment, *, now: datetime, to: Reader | None = None
) -> PersonResults:
    """Everything recorded about one participant that the reader is to know (9 statements)."""
    run = enrolment.run
    outline = facts_of(programme_of(run, seat=enrolment))
    evidence = evidence_for(run, [enrolment], outline=outline)[enrolment.pk]
    again = SecondMark.objects.filter(first=OuterRef("pk"), result=None)
    entries = _by_activity(
        _named(visible_entries(enrolment, to=to))
        .annotate(is_suspended=Exists(again))
        .select_related("entered_by", "attempt", "hand_in", "regrade__question")
        .order_by("-entered_at", "-pk")
    )
    attempts = _by_activity(_named(Attempt.objects.filter(enrolment=enrolment)).order_by("number"))
    hand_ins = _by_activity(
        _named(HandIn.objects.filter(enrolment=enrolment))
        .defer("text", "text_html")
        .order_by("number")
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
                done_at=completion.done_at if completion and completion.is_own else None,
                marked_by=str(completion.marked_by) if completion and completion.marked_by else "",
                entries=tuple(entries.pop(fact.activity_id, ())),
                attempts=tuple(attempts.pop(fact.activity_id, ())),
                hand_ins=tuple(hand_ins.pop(fact.activity_id, ())),
                granted_because=completion.granted_because if completion else "",
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
        retired=tuple(_retired(entries, attempts, hand_ins)),
    )


def _named(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the activity's name, which is the same in every version of the course."""
    named: QuerySet[Any] = rows.annotate(
        of_activity=F("activity__stable_id"), called=F("activity__title")
    )
    return named


def _by_activity(rows: Iterable[Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.of_activity].append(row)
    return grouped


def _retired(
    entries: dict[str, list[Any]], attempts: dict[str, list[Any]], hand_ins: dict[str, list[Any]]
) -> Iterator[RetiredResult]:
    """What is left over once every activity of the course has its own."""
    for id_ in dict.fromkeys([*entries, *attempts, *hand_ins]):
        rows = [*entries.get(id_, ()), *attempts.get(id_, ()), *hand_ins.get(id_, ())]
        yield RetiredResult(
            id_,
            rows[0].called,
            tuple(entries.get(id_, ())),
            tuple(attempts.get(id_, ())),
            tuple(hand_ins.get(id_, ())),
        )


def _is_past(fact: Fact, now: datetime) -> bool:
    return fact.due is not None and not is_in_time(now, fact.due)
