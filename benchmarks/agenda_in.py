"""What comes into the agenda: a long feed, a large calendar, one announcement of each kind."""

import argparse
import resource
import statistics
import time as clock
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.harness import Figure, House

PARAMETERS = {"rounds": 100}
ENTRIES, EVENTS = 2_000, 50_000
NOW = datetime(2026, 6, 1, tzinfo=UTC)
CITIES = ("Malmö", "Bergen", "Utrecht", "Sarajevo", "Strasbourg", "Skopje", "Tirana", "Gent")
PROSE = """\
14/10 Who gets a desk? School places for children who arrive in May

Lunch seminar of the Harbour Institute

Time: Wednesday 14 October 2026 12.15 – 13.30
Place: Nygårdshallen, Strandgaten 12, Bergen

Why do children who move in spring wait until autumn? Keynote by Prof. Ada Brekkestrand, who has
followed forty classes in six towns for three years and will speak of what she found there.

09.00-09.30: Coffee
09.30-10.15: Keynote
10.15-11.00: Discussion with Prof. Ada Brekkestrand and Omar Lindqvist

The seminar is organised by the Harbour Institute and the City of Bergen. It is open to everybody.
Sign up here: https://forms.example.org/desk before 7 October.
"""


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """Processor time of all processes that took part."""
    from localturn.agenda.domain.announcing import announced
    from localturn.agenda.domain.extraction import Field, Known
    from localturn.agenda.domain.items import Item

    known = Known(published=NOW.date(), language="en", zone="Europe/Oslo")
    prose = Item("1", "", PROSE)
    told = {Field.TITLE: "Forum", Field.FIRST_DAY: "2026-10-14", Field.VENUE: "Hall, Bergen"}
    structured = Item("2", "Forum", PROSE, told=told)
    for name, item, target in (("prose", prose, 20), ("structured", structured, 2)):
        spent = _each(partial(announced, item, known, several=True), options.rounds)
        yield Figure(f"agenda: one announcement, {name}", spent, "ms", target)
    yield from _taken_in("feed", _feed(), ENTRIES, seconds=5)
    yield from _taken_in("calendar", _calendar(), EVENTS, seconds=25)
    yield Figure("agenda: memory of the process that takes in", _memory(), "MB", 300)
    read = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Figure("agenda: memory of the process that reads", read, "MB", 300)


def _each(work: Callable[[], Any], rounds: int) -> float:
    work()
    spent = []
    for _round in range(rounds):
        began = clock.process_time()
        work()
        spent.append((clock.process_time() - began) * 1000)
    return statistics.median(spent)


def _taken_in(kind: str, document: bytes, entries: int, *, seconds: float) -> Iterator[Figure]:
    """Read in a process of its own, extracted, matched and kept; then the same once more."""
    from localturn.agenda.actions.asking import ask_source
    from localturn.agenda.models import Candidate, Source
    from localturn.foundation.fetch import Answer

    address = f"https://towns.example/{kind}"
    source = Source.objects.create(
        kind=kind, name=kind, address=address, zone="Europe/Oslo", language="en", added_at=NOW
    )
    answer = Answer(address, 200, {}, document)
    began = _processor()
    ask_source(source, asking=lambda *_: answer, now=NOW)
    spent = _processor() - began
    if Candidate.objects.filter(source=source).count() != entries:
        raise RuntimeError(f"not all of the {kind} was taken in")
    name = f"agenda: {kind} of {entries:,}"
    yield Figure(name, spent, "s", seconds)
    Source.objects.filter(pk=source.pk).update(body_print="")
    source.refresh_from_db()
    began = _processor()
    ask_source(source, asking=lambda *_: answer, now=NOW + timedelta(hours=1))
    yield Figure(f"{name}, a second time", _processor() - began, "s", seconds)


def _processor() -> float:
    """Seconds that this process and those it has waited for have computed."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _memory() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.read_text(encoding="ascii").split("VmHWM:")[1].split()[0]) / 1024


def _feed() -> bytes:
    items = []
    for number in range(ENTRIES):
        day = date(2026, 7, 1) + timedelta(days=number % 300)
        city = CITIES[number % len(CITIES)]
        text = (
            f"&lt;p&gt;The seminar takes place on {day.day} {day:%B %Y}, 10:00-12:30, in {city}. "
            f"It is number {number} of a series about housing, work and schools.&lt;/p&gt;"
            f"&lt;p&gt;Register before {day.day} June 2026.&lt;/p&gt;"
        )
        items.append(
            f"<item><guid>{number}</guid><title>Seminar {number} in {city}</title>"
            f"<link>https://towns.example/{number}</link><description>{text}</description></item>"
        )
    return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()


def _calendar() -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number in range(EVENTS):
        day = date(2026, 7, 1) + timedelta(days=number % 500)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@towns.example",
            f"SUMMARY:Meeting {number} of the working group on housing",
            f"DTSTART;TZID=Europe/Oslo:{day:%Y%m%d}T100000",
            f"DTEND;TZID=Europe/Oslo:{day:%Y%m%d}T113000",
            f"LOCATION:Hall {number % 90}\\, {CITIES[number % len(CITIES)]}",
            "DESCRIPTION:A meeting about flats\\, their rents\\nand who lives in them.",
            f"URL:https://towns.example/meetings/{number}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
