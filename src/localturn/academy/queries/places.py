"""Where somebody stands when they open an activity of a run: all that its kind needs to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from localturn.academy.domain.allowances import NOTHING, Own, deadline, phase, time_limit
from localturn.academy.domain.kinds import KINDS, Kind
from localturn.academy.domain.pace import Pace, Start, due, opening, start
from localturn.academy.domain.schedule import Phase, Span, is_in_time, is_open
from localturn.academy.models import (
    Activity,
    Completion,
    CourseVersion,
    Enrolment,
    Module,
    Run,
    RunActivity,
    RunModule,
)
from localturn.academy.queries import frozen
from localturn.academy.queries.links import activity_thing
from localturn.academy.queries.retired import retired_activity, worked_on
from localturn.academy.queries.runs import run_seen_by
from localturn.foundation.embedding import shown_of
from localturn.foundation.people.reader import Reader
from localturn.foundation.places.models import City
from localturn.foundation.places.queries import cities_of
from localturn.foundation.prepared import prepared
from localturn.foundation.prose.embedding import SHOWS
from localturn.foundation.refusals import NotFound


@dataclass(frozen=True)
class Neighbour:
    """The activity before or after, as a link."""

    id: str
    title: str
    module: int


@dataclass(frozen=True)
class ActivityPlace:
    """An activity of a run, seen by one person at one moment."""

    run: Run
    version: CourseVersion
    module: Module
    activity: Activity
    kind: Kind
    enrolment: Enrolment | None
    """The reader's seat; None for who has none or has given it up."""
    is_facilitator: bool
    phase: Phase
    """Running as well where the reader's own deadline is beyond the run's end."""
    opens_at: datetime | None
    """A meeting with a date is open at once, since it may come before its module."""
    due_at: datetime | None
    """The reader's own deadline, if they were given a later one."""
    due_without: datetime | None
    """What it would be if they were given nothing: everybody's, or by their own days."""
    own: Own
    """What the reader was given beyond what everybody has."""
    starts_at: datetime | None
    """Of a meeting."""
    link: str
    zone: str
    """In which its deadline or meeting was written."""
    done_at: datetime | None
    granted_because: str
    """Why a facilitator lets it count as done for the reader; "" where nobody does."""
    previous: Neighbour | None
    next: Neighbour | None
    """None as well where a participant cannot open it yet."""
    now: datetime
    cities: tuple[City, ...] = ()
    """What its text is about."""
    is_retired: bool = False
    """That the run was moved to a version without it: what was done is shown, nothing is added."""
    opens_after: int | None = None
    """Days after one's own enrolment, for who looks without a seat."""
    due_after: int | None = None

    @property
    def text(self) -> str:
        """Its text with what it shows of other rooms (no statement where it shows nothing)."""
        html = self.activity.body_html
        if SHOWS not in html:
            return html
        return shown_of(html, activity_thing(self.version.course.slug, self.activity.stable_id))

    @property
    def due_for_all(self) -> datetime | None:
        """None where each has days of their own."""
        return self.due_without if self.due_after is None else None

    @property
    def is_open(self) -> bool:
        """Whether its module has opened."""
        return is_open(self.opens_at, self.now)

    @property
    def is_in_time(self) -> bool:
        """Whether what is done now meets the deadline."""
        return is_in_time(self.now, self.due_at)

    @property
    def limit(self) -> int | None:
        """How many minutes an attempt of the reader's lasts; None for no such limit."""
        return time_limit(self.activity.settings.get("limit"), self.own.extra_minutes)

    @property
    def may_be_read(self) -> bool:
        """Whether the reader may open its page."""
        takes_part = self.enrolment is not None and (self.opens_at is None or self.is_open)
        return self.is_facilitator or takes_part

    @property
    def may_take_part(self) -> bool:
        """Whether the reader may do now what the activity asks for."""
        return self.enrolment is not None and self.is_open and self.phase is Phase.RUNNING


