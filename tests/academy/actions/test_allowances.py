"""One person is given more time, and it holds wherever a deadline or a limit is read."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from localturn.academy import todos
from localturn.academy.actions import allowances, attempts, date_letters, hand_ins, runs
from localturn.academy.actions.allowances import Given, allow
from localturn.academy.actions.reminders import remind_of_deadlines
from localturn.academy.calendar import calendar_entries
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import Activity, Allowance, Enrolment, Post
from localturn.academy.queries.agenda import current_seats, open_tasks
from localturn.academy.queries.attempts import window_of
from localturn.academy.queries.behind import people_behind
from localturn.academy.queries.course_page import State, own_course
from localturn.academy.queries.gradebook import person_results
from localturn.academy.queries.places import place_of
from localturn.academy.queries.results_table import Asked, results_of
from localturn.academy.queries.standing import evidence_of
from localturn.academy.views.kinds.quiz import looked_back
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.trail.models import Entry, EntryPerson
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.marking import make_quiz

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DUE = datetime(2027, 3, 14, 22, 59, tzinfo=UTC)
"""23:59 of the first week's Sunday in Skopje."""
LATER = datetime(2027, 3, 17, 22, 59, tzinfo=UTC)
WEDNESDAY = date(2027, 3, 17)
YES = QueryDict("a0=true&a1=true")
TRUE: list[tuple[str, dict[str, Any]]] = [("true-false", {"answer": True})] * 2


def given(
    seat: Enrolment, stable_id: str, what: Given | None = None, *, now: datetime = NOON
) -> Allowance:
    activity = Activity.objects.get(version=seat.run.version, stable_id=stable_id)
    row = seat.run.facilitators.select_related("person").first()
    by = row.person if row else make_facilitator(seat.run)
    what = what or Given(due_on=WEDNESDAY)
    return allow(seat, activity, what, reason="Was ill.", by=by, now=now)


def activity_of(seat: Enrolment, stable_id: str) -> Activity:
    return Activity.objects.get(version=seat.run.version, stable_id=stable_id)


def owner(seat: Enrolment) -> Person:
    assert seat.person is not None
    return seat.person


def test_it_is_kept_with_its_zone_in_the_trail_and_told() -> None:
    seat = make_enrolment(make_run())

    row = given(seat, "reading-1")

    assert (row.due_at, row.zone, row.reason) == (LATER, "Europe/Skopje", "Was ill.")
    entry = Entry.objects.get(what="academy.allowance.given")
    assert (entry.reason, entry.after["due_at"]) == ("Was ill.", LATER.isoformat())
    assert EntryPerson.objects.get(entry=entry).person_id == seat.person_id
    (letter,) = Message.objects.filter(template="academy/mail/allowed")
    assert letter.address == owner(seat).email


def test_it_holds_on_every_page_for_that_person_alone() -> None:
    run = make_run()
    seat, other = make_enrolment(run), make_enrolment(run)
    given(seat, "reading-1")
    after = DUE + DAY

    def due_of(each: Enrolment) -> list[datetime | None]:
        place = place_of(owner(each), run.slug, "reading-1", now=after)
        course = own_course(run, each, now=after)
        step = next(own.step for own in course.steps if own.step.id == "reading-1")
        fact = next(f for f in evidence_of(each).facts if f.activity_id == "reading-1")
        tasks = open_tasks(owner(each), current_seats(owner(each), now=after), now=after)
        task = next(t for t in tasks[run.pk] if t.id == "reading-1")
        shown = next(
            r for r in person_results(each, now=after).activities if r.fact.title == "Reading 1"
        )
        entry = next(
            e
            for e in calendar_entries(owner(each), since=NOON, until=NOON + 30 * DAY)
            if e.title == "Reading 1"
        )
        return [
            place.due_at,
            step.due_at,
            fact.due,
            task.due_at,
            shown.fact.due,
            entry.starts,
            window_of(each, activity_of(each, "reading-1")).due,
        ]

    assert set(due_of(seat)) == {LATER}
    assert set(due_of(other)) == {DUE}
    states = {o.step.id: o.state for o in own_course(run, seat, now=after).steps}
    assert (states["reading-1"], states["quiz-1"]) == (State.OPEN, State.LATE)


def test_whoever_has_more_time_is_not_behind_until_it_is_over() -> None:
    run = make_run()
    seat = make_enrolment(run, make_person("Ana"))
    for stable_id in ("preliminary", "reading-1", "discussion-1", "quiz-1"):
        given(seat, stable_id)

    def behind(now: datetime) -> list[tuple[int, datetime]]:
        return [(each.number, each.since) for each in people_behind(run, now=now)]

    assert behind(DUE + DAY) == []
    results = results_of(run, Asked(), now=DUE + DAY, sums=True)
    assert [row.behind for row in results.rows] == [0]
    assert behind(LATER + DAY) == [(4, LATER)]


