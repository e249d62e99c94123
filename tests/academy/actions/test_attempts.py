"""No answer is lost, and none counts twice."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from localturn.academy.actions import attempts as actions
from localturn.academy.actions import grading
from localturn.academy.models import Activity, Attempt, Bank, Enrolment, GradeEntry, Question
from localturn.academy.queries.gains import gain_of, gain_of_run
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, NotNow
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.marking import ESSAY, EVERY_KIND, answers, make_quiz, position_of

pytestmark = pytest.mark.django_db

HALF = ("single", "multiple", "matching", "ordering")
"""Of the eight kinds in every quiz here."""
SECOND = timedelta(seconds=1)
DUE = datetime(2027, 3, 14, 22, 59, tzinfo=UTC)
"""23:59 of the first week's Sunday in Skopje."""


def fields(**values: str | list[str]) -> MultiValueDict[str, str]:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def make_seat(stable_id: str = "quiz-1", **settings: object) -> tuple[Enrolment, Activity]:
    version = make_version(number=None)
    activity = make_quiz(version, stable_id, **settings)
    return make_enrolment(make_run(version)), activity


def make_question_of_no_kind() -> Question:
    bank = Bank.objects.create(version=make_version(number=None), name="broken")
    return Question.objects.create(
        bank=bank, position=1, stable_id="b", kind="riddle", points=1, task={}
    )


def begin(enrolment: Enrolment, activity: Activity, now: datetime = NOON) -> Attempt:
    assert enrolment.person is not None
    return actions.start(enrolment, activity, by=enrolment.person, now=now)


def save_all(attempt: Attempt, now: datetime = NOON, *, but: tuple[str, ...] = ()) -> list[int]:
    person = attempt.enrolment.person
    assert person is not None
    return actions.save_answers(attempt, fields(**answers(attempt, but=but)), by=person, now=now)


def hand_in(attempt: Attempt, now: datetime = NOON) -> Attempt:
    person = attempt.enrolment.person
    assert person is not None
    return actions.hand_in(attempt, by=person, now=now)


def save_one(
    attempt: Attempt, kind: str, value: str | list[str], *, sequence: int, now: datetime = NOON
) -> actions.Saved:
    position = position_of(attempt, kind)
    person = attempt.enrolment.person
    assert person is not None
    sent = fields(**{f"a{position}": value})
    return actions.save_answer(attempt.pk, position, sent, sequence=sequence, by=person, now=now)


def value(attempt: Attempt, kind: str) -> object:
    return attempt.answers.get(question__kind=kind).value


def test_all_right_gives_all_points_and_the_activity_is_done() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)

    save_all(attempt)
    closed = hand_in(attempt)

    assert (closed.share, closed.closed_at) == (Decimal(1), NOON)
    entry = enrolment.grades.get()
    assert (entry.points, entry.origin, entry.attempt, entry.is_standing) == (
        Decimal(30),
        GradeEntry.Origin.ATTEMPT,
        closed,
        True,
    )
    assert enrolment.completions.get().activity == quiz


def test_starting_twice_goes_on_with_the_same_attempt() -> None:
    enrolment, quiz = make_seat()

    assert begin(enrolment, quiz) == begin(enrolment, quiz, NOON + SECOND)


def test_only_the_owner_of_a_seat_may_start() -> None:
    enrolment, quiz = make_seat()

    with pytest.raises(NotAllowed):
        actions.start(enrolment, quiz, by=make_person("Other"), now=NOON)


def test_an_answer_is_saved_when_given_and_saving_it_again_changes_nothing() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)

    first = save_one(attempt, "single", "1", sequence=1000)
    again = save_one(attempt, "single", "1", sequence=1000, now=NOON + SECOND)

    assert (first.is_kept, again.is_kept, again.at) == (True, True, NOON)
    assert value(attempt, "single") == 1


def test_an_older_answer_never_wins_over_a_newer_one() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)
    save_one(attempt, "single", "0", sequence=2000)

    late = save_one(attempt, "single", "1", sequence=1999)

    assert (late.is_kept, late.sequence, value(attempt, "single")) == (False, 2000, 0)


def test_a_second_window_without_a_script_does_not_undo_what_the_first_saved() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)
    stale = answers(attempt, but=("single",))
    save_one(attempt, "single", "0", sequence=5000)
    assert enrolment.person is not None

    overtaken = actions.save_answers(attempt, fields(**stale), by=enrolment.person, now=NOON)

    assert overtaken == [position_of(attempt, "single")]
    assert value(attempt, "single") == 0
    assert value(attempt, "true-false") is False


def test_an_answer_can_be_taken_back() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)
    save_one(attempt, "short-answer", "residence", sequence=1)

    save_one(attempt, "short-answer", "", sequence=2)

    assert value(attempt, "short-answer") is None


