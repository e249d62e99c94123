"""Mailing lists and their readers, for tests."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.text import slugify

from localturn.agenda.actions import composing
from localturn.agenda.domain.digest import EVENTS, Content, Item, Key, Rules, Text, Words
from localturn.agenda.domain.mailing import Rhythm, Standing
from localturn.agenda.models import Issue, MailingList, Snapshot, Stage, Subscriber
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Organisation, Person, Role
from makers.people import make_membership, make_organisation, make_person

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def make_list(name: str = "Town Letter", **fields: Any) -> MailingList:
    told: dict[str, Any] = {
        "slug": slugify(folded(name)),
        "about": "What happens in towns.",
        "languages": ["en", "fr", "sv"],
        "sender": name,
        "made_at": NOON,
        "per_minute": 100_000,
    }
    return MailingList.objects.create(name=name, **told | fields)


def make_reader(
    mailing_list: MailingList, email: str = "ana@example.org", **fields: Any
) -> Subscriber:
    """Somebody who has confirmed their subscription."""
    told: dict[str, Any] = {
        "language": "en",
        "rhythm": Rhythm.WEEKLY.value,
        "standing": Standing.SUBSCRIBED.value,
        "asked_at": NOON,
        "confirmed_at": NOON,
    }
    return Subscriber.objects.create(mailing_list=mailing_list, email=email, **told | fields)


def make_editor(organisation: Organisation | None = None, name: str = "Edda Editor") -> Person:
    """Somebody who writes the lists of an organisation."""
    person = make_person(name)
    place = organisation or make_organisation("Town Network")
    make_membership(person, place, Role.COORDINATOR)
    return person


def make_item(number: int = 1, **fields: Any) -> Item:
    told: dict[str, Any] = {
        "part": EVENTS,
        "path": f"/agenda/events/{number}/",
        "texts": (
            Text("en", f"Meeting {number}", "Towns meet.", is_original=True),
            Text("fr", f"Réunion {number}", "Des villes se réunissent."),
        ),
        "first_day": date(2026, 6, 10 + number % 15),
        "begins": time(10),
        "end_time": time(12, 30),
        "zone": "Europe/Stockholm",
        "city": "Malmö",
        "country": "SE",
    }
    return Item(key=Key(f"event/{number}"), **told | fields)


def make_frozen(mailing_list: MailingList, *items: Item, **fields: Any) -> Issue:
    """A frozen issue; without items it has one."""
    words = {
        "en": Words("What towns do", "Read on."),
        "fr": Words("Ce que font les villes à l’été", "À lire."),
        "sv": Words("Vad städer gör"),
    }
    number = mailing_list.issues.count() + 1
    content = Content(
        number, items or (make_item(),), {k: words[k] for k in mailing_list.languages}
    )
    told: dict[str, Any] = {
        "number": number,
        "rhythm": Rhythm.WEEKLY.value,
        "since": date(2026, 6, 8),
        "until": date(2026, 6, 30),
        "stage": Stage.FROZEN,
        "made_at": NOON,
        "frozen_at": NOON,
        "words": {code: {"subject": each.subject} for code, each in content.words.items()},
    }
    issue = Issue.objects.create(mailing_list=mailing_list, **told | fields)
    Snapshot.objects.create(issue=issue, content=content.written(), made_at=NOON)
    return issue


def make_draft(mailing_list: MailingList, *, by: Person, now: datetime = NOON) -> Issue:
    """A draft with whatever the agenda has in the year around this moment."""
    return composing.begin(
        mailing_list,
        rhythm=Rhythm.WEEKLY,
        since=(now - timedelta(days=200)).date(),
        until=(now + timedelta(days=199)).date(),
        rules=Rules(),
        by=by,
        now=now,
    )
