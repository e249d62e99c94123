"""A run that is moved to a newer version of its course, with all that was done in it."""

import random
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from localturn.academy.actions import attempts, enquiries, forum, grading, hand_ins, progress
from localturn.academy.actions.carrying import gather_stragglers
from localturn.academy.actions.moving import move_run
from localturn.academy.domain.moving import carried_over, means_the_same
from localturn.academy.domain.questions import Question as Asked
from localturn.academy.domain.questions import task_from
from localturn.academy.models import (
    Activity,
    Answer,
    Attempt,
    Completion,
    Course,
    CourseVersion,
    Draft,
    Enquiry,
    Enrolment,
    GradeEntry,
    HandIn,
    Post,
    Question,
    Run,
    RunActivity,
    RunMove,
)
from localturn.academy.queries.gradebook import person_results
from localturn.academy.queries.moving import move_of, newer_version, rows_that_move
from localturn.academy.queries.results_table import Asked as Table
from localturn.academy.queries.results_table import results_of
from localturn.academy.queries.standing import evidence_of
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.tasks import worker
from localturn.foundation.trail.models import Entry
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)

LATER = NOON + timedelta(hours=1)
RIGHT, WRONG = 0, 1


# --- What somebody did, and a version that differs


def activity(run: Run, name: str) -> Activity:
    return run.version.activities.get(stable_id=name)


def sit(seat: Enrolment, name: str, *, right: int) -> Attempt:
    """So many of the four questions answered rightly, the others wrongly."""
    assert seat.person is not None
    attempt = attempts.start(seat, activity(seat.run, name), by=seat.person, now=NOON)
    for answer in attempt.answers.all():
        answer.value = RIGHT if answer.position < right else WRONG
        answer.sequence, answer.saved_at = 1, NOON
        answer.save()
    return attempts.hand_in(attempt, by=seat.person, now=NOON)


def work(seat: Enrolment, guide: Person, *, right: int = 3) -> None:
    """Something of every kind."""
    run, person = seat.run, seat.person
    assert person is not None
    progress.record_done(seat, activity(run, "reading-1"), now=NOON)
    sit(seat, "quiz-1", right=right)
    post = forum.post(activity(run, "discussion-1"), run=run, body="We count.", by=person, now=NOON)
    forum.count_contribution(post, by=guide, now=NOON)
    run.releases.update(opens_at=NOON - timedelta(days=2))
    handed_in = hand_ins.hand_in(
        seat, activity(run, "assignment-2"), "A plan.", by=person, now=NOON
    ).hand_in
    grading.mark(handed_in, points=Decimal(24), feedback="Good", by=guide, now=NOON)
    Draft.objects.create(
        enrolment=seat, activity=activity(run, "assignment-2"), text="More", saved_at=NOON
    )
    enquiries.ask(run, body="Why?", by=person, now=NOON, activity=activity(run, "case-2"))


def draft(course: Course) -> CourseVersion:
    return make_version(course=course, number=None)


def publish(version: CourseVersion) -> CourseVersion:
    return make_published(version, number=2)


def add(version: CourseVersion, name: str, kind: str = "reading", **fields: Any) -> Activity:
    module = version.modules.first()
    assert module is not None
    return Activity.objects.create(
        **{
            "version": version,
            "module": module,
            "position": 50 + version.activities.count(),
            "stable_id": name,
            "file_name": name,
            "kind": kind,
            "title": name.capitalize(),
            "minutes": 5,
        }
        | fields
    )


@pytest.fixture
def run() -> Run:
    return make_run()


@pytest.fixture
def guide(run: Run) -> Person:
    return make_facilitator(run)


@pytest.fixture
def seat(run: Run, guide: Person) -> Enrolment:
    seat = make_enrolment(run, make_person("Ana", email="ana@example.org"))
    work(seat, guide)
    return seat


def move(run: Run, to: CourseVersion, guide: Person, anew: Iterable[str] = ()) -> Run:
    move_run(run, to=to, anew=list(anew), by=guide, now=LATER)
    return Run.objects.select_related("version__course").get(pk=run.pk)


