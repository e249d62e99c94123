"""The course page, a reading, a discussion: what a participant opens every day."""

import argparse
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks.academy_data import Data
from benchmarks.harness import Figure, House

REPLIES = 4
"""To every contribution."""


def figures(house: House, data: Data, options: argparse.Namespace) -> Iterator[Figure]:
    """Of a participant who has done half of the course."""
    from localturn.academy.models import Activity

    participant = house.visitor(data.diligent)
    floor = house.floor(data.diligent, rounds=options.rounds)
    run = f"/academy/runs/{data.run.slug}/"

    cost = participant.cost(run, rounds=options.rounds)
    yield Figure(
        "course page", cost.milliseconds, "ms", 6, 3, floor=floor, rival=94, least=cost.least
    )
    yield Figure("course page, statements", cost.statements, "statements", 12)
    weight = participant.weight(run)
    yield Figure("course page, cold", weight.cold / 1024, "KiB", 150, 75)
    yield Figure("course page, requests", weight.requests, "requests", 8)
    yield Figure("course page, warm", weight.warm / 1024, "KiB", 15, 7.5)

    cost = participant.cost(f"{run}a/{data.reading.stable_id}/", rounds=options.rounds)
    name = f"reading of {len(data.reading.body.split())} words"
    yield cost.figure(name, 5, 2.5, floor=floor)

    discussion = Activity.objects.filter(version=data.run.version, kind="discussion")[0]
    talk(data, discussion, options.posts)
    cost = participant.cost(f"{run}a/{discussion.stable_id}/", rounds=options.rounds)
    name = f"discussion with {options.posts} posts"
    yield cost.figure(name, 6, 3, floor=floor, rival=132)
    yield Figure(f"{name}, statements", cost.statements, "statements", 12)
    weight = participant.weight(f"{run}a/{discussion.stable_id}/")
    yield Figure(f"{name}, warm", weight.warm / 1024, "KiB", 15, 7.5)


def talk(data: Data, discussion: Any, posts: int) -> None:
    """So many posts by as many people, four in five of them replies."""
    from localturn.academy.actions.forum import post

    contribution = None
    for number in range(posts):
        is_reply = number % (REPLIES + 1) > 0
        written = post(
            discussion,
            run=data.run,
            body=f"In our town this is *item {number}*. " + "We asked, and this was said. " * 12,
            by=data.seats[number % len(data.seats)].person,
            now=data.now + timedelta(seconds=number),
            answers=contribution if is_reply else None,
        )
        if not is_reply:
            contribution = written
