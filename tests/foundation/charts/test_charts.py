"""Charts are well-formed drawings that say what they show."""

import struct
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from localturn.foundation.charts import (
    Bar,
    Chart,
    Edge,
    Group,
    Series,
    Spot,
    Twig,
    bars,
    graph,
    heat,
    lines,
    tree,
)
from localturn.foundation.charts.drawing import ticks

pytestmark = pytest.mark.once

SVG = "{http://www.w3.org/2000/svg}"
EVIL = 'A <b> & "c"\x00'


def _texts(chart: Chart) -> list[str]:
    return [each.text or "" for each in ET.fromstring(chart.alone()).iter(f"{SVG}text")]


def test_bars_carry_their_names_values_and_intervals() -> None:
    chart = bars(
        "Money", "Two sides.", [Group(EVIL, (Bar(2.0, 1.0, 4.0), Bar(None)))], ["Europe", "America"]
    )

    texts = _texts(chart)
    assert 'A <b> & "c" ' in texts
    assert {"Europe", "America", "2", "–"} <= set(texts)
    drawn = ET.fromstring(chart.alone())
    assert [each.text for each in (drawn.find(f"{SVG}title"), drawn.find(f"{SVG}desc"))] == [
        "Money",
        "Two sides.",
    ]
    widths = [
        float(each.get("width", "0"))
        for each in drawn.iter(f"{SVG}rect")
        if each.find(f"{SVG}title") is not None
    ]
    assert len(widths) == 1


def test_in_a_page_a_chart_names_its_title_and_words() -> None:
    chart = heat("Together", "Which codes.", ["a", "b"], ["a", "b"], [[None, 3], [0, 1]])

    drawn = ET.fromstring(str(chart.inline("map")))
    assert drawn.get("aria-labelledby") == "map-title map-words"
    assert "http" not in str(chart.inline("map"))
    assert _texts(chart).count("–") == 1


def test_a_line_breaks_where_nothing_is_known() -> None:
    chart = lines("Years", "x", ["2019", "2020", "2021"], [Series("Money", (1.0, None, 2.0))])

    drawn = ET.fromstring(chart.alone())
    thick = [each for each in drawn.iter(f"{SVG}line") if each.get("stroke-width") == "2"]
    assert thick == []
    assert len(list(drawn.iter(f"{SVG}circle"))) == 2


def test_a_graph_draws_each_spot_and_each_tie_once() -> None:
    spots = [Spot("Havnby", 0, 0), Spot("State", 1, 1, group=1, weight=3)]
    chart = graph(
        "Ties", "x", spots, [Edge(0, 1, 2), Edge(1, 1, is_dashed=True)], ["Local", "State"]
    )

    drawn = ET.fromstring(chart.alone())
    assert len(list(drawn.iter(f"{SVG}path"))) == 2
    assert [each.get("stroke-dasharray") for each in drawn.iter(f"{SVG}circle")].count("6 4") == 1


FRAME = [
    Twig("Levels", 0),
    Twig("Vertical relations between towns and the state that they are a part of", 1, 1),
    Twig("Money", 2, 2),
    Twig("Competence", 2, 2),
    Twig("Horizontal", 1, 1),
    Twig("Loose", 0, 3),
]
KINDS = ["Concept", "Dimension", "Indicator", "Code"]


def _spots(chart: Chart) -> dict[str, tuple[float, float, str]]:
    """Of each line of words where it stands, and which end of it."""
    return {
        each.text or "": (
            float(each.get("x", "")),
            float(each.get("y", "")),
            each.get("text-anchor", ""),
        )
        for each in ET.fromstring(chart.alone()).iter(f"{SVG}text")
    }


def test_a_tree_has_a_column_for_each_depth_and_a_parent_amidst_what_hangs_on_it() -> None:
    chart = tree("Frame", "x", FRAME, KINDS)

    spots = _spots(chart)
    drawn = ET.fromstring(chart.alone())
    assert len(list(drawn.iter(f"{SVG}path"))) == 4
    assert spots["Levels"][0] == spots["Loose"][0] < spots["Horizontal"][0] < spots["Money"][0]
    middle = (spots["Vertical relations"][1] + spots["state that they are a p…"][1]) / 2
    assert middle == (spots["Money"][1] + spots["Competence"][1]) / 2
    assert spots["Levels"][1] < spots["Horizontal"][1] < spots["Loose"][1]
    assert [name for name in spots if name in KINDS] == KINDS
    told = {each.text for each in drawn.iter(f"{SVG}title")}
    assert FRAME[1].name in told


def test_no_two_names_of_a_tree_of_sixty_codes_in_four_levels_lie_over_each_other() -> None:
    twigs = []
    for concept in range(3):
        twigs.append(Twig(f"Concept {concept} " + "of several words " * 3, 0, 0))
        for dimension in range(2):
            twigs.append(Twig(f"Dimension {concept}.{dimension}", 1, 1))
            for indicator in range(2):
                twigs.append(
                    Twig(f"Indicator {concept}.{dimension}.{indicator} " + "long " * 9, 2, 2)
                )
                twigs += [
                    Twig(
                        f"Code {concept}.{dimension}.{indicator}.{code} {'with words ' * code}",
                        3,
                        3,
                    )
                    for code in range(5)
                ]
    chart = tree("Frame", "x", twigs, KINDS)

    by_column: dict[float, list[float]] = {}
    for each in ET.fromstring(chart.alone()).iter(f"{SVG}text"):
        by_column.setdefault(float(each.get("x", "")), []).append(float(each.get("y", "")))
    assert len([twig for twig in twigs if twig.group == 3]) == 60
    for rows in by_column.values():
        rows.sort()
        assert all(b - a >= 16 for a, b in pairwise(rows))
    assert chart.width == 4 * 216


def test_a_tree_whose_names_are_written_from_the_right_begins_there() -> None:
    one, other = (tree("Frame", "x", FRAME, KINDS, is_mirrored=each) for each in (False, True))

    left, right = _spots(one), _spots(other)
    assert {name: (one.width - x, y) for name, (x, y, _) in left.items()} == {
        name: (x, y) for name, (x, y, _) in right.items()
    }
    assert {anchor for *_, anchor in left.values()} == {"start"}
    assert {anchor for *_, anchor in right.values()} == {"end"}


def test_nothing_to_show_is_still_a_drawing() -> None:
    for chart in (
        bars("t", "w", [], []),
        heat("t", "w", [], [], []),
        lines("t", "w", [], []),
        graph("t", "w", [], [], []),
        tree("t", "w", [], []),
    ):
        assert ET.fromstring(chart.alone()).tag == f"{SVG}svg"


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, [0, 1]), (10, [0, 2, 4, 6, 8, 10]), (0.37, [0, 0.1, 0.2, 0.3, 0.4]), (7, [0, 2, 4, 6, 8])],
)
def test_an_axis_has_round_figures(highest: float, marks: list[float]) -> None:
    assert [round(mark, 6) for mark in ticks(highest)] == marks


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_of_a_very_large_drawing_has_no_more_pixels_than_a_process_bears() -> None:
    small = tree("Frame", "x", FRAME, KINDS)
    large = tree("Frame", "x", [Twig(f"Town {n} " + "long " * 20, 0) for n in range(600)], [])

    width, height = _size(large.as_png())

    assert small.width * small.height < 1_000_000
    assert _size(small.as_png())[0] == small.width * 3 // 2
    assert large.width * large.height * 9 // 4 > 8_000_000
    assert 7_500_000 < width * height <= 8_100_000
