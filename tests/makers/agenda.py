"""Announcements and who edits them, for tests."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from localturn.agenda.actions import events as actions
from localturn.agenda.domain.content import Content, Text
from localturn.agenda.domain.terms import Mode
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import EditingOffice, Event, Topic
from localturn.foundation.people.models import Person, Role
from makers.people import make_membership, make_organisation, make_person

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

CONFERENCE = Content(
    texts=(
        Text("en", "Towns that welcome", "Two days of practice.", "With **workshops**.", True),
        Text("sv", "Orter som välkomnar", "Två dagar om praktik."),
    ),
    when=When("Europe/Stockholm", date(2026, 10, 22), time(9, 30), date(2026, 10, 23), time(16)),
    deadline=Deadline(date(2026, 10, 1), None, "Europe/Stockholm"),
    mode=Mode.ON_SITE,
    organiser_name="Ring of Small Towns",
    languages=("en", "sv"),
)
"""Everything that is needed to be published."""


def make_editor(name: str = "Edda Editor") -> Person:
    """Somebody who coordinates an organisation that looks after the agenda."""
    person = make_person(name)
    office = make_organisation("Editing office")
    make_membership(person, office, Role.COORDINATOR)
    EditingOffice.objects.create(organisation=office, named_at=NOON)
    return person


def make_topic(slug: str = "housing", **names: str) -> Topic:
    return Topic.objects.create(slug=slug, names=names or {"en": slug.title()})


def make_event(
    content: Content = CONFERENCE,
    *,
    by: Person | None = None,
    now: datetime = NOON,
    is_published: bool = True,
    **changed: Any,
) -> Event:
    """An announcement by the actions; fields of `Content` may be given other values."""
    event = actions.write(replace(content, **changed), by=by, now=now)
    if is_published:
        actions.publish(event, by=by, now=now)
        event.refresh_from_db()
    return event


def titled(title: str, language: str = "en") -> tuple[Text, ...]:
    return (Text(language, title, is_original=True),)
