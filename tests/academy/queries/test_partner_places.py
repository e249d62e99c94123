"""How the places of many runs stand, asked at once."""

from datetime import timedelta
from typing import Any

import pytest

from localturn.academy.actions.enrolment.partners import open_to_partners, take_in
from localturn.academy.models import Enrolment
from localturn.academy.queries.partner_places import divisions_of
from localturn.academy.queries.seats import division_of
from localturn.foundation.seats import free_for, free_in_rest
from makers.academy import NOON, make_enrolment, make_facilitator, make_run
from makers.people import make_organisation, make_person

pytestmark = pytest.mark.django_db


def test_the_places_of_many_runs_stand_as_those_of_each(django_assert_num_queries: Any) -> None:
    first, second = make_organisation("First"), make_organisation("Second")
    soon = NOON.date() + timedelta(days=30)
    full, shared, bare = (make_run(capacity=n, starts_on=soon) for n in (3, 9, None))
    for run, quotas in ((full, {first.pk: 2}), (shared, {first.pk: 3, second.pk: None})):
        guide = make_facilitator(run)
        open_to_partners(run, quotas=quotas, by=guide, now=NOON)
        take_in(run, make_person(), organisation=first, by=guide, now=NOON)
        make_enrolment(run, organisation=first, way=Enrolment.Way.NOMINATION)
        make_enrolment(run)
    runs = [full.pk, shared.pk, bare.pk]

    with django_assert_num_queries(1):
        found = divisions_of(runs, now=NOON)

    for run in (full, shared, bare):
        run.refresh_from_db()
        alone = division_of(run, now=NOON)
        assert free_in_rest(found[run.pk]) == free_in_rest(alone)
        for partner in (first.pk, second.pk):
            assert free_for(found[run.pk], partner) == free_for(alone, partner)
    assert [free_for(found[each], first.pk) for each in runs] == [0, 6, None]