def test_who_has_written_and_waits_to_be_counted_is_not_behind() -> None:
    run = make_run()
    seat = make_enrolment(run)
    Post.objects.create(
        run=run,
        activity=activity_of(seat, "discussion-1"),
        author=seat.person,
        body="Here",
        body_html="<p>Here</p>",
        posted_at=NOON,
    )

    (behind,) = people_behind(run, now=DUE + DAY)

    assert [each.activity for each in behind.owed] == ["preliminary", "reading-1", "quiz-1"]


def test_what_is_handed_in_by_an_own_deadline_is_not_late() -> None:
    run = make_run()
    seat = make_enrolment(run)
    activity = activity_of(seat, "assignment-2")
    due = run.schedule.get(activity=activity)
    due.due_at = DUE
    due.save()
    given(seat, "assignment-2")

    made = hand_ins.hand_in(seat, activity, "Work", by=owner(seat), now=LATER)
    late = hand_ins.hand_in(
        make_enrolment(run, other := make_person()), activity, "Work", by=other, now=LATER
    )

    assert (made.hand_in.is_late, late.hand_in.is_late) == (False, True)


def test_an_open_attempt_goes_on_until_the_new_end() -> None:
    version = make_version(number=None)
    quiz = make_quiz(version, kinds=TRUE)
    seat = make_enrolment(make_run(version))
    attempt = attempts.start(seat, quiz, by=owner(seat), now=DUE - DAY)
    given(seat, "quiz-1", now=DUE - DAY)

    saved = attempts.save_answer(attempt.pk, 0, YES, sequence=5, by=owner(seat), now=DUE + DAY)

    assert saved.is_kept
    with moments.travelled(DUE + DAY - moments.now()):
        attempts.close_due_attempts.call()
    attempt.refresh_from_db()
    assert attempt.closed_at is None
    with moments.travelled(LATER + DAY - moments.now()):
        attempts.close_due_attempts.call()
    attempt.refresh_from_db()
    assert attempt.closed_at == LATER + timedelta(minutes=1)


def test_an_attempt_with_a_time_limit_is_closed_after_it_and_later_for_one_person() -> None:
    version = make_version(number=None)
    quiz = make_quiz(version, limit=30, kinds=TRUE)
    run = make_run(version)
    seat, other = make_enrolment(run), make_enrolment(run)
    sat = [attempts.start(each, quiz, by=owner(each), now=NOON) for each in (seat, other)]
    given(seat, "quiz-1", Given(extra_minutes=15))
    for attempt, each in zip(sat, (seat, other), strict=True):
        attempts.save_answer(attempt.pk, 0, YES, sequence=1, by=owner(each), now=NOON)
    at = NOON + timedelta(minutes=30)

    assert attempts.save_answer(sat[0].pk, 1, YES, sequence=2, by=owner(seat), now=at).is_kept
    assert attempts.save_answer(sat[1].pk, 1, YES, sequence=2, by=owner(other), now=at).is_late

    with moments.travelled(NOON + timedelta(minutes=50) - moments.now()):
        attempts.close_due_attempts.call()
    for attempt in sat:
        attempt.refresh_from_db()
    assert [attempt.closed_at - NOON for attempt in sat if attempt.closed_at] == [
        timedelta(minutes=45),
        timedelta(minutes=30),
    ]


def test_one_more_attempt_is_one_more() -> None:
    version = make_version(number=None)
    quiz = make_quiz(version, attempts=1, kinds=TRUE)
    seat = make_enrolment(make_run(version))

    def sit() -> None:
        attempt = attempts.start(seat, quiz, by=owner(seat), now=NOON)
        attempts.save_answer(attempt.pk, 0, YES, sequence=1, by=owner(seat), now=NOON)
        attempts.hand_in(attempt, by=owner(seat), now=NOON)

    sit()
    with pytest.raises(NotNow):
        sit()
    given(seat, "quiz-1", Given(extra_attempts=1))
    sit()
    with pytest.raises(NotNow):
        sit()


