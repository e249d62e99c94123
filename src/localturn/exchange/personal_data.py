"""What the exchange holds about people, and what becomes of it when they leave."""

from collections.abc import Iterator
from datetime import datetime

from localturn.foundation import personal_data
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import OnErasure, Section, Table, Wishes

TABLES = [
    Table(
        "exchange.Listing",
        N_("Courses of the exchange that you began to list"),
        persons=("created_by",),
        on_erasure=OnErasure.FORGET,
        impersonal=("email",),
    ),
    Table(
        "exchange.Source",
        N_("Catalogues of universities that you had read"),
        persons=("added_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table("exchange.Consortium", N_("Nothing: networks of universities"), impersonal=("name",)),
]


def export(person: Person) -> Iterator[Section]:
    """The listings that the person began; what these say is their university's."""
    yield from personal_data.export_tables(person, TABLES)


def erase(person: Person, *, wishes: Wishes, now: datetime) -> None:
    personal_data.erase_tables(person, TABLES)


def merge(kept: Person, absorbed: Person) -> None:
    personal_data.repoint_tables(kept, absorbed, TABLES)


def handed_over_first(person: Person, *, by: Person, now: datetime) -> list[str]:
    """Nothing: listings are a university's, which others keep as well or are named for."""
    return []
