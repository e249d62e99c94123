from datetime import timedelta

import pytest

from localturn.academy.actions.retention import forget_old_invitations
from localturn.academy.models import Invitation, Nomination, Run
from localturn.foundation import moments
from localturn.foundation.room import timetable
from makers.academy import NOON, make_enrolment, make_run
from makers.people import make_organisation

pytestmark = pytest.mark.django_db


def make_invited(run: Run) -> None:
    invitation = Invitation.objects.create(
        run=run,
        email="ana@example.org",
        name="Ana",
        language="en",
        token=f"token-{run.pk}",
        invited_at=NOON,
        expires_at=NOON,
    )
    Nomination.objects.create(
        run=run,
        organisation=make_organisation(),
        name="Ana",
        email="ana@example.org",
        language="en",
        nominated_at=NOON,
        invitation=invitation,
    )


def test_invitations_and_nominations_go_a_year_after_their_run_and_seats_stay() -> None:
    run, later = make_run(), make_run(starts_on=NOON.date() + timedelta(days=1))
    seat = make_enrolment(run)
    for each in (run, later):
        make_invited(each)
    a_year_and_a_day_after = timedelta(days=366) + (run.ends_on - NOON.date())

    with moments.travelled(NOON + a_year_and_a_day_after - moments.now()):
        forget_old_invitations.call()

    left = [list(model.objects.values_list("run", flat=True)) for model in (Invitation, Nomination)]
    assert left == [[later.pk], [later.pk]]
    seat.refresh_from_db()
    assert seat.person is not None


def test_the_timetable_does_it_every_day() -> None:
    assert forget_old_invitations.module_path in {entry.task for entry in timetable()}
