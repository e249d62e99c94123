"""The videos of a version, with their posters and captions."""

from dataclasses import dataclass

from django.db.models import QuerySet

from localturn.academy.domain import outline
from localturn.academy.models import Activity, Captions, Course, CourseVersion, Medium, Watching
from localturn.academy.models.enrolment import Enrolment
from localturn.foundation.files.models import StoredFile

OF_COURSES = "academy/course/"


def subject_of_media(course: Course) -> str:
    """To whom the stored files of a course belong."""
    return f"{OF_COURSES}{course.slug}"


def stored_media(course: Course) -> QuerySet[StoredFile]:
    """Whatever a version of the course has ever shown and is still kept."""
    return StoredFile.objects.filter(subject=subject_of_media(course))


def media_rows(version: CourseVersion) -> QuerySet[Medium]:
    return Medium.objects.filter(version=version).select_related("file").order_by("name")


def media_of(version: CourseVersion) -> tuple[outline.Medium, ...]:
    """The version's media as values."""
    return tuple(
        outline.Medium(row.name, row.file.media_type, row.file.size, row.file.sha256, row.seconds)
        for row in media_rows(version)
    )


def media_known(course: Course) -> tuple[outline.Medium, ...]:
    """The media of its draft, or else of its last version."""
    versions = course.versions.order_by("-number")
    version = versions.filter(number=None).first() or versions.first()
    return media_of(version) if version else ()


@dataclass(frozen=True)
class Showing:
    """What an activity shows; `video` is None where a draft names one that is not there yet."""

    video: Medium | None
    poster: Medium | None
    captions: tuple[Captions, ...]

    def in_language(self, language: str, *, otherwise: str) -> Captions | None:
        """The captions in a language, or else in another, or else the first there are."""
        by_language = {each.language: each for each in reversed(self.captions)}
        short = {each.language.split("-", 1)[0]: each for each in reversed(self.captions)}
        for wanted in (language, otherwise):
            if found := by_language.get(wanted) or short.get(wanted.split("-", 1)[0]):
                return found
        return next(iter(self.captions), None)


def showing_of(activity: Activity) -> Showing:
    """2 statements."""
    named = str(activity.settings.get("video", ""))
    stem = named.split(".", 1)[0]
    rows = [row for row in media_rows(activity.version).filter(name__startswith=f"{stem}.") if stem]
    return Showing(
        video=next((row for row in rows if row.name == named), None),
        poster=next((row for row in rows if row.file.media_type.startswith("image/")), None),
        captions=tuple(
            Captions.objects.filter(version=activity.version, stem=stem).order_by("language")
        ),
    )


def watching_of(enrolment: Enrolment, activity: Activity) -> Watching | None:
    """How far somebody has watched; None before the first report."""
    return Watching.objects.filter(enrolment=enrolment, activity=activity).first()
