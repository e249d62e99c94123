"""An attempt at a test of 20 questions, one answer saved, results of everybody, a spreadsheet."""

import argparse
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlencode

from benchmarks.academy_data import Data
from benchmarks.harness import Figure, House

FORM = "application/x-www-form-urlencoded"


def figures(house: House, data: Data, options: argparse.Namespace) -> Iterator[Figure]:
    """The participant's attempt, and the facilitator's table."""
    from localturn.academy.models import Attempt

    participant = house.visitor(data.participant)
    facilitator = house.visitor(data.facilitator)
    floor = house.floor(data.participant, rounds=options.rounds)
    test = f"/academy/runs/{data.run.slug}/a/preliminary-test/"
    participant.post(f"{test}start/", b"sure=on", FORM)
    attempt = Attempt.objects.get(enrolment=data.seats[0])

    cost = participant.cost(test, rounds=options.rounds)
    yield Figure(
        "attempt page, 20 questions",
        cost.milliseconds,
        "ms",
        5,
        floor=floor,
        rival=81,
        least=cost.least,
    )
    yield Figure("attempt page, statements", cost.statements, "statements", 8)
    weight = participant.weight(test)
    yield Figure("attempt page, cold", weight.cold / 1024, "KiB", 150, 75)
    yield Figure("attempt page, warm", weight.warm / 1024, "KiB", 15, 7.5)

    answer = attempt.answers.filter(question__kind="single").order_by("position")[0]
    sequences = count(1)

    def save() -> None:
        fields = {f"a{answer.position}": "1", "sequence": str(next(sequences))}
        address = f"/academy/attempts/{attempt.pk}/{answer.position}/"
        saved = participant.post(address, urlencode(fields).encode(), FORM)
        if saved.status != 200:
            raise RuntimeError(f"{address} answered {saved.status}")

    cost = participant.cost_of(save, rounds=options.rounds)
    yield Figure(
        "save one answer", cost.milliseconds, "ms", 2.5, floor=floor, rival=29, least=cost.least
    )
    yield Figure("save one answer, statements", cost.statements, "statements", 4)

    results = f"/academy/runs/{data.run.slug}/results/"
    cost = facilitator.cost(results, rounds=options.rounds)
    yield cost.figure("results of a run", 40, 15, floor=floor)
    cost = facilitator.cost(f"{results}?view=activities", rounds=options.rounds)
    yield Figure(
        "results of a run, every activity",
        cost.milliseconds,
        "ms",
        40,
        25,
        floor=floor,
        least=cost.least,
    )
    cost = facilitator.cost(f"{results}table.xlsx", rounds=max(3, options.rounds // 20))
    yield cost.figure("results as a spreadsheet", 1000, 500)
