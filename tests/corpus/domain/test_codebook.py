"""The codebook as values."""

import pytest

from localturn.corpus.domain.codebook import (
    Entry,
    Piece,
    Step,
    differences,
    height,
    shallow,
    side_by_side,
    stepped,
)

pytestmark = pytest.mark.once

# 1 with 2 and 3; 3 with 4; 5
CHILDREN = {None: [1, 5], 1: [2, 3], 3: [4]}
PARENTS = {1: None, 5: None, 2: 1, 3: 1, 4: 3}


@pytest.mark.parametrize(
    ("node", "how", "where"),
    [
        (3, Step.UP, (1, 0)),
        (2, Step.UP, None),
        (2, Step.DOWN, (1, 1)),
        (5, Step.DOWN, None),
        (5, Step.IN, (1, 2)),
        (1, Step.IN, None),
        (4, Step.OUT, (1, 2)),
        (3, Step.OUT, (None, 1)),
        (1, Step.OUT, None),
    ],
)
def test_a_node_goes_one_place_by_one_key(
    node: int, how: Step, where: tuple[int | None, int] | None
) -> None:
    assert stepped(CHILDREN, PARENTS, node, how) == where


def test_a_branch_is_as_high_as_its_longest_way_down() -> None:
    assert [height(CHILDREN, each) for each in (1, 2, 3, 5)] == [3, 1, 2, 1]


def test_words_that_differ_are_shown_beside_each_other() -> None:
    old, new = side_by_side("Between two levels.", "Between several levels.")

    assert old == [Piece("Between ", True), Piece("two", False), Piece(" levels.", True)]
    assert new == [Piece("Between ", True), Piece("several", False), Piece(" levels.", True)]
    assert side_by_side("", "New") == ([], [Piece("New", False)])


def test_what_was_merged_is_told_apart_from_what_is_gone() -> None:
    kept = Entry(1, None, 0, "code", "Kept", 0, 1)
    merged, gone = (Entry(n, None, 0, "code", str(n), 0, 1) for n in (2, 3))

    found = differences([kept, merged, gone], [kept], {2: "Kept"})

    assert [(each.name, each.kind, dict(each.after)) for each in found] == [
        ("2", "merged", {"merged_into": "Kept"}),
        ("3", "removed", {}),
    ]


def test_a_tree_that_is_too_large_is_cut_at_its_depth_and_what_is_left_out_is_counted() -> None:
    entries = [
        Entry(node, None, depth, "code", str(node), 0, 1)
        for node, depth in ((1, 0), (2, 1), (3, 2), (4, 2), (5, 1), (6, 0))
    ]

    def shown(most: int) -> list[tuple[int, int]]:
        return [(entry.node, left) for entry, left in shallow(entries, most=most)]

    assert shown(6) == [(each, 0) for each in range(1, 7)]
    assert shown(5) == [(1, 0), (2, 2), (5, 0), (6, 0)]
    assert shown(3) == [(1, 4), (6, 0)]
    assert shown(1) == [(1, 4)]
    assert shallow([], most=1) == []
