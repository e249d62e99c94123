"""Charts drawn on the server as SVG: in a page they take its colours, alone they bring their own.

Every chart has a title and a sentence for who does not see it, and stands beside its table, which
says the same in figures.
"""

from localturn.foundation.charts.bars import Bar, Group, bars
from localturn.foundation.charts.drawing import Chart
from localturn.foundation.charts.graph import Edge, Spot, graph
from localturn.foundation.charts.heat import heat
from localturn.foundation.charts.lines import Series, lines
from localturn.foundation.charts.tree import Twig, tree

__all__ = [
    "Bar",
    "Chart",
    "Edge",
    "Group",
    "Series",
    "Spot",
    "Twig",
    "bars",
    "graph",
    "heat",
    "lines",
    "tree",
]
