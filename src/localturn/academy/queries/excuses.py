"""Who asked to be excused from an activity of a run, and what was said to it."""

from localturn.academy.models import Activity, Enrolment, Excuse, Run
from localturn.foundation.people.reader import Reader


def excuse_of(seat: Enrolment | None, activity: Activity) -> Excuse | None:
    """What somebody asked for or was given (1 statement)."""
    return Excuse.objects.filter(enrolment=seat, activity=activity).first() if seat else None


def excuses_in(run: Run, activity: Activity) -> list[Excuse]:
    """Of everybody who takes part, those that wait first (1 statement)."""
    rows = Excuse.objects.filter(
        enrolment__run=run,
        activity=activity,
        enrolment__withdrawn_at=None,
        enrolment__person__isnull=False,
    ).select_related("enrolment__person", "enrolment__organisation", "decided_by")
    return sorted(rows, key=lambda each: (each.state != Excuse.State.ASKED, each.asked_at))


def not_excused(run: Run, activity: Activity, *, but: Reader) -> list[tuple[int, str]]:
    """Seats and names of who could be excused, but for the reader (1 statement)."""
    granted = Excuse.objects.filter(activity=activity, state=Excuse.State.GRANTED)
    seats = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    rows = seats.exclude(person_id=but.pk or 0).exclude(pk__in=granted.values("enrolment"))
    return list(rows.order_by("person__name", "pk").values_list("pk", "person__name"))
