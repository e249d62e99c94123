"""The texts of a course as somebody takes them elsewhere: those that are open to them, with where
they are from and under which licence."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from localturn.academy.domain.kinds import case_study, reading
from localturn.academy.domain.pace import opening
from localturn.academy.domain.schedule import is_open
from localturn.academy.models import (
    Activity,
    CourseVersion,
    Enrolment,
    Run,
    RunFacilitator,
    RunMove,
)
from localturn.academy.queries.places import place_of, start_of
from localturn.foundation import moments
from localturn.foundation.library.text import FURNITURE_MARK
from localturn.foundation.links import Readable
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import Invalid, NotFound

TO_READ = (reading.KIND.name, case_study.KIND.name)
"""Kinds of activities that are read."""
MOST_RUNS = 10
"""Of a course, in which somebody takes part or guides: the latest."""


def runs_read_by(person: Reader) -> QuerySet[Run]:
    """The runs in which they have a seat or guide, the latest first."""
    if not person.is_authenticated:
        return Run.objects.none()
    rows = Run.objects.filter(Q(Exists(_seats(person))) | Q(Exists(_guides(person))))
    return rows.order_by("-starts_on", "slug")


def _seats(person: Reader) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(run=OuterRef("pk"), person_id=person.pk or 0, withdrawn_at=None)


def _guides(person: Reader) -> QuerySet[RunFacilitator]:
    return RunFacilitator.objects.filter(run=OuterRef("pk"), person_id=person.pk or 0)


def readings_open_to(person: Reader, course: str) -> list[Readable]:
    """The texts of a course that they may open in some run of it, each as the latest such run has
    it (1 statement and 1 for each run). Raises Invalid where they are in a run, and nothing there
    is open to them."""
    runs = _latest_runs(person, course)
    found = {each.stable_id: _readable(run, each) for run, each in _open_in(runs)}
    if runs and not found:
        said = _("There is no reading of the course “%(course)s” that is open to you now.")
        raise Invalid(said % {"course": runs[0].version.title})
    return list(found.values())


def has_readings_open_to(person: Reader, course: str) -> bool:
    """Whether that is any (1 statement and 1 for each run, until one is found)."""
    return any(True for _each in _open_in(_latest_runs(person, course)))


def reading_open_to(person: Reader, run: str, activity: str) -> list[Readable]:
    """A text as a run has it, if its page there opens to them (the statements of `place_of`).
    Raises Invalid where there are no words on it."""
    try:
        place = place_of(person, run, activity, now=moments.now())
    except NotFound:
        return []
    if place.kind.name not in TO_READ or not place.may_be_read:
        return []
    if not place.activity.body:
        said = _("“%(title)s” has no text of its own: there is nothing to take.")
        raise Invalid(said % {"title": place.activity.title})
    return [_readable(place.run, place.activity)]


def was_read_in(run: str, activity: str) -> bool:
    """Whether a text was part of a run before it was moved to a version without it."""
    moves = RunMove.objects.filter(run__slug=run)
    rows = Activity.objects.filter(version__in=moves.values("version_before"), kind__in=TO_READ)
    return rows.filter(stable_id=activity).exists()


def _latest_runs(person: Reader, course: str) -> Sequence[Any]:
    """With how they take part in each."""
    runs = runs_read_by(person).filter(version__course__slug=course)
    runs = runs.annotate(
        reader_facilitates=Exists(_guides(person)),
        reader_enrolled_at=Subquery(_seats(person).values("enrolled_at")[:1]),
    )
    return list(runs.select_related("version__course")[:MOST_RUNS])


def _open_in(runs: Iterable[Any]) -> Iterator[tuple[Run, Activity]]:
    """Each text as the first of these runs has it in which it is open."""
    now, found = moments.now(), set[str]()
    for run in runs:
        own = start_of(run, run.reader_enrolled_at)
        rows: Iterable[Any] = _texts_of(run).exclude(stable_id__in=found)
        for activity in rows:
            opens_at = opening(activity.opens_at, activity.opens_after, own)
            if run.reader_facilitates or is_open(opens_at, now):
                found.add(activity.stable_id)
                activity.version = run.version
                yield run, activity


def _texts_of(run: Run) -> QuerySet[Activity]:
    """In the order of the course, with what the run says of when each opens."""
    release = FilteredRelation("module__releases", condition=Q(module__releases__run=run.pk))
    rows = Activity.objects.filter(version=run.version_id, kind__in=TO_READ).exclude(body="")
    return (
        rows.annotate(release=release)
        .annotate(opens_at=F("release__opens_at"), opens_after=F("release__opens_after"))
        .order_by("position")
    )


def _readable(run: Run, activity: Activity) -> Readable:
    address = settings.PUBLIC_URL + reverse("academy:activity", args=[run.slug, activity.stable_id])
    return Readable(activity.title, address, activity.version.language, page=_page(activity))


def _page(activity: Activity) -> str:
    """As it stands on its page, with where it is from at its foot, in the course's language: the
    same for whoever takes it. What its page shows of other rooms stays a link: who may show that is
    asked anew whenever the page is read, and would not be of what is taken."""
    version = activity.version
    with override(version.language):
        said = format_html_join("", "<p>{}</p>", ((each,) for each in _origin(version)))
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body><h1>{}</h1>\n{}\n<footer {}>{}</footer></body></html>\n",
        version.language,
        activity.title,
        activity.title,
        SafeString(activity.body_html),
        FURNITURE_MARK,
        said,
    )


def _origin(version: CourseVersion) -> Iterator[str]:
    words = {"course": version.title, "number": version.number}
    yield _("From the course “%(course)s”, version %(number)s.") % words
    if version.authors:
        yield _("Authors: %(names)s.") % {"names": ", ".join(version.authors)}
    if version.licence:
        yield _("Licence: %(licence)s.") % {"licence": version.licence}
    else:
        yield _("The course names no licence: ask its authors before you pass it on.")
