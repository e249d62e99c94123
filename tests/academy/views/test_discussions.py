"""People discuss; a facilitator counts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.models import Completion, Enrolment, Post
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.people import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


COUNTS = "Say what your own town does, with a source."


@pytest.fixture
def seat(client: Client) -> Enrolment:
    version = make_version(number=None)
    version.activities.filter(stable_id="discussion-1").update(settings={"counts": COUNTS})
    enrolment = make_enrolment(make_run(version), organisation=make_organisation("Malmö"))
    client.force_login(enrolment.person)
    return enrolment


def address(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/discussion-1/{verb + '/' if verb else ''}"


def write(client: Client, seat: Enrolment, body: str = "In our town.", **fields: Any) -> Post:
    answer = client.post(address(seat, "post"), {"body": body} | fields)
    assert answer.status_code == 302, answer.text
    return Post.objects.latest("pk")


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def is_done(seat: Enrolment) -> bool:
    return Completion.objects.filter(enrolment=seat, activity__stable_id="discussion-1").exists()


def test_a_contribution_is_written_and_shown_with_name_and_organisation(
    seat: Enrolment, client: Client
) -> None:
    post = write(client, seat, "We *did* it.\n\n<script>alert(1)</script>")

    page = client.get(address(seat)).text

    assert "We <em>did</em> it." in page
    assert "<script>alert" not in page
    assert f'id="post-{post.pk}"' in page
    assert "Malmö" in page
    assert "1 contribution" in page


def test_an_empty_text_is_refused_at_its_field(seat: Enrolment, client: Client) -> None:
    answer = client.post(address(seat, "post"), {"body": "   "})

    assert answer.status_code == 422
    assert Post.objects.count() == 0


def test_a_second_click_writes_nothing_twice(seat: Enrolment, client: Client) -> None:
    write(client, seat)
    write(client, seat)

    assert Post.objects.count() == 1


def test_an_answer_to_an_answer_stands_beside_it(seat: Enrolment, client: Client) -> None:
    first = write(client, seat)
    reply = write(client, seat, "Why?", answer=first.pk)
    second = write(client, seat, "Because.", answer=reply.pk)

    assert (reply.answers, second.answers) == (first, first)


def test_whoever_is_answered_is_told_unless_they_wish_not_to_be(
    seat: Enrolment, client: Client
) -> None:
    first = write(client, seat)
    other = make_enrolment(seat.run, make_person("Otto"))
    client.force_login(other.person)
    write(client, seat, "Same here.", answer=first.pk)
    Person.objects.filter(pk=seat.person_id).update(wants_replies=False)
    write(client, seat, "And one more.", answer=first.pk)

    assert list(Message.objects.values_list("template", "person_id")) == [
        ("academy/mail/answered", seat.person_id)
    ]


def test_who_has_left_is_not_sent_what_they_may_no_longer_read(
    seat: Enrolment, client: Client
) -> None:
    first = write(client, seat)
    other = make_enrolment(seat.run, make_person("Otto"))
    Enrolment.objects.filter(pk=seat.pk).update(withdrawn_at=NOON)
    client.force_login(other.person)
    write(client, seat, "Same here.", answer=first.pk)

    assert not Message.objects.exists()


def test_an_answer_cannot_be_hung_into_another_discussion(seat: Enrolment, client: Client) -> None:
    elsewhere = Post.objects.create(
        run=make_run(seat.run.version),
        activity=seat.run.version.activities.get(stable_id="discussion-1"),
        body="x",
        body_html="x",
        posted_at=NOON,
    )

    post = write(client, seat, "Mine", answer=elsewhere.pk)

    assert post.answers is None


def test_one_changes_ones_own_text_and_it_shows(seat: Enrolment, client: Client) -> None:
    post = write(client, seat)
    assert "In our town." in client.get(f"{address(seat)}?edit={post.pk}").text

    client.post(address(seat, "edit"), {"edit": post.pk, "body": "In our city."})

    page = words(client, address(seat))
    assert "In our city." in page
    assert "changed" in page


def test_nobody_changes_anothers_text(seat: Enrolment, client: Client) -> None:
    post = write(client, seat)
    client.force_login(make_enrolment(seat.run).person)

    assert client.post(address(seat, "edit"), {"edit": post.pk, "body": "!"}).status_code == 403
    assert client.post(address(seat, "remove"), {"remove": post.pk, "reason": "!"}).status_code == (
        403
    )


def test_what_nobody_answered_is_gone_when_its_author_removes_it(
    seat: Enrolment, client: Client
) -> None:
    post = write(client, seat)
    assert "Remove the post of" in words(client, f"{address(seat)}?remove={post.pk}")

    client.post(address(seat, "remove"), {"remove": post.pk})

    assert Post.objects.count() == 0


def test_what_was_answered_keeps_its_place_when_its_author_removes_it(
    seat: Enrolment, client: Client
) -> None:
    post = write(client, seat, "Regrettable.")
    write(client, seat, "An answer.", answer=post.pk)

    client.post(address(seat, "remove"), {"remove": post.pk})

    page = words(client, address(seat))
    assert "Removed by its author." in page
    assert "An answer." in page
    assert "Regrettable." not in page
    post.refresh_from_db()
    assert (post.body, post.body_html) == ("", "")


def test_a_facilitator_removes_with_a_reason_that_all_may_read(
    seat: Enrolment, client: Client
) -> None:
    post = write(client, seat, "Rude.")
    client.force_login(make_facilitator(seat.run))

    assert client.post(address(seat, "remove"), {"remove": post.pk}).status_code == 422
    client.post(address(seat, "remove"), {"remove": post.pk, "reason": "Names a person."})

    assert "Removed by a facilitator: Names a person." in words(client, address(seat))


def test_a_counted_contribution_is_done_and_an_uncounted_one_is_not(
    seat: Enrolment, client: Client
) -> None:
    first, second = write(client, seat), write(client, seat, "And more.")
    facilitator = make_facilitator(seat.run)
    client.force_login(facilitator)

    for post in (first, second):
        client.post(address(seat, "count"), {"post": post.pk})
    assert is_done(seat)
    client.post(address(seat, "uncount"), {"uncount": first.pk, "reason": "Said before."})
    assert is_done(seat)
    assert client.post(address(seat, "uncount"), {"uncount": second.pk}).status_code == 422
    assert is_done(seat)
    client.post(address(seat, "uncount"), {"uncount": second.pk, "reason": "Off the subject."})

    assert not is_done(seat)


def test_removing_what_was_counted_uncounts_it(seat: Enrolment, client: Client) -> None:
    post = write(client, seat)
    client.force_login(make_facilitator(seat.run))
    client.post(address(seat, "count"), {"post": post.pk})
    assert seat.person is not None
    client.force_login(seat.person)

    client.post(address(seat, "remove"), {"remove": post.pk})

    assert not is_done(seat)


def test_a_participant_counts_nothing(seat: Enrolment, client: Client) -> None:
    post = write(client, seat)

    assert client.post(address(seat, "count"), {"post": post.pk}).status_code == 403
    assert client.post(address(seat, "uncount"), {"uncount": post.pk}).status_code == 403
    assert not is_done(seat)


def test_a_participant_sees_what_counts_and_how_they_stand(seat: Enrolment, client: Client) -> None:
    assert COUNTS in words(client, address(seat))
    assert "You have not written anything yet." in words(client, address(seat))
    post = write(client, seat)
    assert "1 post; none is counted yet" in words(client, address(seat))
    Post.objects.filter(pk=post.pk).update(counted_at=NOON)
    assert "1 contribution of yours is counted." in words(client, address(seat))


def test_after_the_run_the_discussion_is_read_only(seat: Enrolment, client: Client) -> None:
    write(client, seat)

    with moments.travelled(timedelta(days=30)):
        page = words(client, address(seat))
        answer = client.post(address(seat, "post"), {"body": "Late."})

    assert "In our town." in page
    assert "Write a contribution" not in page
    assert answer.status_code == 409


def test_nobodys_address_is_shown(seat: Enrolment, client: Client) -> None:
    write(client, seat)

    assert "@example.org" not in client.get(address(seat)).text


def test_who_has_left_altogether_is_a_former_participant(seat: Enrolment, client: Client) -> None:
    write(client, seat)
    Post.objects.update(author=None)

    assert "Former participant" in words(client, address(seat))


def make_posts(seat: Enrolment, number: int, *, replies: int = 0) -> None:
    activity = seat.run.version.activities.get(stable_id="discussion-1")
    for index in range(number):
        author = make_enrolment(seat.run, organisation=make_organisation(f"Town {index}")).person
        first = Post.objects.create(
            run=seat.run,
            activity=activity,
            author=author,
            body="x",
            body_html=f"<p>Post {index}.</p>",
            posted_at=NOON + timedelta(minutes=index),
        )
        for reply in range(replies):
            Post.objects.create(
                run=seat.run,
                activity=activity,
                author=author,
                answers=first,
                body="x",
                body_html=f"<p>Reply {reply}.</p>",
                posted_at=NOON + timedelta(minutes=index + 1),
            )


@pytest.mark.parametrize(("replies", "fit", "pages"), [(0, 50, 2), (4, 10, 6), (60, 1, 51)])
def test_a_long_discussion_is_read_in_pages_and_a_post_is_found(
    seat: Enrolment, client: Client, replies: int, fit: int, pages: int
) -> None:
    """With replies it is more than what is read at once; a page has so many contributions."""
    make_posts(seat, 51, replies=replies)
    last = Post.objects.filter(answers=None).latest("posted_at")

    first_page = words(client, address(seat))
    assert f"Post {fit - 1}." in first_page
    assert f"Post {fit}." not in first_page
    assert first_page.count("Reply 3.") == (fit if replies else 0)
    assert "51 contributions" in first_page
    answer = client.get(f"{address(seat)}?post={last.pk}")

    assert answer["Location"] == f"{address(seat)}?page={pages}#post-{last.pk}"
    assert "Post 50." in words(client, f"{address(seat)}?page={pages}")


@pytest.mark.parametrize("number", [1, 3])
def test_a_discussion_costs_seven_statements_however_much_is_written(
    seat: Enrolment, client: Client, number: int, django_assert_num_queries: Any
) -> None:
    make_posts(seat, number, replies=number)
    client.get(address(seat))

    with django_assert_num_queries(7):
        client.get(address(seat))
