"""The board of comments of a seminar: who owes which group a comment, of everybody; and the video
of a group on a line that drops."""

import argparse
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks import dropped_uploads
from benchmarks.academy_data import join
from benchmarks.harness import Figure, House

PARAMETERS = {"rounds": 60, **dropped_uploads.PARAMETERS}
SIZES = ((30, 8, 15), (300, 60, 120))
"""People, groups, and the milliseconds that their board may take."""


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """As a facilitator sees it, what each participant's own page of it costs, and a video that a
    group hands in over a line that drops."""
    for people, groups, target in SIZES:
        run, facilitator, seats = _seminar(people, groups)
        address = f"/academy/runs/{run.slug}/a/presentation/"
        name = f"{people} people × {groups} groups"
        visitor = house.visitor(facilitator)
        cost = visitor.cost(f"{address}board/", rounds=options.rounds)
        floor = house.floor(facilitator, rounds=options.rounds)
        yield cost.figure(f"comment board: {name}", target, floor=floor)
        yield Figure(f"comment board: {name}, statements", cost.statements, "statements", 20)
        own = house.visitor(seats[0].person).cost(address, rounds=options.rounds)
        yield own.figure(f"one's own group work: {name}", 60, floor=floor)
    yield from dropped_uploads.figures(house, options)


def _seminar(people: int, groups: int) -> tuple[Any, Any, list[Any]]:
    """A run past its first deadline: every group has handed in, and all but a tenth of the comments
    are written."""
    from localturn.academy.actions import publishing, runs
    from localturn.academy.actions.folders import import_folder
    from localturn.academy.actions.groups import add_groups
    from localturn.academy.demo.seminar import FOLDER
    from localturn.academy.models import Course, GroupComment, GroupHandIn, GroupSeat
    from localturn.foundation import moments
    from localturn.foundation.people.models import Person

    now = moments.now()
    slug = f"seminar-{people}"
    author = Person.objects.create_user(f"{slug}@bench.example", None, name="A", can_author=True)
    course = Course.objects.filter(slug=FOLDER.name).first()
    if course is None:
        import_folder(FOLDER, by=author, now=now)
        course = Course.objects.get(slug=FOLDER.name)
        publishing.publish(course, by=author, now=now)
    version = course.versions.get(number=1)
    Person.objects.filter(pk=author.pk).update(is_staff=True)
    author.refresh_from_db()
    run = runs.open_run(
        version,
        slug=slug,
        title="Measured",
        zone="Europe/Berlin",
        starts_on=now.date() - timedelta(days=9),
        ends_on=now.date() + timedelta(days=30),
        is_open=False,
        capacity=None,
        host=None,
        partners=[],
        by=author,
        now=now,
    )
    seats = join(run, people, now=now, prefix=slug)
    grouping, work = run.groupings.get(), run.group_works.get()
    made = add_groups(grouping, groups, by=author)
    of = [made[number % groups] for number in range(len(seats))]
    GroupSeat.objects.bulk_create(
        GroupSeat(grouping=grouping, group=group, enrolment=seat)
        for seat, group in zip(seats, of, strict=True)
    )
    handed_in_at = now - timedelta(days=4)
    GroupHandIn.objects.bulk_create(
        GroupHandIn(work=work, group=group, number=1, text="Work", handed_in_at=handed_in_at)
        for group in made
    )
    GroupComment.objects.bulk_create(
        [
            GroupComment(
                work=work,
                enrolment=seat,
                author_group=own,
                group=group,
                body="Good",
                body_html="<p>Good</p>",
                written_at=now,
            )
            for number, (seat, own) in enumerate(zip(seats, of, strict=True))
            for group in made
            if group.pk != own.pk and (group.number + number) % 10
        ],
        batch_size=500,
    )
    run.group_works.update(settled_at=now)
    return run, author, seats
