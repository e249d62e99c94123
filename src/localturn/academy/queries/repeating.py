"""What the dates of a run become when it is given once more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from localturn.academy.domain import schedule
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.pace import Pace
from localturn.academy.domain.repeating import Doubt, Shift
from localturn.academy.models import Activity, CourseVersion, Run, RunActivity, RunModule
from localturn.academy.queries.blog import follows_meeting
from localturn.foundation import moments

WITHOUT_DEADLINE = {"webinar"}
"""Kinds whose time is a meeting's, which the facilitator sets."""


@dataclass(frozen=True)
class NewDate:
    """One date, as it was and as it will be."""

    name: str
    """Of its field: what it is and of what, "due-m1-quiz"."""
    what: str
    """opens, due, starts"""
    id: str
    """The stable id of its module or activity."""
    title: str
    kind: str
    old: datetime | None
    new: datetime | None
    old_wall: datetime | None
    """What the clock of the run's zone showed, without a zone."""
    new_wall: datetime | None
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class NewPart:
    """A module with its dates, the first of which is its opening."""

    title: str
    dates: tuple[NewDate, ...]


@dataclass(frozen=True)
class Repetition:
    """All dates of a run anew."""

    shift: Shift
    starts_on: date
    ends_on: date
    closes_at: datetime | None
    parts: tuple[NewPart, ...]

    @property
    def dates(self) -> Iterator[NewDate]:
        for part in self.parts:
            yield from part.dates

    @property
    def doubtful(self) -> int:
        """How many dates somebody should look at."""
        return sum(bool(each.doubts) for each in self.dates)


def repetition_of(
    run: Run, *, version: CourseVersion, starts_on: date, zone: str, now: datetime
) -> Repetition:
    """The dates of a run of this version that begins on this day (4 statements).

    What the version has and the run had not is planned by its week, as in a new run. Days after
    one's own enrolment are no dates: they come along as they are (`days_of`).
    """
    shift = Shift(starts_on - run.starts_on, run.zone, to=zone)
    opened = {
        row.module.stable_id: row.opens_at
        for row in RunModule.objects.filter(run=run).select_related("module")
    }
    planned = {
        row.activity.stable_id: row
        for row in RunActivity.objects.filter(run=run).select_related("activity")
    }
    activities: dict[int, list[Activity]] = {}
    for activity in version.activities.order_by("position"):
        activities.setdefault(activity.module_id, []).append(activity)

    def date_of(
        what: str, thing: tuple[str, str, str], old: datetime | None, otherwise: datetime | None
    ) -> NewDate:
        stable_id, title, kind = thing
        new = shift.of(old) if old else otherwise
        doubts = shift.doubts(old, now=now) if old else ()
        walls = wall(old, run.zone), wall(new, zone)
        return NewDate(
            f"{what}-{stable_id}", what, stable_id, title, kind, old, new, *walls, doubts
        )

    parts = []
    for module in version.modules.all():
        opens = schedule.opens_at(module.week, starts_on=starts_on, zone=zone)
        due = schedule.due_at(module.week, starts_on=starts_on, zone=zone)
        thing = (module.stable_id, module.title, "")
        dates = []
        if run.pace != Pace.OWN:
            dates.append(date_of("opens", thing, opened.get(module.stable_id), opens))
        for activity in activities.get(module.pk, []):
            thing = (activity.stable_id, activity.title, KINDS[activity.kind].label)
            row = planned.get(activity.stable_id)
            if follows_meeting(activity):
                continue
            if activity.kind in WITHOUT_DEADLINE:
                dates.append(date_of("starts", thing, row.starts_at if row else None, None))
            elif run.pace != Pace.OWN:
                otherwise = due if row is None and activity.has_deadline else None
                dates.append(date_of("due", thing, row.due_at if row else None, otherwise))
        parts.append(NewPart(module.title, tuple(dates)))
    return Repetition(
        shift=shift,
        starts_on=starts_on,
        ends_on=run.ends_on + shift.days,
        closes_at=run.enrolment_closes_at and shift.of(run.enrolment_closes_at),
        parts=tuple(parts),
    )


def wall(moment: datetime | None, zone: str) -> datetime | None:
    """What a clock there shows, as a moment without a zone."""
    return moment and moment.astimezone(moments.zone(zone)).replace(tzinfo=None)


def days_of(run: Run) -> tuple[dict[str, int], dict[str, int]]:
    """By stable id, after how many days modules open and activities are due, in a run at each
    person's own pace (2 statements)."""
    opens = RunModule.objects.filter(run=run, opens_after__isnull=False)
    due = RunActivity.objects.filter(run=run, due_after__isnull=False)
    return (
        {row.module.stable_id: row.opens_after or 0 for row in opens.select_related("module")},
        {row.activity.stable_id: row.due_after or 0 for row in due.select_related("activity")},
    )


def links_of(run: Run) -> dict[str, str]:
    """The addresses of a run's meetings, by activity."""
    rows = RunActivity.objects.filter(run=run).exclude(link="")
    return dict(rows.values_list("activity__stable_id", "link"))
