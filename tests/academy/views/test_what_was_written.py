"""What somebody has written is not lost when they are signed out: the browser keeps it until the
server says that it has it, and who signs in again comes back to the form."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from localturn.academy.models import Enrolment, Post
from localturn.foundation.people.models import Person
from makers.academy import NOON, make_enrolment, make_facilitator, make_run

pytestmark = pytest.mark.django_db

MARK = "k3pt4sth1s"


@pytest.fixture
def seat(at_noon: None) -> Enrolment:
    return make_enrolment(make_run(starts_on=NOON.date() - timedelta(days=8)))


def owner(seat: Enrolment) -> Person:
    assert seat.person is not None
    return seat.person


def send(client: Client, seat: Enrolment, body: str) -> HttpResponse:
    fields = {"body": body, "kept-as": MARK}
    address = f"/academy/runs/{seat.run.slug}/a/discussion-1/post/"
    answer: HttpResponse = client.post(address, fields)
    return answer


def test_who_was_signed_out_when_they_sent_something_comes_back_to_where_they_wrote_it(
    seat: Enrolment, client: Client
) -> None:
    asked = send(client, seat, "A long text of mine.")
    assert "/a/discussion-1/post/" in asked["Location"]

    client.force_login(owner(seat))
    back = client.get(f"/academy/runs/{seat.run.slug}/a/discussion-1/post/")

    assert (back.status_code, back["Location"]) == (
        302,
        f"/academy/runs/{seat.run.slug}/a/discussion-1/",
    )
    assert "data-keeps" in client.get(back["Location"]).text


def test_only_a_form_that_was_taken_is_said_to_be(seat: Enrolment, client: Client) -> None:
    assert "taken" not in send(client, seat, "Signed out.").cookies

    client.force_login(owner(seat))
    assert "taken" not in send(client, seat, " ").cookies
    taken = send(client, seat, "Here it is.")

    assert taken.cookies["taken"].value == MARK
    assert [each.body for each in Post.objects.all()] == ["Here it is."]


@pytest.mark.parametrize("mark", ["", "short", "x" * 41, "a;b=c12345", "ABCDEFGHIJ"])
def test_what_is_no_mark_becomes_no_cookie(seat: Enrolment, client: Client, mark: str) -> None:
    client.force_login(owner(seat))

    fields = {"body": "Here it is.", "kept-as": mark}
    answer = client.post(f"/academy/runs/{seat.run.slug}/a/discussion-1/post/", fields)

    assert answer.status_code == 302
    assert "taken" not in answer.cookies


def test_a_page_names_its_reader_by_number_alone_and_nobody_else(
    seat: Enrolment, client: Client
) -> None:
    assert "data-person" not in client.get("/").text

    client.force_login(owner(seat))

    assert f'<body data-person="{seat.person_id}">' in client.get("/").text


def test_long_forms_are_kept_and_short_ones_are_not(seat: Enrolment, client: Client) -> None:
    run = f"/academy/runs/{seat.run.slug}/"
    client.force_login(owner(seat))
    for address in ("a/discussion-1/", "a/assignment-2/", "questions/ask/"):
        page = client.get(f"{run}{address}").text
        assert page.count('data-keeps="browser"') == 1, address
        assert "ui/keeping" in page, address
    assert "data-keeps" not in client.get(run).text
    client.force_login(make_facilitator(seat.run))
    assert "data-keeps" in client.get(f"{run}announcements/write/").text
