"""Actors and their ties."""

import pytest

from localturn.corpus.domain.layout import layout
from localturn.corpus.domain.networks import (
    Actor,
    Arc,
    Direction,
    Government,
    Stance,
    Tie,
    direction_between,
    gazetteer,
    network,
)

pytestmark = pytest.mark.once

HAVNBY, STATE, RING, ALONE = (
    Actor(1, "Havnby", Government.LOCAL),
    Actor(2, "Ministry", Government.NATIONAL),
    Actor(3, "Ring of towns", Government.NETWORK),
    Actor(4, "Nobody's friend", Government.LOCAL),
)
UP, ASIDE = Direction.VERTICAL, Direction.HORIZONTAL
TIES = [
    Tie(1, 2, UP, Stance.DEMANDS, 10),
    Tie(1, 2, UP, Stance.DEMANDS, 10),
    Tie(1, 2, UP, Stance.DEMANDS, 11),
    Tie(3, 1, ASIDE, Stance.SUPPORTS, 11),
    Tie(9, 1, ASIDE, Stance.SUPPORTS, 11),
]


def test_ties_alike_are_one_arc_with_its_passages_and_documents() -> None:
    made = network([RING, HAVNBY, STATE, ALONE], TIES)

    assert made.actors == (HAVNBY, STATE, RING)
    assert made.arcs == (
        Arc(1, 2, UP, Stance.DEMANDS, 3, 2),
        Arc(3, 1, ASIDE, Stance.SUPPORTS, 1, 1),
    )
    assert [made.degree(actor.key) for actor in made.actors] == [4, 3, 1]


def test_a_network_is_drawn_the_same_each_time_and_levels_lie_above_each_other() -> None:
    made = network([RING, HAVNBY, STATE], TIES)

    places = layout(made)

    assert places == layout(made)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places)
    assert places[1][1] < places[0][1]
    assert layout(network([], [])) == []
    assert layout(network([HAVNBY], [Tie(1, 1, ASIDE, Stance.NEUTRAL, 1)])) == [(0.5, 0.5)]


def test_levels_say_whether_a_tie_is_vertical() -> None:
    assert direction_between(Government.LOCAL, Government.NATIONAL) is UP
    assert direction_between(Government.LOCAL, Government.NETWORK) is ASIDE
    assert direction_between(Government.LOCAL, Government.OTHER) is None


def test_the_longest_name_wins_and_a_shared_one_names_nobody() -> None:
    names = gazetteer(
        [
            (("ring", "of", "towns"), 3),
            (("ring",), 5),
            (("mayor",), 1),
            (("mayor",), 2),
            ((), 7),
        ]
    )

    words = ["the", "ring", "of", "towns", "and", "a", "ring", "of", "gold", "mayor"]
    assert names.found(words) == [
        (1, 4, 3),
        (6, 7, 5),
    ]
    assert gazetteer([]).found(["ring"]) == []
