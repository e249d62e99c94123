"""The last place is taken once, whatever happens at once."""

from functools import partial
from pathlib import Path

import pytest

from localturn.agenda.actions import registering
from localturn.agenda.domain.registering import Place
from makers.agenda import NOON
from makers.races import at_once
from makers.registering import make_entry, make_registrant, make_registration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_of_twenty_who_register_at_once_one_has_the_last_place(tmp_path: Path) -> None:
    registration = make_registration(places=(Place("Hall", 1),))
    entries = [make_entry(registration, f"P{n} Guest") for n in range(20)]

    answers = at_once(
        *(
            partial(registering.register, registration, each, once=each.email, by=None, now=NOON)
            for each in entries
        ),
        folder=tmp_path,
    )

    assert sorted(each.standing for each in answers) == ["confirmed", *["waiting"] * 19]


def test_a_form_and_an_address_that_arrive_several_times_at_once_register_once(
    tmp_path: Path,
) -> None:
    registration = make_registration()
    entry = make_entry(registration)

    answers = at_once(
        *(
            partial(registering.register, registration, entry, once=once, by=None, now=NOON)
            for once in ("a", "a", "a", "b", "c")
        ),
        folder=tmp_path,
    )

    assert len({each.pk for each in answers}) == 1


def test_a_place_given_up_while_somebody_takes_and_somebody_comes_is_given_once(
    tmp_path: Path,
) -> None:
    registration = make_registration(places=(Place("Hall", 2),))
    ana, bo, cy = (make_registrant(registration, name) for name in ("Ana", "Bo", "Cy"))
    registering.give_up(ana, now=NOON)

    answers = at_once(
        partial(registering.take, cy, now=NOON),
        partial(registering.take, cy, now=NOON),
        partial(registering.give_up, bo, now=NOON),
        partial(make_registrant, registration, "Di"),
        partial(make_registrant, registration, "Ed"),
        folder=tmp_path,
    )

    assert [type(each).__name__ for each in answers[:3]] == ["NoneType"] * 3
    assert sorted(each.standing for each in answers[3:]) in (
        ["offered", "waiting"],  # both came before the place was given up: one was offered it
        ["confirmed", "waiting"],
        ["waiting", "waiting"],
    )
