"""Files with a marker's remarks that lie ready to come back with a mark."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from localturn.academy.domain.kinds.assignment import ANNOTATED
from localturn.academy.models import AnnotatedDraft, HandIn
from localturn.academy.queries.hand_ins import MIB, NEVER, is_key, told_since
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import Reader

PURPOSE = "annotated"
"""What large files are sent for: "annotated/12/34" with a seat and a hand-in."""


@dataclass(frozen=True)
class Lying:
    """What one marker has laid by for a hand-in, and what has not come so far."""

    rows: tuple[AnnotatedDraft, ...]
    arrivals: tuple[Arrival, ...]
    """Those that are being looked through, or were refused since the last was laid by."""
    purpose: str
    """What a large file for it is sent for."""


def lying_for(hand_in: HandIn, marker: Person, *, now: datetime) -> Lying:
    """2 statements."""
    rows, purpose = tuple(laid_by(hand_in, marker)), purpose_of(hand_in)
    since = max((row.file.stored_at for row in rows), default=NEVER)
    return Lying(rows, tuple(told_since(since, marker.pk, purpose, now=now)), purpose)


def laid_by(hand_in: HandIn, marker: Person) -> QuerySet[AnnotatedDraft]:
    """In the order in which they came."""
    rows = AnnotatedDraft.objects.filter(hand_in=hand_in, marker=marker)
    return rows.select_related("file").order_by("pk")


def purpose_of(hand_in: HandIn) -> str:
    """What a large file is sent for that comes back with a mark."""
    return f"{PURPOSE}/{hand_in.enrolment_id}/{hand_in.pk}"


def largest_annotated_file(person: Reader, seat_and_hand_in: str) -> int:
    """How many bytes a file may have that they send to come back with a mark, by what follows the
    purpose: "12/34"; 0 where they do not mark it."""
    seat, _slash, hand_in = seat_and_hand_in.partition("/")
    if not (person.is_authenticated and is_key(seat) and is_key(hand_in)):
        return 0
    others = HandIn.objects.filter(pk=int(hand_in), enrolment=int(seat)).exclude(
        enrolment__person=person.pk
    )
    marked = others.filter(enrolment__run__facilitators__person=person.pk)
    return ANNOTATED.each * MIB if marked.exists() else 0
