import pytest

from localturn.foundation.seats import Capacity, Decision, Taken, decide, fits, free


def test_places_kept_for_somebody_are_not_free() -> None:
    assert free(Capacity(10), Taken(seated=6, kept=3)) == 1


def test_a_house_that_is_overfull_has_no_places_rather_than_fewer_than_none() -> None:
    assert free(Capacity(2), Taken(seated=3)) == 0


def test_where_there_is_no_limit_nothing_is_counted() -> None:
    assert free(Capacity(None), Taken(seated=10_000)) is None
    assert decide(Capacity(None), Taken(seated=10_000), wanted=500) is Decision.SEAT


def test_the_last_place_is_given_and_none_after_it() -> None:
    assert [decide(Capacity(2), Taken(seated)) for seated in (1, 2)] == [
        Decision.SEAT,
        Decision.FULL,
    ]


def test_several_places_are_given_together_or_not_at_all() -> None:
    assert [decide(Capacity(5), Taken(3), wanted=wanted) for wanted in (2, 3)] == [
        Decision.SEAT,
        Decision.FULL,
    ]


def test_a_capacity_made_smaller_must_hold_who_is_there() -> None:
    assert [fits(Capacity(total), Taken(3, kept=1)) for total in (4, 3, None)] == [
        True,
        False,
        True,
    ]


def test_there_cannot_be_fewer_than_no_places() -> None:
    with pytest.raises(ValueError, match="cannot be -1 places"):
        Capacity(-1)
