"""A run at each person's own pace, seen by somebody who came on its first day and by somebody who
came on its twentieth."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from localturn.academy.actions import allowances, attempts, forum, hand_ins, reminders, runs
from localturn.academy.actions.enrolment import invite, make_link
from localturn.academy.actions.enrolment.seating import take_seat
from localturn.academy.actions.moving import move_run
from localturn.academy.actions.progress import record_done
from localturn.academy.actions.repeating import as_proposed, repeat_run
from localturn.academy.actions.returning import return_work
from localturn.academy.actions.runs import Planned, current_plan
from localturn.academy.calendar import calendar_entries
from localturn.academy.domain.invitees import Invitee
from localturn.academy.domain.pace import Pace, Plan
from localturn.academy.models import (
    Activity,
    Attempt,
    Award,
    Certificate,
    Completion,
    CourseVersion,
    Enrolment,
    HandIn,
    Run,
    RunModule,
)
from localturn.academy.queries.agenda import open_tasks
from localturn.academy.queries.attempts import window_of
from localturn.academy.queries.behind import behind_in, idle_in, people_behind
from localturn.academy.queries.course_page import own_course
from localturn.academy.queries.documents import audiences_of
from localturn.academy.queries.gradebook import person_results
from localturn.academy.queries.programme import programme_of
from localturn.academy.queries.repeating import repetition_of
from localturn.academy.queries.saving import open_question
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.tasks import worker
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_own_run,
    make_person,
    make_published,
    make_run,
    make_version,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]

DAY_1 = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
DAY_20 = datetime(2027, 3, 27, 9, 0, tzinfo=UTC)
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)

EARLY_DUE = datetime(2027, 3, 28, 21, 59, tzinfo=UTC)
"""Twenty days after the 8th, at 23:59 in Skopje, on the day on which its clocks have changed."""
LATE_DUE = datetime(2027, 4, 16, 21, 59, tzinfo=UTC)
EARLY_OPENS = datetime(2027, 3, 21, 23, 0, tzinfo=UTC)
LATE_OPENS = datetime(2027, 4, 9, 22, 0, tzinfo=UTC)


@pytest.fixture
def run() -> Run:
    return make_own_run()


@pytest.fixture
def early(run: Run) -> Enrolment:
    return make_enrolment(run, make_person("Early", email="early@x.org"), enrolled_at=DAY_1)


@pytest.fixture
def late(run: Run) -> Enrolment:
    return make_enrolment(run, make_person("Late", email="late@x.org"), enrolled_at=DAY_20)


def who(seat: Enrolment) -> Person:
    assert seat.person is not None
    return seat.person


def activity(run: Run, stable_id: str) -> Activity:
    return run.version.activities.get(stable_id=stable_id)


def words(client: Client, seat: Enrolment, address: str, *, at: datetime) -> tuple[int, str]:
    """A page's status and words, at a moment."""
    client.force_login(who(seat))
    with moments.travelled(at - moments.now()):
        answer = client.get(f"/academy/runs/{seat.run.slug}/{address}")
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def posted() -> list[tuple[str, str]]:
    rows = Message.objects.order_by("address", "template").values_list("address", "template")
    return [(address, template.rsplit("/")[-1]) for address, template in rows]


# --- Openings and deadlines, wherever they are read


def test_each_has_own_openings_and_deadlines_on_the_course_page(
    early: Enrolment, late: Enrolment
) -> None:
    parts = [own_course(seat.run, seat, now=NOON).parts for seat in (early, late)]

    assert [each[1].part.opens_at for each in parts] == [EARLY_OPENS, LATE_OPENS]
    assert [each[0].steps[0].step.due_at for each in parts] == [EARLY_DUE, LATE_DUE]
    assert not any(own.step.is_own for each in parts for part in each for own in part.steps)


def test_the_page_of_the_course_costs_no_more_statements_than_with_dates(
    early: Enrolment, django_assert_num_queries: Any
) -> None:
    own_course(early.run, early, now=NOON)

    with django_assert_num_queries(5):
        own_course(early.run, early, now=NOON)


def test_a_module_opens_for_one_and_not_yet_for_the_other(
    early: Enrolment, late: Enrolment, client: Client
) -> None:
    at = EARLY_OPENS + 7 * A_DAY

    assert words(client, early, "a/case-2/", at=at)[0] == 200
    status, said = words(client, late, "a/case-2/", at=at)
    assert status == 409
    assert "This module opens on" in said
    assert "10 April 2027" in said
    assert words(client, late, "a/case-2/", at=LATE_OPENS)[0] == 200


