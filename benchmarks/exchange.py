"""The catalogue of several universities: searched, narrowed down, held against somebody's week."""

import argparse
import random
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from benchmarks.harness import Figure, House

PARAMETERS = {"listings": 10_000, "rounds": 100}
UNIVERSITIES = 12
WORDS = ("harbour", "border", "city", "housing", "school", "solidarity", "census", "welcome")


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """As a student of a partner university sees it, signed in."""
    student, university = _fill(options.listings)
    visitor = house.visitor(student)
    floor = house.floor(student, rounds=options.rounds)
    began = clock.process_time_ns()
    visitor.get("/exchange/")
    first = (clock.process_time_ns() - began) / 1e6
    yield Figure("exchange: the first answer of a process", first, "ms", 4_000)
    week = "&".join(f"{day}=8-12,14-22" for day in ("mon", "tue", "wed", "thu", "fri"))
    for name, asked, target in (
        ("catalogue", "", 25),
        ("catalogue by facets", "?language=en&level=master&delivery=online-synchronous", 25),
        ("catalogue by words", "?q=harbour", 25),
        ("catalogue by words and facets", "?q=housing&language=fr&year=2026", 25),
        ("catalogue, places left", f"?places={university}&language=sv", 25),
        ("what fits my week", f"?{week}&zone=Asia/Tokyo", 150),
    ):
        cost = visitor.cost(f"/exchange/{asked}", rounds=options.rounds)
        yield cost.figure(f"exchange: {name}", target, target / 2, floor=floor)
        yield Figure(f"exchange: {name}, statements", cost.statements, "statements", 10)
    yield from _for_programs(visitor, options, floor)


def _for_programs(visitor: Any, options: argparse.Namespace, floor: float) -> Iterator[Figure]:
    """As a program of another university asks, a hundred courses a page."""
    courses = "/exchange/ooapi/v6/courses?pageSize=100"
    for name, asked, target in (
        ("OOAPI, 100 courses", courses, 60),
        ("OOAPI, 100 courses further on", f"{courses}&pageNumber=60", 60),
        ("OOAPI, 100 courses by words", f"{courses}&q=harbour", 60),
    ):
        cost = visitor.cost(asked, rounds=options.rounds)
        yield cost.figure(f"exchange: {name}", target, target / 2, floor=floor)
        yield Figure(f"exchange: {name}, statements", cost.statements, "statements", 5)


def _fill(number: int) -> tuple[Any, str]:
    """Listings of two years in three languages, most of them with a meeting every week, the rest
    on days of their own; every fifth leads to nowhere but places that are counted."""
    from django.db import transaction

    from localturn.exchange.domain.meetings import Dated, Plan, Weekly, packed
    from localturn.exchange.domain.terms import CourseType, Level, Slots
    from localturn.exchange.models import CatalogueState, Consortium, Listing, Meeting, Partner
    from localturn.exchange.queries.documents import all_documents
    from localturn.foundation.people.models import Membership, Organisation, Person
    from localturn.foundation.search.actions import put

    dice = random.Random(11)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    ring = Consortium.objects.create(slug="ring", name="Ring", added_at=now)
    hosts = [
        Organisation.objects.create(
            slug=f"university-{n}", kind="university", name=f"University {n}", folded=f"{n}"
        )
        for n in range(UNIVERSITIES)
    ]
    Partner.objects.bulk_create(Partner(consortium=ring, organisation=host) for host in hosts)
    zones = ("Europe/Berlin", "Europe/Lisbon", "Asia/Tokyo", "America/Toronto")
    plain = [f"word{n}" for n in range(2_000)]
    listings, meetings = [], []
    for n in range(number):
        zone = zones[n % len(zones)]
        year = 2025 + n % 2
        first = date(year, 10, 1) + timedelta(days=dice.randrange(14))
        begins = time(dice.randrange(8, 19), dice.choice((0, 15, 30)))
        weekly = (Weekly(dice.randrange(5), begins, 90),)
        dated = tuple(
            Dated(first + timedelta(days=dice.randrange(80)), begins, 150) for _ in range(8)
        )
        plan = (
            Plan(zone, first, first + timedelta(days=98), weekly=weekly)
            if n % 4
            else Plan(zone, dated=dated)
        )
        listing = Listing(
            consortium=ring,
            host=hosts[n % UNIVERSITIES],
            state="published",
            title=f"{dice.choice(WORDS).title()} and {dice.choice(WORDS)} {n}",
            academic_year=year,
            offering_year=year,
            first_month=10,
            last_month=dice.choice((12, 1, 2)),
            delivery=["online-synchronous"] if n % 3 else ["online-asynchronous", "on-site"],
            field=dice.choice(("0314", "0312", "0731", "0421", "0923", "0111")),
            language=dice.choice(("en", "fr", "sv")),
            level=dice.choice([level.value for level in Level]),
            course_type=dice.choice([kind.value for kind in CourseType]),
            slots_kind=[kind.value for kind in Slots][n % 3],
            slots=None if n % 3 == 0 else n % 7,
            zone=zone,
            intervals=packed(plan.intervals()),
            overview=" ".join([dice.choice(WORDS), *dice.choices(plain, k=150)]),
            lecturers=[f"Lecturer {n % 700}"],
            created_at=now,
            changed_at=now,
            published_at=now,
            revision=1,
        )
        listings.append(listing)
        meetings.append(Meeting(listing=listing, day=first, begins=begins, minutes=90))
    with transaction.atomic():
        Listing.objects.bulk_create(listings, batch_size=500)
        Meeting.objects.bulk_create(meetings, batch_size=500)
        CatalogueState.objects.create(pk=1, revision=1, stamp="filled")
        put(all_documents())
    student = Person.objects.create_user("student@university.example", name="Student")
    student.welcomed_at = now
    student.save()
    Membership.objects.create(person=student, organisation=hosts[0])
    return student, hosts[0].slug
