"""A course with group work, its run, and groups of people in it, for tests."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from localturn.academy.actions import groups, groupwork
from localturn.academy.actions.planning import plan_groups
from localturn.academy.domain.groupwork import Owes
from localturn.academy.models import (
    Activity,
    Award,
    Course,
    CourseVersion,
    Enrolment,
    Group,
    GroupHandIn,
    Grouping,
    Module,
    Run,
    RunActivity,
)
from localturn.academy.queries.groupwork import WorkState, owes_in, state_of
from localturn.foundation.people.models import Person
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run

BEFORE = NOON
"""While groups hand in."""

AFTER = NOON + timedelta(days=5)
"""The day after the first deadline."""

RULES = [{"rule": "group-hand-ins"}, {"rule": "group-comments"}]


def make_seminar(
    *, slug: str = "seminar", number: int = 1, with_paper: bool = False, **settings: Any
) -> CourseVersion:
    """A published course with a group work, and an award for it."""
    course, _new = Course.objects.get_or_create(slug=slug, defaults={"created_at": NOON})
    version = CourseVersion.objects.create(
        course=course,
        changed_at=NOON,
        title="Migrants in cities",
        language="en",
        summary="A seminar.",
        hours=Decimal(4),
    )
    module = Module.objects.create(
        version=version,
        position=1,
        stable_id="research",
        folder_name="01-research",
        title="Research",
        week=1,
    )
    Activity.objects.create(
        version=version,
        module=module,
        position=1,
        stable_id="presentation",
        file_name="01-presentation",
        kind="group-work",
        title="Presentation",
        minutes=240,
        points=10,
        settings={"accepts": ["text", "file", "link"], **settings},
        body="Present it.",
        body_html="<p>Present it.</p>",
        words=2,
    )
    if with_paper:
        _make_paper(module)
    Award.objects.create(
        version=version,
        position=1,
        stable_id="basic",
        title="Basic credit",
        rules=RULES,
        credits=3,
        credit_kind="ECTS",
    )
    version.number, version.published_at = number, NOON
    version.save(update_fields=["number", "published_at"])
    return version


def _make_paper(module: Module) -> None:
    """A paper that needs no proposal, and a further credit for who passes it."""
    Activity.objects.create(
        version=module.version,
        module=module,
        position=2,
        stable_id="term-paper",
        file_name="02-term-paper",
        kind="paper",
        title="Term paper",
        minutes=240,
        points=20,
        settings={"proposal": False},
        body="Write it.",
        body_html="<p>Write it.</p>",
        words=2,
    )
    Award.objects.create(
        version=module.version,
        position=2,
        stable_id="further",
        title="Further credit",
        rules=[*RULES, {"rule": "paper-passed", "at_least": 12}],
        credits=3,
        credit_kind="ECTS",
    )


class Seminar:
    """A run of it with a facilitator, so many groups, and so many people in each."""

    def __init__(self, *, groups: int = 3, each: int = 2, **settings: Any) -> None:
        self.run: Run = make_run(make_seminar(**settings))
        self.facilitator: Person = make_facilitator(self.run)
        self.activity = Activity.objects.get(version=self.run.version, kind="group-work")
        plan_groups(self.run, now=NOON)
        self.grouping = Grouping.objects.get(run=self.run)
        self.groups = self.add_groups(groups) if groups else []
        self.seats = {
            group: [self.sit(group, f"Person {group.number}{'abcdef'[at]}") for at in range(each)]
            for group in self.groups
        }

    @property
    def state(self) -> WorkState:
        state = state_of(self.run, self.activity)
        assert state is not None
        return state

    @property
    def due_at(self) -> datetime | None:
        return RunActivity.objects.get(run=self.run, activity=self.activity).due_at

    def add_groups(self, number: int) -> list[Group]:
        groups.add_groups(self.grouping, number, by=self.facilitator)
        return list(self.grouping.groups.order_by("number"))

    def sit(self, group: Group | None, name: str = "Ana", **fields: Any) -> Enrolment:
        seat = make_enrolment(self.run, make_person(name), **fields)
        if group is not None:
            self.move(seat, group)
        return seat

    def move(self, seat: Enrolment, group: Group | None, *, now: datetime = NOON) -> None:
        groups.move(self.grouping, seat, group, by=self.facilitator, now=now)

    def hand_in(
        self, seat: Enrolment, text: str = "Our work.", *, now: datetime = BEFORE, **more: Any
    ) -> GroupHandIn:
        state = self.state
        own = groupwork.own_group(seat, state.work)
        last = state.work.hand_ins.filter(group=own).order_by("-number").first()
        based_on = more.pop("based_on", last.number if last else 0)
        assert seat.person is not None
        return groupwork.hand_in(
            seat, state, text, based_on=based_on, by=seat.person, now=now, **more
        ).hand_in

    def comment(
        self, seat: Enrolment, group: Group, text: str = "Good.", *, now: datetime = AFTER
    ) -> None:
        assert seat.person is not None
        groupwork.comment(seat, self.state, group, text, by=seat.person, now=now)

    def owes(self, seat: Enrolment) -> Owes:
        return owes_in(self.run, [seat.pk])[seat.pk, self.activity.pk]

    def owed(self, seat: Enrolment) -> list[int]:
        """The numbers of the groups that somebody owes a comment."""
        return [group.number for group in self.owes(seat).owed]
