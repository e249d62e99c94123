"""The texts of a course as somebody takes them elsewhere: those that are open to them, with where
they are from and under which licence."""

from collections.abc import Iterable, Iterator
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
from localturn.academy.models import Activity, CourseVersion, Enrolment, Run, RunFacilitator
from localturn.academy.queries.places import start_of, text_of
from localturn.foundation import moments
from localturn.foundation.library.text import FURNITURE_MARK
from localturn.foundation.links import Readable
from localturn.foundation.people.reader import Reader

KINDS = (reading.KIND.name, case_study.KIND.name)
"""That are read."""
MOST_RUNS = 10
"""Of a course, in which somebody takes part or guides: the latest."""


def runs_read_by(person: Reader, course: str) -> QuerySet[Run]:
    """The runs of a course in which they have a seat or guide, the latest first."""
    if not person.is_authenticated:
        return Run.objects.none()
    seats, guides = _seats(person), _guides(person)
    rows = Run.objects.filter(Q(Exists(seats)) | Q(Exists(guides)), version__course__slug=course)
    return rows.order_by("-starts_on", "slug")


def _seats(person: Reader) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(run=OuterRef("pk"), person_id=person.pk or 0, withdrawn_at=None)


def _guides(person: Reader) -> QuerySet[RunFacilitator]:
    return RunFacilitator.objects.filter(run=OuterRef("pk"), person_id=person.pk or 0)


def readings_open_to(person: Reader, course: str, *, only: str = "") -> list[Readable]:
    """The texts of a course that they may open in some run of it, each as the latest such run has
    it; `only` names one by its stable id (1 statement and 1 for each run, and those of what texts
    show of other rooms)."""
    now, found = moments.now(), dict[str, Readable]()
    runs = runs_read_by(person, course).annotate(
        reader_facilitates=Exists(_guides(person)),
        reader_enrolled_at=Subquery(_seats(person).values("enrolled_at")[:1]),
    )
    for run in runs.select_related("version__course")[:MOST_RUNS]:
        rows = _texts_of(run).exclude(stable_id__in=found)
        texts: Iterable[Any] = rows.filter(stable_id=only) if only else rows
        own = start_of(run, run.reader_enrolled_at)
        for activity in texts:
            opens_at = opening(activity.opens_at, activity.opens_after, own)
            if run.reader_facilitates or is_open(opens_at, now):
                found[activity.stable_id] = _readable(run, activity)
    return list(found.values())


def _texts_of(run: Run) -> QuerySet[Activity]:
    """In the order of the course, with what the run says of when each opens."""
    release = FilteredRelation("module__releases", condition=Q(module__releases__run=run.pk))
    rows = Activity.objects.filter(version=run.version_id, kind__in=KINDS).exclude(body="")
    return (
        rows.annotate(release=release)
        .annotate(opens_at=F("release__opens_at"), opens_after=F("release__opens_after"))
        .order_by("position")
    )


def _readable(run: Run, activity: Activity) -> Readable:
    address = reverse("academy:activity", args=[run.slug, activity.stable_id])
    language = run.version.language
    page = _page(run.version, activity)
    return Readable(activity.title, settings.PUBLIC_URL + address, language, page=page)


def _page(version: CourseVersion, activity: Activity) -> str:
    """As it stands on its page, with where it is from at its foot, in the course's language: the
    same for whoever takes it."""
    with override(version.language):
        said = format_html_join("", "<p>{}</p>", ((each,) for each in _origin(version)))
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body><h1>{}</h1>\n{}\n<footer {}>{}</footer></body></html>\n",
        version.language,
        activity.title,
        activity.title,
        SafeString(text_of(activity, version)),
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
