"""Who may enter the pages of a run that its participants and its facilitators share."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from localturn.academy.models import Enrolment, Run
from localturn.academy.queries.places import seat_of
from localturn.academy.queries.runs import run_seen_by
from localturn.academy.views.reader import reader
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed


@dataclass(frozen=True)
class Inside:
    """Somebody inside a run: on a seat, as its facilitator, or both."""

    run: Run
    person: Person
    seat: Enrolment | None
    is_facilitator: bool

    def require_facilitator(self) -> None:
        """Refuse whoever only takes part."""
        if not self.is_facilitator:
            raise NotAllowed(_("Only the facilitators of this run may do this."))


def found(request: HttpRequest, slug: str) -> Inside:
    """A run and how its reader stands in it, which may be outside; raises NotFound."""
    person = reader(request)
    seen = run_seen_by(person, slug)
    return Inside(seen.run, person, seat_of(person, seen.run), seen.is_facilitator)


def inside(request: HttpRequest, slug: str) -> Inside:
    """A run for who is inside; raises NotFound and NotAllowed."""
    who = found(request, slug)
    if who.seat is None and not who.is_facilitator:
        raise NotAllowed(_("This is open to those who take part in the course."))
    return who
