"""A small course that each takes at their own pace, with a few people at different places in it."""

from datetime import datetime, time, timedelta
from pathlib import Path

from localturn.academy.actions import enrolment, runs
from localturn.academy.demo import doing, setting
from localturn.academy.domain.pace import Plan
from localturn.academy.models import Activity, CourseVersion, Enrolment
from localturn.foundation import moments
from localturn.foundation.people.models import Organisation, Person

FOLDER = Path(__file__).resolve().parent.parent / "demonstration" / "plain-words"
WEEK = timedelta(days=7)

SENTENCE = """In our registration letter stood: *the applicant is obliged to effect personal
appearance*. It meant: **please come yourself; nobody can come for you.** We changed it, and the
queue on Mondays became shorter."""


def happen(roles: setting.Roles, bodies: dict[str, Organisation], *, now: datetime) -> None:
    """Somebody has finished, somebody has missed a deadline of their own, somebody is in the
    middle, and somebody came yesterday."""
    version = setting.course(roles, FOLDER, now=now - 7 * WEEK)
    course = _run(version, roles, bodies, now=now)
    steps = {each.stable_id: each for each in course.activities}

    done = _enrolled(course, roles.graduate, now=now - 5 * WEEK)
    _read(done, steps["one-reader"], now=now - 5 * WEEK + timedelta(hours=1))
    post = doing.contribute(
        course, done, steps["a-letter"], text=SENTENCE, now=now - 5 * WEEK + timedelta(hours=2)
    )
    doing.count(course, [post], now=now - 5 * WEEK + timedelta(days=1))
    _read(done, steps["sentences"], now=now - 4 * WEEK + timedelta(hours=1))
    doing.sit(done, steps["quiz"], right=1, now=now - 4 * WEEK + timedelta(hours=2))

    late = _enrolled(course, _person("own1", "Vjosa Kelmendi-Brandt", now=now), now=now - 5 * WEEK)
    _read(late, steps["one-reader"], now=now - 5 * WEEK + timedelta(days=2))

    midway = _enrolled(course, _person("own2", "Radmila Pejčinoska", now=now), now=now - 2 * WEEK)
    _read(midway, steps["one-reader"], now=now - 2 * WEEK + timedelta(hours=3))
    _read(midway, steps["sentences"], now=now - timedelta(days=3))

    _enrolled(course, _person("own3", "Jusuf Halilčević", now=now), now=now - timedelta(days=1))


def _run(
    version: CourseVersion,
    roles: setting.Roles,
    bodies: dict[str, Organisation],
    *,
    now: datetime,
) -> doing.Course:
    """The second module opens a week after one's enrolment; its quiz is due after thirty days."""
    day = moments.day_in(now, setting.ZONE) - 6 * WEEK
    opened = moments.at(day, time(8), setting.ZONE)
    run = runs.open_run(
        version,
        slug="plain-words-own-pace",
        title="Always open",
        zone=setting.ZONE,
        starts_on=day,
        is_open=True,
        capacity=None,
        host=bodies["network"],
        partners=[],
        by=roles.facilitator,
        now=opened,
        plan=Plan.OWN,
    )
    modules = {module.stable_id: module.pk for module in version.modules.all()}
    quiz = Activity.objects.get(version=version, stable_id="quiz")
    runs.change_schedule(
        run,
        opens_on={},
        opens_after={modules["before"]: 0, modules["words"]: 7},
        planned={quiz.pk: runs.Planned(due_after=30)},
        by=roles.facilitator,
        now=opened,
    )
    return doing.Course(run, roles.facilitator)


def _person(address: str, name: str, *, now: datetime) -> Person:
    return setting.former(address, name, now=now - 6 * WEEK)


def _enrolled(course: doing.Course, person: Person, *, now: datetime) -> Enrolment:
    return enrolment.enrol(person, run=course.run, by=person, now=now)


def _read(seat: Enrolment, text: Activity, *, now: datetime) -> None:
    doing.read(seat, [(text, now)])
