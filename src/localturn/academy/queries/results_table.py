"""The results of everybody in a run: sums in the database, sorted and filtered, a page of it with
every activity, and all of it for a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    FloatField,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from localturn.academy.domain.awards import Fact
from localturn.academy.models import Certificate, Completion, Enrolment, GradeEntry, Post, Run
from localturn.academy.queries.behind import behind_in
from localturn.academy.queries.programme import facts_of, programme_of
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Person
from localturn.foundation.tables import Cell

STATES = ("all", "earned", "missing", "unfinished", "behind")
ORDERS = ("name", "organisation", "done", "points", "behind")
OF_ACTIVITY = "a-"
"""Before an activity's id: the order of what everybody has there."""


@dataclass(frozen=True)
class Asked:
    """Who is asked for, and in which order."""

    words: str = ""
    """Of the name."""
    organisation: str = ""
    state: str = "all"
    lacks: str = ""
    """An activity that they have not done, by its id."""
    order: str = "name"
    descending: bool = False

    def needs(self, sum_: str) -> bool:
        """Whether a sum decides who is shown where."""
        of_state = {"earned": "certificates", "missing": "certificates", "unfinished": "done"}
        return sum_ in {self.order, of_state.get(self.state, self.state)}


@dataclass(frozen=True)
class Row:
    """One participant; sums that were not asked for are 0."""

    enrolment: int
    person: int | None
    name: str
    organisation: str
    points: Decimal
    done: int
    behind: int
    """How many activities whose deadline has passed are not done."""
    certificates: int
    lacks: bool
    column: tuple[Decimal, int, bool]
    """What they have in the activity that orders the table: points, counted posts, done."""


@dataclass(frozen=True)
class Results:
    """Who was asked for, in order."""

    everybody: int
    rows: tuple[Row, ...]
    outline: tuple[tuple[int, Fact], ...]
    organisations: tuple[str, ...]

    @property
    def activities(self) -> int:
        return len(self.outline)

    @property
    def points(self) -> Decimal:
        return sum((fact.of for _key, fact in self.outline), Decimal(0))


def results_of(run: Run, asked: Asked, *, now: datetime, sums: bool) -> Results:
    """Everybody who is asked for; with all `sums`, or only those that decide the order.

    2 statements, and three more where it is told who is behind.
    """
    programme = programme_of(run)
    outline = facts_of(programme)
    keys = {fact.activity_id: key for key, fact in outline}
    needed = sums or asked.needs("behind")
    behind = behind_in(run, now=now, programme=programme) if needed else {}
    rows = [
        replace(row, behind=behind[row.enrolment]) if row.enrolment in behind else row
        for row in _people(run, asked, keys, sums=sums)
    ]
    return Results(
        everybody=len(rows),
        rows=tuple(_chosen(rows, asked, activities=len(outline))),
        outline=tuple(outline),
        organisations=tuple(sorted({row.organisation for row in rows if row.organisation})),
    )


def _people(run: Run, asked: Asked, keys: dict[str, int], *, sums: bool) -> list[Row]:
    """Everybody with their sums (1 statement)."""
    grades = GradeEntry.objects.filter(is_standing=True, activity__version=run.version_id)
    wanted: dict[str, Any] = {"sum": _of_each(grades, Sum("points"))}
    if sums or asked.needs("done"):
        here = Completion.objects.filter(activity__version=run.version_id)
        wanted["done"] = _of_each(here, Count("pk"))
    if sums or asked.needs("certificates"):
        valid = Certificate.objects.filter(revoked_at=None)
        wanted["issued"] = _of_each(valid, Count("pk"))
    lacks = keys.get(asked.lacks)
    if lacks is not None:
        wanted["lacks"] = ~Exists(
            Completion.objects.filter(enrolment=OuterRef("pk"), activity=lacks)
        )
    column = keys.get(asked.order.removeprefix(OF_ACTIVITY))
    if asked.order.startswith(OF_ACTIVITY) and column is not None:
        posts = Post.objects.filter(
            run=run, activity=column, author=OuterRef("person"), counted_at__isnull=False
        )
        wanted["column_points"] = _of_each(grades.filter(activity=column), Sum("points"))
        wanted["column_counted"] = Subquery(
            posts.order_by().values("author").annotate(n=Count("pk")).values("n")
        )
        wanted["column_done"] = Exists(
            Completion.objects.filter(enrolment=OuterRef("pk"), activity=column)
        )
    names = ("pk", "person", "person__name", "organisation__name", *wanted)
    people = Enrolment.objects.filter(run=run, withdrawn_at=None).order_by("pk")
    no_name, nobody = _("No name given"), _("Former participant")
    return [
        _row(dict(zip(names, values, strict=True)), no_name, nobody)
        for values in people.annotate(**wanted).values_list(*names)
    ]


