"""What of the exchange stands in a student's own calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from exchange.applications.test_in_a_run import confirm, make_seminar
from localturn.exchange.calendar import calendar_entries
from localturn.exchange.domain.applications import Stage
from localturn.foundation.calendar import Kind
from localturn.foundation.people.models import Person
from makers.exchange import NOON, make_application, make_applied

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def said(person: Person | None) -> list[tuple[Kind, str, Any]]:
    assert person is not None
    found = calendar_entries(person, since=NOON, until=NOON + timedelta(days=365))
    return [(each.kind, each.title, each.starts) for each in found]


def test_the_last_moment_to_send_a_draft_stands_there_until_it_is_sent() -> None:
    world = make_applied(apply_until=date(2026, 6, 10))
    draft = make_application(world, Stage.DRAFT)

    assert said(draft.student) == [
        (Kind.DUE, "Apply: Towns on the move", datetime(2026, 6, 10, 21, 59, tzinfo=UTC))
    ]
    assert said(make_application(world).student) == []


def test_the_meetings_of_a_course_outside_stand_there_for_who_has_a_place() -> None:
    world = make_applied()
    placed, nominated = (
        make_application(world, each) for each in (Stage.ACCEPTED, Stage.NOMINATED)
    )

    assert said(placed.student) == [
        (
            Kind.MEETING,
            "Towns on the move: Introduction",
            datetime(2026, 10, 23, 8, tzinfo=UTC),
        ),
        (Kind.MEETING, "Towns on the move: Housing", datetime(2026, 10, 30, 9, tzinfo=UTC)),
    ]
    assert said(nominated.student) == []


def test_until_when_a_kept_place_is_to_be_confirmed_stands_there_until_it_is() -> None:
    application = make_application(make_seminar(), Stage.ACCEPTED)
    before = said(application.student)
    confirm(application)

    assert before == [(Kind.DUE, "Confirm your place: Towns on the move", NOON + timedelta(days=7))]
    assert said(application.student) == []
