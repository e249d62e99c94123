from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localturn.foundation.seats import (
    Capacity,
    Division,
    Taken,
    Waiting,
    free,
    free_for,
    free_in_rest,
    left_in_quota,
    order,
    quotas_fit,
    stands,
    term,
    who_moves_up,
)

PATIENTLY = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
"""A busy machine says nothing about the arithmetic."""

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
PARTNERS = st.sampled_from("abc")
FEW = st.integers(0, 6)


@st.composite
def divisions(draw: st.DrawFn) -> Division[str]:
    return Division(
        Capacity(draw(st.none() | st.integers(0, 20))),
        quotas=draw(st.dictionaries(PARTNERS, FEW)),
        taken=draw(st.dictionaries(PARTNERS, FEW)),
        others=draw(FEW),
        is_rest_shared=draw(st.booleans()),
    )


@st.composite
def queues(draw: st.DrawFn) -> list[Waiting[str]]:
    rows = draw(st.lists(st.tuples(PARTNERS, st.integers(1, 4), FEW), max_size=12))
    return [
        Waiting(key, partner, rank, NOON + timedelta(minutes=minutes))
        for key, (partner, rank, minutes) in enumerate(rows)
    ]


def after(division: Division[str], moved: list[Waiting[str]]) -> Division[str]:
    taken = Counter(division.taken) + Counter(each.partner for each in moved)
    return Division(
        division.capacity,
        quotas=division.quotas,
        taken=taken,
        others=division.others,
        is_rest_shared=division.is_rest_shared,
    )


def test_what_is_set_apart_for_a_partner_is_nobody_elses() -> None:
    division = Division(Capacity(10), quotas={"a": 4, "b": 3}, taken={"a": 1}, others=2)

    assert free_for(division, "a") == 3
    assert free_for(division, "b") == 3
    assert free_in_rest(division) == 1


def test_the_rest_is_a_partners_only_where_it_is_shared() -> None:
    full = {"quotas": {"a": 2}, "taken": {"a": 2}}

    assert free_for(Division(Capacity(5), **full), "a") == 0
    assert free_for(Division(Capacity(5), **full, is_rest_shared=True), "a") == 3


def test_where_there_is_no_limit_a_quota_still_limits_its_partner() -> None:
    division = Division(Capacity(None), quotas={"a": 2}, taken={"a": 1})

    assert (free_for(division, "a"), free_in_rest(division)) == (1, None)


def test_a_partner_without_a_quota_takes_from_the_rest() -> None:
    division = Division(Capacity(5), quotas={"a": 2}, taken={"b": 1})

    assert free_for(division, "b") == 2


def test_of_six_for_four_places_two_wait_and_the_better_ranked_moves_up_first() -> None:
    queue = [Waiting(key, "a", rank=key, since=NOON) for key in range(1, 7)]
    division = Division(Capacity(20), quotas={"a": 4})
    moved = who_moves_up(division, queue)
    assert [each.key for each in moved] == [1, 2, 3, 4]

    one_left = Division(Capacity(20), quotas={"a": 4}, taken={"a": 3})
    assert [each.key for each in who_moves_up(one_left, queue[4:])] == [5]


def test_of_the_same_rank_who_has_waited_longer_comes_first() -> None:
    late, early = Waiting(1, "a", 1, NOON), Waiting(2, "a", 1, NOON - timedelta(days=1))

    assert order([late, early]) == [early, late]


def test_quotas_fit_into_the_places_that_there_are() -> None:
    quotas = {"a": 3, "b": 2}

    assert [quotas_fit(Capacity(total), quotas) for total in (4, 5, None)] == [False, True, True]


def test_an_offer_stands_until_its_end_and_not_at_it() -> None:
    until = term(NOON, days=7)

    assert until == NOON + timedelta(days=7)
    assert stands(until, now=until - timedelta(seconds=1))
    assert not stands(until, now=until)


@PATIENTLY
@given(divisions(), queues())
def test_nobody_gets_a_place_that_is_not_there(
    division: Division[str], queue: list[Waiting[str]]
) -> None:
    moved = who_moves_up(division, queue)

    left = free(division.capacity, division.everybody)
    assert left is None or len(moved) <= left
    assert len(moved) == len(set(moved))


@PATIENTLY
@given(divisions(), queues())
def test_what_is_set_apart_for_others_stays_theirs(
    division: Division[str], queue: list[Waiting[str]]
) -> None:
    """Unless more is taken or set apart than there is."""
    moved = who_moves_up(division, queue)

    left = free(division.capacity, division.everybody)
    owed = sum(left_in_quota(division, partner) for partner in division.quotas)
    for partner in division.quotas:
        if left is not None and owed <= left:
            now = after(division, moved)
            still = free(now.capacity, now.everybody)
            assert still is not None
            assert still >= left_in_quota(now, partner)


@PATIENTLY
@given(divisions(), queues())
def test_nobody_waits_while_there_is_a_place_for_them(
    division: Division[str], queue: list[Waiting[str]]
) -> None:
    moved = who_moves_up(division, queue)

    now = after(division, moved)
    for each in queue:
        assert each in moved or free_for(now, each.partner) == 0
    assert who_moves_up(now, [each for each in queue if each not in moved]) == []


@PATIENTLY
@given(divisions(), queues())
def test_of_one_partners_people_nobody_passes_another(
    division: Division[str], queue: list[Waiting[str]]
) -> None:
    moved = who_moves_up(division, queue)

    for partner in "abc":
        own = [each for each in order(queue) if each.partner == partner]
        assert [each in moved for each in own] == sorted(each in moved for each in own)[::-1]


@PATIENTLY
@given(divisions(), queues())
def test_places_are_never_fewer_than_none_nor_more_than_there_are(
    division: Division[str], queue: list[Waiting[str]]
) -> None:
    whole = free(division.capacity, division.everybody)

    for partner in "abc":
        places = free_for(division, partner)
        assert places is None or places >= 0
        assert whole is None or (places is not None and places <= whole)
    assert division.everybody == Taken(division.others + sum(division.taken.values()))
