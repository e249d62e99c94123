"""Who was at a meeting."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from localturn.academy.models import Activity, Completion, Enrolment, Run
from localturn.academy.permissions import Reader


@dataclass(frozen=True, slots=True)
class Attendee:
    """A participant, and whether they were there."""

    seat: int
    name: str
    organisation: str
    was_there: bool
    is_reader: bool
    """Whom another facilitator has to mark."""


def attendance(run: Run, activity: Activity, *, reader: Reader) -> list[Attendee]:
    """Everybody who takes part, by name, for a run's facilitators (1 statement)."""
    marked = Completion.objects.filter(enrolment=OuterRef("pk"), activity=activity)
    rows = (
        Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
        .annotate(was_there=Exists(marked))
        .order_by("person__name", "pk")
        .values_list("pk", "person__name", "organisation__name", "was_there", "person_id")
    )
    return [
        Attendee(pk, name, of or "", was_there, is_reader=person == reader.pk)
        for pk, name, of, was_there, person in rows
    ]
