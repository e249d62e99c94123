"""The bytes of a course's videos: kept once, for however many versions show them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from django.core.files.base import File
from django.utils.translation import gettext as _

from localturn.academy.domain import outline
from localturn.academy.models import Course, Medium
from localturn.academy.queries.media import OF_COURSES, stored_media
from localturn.academy.standards.course_folder import FOLDER, Content, blob_of
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.actions import Written
from localturn.foundation.files.models import StoredFile
from localturn.foundation.refusals import Invalid
from localturn.foundation.tasks import task

A_DAY = timedelta(days=1)


def without_idle(content: outline.Course, files: Mapping[str, Content]) -> outline.Course:
    """Without what neither the files bring nor an activity shows: it was another version's."""
    shown = content.stems_shown
    return replace(
        content,
        media=tuple(
            medium
            for medium in content.media
            if f"{FOLDER}{medium.name}" in files or medium.stem in shown
        ),
    )


def write_new(
    course: Course | None, content: outline.Course, brought: Mapping[str, Content]
) -> dict[str, Written]:
    """Put into the storage, outside of any transaction, what the course does not have yet."""
    kept = set(stored_media(course).values_list("sha256", flat=True)) if course else set()
    written: dict[str, Written] = {}
    for medium in content.media:
        if medium.sha256 in kept or medium.sha256 in written:
            continue
        blob = blob_of(brought[f"{FOLDER}{medium.name}"])
        with blob.open() as opened:
            lies = files.write(_Sized(opened, medium.size))
        if lies.sha256 != medium.sha256:
            raise Invalid(_("%(name)s changed while it was read.") % {"name": medium.name})
        written[medium.sha256] = lies
    return written


class _Sized(File):  # type: ignore[type-arg]
    """A file whose size is known, since what an archive opens cannot be asked for it."""

    def __init__(self, opened: object, size: int) -> None:
        super().__init__(opened)  # type: ignore[arg-type]
        self.size = size


@task()
def forget_idle_media() -> None:
    """Let go of what no version shows any more: of drafts that were replaced."""
    forget_idle()


def forget_idle() -> int:
    """The same at once; gives how many. What was brought within the last day may belong to an
    import that is under way."""
    idle = StoredFile.objects.filter(
        subject__startswith=OF_COURSES, stored_at__lt=moments.now() - A_DAY
    ).exclude(pk__in=Medium.objects.values("file"))
    gone = list(idle)
    for file in gone:
        files.delete(file)
    return len(gone)
