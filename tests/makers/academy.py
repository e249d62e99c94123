"""Small, typed test data of the academy: a published course, a run of it, people in it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from localturn.academy.domain.pace import Pace
from localturn.academy.models import (
    Activity,
    Award,
    Bank,
    Course,
    CourseVersion,
    Enrolment,
    Module,
    Question,
    Run,
    RunActivity,
    RunFacilitator,
    RunModule,
)
from localturn.foundation import moments
from localturn.foundation.people.models import Person

NOON = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
MONDAY = date(2027, 3, 8)

_numbers = count(1)

RULES: list[dict[str, Any]] = [
    {"rule": "every", "kinds": ["reading", "case-study"]},
    {"rule": "contributions", "per_module": 1},
    {"rule": "every", "kinds": ["assignment", "quiz"]},
    {"rule": "every", "kinds": ["preliminary-test", "final-test"]},
    {"rule": "points", "at_least": 60},
]


def make_person(name: str = "Ana Petrovska", **fields: Any) -> Person:
    email = fields.pop("email", f"somebody{next(_numbers)}@example.org")
    return Person.objects.create_user(email, fields.pop("password", None), name=name, **fields)


def make_version(*, course: Course | None = None, number: int | None = 1) -> CourseVersion:
    """A course of two modules with an activity of each kind that gives points or is needed."""
    serial = next(_numbers)
    course = course or Course.objects.create(slug=f"course-{serial}", created_at=NOON)
    version = CourseVersion.objects.create(
        course=course,
        changed_at=NOON,
        title="Migration governance",
        language="en",
        summary="A course.",
        hours=Decimal(4),
    )
    bank = Bank.objects.create(version=version, name="pool")
    for position in range(4):
        Question.objects.create(
            bank=bank,
            position=position,
            stable_id=f"q{position}",
            kind="single",
            text=f"Question {position}?",
            text_html=f"<p>Question {position}?</p>",
            points=1,
            task={
                "choices": [
                    {"text": "Right", "correct": True},
                    {"text": "Wrong"},
                    {"text": "Also wrong"},
                ]
            },
        )
    first = _module(version, 1)
    second = _module(version, 2)
    rows: list[tuple[Module, str, str, int]] = [
        (first, "preliminary", "preliminary-test", 0),
        (first, "reading-1", "reading", 0),
        (first, "discussion-1", "discussion", 0),
        (first, "quiz-1", "quiz", 30),
        (second, "case-2", "case-study", 0),
        (second, "assignment-2", "assignment", 30),
        (second, "final", "final-test", 40),
    ]
    for position, (module, stable_id, kind, points) in enumerate(rows, 1):
        Activity.objects.create(
            version=version,
            module=module,
            position=position,
            stable_id=stable_id,
            file_name=f"{position:02}-{stable_id}",
            kind=kind,
            title=stable_id.replace("-", " ").capitalize(),
            minutes=20,
            points=points,
            settings={"questions": "pool"} if kind in QUESTION_KINDS else {},
            bank=bank if kind in QUESTION_KINDS else None,
            body="Text.",
            body_html="<p>Text.</p>",
            words=1,
        )
    Award.objects.create(
        version=version,
        position=1,
        stable_id="certificate",
        title="Certificate of completion",
        summary="Completed the course.",
        rules=RULES,
    )
    return make_published(version, number=number) if number else version


def make_published(version: CourseVersion, *, number: int = 1) -> CourseVersion:
    """From here on, the database refuses to change the version."""
    version.number, version.published_at = number, NOON
    version.save(update_fields=["number", "published_at"])
    return version


QUESTION_KINDS = {"quiz", "preliminary-test", "final-test"}


def _module(version: CourseVersion, week: int) -> Module:
    return Module.objects.create(
        version=version,
        position=week,
        stable_id=f"module-{week}",
        folder_name=f"{week:02}-module-{week}",
        title=f"Module {week}",
        week=week,
    )


def make_run(
    version: CourseVersion | None = None,
    *,
    starts_on: date = MONDAY,
    zone: str = "Europe/Skopje",
    weeks: int = 2,
    **fields: Any,
) -> Run:
    """A run whose modules open a week apart and are due at the end of their week.

    A draft that it is to deliver is published.
    """
    version = version or make_version()
    if version.number is None:
        make_published(version)
    run = Run.objects.create(
        slug=f"run-{next(_numbers)}",
        version=version,
        zone=zone,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=7 * weeks - 1),
        created_at=NOON,
        **fields,
    )
    for module in version.modules.all():
        opens_on = starts_on + timedelta(days=7 * (module.week - 1))
        RunModule.objects.create(
            run=run, module=module, opens_at=moments.at(opens_on, time(), zone)
        )
        for activity in module.activities.all():
            RunActivity.objects.create(
                run=run,
                activity=activity,
                due_at=moments.at(opens_on + timedelta(days=6), time(23, 59), zone),
                zone=zone,
            )
    return run


def make_own_run(
    version: CourseVersion | None = None, *, due_after: int | None = 20, **fields: Any
) -> Run:
    """A run at each person's own pace, for half a year: its second module opens two weeks after
    one's enrolment, and all is due so many days after it."""
    run = make_run(version, weeks=26, pace=Pace.OWN, **fields)
    for release in run.releases.select_related("module"):
        release.opens_at, release.opens_after = None, 14 * (release.module.week - 1)
        release.save()
    run.schedule.update(due_at=None, due_after=due_after)
    return run


def make_facilitator(run: Run, person: Person | None = None) -> Person:
    person = person or make_person("Fatima Facilitator")
    RunFacilitator.objects.create(run=run, person=person, added_at=NOON)
    return person


def make_enrolment(run: Run, person: Person | None = None, **fields: Any) -> Enrolment:
    return Enrolment.objects.create(
        run=run,
        person=person or make_person(),
        way=fields.pop("way", Enrolment.Way.OPEN),
        enrolled_at=fields.pop("enrolled_at", NOON),
        **fields,
    )
