"""The pages of a course blog and of excuses."""

import re

import pytest
from django.test import Client

from localturn.academy.models import Enrolment, Excuse, Post
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from makers.academy import NOON
from makers.blogs import LATER, MEETS, Blog

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("at_noon"),
]


def words(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def here(blog: Blog, page: str = "", activity: str = "readings") -> str:
    return f"/academy/runs/{blog.run.slug}/a/{activity}/{page}"


def test_a_post_is_written_commented_on_and_counted_for_its_author(client: Client) -> None:
    blog = Blog(comments=1)
    seat, other = blog.sit("Ana"), blog.sit("Ben")
    post = blog.post(other, title="On towns")
    assert seat.person is not None
    client.force_login(seat.person)
    page = words(client, here(blog))
    assert "1 post of your own · 1 comment on a post of somebody else" in page
    assert "If the meeting is moved, so is the deadline." in page
    assert "On towns" in page

    client.post(here(blog, "post/"), {"title": "On rivers", "body": "They divide."})
    client.post(here(blog, "post/"), {"answer": post.pk, "body": "Here too."})

    page = words(client, here(blog))
    assert "Posts: 1 of 1 · Comments: 1 of 1" in page
    assert [each.title for each in Post.objects.order_by("pk")] == ["On towns", "On rivers", ""]


def test_a_post_without_a_title_is_asked_for_one_and_keeps_its_text(client: Client) -> None:
    blog = Blog()
    client.force_login(blog.sit().person)

    answer = client.post(here(blog, "post/"), {"title": "", "body": "They divide."})

    assert answer.status_code == 422
    assert "They divide." in answer.text


def test_a_facilitator_accepts_what_came_late(client: Client) -> None:
    blog = Blog()
    seat = blog.sit()
    post = blog.post(seat, now=LATER)
    client.force_login(blog.facilitator)
    assert "Accept the late post of Ana" in client.get(here(blog)).text

    client.post(here(blog, "count/"), {"post": post.pk})

    assert "Late, accepted" in client.get(here(blog)).text
    assert blog.is_done(seat)


def test_digest_and_list_are_read_by_facilitators_alone(client: Client) -> None:
    blog = Blog()
    seat = blog.sit("Ana")
    blog.sit("Ben")
    blog.post(seat, title="On towns", body="They count whom they know.")
    client.force_login(blog.facilitator)

    digest, written = words(client, here(blog, "digest/")), words(client, here(blog, "written/"))

    assert "1 post, by 1 of 2 people." in digest
    assert "They count whom they know." in digest
    assert digest.index("Who has not posted") < digest.index("Ben")
    assert written.index("Something is owed") < written.index("Ben") < written.index("Ana")
    client.force_login(seat.person)
    assert client.get(here(blog, "digest/")).status_code == 403
    assert client.get(here(blog, "written/")).status_code == 403


def test_somebody_asks_to_be_excused_from_a_meeting_and_is_answered(client: Client) -> None:
    blog = Blog()
    seat = blog.sit("Ana")
    client.force_login(seat.person)
    client.post(here(blog, "excuse-me/", "meeting-1"), {"reason": "I am at work."})
    assert "Excuse asked for" in client.get(here(blog, "", "meeting-1")).text
    asked = write(Message.objects.get(template="academy/mail/excuse_asked"))
    assert (asked.subject, "at work" in asked.text) == ("Ana asks to be excused: Meeting 1", False)

    client.force_login(blog.facilitator)
    desk = words(client, f"/academy/runs/{blog.run.slug}/desk/")
    assert "Answer who asks to be excused: Meeting 1" in desk
    assert "1 excuse to answer" in words(client, "/")
    excuse = Excuse.objects.get()
    refused = client.post(
        here(blog, "excuses/", "meeting-1"), {"excuse": excuse.pk, "do": "refuse"}
    )
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    client.post(here(blog, "excuses/", "meeting-1"), {"excuse": excuse.pk, "do": "grant"})

    assert seat.attendance.get(is_standing=True).state == "excused"
    told = write(Message.objects.get(template="academy/mail/excuse_decided"))
    assert told.subject == "You are excused: Meeting 1"
    client.force_login(seat.person)
    assert "You are excused. The meeting does not count" in words(
        client, here(blog, "", "meeting-1")
    )


def test_the_excuse_of_another_run_is_not_found(client: Client) -> None:
    blog, other = Blog(), Blog()
    seat = other.sit()
    excuse = Excuse.objects.create(
        enrolment=seat, activity=other.meeting, reason="Ill", asked_at=NOON
    )
    client.force_login(blog.facilitator)

    answer = client.post(here(blog, "excuses/", "meeting-1"), {"excuse": excuse.pk, "do": "grant"})

    assert answer.status_code == 404


def test_what_is_missing_names_posts_and_meetings(client: Client) -> None:
    blog = Blog()
    seat: Enrolment = blog.sit()
    client.force_login(seat.person)
    with moments.travelled(MEETS - NOON):
        page = words(client, f"/academy/runs/{blog.run.slug}/")

    assert "A blog post in each module: 0 of 1 modules" in page
    assert "Readings: 1 post is missing" in page
    assert "Meetings attended: 0 of at least 1" in page
    assert "your attendance is not marked yet" in page
