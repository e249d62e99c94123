"""Who asked to be excused from an activity of a run, and what was said to it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from localturn.academy.domain.attendance import Presence
from localturn.academy.models import Activity, Attendance, Enrolment, Excuse, Run
from localturn.foundation.people.reader import Reader


def excuse_of(seat: Enrolment | None, activity: Activity) -> Excuse | None:
    """What somebody asked for or was given (1 statement)."""
    return Excuse.objects.filter(enrolment=seat, activity=activity).first() if seat else None


def excuses_in(run: Run, activity: Activity) -> list[Excuse]:
    """Of everybody who takes part, those that wait first (1 statement). `is_marked` says whether
    a mark stands that granting would leave as it is."""
    marks = Attendance.objects.filter(
        enrolment=OuterRef("enrolment"), activity=activity, is_standing=True
    ).exclude(state__in=(Presence.UNMARKED, Presence.ABSENT))
    rows = (
        Excuse.objects.filter(
            enrolment__run=run,
            activity=activity,
            enrolment__withdrawn_at=None,
            enrolment__person__isnull=False,
        )
        .annotate(is_marked=Exists(marks))
        .select_related("enrolment__person", "enrolment__organisation", "decided_by")
    )
    return sorted(rows, key=lambda each: (each.state != Excuse.State.ASKED, each.asked_at))


def excuses_to_answer(*, by: Reader) -> QuerySet[Excuse]:
    """Those of every run that nobody has answered; not one's own."""
    return Excuse.objects.filter(
        state=Excuse.State.ASKED,
        enrolment__withdrawn_at=None,
        enrolment__person__isnull=False,
    ).exclude(enrolment__person=by.pk)


@dataclass(frozen=True)
class Asking:
    """How many ask to be excused from one activity."""

    activity: str
    title: str
    number: int


def asking_in(run: Run, *, by: Reader) -> list[Asking]:
    """Where somebody waits for an answer, in the order of the course (1 statement)."""
    rows = (
        excuses_to_answer(by=by)
        .filter(enrolment__run=run)
        .order_by("activity__position")
        .values_list("activity__stable_id", "activity__title")
        .annotate(number=Count("pk"))
    )
    return [Asking(*row) for row in rows]


def not_excused(run: Run, activity: Activity, *, but: Reader) -> list[tuple[int, str]]:
    """Seats and names of who could be excused, but for the reader (1 statement)."""
    granted = Excuse.objects.filter(activity=activity, state=Excuse.State.GRANTED)
    seats = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    rows = seats.exclude(person_id=but.pk or 0).exclude(pk__in=granted.values("enrolment"))
    return list(rows.order_by("person__name", "pk").values_list("pk", "person__name"))
