"""Every app's word on what it holds about people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Protocol

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string, module_has_submodule

from localturn.foundation import personal_data
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import File, Section, Table, Wishes


class Erase(Protocol):
    def __call__(self, person: Person, *, wishes: Wishes, now: datetime) -> None: ...


class HandedOverFirst(Protocol):
    def __call__(self, person: Person, *, by: Person, now: datetime) -> list[str]: ...


@dataclass(frozen=True)
class Declaration:
    """One app's module `personal_data`; what it does not say for itself its tables say."""

    app: str
    tables: list[Table]
    export: Callable[[Person], Iterator[Section | File]]
    erase: Erase
    merge: Callable[[Person, Person], None]
    handed_over_first: HandedOverFirst


@cache
def declarations() -> tuple[Declaration, ...]:
    """Of all apps: the rooms' first, the foundation's after them, accounts at last."""
    named = [path for room in settings.ROOMS if (path := import_string(room).personal_data)]
    found = [
        f"{config.name}.personal_data"
        for config in apps.get_app_configs()
        if config.name.startswith("localturn.foundation.")
        and module_has_submodule(import_module(config.name), "personal_data")
    ]
    modules = [import_module(path) for path in (*named, *found)]
    modules.sort(key=lambda module: module.__name__.startswith("localturn.foundation.people."))
    return tuple(_declaration(module) for module in modules)


def _declaration(module: ModuleType) -> Declaration:
    tables: list[Table] = module.TABLES

    def export(person: Person) -> Iterator[Section | File]:
        yield from personal_data.export_tables(person, tables)

    def erase(person: Person, *, wishes: Wishes, now: datetime) -> None:
        personal_data.erase_tables(person, tables)

    def merge(kept: Person, absorbed: Person) -> None:
        """Nothing collides."""

    def handed_over_first(person: Person, *, by: Person, now: datetime) -> list[str]:
        return []

    return Declaration(
        app=module.__name__.removesuffix(".personal_data").rsplit(".", 1)[-1],
        tables=tables,
        export=getattr(module, "export", export),
        erase=getattr(module, "erase", erase),
        merge=getattr(module, "merge", merge),
        handed_over_first=getattr(module, "handed_over_first", handed_over_first),
    )


def copy_of(person: Person) -> Iterator[Section | File]:
    """Everything that every app holds about a person."""
    for declaration in declarations():
        yield from declaration.export(person)


def handed_over_first(person: Person, *, by: Person, now: datetime) -> list[str]:
    """Sentences for `by` about what nobody could do any more if this person left now."""
    records = [person, *person.absorbed.all()]
    return [
        sentence
        for declaration in declarations()
        for record in records
        for sentence in declaration.handed_over_first(record, by=by, now=now)
    ]


@dataclass(frozen=True)
class Held:
    """How much of one table leads to a person."""

    table: Table
    count: int


def held_about(person: Person) -> list[Held]:
    """Every table with rows that lead to a person, and how many: what merging would move."""
    found = []
    for declaration in declarations():
        for table in declaration.tables:
            if not table.append_only and (count := _count(table, person)):
                found.append(Held(table, count))
    return found


def _count(table: Table, person: Person) -> int:
    rows = table.model_class._base_manager
    return sum(rows.filter(**{name: person}).count() for name in table.persons)
