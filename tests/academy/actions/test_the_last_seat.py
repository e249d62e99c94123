from functools import partial
from pathlib import Path

import pytest

from localturn.academy.actions import enrolment as actions
from localturn.academy.actions import groups
from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import Enrolment, Invitation
from localturn.foundation.refusals import NotNow
from makers.academy import NOON, make_facilitator, make_person, make_run
from makers.groups import BEFORE, Seminar
from makers.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_of_four_who_take_the_last_seat_at_once_one_gets_it(tmp_path: Path) -> None:
    run = make_run(is_open=True, capacity=1)
    people = [make_person() for _ in range(4)]

    answers = at_once(
        *(partial(actions.enrol, p, run=run, by=p, now=NOON) for p in people), folder=tmp_path
    )

    assert sorted(type(answer).__name__ for answer in answers) == [
        "Enrolment",
        "NotNow",
        "NotNow",
        "NotNow",
    ]


def test_one_person_who_clicks_twice_at_once_has_one_seat(tmp_path: Path) -> None:
    run, person = make_run(is_open=True), make_person()
    enrol = partial(actions.enrol, person, run=run, by=person, now=NOON)

    first, second = at_once(enrol, enrol, folder=tmp_path)

    assert isinstance(first, Enrolment)
    assert first == second


def test_an_invitation_and_an_enrolment_do_not_share_the_last_seat(tmp_path: Path) -> None:
    run, person = make_run(is_open=True, capacity=1), make_person()
    facilitator = make_facilitator(run)
    invitees = [Invitee("ana@example.org", "Ana", "en")]

    answers = at_once(
        partial(actions.enrol, person, run=run, by=person, now=NOON),
        partial(actions.invite, run, invitees=invitees, by=facilitator, now=NOON),
        folder=tmp_path,
    )

    assert [isinstance(answer, NotNow) for answer in answers].count(True) == 1


def test_an_invitation_is_used_by_one_of_two(tmp_path: Path) -> None:
    run = make_run()
    invitation = Invitation.objects.create(
        run=run,
        email="a@example.org",
        token="t",
        language="en",
        invited_at=NOON,
        expires_at=NOON.replace(year=2030),
    )
    people = [make_person(), make_person()]

    answers = at_once(
        *(partial(actions.accept_invitation, invitation, by=p, now=NOON) for p in people),
        folder=tmp_path,
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Enrolment", "NotNow"]


def test_of_four_who_choose_the_last_place_in_a_group_at_once_one_gets_it(tmp_path: Path) -> None:
    seminar = Seminar(groups=1, each=1)
    (group,) = seminar.groups
    groups.set_way(seminar.grouping, way="sign-up", most=2, closes_at=None, by=seminar.facilitator)
    seats = [seminar.sit(None, f"Person {number}") for number in range(4)]

    answers = at_once(
        *(
            partial(groups.choose, seminar.grouping, seat, group, by=seat.person, now=BEFORE)
            for seat in seats
        ),
        folder=tmp_path,
    )

    assert sorted(type(answer).__name__ for answer in answers) == [
        "NoneType",
        "NotNow",
        "NotNow",
        "NotNow",
    ]
