"""An association's people in a run, for its coordinators: who asks, who waits, who has a place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from localturn.academy.models import STANDING, Enrolment, Interest, Nomination, Run
from localturn.academy.permissions import organisations_nominating_for
from localturn.academy.queries.people import own_addresses
from localturn.academy.queries.progress import Figures, Progress, figures_for, named_progress
from localturn.academy.queries.seats import division_of, standing_invitations
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.people.reader import Reader
from localturn.foundation.seats import Division, free_for


@dataclass(frozen=True)
class Guest:
    """Somebody of an association whom the facilitators invited, without a nomination."""

    name: str
    takes_part: bool
    until: datetime | None = None
    """Until when the place is kept for them; None for who has taken it, or has left."""

    @property
    def has_left(self) -> bool:
        return not self.takes_part and self.until is None


@dataclass(frozen=True)
class OwnPeople:
    """What the coordinators of one association see of a run; nobody else's people."""

    organisation: Organisation
    quota: int | None
    taken: int
    free: int | None
    is_answered: bool
    """Whether the host answers each of its nominations, as they come by way of an exchange."""
    interests: list[Interest]
    waiting: list[Nomination]
    nominees: list[Nomination]
    progress: dict[int, Progress]
    """By nomination, of those who agreed to it."""
    figures: Figures | None
    """Of the others, where there are five or more."""


def own_people(person: Reader, run: Run, *, now: datetime) -> list[OwnPeople]:
    """For each of the reader's organisations that nominates for the run, its people (9
    statements, however many there are)."""
    answered = run.partners.filter(organisation=OuterRef("pk"), is_answered=True)
    nominating = organisations_nominating_for(person, run, now=now)
    organisations = list(nominating.annotate(is_answered=Exists(answered)))
    if not organisations:
        return []
    interests = (
        run.interests.filter(organisation__in=organisations, state=Interest.State.OPEN)
        .select_related("person")
        .order_by("rank", "expressed_at", "pk")
    )
    nominations = (
        run.nominations.filter(organisation__in=organisations)
        .select_related("invitation", "seat")
        .order_by("name", "pk")
    )
    division = division_of(run, now=now)
    asked, proposed = list(interests), list(nominations)
    found = [
        _of(each, division, asked, proposed, is_answered=each.is_answered) for each in organisations
    ]
    progress, figures = named_progress(run, proposed), figures_for(run, organisations)
    return [
        replace(each, progress=progress, figures=figures.get(each.organisation.pk))
        for each in found
    ]


def guests_of(
    run: Run, organisations: Iterable[Organisation], *, now: datetime
) -> Mapping[int, list[Guest]]:
    """By organisation, who was invited for it, by list or link, by name (2 statements, and the one
    for the organisations). Whoever enrolled by themselves is not told to their association."""
    organisations = list(organisations)
    nominated = run.nominations.filter(organisation__in=organisations)
    seats = run.enrolments.filter(
        organisation__in=organisations,
        person__isnull=False,
        way__in=[Enrolment.Way.INVITATION, Enrolment.Way.LINK],
    ).exclude(pk__in=nominated.filter(seat__isnull=False).values("seat"))
    kept = (
        standing_invitations(run, now=now)
        .filter(organisation__in=organisations)
        .exclude(pk__in=nominated.filter(invitation__isnull=False).values("invitation"))
    )
    found: dict[int, list[Guest]] = {each.pk: [] for each in organisations}
    for seat in seats.select_related("person"):
        found[seat.organisation_id or 0].append(Guest(str(seat.person), seat.withdrawn_at is None))
    for each in kept:
        guest = Guest(each.name or each.email, takes_part=False, until=each.expires_at)
        found[each.organisation_id or 0].append(guest)
    for guests in found.values():
        guests.sort(key=lambda guest: folded(guest.name))
    return found


def _of(
    organisation: Organisation,
    division: Division[int],
    interests: list[Interest],
    nominations: list[Nomination],
    *,
    is_answered: bool,
) -> OwnPeople:
    own = [each for each in nominations if each.organisation_id == organisation.pk]
    waits = [each for each in own if each.state == Nomination.State.QUEUED]
    return OwnPeople(
        organisation,
        quota=division.quotas.get(organisation.pk),
        taken=division.taken.get(organisation.pk, 0),
        free=free_for(division, organisation.pk),
        is_answered=is_answered,
        interests=[each for each in interests if each.organisation_id == organisation.pk],
        waiting=sorted(waits, key=lambda each: (each.rank, each.nominated_at, each.pk)),
        nominees=[each for each in own if each.state != Nomination.State.QUEUED],
        progress={},
        figures=None,
    )


@dataclass(frozen=True)
class Asked:
    """How it stands with somebody's wish to take part."""

    interest: Interest | None
    nomination: Nomination | None
    place: int | None
    """Which place on the waiting list is theirs, from 1."""

    @property
    def may_ask(self) -> bool:
        """Whether they may ask an association (again)."""
        is_open = self.interest is not None and self.interest.state == Interest.State.OPEN
        return not is_open and (self.nomination is None or self.nomination.state not in STANDING)


def asked_by(person: Person, run: Run) -> Asked:
    """A person's newest interest and nomination in a run (4 statements at most)."""
    interest = (
        run.interests.filter(person=person).select_related("organisation").order_by("-pk").first()
    )
    nomination = (
        run.nominations.filter(Q(email__in=own_addresses(person)) | Q(seat__person=person))
        .select_related("organisation", "invitation")
        .order_by("-pk")
        .first()
    )
    if nomination is None or nomination.state != Nomination.State.QUEUED:
        return Asked(interest, nomination, None)
    before = run.nominations.filter(
        organisation=nomination.organisation, state=Nomination.State.QUEUED
    ).filter(
        Q(rank__lt=nomination.rank)
        | Q(rank=nomination.rank, nominated_at__lt=nomination.nominated_at)
    )
    return Asked(interest, nomination, before.count() + 1)
