"""The texts of a course as somebody takes them elsewhere: those that are open to them, with where
they are from and under which licence."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from localturn.academy.domain.kinds import case_study, reading
from localturn.academy.models import Activity, CourseVersion, Enrolment, Run, RunFacilitator
from localturn.academy.queries.places import ActivityPlace, place_of
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
    seats = Enrolment.objects.filter(run=OuterRef("pk"), person_id=person.pk, withdrawn_at=None)
    guides = RunFacilitator.objects.filter(run=OuterRef("pk"), person_id=person.pk)
    rows = Run.objects.filter(Q(Exists(seats)) | Q(Exists(guides)), version__course__slug=course)
    return rows.order_by("-starts_on", "slug")


def readings_open_to(person: Reader, course: str, *, only: str = "") -> list[Readable]:
    """The texts of a course that they may open in some run of it, each as the latest such run has
    it; `only` names one by its stable id (2 statements, and those of `place_of` for each text and
    run)."""
    now, found = moments.now(), dict[str, Readable]()
    for run in runs_read_by(person, course)[:MOST_RUNS]:
        rows = Activity.objects.filter(version=run.version_id, kind__in=KINDS).exclude(body="")
        if only:
            rows = rows.filter(stable_id=only)
        for stable_id in rows.order_by("position").values_list("stable_id", flat=True):
            if stable_id not in found:
                place = place_of(person, run.slug, stable_id, now=now)
                if place.may_be_read:
                    found[stable_id] = _readable(place)
    return list(found.values())


def _readable(place: ActivityPlace) -> Readable:
    address = reverse("academy:activity", args=[place.run.slug, place.activity.stable_id])
    language = place.version.language
    return Readable(
        place.activity.title, settings.PUBLIC_URL + address, language, page=_page(place)
    )


def _page(place: ActivityPlace) -> str:
    """As it stands on its page, with where it is from at its foot, in the course's language: the
    same for whoever takes it."""
    with override(place.version.language):
        said = format_html_join("", "<p>{}</p>", ((each,) for each in _origin(place.version)))
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n'
        '<body><h1>{}</h1>\n{}\n<footer {}>{}</footer></body></html>\n',
        place.version.language,
        place.activity.title,
        place.activity.title,
        SafeString(place.text),
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