def test_the_first_module_is_open_from_the_moment_of_the_enrolment(
    late: Enrolment, client: Client
) -> None:
    status, said = words(client, late, "a/reading-1/", at=DAY_20)

    assert status == 200
    assert "Due" in said
    assert "16 April 2027" in said


def test_a_facilitator_sees_all_and_after_how_many_days(run: Run, client: Client) -> None:
    client.force_login(make_facilitator(run))

    page = client.get(f"/academy/runs/{run.slug}/").text
    text = client.get(f"/academy/runs/{run.slug}/a/case-2/").text

    assert "Opens 14 days after one's enrolment" in page
    assert "after 20 days" in page
    assert "Due 20 days after one's enrolment" in text
    assert "Participants see it 14 days after their enrolment." in text


def test_the_calendar_has_the_days_of_its_reader(early: Enrolment, late: Enrolment) -> None:
    def of(seat: Enrolment) -> dict[str, datetime]:
        found = calendar_entries(who(seat), since=DAY_1 - A_DAY, until=DAY_1 + 60 * A_DAY)
        return {entry.uid.split("/", 3)[3]: entry.starts for entry in found}

    assert of(early)["module/module-2"] == EARLY_OPENS
    assert of(late)["module/module-2"] == LATE_OPENS
    assert of(early)["activity/quiz-1/due"] == EARLY_DUE
    assert of(late)["activity/quiz-1/due"] == LATE_DUE


def test_who_only_facilitates_has_no_days_in_the_calendar(run: Run) -> None:
    guide = make_facilitator(run)

    assert calendar_entries(guide, since=DAY_1, until=DAY_1 + 60 * A_DAY) == []


def test_the_first_page_has_what_is_open_for_its_reader(early: Enrolment, late: Enrolment) -> None:
    def of(seat: Enrolment, now: datetime) -> dict[str, datetime | None]:
        tasks = open_tasks(who(seat), [seat], now=now)[seat.run_id]
        return {task.id: task.due_at for task in tasks}

    now = EARLY_OPENS + A_MINUTE
    assert of(early, now)["case-2"] == EARLY_DUE
    assert "case-2" not in of(late, LATE_OPENS - A_MINUTE)
    assert of(late, LATE_OPENS)["case-2"] == LATE_DUE
    assert of(late, DAY_20)["reading-1"] == LATE_DUE


def test_what_is_not_open_for_somebody_is_not_found_by_them(
    early: Enrolment, late: Enrolment
) -> None:
    second = RunModule.objects.get(run=early.run, module__stable_id="module-2").module_id
    audience = f"academy:run:{early.run_id}:module:{second}"

    assert audience in audiences_of(who(early), now=EARLY_OPENS)
    assert audience not in audiences_of(who(late), now=LATE_OPENS - A_MINUTE)
    assert audience in audiences_of(who(late), now=LATE_OPENS)
    assert audience in audiences_of(make_facilitator(early.run), now=DAY_1)


def test_nobody_writes_in_a_discussion_before_it_opens_for_them() -> None:
    run = make_own_run()
    run.releases.filter(module__stable_id="module-1").update(opens_after=3)
    seat = make_enrolment(run, enrolled_at=DAY_20)
    about: dict[str, Any] = {"run": run, "by": who(seat)}
    thread = activity(run, "discussion-1")

    with pytest.raises(NotNow):
        forum.post(thread, body="Early.", now=DAY_20 + A_DAY, **about)
    assert forum.post(thread, body="In time.", now=DAY_20 + 3 * A_DAY, **about).pk


def test_what_is_missing_for_an_award_is_told_with_own_days(
    early: Enrolment, late: Enrolment
) -> None:
    def reading(seat: Enrolment) -> tuple[datetime | None, datetime | None]:
        facts = [each.fact for each in person_results(seat, now=NOON).activities]
        fact = next(fact for fact in facts if fact.activity_id == "case-2")
        return fact.opens, fact.due

    assert reading(early) == (EARLY_OPENS, EARLY_DUE)
    assert reading(late) == (LATE_OPENS, LATE_DUE)


# --- Tests and work by one's own deadline


def begin(seat: Enrolment, stable_id: str, *, now: datetime) -> Attempt:
    return attempts.start(seat, activity(seat.run, stable_id), by=who(seat), now=now)


