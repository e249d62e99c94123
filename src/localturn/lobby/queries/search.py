"""What a reader finds in all rooms together."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from localturn.foundation.people.models import Person
from localturn.foundation.room import offered
from localturn.foundation.search import OPERATORS, PUBLIC, Document, KindName
from localturn.foundation.search.queries import Kind


def audiences_of(reader: Person | AnonymousUser, *, now: datetime) -> frozenset[str]:
    """Every audience that a reader belongs to now, as the rooms say."""
    audiences = {PUBLIC}
    if isinstance(reader, Person) and reader.is_staff:
        audiences.add(OPERATORS)
    for _room, audiences_in in offered("search_audiences"):
        audiences |= audiences_in(reader, now=now)
    return frozenset(audiences)


def kind_names() -> dict[Kind, KindName]:
    """How the rooms call their kinds of documents, in the order of the rooms."""
    return {
        (room.name, kind): name
        for room, kinds in offered("search_kinds")
        for kind, name in kinds().items()
    }


def all_documents() -> Iterator[Document]:
    """Everything that the rooms offer; reads only when the next one is asked for."""
    for _room, documents in offered("search_documents"):
        yield from documents()
