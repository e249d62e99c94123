"""What can be found by everybody: organisations, and the cities that something is known of."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from django.db.models import QuerySet

from localturn.foundation.languages import INTERFACE_LANGUAGES, N_
from localturn.foundation.people.models import Organisation
from localturn.foundation.places.models import City, Country
from localturn.foundation.search import PUBLIC, Document, KindName

ORGANISATION = ("people", "organisation")
CITY = ("places", "city")
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def kinds() -> Mapping[tuple[str, str], KindName]:
    """How the documents of the foundation are called."""
    return {
        ORGANISATION: KindName(N_("Organisation"), N_("Organisations")),
        CITY: KindName(N_("City"), N_("Cities")),
    }


def documents_of_organisations(organisations: Iterable[Organisation]) -> Iterator[Document]:
    """Each by its name, and by every other name it has or had."""
    for each in organisations:
        room, kind = ORGANISATION
        yield Document(
            room=room,
            kind=kind,
            key=str(each.pk),
            title=each.name,
            summary=", ".join(place.name for place in (each.place, each.country) if place),
            text="\n".join([*(name.text for name in each.names.all()), *_called(each.country)]),
            language=each.language,
            href=each.get_absolute_url(),
            audience=PUBLIC,
            changed_at=each.added_at,
        )


def documents_of_cities(cities: Iterable[City]) -> Iterator[Document]:
    """Each by its name, and by the names it has in other languages."""
    for city in cities:
        room, kind = CITY
        yield Document(
            room=room,
            kind=kind,
            key=city.code,
            title=city.name,
            summary=city.country.name,
            text="\n".join([*city.also.split("|"), *_called(city.country)]),
            href=city.get_absolute_url(),
            audience=PUBLIC,
            changed_at=UNDATED,
        )


def organisations_to_find() -> QuerySet[Organisation]:
    """All organisations, with what their documents need."""
    return (
        Organisation.objects.select_related("place__country", "country")
        .prefetch_related("names")
        .order_by("pk")
    )


def _called(country: Country | None) -> list[str]:
    """A country's name in the languages of the interface."""
    return [country.name_in(language) for language in INTERFACE_LANGUAGES] if country else []
