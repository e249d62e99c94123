"""What the academy's pages cost in a run of many people."""

import argparse
from collections.abc import Iterator

from benchmarks import academy_marking, academy_reading
from benchmarks.academy_data import a_run
from benchmarks.harness import Figure, House

PARAMETERS = {"enrolled": 200, "words": 1500, "posts": 50, "rounds": 100}


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """All of them, on the same run."""
    data = a_run(options.enrolled, words=options.words)
    yield from academy_reading.figures(house, data, options)
    yield from academy_marking.figures(house, data, options)
