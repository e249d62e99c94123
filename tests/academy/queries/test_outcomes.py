"""What came of a run, told to those who state it elsewhere."""

from decimal import Decimal

import pytest

from localturn.academy.actions import groupwork
from localturn.academy.queries.outcomes import outcomes_of
from makers.groups import AFTER, Seminar

pytestmark = pytest.mark.django_db


def test_what_came_of_it_is_open_until_everybody_has_the_points_of_their_group() -> None:
    seminar = Seminar(groups=2, each=2)
    group = seminar.groups[0]
    theirs = seminar.seats[group]

    def still_open() -> set[int]:
        return {each.enrolment.pk for each in outcomes_of(seminar.run) if each.is_open}

    assert still_open() == set()  # nobody has handed anything in

    seminar.hand_in(theirs[0])
    assert still_open() == {seat.pk for seat in theirs}

    groupwork.mark_group(
        seminar.state, group, points=Decimal(8), feedback="", by=seminar.facilitator, now=AFTER
    )
    assert still_open() == set()

    seminar.sit(group, "Who came later")
    assert len(still_open()) == 1
