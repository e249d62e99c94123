"""The trail keeps the facts and loses the person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

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
    """What the person did, without what it says about others, and what was done about them,
    without naming who did it."""
    from localturn.foundation.trail.models import Entry

    did = [
        row if others is None else row | dict.fromkeys(("reason", "before", "after"))
        for row, others in _done_by(person)
    ]
    if did:
        yield Section("trail/entry", did)
    about = Entry.objects.filter(about__person=person).order_by("pk")
    rows = [{**row} for row in about.values("what", "subject", "reason", "before", "after", "at")]
    if rows:
        yield Section("trail/about", rows)


def _done_by(person: Any) -> Iterator[tuple[dict[str, Any], int | None]]:
    """What somebody did, each with an entry's person who is not themselves, if it is about one."""
    from localturn.foundation.trail.models import Entry, EntryPerson

    others = EntryPerson.objects.filter(entry=OuterRef("pk")).exclude(person=person)
    names = ("id", "what", "by_id", "subject", "reason", "before", "after", "at")
    rows = Entry.objects.filter(by=person).annotate(other=Subquery(others.values("pk")[:1]))
    for row in rows.order_by("pk").values(*names, "other"):
        other = row.pop("other")
        yield row, other


def erase(person: Any, *, wishes: Wishes, now: datetime) -> None:
    """Empty the columns that lead to the person."""
    personal_data.erase_tables(person, TABLES)