def test_the_server_closes_an_attempt_at_its_owner_s_deadline(
    early: Enrolment, late: Enrolment
) -> None:
    first = begin(early, "quiz-1", now=EARLY_DUE - A_DAY)
    second = begin(late, "quiz-1", now=EARLY_DUE - A_DAY)

    with moments.travelled(EARLY_DUE + A_MINUTE - moments.now()):
        attempts.close_due_attempts.call()

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.closed_at == EARLY_DUE + A_MINUTE
    assert second.closed_at is None


def test_an_answer_is_taken_until_its_owner_s_deadline(early: Enrolment, late: Enrolment) -> None:
    for seat, due in ((early, EARLY_DUE), (late, LATE_DUE)):
        attempt = begin(seat, "quiz-1", now=DAY_20 + A_DAY)
        found = open_question(attempt.pk, 0, who(seat).pk)
        assert found is not None
        assert found.closes == due + A_MINUTE
        assert window_of(seat, attempt.activity).closes(attempt.started_at) == due + A_MINUTE


def test_a_final_test_is_begun_by_one_s_own_deadline_only(
    early: Enrolment, late: Enrolment
) -> None:
    with pytest.raises(NotNow, match="deadline"):
        begin(early, "final", now=EARLY_DUE + A_MINUTE)
    assert begin(late, "final", now=LATE_DUE).pk


def test_work_is_late_by_one_s_own_deadline(early: Enrolment, late: Enrolment) -> None:
    for seat in (early, late):
        hand_ins.hand_in(
            seat,
            activity(seat.run, "assignment-2"),
            "My work.",
            by=who(seat),
            now=EARLY_DUE + A_MINUTE,
        )

    assert list(HandIn.objects.order_by("enrolment").values_list("is_late", flat=True)) == [
        True,
        False,
    ]


def test_right_answers_of_a_final_test_wait_until_nobody_can_sit_it(
    early: Enrolment, client: Client
) -> None:
    attempt = begin(early, "final", now=EARLY_DUE - A_DAY)
    attempts.close_now(attempt, now=EARLY_DUE - A_DAY)

    status, said = words(client, early, "a/final/?attempt=1", at=LATE_DUE + A_DAY)
    assert status == 200
    assert "Right answer" not in said
    assert "Question 1?" not in said
    end = moments.at(early.run.ends_on + A_DAY, datetime.min.time(), early.run.zone)
    assert "Question 1?" in words(client, early, "a/final/?attempt=1", at=end)[1]


def test_more_time_is_given_beyond_one_s_own_deadline(late: Enrolment) -> None:
    guide, quiz = make_facilitator(late.run), activity(late.run, "quiz-1")
    before, after = (
        allowances.Given(due_on=LATE_DUE.date() + timedelta(days=days)) for days in (0, 3)
    )

    with pytest.raises(Invalid, match="after their own deadline"):
        allowances.allow(late, quiz, before, reason="Ill.", by=guide, now=DAY_20)
    allowances.allow(late, quiz, after, reason="Ill.", by=guide, now=DAY_20)

    assert window_of(late, quiz).due == LATE_DUE + 3 * A_DAY
    steps = {own.step.id: own.step for own in own_course(late.run, late, now=DAY_20).steps}
    assert steps["quiz-1"].is_own
    assert steps["quiz-1"].due_at == LATE_DUE + 3 * A_DAY


def test_an_award_is_decided_with_the_fact_that_earns_it() -> None:
    version = make_version(number=None)
    Award.objects.filter(version=version).update(rules=[{"rule": "every", "kinds": ["reading"]}])
    seat = make_enrolment(make_own_run(version), enrolled_at=DAY_20)

    record_done(seat, activity(seat.run, "reading-1"), now=DAY_20 + A_DAY)

    assert Certificate.objects.get(enrolment=seat).issued_at == DAY_20 + A_DAY


# --- Who is behind


def test_who_has_missed_an_own_deadline_is_behind_and_the_other_is_not(
    run: Run, early: Enrolment, late: Enrolment, client: Client
) -> None:
    now = EARLY_DUE + A_DAY

    behind = people_behind(run, now=now)

    assert [each.name for each in behind] == ["Early"]
    assert behind[0].since == EARLY_DUE
    assert behind_in(run, now=now) == {early.pk: 7}
    assert {each.name for each in people_behind(run, now=LATE_DUE + A_DAY)} == {"Early", "Late"}
    client.force_login(make_facilitator(run))
    with moments.travelled(now - moments.now()):
        assert "Early" in client.get(f"/academy/runs/{run.slug}/people/?state=behind").text


