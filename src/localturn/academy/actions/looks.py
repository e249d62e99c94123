"""Figures about a run, counted once a day and kept as they were shown."""

from datetime import datetime, timedelta

from django.db import transaction

from localturn.academy.domain.small_groups import Group, Tally, may_be_taken, show
from localturn.academy.models import Look, Run
from localturn.academy.queries.looks import (
    OTHERS,
    Counted,
    figures_of,
    people_of_report,
    report_group,
    states_of,
    unnamed_people_of,
)
from localturn.foundation import moments
from localturn.foundation.people.models import Organisation
from localturn.foundation.tasks import task

STILL_COUNTED = timedelta(days=90)
"""How long after its end a run is looked at: certificates come late."""


@task()
def take_looks() -> None:
    """Count anew what is shown of each run, where enough has changed."""
    now = moments.now()
    runs = Run.objects.filter(ends_on__gte=now.date() - STILL_COUNTED).order_by("pk")
    for run in runs:
        take_looks_at(run, now=now)


def take_looks_at(run: Run, *, now: datetime) -> None:
    """The run's own report, and for each association that nominates what it sees of its people."""
    people = people_of_report(run)
    _take(run, None, people, report_group(people), now)
    for partner in run.partners.select_related("organisation"):
        unnamed = unnamed_people_of(run, partner.organisation)
        tally = sum((each.tally for each in unnamed), Tally())
        _take(run, partner.organisation, unnamed, Group("all", tally), now)


@transaction.atomic
def _take(
    run: Run,
    organisation: Organisation | None,
    people: list[Counted],
    group: Group,
    now: datetime,
) -> None:
    Run.objects.select_for_update().get(pk=run.pk)  # two that count at once take one look
    earlier = run.looks.filter(organisation=organisation)
    states = states_of(people)
    taken = [dict(each) for each in earlier.values_list("states", flat=True)]
    figures = figures_of(show(group, others=OTHERS))
    if not taken and figures is None:
        return  # nothing is shown of fewer than five, and nothing is told by its absence
    if (taken and states == taken[-1]) or not may_be_taken(states, taken):
        return
    Look.objects.create(
        run=run, organisation=organisation, taken_at=now, figures=figures, states=states
    )
