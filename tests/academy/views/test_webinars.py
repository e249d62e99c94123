"""A meeting: when, where, and who was there."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from localturn.academy.models import Activity, Completion, Enrolment, Run
from localturn.foundation.tasks import worker
from makers.academy import make_enrolment, make_facilitator, make_person, make_run, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

THREE = datetime(2027, 3, 12, 14, 0, tzinfo=UTC)


@pytest.fixture
def run() -> Run:
    version = make_version(number=None)
    Activity.objects.create(
        version=version,
        module=version.modules.get(stable_id="module-2"),
        position=8,
        stable_id="meeting",
        file_name="08-meeting",
        kind="webinar",
        title="Meeting",
        minutes=60,
        body_html="<p>We meet.</p>",
    )
    run = make_run(version)
    run.schedule.filter(activity__stable_id="meeting").update(
        starts_at=THREE, due_at=None, link="https://meet.example.org/secret"
    )
    return run


def address(run: Run, verb: str = "") -> str:
    return f"/academy/runs/{run.slug}/a/meeting/{verb}"


def there(run: Run) -> list[str]:
    found = Completion.objects.filter(activity__stable_id="meeting", enrolment__run=run)
    return sorted(str(row.enrolment.person) for row in found.select_related("enrolment__person"))


def test_participants_see_date_zone_and_link_before_the_module_opens(
    run: Run, client: Client
) -> None:
    client.force_login(make_enrolment(run).person)

    page = client.get(address(run)).text

    assert "Friday 12 March 2027, 15:00 (Central European Standard Time)" in page or (
        "Friday 12 March 2027, 15:00" in page
    )
    assert "https://meet.example.org/secret" in page


def test_nobody_else_sees_the_link(run: Run, client: Client) -> None:
    client.force_login(make_person())

    assert client.get(address(run)).status_code == 403
    assert "secret" not in client.get(f"/academy/runs/{run.slug}/").text


def test_attendance_is_marked_for_many_at_once_and_corrected(run: Run, client: Client) -> None:
    ana, bo, cy = (make_enrolment(run, make_person(name)) for name in ("Ana", "Bo", "Cy"))
    client.force_login(make_facilitator(run))
    assert "Who was there" in client.get(address(run)).text

    client.post(address(run, "attendance/"), {"present": [ana.pk, bo.pk]})
    assert there(run) == ["Ana", "Bo"]
    client.post(address(run, "attendance/"), {"present": [bo.pk, cy.pk]})
    worker.run_waiting()

    assert there(run) == ["Bo", "Cy"]


def test_nobody_is_marked_in_anothers_run(run: Run, client: Client) -> None:
    elsewhere = make_enrolment(make_run(run.version))
    client.force_login(make_facilitator(run))

    client.post(address(run, "attendance/"), {"present": [elsewhere.pk]})

    assert Completion.objects.count() == 0


def test_a_participant_marks_nobody(run: Run, client: Client) -> None:
    seat = make_enrolment(run)
    client.force_login(seat.person)

    assert client.post(address(run, "attendance/"), {"present": [seat.pk]}).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_as_much_for_one_as_for_three(
    run: Run, client: Client, people: int, django_assert_num_queries: Any
) -> None:
    for _ in range(people):
        make_enrolment(run)
    client.force_login(make_facilitator(run))
    client.get(address(run))

    with django_assert_num_queries(6):
        client.get(address(run))
    assert Enrolment.objects.count() == people
