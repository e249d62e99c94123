"""The gradebook of a run: everybody at a glance, one person down to every entry, and as a table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from localturn.academy.domain.awards import Fact, Standing, standing
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import (
    Allowance,
    Attempt,
    Certificate,
    Completion,
    Enrolment,
    GradeEntry,
    HandIn,
    Run,
)
from localturn.academy.queries.behind import owed_in
from localturn.academy.queries.programme import facts_of, programme_of
from localturn.academy.queries.standing import awards_of, evidence_for
from localturn.foundation.languages import folded
from localturn.foundation.tables import Cell

STATES = ("all", "earned", "missing", "behind")
ORDERS = ("name", "organisation", "done", "points", "behind")


@dataclass(frozen=True)
class Row:
    """One participant in the table of results."""

    enrolment: int
    name: str
    organisation: str
    done: int
    points: Decimal
    behind: int
    """How many activities whose deadline has passed are not done."""
    certificates: int


@dataclass(frozen=True)
class Results:
    """Everybody in a run, before it is sorted and filtered."""

    rows: tuple[Row, ...]
    activities: int
    points: Decimal
    organisations: tuple[str, ...]


def results_of(run: Run, *, now: datetime) -> Results:
    """Everybody's sums (8 statements, however many people)."""
    facts = facts_of(programme_of(run))
    outline = [fact for _key, fact in facts]
    behind = owed_in(run, now=now, outline=facts)
    people = Enrolment.objects.filter(run=run, withdrawn_at=None)
    done = dict(
        Completion.objects.filter(enrolment__run=run, enrolment__withdrawn_at=None)
        .order_by()
        .values_list("enrolment_id")
        .annotate(Count("pk"))
    )
    points = dict(
        GradeEntry.objects.filter(enrolment__run=run, is_standing=True)
        .order_by()
        .values_list("enrolment_id")
        .annotate(Sum("points"))
    )
    certificates = dict(
        Certificate.objects.filter(enrolment__run=run, revoked_at=None)
        .order_by()
        .values_list("enrolment_id")
        .annotate(Count("pk"))
    )
    rows = tuple(
        Row(
            enrolment=pk,
            name=name or (_("No name given") if person else _("Former participant")),
            organisation=organisation or "",
            done=done.get(pk, 0),
            points=points.get(pk, Decimal(0)),
            behind=len(behind.get(pk, ())),
            certificates=certificates.get(pk, 0),
        )
        for pk, person, name, organisation in people.order_by("pk").values_list(
            "pk", "person", "person__name", "organisation__name"
        )
    )
    return Results(
        rows=rows,
        activities=len(outline),
        points=sum((fact.of for fact in outline), Decimal(0)),
        organisations=tuple(sorted({row.organisation for row in rows if row.organisation})),
    )


def chosen(
    rows: Iterable[Row],
    *,
    words: str = "",
    organisation: str = "",
    state: str = "all",
    order: str = "name",
    descending: bool = False,
) -> list[Row]:
    """Those rows that are asked for, in the order that is asked for."""
    sought = folded(words)
    found = [
        row
        for row in rows
        if (not sought or sought in folded(row.name))
        and (not organisation or row.organisation == organisation)
        and {
            "earned": row.certificates > 0,
            "missing": row.certificates == 0,
            "behind": row.behind > 0,
        }.get(state, True)
    ]
    found.sort(key=lambda row: folded(row.name))
    if order == "organisation":
        found.sort(key=lambda row: folded(row.organisation), reverse=descending)
    elif order in {"done", "points", "behind"}:
        found.sort(key=lambda row: getattr(row, order), reverse=descending)
    elif descending:
        found.reverse()
    return found


@dataclass(frozen=True)
class Matrix:
    """People × activities: for each person a fact per activity."""

    head: tuple[Fact, ...]
    rows: tuple[tuple[Row, tuple[Fact, ...]], ...]


def matrix_of(run: Run, rows: Sequence[Row]) -> Matrix:
    """Every activity of the people in these rows (5 statements)."""
    outline = facts_of(programme_of(run))
    people = Enrolment.objects.filter(pk__in=[row.enrolment for row in rows])
    evidence = evidence_for(run, people, outline=outline)
    return Matrix(
        head=tuple(fact for _key, fact in outline),
        rows=tuple((row, evidence[row.enrolment].facts) for row in rows),
    )


def table_of(run: Run, rows: Sequence[Row], results: Results) -> tuple[list[str], list[list[Cell]]]:
    """The results as a table for a spreadsheet: sums first, then each activity."""
    matrix = matrix_of(run, rows)
    head = [_("Name"), _("Organisation"), _("Points"), _("Done"), _("Behind"), _("Certificates")]
    for fact in matrix.head:
        head.append(fact.title)
        if fact.of:
            head.append(_("%(activity)s (points)") % {"activity": fact.title})
    body: list[list[Cell]] = []
    for row, facts in matrix.rows:
        cells: list[Cell] = [
            row.name,
            row.organisation,
            row.points,
            row.done,
            row.behind,
            row.certificates,
        ]
        for fact in facts:
            cells.append(_("done") if fact.done else "")
            if fact.of:
                cells.append(fact.points)
        body.append(cells)
    return head, body


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
