"""Publish a course's draft as its next version, which nobody changes again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.authoring import subject_of
from localturn.academy.actions.indexing import index_course
from localturn.academy.actions.links import link_texts
from localturn.academy.domain.changes import Change, changes
from localturn.academy.models import Course, CourseVersion
from localturn.academy.queries.courses import draft_of, newest_version
from localturn.academy.queries.outlines import content_of
from localturn.academy.standards import course_folder
from localturn.academy.standards.course_folder import Mistake
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.trail.actions import record


@dataclass(frozen=True)
class Readiness:
    """Whether a draft may be published: what is wrong with it, and what it changes."""

    mistakes: tuple[Mistake, ...]
    changes: tuple[Change, ...]
    is_first: bool

    @property
    def is_ready(self) -> bool:
        return not self.mistakes and (self.is_first or bool(self.changes))


def readiness_of(draft: CourseVersion) -> Readiness:
    """Compare a draft with the last version and with the rules of the course folder."""
    content = content_of(draft)
    last = newest_version(draft.course)
    mistakes = course_folder.read(course_folder.write(content), media=content.media).mistakes
    differing = tuple(changes(content_of(last), content)) if last else ()
    return Readiness(mistakes, differing, last is None)


@transaction.atomic
def publish(course: Course, *, by: Person, now: datetime) -> CourseVersion:
    """Freeze the draft as the next version.

    Raises NotNow without a draft or without a change, Invalid if the draft has a mistake.
    """
    course = Course.objects.select_for_update().get(pk=course.pk)
    if not permissions.can_author(by, course):
        raise NotAllowed(_("This course belongs to other authors."))
    draft = draft_of(course)
    if draft is None:
        raise NotNow(_("There is no draft to publish."))
    readiness = readiness_of(draft)
    if readiness.mistakes:
        raise Invalid(" ".join(_(each.message) % each.values for each in readiness.mistakes[:5]))
    last = newest_version(course)
    if last is not None and not readiness.changes:
        raise NotNow(_("Nothing has changed since version %(number)s.") % {"number": last.number})
    draft.number = (last.number or 0) + 1 if last else 1
    draft.published_at = draft.changed_at = now
    draft.published_by = by
    draft.save(update_fields=["number", "published_at", "published_by", "changed_at"])
    index_course(course)
    link_texts(draft, by=by, now=now)
    record(
        what="academy.course.published",
        by=by,
        now=now,
        subject=subject_of(course),
        after={"version": draft.number},
    )
    return draft
