"""A seminar of three universities: five groups, one of them late, and comments that are owed.

The exchange lists it: students of its partners come in by what happens there, in between.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from localturn.academy.actions import (
    group_files,
    groups,
    groupwork,
    progress,
    runs,
)
from localturn.academy.demo import doing, seminar_talk, setting
from localturn.academy.demo.papers import papers_begin
from localturn.academy.domain.grouping import Mix
from localturn.academy.domain.schedule import LAST_MINUTE
from localturn.academy.models import (
    CourseVersion,
    Enrolment,
    Group,
    Grouping,
    Run,
)
from localturn.academy.queries.groups import fingerprint
from localturn.academy.queries.groupwork import (
    WorkState,
    members_of,
    owes_in,
    states_in,
    works_of,
)
from localturn.foundation import moments
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Kind as KindOfBody
from localturn.foundation.people.models import Organisation, Person

FOLDER = Path(__file__).resolve().parent.parent / "demonstration" / "urban-seminar"
DAY = timedelta(days=1)

RUN = "urban-seminar"

UNIVERSITIES = (
    ("havnby", "University of Havnby", "DK"),
    ("soderhamra", "Söderhamra universitet", "SE"),
    ("valmont", "Université de Valmont", "FR"),
)
"""Invented, with the countries that they are said to be in; by their keys in the exchange. The
first is the host."""

STUDENTS = (
    ("Elena Stojčevska", 0, "en"),
    ("Arben Dervishi", 0, "en"),
    ("Ivana Ristić", 0, "en"),
    ("Goran Petkovski", 0, "en"),
    ("Linnea Åkerlund", 1, "sv"),
    ("Oskar Wikström", 1, "sv"),
    ("Fatuma Hassan Ali", 1, "sv"),
    ("Maja Sandqvist", 1, "en"),
    ("Viktor Ek", 1, "sv"),
    ("Camille Reynaud", 2, "fr"),
    ("Youssef El Amrani", 2, "fr"),
    ("Inès Garnier", 2, "fr"),
    ("Thibault Lacombe", 2, "fr"),
    ("Aminata Diarra", 2, "en"),
    *(
        (name, 0, "en")
        for name in (
            "Marija Angelovska",
            "Besnik Ademi",
            "Kristina Popovska",
            "Darko Milenkov",
            "Teuta Selimi",
            "Filip Trajkov",
            "Sanja Nikolić",
            "Emre Yıldız",
            "Biljana Krsteva",
            "Agim Rexhepi",
            "Tamara Lazarević",
            "Nikola Gjorgiev",
            "Lule Haziri",
            "Stefan Jordanov",
            "Milica Đorđević",
            "Orhan Demiri",
            "Vesna Spasovska",
            "Luan Kadriu",
            "Jana Velkova",
            "Aleksandar Ilievski",
        )
    ),
)
"""With the participant twenty-five of the host, and ten of its partners."""

MORE_PLACES = 1
"""Beyond theirs, for who comes late."""

FOUND = """## What we looked at

Our town has a **counter for everybody** in the old station. Two of the four people who work there
came to the country themselves.

## What we could not find out

