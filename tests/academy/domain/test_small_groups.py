"""What is shown of groups tells nothing about a few people, however it is added and subtracted."""

from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from localturn.academy.domain.small_groups import (
    LEAST_DOUBT,
    SMALLEST,
    Group,
    Shown,
    Tally,
    changed,
    joined,
    may_be_taken,
    nearest_five,
    rows_of,
    show,
)

PATIENTLY = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
"""A busy machine says nothing about the arithmetic."""

OTHERS = "Others"


def group(name: str, people: int, completed: int, *splits: tuple[Group, ...]) -> Group:
    return Group(name, Tally(people, completed), splits)


def whole(*splits: tuple[Group, ...]) -> Group:
    tally = sum((part.tally for part in splits[0]), Tally())
    return Group("All", tally, splits)


@st.composite
def parts(draw: st.DrawFn, people: int, completed: int, most: int = 3) -> tuple[Group, ...]:
    """Some way of parting so many people, so many of whom have completed."""
    found = []
    for number in range(draw(st.integers(0, most - 1))):
        some = draw(st.integers(0, people))
        done = draw(st.integers(max(0, completed - (people - some)), min(some, completed)))
        found.append(group(f"g{number}", some, done))
        people, completed = people - some, completed - done
    return (*found, group("last", people, completed))


@st.composite
def reports(draw: st.DrawFn) -> Group:
    """People parted by sex, and by country and association."""
    people = draw(st.integers(5, 24))
    completed = draw(st.integers(0, people))
    countries = tuple(
        Group(each.name, each.tally, (draw(parts(each.tally.people, each.tally.completed, 2)),))
        for each in draw(parts(people, completed))
    )
    return group("All", people, completed, draw(parts(people, completed)), countries)


def test_a_number_is_written_to_the_nearest_five() -> None:
    assert [nearest_five(n) for n in (0, 2, 3, 7, 8, -2, -3)] == [0, 0, 5, 5, 10, 0, -5]


def test_of_fewer_than_five_nothing_is_shown() -> None:
    assert show(group("All", 4, 4), others=OTHERS) is None
    assert show(group("All", 5, 4), others=OTHERS) == Shown("All", 5, 5, None)


def test_small_groups_are_joined_and_never_leave_a_small_rest() -> None:
    groups = [group("a", 12, 0), group("b", 6, 0), group("c", 3, 0), group("d", 1, 0)]

    assert [(each.name, each.tally.people) for each in joined(groups, others=OTHERS)] == [
        ("a", 12),
        (OTHERS, 10),
    ]


def test_a_gain_is_shown_of_five_and_roughly() -> None:
    four, five = Tally(6, 0, (10, 12, 14, 16)), Tally(6, 0, (10, 12, 14, 16, 41))

    assert [
        shown and shown.gain for shown in (show(Group("a", t), others="") for t in (four, five))
    ] == [
        None,
        20,
    ]


def test_a_split_that_would_tell_exact_numbers_is_not_shown() -> None:
    """Four groups in which two have completed are each written as 0, and all eight as 10: only
    two in each can make that."""
    told = whole(tuple(group(name, 6, 2) for name in "abcd"))

    shown = show(told, others=OTHERS)

    assert shown == Shown("All", 25, 10, None)


def test_a_look_is_taken_when_nobody_or_five_have_changed() -> None:
    first = {str(number): "in" for number in range(10)}
    one_more, five_more = first | {"10": "in"}, first | {str(n): "in" for n in range(10, 15)}

    assert [may_be_taken(look, [first]) for look in (first, one_more, five_more)] == [
        True,
        False,
        True,
    ]
    assert not may_be_taken(five_more | {"15": "in"}, [first, five_more])


@PATIENTLY
@given(reports())
def test_whatever_is_added_and_subtracted_is_never_a_handful(report: Group) -> None:
    """Every count that is shown is a multiple of five, and so is every sum of such counts."""
    shown = show(report, others=OTHERS)

    assert shown is not None
    for _depth, row in rows_of(shown):
        assert row.people % SMALLEST == row.completed % SMALLEST == 0
        assert row.people >= SMALLEST


@PATIENTLY
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=8))
def test_every_group_that_is_shown_has_five_people_or_more(sizes: list[tuple[int, int]]) -> None:
    groups = [group(f"g{n}", max(pair), min(pair)) for n, pair in enumerate(sizes)]
    everybody = sum((each.tally for each in groups), Tally())

    found = joined(groups, others=OTHERS)

    assert sum((each.tally for each in found), Tally()) == everybody
    assert everybody.people < SMALLEST or all(f.tally.people >= SMALLEST for f in found)


def possible(shown: Shown, known: Group) -> set[tuple[int, ...]]:
    """All numbers of completed that agree with what is shown, for the parts of its one split, by
    somebody who knows how many people are in each part."""
    (split,) = shown.splits
    sizes = [part.tally.people for part in joined(known.splits[0], others=OTHERS)]
    ranges = [
        [c for c in range(size + 1) if nearest_five(c) == row.completed]
        for size, row in zip(sizes, split, strict=True)
    ]
    return {each for each in product(*ranges) if nearest_five(sum(each)) == shown.completed}


@PATIENTLY
@given(st.data(), st.integers(10, 24))
def test_who_knows_how_many_are_in_each_group_is_left_in_doubt_about_each(
    data: st.DataObject, people: int
) -> None:
    completed = data.draw(st.integers(0, people))
    told = group("All", people, completed, data.draw(parts(people, completed, 4)))
    shown = show(told, others=OTHERS)
    assume(shown is not None and shown.splits)
    assert shown is not None

    candidates = possible(shown, told)

    for place in range(len(shown.splits[0])):
        assert len({each[place] for each in candidates}) >= LEAST_DOUBT
    assert len({sum(each) for each in candidates}) >= LEAST_DOUBT


@PATIENTLY
@given(st.lists(st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from("xy")), max_size=6))
def test_no_two_looks_that_were_taken_differ_by_a_handful(looks: list[dict[str, str]]) -> None:
    taken: list[dict[str, str]] = []
    for look in looks:
        if may_be_taken(look, taken):
            taken.append(look)

    differences = {changed(one, other) for one in taken for other in taken}
    assert differences.isdisjoint(range(1, SMALLEST))