@pytest.fixture
def free() -> Run:
    """A run in which nothing is due."""
    return make_own_run(due_after=None)


def test_where_nothing_is_due_who_does_nothing_for_two_weeks_is_behind(
    free: Run, client: Client
) -> None:
    idle = make_enrolment(free, make_person("Idle"), enrolled_at=DAY_1)
    busy = make_enrolment(free, make_person("Busy"), enrolled_at=DAY_1)
    Completion.objects.create(
        enrolment=busy, activity=activity(free, "reading-1"), done_at=DAY_1 + 5 * A_DAY
    )
    make_enrolment(free, make_person("New"), enrolled_at=DAY_20)
    now = DAY_1 + 14 * A_DAY

    assert people_behind(free, now=now - A_MINUTE) == []
    assert [(each.name, each.idle_since) for each in people_behind(free, now=now)] == [
        ("Idle", DAY_1)
    ]
    assert behind_in(free, now=now + 5 * A_DAY) == {idle.pk: 1, busy.pk: 1}

    client.force_login(make_facilitator(free))
    with moments.travelled(now - moments.now()):
        desk = client.get(f"/academy/runs/{free.slug}/desk/").text
        letter = client.get(f"/academy/runs/{free.slug}/desk/behind/").text
    assert "Nothing done for 14 days" in desk
    assert "Nothing done for 14 days" in letter
    assert "You have not gone on in the course for a while." in letter
    with moments.travelled(DAY_1 - moments.now()):
        assert (
            "Whoever does nothing for 14 days"
            in client.get(f"/academy/runs/{free.slug}/desk/").text
        )


def test_who_waits_for_a_module_is_not_idle(free: Run) -> None:
    seat = make_enrolment(free, enrolled_at=DAY_1)
    for each in free.version.activities.filter(module__stable_id="module-1"):
        Completion.objects.create(enrolment=seat, activity=each, done_at=DAY_1 + A_DAY)

    assert people_behind(free, now=EARLY_OPENS + 13 * A_DAY) == []
    (behind,) = people_behind(free, now=EARLY_OPENS + 14 * A_DAY)
    assert behind.idle_since == EARLY_OPENS


def test_who_has_done_all_is_never_idle(free: Run) -> None:
    seat = make_enrolment(free, enrolled_at=DAY_1)
    for each in free.version.activities.all():
        Completion.objects.create(enrolment=seat, activity=each, done_at=DAY_1)

    assert people_behind(free, now=DAY_1 + 90 * A_DAY) == []


def test_a_run_with_dates_knows_no_pauses() -> None:
    dated = make_run()
    dated.schedule.update(due_at=None)
    make_enrolment(dated, enrolled_at=DAY_1)

    assert people_behind(dated, now=DAY_1 + 30 * A_DAY) == []


# --- Letters by the timetable


def at(moment: datetime) -> Any:
    return moments.travelled(moment - moments.now())


def test_each_is_told_once_when_a_module_opens_for_them(early: Enrolment, late: Enrolment) -> None:
    for moment in (EARLY_OPENS, EARLY_OPENS + A_MINUTE):
        with at(moment):
            reminders.tell_of_openings.call()
    assert posted() == [("early@x.org", "module_opened")]

    with at(LATE_OPENS + timedelta(hours=5)):
        reminders.tell_of_openings.call()
    assert posted() == [("early@x.org", "module_opened"), ("late@x.org", "module_opened")]


def test_who_enrolled_before_the_run_is_told_by_the_run_s_first_day() -> None:
    run = make_own_run()
    make_enrolment(run, make_person(email="before@x.org"), enrolled_at=DAY_1 - 40 * A_DAY)

    with at(EARLY_OPENS + A_MINUTE):
        reminders.tell_of_openings.call()

    assert posted() == [("before@x.org", "module_opened")]


def test_each_is_reminded_two_days_before_an_own_deadline(
    early: Enrolment, late: Enrolment
) -> None:
    with at(EARLY_DUE - A_DAY):
        reminders.remind_of_deadlines.call()
        reminders.remind_of_deadlines.call()
    assert posted() == [("early@x.org", "deadline_near")]
    with at(LATE_DUE - A_DAY):
        reminders.remind_of_deadlines.call()
    assert posted() == [("early@x.org", "deadline_near"), ("late@x.org", "deadline_near")]


