"""Who was at a meeting."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from localturn.academy.domain.attendance import Mark, Presence, Terms, terms_of
from localturn.academy.domain.roster import Seat
from localturn.academy.models import Activity, Attendance, Enrolment, Excuse, Meeting, Run
from localturn.foundation.languages import folded
from localturn.foundation.people.reader import Reader

BY_FACILITATORS = (
    Attendance.Origin.FACILITATOR,
    Attendance.Origin.FILE,
    Attendance.Origin.UNDO,
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """A participant, and how they stand to a meeting."""

    seat: int
    name: str
    organisation: str
    mark: Mark
    origin: str
    recorded_at: datetime | None
    recorded_by: str
    is_reader: bool
    """Whom another facilitator has to mark."""

    @property
    def shown(self) -> str:
        """The mark as a form carries it, so that only what was changed in it is written."""
        minutes = "" if self.mark.minutes is None else self.mark.minutes
        return f"{self.mark.state}:{minutes}"


@dataclass(frozen=True)
class Change:
    """What a facilitator recorded in one go."""

    at: datetime
    by: str
    origin: str
    number: int


@dataclass(frozen=True)
class Counts:
    """How many stand how to a meeting."""

    people: int
    by_state: dict[Presence, int] = field(default_factory=dict)
    asking: int = 0
    """How many wait for an answer to being excused."""

    def of(self, state: str) -> int:
        return self.by_state.get(Presence(state), 0)


def meeting_of(run: Run, activity: Activity) -> Meeting:
    """What the run adds to the webinar; an unsaved row where it adds nothing (1 statement)."""
    rows = Meeting.objects.filter(run=run, activity=activity)
    found = rows.select_related("recording", "captions").first()
    return found or Meeting(run=run, activity=activity)


def terms_in(meeting: Meeting, activity: Activity) -> Terms:
    return terms_of(activity.settings, minutes=activity.minutes, of_run=meeting.minutes)


def attendees(
    run: Run,
    activity: Activity,
    *,
    reader: Reader,
    state: Presence | None = None,
    words: str = "",
) -> list[Attendee]:
    """Everybody who takes part, by name, for a run's facilitators (1 statement)."""
    rows = _seats(run, activity)
    if state is Presence.UNMARKED:
        rows = rows.filter(Q(entry=None) | Q(entry__state=Presence.UNMARKED))
    elif state is not None:
        rows = rows.filter(entry__state=state)
    found = [
        Attendee(
            seat=pk,
            name=name,
            organisation=of or "",
            mark=Mark(Presence(state or ""), minutes),
            origin=origin or "",
            recorded_at=at,
            recorded_by=by or "",
            is_reader=person == reader.pk,
        )
        for pk, name, of, person, state, minutes, origin, at, by in rows.values_list(
            "pk",
            "person__name",
            "organisation__name",
            "person_id",
            "entry__state",
            "entry__minutes",
            "entry__origin",
            "entry__recorded_at",
            "entry__recorded_by__name",
        )
    ]
    wanted = folded(words)
    return [each for each in found if wanted in folded(f"{each.name} {each.organisation}")]


def counts_of(run: Run, activity: Activity) -> Counts:
    """How many stand how (1 statement)."""
    asked = Excuse.objects.filter(
        enrolment=OuterRef("pk"), activity=activity, state=Excuse.State.ASKED
    )
    seats = _seats(run, activity).order_by().annotate(asks=Exists(asked))
    rows = list(seats.values_list("entry__state", "asks"))
    counted = Counter(Presence(state or "") for state, _asks in rows)
    return Counts(counted.total(), dict(counted), sum(asks for _state, asks in rows))


def standing_of(seat: Enrolment, activity: Activity) -> Attendance | None:
    """What stands about one seat (1 statement)."""
    return Attendance.objects.filter(enrolment=seat, activity=activity, is_standing=True).first()


def last_change(run: Run, activity: Activity) -> Change | None:
    """What facilitators last recorded, which can be taken back (2 statements)."""
    entries = Attendance.objects.filter(
        activity=activity, enrolment__run=run, origin__in=BY_FACILITATORS
    )
    last = entries.order_by("-recorded_at").select_related("recorded_by").first()
    if last is None:
        return None
    number = entries.filter(recorded_at=last.recorded_at).count()
    name = last.recorded_by.name if last.recorded_by else ""
    return Change(last.recorded_at, name, last.origin, number)


def roster_of(run: Run, *, but: Reader) -> list[Seat]:
    """Everybody who takes part, as a list may call them, but for the reader (2 statements)."""
    seats = list(
        Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
        .exclude(person_id=but.pk or 0)
        .order_by("pk")
        .values_list("pk", "person_id", "person__name", "person__email")
    )
    further: dict[int, set[str]] = {}
    rows = EmailAddress.objects.filter(user__enrolments__run=run, verified=True)
    for person, email in rows.values_list("user_id", "email"):
        further.setdefault(person, set()).add(email.lower())
    return [
        Seat(pk, name, frozenset({email.lower()} | further.get(person, set())))
        for pk, person, name, email in seats
    ]


def names_of(run: Run, seats: Sequence[int]) -> dict[int, str]:
    """What the people on some seats of a run are called (1 statement)."""
    rows = Enrolment.objects.filter(run=run, pk__in=seats, person__isnull=False)
    return dict(rows.values_list("pk", "person__name"))


def _seats(run: Run, activity: Activity) -> QuerySet[Any]:
    standing = FilteredRelation(
        "attendance", condition=Q(attendance__activity=activity, attendance__is_standing=True)
    )
    return (
        Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
        .annotate(entry=standing)
        .order_by(F("person__name"), "pk")
    )
