from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.models import Completion, Enrolment, Run
from localturn.foundation import moments
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(at_noon: None, client: Client) -> Enrolment:
    enrolment = make_enrolment(make_run())
    client.force_login(enrolment.person)
    return enrolment


def address(run: Run, activity: str = "reading-1", verb: str = "") -> str:
    return f"/academy/runs/{run.slug}/a/{activity}/{verb + '/' if verb else ''}"


def done(seat: Enrolment) -> list[str]:
    return list(
        Completion.objects.filter(enrolment=seat).values_list("activity__stable_id", flat=True)
    )


def test_a_participant_reads_and_says_so(seat: Enrolment, client: Client) -> None:
    page = client.get(address(seat.run))

    assert page.status_code == 200
    assert "<p>Text.</p>" in page.text
    assert "I have read this" in page.text

    answer = client.post(address(seat.run, verb="done"))

    assert answer.status_code == 302
    assert answer["Location"] == f"{address(seat.run)}#work"
    assert done(seat) == ["reading-1"]
    assert "Mark as not read" in client.get(address(seat.run)).text


def test_saying_it_twice_records_it_once(seat: Enrolment, client: Client) -> None:
    client.post(address(seat.run, verb="done"))
    client.post(address(seat.run, verb="done"))

    assert done(seat) == ["reading-1"]


def test_a_participant_takes_it_back(seat: Enrolment, client: Client) -> None:
    client.post(address(seat.run, verb="done"))
    client.post(address(seat.run, verb="undone"))

    assert done(seat) == []


def test_a_case_study_is_studied_like_a_reading(seat: Enrolment, client: Client) -> None:
    with moments.travelled(timedelta(days=7)):
        client.post(address(seat.run, "case-2", "done"))

    assert done(seat) == ["case-2"]


def test_a_module_that_has_not_opened_says_when_it_will(seat: Enrolment, client: Client) -> None:
    page = client.get(address(seat.run, "case-2"))

    assert page.status_code == 409
    assert "This module opens on Monday 15 March 2027, 00:00" in page.text
    assert client.post(address(seat.run, "case-2", "done")).status_code == 409
    assert done(seat) == []


def test_an_ended_run_can_be_read_but_not_changed(seat: Enrolment, client: Client) -> None:
    with moments.travelled(timedelta(days=30)):
        page = client.get(address(seat.run))
        answer = client.post(address(seat.run, verb="done"))

    assert page.status_code == 200
    assert "I have read this" not in page.text
    assert answer.status_code == 409
    assert done(seat) == []


def test_who_takes_no_part_is_refused(seat: Enrolment, client: Client) -> None:
    client.force_login(make_person("Stranger"))

    assert client.get(address(seat.run)).status_code == 403
    assert client.post(address(seat.run, verb="done")).status_code == 403


def test_who_gave_up_the_seat_is_refused(seat: Enrolment, client: Client) -> None:
    Enrolment.objects.update(withdrawn_at=NOON)

    assert client.get(address(seat.run)).status_code == 403


def test_who_is_not_signed_in_is_asked_to(at_noon: None, client: Client) -> None:
    run = make_run()

    answer = client.get(address(run))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


def test_a_facilitator_sees_what_is_not_open_yet(seat: Enrolment, client: Client) -> None:
    client.force_login(make_facilitator(seat.run))

    page = client.get(address(seat.run, "case-2"))

    assert page.status_code == 200
    assert "Participants see it from" in page.text
    assert client.post(address(seat.run, "case-2", "done")).status_code == 403


@pytest.mark.parametrize("path", ["nothing", "reading-1/nothing"])
def test_what_does_not_exist_is_not_found(seat: Enrolment, client: Client, path: str) -> None:
    send = client.post if "/" in path else client.get

    assert send(f"/academy/runs/{seat.run.slug}/a/{path}/").status_code == 404


def test_a_verb_is_never_a_link_and_leads_back_to_what_it_is_done_in(
    seat: Enrolment, client: Client
) -> None:
    answer = client.get(address(seat.run, verb="done"))

    assert (answer.status_code, answer["Location"]) == (302, address(seat.run))
    assert not Completion.objects.exists()


def test_a_reading_costs_six_statements_with_session_and_person(
    seat: Enrolment, client: Client, django_assert_num_queries: Any
) -> None:
    client.get(address(seat.run))

    with django_assert_num_queries(6):
        client.get(address(seat.run))


@pytest.mark.usefixtures("at_noon")
def test_the_way_on_does_not_lead_into_a_module_that_is_not_open(client: Client) -> None:
    run = make_run()
    address = f"/academy/runs/{run.slug}/a/quiz-1/"
    client.force_login(make_enrolment(run).person)
    before = client.get(address).text
    run.releases.update(opens_at=NOON)
    after = client.get(address).text

    onward = f'rel="next" href="/academy/runs/{run.slug}/a/case-2/"'
    assert (onward in before, onward in after) == (False, True)
