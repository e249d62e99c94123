"""What the academy's pages cost in a run of many people."""

import argparse
from collections.abc import Iterator

from benchmarks import academy_marking
from benchmarks.academy_data import a_run
from benchmarks.harness import Figure, House


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """All of them, on the same run."""
    data = a_run(options.enrolled)
    yield from academy_marking.figures(house, data, options)
