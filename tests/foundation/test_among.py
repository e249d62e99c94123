"""Rows whose number is one of many: the same as with `in`, and one statement for all of them."""

import pytest
from django.db.models import QuerySet

from localturn.foundation.among import Among, written
from localturn.foundation.people.models import Person
from localturn.foundation.prepared import prepared
from makers.people import make_person

pytestmark = pytest.mark.django_db

built: list[str] = []


def named_among(name: str, numbers: str) -> QuerySet[Person]:
    built.append(numbers)
    return Person.objects.filter(Among("pk", numbers), name=name).order_by("pk")


@pytest.mark.parametrize("others", [0, 1, 3_000])
def test_those_are_found_that_are_among_the_numbers(others: int) -> None:
    people = [make_person("Ana") for _n in range(3)]
    asked = [people[2].pk, people[0].pk, *(10**9 + n for n in range(others))]

    assert list(named_among("Ana", written(asked))) == [people[0], people[2]]
    assert list(Person.objects.filter(pk__in=asked).order_by("pk")) == [people[0], people[2]]


def test_of_none_nothing_is_found() -> None:
    make_person("Ana")

    assert list(named_among("Ana", written([]))) == []


def test_it_is_prepared_once_for_however_many_there_are() -> None:
    ask = prepared(named_among)
    first, second = make_person("Ana"), make_person("Ana")
    built.clear()

    assert ask("Ana", written([first.pk])) == [first]
    assert ask("Ana", written([first.pk, second.pk, 10**9])) == [first, second]
    assert ask("Ana", "") == []
    assert len(built) == 1
