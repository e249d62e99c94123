"""What the academy's pages cost in a run of many people, and everything else that it must stand."""

import argparse
from collections.abc import Iterator

from benchmarks import academy_marking, academy_reading, gradebook, growth, load
from benchmarks import house as serving
from benchmarks.academy_data import a_run
from benchmarks.harness import Figure, House

PARAMETERS = {
    "enrolled": 200,
    "words": 1500,
    "posts": 50,
    "people": gradebook.PARAMETERS["people"],
    "columns": gradebook.PARAMETERS["columns"],
    "seconds": load.PARAMETERS["seconds"],
    "rounds": 100,
}
"""`people` are those of the gradebook; as many as are enrolled sit the test and grow tenfold."""


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """A participant's and a marker's pages of one run, what they cost with ten times the data, the
    gradebook, the memory of serving, and at last everybody in the final test at once."""
    data = a_run(options.enrolled, words=options.words)
    yield from academy_reading.figures(house, data, options)
    yield from academy_marking.figures(house, data, options)
    of_all = argparse.Namespace(**vars(options) | {"people": options.enrolled})
    yield from growth.figures(house, of_all)
    yield from gradebook.figures(house, options)
    if house.database == "sqlite":
        yield serving.idle()
    yield from load.figures(house, of_all)
