"""The joint calendar: what all rooms put into one person's."""

from datetime import datetime

from localturn.foundation.calendar import Entry
from localturn.foundation.people.models import Person
from localturn.foundation.room import offered


def entries_of(person: Person, *, since: datetime, until: datetime) -> list[Entry]:
    """What begins from `since` on and before `until`, in no order."""
    return [
        entry
        for _room, calendar_entries in offered("calendar_entries")
        for entry in calendar_entries(person, since=since, until=until)
    ]


def person_with_feed(token: str) -> Person | None:
    """Whose feed has this secret in its address (1 statement)."""
    return Person.objects.filter(calendar_token=token, is_active=True).first()
