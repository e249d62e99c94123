"""Where passages stand on printed pages."""

from localturn.corpus.domain.facsimile import Area, areas, lines_of, page_of

UPRIGHT = (1 / 100, 0.0, 0.0, -1 / 200, 0.0, 1.0)
"""A page of 100 by 200 points, of which the picture begins at the top."""
BOXES = [
    (0, 0, 10.0, 180.0, 60.0, 190.0),
    (11, 0, 10.0, 160.0, 30.0, 170.0),
    (17, 1, 10.0, 180.0, 90.0, 190.0),
]
LINES = lines_of(BOXES, [15, 33])


def test_a_line_ends_where_the_next_begins_or_its_paragraph_ends() -> None:
    assert [(each.start, each.end) for each in LINES] == [(0, 11), (11, 15), (17, 33)]


def test_a_character_is_on_the_page_of_its_line() -> None:
    assert [page_of(LINES, at) for at in (0, 10, 16, 17, 900)] == [0, 0, 0, 1, 1]
    assert page_of([], 5) == 0


def test_a_passage_covers_its_part_of_each_line() -> None:
    found = areas(LINES, 5, 25, page=0, matrix=UPRIGHT)

    assert found == (Area(327.3, 40.0, 272.7, 70.0), Area(100.0, 140.0, 200.0, 70.0))
    assert areas(LINES, 5, 25, page=1, matrix=UPRIGHT) == (Area(100.0, 40.0, 400.0, 70.0),)
    assert areas(LINES, 15, 17, page=0, matrix=UPRIGHT) == ()


def test_a_page_that_lies_on_its_side_is_turned() -> None:
    turned = (0.0, 1 / 100, 1 / 200, 0.0, 0.0, 0.0)

    assert areas(LINES, 0, 11, page=0, matrix=turned) == (Area(890.0, 100.0, 70.0, 500.0),)


def test_what_a_file_claims_beyond_its_page_stays_on_the_picture() -> None:
    lines = lines_of([(0, 0, -500.0, 10.0, 900.0, 5000.0)], [10])

    assert areas(lines, 0, 10, page=0, matrix=UPRIGHT) == (Area(0.0, 0.0, 1000.0, 1000.0),)
