"""The trail keeps the facts and loses the person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from localturn.foundation import personal_data
from localturn.foundation.languages import N_
from localturn.foundation.personal_data import OnErasure, Section, Table, Wishes

TABLES = [
    Table(
        "trail.Entry",
        N_("What you did that changed somebody's standing"),
        persons=("by",),
        on_erasure=OnErasure.FORGET,
        append_only=True,
    ),
    Table(
        "trail.EntryPerson",
        N_("What was done that changed your standing"),
        persons=("person",),
        on_erasure=OnErasure.FORGET,
        append_only=True,
    ),
]


def export(person: Any) -> Iterator[Section]:
    """What the person did, and what was done about them, without naming who did it."""
    from localturn.foundation.trail.models import Entry

    yield from personal_data.export_tables(person, TABLES[:1])
    about = Entry.objects.filter(about__person=person).order_by("pk")
    rows = [{**row} for row in about.values("what", "subject", "reason", "before", "after", "at")]
    if rows:
        yield Section("trail/about", rows)


def erase(person: Any, *, wishes: Wishes, now: datetime) -> None:
    """Empty the columns that lead to the person."""
    personal_data.erase_tables(person, TABLES)