def names(rows: Any) -> list[tuple[str, int]]:
    return sorted(rows.values_list("activity__stable_id", "activity__version__number"))


# --- What moves along


@pytest.mark.django_db
def test_everything_is_found_again_by_the_id_of_its_activity(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    run = move(run, publish(draft(run.version.course)), guide)

    assert run.version.number == 2
    assert names(seat.completions) == [
        ("assignment-2", 2),
        ("discussion-1", 2),
        ("quiz-1", 2),
        ("reading-1", 2),
    ]
    for rows, name in (
        (seat.attempts, "quiz-1"),
        (seat.hand_ins, "assignment-2"),
        (seat.drafts, "assignment-2"),
        (Post.objects, "discussion-1"),
        (Enquiry.objects, "case-2"),
    ):
        assert names(rows) == [(name, 2)]
    assert names(run.schedule) == [
        (a.stable_id, 2) for a in run.version.activities.order_by("stable_id")
    ]
    assert {r.module.version_id for r in run.releases.all()} == {run.version_id}


@pytest.mark.django_db
def test_an_answer_goes_on_leading_to_the_question_that_was_shown(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    new = draft(run.version.course)
    Question.objects.filter(bank__version=new).update(text="Something else?")

    move(run, publish(new), guide)

    attempt = seat.attempts.get()
    assert {a.question.bank.version.number for a in attempt.answers.all()} == {1}
    assert {a.question.text[:8] for a in attempt.answers.all()} == {"Question"}
    assert (attempt.share, attempt.activity.version.number) == (Decimal("0.75"), 2)


@pytest.mark.django_db
def test_the_gradebook_is_added_to_and_each_entry_leads_to_what_it_replaced(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    before = {e.activity.stable_id: e for e in seat.grades.filter(is_standing=True)}

    move(run, publish(draft(run.version.course)), guide)

    after = {e.activity.stable_id: e for e in seat.grades.filter(is_standing=True)}
    assert {n: (e.points, e.replaces) for n, e in after.items()} == {
        n: (e.points, e) for n, e in before.items()
    }
    assert after["assignment-2"].origin == GradeEntry.Origin.FACILITATOR
    assert after["assignment-2"].feedback == "Good"
    assert seat.grades.count() == 2 * len(before)


@pytest.mark.django_db
def test_points_stay_the_same_share_of_what_an_activity_gives(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    new = draft(run.version.course)
    new.activities.filter(stable_id="assignment-2").update(points=20)
    new.activities.filter(stable_id="quiz-1").update(points=40)

    run = move(run, publish(new), guide)

    seat.run = run
    points = {f.activity_id: (f.points, f.of) for f in evidence_of(seat).facts if f.points}
    assert points == {
        "quiz-1": (Decimal(30), Decimal(40)),  # was 22.5 of 30
        "assignment-2": (Decimal(16), Decimal(20)),  # was 24 of 30
    }


@pytest.mark.django_db
def test_what_gave_no_points_gives_them_for_what_was_sat(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    sit(seat, "preliminary", right=2)
    new = draft(run.version.course)
    new.activities.filter(stable_id="preliminary").update(points=10)

    run = move(run, publish(new), guide)

    seat.run = run
    facts = {fact.activity_id: fact.points for fact in evidence_of(seat).facts}
    assert facts["preliminary"] == Decimal(5)


@pytest.mark.django_db
def test_points_are_moved_while_a_correction_stays_one(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    entry = seat.grades.get(is_standing=True, activity__stable_id="quiz-1")
    grading.correct(entry, points=Decimal(15), reason="Agreed", by=guide, now=NOON)
    new = draft(run.version.course)
    new.activities.filter(stable_id="quiz-1").update(points=40)

    move(run, publish(new), guide)

    entry = seat.grades.get(is_standing=True, activity__stable_id="quiz-1")
    assert (entry.points, entry.origin, entry.reason) == (Decimal(20), "correction", "Agreed")


@pytest.mark.django_db
def test_a_changed_key_marks_anew_if_that_is_asked_for(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    new = draft(run.version.course)
    put_right = {"choices": [{"text": "Right"}, {"text": "Wrong", "correct": True}]}
    put_right["choices"].append({"text": "Also wrong"})
    changed = seat.attempts.get().answers.get(position=0).question.stable_id
    Question.objects.filter(bank__version=new, stable_id=changed).update(task=put_right)
    new = publish(new)

    found = move_of(run, new).questions
    assert [(q.key, q.answered, q.may_be_marked_anew) for q in found] == [
        (f"pool/{changed}", 1, True)
    ]
    move(run, new, guide, anew=[f"pool/{changed}"])

    attempt = seat.attempts.get()
    assert attempt.share == Decimal("0.5")
    assert attempt.answers.get(position=0).question.bank.version == new
    assert seat.grades.get(is_standing=True, activity__stable_id="quiz-1").points == 15


@pytest.mark.django_db
def test_a_question_whose_answers_no_longer_fit_keeps_its_marks(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    new = draft(run.version.course)
    other = {"choices": [{"text": "Wrong"}, {"text": "Right", "correct": True}]}
    Question.objects.filter(bank__version=new).update(task=other)
    new = publish(new)
    keys = [question.key for question in move_of(run, new).questions]

    move(run, new, guide, anew=keys)

    assert len(keys) == 4
    assert not any(question.may_be_marked_anew for question in move_of(run, new).questions)
    assert seat.attempts.get().share == Decimal("0.75")


@pytest.mark.django_db
def test_an_open_attempt_goes_on(run: Run, guide: Person, seat: Enrolment) -> None:
    assert seat.person is not None
    opened = attempts.start(seat, activity(run, "quiz-1"), by=seat.person, now=NOON)

    run = move(run, publish(draft(run.version.course)), guide)

    seat.run = run
    again = attempts.start(seat, activity(run, "quiz-1"), by=seat.person, now=LATER)
    assert (again, again.activity.version.number) == (opened, 2)
    answer = opened.answers.get(position=0)
    answer.value = RIGHT
    answer.save()
    closed = attempts.hand_in(again, by=seat.person, now=LATER)
    assert closed.share == Decimal("0.25")


# --- What comes in and what goes


@pytest.mark.django_db
def test_what_is_new_gets_dates_and_what_was_there_keeps_them(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    moved = moments.at(run.starts_on + timedelta(days=3), NOON.time(), run.zone)
    run.schedule.filter(activity__stable_id="quiz-1").update(due_at=moved)
    new = draft(run.version.course)
    add(new, "extra")
    add(new, "without", has_deadline=False)
    new.activities.filter(stable_id="reading-1").update(has_deadline=False)

    run = move(run, publish(new), guide)

    dues = dict(run.schedule.values_list("activity__stable_id", "due_at"))
    assert dues["quiz-1"] == moved
    assert dues["extra"] is not None
    assert NOON < dues["extra"] <= moments.at(run.ends_on, NOON.max.time(), run.zone)
    assert (dues["without"], dues["reading-1"]) == (None, None)


@pytest.mark.django_db
def test_what_is_gone_is_asked_of_nobody_and_stays_to_be_seen_by_who_worked_on_it(
    run: Run, guide: Person, seat: Enrolment, client: Client
) -> None:
    fellow = make_enrolment(run)
    new = draft(run.version.course)
    new.activities.filter(stable_id__in=["quiz-1", "discussion-1"]).delete()

    run = move(run, publish(new), guide)

    assert names(seat.attempts) == [("quiz-1", 1)]
    assert not run.schedule.filter(activity__stable_id="quiz-1").exists()
    with moments.travelled(LATER - moments.now()):
        assert seat.person is not None
        client.force_login(seat.person)
        page = client.get(f"/academy/runs/{run.slug}/").text
        assert "No longer part of the course" in page
        assert f"/academy/runs/{run.slug}/a/quiz-1/" in page
        for name in ("quiz-1", "discussion-1"):
            answer = client.get(f"/academy/runs/{run.slug}/a/{name}/")
            assert (answer.status_code, "no longer part" in answer.text) == (200, True)
        refused = client.post(
            f"/academy/runs/{run.slug}/a/discussion-1/post/", {"body": "Once more"}
        )
        assert refused.status_code == 409
        assert fellow.person is not None
        client.force_login(fellow.person)
        assert client.get(f"/academy/runs/{run.slug}/a/quiz-1/").status_code == 404
        client.force_login(guide)
        assert client.get(f"/academy/runs/{run.slug}/a/quiz-1/").status_code == 200


@pytest.mark.django_db
def test_points_of_what_is_gone_are_shown_and_do_not_count(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    new = draft(run.version.course)
    new.activities.filter(stable_id="quiz-1").delete()

    run = move(run, publish(new), guide)

    seat.run = run
    results = person_results(seat, now=LATER)
    assert results.points == Decimal(24)
    assert [(each.id, each.entries[0].points) for each in results.retired] == [
        ("quiz-1", Decimal("22.50"))
    ]
    row = next(
        r for r in results_of(run, Table(), now=LATER, sums=True).rows if r.enrolment == seat.pk
    )
    assert (row.points, row.done) == (Decimal(24), 3)


@pytest.mark.django_db
def test_an_attempt_at_what_goes_ends_with_what_it_has(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    assert seat.person is not None
    opened = attempts.start(seat, activity(run, "final"), by=seat.person, now=NOON)
    new = draft(run.version.course)
    new.activities.filter(stable_id="final").delete()

    move(run, publish(new), guide)

    opened.refresh_from_db()
    assert opened.closed_at == LATER


# --- Refusals


@pytest.mark.django_db
def test_another_kind_under_the_same_id_is_refused_once_somebody_worked_there(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    new = draft(run.version.course)
    new.activities.filter(stable_id="reading-1").update(kind="case-study")
    new = publish(new)

    with pytest.raises(NotNow, match="is of another kind"):
        move(run, new, guide)

    run.refresh_from_db()
    assert run.version.number == 1


@pytest.mark.django_db
def test_another_kind_is_taken_where_nobody_worked(run: Run, guide: Person) -> None:
    new = draft(run.version.course)
    new.activities.filter(stable_id="case-2").update(kind="reading")

    run = move(run, publish(new), guide)

    assert run.schedule.filter(activity__stable_id="case-2").count() == 1


@pytest.mark.django_db
def test_another_time_limit_waits_for_who_is_sitting(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    assert seat.person is not None
    opened = attempts.start(seat, activity(run, "quiz-1"), by=seat.person, now=NOON)
    new = draft(run.version.course)
    new.activities.filter(stable_id="quiz-1").update(settings={"questions": "pool", "limit": 10})
    new = publish(new)

    with pytest.raises(NotNow, match="another time limit"):
        move(run, new, guide)

    attempts.close_now(opened, now=NOON)
    assert move(run, new, guide).version == new


@pytest.mark.django_db
def test_only_a_newer_version_of_the_same_course_by_its_facilitators_while_it_lasts(
    run: Run, guide: Person
) -> None:
    new = publish(draft(run.version.course))

    with pytest.raises(NotAllowed):
        move(run, new, make_person())
    with pytest.raises(Invalid):
        move(run, make_version(number=3), guide)
    with pytest.raises(NotNow, match="has ended"):
        move_run(run, to=new, anew=[], by=guide, now=NOON + timedelta(days=90))
    moved = move(run, new, guide)
    with pytest.raises(NotNow, match="or a newer one"):
        move(moved, new, guide)
    assert newer_version(moved) is None


# --- Everybody else


@pytest.mark.django_db
def test_other_runs_stay_where_they_are(run: Run, guide: Person, seat: Enrolment) -> None:
    other = make_run(run.version)
    elsewhere = make_enrolment(other)
    progress.record_done(elsewhere, activity(other, "reading-1"), now=NOON)

    move(run, publish(draft(run.version.course)), guide)

    other.refresh_from_db()
    assert other.version.number == 1
    assert names(elsewhere.completions) == [("reading-1", 1)]
    assert {number for _name, number in names(other.schedule)} == {1}


@pytest.mark.django_db
def test_participants_are_told_and_the_trail_has_it(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    new = draft(run.version.course)
    add(new, "extra")
    new.activities.filter(stable_id="case-2").delete()

    move(run, publish(new), guide)
    worker.run_waiting()

    letter = Message.objects.get(template="academy/mail/version_moved")
    assert letter.address == "ana@example.org"
    assert (letter.context["added"], letter.context["removed"]) == (["Extra"], ["Case 2"])
    entry = Entry.objects.get(what="academy.run.moved")
    assert (entry.before, entry.after) == (
        {"version": 1},
        {"version": 2, "marked_anew": []},
    )


@pytest.mark.django_db
def test_awards_are_looked_at_by_the_new_rules(run: Run, guide: Person, seat: Enrolment) -> None:
    new = draft(run.version.course)
    new.awards.update(rules=[{"rule": "points", "at_least": 40}])

    move(run, publish(new), guide)

    assert seat.certificates.get().content["version"] == 2


@pytest.mark.django_db
def test_what_arrives_late_for_the_old_version_is_taken_along(
    run: Run, guide: Person, seat: Enrolment
) -> None:
    old = {name: activity(run, name) for name in ("case-2", "reading-1", "assignment-2")}
    new = publish(draft(run.version.course))
    moved = move(run, new, guide)
    Completion.objects.create(enrolment=seat, activity=old["case-2"], done_at=LATER)
    Completion.objects.create(enrolment=seat, activity=old["reading-1"], done_at=LATER)
    Draft.objects.create(enrolment=seat, activity=old["assignment-2"], text="Later", saved_at=LATER)
    HandIn.objects.create(
        enrolment=seat,
        activity=old["assignment-2"],
        number=1,
        text="Late",
        text_html="<p>Late</p>",
        words=1,
        handed_in_at=LATER,
    )

    gather_stragglers.call(RunMove.objects.get(run=moved).pk)
    gather_stragglers.call(RunMove.objects.get(run=moved).pk)

    assert names(seat.completions) == [
        (name, 2) for name in ("assignment-2", "case-2", "discussion-1", "quiz-1", "reading-1")
    ]
    assert seat.completions.get(activity__stable_id="reading-1").done_at == NOON
    assert [(d.text, d.activity.version.number) for d in seat.drafts.all()] == [("Later", 2)]
    assert [(h.number, h.activity.version.number) for h in seat.hand_ins.all()] == [(1, 2), (2, 2)]


def test_every_table_that_leads_to_an_activity_has_a_way_to_its_run() -> None:
    ways = {model.__name__: way for model, way in rows_that_move()}

    assert {"GradeEntry", "Attendance"} & ways.keys() == set()
    assert ways["Completion"] == ways["Draft"] == ways["Watching"] == "enrolment__run"
    assert ways["Post"] == ways["RunActivity"] == ways["Enquiry"] == "run"


# --- Whatever changes


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes_nothing_that_was_done_loses_what_it_led_to(seed: int) -> None:
    chance = random.Random(seed)
    run = make_run()
    guide = make_facilitator(run)
    seats = [make_enrolment(run) for _ in range(3)]
    for seat in seats:
        work(seat, guide, right=chance.randrange(5))
    new = draft(run.version.course)
    _change(new, chance)
    new = publish(new)
    models: list[Any] = [Completion, Attempt, HandIn, Draft, Post, Enquiry]
    before = [_seen(model) for model in models]
    standing = _standing()
    asked = sorted(Answer.objects.values_list("attempt", "position", "question", "share", "value"))
    old_points = dict(run.version.activities.values_list("stable_id", "points"))

    move(run, new, guide)

    assert [_seen(model) for model in models] == before
    here = dict(new.activities.values_list("stable_id", "points"))
    for model in models:
        for name, number in names(model.objects):
            assert number == (2 if name in here else 1)
    assert _standing() == {
        key: carried_over(points, of=old_points[key[1]], new=here[key[1]])
        if key[1] in here and key[1] != "quiz-1"
        else _quiz(key[0], here)
        if key[1] in here
        else points
        for key, points in standing.items()
    }
    assert asked == sorted(
        Answer.objects.values_list("attempt", "position", "question", "share", "value")
    )
    assert names(RunActivity.objects) == sorted((name, 2) for name in here)
    for seat in seats:
        seat.refresh_from_db()
        assert evidence_of(seat).points <= sum(here.values())


def _change(version: CourseVersion, chance: random.Random) -> None:
    """Some activities go, some come, some give other points or have another deadline."""
    for each in list(version.activities.all()):
        what = chance.randrange(4)
        if what == 0:
            each.delete()
        elif what == 1:
            each.points = each.points and Decimal(chance.randrange(1, 31))
            each.save()
        elif what == 2:
            each.has_deadline = not each.has_deadline
            each.save()
    for number in range(chance.randrange(4)):
        add(version, f"extra-{number}", points=chance.randrange(2))


def _seen(model: Any) -> list[tuple[Any, ...]]:
    return sorted(model.objects.values_list("pk", "activity__stable_id"))


def _standing() -> dict[tuple[int, str], Decimal]:
    rows = GradeEntry.objects.filter(is_standing=True)
    return {
        (seat, name): points
        for seat, name, points in rows.values_list("enrolment_id", "activity__stable_id", "points")
    }


def _quiz(seat: int, here: dict[str, Decimal]) -> Decimal:
    share = Attempt.objects.get(enrolment=seat).share
    assert share is not None
    return carried_over(share, of=Decimal(1), new=here["quiz-1"])


# --- Which answers say the same to another question


def single(*texts: str, correct: int = 0) -> dict[str, Any]:
    return {"choices": [{"text": t, "correct": i == correct} for i, t in enumerate(texts)]}


@pytest.mark.parametrize(
    ("kind", "before", "after", "same"),
    [
        ("single", single("a", "b"), single("a", "b", correct=1), True),
        ("single", single("a", "b"), single("b", "a"), False),
        ("single", single("a", "b"), single("a", "b", "c"), False),
        ("true-false", {"answer": True}, {"answer": False}, True),
        ("numerical", {"answer": "1"}, {"answer": "2"}, True),
        ("numerical", {"answer": "1", "unit": "km"}, {"answer": "1", "unit": "m"}, False),
        ("short-answer", {"accepted": ["a"]}, {"accepted": ["a", "b"]}, True),
        ("ordering", {"items": ["a", "b", "c"]}, {"items": ["c", "b", "a"]}, True),
        ("ordering", {"items": ["a", "b", "c"]}, {"items": ["a", "b", "d"]}, False),
        ("essay", {}, {"guidance": "Long"}, False),
    ],
)
def test_answers_are_marked_anew_only_where_they_say_the_same(
    kind: str, before: dict[str, Any], after: dict[str, Any], same: bool
) -> None:
    def question(fields: dict[str, Any]) -> Asked:
        return Asked(id="q", text="Which?", task=task_from(kind, fields), points=Decimal(1))

    assert means_the_same(question(before), question(after)) is same


def test_points_out_of_nothing_are_nothing() -> None:
    assert carried_over(Decimal(0), of=Decimal(0), new=Decimal(10)) == 0


# --- The page


@pytest.mark.django_db
def test_the_page_shows_what_would_happen_and_does_it(
    run: Run, guide: Person, seat: Enrolment, client: Client
) -> None:
    new = draft(run.version.course)
    add(new, "extra")
    new.activities.filter(stable_id="reading-1").delete()
    new.activities.filter(stable_id="quiz-1").update(points=40)
    publish(new)
    client.force_login(guide)
    address = f"/academy/runs/{run.slug}/version/"

    with moments.travelled(LATER - moments.now()):
        text = client.get(address).text
        stale = client.post(address, {"to": "3"})
        answer = client.post(address, {"to": "2"})
        done = client.get(address).text

    assert "Extra" in text
    assert "1 person has done something in it" in text
    assert stale.status_code == 409
    assert answer["Location"] == f"/academy/runs/{run.slug}/"
    assert "There is no newer version" in done
