"""What stands in the demonstration's catalogue: last year's archive, this year's offer, drafts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from localturn.exchange.actions import listings as actions
from localturn.exchange.actions.pasting import begin_with
from localturn.exchange.demo import seminar, transcripts
from localturn.exchange.demo.applying import apply
from localturn.exchange.demo.cast import COURSES, SEMINAR, UNIVERSITIES, Course, University
from localturn.exchange.domain.content import Content, Credit
from localturn.exchange.domain.meetings import Dated, Plan, Weekly
from localturn.exchange.domain.terms import CourseType, Delivery, Level, Slots
from localturn.exchange.models import Consortium, Listing, Partner, Source
from localturn.foundation.languages import folded
from localturn.foundation.people.actions.accounts import register
from localturn.foundation.people.actions.indexing import index_organisation
from localturn.foundation.people.models import Kind, Membership, Organisation, Person, Role
from localturn.foundation.places.models import City
from localturn.foundation.room import DemoSignIn

OTHERS = ((2, "Kenta Imagined"), (3, "Mio Madeup"), (4, "Ren Unreal"))
PASSWORD = "learn-by-doing"  # noqa: S105 (printed for everybody)
LONG_AGO = date(2020, 1, 1)
_CREDITS = {
    "en": "Taking part and a paper",
    "fr": "Participation et dossier",
    "sv": "Deltagande och uppsats",
}

PASTED = """Course delivery methods
Online (Synchronous)
Weekday and Period
Fridays between 9 October and 20 November {year}, 10.00-11.30 hs CET
Anticipated number of participants: 20 Slots available for guest students: not limited
Course Number
Streets and their names University of Havnby
Course Overview
Who is remembered on a street sign, and who decides?
1. Names (9 Oct {year})
2. Walks (20 Nov {year})
"""


def furnish(*, now: datetime, report: Callable[[str], None]) -> list[DemoSignIn]:
    """Six universities, forty courses in two years, and two drafts."""
    report("Six universities list their courses")
    ring = Consortium.objects.create(
        slug="ring-of-universities",
        name="Ring of Universities",
        about="Six invented universities that open courses on migration and towns to each other.",
        added_at=now,
    )
    partners = {each.key: _partner(ring, each) for each in UNIVERSITIES}
    people = {key: _coordinator(key, partner, now) for key, partner in partners.items()}
    year = now.year if now.month >= 8 else now.year - 1
    for offered in (year - 1, year):
        for course in COURSES:
            content = _content(course, offered)
            host, keeper, at = partners[course.host], people[course.host], now
            if offered == year and course == COURSES[SEMINAR]:
                content, at = seminar.content(content, now=now), seminar.listed_at(now)
            elif offered == year:
                content = _with_last_days(content, now)
            listing = actions.begin(host, content, by=keeper, now=at)
            actions.publish(listing, by=keeper, now=at)
            if offered < year:
                actions.archive(listing, by=keeper, now=now)
    _drafts(partners["havnby"], year, by=people["havnby"], now=now)
    _harvested(partners["havnby"], now=now)
    student = _person("student", "Haruka Invented", zone="Asia/Tokyo", now=now)
    Membership.objects.create(
        person=student, organisation=partners["tsurumi"].organisation, since=LONG_AGO
    )
    others = _applications(student, partners, people, now=now)
    report("The seminar of three universities is under way")
    seminar.happen(partners, people, late=others, now=now)
    report("A student from abroad has the transcript of last term's seminar")
    past = Listing.objects.filter(host=partners["havnby"].organisation, academic_year=year - 1)
    transcripts.happen(
        past.order_by("pk")[0], partners["tsurumi"], student, keeper=people["havnby"], now=now
    )
    return [
        DemoSignIn(
            "University",
            people["havnby"].email,
            PASSWORD,
            "lists courses in the exchange and answers applications",
        ),
        DemoSignIn(
            "Student",
            student.email,
            PASSWORD,
            "looks for a course that fits the week, and applies for one",
        ),
    ]


def _drafts(partner: Partner, year: int, *, by: Person, now: datetime) -> None:
    last = Listing.objects.filter(host=partner.organisation).order_by("pk").last()
    assert last is not None  # noqa: S101 (it was just made)
    actions.take_over(last, by=by, now=now)
    content = Content(plan=Plan(zone="Europe/Copenhagen"))
    begin_with(PASTED.format(year=year), partner, content, by=by, now=now)


def _harvested(partner: Partner, *, now: datetime) -> None:
    """The university's own system, last read an hour ago: a course is new, and one has changed."""
    source = Source.objects.create(
        partner=partner,
        address="https://api.havnby.example/v6",
        added_at=now - timedelta(days=30),
        asked_at=now - timedelta(hours=1),
        done_at=now - timedelta(hours=1),
        whole_at=now - timedelta(hours=1),
    )
    said = {"title": "Lighthouses and border lines", "written_in": "en", "language": "en"}
    new = {
        **said,
        "overview": "What guides ships also marks where a country ends.",
        "field": "0222",
    }
    source.found.create(key="lighthouses", said=new, seen_at=now)
    listing = Listing.objects.filter(host=partner.organisation, state="published").first()
    assert listing is not None  # noqa: S101 (it was just made)
    before = {"title": listing.title, "written_in": "en", "participants": 25}
    source.found.create(
        key="changed",
        said={**before, "participants": 30},
        settled=before,
        listing=listing,
        seen_at=now,
    )


