"""Statements that are built once: the same rows as from the queryset, whatever it is asked with."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from pytest_django import DjangoAssertNumQueries

from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.places.models import City
from localturn.foundation.prepared import prepared
from makers.people import make_organisation, make_person
from makers.places import make_city

pytestmark = pytest.mark.django_db

built: list[int | str] = []


def people_called(name: str) -> QuerySet[Person]:
    built.append(name)
    return Person.objects.filter(name=name).order_by("pk")


def test_models_are_the_same_as_the_querysets_and_it_is_built_once() -> None:
    ask = prepared(people_called)
    first, second, other = make_person("Ana"), make_person("Ana"), make_person("Bo")
    built.clear()

    assert ask("Ana") == [first, second]
    assert ask("Bo") == [other]
    assert ask("prepared-0") == []
    assert len(built) == 1
    again = ask("Bo")[0]
    assert {f.attname: getattr(again, f.attname) for f in Person._meta.concrete_fields} == {
        f.attname: getattr(Person.objects.get(pk=other.pk), f.attname)
        for f in Person._meta.concrete_fields
    }


def test_a_model_that_was_found_can_be_changed() -> None:
    ask = prepared(people_called)
    make_person("Ana")

    found = ask("Ana")[0]
    found.name = "Anna"
    found.save()

    assert [person.name for person in ask("Anna")] == ["Anna"]
    assert ask("Ana") == []


def test_tuples_are_read_as_the_queryset_reads_them() -> None:
    joined = datetime(2027, 3, 10, 12, 30, tzinfo=UTC)
    ana = make_person("Ana")
    Person.objects.filter(pk=ana.pk).update(last_login=joined)

    def facts_of(pk: int, name: str) -> QuerySet[Any, Any]:
        rows = Person.objects.filter(pk=pk, name=name, is_active=True)
        return rows.values_list("last_login", "is_active", "name")

    ask = prepared(facts_of)

    assert ask(ana.pk, "Ana") == [(joined, True, "Ana")] == list(facts_of(ana.pk, "Ana"))
    assert ask(ana.pk, "%s'; DROP TABLE people_person; --") == []


def test_what_is_annotated_hangs_on_the_model() -> None:
    town = make_organisation("Town of Lipnik")

    def towns(person: int, pk: int) -> QuerySet[Any, Any]:
        known = Person.objects.filter(pk=person, name=OuterRef("name"))
        return Organisation.objects.filter(pk=pk).annotate(is_known=Exists(known), again=F("name"))

    found = prepared(towns)(make_person("Town of Lipnik").pk, town.pk)[0]

    assert found == town
    assert bool(found.is_known)
    assert found.again == "Town of Lipnik"


def test_a_number_is_asked_for_whatever_the_width_of_its_column() -> None:
    def large(population: int) -> QuerySet[City]:
        return City.objects.filter(population=population)

    ask = prepared(large)
    town = make_city("Lipnik")
    City.objects.filter(pk=town.pk).update(population=12_000)

    assert ask(12_000) == [town]
    assert ask(2_000_000_000) == []
    assert ask(2**63) == ask(-(2**70)) == []


def test_what_could_go_wrong_in_silence_is_refused() -> None:
    def sliced(most: int) -> QuerySet[Any, Any]:
        return Person.objects.filter(name="Ana")[:most]

    def ignored(name: str) -> QuerySet[Any, Any]:
        return Person.objects.filter(name="Ana")

    def named(name: str) -> QuerySet[Any, Any]:
        return Person.objects.filter(name=name).values("name")

    def joined(name: str) -> QuerySet[Any, Any]:
        return City.objects.filter(name=name).select_related("country")

    def nothing(name: str) -> QuerySet[Any, Any]:
        return Person.objects.filter(name=name, pk__in=[])

    for build, word in [(sliced, 3), (ignored, "x"), (named, "x"), (joined, "x"), (nothing, "x")]:
        with pytest.raises(TypeError):
            prepared(build)(word)  # type: ignore[operator]
    with pytest.raises(TypeError):
        prepared(people_called)(None)  # type: ignore[arg-type]


@pytest.mark.both
def test_a_page_after_the_rehearsal_is_asked_with_the_same_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ana = make_person("Ana")
    ask = prepared(people_called)
    built.clear()
    ask.rehearse()

    assert ask("Ana") == [ana]  # by the driver itself
    with django_assert_num_queries(1):  # where somebody listens
        assert ask("Ana") == [ana]
    assert len(built) == 1


@pytest.mark.both
def test_a_transaction_that_is_broken_is_not_asked() -> None:
    ask = prepared(people_called)
    make_person("Ana")
    with transaction.atomic():
        assert len(ask("Ana")) == 1
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            ask("Ana")
        transaction.set_rollback(False)


@pytest.mark.both
def test_what_the_driver_refuses_is_said_as_django_says_it() -> None:
    ask = prepared(people_called)

    with pytest.raises(DatabaseError), transaction.atomic():
        _ask_for_a_column_that_is_gone(ask)

    assert ask("Ana") == []


def _ask_for_a_column_that_is_gone(ask: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_person RENAME COLUMN name TO called")
    ask("Ana")
