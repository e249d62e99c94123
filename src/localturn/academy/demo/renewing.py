"""A second version of the demonstration's course, and a run of it half a year from now."""

from datetime import datetime, timedelta

from localturn.academy.actions import authoring, publishing
from localturn.academy.actions.authoring import Seen
from localturn.academy.actions.repeating import as_proposed, repeat_run
from localturn.academy.demo.doing import Course
from localturn.academy.domain.repeating import HALF_A_YEAR
from localturn.academy.models import CourseVersion, Run
from localturn.academy.queries.repeating import repetition_of
from localturn.foundation.people.models import Person

ADDED = """
**Before you go on:** ask whoever keeps your town's register which of these definitions it uses, and
write the answer down. You will need it in the assignment.
"""


def second_version(version: CourseVersion, *, by: Person, now: datetime) -> CourseVersion:
    """What an author made better while the second run goes on, so that it could be moved."""
    draft = authoring.begin_draft(version.course, by=by, now=now)
    reading = draft.activities.filter(kind="reading").order_by("position")[0]
    authoring.change_activity(
        reading,
        title=reading.title,
        body=f"{reading.body.rstrip()}\n{ADDED}",
        minutes=reading.minutes + 5,
        seen=Seen(reading.title, reading.body),
        by=by,
        now=now,
    )
    return publishing.publish(version.course, by=by, now=now + timedelta(minutes=20))


def repeat(course: Course, version: CourseVersion, *, title: str, now: datetime) -> Run:
    """The running course once more in half a year, with its dates moved."""
    run = course.run
    starts_on = run.starts_on + HALF_A_YEAR
    found = repetition_of(run, version=version, starts_on=starts_on, zone=run.zone, now=now)
    return repeat_run(
        run,
        version=version,
        slug=f"migration-governance-{starts_on:%Y-%m}-{starts_on:%d}",
        title=title,
        zone=run.zone,
        dates=as_proposed(found),
        by=course.facilitator,
        now=now,
    )
