"""Charts are well-formed drawings that say what they show."""

from xml.etree import ElementTree as ET

import pytest

from localturn.foundation.charts import (
    Bar,
    Chart,
    Edge,
    Group,
    Series,
    Spot,
    bars,
    graph,
    heat,
    lines,
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


def test_nothing_to_show_is_still_a_drawing() -> None:
    for chart in (
        bars("t", "w", [], []),
        heat("t", "w", [], [], []),
        lines("t", "w", [], []),
        graph("t", "w", [], [], []),
    ):
        assert ET.fromstring(chart.alone()).tag == f"{SVG}svg"


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, [0, 1]), (10, [0, 2, 4, 6, 8, 10]), (0.37, [0, 0.1, 0.2, 0.3, 0.4]), (7, [0, 2, 4, 6, 8])],
)
def test_an_axis_has_round_figures(highest: float, marks: list[float]) -> None:
    assert [round(mark, 6) for mark in ticks(highest)] == marks
