"""A participant's own courses: what is done, what is missing, and by when."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Query, Router

from localturn.academy.api.runs import RunFacts, facts_of_run, facts_of_seen
from localturn.academy.domain.awards import Requirement, Standing
from localturn.academy.models import Enrolment, Run
from localturn.academy.queries.course_page import OwnCourse, OwnPart, OwnStep, own_course
from localturn.academy.queries.places import seat_of
from localturn.academy.queries.runs import run_seen_by, seats_of
from localturn.academy.queries.wording import progress_words, rule_words
from localturn.foundation import moments
from localturn.foundation.api.bearer import caller, scoped
from localturn.foundation.api.pages import Bounds, Page, page
from localturn.foundation.api.values import Answer, Moment, Number
from localturn.foundation.refusals import NotAllowed

router = Router(tags=["Learning"])


class Seat(Answer):
    seat: int
    run: RunFacts


class OwnActivity(Answer):
    """`state` is done, waiting (for a facilitator), open, late, missed or locked."""

    id: str
    kind: str
    title: str
    state: str
    minutes: int
    due_at: Moment | None
    is_own_deadline: bool
    starts_at: Moment | None
    points: Number | None
    of: Number
    page: str


class OwnModule(Answer):
    id: str
    title: str
    opens_at: Moment | None
    is_open: bool
    activities: list[OwnActivity]


class Missing(Answer):
    id: str
    title: str
    due_at: Moment | None


class RequirementFacts(Answer):
    """One rule of an award, in words, and which activities are missing for it."""

    rule: str
    progress: str
    is_met: bool
    missing: list[Missing]


class AwardFacts(Answer):
    id: str
    title: str
    credits: Number | None
    """Credit points that it carries, and what they are called; none where it carries none."""
    credit_kind: str
    is_earned: bool
    certificate: str | None
    """The address of the certificate's page."""
    requirements: list[RequirementFacts]


class OwnRun(Answer):
    seat: int
    run: RunFacts
    phase: str
    done: int
    total: int
    points: Number
    of: Number
    next: str | None
    """The id of the activity to do now."""
    modules: list[OwnModule]
    awards: list[AwardFacts]


@router.get(
    "my/runs",
    response=Page[Seat],
    summary="Runs in which you have a place",
    **scoped("learning:read"),
)
def my_runs(request: HttpRequest, bounds: Query[Bounds]) -> dict[str, Any]:
    seats = seats_of(caller(request)).select_related("run__host")
    return page(request, seats, bounds, _seat)


@router.get(
    "my/runs/{slug:run}",
    response=OwnRun,
    summary="How you stand in a run: done, missing, by when",
    **scoped("learning:read"),
)
def my_run(request: HttpRequest, run: str) -> OwnRun:
    person = caller(request)
    found = run_seen_by(person, run).run
    seat = seat_of(person, found)
    if seat is None:
        raise NotAllowed(_("You do not take part in this run."))
    with translation.override(found.version.language):
        return _own(found, seat, own_course(found, seat, now=moments.now()))


def _seat(seat: Enrolment) -> Seat:
    return Seat(seat=seat.pk, run=facts_of_run(seat.run))


def _own(run: Run, seat: Enrolment, course: OwnCourse) -> OwnRun:
    following = course.next_step
    return OwnRun(
        seat=seat.pk,
        run=facts_of_seen(run),
        phase=course.phase.value,
        done=course.done,
        total=course.total,
        points=course.points,
        of=course.points_of,
        next=following.step.id if following else None,
        modules=[_module(run, part) for part in course.parts],
        awards=[_award(each, course) for each in course.standings],
    )


def _module(run: Run, own: OwnPart) -> OwnModule:
    return OwnModule(
        id=own.part.id,
        title=own.part.title,
        opens_at=own.part.opens_at,
        is_open=own.is_open,
        activities=[_activity(run, each) for each in own.steps],
    )


def _activity(run: Run, own: OwnStep) -> OwnActivity:
    step = own.step
    here = reverse("academy:activity", args=[run.slug, step.id])
    return OwnActivity(
        id=step.id,
        kind=step.kind.name,
        title=step.title,
        state=own.state.value,
        minutes=step.minutes,
        due_at=step.due_at,
        is_own_deadline=step.is_own,
        starts_at=step.starts_at,
        points=own.points,
        of=step.points,
        page=urljoin(settings.PUBLIC_URL, here),
    )


def _award(stands: Standing, course: OwnCourse) -> AwardFacts:
    certificate = course.certificates.get(stands.award.id)
    return AwardFacts(
        id=stands.award.id,
        title=stands.award.title,
        credits=stands.award.credits,
        credit_kind=stands.award.credit_kind,
        is_earned=stands.earned,
        certificate=urljoin(settings.PUBLIC_URL, certificate.get_absolute_url())
        if certificate
        else None,
        requirements=[_requirement(each) for each in stands.requirements],
    )


def _requirement(requirement: Requirement) -> RequirementFacts:
    return RequirementFacts(
        rule=rule_words(requirement.rule),
        progress=progress_words(requirement),
        is_met=requirement.met,
        missing=[
            Missing(id=fact.activity_id, title=fact.title, due_at=fact.due)
            for fact in requirement.missing
        ],
    )
