from functools import partial
from pathlib import Path

import pytest

from localturn.academy.actions.progress import record_done
from localturn.academy.models import Activity, Certificate, Completion
from makers.academy import NOON, make_enrolment, make_run
from makers.marking import earn
from makers.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_the_last_two_facts_at_the_same_moment_earn_the_certificate(tmp_path: Path) -> None:
    seat = make_enrolment(make_run())
    earn(seat, but="reading-1")
    Completion.objects.filter(enrolment=seat, activity__stable_id="case-2").delete()
    last = Activity.objects.filter(
        version=seat.run.version_id, stable_id__in=["reading-1", "case-2"]
    )

    def done(activity: Activity) -> int:
        record_done(seat, activity, now=NOON)
        return Certificate.objects.filter(enrolment=seat).count()

    issued = at_once(*(partial(done, each) for each in last), folder=tmp_path)

    assert max(issued) == 1, issued
