"""A course with a meeting and a blog that is due before it, for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from localturn.academy.actions import forum, runs
from localturn.academy.domain.blog import Standing
from localturn.academy.models import (
    Activity,
    Completion,
    CourseVersion,
    Enrolment,
    Post,
    Run,
    RunActivity,
)
from localturn.academy.queries.blog import standing_of
from localturn.foundation.people.models import Person
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)

MEETS = datetime(2027, 3, 12, 14, 0, tzinfo=UTC)
"""15:00 in Skopje, two days after `NOON`."""

RULES: list[dict[str, Any]] = [
    {"rule": "blog-posts", "per_module": 1},
    {"rule": "meetings", "at_least": 1, "partly_from": 60},
]


def make_version_with_blog(
    *, meetings: int = 1, rules: list[dict[str, Any]] | None = None, **settings: Any
) -> CourseVersion:
    """A draft."""
    version = make_version(number=None)
    module = version.modules.get(stable_id="module-1")
    kinds = [("blog", "readings"), *(("webinar", f"meeting-{n + 1}") for n in range(meetings))]
    for position, (kind, stable_id) in enumerate(kinds, 8):
        Activity.objects.create(
            version=version,
            module=module,
            position=position,
            stable_id=stable_id,
            file_name=f"{position:02}-{stable_id}",
            kind=kind,
            title=stable_id.replace("-", " ").capitalize(),
            minutes=100,
            settings={"before": "meeting-1", **settings} if kind == "blog" else {},
            body="Text.",
            body_html="<p>Text.</p>",
            words=1,
        )
    version.awards.update(rules=RULES if rules is None else rules)
    return version


class Blog:
    """A run of it with a facilitator; its first meeting is at `MEETS`."""

    def __init__(self, *, meets: datetime | None = MEETS, **more: Any) -> None:
        run = {key: more.pop(key) for key in ("zone", "starts_on", "weeks") if key in more}
        self.run: Run = make_run(make_version_with_blog(**more), **run)
        self.facilitator: Person = make_facilitator(self.run)
        activities = Activity.objects.filter(version=self.run.version)
        self.activity = activities.get(stable_id="readings")
        self.meeting = activities.get(stable_id="meeting-1")
        self.run.schedule.filter(activity__kind__in=["blog", "webinar"]).update(due_at=None)
        self.meet(meets)

    def meet(self, at: datetime | None, *, now: datetime = NOON) -> None:
        """Through the schedule, as a facilitator sets it."""
        planned = {self.meeting.pk: runs.Planned(starts_at=at)}
        runs.change_schedule(self.run, opens_on={}, planned=planned, by=self.facilitator, now=now)

    @property
    def due_at(self) -> datetime | None:
        return RunActivity.objects.get(run=self.run, activity=self.activity).due_at

    def sit(self, name: str = "Ana", **fields: Any) -> Enrolment:
        seat = make_enrolment(self.run, make_person(name), **fields)
        seat.run = self.run
        return seat

    def post(self, seat: Enrolment, *, now: datetime = NOON, **more: Any) -> Post:
        assert seat.person is not None
        texts = {"title": "On the register", "body": f"It says who belongs, at {now}."}
        return forum.post(self.activity, run=self.run, by=seat.person, now=now, **{**texts, **more})

    def standing(self, seat: Enrolment) -> Standing:
        return standing_of(seat, self.activity)

    def is_done(self, seat: Enrolment) -> bool:
        return Completion.objects.filter(enrolment=seat, activity=self.activity).exists()


LATER = MEETS + timedelta(hours=1)
