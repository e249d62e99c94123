"""Courses as readers and authors see them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.domain.kinds import KINDS, Kind
from localturn.academy.domain.pace import Pace
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import Activity, Course, CourseVersion, Module, Run
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotAllowed, NotFound

MOST_RUNS = 20


@dataclass(frozen=True)
class Offer:
    """A published course in a list, with the runs that are still to come or under way."""

    version: CourseVersion
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class Line:
    """An activity in an outline."""

    id: str
    kind: Kind
    title: str
    minutes: int
    points: Decimal
    bank: str = ""


@dataclass
class Chapter:
    """A module in an outline."""

    id: str
    title: str
    summary: str
    week: int
    lines: list[Line] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def points(self) -> Decimal:
        return sum((line.points for line in self.lines), Decimal(0))


def offers(*, on: date) -> list[Offer]:
    """Every published course in its newest version, by title (2 statements)."""
    newest = (
        CourseVersion.objects.filter(course=OuterRef("course"), number__isnull=False)
        .order_by("-number")
        .values("number")[:1]
    )
    versions = list(
        CourseVersion.objects.filter(number=Subquery(newest))
        .select_related("course")
        .order_by("title", "pk")
    )
    runs: dict[int, list[Run]] = defaultdict(list)
    coming = runs_to_come(on=on).filter(version__course__in=[v.course_id for v in versions])
    for run in coming[: MOST_RUNS * max(len(versions), 1)]:
        runs[run.version.course_id].append(run)
    return [Offer(version, tuple(runs[version.course_id])) for version in versions]


def runs_to_come(*, on: date) -> QuerySet[Run]:
    """Runs that have not ended by this day, the next to begin first."""
    return (
        Run.objects.filter(ends_on__gte=on)
        .select_related("version__course", "host")
        .order_by("starts_on", "slug")
    )


@dataclass(frozen=True)
class Planned:
    """The runs of a course as its public page tells of them."""

    runs: tuple[Run, ...]
    """Those to come or under way, the first to begin first, `MOST_RUNS` at most."""
    to_come: int
    past: int

    def at_any_time(self, today: date, *, now: datetime) -> Run | None:
        """One under way at each person's own pace that one may come into by oneself now."""
        return next(
            (
                run
                for run in self.runs
                if run.pace == Pace.OWN
                and run.starts_on <= today
                and run.is_open
                and is_in_time(now, run.enrolment_closes_at)
            ),
            None,
        )

    def next_to_begin(self, today: date, *, now: datetime) -> Run | None:
        """The next that one may still come into by oneself, or else the next that begins."""
        coming = [run for run in self.runs if run.starts_on > today]
        entered = [
            run for run in coming if run.is_open and is_in_time(now, run.enrolment_closes_at)
        ]
        return next(iter(entered or coming), None)


def runs_planned(course: Course, *, on: date) -> Planned:
    """The runs to come, and how many there were (2 statements)."""
    of_course = Q(version__course=course)
    numbers = Run.objects.filter(of_course).aggregate(
        past=Count("pk", filter=Q(ends_on__lt=on)), to_come=Count("pk", filter=Q(ends_on__gte=on))
    )
    runs = tuple(runs_to_come(on=on).filter(of_course)[:MOST_RUNS])
    return Planned(runs, **numbers)


def newest_version(course: Course) -> CourseVersion | None:
    """What participants of a new run would learn with."""
    return course.versions.filter(number__isnull=False).order_by("-number").first()


def outline_of(version: CourseVersion) -> list[Chapter]:
    """Modules and their activities, without their texts (2 statements)."""
    chapters = {
        pk: Chapter(stable_id, title, summary, week)
        for pk, stable_id, title, summary, week in Module.objects.filter(version=version)
        .order_by("position")
        .values_list("pk", "stable_id", "title", "summary", "week")
    }
    rows = (
        Activity.objects.filter(version=version)
        .order_by("position")
        .values_list("module_id", "stable_id", "kind", "title", "minutes", "points", "bank__name")
    )
    for module, stable_id, kind, title, minutes, points, bank in rows:
        chapters[module].lines.append(
            Line(stable_id, KINDS[kind], title, minutes, points, bank or "")
        )
    return list(chapters.values())


def course_written_by(person: Reader, slug: str) -> Course:
    """A course whose draft the reader may change, with its `title`: that of the draft, or else of
    the newest version (1 statement).

    Raises NotFound where they may not know of it, NotAllowed where they may only read it.
    """
    titles = CourseVersion.objects.filter(course=OuterRef("pk"))
    titles = titles.order_by(F("number").desc(nulls_first=True))
    courses = permissions.courses_visible_to(person).filter(slug=slug)
    course = courses.annotate(
        title=Coalesce(Subquery(titles.values("title")[:1]), F("slug"), output_field=CharField())
    ).first()
    if course is None:
        raise NotFound
    if not permissions.can_author(person, course):
        raise NotAllowed(_("This course belongs to other authors."))
    return course


def draft_of(course: Course) -> CourseVersion | None:
    """The version that is being written."""
    return course.versions.filter(number=None).first()


@dataclass(frozen=True)
class Written:
    """A course in the list of its author."""

    slug: str
    title: str
    number: int | None
    """Of its newest version."""
    published_at: datetime | None
    draft_changed_at: datetime | None


def courses_of(person: Reader) -> list[Written]:
    """Courses that the person writes, those with a draft first, then by title (2 statements)."""
    courses: QuerySet[Course] = permissions.courses_editable_by(person)
    numbered = courses.annotate(newest=Max("versions__number")).values_list("pk", "slug", "newest")
    rows = list(numbered)
    versions: dict[tuple[int, int | None], CourseVersion] = {
        (version.course_id, version.number): version
        for version in _heads([pk for pk, _slug, _newest in rows])
    }
    found = [
        _written(slug, versions.get((pk, newest)) if newest else None, versions.get((pk, None)))
        for pk, slug, newest in rows
    ]
    return sorted(found, key=lambda each: (each.draft_changed_at is None, each.title.casefold()))


def _heads(courses: Iterable[int]) -> QuerySet[CourseVersion]:
    return CourseVersion.objects.filter(course_id__in=courses).only(
        "course_id", "number", "title", "published_at", "changed_at"
    )


def _written(slug: str, last: CourseVersion | None, draft: CourseVersion | None) -> Written:
    return Written(
        slug=slug,
        title=(draft or last).title if draft or last else slug,  # type: ignore[union-attr]
        number=last.number if last else None,
        published_at=last.published_at if last else None,
        draft_changed_at=draft.changed_at if draft else None,
    )
