"""What the facilitators of a run see: its people, their results, and what waits."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router

from localturn.academy.api.runs import RunFacts, facts_of_run
from localturn.academy.models import Enrolment
from localturn.academy.permissions import runs_facilitated_by
from localturn.academy.queries.desk import nominations_waiting, unanswered_posts
from localturn.academy.queries.enquiries import to_answer
from localturn.academy.queries.marking import ToMark, to_mark
from localturn.academy.queries.people import seats_in
from localturn.academy.queries.results_table import Asked, Cells, Results, Row, cells_of, results_of
from localturn.academy.queries.runs import run_kept_by
from localturn.foundation import moments
from localturn.foundation.api.bearer import caller, scoped
from localturn.foundation.api.pages import Bounds, Page, next_after, page
from localturn.foundation.api.values import Answer, Moment, Number

router = Router(tags=["Facilitating"])
READ = scoped("facilitation:read")


class Participant(Answer):
    """`way` is how they came; `left_at` when they gave up their place or lost it."""

    seat: int
    name: str
    email: str
    organisation: str
    way: str
    enrolled_at: Moment
    left_at: Moment | None


class Column(Answer):
    id: str
    kind: str
    title: str
    of: Number


class Cell(Answer):
    id: str
    done: bool
    points: Number | None
    counted: int
    """Posts that a facilitator has counted."""


class GradebookLine(Answer):
    seat: int
    name: str
    organisation: str
    points: Number
    done: int
    behind: int
    """Activities not done whose deadline has passed."""
    certificates: int
    activities: list[Cell]


class Gradebook(Page[GradebookLine]):
    zone: str
    columns: list[Column]


class Work(Answer):
    """`kind` is assignment or essay."""

    kind: str
    id: int
    person: str
    activity_title: str
    since: Moment
    is_late: bool
    page: str


class UncountedPosts(Answer):
    activity: str
    title: str
    number: int
    since: Moment


class Waiting(Page[Work]):
    """`items` are to be marked, what waits longest first; the rest is in sums."""

    zone: str
    posts: list[UncountedPosts]
    nominations: int
    questions: int


@router.get("guided/runs", response=Page[RunFacts], summary="Runs that you guide", **READ)
def guided_runs(request: HttpRequest, bounds: Query[Bounds]) -> dict[str, Any]:
    runs = runs_facilitated_by(caller(request)).select_related("version__course", "host")
    return page(request, runs.order_by("-starts_on", "slug"), bounds, facts_of_run)


@router.get(
    "runs/{slug:run}/people",
    response=Page[Participant],
    summary="Who takes part or took part",
    **READ,
)
def people(request: HttpRequest, run: str, bounds: Query[Bounds]) -> dict[str, Any]:
    kept = run_kept_by(caller(request), run)
    return page(request, seats_in(kept), bounds, _participant)


@router.get(
    "runs/{slug:run}/gradebook",
    response=Gradebook,
    summary="What everybody has done and earned, by name",
    **READ,
)
def gradebook(request: HttpRequest, run: str, bounds: Query[Bounds]) -> dict[str, Any]:
    kept = run_kept_by(caller(request), run)
    results = results_of(kept, Asked(), now=moments.now(), sums=True)
    rows = results.rows[bounds.part]
    cells = cells_of(kept, rows)
    return {
        "items": [_line(row, results, cells) for row in rows],
        "count": len(results.rows),
        "next": next_after(request, bounds, len(results.rows)),
        "zone": kept.zone,
        "columns": [
            Column(id=fact.activity_id, kind=fact.kind, title=fact.title, of=fact.of)
            for _key, fact in results.outline
        ],
    }


@router.get(
    "runs/{slug:run}/waiting",
    response=Waiting,
    summary="What waits for you: work to be marked, posts, nominations, questions",
    **READ,
)
def waiting(request: HttpRequest, run: str, bounds: Query[Bounds]) -> dict[str, Any]:
    person = caller(request)
    kept = run_kept_by(person, run)
    return {
        **page(request, to_mark(kept, by=person), bounds, _work),
        "zone": kept.zone,
        "posts": [
            UncountedPosts(
                activity=each.activity, title=each.title, number=each.number, since=each.since
            )
            for each in unanswered_posts(kept, by=person)
        ],
        "nominations": nominations_waiting(kept),
        "questions": to_answer([kept], by=person).count(),
    }


def _participant(seat: Enrolment) -> Participant:
    assert seat.person is not None  # noqa: S101 (as `seats_in` says)
    return Participant(
        seat=seat.pk,
        name=seat.person.name,
        email=seat.person.email,
        organisation=seat.organisation.name if seat.organisation else "",
        way=seat.way,
        enrolled_at=seat.enrolled_at,
        left_at=seat.withdrawn_at,
    )


def _line(row: Row, results: Results, cells: Cells) -> GradebookLine:
    return GradebookLine(
        seat=row.enrolment,
        name=row.name,
        organisation=row.organisation,
        points=row.points,
        done=row.done,
        behind=row.behind,
        certificates=row.certificates,
        activities=[
            Cell(
                id=fact.activity_id,
                done=(row.enrolment, key) in cells.done,
                points=cells.points.get((row.enrolment, key)),
                counted=cells.counted.get((row.enrolment, key), 0),
            )
            for key, fact in results.outline
        ],
    )


def _work(each: ToMark) -> Work:
    return Work(
        kind=each.kind,
        id=each.pk,
        person=each.person,
        activity_title=each.title,
        since=each.since,
        is_late=each.is_late,
        page=urljoin(settings.PUBLIC_URL, each.href),
    )
