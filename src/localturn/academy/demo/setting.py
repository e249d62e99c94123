"""Who is there before the story begins: organisations, accounts, the published course."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from localturn.academy.actions import authoring, publishing
from localturn.academy.actions.folders import import_folder
from localturn.academy.demo import cast
from localturn.academy.models import Course, CourseRole, CourseVersion
from localturn.foundation.languages import folded
from localturn.foundation.people.actions.accounts import register
from localturn.foundation.people.models import (
    Membership,
    Organisation,
    OrganisationMembership,
    OrganisationName,
    Person,
    Role,
)
from localturn.foundation.places.models import City
from localturn.foundation.room import DemoSignIn

PASSWORD = "learn-by-doing"  # noqa: S105 - the demonstration's, printed where it is served
FOLDER = Path(__file__).resolve().parent.parent / "demonstration" / "migration-governance"
ZONE = "Europe/Skopje"
LONG_AGO = date(2019, 1, 1)


@dataclass(frozen=True)
class Roles:
    """Who holds the parts that the demonstration can be entered in."""

    operator: Person
    author: Person
    facilitator: Person
    coordinator: Person
    participant: Person
    graduate: Person


def organisations() -> dict[str, Organisation]:
    """The invented associations, towns and initiatives, by their key in the cast."""
    made: dict[str, Organisation] = {}
    for body in cast.BODIES:
        city = City.objects.filter(country__code=body.country, folded=folded(body.city)).first()
        made[body.key] = Organisation.objects.create(
            slug=slugify(body.name),
            kind=body.kind,
            name=body.name,
            folded=folded(body.name),
            country_id=city.country_id if city else None,
            place=city,
        )
        if body.french:
            OrganisationName.objects.create(
                organisation=made[body.key],
                use=OrganisationName.Use.NAME,
                language="fr",
                text=body.french,
                folded=folded(body.french),
            )
    parts = [(made[b.key], made[b.of]) for b in cast.TOWNS]
    parts += [(made[b.key], made[cast.NETWORK.key]) for b in cast.ASSOCIATIONS]
    for member, whole in parts:
        OrganisationMembership.objects.create(member=member, whole=whole, since=LONG_AGO)
    return made


def roles(bodies: dict[str, Organisation], *, now: datetime) -> Roles:
    """The accounts that are printed, each with its password."""

    hashed = make_password(PASSWORD)  # once, since it is made to be slow

    def account(
        address: str, name: str, *, is_staff: bool = False, can_author: bool = False
    ) -> Person:
        person = register(
            f"{address}@demo.example",
            name=name,
            now=now,
            zone=ZONE,
            welcomed=True,
            is_staff=is_staff,
            can_author=can_author,
        )
        person.password = hashed
        person.save(update_fields=["password"])
        return person

    made = Roles(
        operator=account("operator", "Ognen Ristevski", is_staff=True),
        author=account("author", "Ivana Maksimovska", can_author=True),
        facilitator=account("facilitator", "Nadia Berisha-Lindqvist"),
        coordinator=account("association", "Dragana Mitrevska"),
        participant=account("participant", "Emina Kovačevska"),
        graduate=account("graduate", "Petra Janevska-Holm"),
    )
    for person, body, role in (
        (made.coordinator, "vardar", Role.COORDINATOR),
        (made.participant, "brezovo", Role.MEMBER),
        (made.graduate, "vodno", Role.MEMBER),
        (made.facilitator, "network", Role.MEMBER),
    ):
        Membership.objects.create(
            person=person, organisation=bodies[body], role=role, since=LONG_AGO
        )
    return made


def known_roles() -> Roles:
    """The same accounts, once they are there."""

    def account(address: str) -> Person:
        return Person.objects.get(email=f"{address}@demo.example")

    return Roles(
        operator=account("operator"),
        author=account("author"),
        facilitator=account("facilitator"),
        coordinator=account("association"),
        participant=account("participant"),
        graduate=account("graduate"),
    )


def person_of(member: cast.Member, bodies: dict[str, Organisation], *, now: datetime) -> Person:
    """The account of one of the cast; they sign in by code."""
    number = cast.MEMBERS.index(member) + 1
    person = register(
        f"member{number:02}@demo.example",
        name=member.name,
        now=now,
        language=member.language,
        zone=ZONE,
        welcomed=True,
    )
    Membership.objects.create(person=person, organisation=bodies[member.body], since=LONG_AGO)
    return person


def course(made: Roles, folder: Path = FOLDER, *, now: datetime) -> CourseVersion:
    """A course, imported and published; the facilitator may open runs of it."""
    report = import_folder(folder, by=made.author, now=now)
    if report.mistakes:
        raise AssertionError("\n".join(str(mistake) for mistake in report.mistakes))
    found = Course.objects.get(slug=folder.name)
    authoring.give_role(
        found,
        email=made.facilitator.email,
        role=CourseRole.Role.FACILITATOR,
        by=made.author,
        now=now,
    )
    return publishing.publish(found, by=made.author, now=now + timedelta(hours=1))


def sign_ins(made: Roles) -> list[DemoSignIn]:
    """What is printed."""

    def entry(role: str, person: Person, note: str) -> DemoSignIn:
        return DemoSignIn(role, person.email, PASSWORD, note)

    return [
        entry("Participant", made.participant, "in the second week of a running course"),
        entry("Facilitator", made.facilitator, "with work to mark and posts to count"),
        entry("Association", made.coordinator, "nominates people of its municipalities"),
        entry("Course author", made.author, "writes and publishes the course"),
        entry("Operator", made.operator, "looks after the installation"),
        entry("Former participant", made.graduate, "holds a certificate"),
    ]


def former(address: str, name: str, *, now: datetime) -> Person:
    """Somebody who took part in the run that has ended."""
    return register(f"{address}@demo.example", name=name, now=now, zone=ZONE, welcomed=True)
