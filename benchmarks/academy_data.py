"""The demonstration's course, delivered to many people, for the academy's figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any


@dataclass(frozen=True)
class Data:
    """A run in its second week and who is in it."""

    run: Any
    reading: Any
    facilitator: Any
    seats: list[Any]
    """The first has done nothing yet, the second half, and so on in turn."""
    now: Any

    @property
    def participant(self) -> Any:
        """Who has done nothing yet."""
        return self.seats[0].person

    @property
    def diligent_seat(self) -> Any:
        """Of who has done half."""
        return self.seats[1]

    @property
    def diligent(self) -> Any:
        return self.diligent_seat.person


def a_run(
    enrolled: int, *, words: int, slug: str = "bench", days_in: int = 8, activities: int = 0
) -> Data:
    """A run of the demonstration's course with so many people, half of whom have done half, and
    with a reading of so many words; it began so many days ago. Where it has not as many
    activities as asked, there are more readings."""
    from localturn.academy.actions.runs import open_run
    from localturn.academy.demo.setting import ZONE
    from localturn.academy.models import Activity, Completion, GradeEntry
    from localturn.foundation import moments

    now = moments.now()
    author = _author()
    version = _published(author, words, activities, now=now)
    run = open_run(
        version,
        slug=slug,
        title="Measured",
        zone=ZONE,
        starts_on=now.date() - timedelta(days=days_in),
        is_open=True,
        capacity=None,
        host=None,
        partners=[],
        by=author,
        now=now,
    )
    seats = join(run, enrolled, now=now, prefix=slug)
    steps = list(Activity.objects.filter(version=version).order_by("position"))
    done = [a for a in steps if a.kind not in {"preliminary-test", "final-test"}][:15]
    Completion.objects.bulk_create(
        Completion(enrolment=seat, activity=activity, done_at=now)
        for seat in seats[1::2]
        for activity in done
    )
    GradeEntry.objects.bulk_create(
        GradeEntry(
            enrolment=seat,
            activity=activity,
            points=Decimal(8),
            origin=GradeEntry.Origin.FACILITATOR,
            entered_at=now,
        )
        for seat in seats[1::2]
        for activity in done
        if activity.points
    )
    reading = next(activity for activity in steps if activity.kind == "reading")
    return Data(run, reading, author, seats, now)


def join(run: Any, number: int, *, now: datetime, prefix: str) -> list[Any]:
    """So many people with a seat each."""
    from localturn.academy.models import Enrolment
    from localturn.foundation.people.models import Person

    people = [
        Person.objects.create_user(f"{prefix}{n}@example.org", name=f"Person {n}")
        for n in range(number)
    ]
    return Enrolment.objects.bulk_create(
        Enrolment(run=run, person=person, way=Enrolment.Way.OPEN, enrolled_at=now)
        for person in people
    )


def _author() -> Any:
    from localturn.foundation.people.models import Person

    address = "bench-author@example.org"
    known = Person.objects.filter(email=address).first()
    return known or Person.objects.create_user(address, name="Author", can_author=True)


def _published(author: Any, words: int, activities: int, *, now: datetime) -> Any:
    """The demonstration's course, published once for all runs that have the same activities."""
    from localturn.academy.actions.folders import import_folder
    from localturn.academy.actions.publishing import publish
    from localturn.academy.demo.setting import FOLDER
    from localturn.academy.models import Activity, Course, CourseVersion

    slug = "migration-governance"
    for known in CourseVersion.objects.filter(course__slug=slug, number__gt=0):
        if known.activities.count() >= activities:
            return known
    import_folder(FOLDER, by=author, now=now)
    course = Course.objects.get(slug=slug)
    steps = Activity.objects.filter(version__course=course, version__number=None)
    reading = steps.filter(kind="reading").order_by("position")[0]
    _lengthen(reading, words)
    for number in range(activities - steps.count()):
        reading.pk, reading.title, reading.minutes = None, f"One reading more ({number + 1})", 1
        reading.stable_id = reading.file_name = f"more-{number + 1}"
        reading.position = 1000 + number
        reading.save(force_insert=True)
    return publish(course, by=author, now=now)


def _lengthen(reading: Any, words: int) -> None:
    """Its paragraphs again and again, to so many words."""
    from localturn.foundation.prose.rendering import render

    paragraphs = cycle(reading.body.split("\n\n"))
    while len(reading.body.split()) < words:
        reading.body += "\n\n" + next(paragraphs)
    reading.body_html = render(reading.body).html
    reading.save()
