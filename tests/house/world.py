"""A small world with somebody in every role, and one thing of every kind that an address names."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from localturn.academy.models import (
    Completion,
    Course,
    CourseRole,
    Invitation,
    Nomination,
    RunPartner,
)
from localturn.foundation import moments
from localturn.foundation.people.models import Kind, Person, Role
from makers.academy import make_enrolment, make_facilitator, make_person, make_run, make_version
from makers.people import make_membership, make_operator, make_organisation
from makers.places import make_city


@dataclass
class World:
    """`people` by role, `things` by the word that the table of addresses uses."""

    people: dict[str, Person | None] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)


def make_world() -> World:
    """A running course with two participants; everything personal is the one's called
    "participant", so that "fellow" tries it with somebody else's id."""
    world = World()
    now = moments.now()
    course = Course.objects.create(slug="course", created_at=now)
    version = make_version(course=course)
    today = moments.day_in(now, "Europe/Skopje")
    run = make_run(version, starts_on=today - timedelta(days=3))
    town = make_organisation("Town of Lipnik")
    association = make_organisation("League of Towns", kind=Kind.ASSOCIATION)
    RunPartner.objects.create(run=run, organisation=association)

    world.people = {
        "nobody": None,
        "outsider": make_person("Olga Outsider"),
        "fellow": make_person("Filip Fellow"),
        "participant": make_person("Ana Petrovska"),
        "facilitator": make_facilitator(run),
        "coordinator": make_person("Corina Coordinator"),
        "author": make_person("Arta Author", can_author=True),
        "operator": make_operator(),
    }
    CourseRole.objects.create(
        course=course,
        person=world.people["author"],
        role=CourseRole.Role.AUTHOR,
        given_at=now,
    )
    CourseRole.objects.create(
        course=course,
        person=world.people["facilitator"],
        role=CourseRole.Role.FACILITATOR,
        given_at=now,
    )
    make_membership(world.people["coordinator"], association, role=Role.COORDINATOR)
    mine = make_membership(world.people["participant"], town)
    seat = make_enrolment(run, world.people["participant"])
    make_enrolment(run, world.people["fellow"])
    for activity in version.activities.filter(kind="reading"):
        Completion.objects.create(enrolment=seat, activity=activity, done_at=now)

    invitation = Invitation.objects.create(
        run=run,
        email="invited@example.org",
        language="en",
        token="a-token-that-nobody-guesses",
        invited_at=now,
        expires_at=now + timedelta(days=30),
    )
    nomination = Nomination.objects.create(
        run=run,
        organisation=association,
        name="Nina Nominee",
        email="nina@example.org",
        language="en",
        nominated_at=now,
    )
    city = make_city("Lipnik")
    world.things = {
        "course": {"course": course.slug},
        "run": {"run": run.slug},
        "reading": {"run": run.slug, "activity": "reading-1"},
        "town": {"slug": town.slug},
        "city": {"code": city.code},
        "seat": {"run": run.slug, "pk": seat.pk},
        "facilitator": {"run": run.slug, "pk": run.facilitators.get().pk},
        "invitation": {"run": run.slug, "pk": invitation.pk},
        "invited": {"token": invitation.token},
        "nomination": {"run": run.slug, "pk": nomination.pk},
        "membership": {"pk": mine.pk},
    }
    return world
