"""What a reader finds in all rooms together."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from localturn.foundation.people.models import Person
from localturn.foundation.people.queries import documents
from localturn.foundation.room import offered
from localturn.foundation.search import OPERATORS, PUBLIC, Document, KindName
from localturn.foundation.search.queries import Kind
from localturn.lobby.queries.places import cities_with_something


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
    of_rooms = {
        (room.name, kind): name
        for room, kinds in offered("search_kinds")
        for kind, name in kinds().items()
    }
    return {**of_rooms, **documents.kinds()}


def all_documents() -> Iterator[Document]:
    """Everything that the rooms offer, organisations, and cities that something is known of;
    reads only when the next one is asked for."""
    for _room, documents_of in offered("search_documents"):
        yield from documents_of()
    yield from documents.documents_of_organisations(documents.organisations_to_find())
    yield from documents.documents_of_cities(cities_with_something())
