"""Write a course: its draft, and who may work on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.content import rendered, write_draft
from localturn.academy.domain import outline
from localturn.academy.models import Activity, Course, CourseRole, CourseVersion, Module
from localturn.academy.queries.courses import draft_of, newest_version
from localturn.academy.queries.outlines import activity_from, content_of
from localturn.academy.standards import course_folder
from localturn.foundation.files.actions import Written
from localturn.foundation.people.models import Person
from localturn.foundation.prose import LONGEST
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def import_course(
    content: outline.Course,
    *,
    by: Person,
    now: datetime,
    written: Mapping[str, Written] | None = None,
) -> CourseVersion:
    """Put a course into the academy: a new one, or the next draft of the one with its id.

    The content comes from `standards.course_folder`, which has checked it; the bytes of its videos
    have been `written` by `actions.media`. An earlier draft is replaced; published versions stay
    as they are.
    """
    course = Course.objects.select_for_update().filter(slug=content.id).first()
    require_importer(course, by=by)
    if course is None:
        course = Course.objects.create(slug=content.id, created_at=now, created_by=by)
        CourseRole.objects.create(
            course=course, person=by, role=CourseRole.Role.AUTHOR, given_at=now
        )
        record(what="academy.course.created", by=by, now=now, subject=subject_of(course))
    return write_draft(course, content, now=now, written=written)


def require_importer(course: Course | None, *, by: Person) -> None:
    """Refuse who may not bring in this course, or (None) a new one."""
    if course is not None:
        return _require_author(by, course)
    return require(
        permissions.can_create_course(by),
        _("You may not bring new courses here. Ask an operator to make you a course author."),
    )


@transaction.atomic
def begin_draft(course: Course, *, by: Person, now: datetime) -> CourseVersion:
    """The course's draft; if it has none, one that says what the last version says."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    _require_author(by, course)
    draft = draft_of(course)
    if draft is not None:
        return draft
    last = newest_version(course)
    if last is None:
        raise NotNow(_("This course has no content yet. Upload its folder first."))
    return write_draft(course, content_of(last), now=now)


@dataclass(frozen=True)
class Seen:
    """What an author saw when they began to change something: the draft's text at that time."""

    title: str
    text: str


@transaction.atomic
def change_activity(
    activity: Activity,
    *,
    title: str,
    body: str,
    minutes: int,
    seen: Seen,
    by: Person,
    now: datetime,
) -> None:
    """Give an activity of the draft another title and text.

    Raises NotNow if somebody else has changed it since it was `seen`, Invalid with the sentences
    of what the course folder would not take.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    version = _draft_of(activity.version, by=by)
    if Seen(activity.title, activity.body) != seen:
        raise NotNow(
            _("Somebody else has changed this text meanwhile. Copy yours, then load the page anew.")
        )
    body = body.replace("\r\n", "\n").rstrip() + "\n"
    activity.title, activity.body, activity.minutes = title.strip(), body, minutes
    _check_activity(activity)
    prose = rendered(body, activity_from(activity).sources, version.language)
    activity.body_html, activity.words = prose.html, prose.words
    activity.save(update_fields=["title", "body", "minutes", "body_html", "words"])
    CourseVersion.objects.filter(pk=version.pk).update(changed_at=now)


@transaction.atomic
def change_module(
    module: Module, *, title: str, summary: str, week: int, by: Person, now: datetime
) -> None:
    """Give a module of the draft another title, summary and week."""
    version = _draft_of(module.version, by=by)
    module.title, module.summary, module.week = title.strip(), summary.strip(), week
    module.save(update_fields=["title", "summary", "week"])
    CourseVersion.objects.filter(pk=version.pk).update(changed_at=now)


@transaction.atomic
def give_role(course: Course, *, email: str, role: str, by: Person, now: datetime) -> None:
    """Let the person with this e-mail address write the course or open runs of it."""
    _require_author(by, course)
    person = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise Invalid(_("Nobody has an account with this address yet. Ask them to sign up first."))
    _row, made = CourseRole.objects.get_or_create(
        course=course, person=person, role=role, defaults={"given_at": now}
    )
    if made:
        record(
            what=f"academy.course.{role}.given",
            by=by,
            about=[person],
            now=now,
            subject=subject_of(course),
        )


@transaction.atomic
def take_role(role: CourseRole, *, by: Person, now: datetime) -> None:
    """End somebody's part in a course, which keeps one author at least."""
    course = role.course
    _require_author(by, course)
    others = course.roles.filter(role=CourseRole.Role.AUTHOR).exclude(pk=role.pk)
    if role.role == CourseRole.Role.AUTHOR and not others.exists():
        raise NotNow(_("A course needs an author. Name another one first."))
    record(
        what=f"academy.course.{role.role}.taken",
        by=by,
        about=[role.person],
        now=now,
        subject=subject_of(course),
    )
    role.delete()


def subject_of(course: Course) -> str:
    """The course in the trail."""
    return f"academy/course/{course.slug}"


def _require_author(by: Person, course: Course) -> None:
    if not permissions.can_author(by, course):
        raise NotAllowed(_("This course belongs to other authors."))


def _draft_of(version: CourseVersion, *, by: Person) -> CourseVersion:
    """The version, if it is a draft that may be changed by this person."""
    _require_author(by, version.course)
    if version.number is not None:
        raise NotNow(_("A published version is never changed. Change the draft."))
    return version


def _check_activity(activity: Activity) -> None:
    """Refuse what the course folder would not take."""
    if len(activity.body) > LONGEST:
        raise Invalid(_("The text is too long: divide it."))
    mistakes = course_folder.mistakes_in(activity_from(activity))
    if mistakes:
        raise Invalid(" ".join(_(mistake.message) % mistake.values for mistake in mistakes))
