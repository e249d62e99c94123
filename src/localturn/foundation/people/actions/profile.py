"""What a person changes about themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from localturn.foundation.people.models import Person
from localturn.foundation.people.models.person import new_token
from localturn.foundation.people.names import one_line
from localturn.foundation.refusals import require


@dataclass(frozen=True)
class Profile:
    name: str
    language: str
    zone: str
    wants_reminders: bool = True
    wants_replies: bool = True
    wants_announcements: bool = True


@transaction.atomic
def change_profile(person: Person, *, to: Profile, by: Person, now: datetime) -> None:
    """Keep what a person says about themselves."""
    require(by == person and person.is_active)
    person.name = one_line(to.name)
    person.language = to.language
    person.zone = to.zone
    person.wants_reminders = to.wants_reminders
    person.wants_replies = to.wants_replies
    person.wants_announcements = to.wants_announcements
    person.welcomed_at = person.welcomed_at or now
    person.save(
        update_fields=[
            "name",
            "language",
            "zone",
            "wants_reminders",
            "wants_replies",
            "wants_announcements",
            "welcomed_at",
        ]
    )


@transaction.atomic
def welcome(
    person: Person, *, name: str, language: str, zone: str, by: Person, now: datetime
) -> None:
    """Keep what a person answers at their first sign-in."""
    wishes = Profile(
        name,
        language,
        zone,
        person.wants_reminders,
        person.wants_replies,
        person.wants_announcements,
    )
    change_profile(person, to=wishes, by=by, now=now)


@transaction.atomic
def renew_calendar_token(person: Person, *, by: Person) -> None:
    """Give the person's calendar feed a new address; the old one answers no longer."""
    require(by == person and person.is_active)
    person.calendar_token = new_token()
    person.save(update_fields=["calendar_token"])