def place_of(person: Reader, run_slug: str, activity_id: str, *, now: datetime) -> ActivityPlace:
    """The activity with this stable id in the version that the run pins: 5 statements for who
    takes part, one less where no opening is asked for, and one for the cities that it is about.

    Raises NotFound.
    """
    seen = run_seen_by(person, run_slug)
    run = seen.run
    key = frozen.key_of(run.version)
    enrolment = seat_of(person, run)
    activity = frozen.activity(key, activity_id)
    is_retired = activity is None
    if activity is None:
        activity = retired_activity(run, activity_id)
        if activity is None or not (
            seen.is_facilitator or (enrolment and worked_on(enrolment, activity))
        ):
            raise NotFound
    if not is_retired:
        activity.version = run.version
    times = _times(run, activity, enrolment)
    completion = _completion(enrolment, activity)
    previous, following = (None, None) if is_retired else _neighbours(key, activity_id)
    crosses = following is not None and following.module != activity.module_id
    opens = {} if times.starts_at and not crosses else _releases_of(run)
    own = start_of(run, enrolment)
    opens_at, opens_after = opens.get(activity.module_id, _ALWAYS)
    if following and crosses and not seen.is_facilitator:
        opened = opening(*opens.get(following.module, _ALWAYS), own)
        following = following if is_open(opened, now) else None
    due_without = due(times.due_at, times.due_after, own)
    return ActivityPlace(
        run=run,
        version=run.version,
        module=activity.module,
        activity=activity,
        kind=KINDS[activity.kind],
        enrolment=enrolment,
        is_facilitator=seen.is_facilitator,
        phase=Phase.ENDED if is_retired else phase(span_of(run), times.own.due_at, now),
        opens_at=None if times.starts_at else opening(opens_at, opens_after, own),
        due_at=deadline(due_without, times.own.due_at),
        due_without=due_without,
        own=times.own,
        starts_at=times.starts_at,
        link=times.link,
        zone=times.zone,
        done_at=completion.done_at,
        granted_because=completion.granted_because,
        previous=previous,
        next=following,
        now=now,
        cities=tuple(cities_of(activity.places)),
        is_retired=is_retired,
        opens_after=None if times.starts_at else opens_after,
        due_after=times.due_after,
    )


def span_of(run: Run) -> Span:
    """The days of a run as a value."""
    return Span(run.starts_on, run.ends_on, run.zone)


def start_of(run: Run, seat: Enrolment | datetime | None) -> Start | None:
    """Where the own days of a seat (or of who enrolled then) begin; None in a run with dates, and
    for who has no seat."""
    if run.pace != Pace.OWN or seat is None:
        return None
    enrolled_at = seat if isinstance(seat, datetime) else seat.enrolled_at
    return start(enrolled_at, span_of(run))


def seat_of(person: Reader, run: Run) -> Enrolment | None:
    """The reader's seat in a run, unless they have none or gave it up."""
    if not person.is_authenticated:
        return None
    for seat in _seats(run.pk, person.pk):
        seat.run = run
        return seat
    return None


@prepared
def _seats(run: int, person: int) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(run_id=run, person_id=person, withdrawn_at=None)


@dataclass(frozen=True)
class _Times:
    """When an activity is due or meets in a run, and where; and what its reader was given."""

    due_at: datetime | None
    due_after: int | None
    starts_at: datetime | None
    zone: str
    link: str
    own: Own = NOTHING


def _times(run: Run, activity: Activity, enrolment: Enrolment | None) -> _Times:
    for row in _schedule(run.pk, activity.pk, enrolment.pk if enrolment else 0):
        due_at, due_after, starts_at, zone, link, *given = row
        own = Own(*given) if given[-1] else NOTHING
        return _Times(due_at, due_after, starts_at, zone, link, own)
    return _Times(None, None, None, run.zone, "")


@prepared
def _schedule(run: int, activity: int, seat: int) -> QuerySet[Any, tuple[Any, ...]]:
    own = FilteredRelation(
        "activity__allowances", condition=Q(activity__allowances__enrolment=seat)
    )
    rows = RunActivity.objects.filter(run_id=run, activity_id=activity).annotate(own=own)
    return rows.values_list(
        "due_at",
        "due_after",
        "starts_at",
        "zone",
        "link",
        "own__due_at",
        "own__extra_minutes",
        "own__extra_attempts",
        "own__is_reopened",
        "own__zone",
        "own__reason",
    )


Release = tuple[datetime | None, int | None]
"""What a run says of a module's opening: a moment, or days after one's own enrolment."""

_ALWAYS: Release = (None, None)


def _releases_of(run: Run) -> dict[int, Release]:
    return {module: (at, after) for module, at, after in _releases(run.pk)}


@prepared
def _releases(run: int) -> QuerySet[Any, tuple[int, datetime | None, int | None]]:
    return RunModule.objects.filter(run_id=run).values_list("module_id", "opens_at", "opens_after")


@dataclass(frozen=True)
class _Completed:
    done_at: datetime | None = None
    granted_because: str = ""


def _completion(enrolment: Enrolment | None, activity: Activity) -> _Completed:
    if enrolment is None:
        return _Completed()
    for done_at, is_own, granted_because in _completions(enrolment.pk, activity.pk):
        return _Completed(done_at if is_own else None, granted_because)
    return _Completed()


@prepared
def _completions(enrolment: int, activity: int) -> QuerySet[Any, tuple[datetime, bool, str]]:
    rows = Completion.objects.filter(enrolment_id=enrolment, activity_id=activity)
    return rows.values_list("done_at", "is_own", "granted_because")


def _neighbours(key: frozen.Key, stable_id: str) -> tuple[Neighbour | None, Neighbour | None]:
    steps = [
        Neighbour(step.id, step.title, part.key)
        for part in frozen.outline(key)
        for step in part.steps
    ]
    at = next(index for index, step in enumerate(steps) if step.id == stable_id)
    before, after = steps[at - 1 : at], steps[at + 1 : at + 2]
    return before[0] if before else None, after[0] if after else None
