"""Where coders agree and where not."""

import pytest

from localturn.corpus.domain.disagreements import Mark, Tally, Verdict, regions, tally

pytestmark = pytest.mark.once

ANA, BO, CY = 1, 2, 3
CODERS = {7: (ANA, BO), 8: (ANA, BO, CY)}


def test_the_same_passage_by_all_is_agreed() -> None:
    (region,) = regions([Mark(1, 7, 0, 9, 5, ANA), Mark(2, 7, 0, 9, 5, BO)], CODERS)

    assert (region.verdict, region.start, region.end) == (Verdict.AGREED, 0, 9)
    assert region.silent == ()


def test_other_ends_are_a_disagreement_about_bounds() -> None:
    (region,) = regions([Mark(1, 7, 0, 9, 5, ANA), Mark(2, 7, 4, 12, 5, BO)], CODERS)

    assert (region.verdict, region.start, region.end) == (Verdict.BOUNDS, 0, 12)


def test_two_short_marks_of_one_against_a_long_one_of_the_other_are_one_region() -> None:
    marks = [Mark(1, 7, 0, 4, 5, ANA), Mark(2, 7, 6, 9, 5, ANA), Mark(3, 7, 0, 9, 5, BO)]

    (region,) = regions(marks, CODERS)

    assert region.verdict is Verdict.BOUNDS
    assert {coder: len(found) for coder, found in region.by_coder.items()} == {ANA: 2, BO: 1}


def test_who_was_to_code_it_and_did_not_is_named() -> None:
    (region,) = regions([Mark(1, 8, 0, 9, 5, ANA), Mark(2, 8, 0, 9, 5, BO)], CODERS)

    assert (region.verdict, region.silent) == (Verdict.MISSING, (CY,))


def test_codes_and_gaps_part_regions_and_what_touches_is_not_joined() -> None:
    marks = [
        *(Mark(1, 7, 0, 4, 5, ANA), Mark(2, 7, 4, 8, 5, ANA), Mark(3, 7, 0, 8, 6, ANA)),
        *(Mark(4, 7, 0, 4, 5, CY), Mark(5, 99, 0, 4, 5, ANA)),
    ]

    found = regions(marks, CODERS)

    assert [(r.code, r.start, r.end) for r in found] == [(5, 0, 4), (6, 0, 8), (5, 4, 8)]
    assert tally(found) == Tally(missing=3)
    assert tally(found).total == 3