def test_who_pauses_is_written_to_once_where_nothing_is_due(free: Run, early: Enrolment) -> None:
    make_enrolment(free, make_person(email="idle@x.org"), enrolled_at=DAY_1)
    quiet = make_person(email="quiet@x.org", wants_reminders=False)
    make_enrolment(free, quiet, enrolled_at=DAY_1)

    for days in (13, 15, 16):
        with at(DAY_1 + days * A_DAY):
            reminders.remind_of_pauses.call()

    assert posted() == [("idle@x.org", "paused")]
    assert "have not gone on since" in write(Message.objects.get()).text


# --- Opening such a run and keeping it


def opened(plan: Plan, version: CourseVersion | None = None, **fields: Any) -> Run:
    return runs.open_run(
        version or make_version(),
        slug=f"run-of-{plan.value}",
        title="",
        zone="Europe/Skopje",
        starts_on=date(2027, 3, 8),
        is_open=True,
        capacity=None,
        host=None,
        partners=[],
        by=make_person(is_staff=True),
        now=NOON,
        plan=plan,
        **fields,
    )


def test_a_run_at_one_s_own_pace_begins_with_all_open_and_nothing_due() -> None:
    run = opened(Plan.OWN)

    assert run.pace == Pace.OWN
    assert run.ends_on == date(2029, 3, 7)  # two years of 365 days
    assert set(run.releases.values_list("opens_at", "opens_after")) == {(None, 0)}
    assert set(run.schedule.values_list("due_at", "due_after")) == {(None, None)}


def test_all_at_once_opens_on_the_first_day_and_is_due_on_the_last() -> None:
    run = opened(Plan.AT_ONCE, ends_on=date(2027, 3, 11))

    assert run.pace == Pace.DATED
    assert run.ends_on == date(2027, 3, 11)
    assert set(run.releases.values_list("opens_at", flat=True)) == {
        datetime(2027, 3, 7, 23, 0, tzinfo=UTC)
    }
    assert datetime(2027, 3, 11, 22, 59, tzinfo=UTC) in run.schedule.values_list(
        "due_at", flat=True
    )


def settings_of(run: Run) -> dict[str, Any]:
    return {
        "title": run.title,
        "zone": run.zone,
        "starts_on": run.starts_on,
        "ends_on": run.ends_on,
        "is_open": True,
        "capacity": None,
        "enrolment_closes_at": None,
        "host": None,
        "partners": [],
    }


def test_the_pace_can_be_changed_until_somebody_enrols() -> None:
    run = make_run()
    guide = make_facilitator(run)
    fields = settings_of(run) | {"by": guide, "now": NOON}

    runs.change_settings(run, plan=Plan.OWN, **fields)
    run.refresh_from_db()
    assert run.pace == Pace.OWN
    assert not run.schedule.filter(due_at__isnull=False).exists()

    runs.change_settings(run, plan=Plan.WEEKLY, **fields)
    run.refresh_from_db()
    assert run.pace == Pace.DATED
    assert not run.releases.filter(opens_after__isnull=False).exists()

    make_enrolment(run)
    with pytest.raises(NotNow, match="Somebody has enrolled"):
        runs.change_settings(run, plan=Plan.OWN, **fields)
    runs.change_settings(run, plan=current_plan(run), **fields)


def test_days_are_set_in_the_schedule_and_participants_told_of_theirs(
    late: Enrolment, client: Client
) -> None:
    run = late.run
    client.force_login(make_facilitator(run))
    address = f"/academy/runs/{run.slug}/schedule/"
    fields = {f"opens-{r.module_id}": "0" for r in run.releases.all()}
    fields |= {f"due-{r.activity_id}": "" for r in run.schedule.all()}
    quiz = activity(run, "quiz-1")
    with at(DAY_20):
        assert "Days from enrolment until it opens" in client.get(address).text
        answer = client.post(address, fields | {f"due-{quiz.pk}": "7"})
        worker.run_waiting()

    assert answer.status_code == 302
    assert window_of(late, quiz).due == datetime(2027, 4, 3, 21, 59, tzinfo=UTC)
    assert set(run.releases.values_list("opens_after", flat=True)) == {0}
    letter = write(Message.objects.get(template="academy/mail/deadlines_moved"))
    assert "Quiz 1: due on" in letter.text
    assert "3 April 2027" in letter.text


