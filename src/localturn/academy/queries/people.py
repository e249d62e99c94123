"""Who is in a run, who is invited, who is nominated: as those may know who look."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from django.db.models import F, Q, QuerySet

from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import STANDING, Enrolment, Invitation, Nomination, Run
from localturn.academy.queries.seats import standing_invitations
from localturn.foundation.people.models import Organisation, Person


def seats_in(run: Run) -> QuerySet[Enrolment]:
    """Everybody who takes part or took part in a run, for its facilitators, by name."""
    return (
        run.enrolments.select_related("person", "organisation")
        .exclude(person=None)
        .order_by(F("withdrawn_at").asc(nulls_first=True), "person__name", "pk")
    )


def removed_from(run: Run, person: Person) -> datetime | None:
    """When a facilitator took this person's seat, if they did."""
    seats = Enrolment.objects.filter(run=run, person=person)
    return seats.values_list("removed_at", flat=True).first()


def own_addresses(person: Person) -> set[str]:
    """The addresses that are known to be theirs."""
    verified = person.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return {address.lower() for address in (person.email, *verified)}


class Fate(Enum):
    """What becomes of somebody on a list of people to invite."""

    NEW = "new"
    SEATED = "seated"
    INVITED = "invited"
    NOMINATED = "nominated"


def fates_of(run: Run, invitees: Sequence[Invitee], *, now: datetime) -> dict[str, Fate]:
    """By address: who sits already, who has an invitation that stands, and who is to be invited
    (2 statements)."""
    seated = set(
        run.enrolments.filter(withdrawn_at=None, person__isnull=False).values_list(
            "person__email", flat=True
        )
    )
    invited = set(standing_invitations(run, now=now).values_list("email", flat=True))
    return {
        each.email: Fate.SEATED
        if each.email in seated
        else Fate.INVITED
        if each.email in invited
        else Fate.NEW
        for each in invitees
    }


def addresses_of(run: Run, organisation: Organisation) -> set[str]:
    """Of those whom an organisation has nominated, or for whom they sit (2 statements)."""
    nominated = run.nominations.filter(organisation=organisation, state__in=STANDING)
    seated = run.enrolments.filter(organisation=organisation, person__isnull=False)
    return {
        *nominated.values_list("email", flat=True),
        *seated.values_list("person__email", flat=True),
    }


def is_answered_by_host(run: Run, organisation: Organisation) -> bool:
    """Whether facilitators answer whom it nominates, whatever is set aside for it: a partner of a
    course exchange (1 statement)."""
    return run.partners.filter(organisation=organisation, is_answered=True).exists()


def nominee_fates(run: Run, nominees: Sequence[Invitee]) -> dict[str, Fate]:
    """By address: who sits already, who has been nominated already, by whichever association, and
    who is to be nominated (2 statements)."""
    seated = set(
        run.enrolments.filter(withdrawn_at=None, person__isnull=False).values_list(
            "person__email", flat=True
        )
    )
    nominated = set(run.nominations.filter(state__in=STANDING).values_list("email", flat=True))
    return {
        each.email: Fate.SEATED
        if each.email in seated
        else Fate.NOMINATED
        if each.email in nominated
        else Fate.NEW
        for each in nominees
    }


def invitations_of(run: Run) -> QuerySet[Invitation]:
    """A run's invitations, for its facilitators, the newest first; those that were taken back are
    left out."""
    return run.invitations.filter(
        Q(withdrawn_at=None) | Q(declined_at__isnull=False)
    ).select_related("organisation")


def nominations_to_answer(run: Run) -> QuerySet[Nomination]:
    """What waits for a facilitator's answer, the oldest first."""
    return run.nominations.filter(state=Nomination.State.WAITING).select_related("organisation")


def nominations_answered(run: Run) -> QuerySet[Nomination]:
    """What was answered or withdrawn, the newest first."""
    return (
        run.nominations.exclude(state=Nomination.State.WAITING)
        .select_related("organisation", "seat")
        .order_by("-decided_at", "-pk")
    )