How many live here without a paper: nobody counts them, and the three numbers we were given differ
by half."""

COMMENTS = (
    "You show well that the housing office decides more than the council. Who told you, and when?",
    "In our town it is the other way round: the region pays, so the region counts. Look at that.",
    "Your figure is from before the reform. Is there a newer one, or a reason why there is none?",
)


def begin(roles: setting.Roles, *, now: datetime) -> Run:
    """The run is open, and those of its host are in it."""
    begun = now - 14 * DAY
    version = setting.course(roles, FOLDER, now=begun)
    run = _run(version, roles, first=moments.day_in(now, setting.ZONE) - 6 * DAY, now=begun + DAY)
    _enrol(run, roles, now=begun + 2 * DAY)
    return run


def students_of(university: int) -> list[Person]:
    """Those of a partner, by its place in `UNIVERSITIES`."""
    numbers = [at for at, (_name, of, _language) in enumerate(STUDENTS, 1) if of == university]
    return [Person.objects.get(email=f"student{number}@demo.example") for number in numbers]


def go_on(run: Run, *, now: datetime) -> None:
    """The deadline was yesterday. Group 5 was late; the participant owes comments on two groups."""
    begun, version, roles = now - 14 * DAY, run.version, setting.known_roles()
    seated = run.enrolments.filter(withdrawn_at=None).select_related("run__version", "person")
    seats = list(seated.order_by("person_id"))
    grouping = run.groupings.get()
    _divide(grouping, roles, now=begun + 3 * DAY)
    seminar_talk.happen(run, seats, roles, now=now)
    due_at = moments.at(run.starts_on + 5 * DAY, LAST_MINUTE, run.zone)
    for seat in seats[:-3]:
        for reading in version.activities.filter(kind="reading"):
            progress.record_done(seat, reading, now=now - 4 * DAY)
    _hand_in(run, now=due_at - timedelta(hours=7), late=due_at + timedelta(hours=3))
    groupwork.settle(state(run), now=due_at + timedelta(hours=1))
    _comment(run, but=seats[0], now=min(now, due_at + timedelta(hours=5)))
    first = grouping.groups.get(number=1)
    groups.say(
        first,
        "Shall we take the station, or the harbour? I can go there on **Thursday**.",
        by=_members(first)[0],
        now=now - 5 * DAY,
    )
    papers_begin(run, roles, now=now)
    groupwork.summarise(
        state(run),
        first,
        "Strong on who decides. The comments ask for one thing: the day of each figure.",
        by=roles.facilitator,
        now=now - timedelta(minutes=20),
    )


def state(run: Run) -> WorkState:
    (found,) = states_in(works_of([run.pk]))
    return found


def _run(version: CourseVersion, roles: setting.Roles, *, first: date, now: datetime) -> Run:
    host = _university(0)
    run = runs.open_run(
        version,
        slug=RUN,
        title="Three universities",
        zone=setting.ZONE,
        starts_on=first,
        ends_on=first + 34 * DAY,
        is_open=False,
        capacity=len(STUDENTS) + 1 + MORE_PLACES,
        host=host,
        partners=[],
        by=roles.facilitator,
        now=now,
    )
    work = version.activities.get(kind="group-work")
    paper = version.activities.get(kind="paper")
    planned = {
        work.pk: runs.Planned(due_on=first + 5 * DAY),
        paper.pk: runs.Planned(due_on=first + 30 * DAY),
        **seminar_talk.meetings(version, run),
    }
    runs.change_schedule(run, opens_on={}, planned=planned, by=roles.facilitator, now=now)
    return run


def _university(at: int) -> Organisation:
    key, name, country = UNIVERSITIES[at]
    made, _new = Organisation.objects.get_or_create(
        slug=f"university-{key}",
        defaults={
            "kind": KindOfBody.UNIVERSITY,
            "name": name,
            "folded": folded(name),
            "country_id": country,
        },
    )
    return made


def _enrol(run: Run, roles: setting.Roles, *, now: datetime) -> None:
    """The participant and the students of the host, all invited at once; those of its partners
    have accounts only."""
    people = [roles.participant]
    for number, (name, of, language) in enumerate(STUDENTS, 1):
        person = setting.former(f"student{number}", name, now=now - DAY)
        person.language = language
        person.save(update_fields=["language"])
        if of == 0:
            people.append(person)
    invited = doing.Course(run, roles.facilitator)
    doing.all_invited(invited, [(person, _university(0)) for person in people], now=now)


def _divide(grouping: Grouping, roles: setting.Roles, *, now: datetime) -> None:
    asked: dict[str, Any] = {
        "number": 5,
        "mixes": [Mix.ORGANISATION, Mix.LANGUAGE],
        "keeps_seats": True,
    }
    seen = fingerprint(groups.proposal(grouping, **asked))
    groups.accept(grouping, **asked, seen=seen, by=roles.facilitator, now=now)
    names = ("The harbour", "", "Two rivers", "", "")
    for group, name in zip(grouping.groups.order_by("number"), names, strict=True):
        if name:
            groups.rename(group, name, by=roles.facilitator)


def _members(group: Group) -> list[Person]:
    return [each.enrolment.person for each in members_of(group) if each.enrolment.person]


FILM = "photograph-and-counter"
"""A video of the other course, with captions, which the first group hands in as its own."""


def _lay_by_film(seat: Enrolment, found: WorkState, *, by: Person, now: datetime) -> None:
    folder = Path(__file__).parents[1] / "demonstration" / "migration-governance" / "media"
    names = (f"{FILM}.webm", f"{FILM}.en.vtt", f"{FILM}.fr.vtt")
    films = [SimpleUploadedFile(name, (folder / name).read_bytes()) for name in names]
    group_files.lay_by(seat, found, films, by=by, now=now)


def _hand_in(run: Run, *, now: datetime, late: datetime) -> None:
    """Four groups in time, one of them twice; the last group late."""
    for group in run.groupings.get().groups.order_by("number"):
        texts = [FOUND] if group.number != 2 else ["First notes.", FOUND]
        for number, text in enumerate(texts):
            person = _members(group)[number]
            at = late if group.number == 5 else now + timedelta(hours=number)
            seat = run.enrolments.get(person=person)
            if group.number == 1:
                _lay_by_film(seat, state(run), by=person, now=at)
            groupwork.hand_in(
                seat,
                state(run),
                f"{text}\n\n*{group}*",
                based_on=number,
                by=person,
                now=at,
                link="https://example.org/recording" if group.number == 3 else "",
            )


def _comment(run: Run, *, but: Enrolment, now: datetime) -> None:
    """Some have written to all others, most to a few; the participant owes two."""
    found = state(run)
    owes = owes_in(run, states=[found])
    by_key = {group.pk: group for group in found.work.grouping.groups.all()}
    seats = run.enrolments.filter(withdrawn_at=None).select_related("run__version", "person")
    for number, seat in enumerate(seats.order_by("person_id")):
        person = seat.person
        if person is None:
            continue
        owed = owes[seat.pk, found.work.activity_id].owed
        done = owed[:-2] if seat.pk == but.pk else owed[: len(owed) - number % 4]
        for at, each in enumerate(done):
            text = COMMENTS[(number + at) % len(COMMENTS)]
            group = by_key[each.key]
            groupwork.comment(seat, found, group, text, by=person, now=now)
