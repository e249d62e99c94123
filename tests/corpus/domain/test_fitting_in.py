"""Codebooks of other programs as one here can hold them, and what is told as lost."""

import pytest

from localturn.corpus.domain.fitting_in import (
    ATTRIBUTES_TOLD,
    FURTHER_THINGS,
    MARKS,
    SETS_OF_CODES,
    SHORTENED,
    TOO_DEEP,
    TWINS,
    WHOLE,
    WITHOUT_CODE,
    left_out,
    standing,
)
from localturn.corpus.domain.interchange import Code, Loss, Mark, Passage, Project, Source
from makers.refi import whole_project

pytestmark = pytest.mark.once


def test_two_codes_of_one_name_at_one_place_are_told_apart() -> None:
    codes = [
        Code("a", "money"),
        Code("b", "money"),
        Code("c", "money (2)"),
        Code("d", "money", parent="a"),
        Code("e", ""),
        Code("f", " "),
        Code("g", "x" * 300),
        Code("h", "x" * 250),
    ]

    found = standing(codes, unnamed="nameless")

    names = {code.guid: code.name for code in found.value}
    assert names == {
        "a": "money",
        "b": "money (3)",
        "c": "money (2)",
        "d": "money",
        "e": "nameless",
        "f": "nameless (2)",
        "g": "x" * 200,
        "h": "x" * 192 + " (2)",
    }
    assert {loss.what: loss.count for loss in found.left_behind} == {SHORTENED: 2, TWINS: 3}
    assert standing(found.value, unnamed="").value == found.value


def test_codes_below_the_deepest_level_stand_on_it() -> None:
    codes = [Code(str(n), f"level {n}", parent=str(n - 1)) for n in range(1, 16)]

    found = standing(codes, unnamed="")

    above = {code.guid: code.parent for code in found.value}
    assert [above[str(n)] for n in (1, 2, 11, 12, 13, 14, 15)] == [
        *("", "1", "10"),
        *("11", "11", "11", "11"),
    ]
    assert found.left_behind == (Loss(TOO_DEEP, 3, ("level 13", "level 14", "level 15")),)


def test_what_has_no_place_here_is_told() -> None:
    assert {loss.what: loss.count for loss in left_out(whole_project())} == {
        WHOLE: 1,
        SETS_OF_CODES: 1,
        ATTRIBUTES_TOLD: 1,
        FURTHER_THINGS: 2,
    }
    heard = Source("s", "Talk", "Good day.", (Passage("p", 0, 4),), marks=(Mark(1_500, 5),))
    assert left_out(Project("", sources=(heard,))) == (
        Loss(MARKS, 1, ("Talk",)),
        Loss(WITHOUT_CODE, 1, ("Good",)),
    )
