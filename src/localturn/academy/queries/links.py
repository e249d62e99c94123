"""By what names other rooms know the academy's things."""

from localturn.academy.models import Activity
from localturn.foundation.links import Thing

ROOM = "academy"
ACTIVITY = "activity"
COURSE = "course"
MEETING = "meeting"
"""Of a run, at the time that it is held there."""
READING = "reading"
"""Of a run, as it is opened and says it there."""


def activity_thing(course_slug: str, stable_id: str) -> Thing:
    """An activity of a course, whatever the version."""
    return Thing(ROOM, ACTIVITY, f"{course_slug}/{stable_id}")


def course_thing(slug: str) -> Thing:
    return Thing(ROOM, COURSE, slug)


def meeting_thing(run_slug: str, stable_id: str) -> Thing:
    return Thing(ROOM, MEETING, f"{run_slug}/{stable_id}")


def reading_thing(run_slug: str, stable_id: str) -> Thing:
    return Thing(ROOM, READING, f"{run_slug}/{stable_id}")


def thing_of(activity: Activity) -> Thing:
    """By what an activity is known; reads its version's course."""
    return activity_thing(activity.version.course.slug, activity.stable_id)


def activity_of(thing: Thing) -> tuple[str, str]:
    """The course's slug and the activity's stable id."""
    course, _slash, activity = thing.id.partition("/")
    return course, activity
