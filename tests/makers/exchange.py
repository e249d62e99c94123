"""Consortia, universities and listings, for tests."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from localturn.exchange.actions import applications
from localturn.exchange.actions import listings as actions
from localturn.exchange.domain.applications import Prior, Stage, Words
from localturn.exchange.domain.content import Content, Credit
from localturn.exchange.domain.meetings import Dated, Plan
from localturn.exchange.domain.terms import CourseType, Delivery, Level
from localturn.exchange.models import Application, Consortium, Listing, Partner
from localturn.exchange.queries.applications import whole
from localturn.foundation.people.models import Kind, Organisation, Person, Role
from makers.people import make_membership, make_organisation, make_person

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

SEMINAR = Content(
    title="Towns on the move",
    course_number="SOC-4711",
    academic_year=2026,
    delivery=(Delivery.ASYNCHRONOUS, Delivery.SYNCHRONOUS),
    field="0314",
    faculty="Faculty of Social Sciences",
    offering_year=2026,
    first_month=10,
    last_month=12,
    plan=Plan(
        zone="Europe/Berlin",
        dated=(
            Dated(date(2026, 10, 23), time(10), 150, "Introduction"),
            Dated(date(2026, 10, 30), time(10), 150, "Housing"),
        ),
    ),
    participants=25,
    credits=(Credit(Decimal(3), "Taking part"), Credit(Decimal(3), "Paper")),
    level=Level.MASTER,
    language="en",
    overview="How towns received those who came.",
    course_type=CourseType.SEMINAR,
    lecturers=("Greta Invented",),
    email="seminar@university.example",
)
"""Everything that is needed to be published; 25 October 2026 is when clocks go back."""


def make_consortium(name: str = "Northern Ring") -> Consortium:
    return Consortium.objects.create(slug=name.lower().replace(" ", "-"), name=name, added_at=NOON)


def make_university(name: str = "University of Havnby", **fields: Any) -> Organisation:
    return make_organisation(name, Kind.UNIVERSITY, **fields)


def make_partner(
    consortium: Consortium | None = None, university: Organisation | None = None, **fields: Any
) -> Partner:
    return Partner.objects.create(
        consortium=consortium or make_consortium(),
        organisation=university or make_university(),
        **fields,
    )


def make_coordinator(partner: Partner, name: str = "Cora Coordinator") -> Person:
    """Somebody who lists the courses of a university."""
    person = make_person(name)
    make_membership(person, partner.organisation, Role.COORDINATOR)
    return person


def make_listing(
    partner: Partner | None = None,
    *,
    by: Person | None = None,
    now: datetime = NOON,
    is_published: bool = True,
    **changed: Any,
) -> Listing:
    """A listing by the actions; fields of `Content` may be given other values."""
    partner = partner or make_partner()
    by = by or make_coordinator(partner)
    listing = actions.begin(partner, replace(SEMINAR, **changed), by=by, now=now)
    if is_published:
        actions.publish(listing, by=by, now=now)
        listing.refresh_from_db()
    return listing


@dataclass(frozen=True)
class Applied:
    """Two universities of one consortium, a course of the one, and people of both."""

    listing: Listing
    host: Partner
    home: Partner
    keeper: Person
    """Of the home university."""
    host_keeper: Person


def make_applied(**changed: Any) -> Applied:
    """A published course, and a partner university whose students may apply for it."""
    host = make_partner()
    home = make_partner(host.consortium, make_university("Tsurumi Bay University"))
    host_keeper = make_coordinator(host, "Hosea Host")
    listing = make_listing(host, by=host_keeper, **changed)
    return Applied(listing, host, home, make_coordinator(home, "Keiko Keeper"), host_keeper)


def make_student(home: Partner, name: str = "Haruka Invented", **fields: Any) -> Person:
    person = make_person(name, **fields)
    make_membership(person, home.organisation)
    return person


WORDS = Words(
    statement="I live in a town that shrinks.",
    follows_language=True,
    courses=(Prior("Cities", "Tsurumi Bay University", 2025, Decimal(4), "A"),),
)

STEPS = (Stage.SENT, Stage.APPROVED, Stage.NOMINATED, Stage.ACCEPTED)


def make_application(
    world: Applied,
    to: Stage = Stage.SENT,
    *,
    student: Person | None = None,
    home: Partner | None = None,
    now: datetime = NOON,
) -> Application:
    """An application that has come so far, by the actions."""
    home = home or world.home
    student = student or make_student(home)
    keeper = world.keeper if home == world.home else make_coordinator(home, "Otto Other")
    made = applications.apply(
        world.listing,
        home=home.organisation,
        words=WORDS,
        send=to is not Stage.DRAFT,
        by=student,
        now=now,
    )
    steps = {
        Stage.APPROVED: lambda: applications.answer(
            made, approve=True, reason="", by=keeper, now=now
        ),
        Stage.NOMINATED: lambda: applications.nominate(made, by=keeper, now=now),
        Stage.ACCEPTED: lambda: applications.decide(
            made, accept=True, reason="", by=world.host_keeper, now=now
        ),
    }
    for stage in STEPS[: STEPS.index(to) + 1] if to in STEPS else ():
        steps.get(stage, lambda: None)()
    return whole(Application.objects.filter(pk=made.pk)).get()