def test_reminders_come_before_the_own_deadline_and_not_before_the_others() -> None:
    run = make_run()
    seat = make_enrolment(run, make_person("Ana"))
    make_enrolment(run, make_person("Ben"))
    for stable_id in ("preliminary", "reading-1", "discussion-1", "quiz-1"):
        given(seat, stable_id)

    def reminded(now: datetime) -> list[str]:
        before = set(Message.objects.values_list("pk", flat=True))
        with moments.travelled(now - moments.now()):
            remind_of_deadlines.call()
        new = Message.objects.filter(template="academy/mail/deadline_near").exclude(pk__in=before)
        return [message.name for message in new.order_by("name")]

    assert reminded(DUE - DAY) == ["Ben"]
    assert reminded(LATER - DAY) == ["Ana"]
    assert reminded(LATER - DAY) == []


def test_moving_everybodys_deadline_further_takes_nothing_and_tells_each_their_own() -> None:
    run = make_run()
    seat = make_enrolment(run, make_person("Ana"))
    make_enrolment(run, make_person("Ben"))
    given(seat, "reading-1")
    reading = activity_of(seat, "reading-1")
    by = run.facilitators.get().person

    def move(day: date) -> None:
        runs.change_schedule(
            run, opens_on={}, planned={reading.pk: runs.Planned(due_on=day)}, by=by, now=NOON
        )

    move(date(2027, 3, 15))
    assert place_of(owner(seat), run.slug, "reading-1", now=NOON).due_at == LATER
    date_letters.tell_of_moved.call(run.pk, [reading.pk], [], NOON.isoformat())
    told = Message.objects.filter(template="academy/mail/deadlines_moved").order_by("name")
    assert [m.context["changes"][0]["due"]["$moment"][:10] for m in told] == [
        "2027-03-17",
        "2027-03-15",
    ]
    move(date(2027, 3, 19))
    place = place_of(owner(seat), run.slug, "reading-1", now=NOON)
    assert place.due_at == place.due_without


def test_taking_it_back_moves_the_entry_of_a_calendar_once_more() -> None:
    seat = make_enrolment(make_run())

    def entry() -> Any:
        found = calendar_entries(owner(seat), since=NOON, until=NOON + 30 * DAY)
        return next(each for each in found if each.title == "Reading 1")

    first = entry()
    given(seat, "reading-1")
    second = entry()
    given(seat, "reading-1", Given())
    third = entry()

    assert [first.starts, second.starts, third.starts] == [DUE, LATER, DUE]
    assert [first.sequence, second.sequence, third.sequence] == [0, 1, 2]


def test_the_answers_of_a_final_test_stay_hidden_while_somebody_may_still_sit_it() -> None:
    version = make_version(number=None)
    final = make_quiz(version, "final", kinds=TRUE)
    run = make_run(version, weeks=4)
    run.schedule.filter(activity=final).update(due_at=DUE)
    seat, other = make_enrolment(run), make_enrolment(run)
    attempt = attempts.start(other, final, by=owner(other), now=NOON)
    attempts.save_answer(attempt.pk, 0, YES, sequence=1, by=owner(other), now=NOON)
    attempts.hand_in(attempt, by=owner(other), now=NOON)
    attempt.answered = 1  # type: ignore[attr-defined]

    def sees_answers(now: datetime) -> bool:
        attempt.refresh_from_db()
        place = place_of(owner(other), run.slug, "final", now=now)
        return bool(looked_back(place, attempt)["marks"])

    assert sees_answers(DUE + DAY)
    given(seat, "final", now=DUE + timedelta(hours=1))
    assert not sees_answers(DUE + DAY)
    assert sees_answers(LATER + DAY)
    with pytest.raises(NotNow, match="has been shown the answers"):
        given(other, "final", now=LATER + DAY, what=Given(due_on=date(2027, 3, 25)))


@pytest.mark.parametrize(
    ("stable_id", "what", "sentence"),
    [
        ("reading-1", Given(), "Give a later deadline"),
        ("reading-1", Given(due_on=date(2027, 3, 14)), "after the deadline of all others"),
        ("reading-1", Given(due_on=date(2027, 4, 21)), "at most 30 days after the last day"),
        ("reading-1", Given(extra_attempts=1), "no number of attempts"),
        ("quiz-1", Given(extra_minutes=5), "no time limit"),
        ("quiz-1", Given(extra_attempts=500), "at most 1000 minutes and 20 attempts"),
    ],
)
def test_what_cannot_be_given_is_refused_with_a_sentence(
    stable_id: str, what: Given, sentence: str
) -> None:
    seat = make_enrolment(make_run())

    with pytest.raises(Invalid, match=sentence):
        given(seat, stable_id, what)
    assert not Allowance.objects.exists()


AFTER_THE_RUN = datetime(2027, 3, 22, 12, 0, tzinfo=UTC)