def _row(found: dict[str, Any], no_name: str, nobody: str) -> Row:
    points = found.get("column_points")
    return Row(
        enrolment=found["pk"],
        person=found["person"],
        name=found["person__name"] or (no_name if found["person"] else nobody),
        organisation=found["organisation__name"] or "",
        points=found["sum"] or Decimal(0),
        done=found.get("done") or 0,
        behind=0,
        certificates=found.get("issued") or 0,
        lacks=found.get("lacks", True),
        column=(
            Decimal(-1) if points is None else points,
            found.get("column_counted") or 0,
            found.get("column_done", False),
        ),
    )


def _of_each(rows: Any, sum_: Any) -> Subquery:
    """A sum over a participant's own rows."""
    mine = rows.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Subquery(mine.annotate(n=sum_).values("n"))


def _chosen(rows: Iterable[Row], asked: Asked, *, activities: int) -> list[Row]:
    sought = folded(asked.words)
    found = [
        row
        for row in rows
        if row.lacks
        and (not sought or sought in folded(row.name))
        and (not asked.organisation or row.organisation == asked.organisation)
        and {
            "earned": row.certificates > 0,
            "missing": row.certificates == 0,
            "unfinished": row.done < activities,
            "behind": row.behind > 0,
        }.get(asked.state, True)
    ]
    found.sort(key=lambda row: folded(row.name))
    if asked.order == "organisation":
        found.sort(key=lambda row: folded(row.organisation), reverse=asked.descending)
    elif asked.order in {"done", "points", "behind"}:
        found.sort(key=lambda row: getattr(row, asked.order), reverse=asked.descending)
    elif asked.order.startswith(OF_ACTIVITY):
        found.sort(key=lambda row: row.column, reverse=asked.descending)
    elif asked.descending:
        found.reverse()
    return found


@dataclass(frozen=True)
class Cells:
    """What is recorded of people and activities, by the keys of both."""

    done: frozenset[tuple[int, int]]
    points: dict[tuple[int, int], Decimal]
    counted: dict[tuple[int, int], int]


def cells_of(run: Run, rows: Sequence[Row]) -> Cells:
    """Every activity of the people in these rows (1 statement)."""
    seats = [row.enrolment for row in rows]
    seat_of = {row.person: row.enrolment for row in rows if row.person is not None}
    done = _marked("done", Completion, F("enrolment_id"), Value(0)).filter(enrolment__in=seats)
    points = _marked("points", GradeEntry, F("enrolment_id"), F("points")).filter(
        enrolment__in=seats, is_standing=True
    )
    counted = _marked("counted", Post, F("author_id"), Value(1)).filter(
        run=run, author__in=list(seat_of), counted_at__isnull=False
    )
    found: dict[str, dict[tuple[int, int], Any]] = {"done": {}, "points": {}, "counted": {}}
    for what, whose, activity, number in done.union(points, counted, all=True):
        # one row each, but for counted posts, of which there may be several
        found[what][whose, activity] = found[what].get((whose, activity), 0) + number
    return Cells(
        done=frozenset(found["done"]),
        points={key: _exact(str(number)) for key, number in found["points"].items()},
        counted={(seat_of[who], at): int(n) for (who, at), n in found["counted"].items()},
    )


def _marked(what: str, model: type[Model], whose: Any, number: Any) -> QuerySet[Any, Any]:
    """Rows of one kind as (what, whose, activity, number), to be read together with others.

    Numbers are read as they come, since a page has few different ones: see `_exact`.
    """
    rows: QuerySet[Any, Any] = model._default_manager.order_by()
    marked = rows.annotate(what=Value(what), whose=whose, number=Cast(number, FloatField()))
    listed: QuerySet[Any, Any] = marked.values_list("what", "whose", "activity_id", "number")
    return listed


@lru_cache(maxsize=4096)
def _exact(number: str) -> Decimal:
    return Decimal(number).quantize(Decimal("0.01"))


def table_of(run: Run, results: Results) -> tuple[list[str], list[list[Cell]]]:
    """The results as a table for a spreadsheet of who facilitates: sums first, then each activity
    (2 statements)."""
    cells, emails = cells_of(run, results.rows), _emails(run)
    counted: dict[int, int] = defaultdict(int)
    for (seat, _activity), number in cells.counted.items():
        counted[seat] += number
    head = [_("Name"), _("E-mail address"), _("Organisation"), _("Points"), _("Done"), _("Behind")]
    head += [_("Counted contributions"), _("Certificates")]
    for _key, fact in results.outline:
        head.append(fact.title)
        if fact.of:
            head.append(_("%(activity)s (points)") % {"activity": fact.title})
    done = _("done")
    body: list[list[Cell]] = []
    for row in results.rows:
        line: list[Cell] = [
            row.name,
            emails.get(row.person or 0, ""),
            row.organisation,
            row.points,
            row.done,
            row.behind,
            counted[row.enrolment],
            row.certificates,
        ]
        for key, fact in results.outline:
            line.append(done if (row.enrolment, key) in cells.done else "")
            if fact.of:
                line.append(cells.points.get((row.enrolment, key)))
        body.append(line)
    return head, body


def _emails(run: Run) -> dict[int, str]:
    """By person, of who takes part (1 statement)."""
    people = Person.objects.filter(enrolments__run=run, enrolments__withdrawn_at=None)
    return dict(people.values_list("pk", "email"))