@pytest.mark.parametrize("position", [0, 99])
def test_another_persons_attempt_is_not_there_for_me(position: int) -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)

    with pytest.raises(NotFound):
        actions.save_answer(
            attempt.pk, position, fields(a0="0"), sequence=1, by=make_person(), now=NOON
        )


def test_nothing_is_saved_into_a_closed_attempt() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)
    save_one(attempt, "single", "0", sequence=1)
    hand_in(attempt)

    with pytest.raises(NotNow):
        save_one(attempt, "single", "1", sequence=2 * 10**12)
    with pytest.raises(NotNow):
        save_all(attempt)
    assert value(attempt, "single") == 0


def test_handing_in_twice_is_handing_in_once() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)
    save_all(attempt)

    first = hand_in(attempt)
    second = hand_in(attempt, NOON + SECOND)

    assert (first.closed_at, second.closed_at) == (NOON, NOON)
    assert enrolment.grades.count() == 1


def test_an_empty_attempt_cannot_be_handed_in() -> None:
    enrolment, quiz = make_seat()

    with pytest.raises(Invalid):
        hand_in(begin(enrolment, quiz))


def test_the_best_attempt_counts_and_a_worse_one_enters_nothing() -> None:
    enrolment, quiz = make_seat()
    for but in (HALF, ("single",), ("single", "multiple")):
        attempt = begin(enrolment, quiz)
        save_all(attempt, but=but)
        hand_in(attempt)

    assert [(e.points, e.is_standing) for e in enrolment.grades.order_by("pk")] == [
        (Decimal(15), False),
        (Decimal("26.25"), True),
    ]
    with pytest.raises(NotNow):
        begin(enrolment, quiz)


def test_what_is_open_at_the_deadline_is_closed_with_what_it_has() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)
    save_one(attempt, "single", "0", sequence=1)
    minute = timedelta(minutes=1)

    save_one(attempt, "true-false", "false", sequence=2, now=DUE + minute - SECOND)
    save_one(attempt, "numerical", "12.5", sequence=3, now=DUE + minute)

    attempt.refresh_from_db()
    assert attempt.closed_at == DUE + minute
    assert attempt.share == Decimal("0.25")
    assert enrolment.grades.get().points == Decimal("7.50")


def test_the_timetable_closes_what_nobody_looks_at() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz)
    save_one(attempt, "single", "0", sequence=1)
    with moments.travelled(DUE - moments.now()):
        actions.close_due_attempts.call()
    attempt.refresh_from_db()
    assert attempt.closed_at is None

    with moments.travelled(DUE + timedelta(days=3) - moments.now()):
        actions.close_due_attempts.call()
    attempt.refresh_from_db()
    assert attempt.closed_at == DUE + timedelta(minutes=1)


def test_one_attempt_that_cannot_be_closed_keeps_no_other_open() -> None:
    enrolment, quiz = make_seat()
    broken = begin(enrolment, quiz)
    position = position_of(broken, "single")
    broken.answers.filter(position=position).update(question=make_question_of_no_kind())
    attempt = begin(make_enrolment(enrolment.run), quiz)

    with moments.travelled(DUE + timedelta(days=3) - moments.now()):
        actions.close_due_attempts.call()

    attempt.refresh_from_db()
    assert attempt.closed_at == DUE + timedelta(minutes=1)


def test_attempts_that_fail_each_time_block_none_behind_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions, "_AT_ONCE", 2)
    enrolment, quiz = make_seat()
    riddle = make_question_of_no_kind()
    for _number in range(3):
        broken = begin(make_enrolment(enrolment.run), quiz)
        broken.answers.filter(position=0).update(question=riddle)
    sound = begin(enrolment, quiz, NOON + timedelta(hours=1))

    with moments.travelled(DUE + timedelta(days=3) - moments.now()):
        actions.close_due_attempts.call()

    sound.refresh_from_db()
    assert sound.closed_at == DUE + timedelta(minutes=1)


def test_an_attempt_without_an_answer_costs_nothing_and_is_not_done() -> None:
    enrolment, quiz = make_seat("preliminary")
    attempt = begin(enrolment, quiz)

    actions.close_if_due(attempt, now=DUE + timedelta(hours=1))

    assert enrolment.completions.count() == 0
    assert begin(enrolment, quiz, DUE + timedelta(hours=2)).number == 2


def test_a_late_attempt_is_taken_while_the_run_lasts_and_closes_with_it() -> None:
    enrolment, quiz = make_seat()
    attempt = begin(enrolment, quiz, DUE + timedelta(hours=1))
    save_all(attempt)
    end = datetime(2027, 3, 21, 23, 0, tzinfo=UTC)

    assert not actions.close_if_due(attempt, now=end - SECOND)
    assert actions.close_if_due(attempt, now=end)
    with pytest.raises(NotNow):
        begin(enrolment, quiz, end)


