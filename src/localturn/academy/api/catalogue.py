"""What everybody may know: courses, what is in them, and their runs."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from localturn.academy.api.runs import RunFacts, facts_of_run, facts_of_seen
from localturn.academy.models import Course, CourseVersion
from localturn.academy.queries import courses as queries
from localturn.academy.queries.runs import run_seen_by
from localturn.foundation import moments
from localturn.foundation.api.bearer import caller, scoped
from localturn.foundation.api.pages import Bounds, Page, page
from localturn.foundation.api.values import Answer, Number
from localturn.foundation.refusals import NotFound

router = Router(tags=["Courses"])


class CourseFacts(Answer):
    """A published course in its newest version."""

    slug: str
    title: str
    summary: str
    language: str
    version: int
    page: str
    runs: list[str]
    """Those to come or under way, the next to begin first."""


class ActivityFacts(Answer):
    id: str
    kind: str
    title: str
    minutes: int
    points: Number


class ModuleFacts(Answer):
    id: str
    title: str
    summary: str
    week: int
    activities: list[ActivityFacts]


class AwardOffered(Answer):
    """What one can earn, and the credit points that it carries, if any."""

    id: str
    title: str
    summary: str
    credits: Number | None
    credit_kind: str


class CourseContents(CourseFacts):
    modules: list[ModuleFacts]
    awards: list[AwardOffered]


@router.get("courses", response=Page[CourseFacts], summary="Published courses", **scoped())
def courses(request: HttpRequest, bounds: Query[Bounds]) -> dict[str, Any]:
    return page(request, queries.offers(on=moments.now().date()), bounds, _offer)


@router.get(
    "courses/{slug:course}", response=CourseContents, summary="What is in a course", **scoped()
)
def course(request: HttpRequest, course: str) -> CourseContents:
    found = Course.objects.filter(slug=course).first()
    version = queries.newest_version(found) if found is not None else None
    if found is None or version is None:
        raise NotFound
    planned = queries.runs_planned(found, on=moments.now().date())
    modules = [
        ModuleFacts(
            id=chapter.id,
            title=chapter.title,
            summary=chapter.summary,
            week=chapter.week,
            activities=[
                ActivityFacts(
                    id=line.id,
                    kind=line.kind.name,
                    title=line.title,
                    minutes=line.minutes,
                    points=line.points,
                )
                for line in chapter.lines
            ],
        )
        for chapter in queries.outline_of(version)
    ]
    facts = _course(version, found.slug, [run.slug for run in planned.runs])
    return CourseContents(**facts, modules=modules, awards=_awards(version))


def _awards(version: CourseVersion) -> list[AwardOffered]:
    return [
        AwardOffered(
            id=each.stable_id,
            title=each.title,
            summary=each.summary,
            credits=each.credits,
            credit_kind=each.credit_kind,
        )
        for each in version.awards.order_by("position")
    ]


@router.get("runs", response=Page[RunFacts], summary="Runs to come or under way", **scoped())
def runs(request: HttpRequest, bounds: Query[Bounds]) -> dict[str, Any]:
    return page(request, queries.runs_to_come(on=moments.now().date()), bounds, facts_of_run)


@router.get("runs/{slug:run}", response=RunFacts, summary="A run", **scoped())
def run(request: HttpRequest, run: str) -> RunFacts:
    return facts_of_seen(run_seen_by(caller(request), run).run)


def _offer(offer: queries.Offer) -> CourseFacts:
    slugs = [run.slug for run in offer.runs]
    return CourseFacts(**_course(offer.version, offer.version.course.slug, slugs))


def _course(version: CourseVersion, slug: str, runs: list[str]) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": version.title,
        "summary": version.summary,
        "language": version.language,
        "version": version.number,
        "page": urljoin(settings.PUBLIC_URL, reverse("academy:course", args=[slug])),
        "runs": runs,
    }
