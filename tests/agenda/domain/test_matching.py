"""Which announcements are of one event."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from localturn.agenda.domain.matching import (
    Register,
    Traits,
    Verdict,
    Why,
    canonical,
    canonicals,
    compared,
    same_numbers,
)

DAY = date(2026, 6, 3)
ONE = Traits(
    titles=("10th Conference of Welcoming Cities",),
    language="en",
    first_day=DAY,
    city="SE-malmo",
    organiser="Welcoming Towns",
    addresses=canonicals(["https://www.towns.example/conference/?utm_source=mail"]),
)


def test_one_address_on_one_day_is_one_event() -> None:
    other = replace(ONE, titles=("Save the date: Welcoming Cities, 10th time",))

    assert compared(ONE, other) == (Verdict.SAME, Why.ADDRESS)


def test_one_address_on_two_days_is_looked_at() -> None:
    assert compared(ONE, replace(ONE, first_day=date(2026, 6, 4)))[0] is Verdict.PERHAPS


def test_the_same_title_on_the_same_day_in_the_same_city_is_suggested() -> None:
    other = replace(
        ONE, titles=("Reminder: 10th conference of welcoming cities",), addresses=frozenset()
    )

    assert compared(ONE, other) == (Verdict.PERHAPS, Why.TITLE)
    assert compared(ONE, replace(other, city="NO-oslo"))[0] is Verdict.OTHER
    assert compared(ONE, replace(other, first_day=date(2026, 6, 5)))[0] is Verdict.OTHER


def test_the_ninth_is_never_the_tenth() -> None:
    other = replace(ONE, titles=("9th Conference of Welcoming Cities",), addresses=frozenset())

    assert compared(ONE, other) == (Verdict.OTHER, None)


def test_the_ninth_at_the_address_of_the_tenth_is_not_merged_unasked() -> None:
    other = replace(ONE, titles=("9th Conference of Welcoming Cities",))

    assert compared(ONE, other)[0] is Verdict.PERHAPS


def test_another_language_of_the_same_organiser_is_suggested() -> None:
    other = replace(
        ONE,
        titles=("10e conférence des villes accueillantes",),
        language="fr",
        addresses=frozenset(),
    )

    assert compared(ONE, other) == (Verdict.PERHAPS, Why.ORGANISER)


def test_scripts_do_not_tell_titles_apart() -> None:
    one = Traits(("Konferencija o integraciji u gradovima",), "bs", DAY, "RS-belgrade")
    other = Traits(("Конференција о интеграцији у градовима",), "sr", DAY, "RS-belgrade")

    assert compared(one, other) == (Verdict.PERHAPS, Why.TITLE)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The 10th forum", "The tenth forum", True),
        ("Forum XII", "12th forum", True),
        ("Tionde konferensen", "10:e konferensen", True),
        ("Forum 2025", "Forum 2026", False),
        ("Integration", "Integration 2", False),
    ],
)
def test_numbers_are_compared_however_they_are_written(one: str, other: str, same: bool) -> None:
    assert same_numbers(one, other) is same


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.Example.org/a/?utm_medium=x&b=2&a=1#top", "example.org/a?a=1&b=2"),
        ("http://example.org:80/a", "example.org/a"),
        ("https://example.org/", ""),
        ("mailto:a@example.org", ""),
        ("https://[broken", ""),
    ],
)
def test_an_address_is_known_again(address: str, expected: str) -> None:
    assert canonical(address) == expected


def test_an_announcement_is_held_only_against_those_of_its_day_or_its_address() -> None:
    known = [
        replace(ONE, first_day=DAY + timedelta(n), addresses=frozenset({f"towns.example/{n}"}))
        for n in range(365)
    ]
    own = replace(ONE, addresses=frozenset({"towns.example/300", "towns.example/0"}))

    assert Register(known).near(own) == [0, 300]
    assert Register(known).near(replace(own, first_day=None, addresses=frozenset())) == []


def test_who_is_not_near_is_never_the_same() -> None:
    some = [
        replace(ONE, first_day=day, addresses=addresses, titles=(title,), language=language)
        for day, addresses, title, language in product(
            (DAY, DAY + timedelta(1), None),
            (ONE.addresses, frozenset({"b.example/c"}), frozenset()),
            ("10th Conference of Welcoming Cities", "9th conference"),
            ("en", "fr"),
        )
    ]
    register = Register(some)

    assert any(len(register.near(own)) < len(some) for own in some)
    for own in some:
        met = [n for n, each in enumerate(some) if compared(own, each)[0] is not Verdict.OTHER]
        assert set(met) <= set(register.near(own))
