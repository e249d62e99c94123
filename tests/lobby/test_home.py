"""The first page, for a stranger and in every role."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django_tasks.base import TaskResultStatus

from localturn.academy.actions.allowances import Given, allow
from localturn.academy.models import (
    Activity,
    Completion,
    Enrolment,
    Nomination,
    Post,
    Run,
    RunPartner,
)
from localturn.foundation import moments
from localturn.foundation.people.models import Role
from localturn.foundation.tasks.models import TaskRow
from makers import errands
from makers.academy import (
    MONDAY,
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.people import make_membership, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with moments.travelled(NOON - moments.now()):
        yield


def words(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    main = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    assert main is not None
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


def do(seat: Enrolment, *activities: str) -> None:
    for stable_id in activities:
        activity = Activity.objects.get(version=seat.run.version, stable_id=stable_id)
        Completion.objects.create(enrolment=seat, activity=activity, done_at=NOON)


def test_a_stranger_is_shown_what_local_turn_is_and_what_can_be_joined(client: Client) -> None:
    make_run(is_open=True, title="Spring")
    make_run(title="Closed")

    said = words(client)

    assert "Migration is decided in capitals and lived in towns" in said
    assert "Courses that can be joined" in said
    assert "Spring" in said
    assert "Closed" not in said


def test_who_is_in_no_course_is_told_how_to_come_into_one(client: Client) -> None:
    client.force_login(make_person())

    assert "You are in no course yet" in words(client)


def test_who_has_been_in_a_course_finds_the_way_back_to_it(client: Client) -> None:
    run = make_run(starts_on=MONDAY - timedelta(days=70))
    client.force_login(make_enrolment(run).person)

    said = client.get("/").text

    assert "Your past courses" in said
    assert f'href="{run.get_absolute_url()}"' in said
    assert "You are in no course yet" not in said


def test_a_participant_sees_the_next_thing_and_what_is_due_within_a_week(client: Client) -> None:
    seat = make_enrolment(make_run())
    client.force_login(seat.person)
    do(seat, "preliminary")

    said = words(client)

    assert "Your courses Migration governance Next: Reading 1 (Reading)" in said
    assert "In the next seven days Reading 1 Reading in “Migration governance” By Sunday 14" in said
    assert "Case 2" not in said


def test_a_participant_who_has_done_all_that_is_open_is_told_so(client: Client) -> None:
    seat = make_enrolment(make_run())
    client.force_login(seat.person)
    do(seat, "preliminary", "reading-1", "quiz-1", "discussion-1")

    assert "Nothing is left to do for you at present." in words(client)


def test_what_one_has_longer_for_than_the_run_stands_there_until_it_is_done(client: Client) -> None:
    seat = make_enrolment(make_run())
    reading = Activity.objects.get(version=seat.run.version, stable_id="reading-1")
    ten_days_more, by = Given(due_on=date(2027, 3, 31)), make_facilitator(seat.run)
    allow(seat, reading, ten_days_more, reason="Was ill.", by=by, now=NOON)
    client.force_login(seat.person)

    with moments.travelled(timedelta(days=13)):
        after = words(client)
    with moments.travelled(timedelta(days=18)):
        near = words(client)
    with moments.travelled(timedelta(days=22)):
        over = words(client)
    do(seat, "reading-1")
    with moments.travelled(timedelta(days=18)):
        done = words(client)

    courses = "Your courses Migration governance Next: Reading 1 (Reading) By Wednesday 31 March"
    within_days = "In the next seven days Reading 1 Reading in “Migration governance” By Wednesday"
    assert (courses in after, within_days in after) == (True, False)
    assert (courses in near, within_days in near) == (True, True)
    assert ["Quiz 1" in each for each in (after, near)] == [False, False]
    assert ["Your past courses" in each for each in (after, near, over, done)] == [
        *(False, False, True, True),
    ]


def test_a_discussion_one_has_written_in_asks_for_nothing_more(client: Client) -> None:
    seat = make_enrolment(make_run())
    client.force_login(seat.person)
    do(seat, "preliminary", "reading-1", "quiz-1")
    Post.objects.create(
        run=seat.run,
        activity=Activity.objects.get(version=seat.run.version, stable_id="discussion-1"),
        author=seat.person,
        body="x",
        body_html="x",
        posted_at=NOON,
    )

    assert "Nothing is left to do for you at present." in words(client)


def test_a_run_that_has_not_begun_says_when_it_will(client: Client) -> None:
    seat = make_enrolment(make_run(starts_on=NOON.date() + timedelta(days=5)))
    client.force_login(seat.person)

    assert "Begins on Monday 15 March 2027, 00:00" in words(client)


def test_one_who_takes_part_is_not_asked_to_join(client: Client) -> None:
    seat = make_enrolment(make_run(is_open=True))
    client.force_login(seat.person)

    assert "Courses that can be joined" not in words(client)


def nominate(run: Run) -> None:
    Nomination.objects.create(
        run=run,
        organisation=make_organisation(),
        name="N",
        email="n@example.org",
        language="en",
        nominated_at=NOON,
    )


def test_a_facilitator_sees_what_waits_in_each_run(client: Client) -> None:
    run = make_run(title="Spring")
    facilitator = make_facilitator(run)
    activity = Activity.objects.get(version=run.version, stable_id="discussion-1")
    for author in (make_enrolment(run).person, facilitator):
        Post.objects.create(
            run=run, activity=activity, author=author, body="x", body_html="x", posted_at=NOON
        )
    nominate(run)
    client.force_login(facilitator)

    said = words(client)

    assert "Runs you facilitate Migration governance – Spring" in said
    assert "1 post to count · 1 nomination to answer" in said


def test_runs_in_which_something_waits_come_before_those_that_begin_later(client: Client) -> None:
    waits = make_run(title="Spring")
    quiet = make_run(waits.version, title="Summer", starts_on=waits.starts_on + timedelta(days=7))
    facilitator = make_facilitator(quiet, make_facilitator(waits))
    client.force_login(facilitator)
    assert words(client).index("Summer") < words(client).index("Spring")

    nominate(waits)

    assert words(client).index("Spring") < words(client).index("Summer")


def test_a_coordinator_sees_only_their_own_people(client: Client) -> None:
    run, own, other = make_run(), make_organisation("Own"), make_organisation("Other")
    for number, organisation in enumerate((own, other, other)):
        RunPartner.objects.get_or_create(run=run, organisation=organisation)
        Nomination.objects.create(
            run=run,
            organisation=organisation,
            name="N",
            email=f"n{number}@example.org",
            language="en",
            nominated_at=NOON,
        )
    make_enrolment(run, organisation=own, way=Enrolment.Way.NOMINATION)
    coordinator = make_person("Cara")
    make_membership(coordinator, own, role=Role.COORDINATOR)
    client.force_login(coordinator)

    said = words(client)

    assert "Your people in courses" in said
    assert "Own: 1 person nominated, 1 taking part" in said
    assert "Other" not in said


def test_an_author_sees_their_drafts(client: Client) -> None:
    make_version(number=None)
    client.force_login(make_person(is_staff=True))

    said = words(client)

    assert "Courses you write Migration governance A draft, changed on" in said


def test_an_operator_sees_what_failed(client: Client) -> None:
    client.force_login(make_person(is_staff=True))
    assert "No task has failed" in words(client)
    errands.note.enqueue("nowhere", "word")
    TaskRow.objects.update(status=TaskResultStatus.FAILED)

    assert "Tasks that failed" in words(client)


def test_nobody_else_is_shown_how_the_installation_does(client: Client) -> None:
    client.force_login(make_enrolment(make_run()).person)

    assert "This installation" not in words(client)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_as_much_for_one_run_as_for_three(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    person, organisation = make_person(), make_organisation()
    make_membership(person, organisation, role=Role.COORDINATOR)
    for _ in range(number):
        make_enrolment(make_run(), person)
        make_facilitator(make_run(), person)
        make_run(is_open=True)
        RunPartner.objects.create(run=make_run(), organisation=organisation)
    client.force_login(person)
    client.get("/")

    # one each for what was announced, for what the facilitators are asked, for groups to mark, and
    # for applications in the exchange, two of the agenda for what one registered for and writes,
    # one for who edits it, and one for projects of the corpus
    with django_assert_num_queries(22):
        client.get("/")
