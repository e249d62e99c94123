"""What a participant's pages cost when there is ten times as much of everything around them."""

import argparse
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks.academy_data import Data, a_run, join
from benchmarks.academy_reading import talk
from benchmarks.harness import Figure, House, Visitor

PARAMETERS = {"people": 200, "posts": 50, "rounds": 100}
TIMES = 10
MORE = 3
"""Statements: a discussion that is too long for one is read in four."""
RUNS = 2
"""Of the course, besides the one that is measured."""


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """The cheapest round of each page, with the data and with ten times the data."""
    from localturn.academy.models import Activity

    data = a_run(options.people, words=0, slug="growth")
    discussion = Activity.objects.filter(version=data.run.version, kind="discussion")[0]
    talk(data, discussion, options.posts)
    _deliver(data, RUNS)
    run = f"/academy/runs/{data.run.slug}/"
    course = data.run.version.course
    pages = {
        "first page": "/",
        "calendar": "/calendar/",
        "course": course.get_absolute_url(),
        "courses": "/academy/courses/",
        "run": run,
        "reading": f"{run}a/{data.reading.stable_id}/",
        "discussion": f"{run}a/{discussion.stable_id}/",
        "own results": f"{run}results/{data.diligent_seat.pk}/",
    }
    participant = house.visitor(data.diligent)
    before = {name: _cost(participant, path, options.rounds) for name, path in pages.items()}
    join(data.run, (TIMES - 1) * options.people, now=data.now, prefix="more")
    talk(data, discussion, (TIMES - 1) * options.posts)
    _deliver(data, (TIMES - 1) * RUNS)
    for name, path in pages.items():
        cost, statements = _cost(participant, path, options.rounds)
        ratio = cost / before[name][0]
        yield Figure(f"growth: {name}, with {TIMES} times the data", ratio, "times", 1.2)
        more = statements - before[name][1]
        yield Figure(f"growth: {name}, statements more", more, "statements", MORE)


def _cost(visitor: Visitor, path: str, rounds: int) -> tuple[float, int]:
    """The cheapest round, as a multiple of a page with nothing on it: the machine may be busier
    now than it was before."""
    bare = visitor.cost("/bench-bare/", rounds=rounds)
    cost = visitor.cost(path, rounds=rounds)
    return cost.least / bare.least, cost.statements


def _deliver(data: Data, number: int) -> None:
    """So many runs more of the course, all ended, with nobody in them."""
    from localturn.academy.models import Run

    last = Run.objects.count()
    starts = data.run.starts_on - timedelta(days=365)
    made: list[Any] = [
        Run(
            slug=f"growth-{last + n}",
            title=f"Earlier {last + n}",
            version=data.run.version,
            zone=data.run.zone,
            starts_on=starts - timedelta(days=n),
            ends_on=starts,
            created_at=data.now,
        )
        for n in range(number)
    ]
    Run.objects.bulk_create(made)
