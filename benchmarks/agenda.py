"""The agenda: its list narrowed down, and its feeds, as they are read; and with a hundred times as
much in its archive."""

import argparse
import random
import time as clock
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from benchmarks.harness import Figure, House, Visitor

PARAMETERS = {"events": 1_000, "archive": 100_000, "rounds": 50}
ICS = "/agenda/feeds/ahead.ics?in=en"
ATOM = "/agenda/feeds/ahead.atom?in=en"
WORDS = ("housing", "border", "school", "welcome", "census", "harbour", "street", "work")


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """As somebody who is signed in sees it; the feeds as a program that has no cookies."""
    reader = _people()
    _fill(options.events, ahead=True)
    visitor, program = house.visitor(reader), house.visitor(None)
    floor = house.floor(reader, rounds=options.rounds)
    began = clock.process_time_ns()
    visitor.get("/agenda/")
    yield Figure("agenda: the first answer", (clock.process_time_ns() - began) / 1e6, "ms", 2_000)
    pages = {
        "agenda": "/agenda/",
        "agenda by facets": "/agenda/?topic=housing&language=sv&mode=online",
        "agenda by words": "/agenda/?q=harbour",
        "agenda, registration open": "/agenda/?open=1&country=SE",
    }
    others = {
        "a month": f"/agenda/month/{_month()}/",
        "by place": "/agenda/places/",
        "one event": "/agenda/events/1/",
        "the calendar": ICS,
        "Atom": ATOM,
    }
    before = {}
    for name, path in others.items():
        before[name] = _in_bare_pages(visitor, path, options.rounds)
    for name, path in pages.items():
        cost = visitor.cost(path, rounds=options.rounds)
        before[name] = cost.least / visitor.cost("/bench-bare/", rounds=options.rounds).least
        yield cost.figure(f"agenda: {name}, 25 of {options.events}", 6, floor=floor, rival=272)
        yield Figure(f"agenda: {name}, statements", cost.statements, "statements", 8)
    yield from _feeds(program, options)
    _fill(options.archive, ahead=False)
    for name, path in (pages | others).items():
        ratio = _in_bare_pages(visitor, path, options.rounds) / before[name]
        yield Figure(f"agenda: {name}, with {options.archive} more", ratio, "times", 1.2)


def _in_bare_pages(visitor: Visitor, path: str, rounds: int) -> float:
    """How many times it costs what an empty page does, which takes out how fast the machine is."""
    visitor.get(path)
    least = visitor.cost(path, rounds=rounds).least
    return least / visitor.cost("/bench-bare/", rounds=rounds).least


def _month() -> str:
    from localturn.foundation import moments

    return f"{moments.now() + timedelta(days=31):%Y-%m}"


def _feeds(program: Visitor, options: argparse.Namespace) -> Iterator[Figure]:
    """Cold: nothing is kept between two answers but what stands in the database."""
    from localturn.foundation.calendar import ics

    def cold() -> None:
        ics.zone_lines.cache_clear()
        program.get(ICS)

    cost = program.cost_of(cold, rounds=options.rounds)
    yield cost.figure("agenda: .ics of 1,000, cold", 15, floor=1.1, rival=4_600)
    answer = program.get(ICS)
    etag = dict(answer.headers)["ETag"]

    def again() -> None:
        environ = program._environ("GET", ICS, b"")
        environ["HTTP_IF_NONE_MATCH"] = etag
        known = program.ask(environ)
        if known.status != 304:
            raise RuntimeError(f"answered {known.status}")

    cost = program.cost_of(again, rounds=options.rounds)
    yield cost.figure("agenda: .ics of 1,000, not modified", 3)
    cost = program.cost(ATOM, rounds=options.rounds)
    yield cost.figure("agenda: Atom of 1,000", 20, rival=643)


