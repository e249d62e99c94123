"""The gradebook of a large run: fifty people with every activity, sorted by what they have."""

import argparse
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from benchmarks.academy_data import Data, a_run
from benchmarks.harness import Figure, House

PARAMETERS = {"people": 500, "columns": 30, "rounds": 100}
ASSOCIATIONS = 8


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """As a facilitator sees it."""
    data = a_run(options.people, words=0, slug="gradebook", activities=options.columns)
    _record(data)
    facilitator = house.visitor(data.facilitator)
    floor = house.floor(data.facilitator, rounds=options.rounds)
    results = f"/academy/runs/{data.run.slug}/results/"
    for name, asked, statements in (
        ("every activity, by total", "view=activities&order=points&down=1", 8),
        ("every activity, by name", "view=activities&order=name", 8),
        ("sums, by total", "order=points&down=1", 12),
    ):
        cost = facilitator.cost(f"{results}?{asked}", rounds=options.rounds)
        yield cost.figure(f"gradebook: {name}", 40, 15, floor=floor)
        yield Figure(f"gradebook: {name}, statements", cost.statements, "statements", statements)
    cost = facilitator.cost(f"{results}table.xlsx", rounds=max(3, options.rounds // 20))
    yield cost.figure("gradebook as a spreadsheet", 2500, 1250, floor=floor)


def _record(data: Data) -> None:
    """Everybody is of an association and has done some of it, each so much more than the one
    before; every second of them only what `a_run` has recorded."""
    from localturn.academy.models import Activity, Completion, Enrolment, GradeEntry
    from localturn.foundation.people.models import Organisation

    associations = [
        Organisation.objects.create(
            slug=f"association-{n}", kind="association", name=f"Association {n}", folded=f"{n}"
        )
        for n in range(ASSOCIATIONS)
    ]
    steps = list(Activity.objects.filter(version=data.run.version).order_by("position"))
    done: list[Any] = []
    grades: list[Any] = []
    for number, seat in enumerate(data.seats):
        seat.organisation = associations[number % ASSOCIATIONS]
        for step in [] if number % 2 else steps[: number % len(steps)]:
            done.append(Completion(enrolment=seat, activity=step, done_at=data.now))
            if step.points:
                points = min(step.points, Decimal(number % 40) / 4)
                grades.append(
                    GradeEntry(
                        enrolment=seat,
                        activity=step,
                        points=points,
                        origin=GradeEntry.Origin.FACILITATOR,
                        entered_at=data.now,
                    )
                )
    Enrolment.objects.bulk_update(data.seats, ["organisation"])
    Completion.objects.bulk_create(done)
    GradeEntry.objects.bulk_create(grades)
