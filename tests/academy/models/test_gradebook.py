"""What was entered into the gradebook stays there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from localturn.academy.models import GradeEntry
from makers.academy import NOON, make_enrolment, make_person, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def make_entry(**fields: Any) -> GradeEntry:
    enrolment = make_enrolment(make_run())
    return GradeEntry.objects.create(
        enrolment=enrolment,
        activity=enrolment.run.version.activities.get(stable_id="quiz-1"),
        points=20,
        origin=GradeEntry.Origin.ATTEMPT,
        entered_at=NOON,
        **fields,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"points": 30},
        {"reason": "Because"},
        {"feedback": "Other"},
        {"entered_at": NOON + timedelta(1)},
    ],
)
def test_the_database_refuses_to_change_a_grade(change: dict[str, Any]) -> None:
    entry = make_entry()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        GradeEntry.objects.filter(pk=entry.pk).update(**change)


def test_the_database_refuses_to_delete_a_grade() -> None:
    make_entry()

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM academy_gradeentry")


def test_a_grade_may_cease_to_stand_and_never_stands_again() -> None:
    entry = make_entry()

    GradeEntry.objects.filter(pk=entry.pk).update(is_standing=False)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        GradeEntry.objects.filter(pk=entry.pk).update(is_standing=True)


def test_who_entered_it_can_be_forgotten_but_not_replaced() -> None:
    entry = make_entry(entered_by=make_person())

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        GradeEntry.objects.filter(pk=entry.pk).update(entered_by=make_person())
    GradeEntry.objects.filter(pk=entry.pk).update(entered_by=None)

    entry.refresh_from_db()
    assert (entry.entered_by, entry.points) == (None, 20)