def _people() -> Any:
    from localturn.agenda.models import Topic
    from localturn.foundation.people.models import Organisation, Person
    from localturn.foundation.places.models import City, Country

    for n, slug in enumerate(("housing", "work", "school", "health", "networks", "asylum")):
        Topic.objects.create(slug=slug, names={"en": slug.title()}, position=n)
    Organisation.objects.bulk_create(
        Organisation(slug=f"town-{n}", kind="network", name=f"Network {n}", folded=f"network {n}")
        for n in range(40)
    )
    countries = [
        Country(code=code, code3=f"{code}X", name=name, folded=name.lower(), continent="EU")
        for code, name in (("SE", "Sweden"), ("FR", "France"), ("BE", "Belgium"), ("BA", "Bosnia"))
    ]
    Country.objects.bulk_create(countries)
    zones = ("Europe/Stockholm", "Europe/Paris", "Europe/Brussels", "Europe/Sarajevo")
    City.objects.bulk_create(
        City(
            code=f"{countries[n % 4].code}-town-{n}",
            name=f"Town {n}",
            folded=f"town {n}",
            country=countries[n % 4],
            zone=zones[n % 4],
            latitude=50,
            longitude=10,
        )
        for n in range(60)
    )
    reader = Person.objects.create_user("reader@town.example", name="Reader")
    reader.welcomed_at = datetime(2026, 1, 1, tzinfo=UTC)
    reader.save()
    return reader


def _fill(number: int, *, ahead: bool) -> None:
    """Of what is to come within a year, or of the twenty years before what calendars still
    tell of."""
    from django.db import transaction

    from localturn.agenda.actions.telling import written
    from localturn.agenda.domain.when import When
    from localturn.agenda.models import AgendaState, Event, EventText, Told, Topic
    from localturn.agenda.queries.documents import documents_of
    from localturn.agenda.queries.events import whole
    from localturn.foundation import moments
    from localturn.foundation.people.models import Organisation
    from localturn.foundation.places.models import City
    from localturn.foundation.search.actions import put

    dice = random.Random(7 if ahead else 8)
    now = moments.now()
    cities = list(City.objects.order_by("pk"))
    organisers, topics = list(Organisation.objects.all()), list(Topic.objects.all())
    state, _new = AgendaState.objects.get_or_create(pk=1)
    events, texts, sorted_by = [], [], []
    for n in range(number):
        days = dice.randrange(1, 365) if ahead else -dice.randrange(91, 7_300)
        city = dice.choice(cities)
        day = (now + timedelta(days=days)).date()
        begins = time(dice.randrange(8, 18)) if n % 5 else None
        when = When(city.zone, day, begins, day, time(19) if begins else None)
        event = Event(
            kind="event" if n % 7 else "call",
            state="published",
            zone=city.zone,
            first_day=day,
            begins=begins,
            last_day=day,
            end_time=when.ends,
            deadline_day=day - timedelta(days=5) if n % 3 else None,
            deadline_zone=city.zone if n % 3 else "",
            closes=now + timedelta(days=days - 5) if n % 3 else None,
            starts=when.starts_at,
            ends=when.ends_at,
            mode=dice.choice(("on-site", "online", "both")),
            city=city,
            country_id=city.country_id,
            organiser=dice.choice(organisers),
            languages=[dice.choice(("en", "fr", "sv", "de"))],
            created_at=now,
            changed_at=now,
            published_at=now,
            revision=state.revision + 1,
        )
        events.append(event)
        title = f"{dice.choice(WORDS).title()} and {dice.choice(WORDS)} {n}"
        texts.append(
            EventText(
                event=event,
                language=event.languages[0],
                title=title,
                summary=f"What towns know of {dice.choice(WORDS)} and may learn of each other.",
                body="Towns meet.\n\n- to **compare**\n- to plan" if ahead else "",
                is_original=True,
            )
        )
    with transaction.atomic():
        Event.objects.bulk_create(events, batch_size=2_000)
        EventText.objects.bulk_create(texts, batch_size=2_000)
        through: Any = Event.topics.through
        for event in events:
            sorted_by.append(through(event=event, topic=dice.choice(topics)))
        through.objects.bulk_create(sorted_by, batch_size=2_000)
        if ahead:
            made = whole(Event.objects.filter(revision=state.revision + 1))
            for event in made.iterator(chunk_size=500):
                put(documents_of(event))
                for text in event.texts.all():
                    Told.objects.create(
                        event=event,
                        language=text.language,
                        is_original=True,
                        changed_at=now,
                        **vars(written(event, text)),
                    )
        else:
            made = Event.objects.filter(revision=state.revision + 1)
            made = made.select_related("organiser", "city", "country")
            made = made.prefetch_related("texts", "speakers", "sessions").order_by("pk")
            put(each for event in made.iterator(chunk_size=500) for each in documents_of(event))
        state.revision, state.stamp = state.revision + 1, f"filled {ahead}"
        state.save()
