"""Who comments on which of many groups: everybody on as many, every group by as many."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain.comment_tasks import Commenter, allot, surplus


def people(number: int, groups: int) -> list[Commenter]:
    return [Commenter(k, k % groups, "ABC"[k % 3]) for k in range(number)]


@given(
    number=st.integers(2, 60),
    groups=st.integers(2, 12),
    asked=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_each_has_as_many_and_never_their_own(
    number: int, groups: int, asked: int, seed: int
) -> None:
    everybody = people(number, groups)

    found = allot(everybody, range(groups), number=asked, seed=seed)

    for each in everybody:
        given_to = found[each.key]
        assert len(given_to) == len(set(given_to)) == min(asked, groups - 1)
        assert each.own not in given_to
    readers = Counter(group for each in found.values() for group in each)
    counts = [readers[group] for group in range(groups)]
    assert max(counts) - min(counts) <= 1
    assert found == allot(list(reversed(everybody)), range(groups), number=asked, seed=seed)


def test_where_groups_are_of_unequal_size_readers_are_as_even_as_can_be() -> None:
    """Nine of ten are in the first group, which they cannot comment on."""
    everybody = [Commenter(k, 0 if k < 9 else 1) for k in range(10)]

    found = allot(everybody, range(4), number=2, seed=3)

    readers = Counter(group for given_to in found.values() for group in given_to)
    assert readers[0] == 1
    assert sorted(readers[group] for group in (1, 2, 3)) == [6, 6, 7]


def test_another_seed_gives_others() -> None:
    crowd = people(40, 10)

    assert allot(crowd, range(10), number=3, seed=1) != allot(crowd, range(10), number=3, seed=2)


def test_a_group_is_read_from_all_universities() -> None:
    everybody = [Commenter(k, k // 6, "ABC"[k % 3]) for k in range(60)]

    found = allot(everybody, range(10), number=4, seed=7)

    home = {each.key: each.organisation for each in everybody}
    for group in range(10):
        assert {home[key] for key, given_to in found.items() if group in given_to} == set("ABC")


def test_who_has_some_already_is_given_only_what_is_missing() -> None:
    half = Commenter(1, 0, has=frozenset({3, 4}))
    whole = Commenter(2, 0, has=frozenset({1, 2, 3}))
    nowhere = Commenter(3, None)

    found = allot([half, whole, nowhere], range(6), number=3, seed=1)

    assert set(found) == {1}
    assert len(found[1]) == 1
    assert not {0, 3, 4}.intersection(found[1])


def test_what_is_had_on_a_late_group_does_not_count_among_the_number() -> None:
    found = allot([Commenter(1, 0, has=frozenset({9}))], range(4), number=2, seed=1)

    assert len(found[1]) == 2


DRAWN = datetime(2027, 3, 15, tzinfo=UTC)
LATER = DRAWN + timedelta(hours=1)


def test_what_was_given_last_is_too_much_and_what_is_written_on_never() -> None:
    given_to = {1: DRAWN, 2: DRAWN, 3: LATER}

    assert surplus(given_to, {}, number=2) == {3}
    assert surplus(given_to, {3: LATER}, number=2) == {2}
    assert surplus(given_to, {1: LATER, 2: LATER, 3: LATER}, number=2) == set()
    assert surplus({1: DRAWN, 2: DRAWN}, {}, number=2) == set()


def test_a_comment_that_nobody_asked_for_counts_only_if_it_was_there_before() -> None:
    given_to = {1: DRAWN, 2: DRAWN}

    assert surplus(given_to, {9: LATER}, number=2) == set()
    assert surplus({1: DRAWN, 2: LATER}, {9: DRAWN}, number=2) == {2}