@pytest.mark.parametrize("days", ["-1", "4000", "soon"])
def test_days_that_cannot_be_are_refused_on_the_form(run: Run, client: Client, days: str) -> None:
    client.force_login(make_facilitator(run))
    fields = {f"opens-{r.module_id}": days for r in run.releases.all()}

    assert client.post(f"/academy/runs/{run.slug}/schedule/", fields).status_code == 422
    with pytest.raises(Invalid):
        runs.change_schedule(
            run,
            opens_on={},
            planned={activity(run, "quiz-1").pk: Planned(due_after=-1)},
            by=make_facilitator(run, make_person()),
            now=NOON,
        )


def test_the_database_refuses_a_module_with_a_day_and_days(run: Run) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        run.releases.update(opens_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        run.schedule.update(due_at=NOON)


def test_a_run_given_once_more_has_the_same_days(run: Run) -> None:
    guide = make_person(is_staff=True)
    make_facilitator(run, guide)
    start = date(2027, 10, 4)
    dates = repetition_of(run, version=run.version, starts_on=start, zone=run.zone, now=NOON)

    new = repeat_run(
        run,
        version=run.version,
        slug="again",
        title="",
        zone=run.zone,
        dates=as_proposed(dates),
        by=guide,
        now=NOON,
    )

    assert new.pace == Pace.OWN
    assert sorted(new.releases.values_list("opens_after", flat=True)) == [0, 14]
    assert set(new.schedule.values_list("due_at", "due_after")) == {(None, 20)}


def test_a_newer_version_keeps_everybody_s_days(early: Enrolment, late: Enrolment) -> None:
    run = early.run
    guide = make_facilitator(run)
    newer = make_published(make_version(course=run.version.course, number=None), number=2)

    move_run(run, to=newer, anew=(), by=guide, now=DAY_20)

    for seat, due, opens in ((early, EARLY_DUE, EARLY_OPENS), (late, LATE_DUE, LATE_OPENS)):
        found = Enrolment.objects.select_related("run__version__course").get(pk=seat.pk)
        parts = own_course(found.run, found, now=DAY_20).parts
        assert parts[1].part.opens_at == opens
        assert parts[1].steps[0].step.due_at == due


def test_the_public_page_says_that_one_may_begin_at_any_time(client: Client) -> None:
    run = make_own_run(is_open=True)
    address = f"/academy/courses/{run.version.course.slug}/"

    with at(DAY_20):
        page = client.get(address).text
        assert "Begin at any time" in page
        assert "You learn at your own pace" in page
        assert '"asynchronous"' in page
        assert "Your own, from the day you enrol" in client.get(f"/academy/runs/{run.slug}/").text
    run.is_open = False
    run.save()
    with at(DAY_20):
        assert "You learn at your own pace" not in client.get(address).text


def test_one_enrols_on_any_day_of_the_run_and_not_after_it(client: Client) -> None:
    run = make_own_run(is_open=True)
    last = moments.at(run.ends_on, datetime.min.time(), run.zone) + timedelta(hours=20)
    for moment, expected in ((DAY_20, 302), (last, 302), (last + A_DAY, 409)):
        client.force_login(make_person(name="Somebody"))
        with at(moment):
            answer = client.post(f"/academy/runs/{run.slug}/enrol/", {"agree": "on"})
        assert answer.status_code == expected

    latest = run.enrolments.order_by("enrolled_at").last()
    assert latest is not None
    due = window_of(latest, activity(run, "quiz-1")).due
    assert due == moments.at(run.ends_on, datetime.min.time(), run.zone) + timedelta(
        hours=23, minutes=59
    )


def test_a_facilitator_chooses_the_pace_when_opening_a_run_and_until_somebody_enrols(
    client: Client,
) -> None:
    version = make_version()
    guide = make_person(is_staff=True)
    client.force_login(guide)
    fields = {"slug": "own", "zone": "Europe/Skopje", "starts_on": "2027-03-08", "is_open": "open"}

    answer = client.post(
        f"/academy/courses/{version.course.slug}/runs/new/", fields | {"plan": "own"}
    )

    assert answer["Location"] == "/academy/runs/own/schedule/"
    run = Run.objects.get(slug="own")
    assert (run.pace, run.ends_on) == (Pace.OWN, date(2029, 3, 7))
    settings = "/academy/runs/own/settings/"
    assert 'name="plan"' in client.get(settings).text
    sent = fields | {"ends_on": "2027-06-30"}
    with at(NOON):
        assert client.post(settings, sent | {"plan": "weekly"})["Location"].endswith("schedule/")
        make_enrolment(run)
        assert 'name="plan"' not in client.get(settings).text
        assert client.post(settings, sent | {"plan": "own"}).status_code == 302
    run.refresh_from_db()
    assert run.pace == Pace.DATED


def test_a_run_that_ends_before_it_begins_is_not_opened() -> None:
    with pytest.raises(Invalid, match="must not come before"):
        opened(Plan.OWN, ends_on=date(2027, 3, 7))


def test_who_comes_back_having_done_nothing_begins_anew(run: Run) -> None:
    person, later = make_person("Ana"), DAY_20 + timedelta(days=9)
    seat = take_seat(person, run, "open", None, DAY_1)
    Enrolment.objects.update(withdrawn_at=DAY_1)

    again = take_seat(person, run, "open", None, DAY_20)

    assert (again.pk, again.enrolled_at, again.withdrawn_at) == (seat.pk, DAY_20, None)
    record_done(again, activity(run, "reading-1"), now=DAY_20)
    Enrolment.objects.update(withdrawn_at=DAY_20)

    assert take_seat(person, run, "open", None, later).enrolled_at == DAY_20


# --- The days of the run, which own days stay within


def change(
    run: Run,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    now: datetime = DAY_20,
) -> None:
    facilitator = run.facilitators.first()
    guide = facilitator.person if facilitator else make_facilitator(run)
    runs.change_settings(
        run,
        title=run.title,
        zone=run.zone,
        starts_on=starts_on or run.starts_on,
        ends_on=ends_on or run.ends_on,
        is_open=run.is_open,
        capacity=None,
        enrolment_closes_at=None,
        host=None,
        partners=[],
        by=guide,
        now=now,
    )
    run.refresh_from_db()
    with at(DAY_20):
        worker.run_waiting()


def due_in_calendar(seat: Enrolment) -> dict[str, tuple[datetime, int]]:
    entries = calendar_entries(who(seat), since=DAY_1, until=DAY_20 + 365 * A_DAY)
    return {each.title: (each.starts, each.sequence) for each in entries}


def test_whose_deadline_moves_with_the_last_day_is_told_and_has_it_as_new_in_the_calendar(
    early: Enrolment, late: Enrolment
) -> None:
    run = early.run
    given = make_enrolment(run, make_person("Given", email="given@x.org"), enrolled_at=DAY_20)
    before = due_in_calendar(late)
    early_before = due_in_calendar(early)

    change(run, ends_on=date(2027, 4, 12))

    last = datetime(2027, 4, 12, 21, 59, tzinfo=UTC)
    assert before["Quiz 1"] == (LATE_DUE, 0)
    assert due_in_calendar(late)["Quiz 1"] == (last, 1)
    assert due_in_calendar(late)["Module 2"] == before["Module 2"]  # it opens before that day
    assert {title: each[0] for title, each in due_in_calendar(early).items()} == {
        title: each[0] for title, each in early_before.items()
    }
    assert posted() == [("given@x.org", "deadlines_moved"), ("late@x.org", "deadlines_moved")]
    letter = write(Message.objects.get(address="late@x.org"))
    assert "Quiz 1: due on" in letter.text
    assert "12 April 2027" in letter.text
    assert given.run == run

    change(run, ends_on=date(2027, 6, 30), now=DAY_20 + A_DAY)
    assert due_in_calendar(late)["Quiz 1"] == (LATE_DUE, 2)
    assert len(posted()) == 4


def test_a_last_day_that_touches_nobody_moves_nothing(early: Enrolment, late: Enrolment) -> None:
    change(early.run, ends_on=date(2027, 8, 1))

    assert posted() == []
    assert due_in_calendar(late)["Quiz 1"] == (LATE_DUE, 0)


def test_who_has_an_own_date_is_told_of_what_moves_for_them_alone(late: Enrolment) -> None:
    quiz = activity(late.run, "quiz-1")
    allowances.allow(
        late,
        quiz,
        allowances.Given(due_on=date(2027, 4, 21)),
        reason="Ill.",
        by=make_facilitator(late.run),
        now=DAY_20,
    )
    Message.objects.all().delete()

    change(late.run, ends_on=date(2027, 4, 24))
    assert posted() == []
    change(late.run, ends_on=date(2027, 4, 12))

    letter = write(Message.objects.get(template="academy/mail/deadlines_moved"))
    assert "Quiz 1" not in letter.text
    assert "Assignment 2: due on" in letter.text


def test_whose_days_begin_with_the_run_is_told_when_its_first_day_moves() -> None:
    run = make_own_run(starts_on=date(2027, 5, 3))
    seat = make_enrolment(run, make_person(email="soon@x.org"), enrolled_at=DAY_1)
    before, sequence = due_in_calendar(seat)["Quiz 1"]

    change(run, starts_on=date(2027, 5, 10))

    after, later = due_in_calendar(seat)["Quiz 1"]
    assert after - before == 7 * A_DAY
    assert later > sequence
    assert posted() == [("soon@x.org", "deadlines_moved")]


def test_nothing_is_due_before_it_opens(run: Run, client: Client) -> None:
    client.force_login(make_facilitator(run))
    quiz, assignment = activity(run, "quiz-1"), activity(run, "assignment-2")
    fields = {f"opens-{r.module_id}": str(r.opens_after) for r in run.releases.all()}
    fields |= {f"due-{r.activity_id}": "20" for r in run.schedule.all()}
    address = f"/academy/runs/{run.slug}/schedule/"

    answer = client.post(address, fields | {f"due-{assignment.pk}": "13"})

    assert answer.status_code == 422
    assert "It opens after 14 days: it cannot be due before." in answer.text
    assert run.schedule.get(activity=assignment).due_after == 20
    assert client.post(address, fields | {f"due-{assignment.pk}": "14"}).status_code == 302
    with pytest.raises(Invalid, match="due before it opens"):
        runs.change_schedule(
            run,
            opens_on={},
            opens_after={quiz.module_id: 21},
            planned={},
            by=run.facilitators.get().person,
            now=NOON,
        )
    assert run.releases.get(module=quiz.module_id).opens_after == 0


def test_who_got_work_back_begins_to_pause_from_there(
    free: Run, django_assert_num_queries: Any
) -> None:
    seat = make_enrolment(free, enrolled_at=DAY_1)
    hand_in = HandIn.objects.create(
        enrolment=seat,
        activity=activity(free, "assignment-2"),
        number=1,
        text="Mine.",
        words=1,
        handed_in_at=DAY_1 + A_DAY,
    )
    back = DAY_1 + 10 * A_DAY
    return_work(
        hand_in,
        sentence="Say more.",
        due_on=date(2027, 5, 1),
        by=make_facilitator(free),
        now=back,
    )

    assert people_behind(free, now=back + 14 * A_DAY - A_MINUTE) == []
    (behind,) = people_behind(free, now=back + 14 * A_DAY)
    assert behind.idle_since == back
    programme = programme_of(free)
    with django_assert_num_queries(9):
        idle_in(free, now=back, programme=programme)


@pytest.mark.parametrize(("day", "said"), [(date(2027, 8, 16), False), (date(2027, 8, 17), True)])
def test_who_comes_too_late_for_all_own_days_is_told_before_enrolling(
    client: Client, day: date, said: bool
) -> None:
    """The run ends on the 5th of September, and all is due twenty days after one comes."""
    run = make_own_run(is_open=True)
    guide = make_facilitator(run)
    with at(moments.at(day, time(9), run.zone)):
        link = make_link(run, note="", most=None, expires_at=None, by=guide, now=moments.now())
        guest = Invitee("guest@x.org", "Guest", "en")
        (invitation,) = invite(run, invitees=[guest], by=guide, now=moments.now()).sent
        client.force_login(make_person(email="guest@x.org"))
        pages = [
            client.get(address).text
            for address in (
                f"/academy/runs/{run.slug}/enrol/",
                f"/academy/join/{link.token}/",
                f"/academy/invitations/{invitation.token}/",
            )
        ]

    assert run.ends_on == date(2027, 9, 5)
    assert ["This run may be too short for you" in page for page in pages] == [said] * 3


def test_a_run_with_dates_warns_nobody(client: Client) -> None:
    run = make_run(is_open=True)
    client.force_login(make_person())

    with at(NOON):
        assert "too short for you" not in client.get(f"/academy/runs/{run.slug}/enrol/").text
