"""What keeps a listing from being published."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from localturn.exchange.domain.completeness import lacks
from localturn.exchange.domain.content import Content
from localturn.exchange.domain.fields_of_study import fields, like
from localturn.exchange.domain.meetings import Dated, Plan, Weekly
from localturn.exchange.domain.slots import places_left
from localturn.exchange.domain.terms import Delivery, Slots, academic_year, months_of
from makers.exchange import SEMINAR


def where(content: Content) -> list[str]:
    return [lack.field for lack in lacks(content)]


def test_a_whole_listing_lacks_nothing() -> None:
    assert lacks(SEMINAR) == []


def test_an_empty_one_lacks_what_is_needed() -> None:
    assert where(Content()) == [
        *("title", "academic_year", "delivery", "field", "offering_year", "first_month"),
        *("credits", "level", "language", "overview", "course_type", "email"),
    ]


FRIDAY = Dated(date(2026, 10, 23), time(10), 150)
MONDAY = Weekly(0, time(10), 60)
TOO_MANY = tuple(
    Dated(date(2026, 10, 1 + number % 28), time(number // 28), 30) for number in range(401)
)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"offering_year": 2029}, "offering_year"),
        ({"first_month": 11}, "first_month"),
        ({"academic_year": 2024, "offering_year": 2025}, "academic_year"),
        ({"delivery": (Delivery.ASYNCHRONOUS,)}, "delivery"),
        ({"plan": Plan("UTC")}, "dated"),
        ({"plan": Plan("UTC", weekly=(Weekly(1, time(9), 60),))}, "first_day"),
        ({"plan": Plan("UTC", date(2026, 10, 24), None, dated=(FRIDAY,))}, "first_day"),
        (
            {"plan": Plan("UTC", date(2026, 10, 6), date(2026, 10, 9), weekly=(MONDAY,))},
            "dated",
        ),
        ({"plan": Plan("UTC", None, date(9999, 12, 31), dated=(FRIDAY,))}, "last_day"),
        ({"plan": Plan("UTC", None, date(2062, 10, 1), dated=(FRIDAY,))}, "last_day"),
        ({"plan": Plan("UTC", date(2025, 12, 31), dated=(FRIDAY,))}, "first_day"),
        ({"plan": Plan("UTC", dated=TOO_MANY), "last_month": 9}, "dated"),
        ({"slots_kind": Slots.EACH}, "slots"),
        ({"slots_kind": Slots.POOLED, "slots": 30}, "slots"),
    ],
)
def test_what_contradicts_itself_is_told(changed: dict[str, object], field: str) -> None:
    assert where(replace(SEMINAR, **changed)) == [field]  # type: ignore[arg-type]


def test_a_course_may_run_over_the_turn_of_the_year() -> None:
    assert months_of(10, 2) == (10, 11, 12, 1, 2)
    assert months_of(3, None) == (3,)
    assert academic_year(1999) == "1999/00"


def test_every_field_has_its_broader_ones_and_three_languages() -> None:
    known = fields()

    assert len([code for code in known if len(code) == 2]) == 11
    assert len([code for code in known if len(code) == 3]) == 29
    assert len([code for code in known if len(code) == 4]) == 80
    assert all(code[:-1] in known for code in known if len(code) > 2)
    assert all(each.called(language) for each in known.values() for language in ("en", "fr", "sv"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Sociology and cultural studies", "0314"),
        ("Social studies, Mass communications & documentation", "031"),
        ("Droit", "042"),
        ("Something else entirely", None),
        ("", None),
    ],
)
def test_a_field_is_recognised_by_its_words(words: str, code: str | None) -> None:
    found = like(words)

    assert (found.code if found else None) == code


def test_places_are_counted_by_the_arithmetic_of_the_house() -> None:
    assert places_left(Slots.UNLIMITED, None, partner=1, taken={1: 40}) is None
    assert places_left(Slots.EACH, 3, partner=1, taken={1: 2, 2: 3}) == 1
    assert places_left(Slots.EACH, 3, partner=1, taken={1: 4}) == 0
    assert places_left(Slots.EACH, 3, partner=1, taken={1: 2, 2: 9}) == 1
    assert places_left(Slots.POOLED, 5, partner=1, taken={1: 1, 2: 3}) == 1
    assert SEMINAR.points == Decimal(6)
