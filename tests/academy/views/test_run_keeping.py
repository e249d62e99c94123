"""A facilitator keeps a run."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from localturn.academy.domain.pace import Pace
from localturn.academy.models import Run
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Kind, Person
from localturn.foundation.tasks import worker
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.blogs import Blog
from makers.people import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def run(client: Client) -> Run:
    run = make_run()
    client.force_login(make_facilitator(run))
    return run


def sent(template: str) -> list[str]:
    found = Message.objects.filter(template=f"academy/mail/{template}").order_by("address")
    return list(found.values_list("address", flat=True))


def complaint_at(page: str, field: str) -> str:
    """What is said at one field of a form, and nowhere else on it."""
    found = re.findall(r'<div class="lt-error" id="id_([\w-]+)_error"><p>(.*?)</p>', page)
    assert [name for name, _sentence in found] == [field]
    return unescape(found[0][1])


FIELDS: dict[str, Any] = {
    "title": "Autumn",
    "zone": "Europe/Stockholm",
    "starts_on": "2027-09-06",
    "is_open": "invited",
    "capacity": "25",
}


def test_an_author_opens_a_run_and_is_led_to_its_dates(client: Client) -> None:
    version = make_version()
    host = make_organisation("Network of towns", Kind.NETWORK)
    client.force_login(make_person(is_staff=True))
    address = f"/academy/courses/{version.course.slug}/runs/new/"

    assert "Open a run" in client.get(address).text
    answer = client.post(
        address, FIELDS | {"slug": "autumn", "host": host.pk, "partners": [host.pk]}
    )

    assert answer["Location"] == "/academy/runs/autumn/schedule/"
    run = Run.objects.get(slug="autumn")
    assert (run.zone, run.is_open, run.capacity, run.host) == (
        "Europe/Stockholm",
        False,
        25,
        host,
    )
    assert run.ends_on.isoformat() == "2027-09-19"
    assert [row.organisation for row in run.partners.all()] == [host]


def test_an_address_that_is_taken_is_said_at_its_field(run: Run, client: Client) -> None:
    client.force_login(make_person(is_staff=True))

    answer = client.post(
        f"/academy/courses/{run.version.course.slug}/runs/new/", FIELDS | {"slug": run.slug}
    )

    assert answer.status_code == 422
    assert "Another run has this address already." in answer.text


def test_not_everybody_opens_a_run(client: Client) -> None:
    client.force_login(make_person())

    address = f"/academy/courses/{make_version().course.slug}/runs/new/"

    assert client.get(address).status_code == 403


def test_settings_are_changed(run: Run, client: Client) -> None:
    address = f"/academy/runs/{run.slug}/settings/"
    assert client.get(address).status_code == 200

    answer = client.post(
        address,
        {
            "title": "Spring",
            "zone": run.zone,
            "starts_on": run.starts_on,
            "ends_on": run.ends_on,
            "is_open": "open",
            "enrolment_closes_on": "2027-03-12",
        },
    )

    assert answer.status_code == 302
    run.refresh_from_db()
    assert (run.title, run.is_open) == ("Spring", True)
    assert run.enrolment_closes_at == datetime(2027, 3, 12, 22, 59, tzinfo=UTC)


def test_settings_that_cannot_be_are_refused_on_the_form(run: Run, client: Client) -> None:
    answer = client.post(
        f"/academy/runs/{run.slug}/settings/",
        {
            "zone": "Europe/Paris",
            "starts_on": run.starts_on,
            "ends_on": run.ends_on,
            "is_open": "open",
        },
    )

    assert answer.status_code == 422
    assert "its first day and its zone stay as they are" in answer.text


def schedule_fields(run: Run) -> dict[str, str]:
    fields = {f"opens-{r.module_id}": "2027-03-08" for r in run.releases.all()}
    return fields | {f"due-{r.activity_id}": "2027-03-14" for r in run.schedule.all()}


def test_moving_a_deadline_tells_participants_and_nobody_else(run: Run, client: Client) -> None:
    seat = make_enrolment(run, make_person(email="in@example.org"))
    make_enrolment(run, make_person(email="out@example.org"), withdrawn_at=NOON)
    reading = run.schedule.get(activity__stable_id="reading-1")
    address = f"/academy/runs/{run.slug}/schedule/"
    assert "Reading 1: due on" in client.get(address).text

    answer = client.post(address, schedule_fields(run) | {f"due-{reading.activity_id}": ""})
    worker.run_waiting()

    assert answer.status_code == 302
    assert sent("deadlines_moved") == ["in@example.org"]
    assert seat.person is not None
    message = Message.objects.get(template="academy/mail/deadlines_moved")
    assert {"title": "Reading 1", "due": None, "starts": None} in message.context["changes"]


def test_saving_a_schedule_that_stays_the_same_tells_nobody(run: Run, client: Client) -> None:
    make_enrolment(run)
    client.post(f"/academy/runs/{run.slug}/schedule/", schedule_fields(run))
    worker.run_waiting()
    Message.objects.all().delete()

    client.post(f"/academy/runs/{run.slug}/schedule/", schedule_fields(run))
    worker.run_waiting()

    assert sent("deadlines_moved") == []


def test_a_day_that_is_none_is_said_at_its_field(run: Run, client: Client) -> None:
    fields = schedule_fields(run)
    fields[next(iter(fields))] = "soon"

    answer = client.post(f"/academy/runs/{run.slug}/schedule/", fields)

    assert answer.status_code == 422


def test_a_deadline_that_cannot_be_is_refused_at_its_field(run: Run, client: Client) -> None:
    reading = run.schedule.get(activity__stable_id="reading-1")
    address, name = f"/academy/runs/{run.slug}/schedule/", f"due-{reading.activity_id}"

    late = client.post(address, schedule_fields(run) | {name: "2027-03-22"})
    early = client.post(address, schedule_fields(run) | {name: "2027-03-07"})

    assert (late.status_code, early.status_code) == (422, 422)
    assert complaint_at(late.text, name) == (
        "The run ends before that day. Move its last day in the settings of the run first."
    )
    assert complaint_at(early.text, name) == "It opens on 8 March 2027: it cannot be due before."


def test_a_last_day_before_a_deadline_is_refused_at_its_field(run: Run, client: Client) -> None:
    answer = client.post(
        f"/academy/runs/{run.slug}/settings/",
        {
            "zone": run.zone,
            "starts_on": run.starts_on,
            "ends_on": "2027-03-20",
            "is_open": "open",
        },
    )

    assert answer.status_code == 422
    assert complaint_at(answer.text, "ends_on") == (
        "“Final” is due on 21 March 2027. Choose that day or a later one, or move the deadline in"
        " the schedule first."
    )


@pytest.mark.parametrize("pace", [Pace.DATED, Pace.OWN])
def test_a_meeting_after_the_last_day_is_refused_at_its_field(pace: Pace, client: Client) -> None:
    blog = Blog()
    blog.run.schedule.update(due_at=None)
    Run.objects.filter(pk=blog.run.pk).update(pace=pace)
    client.force_login(blog.facilitator)
    address, name = f"/academy/runs/{blog.run.slug}/schedule/", f"starts-{blog.meeting.pk}"
    said = {Pace.DATED: "2027-03-08", Pace.OWN: "0"}[pace]
    opens = {f"opens-{each.module_id}": said for each in blog.run.releases.all()}

    late = client.post(address, opens | {name: "2027-03-22T10:00"})
    on_the_last = client.post(address, opens | {name: "2027-03-21T23:00"})

    assert (late.status_code, on_the_last.status_code) == (422, 302)
    assert complaint_at(late.text, name) == (
        "The run ends before that day. Move its last day in the settings of the run first."
    )


def test_a_last_day_before_a_meeting_is_refused_at_its_field(client: Client) -> None:
    blog = Blog()
    blog.run.schedule.update(due_at=None)
    client.force_login(blog.facilitator)

    answer = client.post(
        f"/academy/runs/{blog.run.slug}/settings/",
        {
            "zone": blog.run.zone,
            "starts_on": blog.run.starts_on,
            "ends_on": "2027-03-11",
            "is_open": "open",
        },
    )

    assert answer.status_code == 422
    assert complaint_at(answer.text, "ends_on") == (
        "“Meeting 1” begins on 12 March 2027. Choose that day or a later one, or move the meeting"
        " in the schedule first."
    )


def test_another_facilitator_is_added_and_taken_off(run: Run, client: Client) -> None:
    other = make_person("Otto", email="otto@example.org")
    page = f"/academy/runs/{run.slug}/settings/"

    client.post(f"/academy/runs/{run.slug}/facilitators/", {"email": "OTTO@example.org"})
    assert "otto@example.org" in client.get(page).text
    client.post(f"/academy/runs/{run.slug}/facilitators/{other.pk}/remove/")

    assert "otto@example.org" not in client.get(page).text


def test_somebody_without_an_account_is_not_made_a_facilitator(run: Run, client: Client) -> None:
    answer = client.post(f"/academy/runs/{run.slug}/facilitators/", {"email": "no@example.org"})

    assert answer.status_code == 422


@pytest.mark.parametrize("page", ["settings", "schedule", "people", "invitations", "nominations"])
def test_what_facilitators_keep_is_closed_to_others(run: Run, client: Client, page: str) -> None:
    address = f"/academy/runs/{run.slug}/{page}/"

    def status(person: Person | None) -> int:
        client.logout()
        if person:
            client.force_login(person)
        return client.get(address).status_code

    assert [
        status(None),
        status(make_person()),
        status(make_enrolment(run).person),
        status(make_facilitator(make_run())),
        status(make_facilitator(run)),
    ] == [302, 403, 403, 403, 200]
