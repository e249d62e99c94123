"""The words in which each app declares what it holds about people, and what most apps do with it.

Every app with rows about people has a module `personal_data` (docs/reference/personal-data.md):

    TABLES: list[Table]                                  what is held, where
    def export(person) -> Iterator[Section | File]        what they get on asking for a copy
    def erase(person, *, wishes, now) -> None             what goes when they leave
    def merge(kept, absorbed) -> None                     before two records of one become one
    def handed_over_first(person, *, by, now) -> list[str]    what nobody could do after they left

`export_tables`, `erase_tables` and `repoint_tables` do what the declarations say, so that most
modules are a list and two lines.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import IO, Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet


class OnErasure(Enum):
    """What becomes of a row when the person in it is erased."""

    DELETE = "delete"
    FORGET = "forget"
    """The row stays; the columns that lead to the person are emptied."""
    KEEP = "keep"
    """The row stays and leads to a record that says "Former participant"; say why in `because`."""
    AS_CHOSEN = "as chosen"
    """The person chooses before they leave; `erase` of the app does it."""
    BY_APP = "by app"
    """`erase` of the app lets it go, in its own way."""


@dataclass(frozen=True)
class Table:
    """What one table holds about people."""

    model: str
    """App label and model, "academy.Enrolment"."""
    holds: str
    """In a few words, marked with `N_`: it stands in the privacy notice's annex."""
    persons: tuple[str, ...] = ()
    """Every foreign key of the table to a person; the first says whose row it is."""
    through: tuple[str, ...] = ()
    """Lookups to the person whose row it is, where another table lies between: "entry__by"."""
    personal: tuple[str, ...] = ()
    """Other fields that hold somebody's name, address, IP or token."""
    impersonal: tuple[str, ...] = ()
    """Fields that sound personal and are not: the name of a course."""
    secret: tuple[str, ...] = ()
    """Fields that no export shows: password hashes, keys, tokens."""
    on_erasure: OnErasure = OnErasure.DELETE
    because: str = ""
    append_only: bool = False
    """Guarded by the database: merging leaves its rows with the absorbed record."""

    def __post_init__(self) -> None:
        if self.on_erasure is OnErasure.KEEP and not self.because:
            raise ValueError(f"{self.model}: say why its rows are kept")

    @property
    def is_about_people(self) -> bool:
        """Whether anything in it is somebody's."""
        return bool(self.persons or self.through or self.personal)

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)


@dataclass(frozen=True)
class Wishes:
    """What a person who leaves has chosen."""

    remove_texts: bool = False
    """Also the texts that others have answered."""
    keep_certificates: bool = True
    """Otherwise they are revoked."""


@dataclass(frozen=True)
class Section:
    """A part of the copy that a person gets: becomes `<name>.json`."""

    name: str
    """A path without its ending: "academy/enrolments"."""
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    """A file of the copy that a person gets."""

    name: str
    open: Callable[[], IO[bytes]]


def rows_of(table: Table, person: models.Model) -> QuerySet[Any]:
    """The rows of a table that are this person's own: by its first foreign key, or through."""
    ways = table.through or table.persons[:1]
    if not ways:
        return table.model_class._base_manager.none()
    condition = Q()
    for way in ways:
        condition |= Q(**{way: person})
    found: QuerySet[Any] = table.model_class._base_manager.filter(condition)
    return found.distinct().order_by("pk") if table.through else found.order_by("pk")


def export_tables(person: models.Model, tables: Iterable[Table]) -> Iterator[Section]:
    """The person's own rows of each table, all columns but the secret ones."""
    for table in tables:
        names = [
            each.attname
            for each in table.model_class._meta.concrete_fields
            if each.name not in table.secret
        ]
        rows = list(rows_of(table, person).values(*names))
        if rows:
            yield Section(table.model_class._meta.label_lower.replace(".", "/"), rows)


def erase_tables(person: models.Model, tables: Iterable[Table]) -> None:
    """Delete or forget as declared; what is kept, chosen or the app's own matter is left alone.

    Only the first foreign key says whose row it is: deleting what a person did to somebody else's
    row would take it from them, so the others are emptied where they can be. All deleting comes
    first: what is emptied is by what other tables know whose their rows are.
    """
    tables = list(tables)
    for table in tables:
        if table.on_erasure is OnErasure.DELETE:
            rows_of(table, person).delete()
    for table in tables:
        if table.on_erasure not in (OnErasure.DELETE, OnErasure.FORGET):
            continue
        rows = table.model_class._base_manager
        for name in table.persons:
            if table.model_class._meta.get_field(name).null:
                rows.filter(**{name: person}).update(**{name: None})


def repoint_tables(kept: models.Model, absorbed: models.Model, tables: Iterable[Table]) -> None:
    """Let every row that leads to `absorbed` lead to `kept`; conflicts are the app's to settle."""
    for table in tables:
        if table.append_only:
            continue
        for name in table.persons:
            relation = table.model_class._meta.get_field(name)
            if isinstance(relation, models.ManyToManyField):
                _repoint_many(relation, kept, absorbed)
            else:
                rows = table.model_class._base_manager.filter(**{name: absorbed})
                rows.update(**{name: kept})


def _repoint_many(
    relation: "models.ManyToManyField[Any, Any]", kept: models.Model, absorbed: models.Model
) -> None:
    through: Any = relation.remote_field.through
    column = relation.m2m_reverse_field_name()
    source = relation.m2m_field_name()
    rows = through._base_manager
    already = rows.filter(**{column: kept}).values(f"{source}_id")
    rows.filter(**{column: absorbed, f"{source}_id__in": already}).delete()
    rows.filter(**{column: absorbed}).update(**{column: kept})
