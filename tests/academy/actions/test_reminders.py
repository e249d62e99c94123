"""Mails by the timetable: to whom, about what, and never twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from localturn.academy.actions import paper_reminders, reminders
from localturn.academy.actions.allowances import Given, allow
from localturn.academy.actions.returning import return_work
from localturn.academy.domain.pace import Pace
from localturn.academy.models import Activity, Completion, Enrolment, Post, Run
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_own_run,
    make_person,
    make_run,
)
from makers.groups import Seminar
from makers.papers import Writing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with moments.travelled(NOON - moments.now()):
        yield


@pytest.fixture
def run() -> Run:
    return make_run()


def seat(run: Run, email: str, **wishes: bool) -> Enrolment:
    return make_enrolment(run, make_person("Ana", email=email, **wishes))


def done(enrolment: Enrolment, *stable_ids: str) -> None:
    for stable_id in stable_ids:
        activity = Activity.objects.get(version=enrolment.run.version, stable_id=stable_id)
        Completion.objects.create(enrolment=enrolment, activity=activity, done_at=NOON)


def posted() -> list[str]:
    return sorted(Message.objects.values_list("address", flat=True))


def test_who_takes_part_is_told_once_that_a_module_has_opened(run: Run) -> None:
    seat(run, "in@example.org")
    make_enrolment(run, make_person(email="out@example.org"), withdrawn_at=NOON)
    seat(run, "quiet@example.org", wants_announcements=False)

    with moments.travelled(timedelta(days=4, hours=20)):
        reminders.tell_of_openings.call()
        reminders.tell_of_openings.call()

    assert posted() == ["in@example.org"]
    letter = write(Message.objects.get())
    assert letter.subject == "Now open: Module 2"
    assert f"/academy/runs/{run.slug}/#module-2" in letter.text


def test_who_came_after_a_module_opened_is_not_told_of_it(run: Run) -> None:
    seat(run, "late@example.org")
    run.releases.update(opens_at=NOON - timedelta(hours=1))

    reminders.tell_of_openings.call()

    assert posted() == []


def test_two_days_before_a_deadline_it_is_said_what_is_not_done(run: Run) -> None:
    done(seat(run, "some@example.org"), "reading-1", "quiz-1")
    done(seat(run, "all@example.org"), "preliminary", "reading-1", "quiz-1", "discussion-1")
    seat(run, "quiet@example.org", wants_reminders=False)

    with moments.travelled(timedelta(days=3)):
        reminders.remind_of_deadlines.call()
        reminders.remind_of_deadlines.call()

    assert posted() == ["some@example.org"]
    letter = write(Message.objects.get())
    assert letter.subject == "2 things are due in two days: Migration governance"
    assert "Preliminary" in letter.text
    assert "Discussion 1" in letter.text
    assert "Reading 1" not in letter.text


def test_who_has_written_waits_for_the_facilitator_and_is_not_reminded(run: Run) -> None:
    enrolment = seat(run, "some@example.org")
    done(enrolment, "preliminary", "reading-1", "quiz-1")
    Post.objects.create(
        run=run,
        activity=Activity.objects.get(version=run.version, stable_id="discussion-1"),
        author=enrolment.person,
        body="x",
        body_html="x",
        posted_at=NOON,
    )

    with moments.travelled(timedelta(days=3)):
        reminders.remind_of_deadlines.call()

    assert posted() == []


def test_earlier_than_two_days_before_nobody_is_reminded(run: Run) -> None:
    seat(run, "in@example.org")

    reminders.remind_of_deadlines.call()

    assert posted() == []


def test_a_deadline_that_has_moved_is_reminded_of_anew(run: Run) -> None:
    seat(run, "in@example.org")
    with moments.travelled(timedelta(days=3)):
        reminders.remind_of_deadlines.call()
    run.schedule.update(due_at=NOON + timedelta(days=8))
    with moments.travelled(timedelta(days=7)):
        reminders.remind_of_deadlines.call()

    assert posted() == ["in@example.org", "in@example.org"]


def longer(seat: Enrolment, stable_id: str) -> None:
    """Twelve days beyond the end of the run."""
    activity = Activity.objects.get(version=seat.run.version, stable_id=stable_id)
    guide = make_facilitator(seat.run)
    allow(seat, activity, Given(due_on=date(2027, 4, 2)), reason="Was ill.", by=guide, now=NOON)


@pytest.mark.parametrize("pace", [Pace.DATED, Pace.OWN])
def test_who_has_longer_than_the_run_is_reminded_of_that_and_nobody_else(pace: Pace) -> None:
    run = make_run() if pace is Pace.DATED else make_own_run(due_after=11)
    Run.objects.update(ends_on=date(2027, 3, 21))
    longer(seat(run, "ill@example.org"), "reading-1")
    seat(run, "in@example.org")
    handed_in = seat(run, "done@example.org")
    longer(handed_in, "reading-1")
    done(handed_in, "reading-1")

    for days in (12, 21, 22, 22.5, 24):
        with moments.travelled(timedelta(days=days)):
            reminders.remind_of_deadlines.call()

    near = Message.objects.filter(template="academy/mail/deadline_near")
    assert [row.address for row in near] == ["ill@example.org"]
    letter = write(near[0])
    assert "Reading 1" in letter.text
    assert "Friday 2 April" in letter.text
    assert "Quiz 1" not in letter.text


def test_who_is_to_work_on_a_paper_again_after_the_run_is_reminded_once() -> None:
    writing = Writing(proposal=False)
    work = writing.hand_in()
    after = datetime(2027, 4, 13, 12, 0, tzinfo=UTC)
    return_work(work, sentence="Again.", due_on=date(2027, 5, 3), by=writing.first, now=after)

    for day in (1, 2, 2, 3, 4):
        with moments.travelled(datetime(2027, 5, day, 12, 0, tzinfo=UTC) - moments.now()):
            reminders.remind_of_deadlines.call()

    (near,) = Message.objects.filter(template="academy/mail/deadline_near")
    assert (near.person, "Term paper" in write(near).text) == (writing.writer, True)


def test_a_proposal_that_is_due_after_the_run_is_reminded_of_to_whom_it_is() -> None:
    writing = Writing(proposal_days=7)
    other = make_enrolment(writing.run, make_person("Lena"))
    longer = Given(due_on=date(2027, 4, 30))
    allow(writing.seat, writing.activity, longer, reason="Ill.", by=writing.first, now=NOON)
    assert other.run.ends_on == date(2027, 4, 11)

    for day in (20, 22, 23):
        with moments.travelled(datetime(2027, 4, day, 12, 0, tzinfo=UTC) - moments.now()):
            paper_reminders.remind_of_proposals.call()

    (near,) = Message.objects.filter(template="academy/mail/proposal_near")
    assert near.person == writing.writer


def test_the_day_before_a_meeting_everybody_is_told_where(run: Run) -> None:
    seat(run, "in@example.org")
    run.schedule.filter(activity__stable_id="reading-1").update(starts_at=NOON + timedelta(hours=5))

    reminders.remind_of_meetings.call()
    reminders.remind_of_meetings.call()

    assert posted() == ["in@example.org"]
    assert "17:00" in write(Message.objects.get()).text or "18:00" in (
        write(Message.objects.get()).text
    )


def test_before_a_groups_deadline_those_are_reminded_whose_group_has_handed_in_nothing() -> None:
    seminar = Seminar(groups=2)
    seminar.sit(None, "In no group")
    seminar.hand_in(seminar.seats[seminar.groups[0]][0])
    assert seminar.due_at is not None

    with moments.travelled(seminar.due_at - NOON - timedelta(days=1)):
        reminders.remind_of_deadlines.call()
        reminders.remind_of_deadlines.call()

    near = Message.objects.filter(template="academy/mail/deadline_near").order_by("name")
    assert [row.name for row in near] == ["In no group", "Person 2a", "Person 2b"]
    assert "Presentation" in write(near[1]).text
