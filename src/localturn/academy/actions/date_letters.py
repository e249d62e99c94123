"""Letters to participants about dates of their run that have moved: one letter for all of them."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from localturn.academy.actions.letters import about, participants_of
from localturn.academy.domain.allowances import NOTHING, deadline
from localturn.academy.domain.pace import due, opening
from localturn.academy.models import Enrolment, Run
from localturn.academy.queries.behind import own_in
from localturn.academy.queries.places import start_of
from localturn.foundation.mail.actions import post
from localturn.foundation.tasks import task


@dataclass(frozen=True)
class Moved:
    """What of a run has moved, by keys: activities with a new deadline or meeting, and modules
    with a new opening."""

    activities: Set[int] = frozenset()
    modules: Set[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.activities or self.modules)


def dates_moved(run: Run, moved: Moved, *, now: datetime, run_days: bool = False) -> None:
    """Tell all participants what has moved, and the run's first and last day where `run_days`; a
    task writes to each."""
    tell_of_moved.enqueue(
        run.pk, sorted(moved.activities), sorted(moved.modules), now.isoformat(), run_days=run_days
    )


def own_dates_moved(
    run: Run, moved: Mapping[int, Moved], *, now: datetime, run_days: bool = False
) -> None:
    """The same to those on some seats, each of their own."""
    theirs = {
        str(seat): [sorted(each.activities), sorted(each.modules)] for seat, each in moved.items()
    }
    tell_of_own_dates.enqueue(run.pk, theirs, now.isoformat(), run_days=run_days)


@task()
def tell_of_moved(
    run_id: int, activities: list[int], modules: list[int], moved_at: str, *, run_days: bool = False
) -> None:
    """Write to each participant of a run about its new dates."""
    run = Run.objects.select_related("version").get(pk=run_id)
    everybodys = Moved(frozenset(activities), frozenset(modules))
    seats = participants_of(run)
    _write(run, {seat.pk: everybodys for seat, _person in seats}, moved_at, run_days=run_days)


@task()
def tell_of_own_dates(
    run_id: int, moved: dict[str, list[list[int]]], moved_at: str, *, run_days: bool = False
) -> None:
    """Write to participants of a run, by their seats, about their own new dates."""
    run = Run.objects.select_related("version").get(pk=run_id)
    theirs = {
        int(seat): Moved(frozenset(activities), frozenset(modules))
        for seat, (activities, modules) in moved.items()
    }
    _write(run, theirs, moved_at, run_days=run_days)


def _write(run: Run, moved: Mapping[int, Moved], moved_at: str, *, run_days: bool) -> None:
    changes = _Changes(run, moved.values())
    for seat, person in participants_of(run):
        if seat.pk not in moved:
            continue
        post(
            to=person,
            template="academy/mail/deadlines_moved",
            key=f"academy/moved/{run.pk}/{person.pk}/{moved_at}",
            context=about(run)
            | {
                "changes": changes.of(seat, moved[seat.pk]),
                "run_days": run_days,
                "starts_on": run.starts_on,
                "ends_on": run.ends_on,
            },
        )


class _Changes:
    """The new dates of what has moved for somebody in a run (4 statements for all of them)."""

    def __init__(self, run: Run, moved: Iterable[Moved]) -> None:
        every = list(moved)
        activities = frozenset[int]().union(*(each.activities for each in every))
        modules = frozenset[int]().union(*(each.modules for each in every))
        rows = run.schedule.filter(activity__in=activities).select_related("activity")
        self.run, self.own = run, own_in(run)
        self.rows = list(rows.order_by("activity__position"))
        releases = run.releases.filter(module__in=modules).select_related("module")
        self.releases = list(releases.order_by("module__position"))

    def of(self, seat: Enrolment, moved: Moved) -> list[dict[str, Any]]:
        """Openings first, then what is due or meets, each in the order of the course."""
        start, given = start_of(self.run, seat), self.own.get(seat.pk, {})
        return [
            {
                "title": release.module.title,
                "opens": opening(release.opens_at, release.opens_after, start),
            }
            for release in self.releases
            if release.module_id in moved.modules
        ] + [
            {
                "title": row.activity.title,
                "due": deadline(
                    due(row.due_at, row.due_after, start),
                    given.get(row.activity_id, NOTHING).due_at,
                ),
                "starts": row.starts_at,
            }
            for row in self.rows
            if row.activity_id in moved.activities
        ]
