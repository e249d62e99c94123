"""Private questions, as who asked them and the facilitators see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery

from localturn.academy.domain.schedule import Phase
from localturn.academy.models import Enquiry, EnquiryMessage, Enrolment, Run
from localturn.academy.permissions import can_facilitate
from localturn.academy.queries.places import span_of
from localturn.foundation.people.reader import Reader
from localturn.foundation.prose import text_of

FIRST_WORDS = 120
"""Characters by which a question is known in a list."""


@dataclass(frozen=True)
class Asked:
    """A question in a list."""

    pk: int
    words: str
    name: str
    activity: str
    last_at: datetime
    is_answered: bool
    is_closed: bool


def in_list(enquiries: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """With what a list shows of each: how it begins, who asked, what about."""
    first = EnquiryMessage.objects.filter(enquiry=OuterRef("pk")).order_by("written_at", "pk")
    return enquiries.annotate(
        begins=Subquery(first.values("body_html")[:1]),
        name=F("asked_by__name"),
        about=F("activity__title"),
    )


def asked(enquiry: Enquiry) -> Asked:
    """A row of `in_list` as a list shows it."""
    return Asked(
        pk=enquiry.pk,
        words=beginning(enquiry.begins),  # type: ignore[attr-defined]
        name=enquiry.name,  # type: ignore[attr-defined]
        activity=enquiry.about or "",  # type: ignore[attr-defined]
        last_at=enquiry.last_at,
        is_answered=enquiry.waits_since is None and enquiry.closed_at is None,
        is_closed=enquiry.closed_at is not None,
    )


def beginning(html: str) -> str:
    """The first words of a message, cut between two of them."""
    words = text_of(html)
    if len(words) <= FIRST_WORDS:
        return words
    return words[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"


def asks_from_outside(person: Reader, run: Run, *, now: datetime) -> bool:
    """Whether somebody who has never had a seat may ask about a run: until it has ended, unless
    they guide it (2 statements)."""
    if person.pk is None or span_of(run).phase(now) is Phase.ENDED:
        return False
    seats = Enrolment.objects.filter(run=run, person=person.pk)
    return not (can_facilitate(person, run) or seats.exists())


def to_answer(runs: Iterable[Run], *, by: Reader) -> QuerySet[Enquiry]:
    """Questions that wait for a facilitator, the oldest first; not the facilitator's own."""
    waiting = Enquiry.objects.filter(run__in=runs, waits_since__isnull=False)
    return waiting.exclude(asked_by_id=by.pk or 0).order_by("waits_since", "pk")
