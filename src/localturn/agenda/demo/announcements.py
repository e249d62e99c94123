"""What towns announce, in six languages, and who looks after it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from localturn.agenda.actions import events
from localturn.agenda.demo.cast import ANNOUNCED, TOPICS, Told
from localturn.agenda.domain.content import Content, Text
from localturn.agenda.domain.terms import TOLD, Kind, Mode
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import EditingOffice, Event, Topic
from localturn.foundation.languages import folded
from localturn.foundation.people.actions.accounts import register
from localturn.foundation.people.actions.indexing import index_organisation
from localturn.foundation.people.models import (
    Kind as OrganisationKind,
)
from localturn.foundation.people.models import Membership, Organisation, Person, Role
from localturn.foundation.places.models import City

PASSWORD = "learn-by-doing"  # noqa: S105 (printed for everybody)
LONG_AGO = date(2020, 1, 1)
MODES = (Mode.ON_SITE, Mode.ONLINE, Mode.BOTH)


def furnish(*, now: datetime, report: Callable[[str], None]) -> None:
    """Topics, an editing office, and some sixty announcements of every kind."""
    report("Towns announce events in six languages")
    Topic.objects.bulk_create(
        Topic(slug=slug, names=names, position=n) for n, (slug, names) in enumerate(TOPICS)
    )
    office = _organisation("ring-of-welcoming-towns", "Ring of Welcoming Towns")
    forum = _organisation("harbour-towns-forum", "Harbour Towns Forum")
    editor = _editor(office, now)
    cities = {
        city.code: city for city in City.objects.filter(code__in={each.city for each in ANNOUNCED})
    }
    made = [
        _announced(each, n, cities, (office, forum)[n % 2], now) for n, each in enumerate(ANNOUNCED)
    ]
    events.cancel(made[3], by=editor, now=now)
    events.postpone(made[12], by=editor, now=now)
    events.write(
        Content(
            texts=(Text("en", "An evening of maps", is_original=True),),
            when=When("Europe/Sarajevo", _day(now, 100), time(18)),
        ),
        by=editor,
        now=now,
    )


def _day(now: datetime, days: int) -> date:
    return (now + timedelta(days=days)).date()


def _organisation(slug: str, name: str) -> Organisation:
    made = Organisation.objects.create(
        slug=slug, name=name, folded=folded(name), kind=OrganisationKind.NETWORK
    )
    index_organisation(made)
    return made


def _editor(office: Organisation, now: datetime) -> Person:
    person = register(
        "editor@demo.example",
        name="Edina Invented",
        now=now,
        password=PASSWORD,
        zone="Europe/Sarajevo",
        welcomed=True,
    )
    Membership.objects.create(
        person=person, organisation=office, role=Role.COORDINATOR, since=LONG_AGO
    )
    EditingOffice.objects.create(organisation=office, named_at=now)
    return person


def _announced(
    told: Told, n: int, cities: dict[str, City], organiser: Organisation, now: datetime
) -> Event:
    mode = MODES[n % 3]
    content = _content(told, cities.get(told.city), mode, organiser, now)
    then = min(now, now + timedelta(days=told.days - 20)) - timedelta(minutes=n)
    event = events.write(content, by=None, now=then)
    events.publish(event, by=None, now=then)
    return event


def _content(
    told: Told, city: City | None, mode: Mode, organiser: Organisation, now: datetime
) -> Content:
    kind = Kind(told.kind)
    zone = city.zone if city else "Europe/Brussels"
    day = _day(now, told.days)
    texts = (
        Text(told.language, told.title, told.summary, is_original=True),
        *(Text(language, title) for language, title in (told.also or {}).items()),
    )
    if kind is Kind.CALL:
        return Content(
            kind=kind,
            texts=texts,
            deadline=Deadline(day, time(17), zone),
            organiser=organiser.pk,
            topics=(told.topic,),
            website="https://towns.example/calls",
        )
    if kind in TOLD:
        return Content(
            kind=kind,
            texts=texts,
            when=When(zone, day),
            organiser=organiser.pk,
            topics=(told.topic,),
        )
    is_long = told.lasts > 1
    when = When(
        zone,
        day,
        None if is_long else time(told.hour),
        _day(now, told.days + told.lasts - 1),
        None if is_long else time(told.hour + 2, 30),
    )
    return Content(
        texts=texts,
        when=when,
        deadline=Deadline(_day(now, told.deadline or told.days - 7), None, zone),
        mode=mode,
        city=city.pk if city and mode is not Mode.ONLINE else None,
        venue="" if mode is Mode.ONLINE else "Town hall",
        online_link="" if mode is Mode.ON_SITE else "https://meet.example/room",
        organiser=organiser.pk,
        registration_link="https://towns.example/register",
        languages=(told.language,),
        topics=(told.topic,),
    )
