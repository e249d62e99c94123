from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from localturn.academy.actions import forum
from localturn.academy.actions.indexing import index_post, index_run
from localturn.academy.models import Activity, Post, Run
from localturn.academy.queries.documents import audiences_of
from localturn.foundation import moments
from localturn.foundation.people.reader import Reader
from localturn.foundation.search.asked import read
from localturn.foundation.search.queries import best
from localturn.lobby.actions.search import rebuild
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]

A_WEEK = timedelta(days=7)


def found(reader: Reader, asked: str = "crosscut", *, now: datetime = NOON) -> list[str]:
    """Where what a reader finds leads to, in the order of the addresses."""
    audiences = {"public", *audiences_of(reader, now=now)}
    return sorted(hit.href for hit in best(read(asked), audiences=audiences, most=100))


@pytest.fixture
def run() -> Run:
    """A run with the word in a reading of the first week and a case study of the second."""
    draft = make_version(number=None)
    texts = {
        "reading-1": "<p>A crosscut of <strong>towns</strong>.</p>",
        "case-2": "<p>The crosscut again.</p>",
    }
    for stable_id, text in texts.items():
        Activity.objects.filter(version=draft, stable_id=stable_id).update(body_html=text)
    run = make_run(draft)
    index_run(run)
    return run


def address(run: Run, activity: str) -> str:
    return f"/academy/runs/{run.slug}/a/{activity}/"


def make_post(run: Run, body: str = "A crosscut of mine.", activity: str = "discussion-1") -> Post:
    return Post.objects.create(
        run=run,
        activity=Activity.objects.get(version=run.version, stable_id=activity),
        author=make_person(),
        body=body,
        body_html=f"<p>{body}</p>",
        posted_at=NOON,
    )


def test_a_participant_finds_a_module_from_its_opening_on(run: Run) -> None:
    person = make_enrolment(run).person
    assert person is not None

    opening = moments.at(run.starts_on + A_WEEK, datetime.min.time(), run.zone)

    assert found(person, now=NOON) == [address(run, "reading-1")]
    assert found(person, now=opening - timedelta(seconds=1)) == [address(run, "reading-1")]
    assert found(person, now=opening) == [address(run, "case-2"), address(run, "reading-1")]


def test_before_the_run_begins_nothing_of_it_is_found(run: Run) -> None:
    person = make_enrolment(run).person
    assert person is not None

    assert found(person, now=NOON - A_WEEK) == []


def test_a_facilitator_finds_what_has_not_opened(run: Run) -> None:
    assert found(make_facilitator(run)) == [address(run, "case-2"), address(run, "reading-1")]


def test_nobody_else_finds_what_is_in_a_run(run: Run) -> None:
    other = make_run()
    gone = make_enrolment(run, withdrawn_at=NOON).person
    elsewhere = make_enrolment(other).person
    assert gone is not None
    assert elsewhere is not None
    nobody = AnonymousUser()

    later = NOON + A_WEEK * 10
    readers = [gone, elsewhere, make_facilitator(other), make_person(is_staff=True), nobody]
    assert [found(reader, now=later) for reader in readers] == [[], [], [], [], []]


def test_who_leaves_a_run_finds_nothing_of_it_any_more(run: Run) -> None:
    seat = make_enrolment(run)
    assert seat.person is not None
    assert found(seat.person) != []

    seat.withdrawn_at = NOON
    seat.save()

    assert found(seat.person) == []


def test_an_open_run_is_found_by_everybody_and_another_by_its_people(run: Run) -> None:
    person = make_enrolment(run).person
    assert person is not None
    nobody = AnonymousUser()

    assert found(nobody, "migration governance") == []
    assert found(person, "migration governance") == [f"/academy/runs/{run.slug}/"]

    run.is_open = True
    run.save()
    index_run(run)

    assert found(nobody, "migration governance") == [f"/academy/runs/{run.slug}/"]


def test_the_questions_of_a_test_are_not_found(run: Run) -> None:
    rebuild()

    assert found(make_facilitator(run), "Question") == []
    assert found(make_facilitator(run), "Right") == []


def test_a_post_is_found_by_those_in_the_run_until_it_is_removed(run: Run) -> None:
    person = make_enrolment(run).person
    assert person is not None
    post = make_post(run)
    index_post(post)
    there = f"{address(run, 'discussion-1')}?post={post.pk}"

    assert found(person, "mine") == [there]
    assert found(make_person(), "mine") == []
    assert found(AnonymousUser(), "mine") == []

    post.body_html = "<p>Another thing.</p>"
    post.save()
    index_post(post)

    assert found(person, "mine") == []
    assert found(person, "another") == [there]

    post.removed_at = NOON
    post.save()
    index_post(post)

    assert found(person, "another") == []


def test_what_is_written_in_a_discussion_is_found_as_it_stands_now(run: Run) -> None:
    seat = make_enrolment(run)
    person, other = seat.person, make_facilitator(run)
    assert person is not None
    activity = Activity.objects.get(version=run.version, stable_id="discussion-1")

    first = forum.post(activity, run=run, body="A thimble.", by=person, now=NOON)
    answered = forum.post(activity, run=run, body="A thistle.", by=person, now=NOON)
    forum.post(activity, run=run, body="Your thistle?", by=other, now=NOON, answers=answered)
    assert [len(found(person, word)) for word in ("thimble", "thistle")] == [1, 2]

    forum.edit(first, body="A trumpet.", by=person, now=NOON)
    assert [len(found(person, word)) for word in ("thimble", "trumpet")] == [0, 1]

    forum.remove(first, by=person, now=NOON)
    forum.remove(answered, by=other, now=NOON, reason="Off the point.")
    assert [len(found(other, word)) for word in ("trumpet", "thistle")] == [0, 1]


def test_a_post_in_a_module_that_has_not_opened_is_not_found_either(run: Run) -> None:
    person = make_enrolment(run).person
    assert person is not None
    index_post(make_post(run, activity="case-2"))

    assert found(person, "mine") == []
    assert found(make_facilitator(run), "mine") != []


def test_rebuilding_finds_the_same_and_forgets_what_is_gone(run: Run) -> None:
    facilitator = make_facilitator(run)
    post, removed = make_post(run), make_post(run)
    index_post(removed)
    Post.objects.filter(pk=removed.pk).update(removed_at=NOON)

    rebuild()

    assert found(facilitator) == [
        address(run, "case-2"),
        f"{address(run, 'discussion-1')}?post={post.pk}",
        address(run, "reading-1"),
    ]


def test_results_say_what_they_are_and_where_they_belong(run: Run, client: Client) -> None:
    index_post(make_post(run))
    with moments.travelled(NOON - moments.now()):
        client.force_login(make_facilitator(run))
        page = client.get("/search/?q=crosscut")

        assert "<span>Migration governance</span><span>Module 1</span>" in page.text
        assert "A <mark>crosscut</mark> of towns." in page.text
        assert "3 results" in page.text

        readings = client.get("/search/?q=crosscut&kind=academy.reading")

    assert "1 result<" in readings.text
    assert "The <mark>crosscut</mark> again." not in readings.text
    assert '<a href="?q=crosscut&amp;kind=academy.reading" aria-current="true">' in readings.text


@pytest.mark.parametrize("rows", [1, 3])
def test_searching_takes_five_statements(
    rows: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = make_person()
    for _ in range(rows):
        run = make_run()
        make_enrolment(run, person)
        index_run(run)
    client.force_login(person)

    with moments.travelled(NOON - moments.now()), django_assert_num_queries(5):
        page = client.get("/search/?q=reading")

    assert page.text.count("<mark>Reading</mark> 1") == rows
