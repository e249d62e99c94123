"""Following a discussion by e-mail."""

from datetime import timedelta

import pytest
from django.test import Client

from localturn.academy.actions import following
from localturn.academy.models import Enrolment, Following, Post
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import Written, write
from makers.academy import NOON, make_enrolment, make_person, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def seat() -> Enrolment:
    return make_enrolment(make_run(starts_on=NOON.date() - timedelta(days=8)))


@pytest.fixture
def follower(seat: Enrolment) -> Enrolment:
    return make_enrolment(seat.run, make_person("Flora", email="flora@example.org"))


def address(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/discussion-1/{verb + '/' if verb else ''}"


def send(seat: Enrolment, verb: str, **fields: object) -> int:
    client = Client()
    client.force_login(seat.person)
    return client.post(address(seat, verb), fields).status_code


def letters() -> list[Written]:
    """Those to Flora about what was posted, once the waiting task has run for every post."""
    for post in Post.objects.order_by("pk"):
        following.tell_followers.call(post.pk)
    rows = Message.objects.filter(
        address="flora@example.org", key__startswith="academy/posted"
    ).order_by("pk")
    return [write(row) for row in rows]


def subjects() -> list[str]:
    return [letter.subject for letter in letters()]


def test_every_post_is_told_but_ones_own(seat: Enrolment, follower: Enrolment) -> None:
    assert send(follower, "follow", pace="each") == 302

    send(seat, "post", body="One.")
    send(follower, "post", body="Two.")

    assert subjects() == [f"{seat.person} has written in “Discussion 1”"]


def test_who_is_told_of_an_answer_is_not_told_of_it_twice(
    seat: Enrolment, follower: Enrolment
) -> None:
    send(follower, "follow", pace="each")
    send(follower, "post", body="Mine.")
    send(seat, "post", body="An answer.", answer=Post.objects.get().pk)

    assert subjects() == []
    assert Message.objects.filter(key__startswith="academy/answered").count() == 1


def test_a_day_is_told_at_once_and_only_once(seat: Enrolment, follower: Enrolment) -> None:
    send(follower, "follow", pace="daily")
    with moments.travelled(timedelta(hours=1)):
        send(seat, "post", body="One.")
        send(seat, "post", body="Two " * 300)
    assert subjects() == []

    with moments.travelled(timedelta(hours=20)):
        following.tell_of_the_day.call()
        following.tell_of_the_day.call()

    assert subjects() == ["2 new posts in “Discussion 1”"]
    text = letters()[0].text
    assert "One." in text
    assert "Two …" in text


def test_a_day_without_posts_is_not_written_about(seat: Enrolment, follower: Enrolment) -> None:
    send(seat, "post", body="Before.")
    with moments.travelled(timedelta(hours=1)):
        send(follower, "follow", pace="daily")
    with moments.travelled(timedelta(hours=20)):
        following.tell_of_the_day.call()

    assert subjects() == []


def test_who_has_left_the_course_is_not_written_to(seat: Enrolment, follower: Enrolment) -> None:
    send(follower, "follow", pace="each")
    Enrolment.objects.filter(pk=follower.pk).update(withdrawn_at=moments.now())

    send(seat, "post", body="One.")

    assert subjects() == []


def test_one_stops_following_and_the_page_says_how_it_stands(
    seat: Enrolment, follower: Enrolment
) -> None:
    client = Client()
    client.force_login(follower.person)
    assert "Follow this discussion by e-mail" in client.get(address(seat)).text

    send(follower, "follow", pace="daily")
    assert "You get new posts by e-mail once a day." in client.get(address(seat)).text
    send(seat, "post", body="One.")
    assert "You get new posts by e-mail once a day." in client.get(address(seat)).text

    send(follower, "follow", pace="")
    assert not Following.objects.exists()


def test_there_are_two_paces(seat: Enrolment) -> None:
    assert send(seat, "follow", pace="hourly") == 422
    assert not Following.objects.exists()
