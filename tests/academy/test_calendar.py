"""What the academy puts into somebody's calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from localturn.academy.actions import runs as actions
from localturn.academy.actions.meetings import keep_meeting
from localturn.academy.actions.progress import record_done
from localturn.academy.actions.runs import Planned
from localturn.academy.calendar import calendar_entries
from localturn.academy.models import Activity, Run
from localturn.foundation import moments
from localturn.foundation.calendar import Entry, Kind
from localturn.foundation.people.models import Person
from makers.academy import (
    MONDAY,
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)

pytestmark = pytest.mark.django_db
Count = Any

SINCE = datetime(2027, 3, 1, tzinfo=UTC)
UNTIL = datetime(2027, 4, 1, tzinfo=UTC)


def entries(person: Person) -> dict[str, Entry]:
    """By the end of their identity."""
    return {
        entry.uid.split("/", 3)[3]: entry
        for entry in calendar_entries(person, since=SINCE, until=UNTIL)
    }


def make_run_with_webinar() -> Run:
    """A run whose first discussion is a webinar of an hour and a half."""
    version = make_version(number=None)
    activity = version.activities.get(stable_id="discussion-1")
    activity.kind, activity.minutes = "webinar", 90
    activity.save()
    run = make_run(make_published(version))
    run.schedule.filter(activity=activity).update(
        due_at=None, starts_at=NOON, link="https://meet.example.org/abc"
    )
    return run


def test_a_participant_sees_what_opens_and_what_is_due() -> None:
    run = make_run(title="Spring 2027")
    person = make_enrolment(run).person
    assert person is not None

    found = entries(person)

    assert [name for name in found if name.startswith("module")] == [
        "module/module-1",
        "module/module-2",
    ]
    assert found["module/module-1"].kind is Kind.OPENS
    assert found["module/module-1"].starts == datetime(2027, 3, 7, 23, tzinfo=UTC)
    due = found["activity/quiz-1/due"]
    assert due.kind is Kind.DUE
    assert due.starts == datetime(2027, 3, 14, 22, 59, tzinfo=UTC)
    assert due.zone == "Europe/Skopje"
    assert due.within == "Migration governance, Spring 2027"
    assert due.url == reverse("academy:activity", args=[run.slug, "quiz-1"])
    assert len(found) == 2 + 7


def test_a_meeting_has_its_length_and_the_address_to_join() -> None:
    person = make_enrolment(make_run_with_webinar()).person
    assert person is not None

    meeting = entries(person)["activity/discussion-1/meeting"]

    assert (meeting.kind, meeting.starts, meeting.ends) == (
        Kind.MEETING,
        NOON,
        NOON + timedelta(minutes=90),
    )


def test_a_meeting_of_another_length_in_this_run_ends_later_and_is_told_anew() -> None:
    run = make_run_with_webinar()
    person, guide = make_enrolment(run).person, make_facilitator(run)
    assert person is not None
    before = entries(person)["activity/discussion-1/meeting"]

    keep_meeting(
        run.version.activities.get(stable_id="discussion-1"),
        run=run,
        minutes=120,
        recording_link="",
        by=guide,
        now=NOON,
    )

    after = entries(person)["activity/discussion-1/meeting"]
    assert after.ends == NOON + timedelta(minutes=120)
    assert after.sequence == before.sequence + 1


@pytest.mark.parametrize(("early", "link"), [(31, ""), (30, "https://meet.example.org/abc")])
def test_the_address_to_join_is_told_from_half_an_hour_before(early: int, link: str) -> None:
    person = make_enrolment(make_run_with_webinar()).person
    assert person is not None

    with moments.travelled(NOON - timedelta(minutes=early) - moments.now()):
        assert entries(person)["activity/discussion-1/meeting"].link == link


def test_a_facilitator_sees_the_run_and_is_told_why() -> None:
    person = make_facilitator(make_run())

    found = entries(person)

    assert len(found) == 9
    assert {entry.text for entry in found.values()} == {"You facilitate this course."}


def test_nobody_else_sees_anything_nor_who_gave_up_their_seat() -> None:
    run = make_run()
    gone = make_enrolment(run, withdrawn_at=NOON).person
    assert gone is not None

    assert entries(gone) == {}
    assert entries(make_person()) == {}


def test_only_what_begins_in_the_window_is_there() -> None:
    run = make_run()
    person = make_enrolment(run).person
    assert person is not None
    opens = datetime(2027, 3, 7, 23, tzinfo=UTC)

    def opening(since: datetime, until: datetime) -> list[str]:
        found = calendar_entries(person, since=since, until=until)
        return [entry.title for entry in found if entry.kind is Kind.OPENS]

    assert opening(opens, opens + timedelta(seconds=1)) == ["Module 1"]
    assert opening(opens - timedelta(days=1), opens) == []


def test_what_is_done_says_so() -> None:
    enrolment = make_enrolment(make_run())
    activity = Activity.objects.get(version=enrolment.run.version, stable_id="reading-1")
    record_done(enrolment, activity, now=NOON)
    assert enrolment.person is not None

    done = [name for name, entry in entries(enrolment.person).items() if entry.is_done]

    assert done == ["activity/reading-1/due"]


def test_a_deadline_that_was_moved_is_the_same_entry_and_newer() -> None:
    run = make_run()
    facilitator = make_facilitator(run)
    person = make_enrolment(run).person
    assert person is not None
    before = entries(person)["activity/quiz-1/due"]
    quiz = Activity.objects.get(version=run.version, stable_id="quiz-1")

    for _twice in range(2):
        actions.change_schedule(
            run,
            opens_on={},
            planned={quiz.pk: Planned(due_on=MONDAY + timedelta(days=8))},
            by=facilitator,
            now=NOON,
        )

    after = entries(person)["activity/quiz-1/due"]
    assert after.uid == before.uid
    assert after.starts == datetime(2027, 3, 16, 22, 59, tzinfo=UTC)
    assert (before.sequence, after.sequence) == (0, 1)
    assert after.changed_at == NOON


def test_a_module_that_opens_later_is_the_same_entry_and_newer() -> None:
    run = make_run()
    facilitator = make_facilitator(run)
    module = run.version.modules.get(stable_id="module-2")

    actions.change_schedule(
        run,
        opens_on={module.pk: MONDAY + timedelta(days=9)},
        planned={},
        by=facilitator,
        now=NOON,
    )

    found = entries(facilitator)
    assert found["module/module-2"].starts == datetime(2027, 3, 16, 23, tzinfo=UTC)
    assert found["module/module-2"].sequence == 1
    assert found["module/module-1"].sequence == 0


def test_the_statements_do_not_grow_with_the_runs(django_assert_num_queries: Count) -> None:
    person = make_person()
    version = make_version()
    make_enrolment(make_run(version), person)

    with django_assert_num_queries(3):
        calendar_entries(person, since=SINCE, until=UNTIL)

    make_enrolment(make_run(version), person)
    make_facilitator(make_run(version), person)
    with django_assert_num_queries(3):
        found = calendar_entries(person, since=SINCE, until=UNTIL)
    assert len(found) == 27
    assert len({entry.uid for entry in found}) == 27


def test_who_takes_part_in_nothing_costs_one_statement(django_assert_num_queries: Count) -> None:
    person = make_person()

    with django_assert_num_queries(1):
        calendar_entries(person, since=SINCE, until=UNTIL)