def test_a_final_test_cannot_be_begun_after_its_deadline() -> None:
    version = make_version(number=None)
    final = make_quiz(version, "final")
    enrolment = make_enrolment(make_run(version, weeks=3))
    due = datetime(2027, 3, 21, 22, 59, tzinfo=UTC)

    with pytest.raises(NotNow):
        begin(enrolment, final, due + timedelta(minutes=1))
    assert begin(enrolment, final, due).number == 1


def test_a_test_is_sat_once() -> None:
    enrolment, quiz = make_seat("preliminary")
    attempt = begin(enrolment, quiz)
    save_all(attempt)
    hand_in(attempt)

    assert enrolment.grades.count() == 0
    assert enrolment.completions.count() == 1
    with pytest.raises(NotNow):
        begin(enrolment, quiz)


def test_the_final_test_asks_what_was_not_asked_before() -> None:
    version = make_version(number=None)
    kinds = [EVERY_KIND[0]] * 10
    preliminary = make_quiz(version, "preliminary", kinds=kinds, draw=5)
    final = version.activities.get(stable_id="final")
    final.bank, final.settings = preliminary.bank, preliminary.settings
    final.save()
    enrolment = make_enrolment(make_run(version))

    first, second = begin(enrolment, preliminary), begin(enrolment, final)

    asked = [set(a.answers.values_list("question_id", flat=True)) for a in (first, second)]
    assert (len(asked[0]), len(asked[1]), asked[0] & asked[1]) == (5, 5, set())


def test_an_essay_waits_for_the_facilitator_and_then_the_attempt_counts() -> None:
    enrolment, quiz = make_seat(kinds=[EVERY_KIND[0], ESSAY])
    facilitator = make_facilitator(enrolment.run)
    attempt = begin(enrolment, quiz)
    save_all(attempt)

    closed = hand_in(attempt)
    assert (closed.share, enrolment.grades.count(), enrolment.completions.count()) == (None, 0, 1)
    essay = attempt.answers.get(question__kind="essay")
    with pytest.raises(NotAllowed):
        actions.mark_essay(essay, points=Decimal(1), comment="", by=make_person(), now=NOON)
    with pytest.raises(Invalid):
        actions.mark_essay(essay, points=Decimal(2), comment="", by=facilitator, now=NOON)
    marked = actions.mark_essay(
        essay, points=Decimal("0.5"), comment="Half.", by=facilitator, now=NOON
    )

    assert (marked.share, enrolment.grades.get().points) == (Decimal("0.75"), Decimal("22.50"))
    with pytest.raises(NotNow):
        actions.mark_essay(essay, points=Decimal(1), comment="", by=facilitator, now=NOON)


def test_an_essay_left_empty_is_nothing_and_waits_for_nobody() -> None:
    enrolment, quiz = make_seat(kinds=[EVERY_KIND[0], ESSAY])
    attempt = begin(enrolment, quiz)
    save_all(attempt, but=("essay",))

    assert hand_in(attempt).share == Decimal("0.5")


def test_a_correction_stands_until_a_facilitator_lifts_it() -> None:
    enrolment, quiz = make_seat(attempts=3)
    facilitator = make_facilitator(enrolment.run)

    def sit(*, but: tuple[str, ...] = ()) -> None:
        attempt = begin(enrolment, quiz)
        save_all(attempt, but=but)
        hand_in(attempt)

    def standing() -> GradeEntry:
        return enrolment.grades.get(is_standing=True)

    sit(but=("single",))
    reason = {"reason": "They sat it together.", "by": facilitator, "now": NOON}
    grading.correct(standing(), points=Decimal(5), **reason)
    sit(but=("single", "matching"))
    sit()
    assert (standing().points, standing().origin) == (Decimal(5), GradeEntry.Origin.CORRECTION)

    lifted = grading.correct(standing(), points=None, **reason)

    assert (lifted.points, lifted.origin) == (Decimal(30), GradeEntry.Origin.ATTEMPT)
    with pytest.raises(Invalid, match="no attempt"):
        grading.correct(standing(), points=None, **reason)


def test_the_gain_is_known_once_both_tests_are_sat_in_their_order() -> None:
    version = make_version(number=None)
    preliminary = make_quiz(version, "preliminary")
    final = make_quiz(version, "final")
    run = make_run(version)
    ana, bojan = make_enrolment(run), make_enrolment(run)
    for enrolment, tests in ((ana, (preliminary, final)), (bojan, (final, preliminary))):
        for hours, test in enumerate(tests):
            attempt = begin(enrolment, test, NOON + timedelta(hours=hours))
            save_all(attempt, but=HALF if test == preliminary else ())
            hand_in(attempt, NOON + timedelta(hours=hours, minutes=30))
            assert hours == 1 or gain_of(enrolment) is None

    gain, of_run = gain_of(ana), gain_of_run(run)

    assert gain is not None
    assert (gain.before_percent, gain.after_percent, gain.points) == (50, 100, 50)
    assert gain_of(bojan) is None
    assert of_run is not None
    assert (of_run.people, of_run.gain.points) == (1, 50)
