"""What the API tells of the academy: to whom, how much, in how many statements."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from localturn.academy.actions import sharing
from localturn.academy.actions.attendance import mark_attendance
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.models import (
    Activity,
    Attendance,
    Completion,
    Enrolment,
    GradeEntry,
    Nomination,
    Run,
    RunActivity,
    RunPartner,
)
from localturn.foundation import moments
from localturn.foundation.people.models import Person, Role
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.api import Program
from makers.groups import Seminar
from makers.people import make_membership, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]

Count = Any
ASKED = 2
"""Statements before anything is looked for: the token with its person, and its use."""


@pytest.fixture(autouse=True)
def _on_wednesday() -> Any:
    with moments.travelled(NOON - datetime.now(UTC)):
        yield


@pytest.fixture
def run() -> Run:
    """With a live session in its second module."""
    version = make_version(number=None)
    Activity.objects.create(
        version=version,
        module=version.modules.all()[1],
        position=8,
        stable_id="meeting-1",
        file_name="08-meeting-1",
        kind="webinar",
        title="A meeting",
        minutes=60,
    )
    run = make_run(version, title="Spring")
    RunActivity.objects.filter(activity__stable_id="meeting-1").update(starts_at=NOON, due_at=None)
    return run


@pytest.fixture
def guide(run: Run) -> Person:
    return make_facilitator(run)


def many(run: Run, number: int) -> list[Enrolment]:
    return [make_enrolment(run, make_person(f"Person {place:02}")) for place in range(number)]


# --- Courses and runs -------------------------------------------------------------------------


def test_courses_and_runs_are_told_to_whoever_has_a_token(run: Run) -> None:
    program = Program(make_person(), "profile:read")

    (course,) = program.read("courses")["items"]
    (listed,) = program.read("runs")["items"]

    assert course["slug"] == run.version.course.slug
    assert course["runs"] == [run.slug]
    assert course["page"].endswith(f"/academy/courses/{course['slug']}/")
    assert listed == program.read(f"runs/{run.slug}")
    assert {key: listed[key] for key in ("slug", "course", "starts_on", "ends_on", "zone")} == {
        "slug": run.slug,
        "course": course["slug"],
        "starts_on": "2027-03-08",
        "ends_on": "2027-03-21",
        "zone": "Europe/Skopje",
    }


def test_a_course_has_its_modules_in_order_and_a_draft_is_not_told_of(run: Run) -> None:
    program = Program(make_person())
    draft = make_version(number=None)

    course = program.read(f"courses/{run.version.course.slug}")

    assert [each["id"] for each in course["modules"]] == ["module-1", "module-2"]
    assert [each["id"] for each in course["modules"][1]["activities"]] == [
        "case-2",
        "assignment-2",
        "final",
        "meeting-1",
    ]
    assert program.get(f"courses/{draft.course.slug}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_as_many_statements_whatever_their_length(
    number: int, django_assert_num_queries: Count
) -> None:
    person = make_person()
    for _ in range(number):
        make_enrolment(make_run(), person)
    program = Program(person)

    for path, statements in {"courses": 2, "runs": 2, "my/runs": 2}.items():
        with django_assert_num_queries(ASKED + statements):
            assert program.read(path)["count"] == number


def test_a_page_is_bounded_and_leads_to_the_next(run: Run) -> None:
    runs = [run, make_run(run.version), make_run(run.version)]
    program = Program(make_person())

    first = program.read("runs", limit=2)
    last = program.read(first["next"].removeprefix("/api/v1/"))

    assert [first["count"], len(first["items"]), len(last["items"])] == [3, 2, 1]
    assert last["next"] is None
    assert {each["slug"] for page in (first, last) for each in page["items"]} == {
        each.slug for each in runs
    }
    assert program.get("runs", limit=101).status_code == 422


# --- One's own courses ------------------------------------------------------------------------


def test_a_participant_reads_what_is_done_what_is_missing_and_by_when(
    run: Run, django_assert_num_queries: Count
) -> None:
    seat = make_enrolment(run)
    assert seat.person is not None
    reading = run.version.activities.get(stable_id="reading-1")
    Completion.objects.create(enrolment=seat, activity=reading, done_at=NOON)
    program = Program(seat.person, "learning:read")
    program.read(f"my/runs/{run.slug}")

    with django_assert_num_queries(ASKED + 7):
        own = program.read(f"my/runs/{run.slug}")

    assert (own["seat"], own["phase"], own["done"], own["total"]) == (seat.pk, "running", 1, 8)
    first, second = own["modules"]
    assert first["opens_at"] == "2027-03-07T23:00:00Z"
    assert own["run"]["zone"] == "Europe/Skopje"
    states = {each["id"]: each["state"] for each in first["activities"]}
    assert (states["reading-1"], states["quiz-1"]) == ("done", "open")
    assert {each["state"] for each in second["activities"]} == {"locked"}
    assert first["activities"][0]["due_at"] == "2027-03-14T22:59:00Z"
    (award,) = own["awards"]
    rule = award["requirements"][0]
    assert (award["is_earned"], award["certificate"]) == (False, None)
    assert rule["rule"] == "Readings and case studies: each one done"
    assert [each["id"] for each in rule["missing"]] == ["case-2"]
    assert rule["missing"][0]["due_at"] == "2027-03-21T22:59:00Z"


def test_credit_points_of_awards_are_told() -> None:
    seminar = Seminar(groups=1, each=1)
    person = seminar.seats[seminar.groups[0]][0].person
    assert person is not None
    program = Program(person)

    (offered,) = program.read(f"courses/{seminar.run.version.course.slug}")["awards"]
    (own,) = program.read(f"my/runs/{seminar.run.slug}")["awards"]

    assert (offered["title"], offered["credits"], offered["credit_kind"]) == (
        "Basic credit",
        3.0,
        "ECTS",
    )
    assert (own["credits"], own["credit_kind"], own["is_earned"]) == (3.0, "ECTS", False)


def test_words_are_in_the_language_of_the_course_whoever_asks() -> None:
    version = make_version(number=None)
    version.language = "fr"
    version.save()
    run = make_run(version)
    seat = make_enrolment(run, make_person(language="sv"))
    assert seat.person is not None

    (award,) = Program(seat.person).read(f"my/runs/{run.slug}")["awards"]

    assert award["requirements"][4]["rule"] == "Au moins 60 points"


def test_who_does_not_take_part_or_has_left_reads_nothing_of_a_run(run: Run, guide: Person) -> None:
    left = make_enrolment(run, withdrawn_at=NOON)
    assert left.person is not None

    for person in (left.person, guide, make_person()):
        program = Program(person)
        assert program.get(f"my/runs/{run.slug}").status_code == 403
        assert program.read("my/runs")["items"] == []


# --- A facilitator's runs ---------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_a_facilitators_lists_take_as_many_statements_whatever_their_length(
    run: Run, guide: Person, number: int
) -> None:
    many(run, number)
    program = Program(guide)
    program.read(f"runs/{run.slug}/gradebook")

    def statements(path: str, *, count: int = number) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert program.read(path)["count"] == count
        return len(captured) - ASKED

    assert {
        "runs": statements("guided/runs", count=1),
        "people": statements(f"runs/{run.slug}/people"),
        "gradebook": statements(f"runs/{run.slug}/gradebook"),
        "waiting": statements(f"runs/{run.slug}/waiting", count=0),
        "attendance": statements(f"runs/{run.slug}/sessions/meeting-1/attendance"),
    } == {"runs": 2, "people": 3, "gradebook": 6, "waiting": 6, "attendance": 5}


def test_a_facilitator_reads_who_takes_part_and_what_they_have(run: Run, guide: Person) -> None:
    seat, other = many(run, 2)
    quiz = run.version.activities.get(stable_id="quiz-1")
    Completion.objects.create(enrolment=seat, activity=quiz, done_at=NOON)
    GradeEntry.objects.create(
        enrolment=seat,
        activity=quiz,
        points=Decimal("27.5"),
        origin=GradeEntry.Origin.FACILITATOR,
        entered_at=NOON,
    )
    program = Program(guide, "facilitation:read")

    people = program.read(f"runs/{run.slug}/people")["items"]
    book = program.read(f"runs/{run.slug}/gradebook")

    assert [(each["seat"], each["name"]) for each in people] == [
        (seat.pk, "Person 00"),
        (other.pk, "Person 01"),
    ]
    assert people[0]["enrolled_at"] == "2027-03-10T12:00:00Z"
    first, second = book["items"]
    assert (first["seat"], first["points"], first["done"]) == (seat.pk, 27.5, 1)
    cells = {each["id"]: each for each in first["activities"]}
    assert cells["quiz-1"] == {"id": "quiz-1", "done": True, "points": 27.5, "counted": 0}
    assert (second["points"], second["done"]) == (0, 0)
    assert [each["id"] for each in book["columns"]][:2] == ["preliminary", "reading-1"]


@pytest.mark.parametrize(
    "path", ["people", "gradebook", "waiting", "sessions/meeting-1/attendance"]
)
def test_nobody_else_reads_a_facilitators_lists_whatever_their_token(run: Run, path: str) -> None:
    make_facilitator(run)
    elsewhere = make_facilitator(make_run(run.version))
    seat = make_enrolment(run)
    assert seat.person is not None

    for person in (elsewhere, seat.person, make_person(is_staff=True)):
        assert Program(person).get(f"runs/{run.slug}/{path}").status_code == 403


def test_the_right_ends_with_the_role_and_not_with_the_token(run: Run, guide: Person) -> None:
    program = Program(guide)
    assert program.get(f"runs/{run.slug}/people").status_code == 200

    run.facilitators.all().delete()

    assert program.get(f"runs/{run.slug}/people").status_code == 403


# --- Attendance -------------------------------------------------------------------------------


def record(program: Program, run: Run, seat: int, **mark: Any) -> Any:
    return program.put(f"runs/{run.slug}/sessions/meeting-1/attendance/{seat}", **mark)


def test_attendance_sent_twice_is_recorded_once(run: Run, guide: Person) -> None:
    (seat,) = many(run, 1)
    program = Program(guide, "attendance:write")

    first = record(program, run, seat.pk, state="partly", minutes=50)
    with moments.travelled(timedelta(minutes=5)):
        second = record(program, run, seat.pk, state="partly", minutes=50)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    answered = json.loads(first.content)
    assert (answered["state"], answered["minutes"]) == ("partly", 50)
    entry = Attendance.objects.get()
    assert (entry.enrolment, entry.recorded_by, entry.origin) == (seat, guide, "facilitator")
    assert Completion.objects.filter(enrolment=seat, activity__stable_id="meeting-1").exists()


def test_attendance_is_changed_and_taken_back(run: Run, guide: Person) -> None:
    (seat,) = many(run, 1)
    program = Program(guide)

    for state in ("present", "absent", "unmarked"):
        assert json.loads(record(program, run, seat.pk, state=state).content)["state"] == state

    assert not Completion.objects.filter(enrolment=seat).exists()
    read = program.read(f"runs/{run.slug}/sessions/meeting-1/attendance")
    assert [each["state"] for each in read["items"]] == ["unmarked"]


@pytest.mark.both
def test_who_says_what_they_saw_overwrites_no_correction(run: Run, guide: Person) -> None:
    (seat,) = many(run, 1)
    program = Program(guide)
    meeting = run.version.activities.get(stable_id="meeting-1")
    other = make_facilitator(run)

    first = record(program, run, seat.pk, state="absent", recorded_at=None)
    seen = json.loads(first.content)["recorded_at"]
    corrected = datetime.fromisoformat(seen) + timedelta(microseconds=1)
    excused = {seat.pk: Mark(Presence.EXCUSED)}
    mark_attendance(meeting, run=run, marks=excused, by=other, now=corrected)

    stale = record(program, run, seat.pk, state="present", recorded_at=seen)
    unseen = record(program, run, seat.pk, state="present", recorded_at=None)

    assert (first.status_code, stale.status_code, unseen.status_code) == (200, 409, 409)
    assert stale["Content-Type"] == "application/problem+json"
    assert "Something else was recorded meanwhile" in json.loads(stale.content)["detail"]
    assert Attendance.objects.get(is_standing=True).state == "excused"
    (read,) = program.read(f"runs/{run.slug}/sessions/meeting-1/attendance")["items"]
    fresh = record(program, run, seat.pk, state="present", recorded_at=read["recorded_at"])
    assert (fresh.status_code, json.loads(fresh.content)["state"]) == (200, "present")
    again = record(program, run, seat.pk, state="present", recorded_at=read["recorded_at"])
    assert (again.status_code, again.content) == (200, fresh.content)  # an answer that was lost
    blind = record(program, run, seat.pk, state="absent")
    assert (blind.status_code, json.loads(blind.content)["state"]) == (200, "absent")


@pytest.mark.parametrize("seen", ["yesterday", "2027-03-10T18:02:11", ""])
def test_what_is_no_moment_is_refused(run: Run, guide: Person, seen: str) -> None:
    (seat,) = many(run, 1)

    answer = record(Program(guide), run, seat.pk, state="present", recorded_at=seen)

    assert answer.status_code == 422
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    "mark",
    [
        {"state": "asleep"},
        {"state": "watched"},
        {"state": "absent", "minutes": 5},
        {"state": "present", "minutes": -1},
        {"state": "present", "minutes": "many"},
        {},
    ],
)
def test_a_mark_that_cannot_be_is_refused(run: Run, guide: Person, mark: dict[str, Any]) -> None:
    (seat,) = many(run, 1)

    answer = record(Program(guide), run, seat.pk, **mark)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert not Attendance.objects.exists()


def test_a_body_that_is_no_json_is_refused(run: Run, guide: Person) -> None:
    (seat,) = many(run, 1)
    program = Program(guide)

    answer = program._client.put(
        f"/api/v1/runs/{run.slug}/sessions/meeting-1/attendance/{seat.pk}",
        "{",
        "application/json",
        headers=program.headers,
    )

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_attendance_is_recorded_of_others_in_the_run_alone(run: Run, guide: Person) -> None:
    program = Program(guide)
    own = make_enrolment(run, guide)
    elsewhere = make_enrolment(make_run(run.version))
    left = make_enrolment(run, withdrawn_at=NOON)

    statuses = [
        record(program, run, seat, state="present").status_code
        for seat in (own.pk, elsewhere.pk, left.pk, 2**70)
    ]

    assert statuses == [403, 404, 404, 404]
    assert not Attendance.objects.exists()


def test_only_a_live_session_has_attendance(run: Run, guide: Person) -> None:
    program = Program(guide)

    assert program.get(f"runs/{run.slug}/sessions/quiz-1/attendance").status_code == 404
    assert program.get(f"runs/{run.slug}/sessions/nothing/attendance").status_code == 404


def test_a_token_for_reading_records_nothing(run: Run, guide: Person) -> None:
    (seat,) = many(run, 1)

    answer = record(Program(guide, "facilitation:read"), run, seat.pk, state="present")

    assert answer.status_code == 403
    assert json.loads(answer.content)["scope"] == "attendance:write"
    assert not Attendance.objects.exists()


# --- An association's people ------------------------------------------------------------------


def nominated(run: Run, organisation: Any, name: str) -> Nomination:
    person = make_person(name)
    seat = make_enrolment(run, person, way=Enrolment.Way.NOMINATION, organisation=organisation)
    Completion.objects.create(
        enrolment=seat,
        activity=run.version.activities.get(stable_id="reading-1"),
        done_at=NOON,
    )
    return Nomination.objects.create(
        run=run,
        organisation=organisation,
        name=name,
        email=person.email,
        language="en",
        nominated_at=NOON,
        state=Nomination.State.ACCEPTED,
        seat=seat,
    )


def test_a_coordinator_reads_names_and_progress_of_those_alone_who_agreed(run: Run) -> None:
    league, union = make_organisation("League"), make_organisation("Union")
    for organisation in (league, union):
        RunPartner.objects.create(run=run, organisation=organisation, quota=5)
    coordinator = make_person()
    make_membership(coordinator, league, role=Role.COORDINATOR)
    agreed = nominated(run, league, "Ana")
    silent = nominated(run, league, "Bo")
    nominated(run, union, "Cem")
    assert agreed.seat is not None
    assert agreed.seat.person is not None
    sharing.answer(agreed.seat, shares=True, sex="", by=agreed.seat.person, now=NOON)
    program = Program(coordinator, "nominations:read")

    found = program.read(f"runs/{run.slug}/nominations")

    assert {each["name"]: each["progress"] for each in found["items"]} == {
        "Ana": {"done": 1, "total": 8, "has_certificate": False},
        "Bo": None,
    }
    assert [each["id"] for each in found["items"]] == [agreed.pk, silent.pk]
    assert found["quotas"] == [{"organisation": league.slug, "places": 5, "taken": 2, "free": 3}]
    assert [each["slug"] for each in program.read("nominating/runs")["items"]] == [run.slug]

    sharing.answer(agreed.seat, shares=False, sex="", by=agreed.seat.person, now=NOON)
    again = program.read(f"runs/{run.slug}/nominations")
    assert [each["progress"] for each in again["items"]] == [None, None]


@pytest.mark.parametrize("number", [1, 3])
def test_nominations_take_as_many_statements_whatever_their_number(
    run: Run, number: int, django_assert_num_queries: Count
) -> None:
    league = make_organisation("League")
    RunPartner.objects.create(run=run, organisation=league)
    coordinator = make_person()
    make_membership(coordinator, league, role=Role.COORDINATOR)
    for place in range(number):
        nominated(run, league, f"Person {place}")
    program = Program(coordinator)
    program.read(f"runs/{run.slug}/nominations")

    with django_assert_num_queries(ASKED + 9):
        assert program.read(f"runs/{run.slug}/nominations")["count"] == number
    with django_assert_num_queries(ASKED + 2):
        assert program.read("nominating/runs")["count"] == 1


def test_a_member_who_does_not_coordinate_reads_no_nominations(run: Run) -> None:
    league = make_organisation("League")
    RunPartner.objects.create(run=run, organisation=league)
    member = make_person()
    make_membership(member, league, role=Role.ADMINISTRATOR)
    nominated(run, league, "Ana")

    assert Program(member).get(f"runs/{run.slug}/nominations").status_code == 403
    assert Program(member).read("nominating/runs")["items"] == []