def test_a_deadline_of_ones_own_holds_beyond_the_runs_end_for_that_person_alone() -> None:
    version = make_version(number=None)
    quiz = make_quiz(version, kinds=TRUE)
    run = make_run(version)
    seat, other = make_enrolment(run), make_enrolment(run)
    given(seat, "quiz-1", Given(due_on=date(2027, 3, 25)), now=AFTER_THE_RUN)
    last = datetime(2027, 3, 25, 22, 59, tzinfo=UTC)

    place = place_of(owner(seat), run.slug, "quiz-1", now=AFTER_THE_RUN)
    assert (place.phase, place.may_take_part) == (Phase.RUNNING, True)
    states = {o.step.id: o.state for o in own_course(run, seat, now=AFTER_THE_RUN).steps}
    assert (states["quiz-1"], states["reading-1"]) == (State.OPEN, State.MISSED)
    entries = calendar_entries(owner(seat), since=last - DAY, until=last + DAY)
    assert [(each.title, each.starts) for each in entries] == [("Quiz 1", last)]
    attempt = attempts.start(seat, quiz, by=owner(seat), now=last)
    saved = attempts.save_answer(attempt.pk, 0, YES, sequence=1, by=owner(seat), now=last)
    assert (saved.is_kept, saved.late) == (True, None)
    assert attempts.close_if_due(attempt, now=last + timedelta(minutes=1))
    with pytest.raises(NotNow, match="not running now"):
        attempts.start(seat, quiz, by=owner(seat), now=last + timedelta(minutes=1))
    with pytest.raises(NotNow, match="not running now"):
        attempts.start(other, quiz, by=owner(other), now=AFTER_THE_RUN)


def test_an_award_is_explained_with_a_deadline_beyond_the_runs_end() -> None:
    run = make_run()
    seat = make_enrolment(run)
    given(seat, "assignment-2", Given(due_on=date(2027, 3, 25)), now=AFTER_THE_RUN)
    client = Client()
    client.force_login(owner(seat))

    with moments.travelled(AFTER_THE_RUN - moments.now()):
        page = client.get(f"/academy/runs/{run.slug}/").text

    missing = page[page.index("You have not earned it.") :]
    line = re.search(r"Assignment 2</a>(.*?)</li>", missing, re.S)
    assert line is not None
    assert "25 March" in line[1]


def test_nobody_has_longer_than_the_run_for_what_others_wait_for() -> None:
    version = make_version(number=None)
    version.activities.filter(stable_id="case-2").update(kind="survey")
    seat = make_enrolment(make_run(version))

    with pytest.raises(Invalid, match="The run ends before that day"):
        given(seat, "case-2", Given(due_on=date(2027, 3, 22)))


def test_only_another_facilitator_gives_it_and_only_with_a_reason() -> None:
    run = make_run()
    seat = make_enrolment(run)
    reading = activity_of(seat, "reading-1")
    facilitator = make_facilitator(run)
    what = Given(due_on=WEDNESDAY)

    with pytest.raises(NotAllowed):
        allow(seat, reading, what, reason="So.", by=owner(seat), now=NOON)
    own = make_enrolment(run, facilitator)
    with pytest.raises(NotAllowed):
        allow(own, reading, what, reason="So.", by=facilitator, now=NOON)
    with pytest.raises(Invalid, match="Say why"):
        allow(seat, reading, what, reason=" ", by=facilitator, now=NOON)


def test_a_new_first_day_moves_own_deadlines_with_all_others() -> None:
    run = make_run(starts_on=date(2027, 3, 15))
    seat = make_enrolment(run)
    given(seat, "reading-1", Given(due_on=date(2027, 3, 24)))
    facilitator = run.facilitators.get().person

    runs.change_settings(
        run,
        title="",
        zone="Europe/Stockholm",
        starts_on=date(2027, 3, 22),
        ends_on=date(2027, 4, 20),
        is_open=False,
        capacity=None,
        enrolment_closes_at=None,
        host=None,
        partners=[],
        by=facilitator,
        now=NOON,
    )

    row = seat.allowances.get()
    assert (row.due_at, row.zone) == (
        moments.at(date(2027, 3, 31), allowances.LAST_MINUTE, "Europe/Stockholm"),
        "Europe/Stockholm",
    )


def test_the_first_page_shows_the_own_deadline() -> None:
    seat = make_enrolment(make_run())
    given(seat, "reading-1")

    groups = todos.todos(owner(seat), now=LATER - DAY)

    near = {todo.title: todo.due for group in groups for todo in group.todos}
    assert near["Reading 1"] == LATER
