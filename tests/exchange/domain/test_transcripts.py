"""Grading scales with their distribution tables, and what a transcript says."""

from decimal import Decimal

import pytest

from localturn.exchange.domain.transcripts import (
    Scale,
    Step,
    Unfit,
    digest,
    names_of,
    steps_from,
    written,
)

pytestmark = pytest.mark.once

GERMAN = "1,0; 90; 20\n2.0; 75; 45,5 %\n\n3.0; 60; 24.5\n4.0; 50; 10"


def test_a_scale_is_read_as_people_write_it_and_written_as_it_is_read() -> None:
    steps = steps_from(GERMAN)

    assert steps[1] == Step("2.0", Decimal(75), Decimal("45.5"))
    assert steps_from(written(steps)) == steps


def test_the_local_mark_is_the_best_step_that_is_reached() -> None:
    scale = Scale("German", "Social sciences", 200, steps_from(GERMAN))
    given = [scale.label_for(Decimal(points), Decimal(40)) for points in (40, 36, 35, 20, 19)]

    assert given == ["1,0", "1,0", "2.0", "4.0", ""]
    assert scale.label_for(Decimal(0), Decimal(0)) == ""


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("  \n", "empty", 0),
        ("A; 90", "line", 1),
        ("A; 90; 100\nB; much; 0", "line", 2),
        ("A; 90; -1", "line", 1),
        ("A; NaN; 100", "line", 1),
        ("A; -0; 100", "line", 1),
        ("A; 0e-9; 100", "line", 1),
        ("A; 0e-99999999999; 100", "line", 1),
        ("A; ٩٠; 100", "line", 1),
        ("A; 101; 100", "line", 1),
        ("A; 90; 33.333", "line", 1),
        ("A; 50; 50\nB; 60; 50", "order", 2),
        ("A; 60; 50\nA; 50; 50", "twice", 0),
        ("A; 60; 50\nB; 50; 49", "sum", 0),
        ("\n".join(f"{n}; {99 - n}; 4" for n in range(25)), "many", 0),
    ],
)
def test_what_is_no_scale_is_told_with_its_line(text: str, what: str, line: int) -> None:
    with pytest.raises(Unfit) as unfit:
        steps_from(text)

    assert (unfit.value.what, unfit.value.line) == (what, line)


def test_the_digest_does_not_depend_on_the_order_of_what_is_said() -> None:
    assert digest({"a": "1", "b": "é"}) == digest({"b": "é", "a": "1"})
    assert digest({"a": "1"}) != digest({"a": "2"})


def test_names_are_told_apart_as_far_as_one_field_tells() -> None:
    assert names_of("Ana María Petrovska") == ("Ana María", "Petrovska")
    assert names_of("Suharto") == ("Suharto", "Suharto")
