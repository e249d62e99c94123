"""What a participant sees of their course, at every moment of it."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from localturn.academy.models import (
    Activity,
    Completion,
    Enrolment,
    GradeEntry,
    Nomination,
    Post,
    Run,
    RunPartner,
)
from localturn.foundation import moments
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run
from makers.people import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def seat(client: Client) -> Enrolment:
    enrolment = make_enrolment(make_run())
    client.force_login(enrolment.person)
    return enrolment


def page(client: Client, run: Run) -> str:
    """The page's words, without its tags."""
    answer = client.get(f"/academy/runs/{run.slug}/")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def do(seat: Enrolment, *activities: str) -> None:
    for stable_id in activities:
        activity = Activity.objects.get(version=seat.run.version, stable_id=stable_id)
        Completion.objects.create(enrolment=seat, activity=activity, done_at=NOON)


def grade(seat: Enrolment, stable_id: str, points: int) -> None:
    activity = Activity.objects.get(version=seat.run.version, stable_id=stable_id)
    GradeEntry.objects.create(
        enrolment=seat,
        activity=activity,
        points=Decimal(points),
        origin=GradeEntry.Origin.FACILITATOR,
        entered_at=NOON,
    )


def write(seat: Enrolment, stable_id: str, *, counted: bool = False) -> None:
    Post.objects.create(
        run=seat.run,
        activity=Activity.objects.get(version=seat.run.version, stable_id=stable_id),
        author=seat.person,
        body="A thought.",
        body_html="<p>A thought.</p>",
        posted_at=NOON,
        counted_at=NOON if counted else None,
    )


def test_the_first_thing_to_do_is_the_next_step(seat: Enrolment, client: Client) -> None:
    answer = client.get(f"/academy/runs/{seat.run.slug}/").text

    assert "Your next step" in answer
    assert f'href="/academy/runs/{seat.run.slug}/a/preliminary/" data-variant' in answer


def test_what_is_done_is_passed_over(seat: Enrolment, client: Client) -> None:
    do(seat, "preliminary", "reading-1")

    words = page(client, seat.run)

    assert "Your next step Discussion 1" in words
    assert "2 of 4 done" in words
    assert "2 of 7 activities done" in words


def test_what_is_due_first_comes_first(seat: Enrolment, client: Client) -> None:
    seat.run.schedule.filter(activity__stable_id="quiz-1").update(due_at=NOON)

    assert "Your next step Quiz 1" in page(client, seat.run)


def test_a_discussion_in_which_one_has_written_waits_for_the_facilitator(
    seat: Enrolment, client: Client
) -> None:
    do(seat, "preliminary", "reading-1")
    write(seat, "discussion-1")

    words = page(client, seat.run)

    assert "Your next step Quiz 1" in words
    assert "Waiting to be counted" in words


def test_when_all_that_is_open_is_done_the_page_says_what_opens_when(
    seat: Enrolment, client: Client
) -> None:
    do(seat, "preliminary", "reading-1", "discussion-1", "quiz-1")

    words = page(client, seat.run)

    assert "You have done all that is open. “Module 2” opens on Monday 15 March 2027" in words


def test_a_module_that_is_not_open_has_no_links(seat: Enrolment, client: Client) -> None:
    answer = client.get(f"/academy/runs/{seat.run.slug}/").text

    assert "/a/reading-1/" in answer
    assert "/a/case-2/" not in answer


def test_what_is_late_says_so_and_can_still_be_done(seat: Enrolment, client: Client) -> None:
    with moments.travelled(timedelta(days=6)):
        words = page(client, seat.run)

    assert "Late" in words
    assert "Was due on 14 Mar" in words
    assert "you can still do it" in words


def test_each_rule_of_an_award_is_explained(seat: Enrolment, client: Client) -> None:
    do(seat, "reading-1")
    grade(seat, "quiz-1", 20)

    words = page(client, seat.run)

    assert "Readings and case studies: 1 of 2 done" in words
    assert "A counted contribution in each module: 0 of 1 modules" in words
    assert "Assignments and quizzes: 0 of 2 done" in words
    assert "Preliminary tests and final tests: 0 of 2 done" in words
    assert "At least 60 points: you have 20" in words
    assert "Quiz 1 (20 of 30 points)" in words
    assert "Case 2 Opens on 15 Mar, 00:00" in words


