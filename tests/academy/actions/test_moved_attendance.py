"""Who was at a meeting, in a run that is moved to a newer version of its course."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.actions import attendance, meetings
from localturn.academy.actions.moving import move_run
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.models import (
    Activity,
    Attendance,
    Completion,
    Course,
    CourseVersion,
    Enrolment,
    Meeting,
    Run,
    RunActivity,
)
from localturn.academy.queries.moving import move_of
from localturn.foundation.people.models import Person
from localturn.foundation.tasks import worker
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_published,
    make_run,
    make_version,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=3)


def make_course(course: Course | None = None, *, minutes: int = 60, **terms: Any) -> CourseVersion:
    """A draft with a meeting of an hour; whoever was there for 45 minutes attended."""
    version = make_version(course=course, number=None)
    Activity.objects.create(
        version=version,
        module=version.modules.get(stable_id="module-1"),
        position=9,
        stable_id="meeting",
        file_name="09-meeting",
        kind="webinar",
        title="Meeting",
        minutes=minutes,
        settings=terms,
    )
    return version


@pytest.fixture
def run() -> Run:
    run = make_run(make_course())
    RunActivity.objects.filter(activity=meeting_in(run)).update(starts_at=NOON, due_at=None)
    return run


@pytest.fixture
def guide(run: Run) -> Person:
    return make_facilitator(run)


def meeting_in(run: Run) -> Activity:
    return run.version.activities.get(stable_id="meeting")


def move(run: Run, guide: Person, *, number: int = 2, **meeting: Any) -> Run:
    to = make_published(make_course(run.version.course, **meeting), number=number)
    move_run(run, to=to, anew=[], by=guide, now=LATER)
    return Run.objects.select_related("version__course").get(pk=run.pk)


def mark(seat: Enrolment, marked: Mark, guide: Person, *, at: timedelta = timedelta(0)) -> None:
    attendance.mark_attendance(
        meeting_in(seat.run), run=seat.run, marks={seat.pk: marked}, by=guide, now=NOON + at
    )


def there(minutes: int) -> Mark:
    return Mark(Presence.PARTLY, minutes)


def stands(seat: Enrolment) -> Mark:
    return Attendance.objects.get(enrolment=seat, is_standing=True).mark


def is_done(seat: Enrolment) -> bool:
    return seat.completions.filter(activity__stable_id="meeting").exists()


@pytest.mark.parametrize(
    ("minutes", "after", "before_it", "after_it"),
    [
        (40, {"attended_from": 50}, False, True),
        (50, {"attended_from": 100}, True, False),
        (50, {"minutes": 90}, True, False),
        (40, {"minutes": 50}, False, True),
        (50, {}, True, True),
    ],
)
def test_what_counts_as_attended_is_weighed_anew(
    run: Run, guide: Person, minutes: int, after: dict[str, Any], before_it: bool, after_it: bool
) -> None:
    seat = make_enrolment(run)
    mark(seat, there(minutes), guide)
    assert is_done(seat) is before_it

    move(run, guide, **after)

    assert is_done(seat) is after_it
    assert stands(seat) == there(minutes)


def test_a_length_that_the_run_has_set_itself_stays(run: Run, guide: Person) -> None:
    seat = make_enrolment(run)
    meetings.keep_meeting(
        meeting_in(run), run=run, minutes=40, recording_link="", by=guide, now=NOON
    )
    mark(seat, there(30), guide)

    moved = move(run, guide, minutes=120)

    assert Meeting.objects.get().minutes == 40
    assert is_done(seat)
    assert moved.schedule.get(activity=meeting_in(moved)).times_moved == 1  # by the facilitator


def test_calendars_learn_of_another_length(run: Run, guide: Person) -> None:
    moved = move(run, guide, minutes=90)

    row = moved.schedule.get(activity=meeting_in(moved))
    assert (row.times_moved, row.changed_at, row.starts_at) == (1, LATER, NOON)


def test_a_recording_counts_from_the_move_on(run: Run, guide: Person) -> None:
    seat = make_enrolment(run)
    mark(seat, Mark(Presence.WATCHED), guide)
    assert not is_done(seat)

    move(run, guide, recording_counts=True)

    assert is_done(seat)


def test_an_award_follows_what_is_weighed_anew(run: Run, guide: Person) -> None:
    seat = make_enrolment(run)
    mark(seat, there(40), guide)
    draft = make_course(run.version.course, attended_from=50)
    draft.awards.update(rules=[{"rule": "every", "kinds": ["webinar"]}])

    move_run(run, to=make_published(draft, number=2), anew=[], by=guide, now=LATER)

    assert seat.certificates.count() == 1


@pytest.mark.parametrize("moves", [1, 2])
def test_what_was_recorded_before_a_move_is_taken_back_after_it(
    run: Run, guide: Person, moves: int
) -> None:
    one, two = make_enrolment(run), make_enrolment(run)
    mark(one, Mark(Presence.EXCUSED), guide)
    attendance.mark_attendance(
        meeting_in(run),
        run=run,
        marks=dict.fromkeys((one.pk, two.pk), Mark(Presence.PRESENT)),
        by=guide,
        now=NOON + timedelta(hours=1),
    )
    for number in range(2, 2 + moves):
        run = move(run, guide, number=number)

    taken = attendance.take_back(meeting_in(run), run=run, by=guide, now=LATER)
    worker.run_waiting()

    assert taken == 2
    assert (stands(one), stands(two)) == (Mark(Presence.EXCUSED), Mark(Presence.UNMARKED))
    assert (is_done(one), is_done(two)) == (False, False)
    again = attendance.take_back(
        meeting_in(run), run=run, by=guide, now=LATER + timedelta(minutes=1)
    )
    assert (again, stands(one), is_done(two)) == (2, Mark(Presence.PRESENT), True)


def test_having_watched_is_taken_back_after_a_move(run: Run, guide: Person) -> None:
    seat = make_enrolment(run)
    mark(seat, Mark(Presence.ABSENT), guide)
    meetings.keep_meeting(
        meeting_in(run),
        run=run,
        minutes=None,
        recording_link="https://example.org/film",
        by=guide,
        now=NOON,
    )
    run = move(run, guide, recording_counts=True)
    seat = Enrolment.objects.get(pk=seat.pk)
    person = seat.person
    assert person is not None
    meetings.say_watched(seat, meeting_in(run), by=person, now=LATER)
    assert is_done(seat)
    run = move(run, guide, number=3, recording_counts=True)
    seat = Enrolment.objects.get(pk=seat.pk)

    meetings.say_not_watched(seat, meeting_in(run), by=person, now=LATER)

    assert (stands(seat), is_done(seat)) == (Mark(Presence.ABSENT), False)


def test_the_page_tells_beforehand_whose_attendance_will_count_otherwise(
    run: Run, guide: Person, client: Client
) -> None:
    """What it says is what happens."""
    seats = [make_enrolment(run) for _ in range(4)]
    marks = [
        Mark(Presence.PRESENT),
        Mark(Presence.PARTLY, 50),
        Mark(Presence.PARTLY, 44),
        Mark(Presence.WATCHED),
    ]
    for seat, marked in zip(seats, marks, strict=True):
        mark(seat, marked, guide)
    worker.run_waiting()
    done = set(Completion.objects.values_list("enrolment", flat=True))
    to = make_published(
        make_course(run.version.course, attended_from=90, recording_counts=True), number=2
    )

    (weighed,) = move_of(run, to).weighed
    client.force_login(guide)
    page = " ".join(client.get(f"/academy/runs/{run.slug}/version/").text.split())

    assert (weighed.before.needed, weighed.after.needed) == (45, 54)
    assert (weighed.gain, weighed.lose) == (1, 1)
    assert "Attendance that is weighed anew" in page
    assert "Meeting</span>: 54 minutes, or the recording, where 45 minutes counted before." in page
    assert "It counts from now on for 1, and no longer for 1." in page
    move_run(run, to=to, anew=[], by=guide, now=LATER)
    now = set(Completion.objects.values_list("enrolment", flat=True))
    assert (now - done, done - now) == ({seats[3].pk}, {seats[1].pk})


def test_the_page_says_nothing_of_meetings_that_count_as_before(
    run: Run, guide: Person, client: Client
) -> None:
    mark(make_enrolment(run), Mark(Presence.PARTLY, 50), guide)
    make_published(make_course(run.version.course, link_before=10), number=2)
    client.force_login(guide)

    assert "weighed anew" not in client.get(f"/academy/runs/{run.slug}/version/").text


def test_the_page_says_nothing_of_a_meeting_at_which_nothing_was_recorded(
    run: Run, guide: Person, client: Client
) -> None:
    make_published(make_course(run.version.course, attended_from=90), number=2)
    client.force_login(guide)

    assert "weighed anew" not in client.get(f"/academy/runs/{run.slug}/version/").text
