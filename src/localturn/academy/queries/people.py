"""Who is in a run, who is invited, who is nominated: as those may know who look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from localturn.academy.models import Enrolment, Invitation, Nomination, Run
from localturn.academy.permissions import Reader, organisations_nominating_for
from localturn.foundation.people.models import Person


def seats_in(run: Run) -> QuerySet[Enrolment]:
    """Everybody who takes part or took part in a run, for its facilitators, by name."""
    return (
        run.enrolments.select_related("person", "organisation")
        .exclude(person=None)
        .order_by("withdrawn_at", "person__name", "pk")
    )


def removed_from(run: Run, person: Person) -> datetime | None:
    """When a facilitator took this person's seat, if they did."""
    seats = Enrolment.objects.filter(run=run, person=person)
    return seats.values_list("removed_at", flat=True).first()


def own_addresses(person: Person) -> set[str]:
    """The addresses that are known to be theirs."""
    verified = person.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return {address.lower() for address in (person.email, *verified)}


def invitations_of(run: Run) -> QuerySet[Invitation]:
    """A run's invitations, for its facilitators, the newest first; withdrawn ones are left out."""
    return run.invitations.filter(withdrawn_at=None).select_related("organisation")


def nominations_to_answer(run: Run) -> QuerySet[Nomination]:
    """What waits for a facilitator's answer, the oldest first."""
    return run.nominations.filter(state=Nomination.State.WAITING).select_related("organisation")


def nominations_answered(run: Run) -> QuerySet[Nomination]:
    """What was answered or withdrawn, the newest first."""
    return (
        run.nominations.exclude(state=Nomination.State.WAITING)
        .select_related("organisation")
        .order_by("-decided_at", "-pk")
    )


@dataclass(frozen=True)
class Nominee:
    """One of an association's own people, and how far they have come."""

    nomination: Nomination
    seat: Enrolment | None

    @property
    def takes_part(self) -> bool:
        return self.seat is not None and self.seat.withdrawn_at is None


def nominees_of(person: Reader, run: Run, *, now: datetime) -> list[Nominee]:
    """The people a coordinator's organisations have nominated for a run; nobody else's."""
    own = run.nominations.filter(
        organisation__in=organisations_nominating_for(person, run, now=now)
    ).select_related("organisation", "invitation")
    return _with_seats(run, own.order_by("name", "pk"))


def _with_seats(run: Run, nominations: Iterable[Nomination]) -> list[Nominee]:
    found = list(nominations)
    seats = {
        seat.person.email: seat
        for seat in run.enrolments.filter(
            way=Enrolment.Way.NOMINATION, person__email__in=[n.email for n in found]
        ).select_related("person")
        if seat.person
    }
    return [Nominee(nomination, seats.get(nomination.email)) for nomination in found]