def _applications(
    student: Person, partners: dict[str, Partner], people: dict[str, Person], *, now: datetime
) -> list[Person]:
    """Of four students of one university; the other three."""
    home, host = partners["tsurumi"], partners["havnby"]
    others = [_person(f"student-{n}", name, zone="Asia/Tokyo", now=now) for n, name in OTHERS]
    for each in others:
        Membership.objects.create(person=each, organisation=home.organisation, since=LONG_AGO)
    keepers = {partners[key].organisation_id: person for key, person in people.items()}
    apply([student, *others], home, host, people=keepers, now=now)
    return others


def _with_last_days(content: Content, now: datetime) -> Content:
    """Near enough that somebody's turn is soon over."""
    days = [now.date() + timedelta(days=ahead) for ahead in (6, 13, 20)]
    return replace(content, apply_until=days[0], nominate_until=days[1], decide_until=days[2])


def _content(course: Course, year: int) -> Content:
    host = next(each for each in UNIVERSITIES if each.key == course.host)
    plan = _plan(course.plan, host, year)
    meets = course.plan != "own time"
    return Content(
        title=course.title,
        course_number=f"{course.host[:3].upper()}-{COURSES.index(course) + 101}",
        academic_year=year,
        delivery=(Delivery.ASYNCHRONOUS, *([Delivery.SYNCHRONOUS] if meets else [])),
        field=course.field,
        offering_year=year,
        first_month=10,
        last_month=12,
        plan=plan,
        participants=course.participants,
        slots_kind=Slots.UNLIMITED if course.places is None else Slots.EACH,
        slots=course.places,
        credits=(Credit(Decimal(course.points), _CREDITS[host.language]),),
        level=Level(course.level),
        language=host.language,
        written_in=host.language,
        overview=course.about,
        course_type=CourseType(course.kind),
        programme="Towns and Migration" if course.host == "havnby" else "",
        email=f"exchange@{course.host}.example",
        outside_url=f"https://learn.{course.host}.example/{COURSES.index(course) + 101}",
    )


def _plan(kind: str, host: University, year: int) -> Plan:
    first = date(year, 10, 5)
    if kind == "own time":
        return Plan(zone=host.zone, first_day=first, last_day=date(year, 12, 18))
    begins = time(9 + UNIVERSITIES.index(host), 30)
    if kind == "weekly":
        weekday = UNIVERSITIES.index(host) % 5
        return Plan(host.zone, first, date(year, 12, 18), weekly=(Weekly(weekday, begins, 90),))
    friday = first + timedelta(days=(4 - first.weekday()) % 7)
    days = [friday + timedelta(weeks=weeks) for weeks in (0, 1, 2, 4, 6, 9)]
    return Plan(host.zone, dated=tuple(Dated(day, begins, 150) for day in days))


def _partner(ring: Consortium, university: University) -> Partner:
    city = City.objects.filter(country=university.country, folded=folded(university.city)).first()
    organisation, _new = Organisation.objects.update_or_create(
        slug=f"university-{university.key}",
        defaults={
            "kind": Kind.UNIVERSITY,
            "name": university.name,
            "language": university.language,
            "country_id": university.country,
            "place": city,
            "folded": folded(university.name),
        },
    )
    index_organisation(organisation)
    return Partner.objects.create(consortium=ring, organisation=organisation, since=LONG_AGO)


def _coordinator(key: str, partner: Partner, now: datetime) -> Person:
    zone = next(each.zone for each in UNIVERSITIES if each.key == key)
    address = "university" if key == "havnby" else f"coordinator-{key}"
    person = _person(address, f"Coordinator of {partner.organisation}", zone=zone, now=now)
    Membership.objects.create(
        person=person, organisation=partner.organisation, role=Role.COORDINATOR, since=LONG_AGO
    )
    return person


def _person(address: str, name: str, *, zone: str, now: datetime) -> Person:
    person = register(f"{address}@demo.example", name=name, now=now, zone=zone, welcomed=True)
    if address in {"university", "student"}:
        person.password = make_password(PASSWORD)
        person.save(update_fields=["password"])
    return person
