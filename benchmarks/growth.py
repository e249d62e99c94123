"""What a participant's pages cost when there is ten times as much of everything around them, and a
facilitator's when there is ten times as much in other runs.

A facilitator's results and desk read everybody of their own run, since they put everybody in order
and say who is behind: what they cost grows with these people, and how much is told and not judged.
What they must not do is grow with what is in other runs.
"""

import argparse
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from benchmarks.academy_data import Data, a_run, join
from benchmarks.academy_reading import talk
from benchmarks.harness import Figure, House, Visitor

PARAMETERS = {"people": 200, "posts": 50, "rounds": 100}
TIMES = 10
MORE = 3
"""Statements: a discussion that is too long for one is read in four."""
RUNS = 2
"""Of the course, besides the one that is measured; and as many with people in them."""
DONE = 10
"""Activities that everybody in these has done."""


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """The cheapest round of each page, with the data and with ten times the data."""
    from localturn.academy.models import Activity

    data = a_run(options.people, words=0, slug="growth")
    discussion = Activity.objects.filter(version=data.run.version, kind="discussion")[0]
    talk(data, discussion, options.posts)
    _deliver(data, RUNS)
    _fill(data, _deliver(data, RUNS), options.people)
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
    kept = {"results": f"{run}results/", "desk": f"{run}desk/"}
    facilitator = house.visitor(data.facilitator)
    of_few = {name: _cost(facilitator, path, options.rounds) for name, path in kept.items()}
    _fill(data, _deliver(data, (TIMES - 1) * RUNS), options.people)
    for name, path in kept.items():
        cost, statements = _cost(facilitator, path, options.rounds)
        said = f"growth: {name}, with {TIMES} times the people in other runs"
        yield Figure(said, cost / of_few[name][0], "times", 1.2)
        yield Figure(f"{said}, statements more", statements - of_few[name][1], "statements", 0)
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
    for name, path in kept.items():
        cost, statements = _cost(facilitator, path, options.rounds)
        said = f"growth: {name}, with {TIMES} times the people of the run itself"
        yield Figure(said, cost / of_few[name][0], "times")
        yield Figure(f"{said}, statements more", statements - of_few[name][1], "statements", MORE)


def _cost(visitor: Visitor, path: str, rounds: int) -> tuple[float, int]:
    """The cheapest round, as a multiple of a page with nothing on it: the machine may be busier
    now than it was before."""
    bare = visitor.cost("/bench-bare/", rounds=rounds)
    cost = visitor.cost(path, rounds=rounds)
    return cost.least / bare.least, cost.statements


def _deliver(data: Data, number: int) -> list[Any]:
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
    return Run.objects.bulk_create(made)


def _fill(data: Data, runs: list[Any], people: int) -> None:
    """So many people into each of these runs, with what they have done and their points."""
    from localturn.academy.models import Activity, Completion, GradeEntry

    steps = list(Activity.objects.filter(version=data.run.version).order_by("position"))[:DONE]
    for run in runs:
        seats = join(run, people, now=data.now, prefix=run.slug)
        Completion.objects.bulk_create(
            Completion(enrolment=seat, activity=step, done_at=data.now)
            for seat in seats
            for step in steps
        )
        GradeEntry.objects.bulk_create(
            GradeEntry(
                enrolment=seat,
                activity=step,
                points=Decimal(1),
                origin=GradeEntry.Origin.FACILITATOR,
                entered_at=data.now,
            )
            for seat in seats
            for step in steps
            if step.points
        )
