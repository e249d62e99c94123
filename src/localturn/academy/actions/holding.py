"""Which rows an action holds until it is through, and in which order.

A run, then seats by their number, then an attempt, then its answers: whoever needs a row further
up takes it first. Two actions that meet then wait for one another and never both for ever.

A seat is held so that rows may still be added to it by those who do not ask for it (a draft, a
place in a video); only who moves a run holds all its seats against everybody.
"""

from localturn.academy.models import Attempt, Enrolment, Run
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound, require


def hold_seat(enrolment: int) -> None:
    """Let nobody else decide about a seat until this is through."""
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment)


def hold_own_seat(enrolment: int, person: Person) -> None:
    """The same for who does something there; refused if the seat is theirs no more, or was given
    back."""
    own = Enrolment.objects.select_for_update(no_key=True).filter(
        pk=enrolment, person=person, withdrawn_at=None
    )
    require(bool(own.only("pk")))


def hold_all_of(person: Person) -> None:
    """Let nobody do anything on a person's seats, or to runs that they opened."""
    opened = Run.objects.select_for_update(no_key=True).filter(created_by=person)
    list(opened.order_by("pk").values_list("pk", flat=True))
    seats = Enrolment.objects.select_for_update().filter(person=person)
    list(seats.order_by("pk").values_list("pk", flat=True))


def hold_seats(run: Run) -> None:
    """Let nobody do anything in a run, whose row is held already, until this is through."""
    seats = Enrolment.objects.select_for_update().filter(run=run)
    list(seats.order_by("pk").values_list("pk", flat=True))


def hold_attempt(attempt: Attempt) -> Attempt:
    """The attempt as it is now, held after its seat: whoever closes or marks it gives it a grade,
    and the gradebook is the seat's. Raises NotFound if it went with its owner meanwhile."""
    hold_seat(attempt.enrolment_id)
    return _held(attempt)


def hold_own_attempt(attempt: Attempt, person: Person) -> Attempt:
    """The same for who sits it; refused if the seat is theirs no more, or was given back."""
    hold_own_seat(attempt.enrolment_id, person)
    return _held(attempt)


def _held(attempt: Attempt) -> Attempt:
    found = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment__run__version__course", "enrolment__person", "activity")
        .filter(pk=attempt.pk)
        .first()
    )
    if found is None:
        raise NotFound
    return found