def test_before_the_first_day_nothing_is_asked(seat: Enrolment, client: Client) -> None:
    with moments.travelled(timedelta(days=-10)):
        words = page(client, seat.run)

    assert "The course begins on Monday 8 March 2027, 00:00" in words
    assert "Your next step" not in words


def test_after_the_last_day_it_is_said_what_was_missing(seat: Enrolment, client: Client) -> None:
    do(seat, "reading-1", "case-2", "quiz-1", "assignment-2", "preliminary", "final")
    write(seat, "discussion-1", counted=True)
    do(seat, "discussion-1")
    for activity, points in [("quiz-1", 20), ("assignment-2", 19), ("final", 20)]:
        grade(seat, activity, points)

    with moments.travelled(timedelta(days=30)):
        words = page(client, seat.run)

    assert "You have not earned it. This was missing: At least 60 points: you have 59" in words
    assert "Readings and case studies" not in words


def test_points_are_shown_where_they_were_given(seat: Enrolment, client: Client) -> None:
    grade(seat, "quiz-1", 25)

    words = page(client, seat.run)

    assert "25 of 30 points" in words
    assert "25 of 100 points" in words


@pytest.mark.parametrize("each", [1, 3])
def test_the_page_costs_ten_statements_however_much_is_done(
    seat: Enrolment, client: Client, each: int, django_assert_num_queries: Any
) -> None:
    do(seat, *["reading-1", "case-2", "quiz-1"][:each])
    for activity in ["quiz-1", "assignment-2", "final"][:each]:
        grade(seat, activity, 10)
    for _ in range(each):
        make_enrolment(seat.run)
        make_facilitator(seat.run)
        write(seat, "discussion-1")
    client.get(f"/academy/runs/{seat.run.slug}/")

    with django_assert_num_queries(10):
        client.get(f"/academy/runs/{seat.run.slug}/")


# --- Who takes no part


def test_a_stranger_is_shown_how_to_come_in(client: Client) -> None:
    run = make_run(is_open=True)

    answer = client.get(f"/academy/runs/{run.slug}/").text

    assert f'href="/academy/runs/{run.slug}/enrol/"' in answer
    assert "A course." in answer


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"is_open": False}, "Places in this run are given by invitation."),
        ({"is_open": True, "capacity": 1}, "All places in this run are taken."),
        ({"is_open": True, "enrolment_closes_at": NOON - timedelta(hours=1)}, "has closed"),
        ({"is_open": True, "starts_on": NOON.date() - timedelta(days=90)}, "has ended"),
    ],
)
def test_a_stranger_is_told_why_they_cannot_enrol(
    client: Client, fields: dict[str, Any], sentence: str
) -> None:
    run = make_run(**fields)
    make_enrolment(run)

    words = page(client, run)

    assert sentence in words
    assert "Enrol " not in words


def test_who_may_be_nominated_is_told_by_whom(client: Client) -> None:
    run = make_run()
    RunPartner.objects.create(run=run, organisation=make_organisation("Association of towns"))

    assert "Association of towns" in page(client, run)


def test_a_facilitator_sees_what_waits_for_them(client: Client) -> None:
    run = make_run()
    client.force_login(make_facilitator(run))
    write(make_enrolment(run), "discussion-1")
    write(make_enrolment(run), "discussion-1", counted=True)
    Nomination.objects.create(
        run=run,
        organisation=make_organisation(),
        name="N",
        email="n@example.org",
        language="en",
        nominated_at=NOON,
    )

    words = page(client, run)

    assert "2 people take part." in words
    assert "1 post to count" in words
    assert "To your desk: 2 things wait" in words


def test_nobodys_e_mail_address_is_on_the_page(seat: Enrolment, client: Client) -> None:
    make_facilitator(seat.run, make_person("Fatima", email="fatima@example.org"))

    answer = client.get(f"/academy/runs/{seat.run.slug}/").text

    assert "Fatima" in answer
    assert "@example.org" not in answer


def test_there_is_no_such_run(client: Client) -> None:
    assert client.get("/academy/runs/none/").status_code == 404
