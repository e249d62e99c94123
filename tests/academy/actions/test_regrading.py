"""A question regraded for a run: whose points change, what is kept, and what takes it back."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from localturn.academy.actions import attempts, grading, regrading
from localturn.academy.actions.moving import move_run
from localturn.academy.domain.questions import Choice, Single
from localturn.academy.domain.regrading import AS_PUBLISHED, How, Rule
from localturn.academy.models import (
    Answer,
    Attempt,
    CourseRole,
    Enrolment,
    GradeEntry,
    Question,
    Regrade,
    Run,
)
from localturn.academy.queries.attempts import marks_in
from localturn.academy.queries.gains import gain_of
from localturn.academy.queries.regrades import regrades_in, regrades_to_mend, worth_of
from localturn.academy.queries.regrading import effect_of
from localturn.academy.queries.standing import evidence_of
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, NotNow
from localturn.foundation.tasks.models import TaskRow
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
from makers.marking import earn
from makers.races import at_once

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)
RIGHT, WRONG, ALSO_WRONG = 0, 1, 2
WHY = "The key of this question was wrong."


def key(*right: int) -> Single:
    texts = ("Right", "Wrong", "Also wrong")
    return Single(tuple(Choice(text, i in right) for i, text in enumerate(texts)))


ALSO = Rule(How.ALSO, key(WRONG))
INSTEAD = Rule(How.INSTEAD, key(WRONG))


def question(run: Run, name: str = "q0") -> Question:
    return Question.objects.get(bank__version=run.version, stable_id=name)


def sit(
    seat: Enrolment, name: str = "quiz-1", *, close: bool = True, **answers: int | None
) -> Attempt:
    """Right answers, but for those named by their question."""
    assert seat.person is not None
    activity = seat.run.version.activities.get(stable_id=name)
    attempt = attempts.start(seat, activity, by=seat.person, now=NOON)
    for answer in attempt.answers.select_related("question"):
        answer.value = answers.get(answer.question.stable_id, RIGHT)
        answer.sequence, answer.saved_at = 1, NOON
        answer.save()
    return attempts.hand_in(attempt, by=seat.person, now=NOON) if close else attempt


def regrade(run: Run, rule: Rule, by: Person, *, name: str = "q0", uphold: bool = False) -> Regrade:
    return regrading.regrade(
        run, question(run, name), rule, reason=WHY, by=by, now=LATER, uphold=uphold
    )


def points(seat: Enrolment) -> list[tuple[Decimal, bool]]:
    return list(
        GradeEntry.objects.filter(enrolment=seat)
        .order_by("pk")
        .values_list("points", "is_standing")
    )


@pytest.fixture
def run() -> Run:
    return make_run()


@pytest.fixture
def guide(run: Run) -> Person:
    return make_facilitator(run)


@pytest.fixture
def right(run: Run) -> Enrolment:
    """Who answered as the published key has it."""
    seat = make_enrolment(run, make_person("Ana"))
    sit(seat)
    return seat


@pytest.fixture
def wrong(run: Run) -> Enrolment:
    """Who answered something else."""
    seat = make_enrolment(run, make_person("Bo", language="sv"))
    sit(seat, q0=WRONG)
    return seat


def test_another_answer_is_accepted_too(
    run: Run, guide: Person, right: Enrolment, wrong: Enrolment
) -> None:
    effect = effect_of(run, question(run), ALSO)
    made = regrade(run, ALSO, guide)

    assert [(each.name, each.difference) for each in effect.people] == [("Bo", Decimal("7.5"))]
    assert (effect.met, effect.gaining, effect.losing, effect.sitting) == (2, 1, 0, 0)
    assert points(right) == [(30, True)]
    assert points(wrong) == [(Decimal("22.5"), False), (30, True)]
    entry = GradeEntry.objects.get(enrolment=wrong, is_standing=True)
    assert (entry.regrade, entry.entered_by, entry.attempt) == (made, guide, wrong.attempts.get())
    (letter,) = Message.objects.filter(template="academy/mail/regraded")
    assert (letter.person, letter.language) == (wrong.person, "sv")
    assert letter.context["changes"] == [{"title": "Quiz 1", "before": "22,5", "after": "30"}]
    told = Entry.objects.get(what="academy.question.regraded")
    assert (told.by, told.reason, told.after) == (
        guide,
        WHY,
        {"how": "also", "question": "pool/q0"},
    )
    assert not made.is_pending


def test_one_answer_in_the_place_of_another_gives_and_takes(
    run: Run, guide: Person, right: Enrolment, wrong: Enrolment
) -> None:
    effect = effect_of(run, question(run), INSTEAD)
    regrade(run, INSTEAD, guide)

    assert [(each.name, each.difference) for each in effect.people] == [
        ("Ana", Decimal("-7.5")),
        ("Bo", Decimal("7.5")),
    ]
    assert points(right)[-1] == (Decimal("22.5"), True)
    assert points(wrong)[-1] == (30, True)


def test_everybody_who_met_it_has_its_points_and_who_left_it_empty_too(
    run: Run, guide: Person
) -> None:
    seat = make_enrolment(run)
    sit(seat, q0=None, q1=WRONG)
    blank = make_enrolment(run)
    attempts.close_now(sit(blank, close=False, q0=None, q1=None, q2=None, q3=None), now=NOON)

    regrade(run, Rule(How.EVERYBODY), guide)

    assert points(seat)[-1] == (Decimal("22.5"), True)
    assert points(blank) == []


def test_what_does_not_count_leaves_its_points_to_the_other_questions(
    run: Run, guide: Person, right: Enrolment
) -> None:
    seat = make_enrolment(run)
    sit(seat, q0=WRONG, q1=WRONG)

    regrade(run, Rule(How.UNCOUNTED), guide)

    assert points(right) == [(30, True)]
    assert points(seat)[-1] == (20, True)
    (mark,) = [each for each in marks_in(seat.attempts.get()) if each.regrade]
    assert (mark.counts, mark.got) == (False, None)


def test_regrading_and_taking_it_back_leaves_the_same_standing(
    run: Run, guide: Person, right: Enrolment, wrong: Enrolment
) -> None:
    def stands() -> list[object]:
        shares = list(Attempt.objects.order_by("pk").values_list("share", flat=True))
        return [shares, evidence_of(right), evidence_of(wrong)]

    before = stands()
    for rule in (ALSO, INSTEAD, Rule(How.EVERYBODY), Rule(How.UNCOUNTED)):
        regrade(run, rule, guide)
        assert stands() != before
        back = regrade(run, AS_PUBLISHED, guide)
        assert (stands(), back.undoes) == (before, True)
    assert regrades_in(run.pk) == {}


def test_saying_it_twice_and_settling_twice_changes_nothing(
    run: Run, guide: Person, right: Enrolment, wrong: Enrolment
) -> None:
    made = regrade(run, ALSO, guide)
    entries, letters = GradeEntry.objects.count(), Message.objects.count()

    assert regrade(run, ALSO, guide) == made
    regrading.settle(made, uphold=False, now=LATER)

    assert (GradeEntry.objects.count(), Message.objects.count()) == (entries, letters)
    assert (Regrade.objects.count(), Entry.objects.count()) == (1, 1)
    with pytest.raises(Invalid, match="marked already"):
        regrade(run, AS_PUBLISHED, guide, name="q1")


def test_the_second_rule_replaces_the_first_and_can_give_way_to_it_again(
    run: Run, guide: Person, wrong: Enrolment
) -> None:
    first = regrade(run, ALSO, guide)
    second = regrade(run, Rule(How.UNCOUNTED), guide)
    third = regrade(run, ALSO, guide)

    assert (second.replaces, second.undoes, third.undoes) == (first, False, True)
    assert points(wrong)[-1] == (30, True)
    assert Regrade.objects.get(is_standing=True) == third


def test_attempts_sat_later_are_marked_by_the_same_rule(run: Run, guide: Person) -> None:
    regrade(run, ALSO, guide)

    seat = make_enrolment(run)
    attempt = sit(seat, q0=WRONG)

    assert attempt.share == 1
    assert points(seat) == [(30, True)]
    assert attempt.answers.get(question__stable_id="q0").share == 0


def test_points_corrected_by_hand_stay_and_are_told(
    run: Run, guide: Person, wrong: Enrolment
) -> None:
    entry = GradeEntry.objects.get(enrolment=wrong)
    corrected = grading.correct(entry, points=Decimal(25), reason="Oral.", by=guide, now=NOON)

    effect = effect_of(run, question(run), ALSO)
    regrade(run, ALSO, guide)

    assert (effect.people, effect.by_hand) == ((), ("Bo",))
    assert GradeEntry.objects.get(enrolment=wrong, is_standing=True) == corrected
    lifted = grading.correct(corrected, points=None, reason="Lifted.", by=guide, now=LATER)
    assert lifted.points == 30


def test_a_certificate_that_is_earned_by_it_is_issued(
    run: Run, guide: Person, wrong: Enrolment
) -> None:
    earn(wrong, points=35)
    assert not wrong.certificates.exists()

    effect = effect_of(run, question(run), ALSO)
    regrade(run, ALSO, guide)

    assert (effect.certificates("gained"), effect.doubted) == (1, 0)
    assert wrong.certificates.get().content["points"] == "65.00"


@pytest.mark.parametrize("uphold", [True, False])
def test_no_certificate_is_taken_silently(
    run: Run, guide: Person, right: Enrolment, uphold: bool
) -> None:
    earn(right, points=35)
    certificate = right.certificates.get()

    effect = effect_of(run, question(run), INSTEAD)
    regrade(run, INSTEAD, guide, uphold=uphold)

    assert effect.doubted == 1
    certificate.refresh_from_db()
    assert certificate.shortfall
    assert certificate.revoked_at is None
    assert certificate.is_in_doubt is not uphold
    regrade(run, AS_PUBLISHED, guide)
    certificate.refresh_from_db()
    assert certificate.shortfall == []


def test_the_gain_between_two_tests_rests_on_the_regraded_scores(run: Run, guide: Person) -> None:
    seat = make_enrolment(run)
    sit(seat, "preliminary", q0=WRONG, q1=WRONG)
    final = sit(seat, "final", q0=WRONG)
    Attempt.objects.filter(pk=final.pk).update(started_at=LATER)

    effect = effect_of(run, question(run), ALSO)
    regrade(run, ALSO, guide)

    gain = gain_of(seat)
    assert gain is not None
    assert (gain.before, gain.after) == (Decimal("0.75"), Decimal(1))
    assert effect.gaining == 1


def test_only_a_facilitator_who_has_not_answered_it_regrades_and_says_why(
    run: Run, guide: Person, wrong: Enrolment
) -> None:
    assert wrong.person is not None
    with pytest.raises(NotAllowed):
        regrade(run, ALSO, make_facilitator(make_run(run.version)))
    own = make_facilitator(run, wrong.person)
    with pytest.raises(NotAllowed, match="answered this question yourself"):
        regrade(run, ALSO, own)
    with pytest.raises(Invalid, match="Say why"):
        regrading.regrade(run, question(run), ALSO, reason=" ", by=guide, now=LATER)
    with pytest.raises(NotNow, match="regraded meanwhile"):
        regrading.regrade(run, question(run), ALSO, reason=WHY, by=guide, now=LATER, seen=77)
    with pytest.raises(NotFound):
        regrading.regrade(run, question(make_run()), ALSO, reason=WHY, by=guide, now=LATER)
    assert not Regrade.objects.exists()


def test_something_has_to_be_left_that_counts(run: Run, guide: Person) -> None:
    for name in ("q0", "q1", "q2"):
        regrade(run, Rule(How.UNCOUNTED), guide, name=name)

    with pytest.raises(Invalid, match="nothing might be left that counts"):
        regrade(run, Rule(How.UNCOUNTED), guide, name="q3")


def test_another_run_of_the_same_version_is_left_as_it_is(run: Run, guide: Person) -> None:
    elsewhere = make_enrolment(make_run(run.version))
    attempt = sit(elsewhere, q0=WRONG)

    regrade(run, ALSO, guide)

    assert worth_of(attempt) == Decimal("0.75")
    assert points(elsewhere) == [(Decimal("22.5"), True)]


def test_what_is_large_is_settled_by_a_task(
    run: Run, guide: Person, wrong: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "AT_ONCE", 0)

    made = regrade(run, ALSO, guide)

    assert made.is_pending
    assert points(wrong) == [(Decimal("22.5"), True)]
    regrading.settle_later.call(made.pk, False)
    made.refresh_from_db()
    assert not made.is_pending
    assert points(wrong)[-1] == (30, True)


def test_a_rule_of_ones_own_gives_oneself_nothing(
    run: Run, guide: Person, right: Enrolment
) -> None:
    own = make_enrolment(run, guide)
    everybody = Rule(How.EVERYBODY)
    for name in ("q0", "q1"):
        regrade(run, everybody, guide, name=name)

    sit(own, q0=WRONG, q1=WRONG)

    other = make_enrolment(run, make_person("Bo"))
    sit(other, q0=WRONG, q1=WRONG)
    assert points(own)[-1][0] < points(other)[-1][0]


def test_what_was_decided_otherwise_meanwhile_settles_nothing_more(
    run: Run, guide: Person, right: Enrolment
) -> None:
    first = regrade(run, INSTEAD, guide)
    regrade(run, ALSO, guide)
    before = points(right)

    regrading.settle(first, uphold=True, now=LATER)

    assert points(right) == before


def test_one_seat_that_cannot_be_settled_keeps_no_other_from_it(
    run: Run, guide: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats = [make_enrolment(run, make_person(name)) for name in ("Ana", "Bo", "Cy")]
    for seat in seats:
        sit(seat, q0=WRONG)
    enter = grading.enter_regraded

    def breaks(seat: Enrolment, *args: object, **named: object) -> object:
        if seat.pk == seats[1].pk:
            raise OSError("the disk is full")
        return enter(seat, *args, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(grading, "enter_regraded", breaks)
        made = regrade(run, ALSO, guide)

    assert [len(points(seat)) for seat in seats] == [2, 1, 2]
    made.refresh_from_db()
    assert made.is_pending

    regrade(run, ALSO, guide)  # asks for it once more
    assert TaskRow.objects.filter(task_path__endswith="settle_later").count() == 2
    regrading.settle_later.call(made.pk, False)

    assert [len(points(seat)) for seat in seats] == [2, 2, 2]


def test_who_was_erased_keeps_the_points_though_the_answers_are_gone(
    run: Run, guide: Person, right: Enrolment
) -> None:
    Answer.objects.filter(attempt__enrolment=right).update(value=None)
    Enrolment.objects.filter(pk=right.pk).update(person=None)

    assert effect_of(run, question(run), INSTEAD).met == 0
    regrade(run, INSTEAD, guide)

    assert points(right) == [(30, True)]


def test_the_database_keeps_what_was_said(run: Run, guide: Person) -> None:
    made = regrade(run, ALSO, guide)

    with pytest.raises(IntegrityError), transaction.atomic():
        Regrade.objects.filter(pk=made.pk).update(reason="Another.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Regrade.objects.filter(pk=made.pk).delete()


def test_the_authors_are_told_and_have_a_hint_until_the_draft_is_mended(
    run: Run, guide: Person
) -> None:
    author = make_person("Ada", email="ada@example.org")
    course = run.version.course
    CourseRole.objects.create(
        course=course, person=author, role=CourseRole.Role.AUTHOR, given_at=NOON
    )
    draft = make_version(course=course, number=None)
    bank = draft.banks.get()

    made = regrade(run, ALSO, guide)

    letter = Message.objects.get(template="academy/mail/question_regraded")
    assert (letter.person, letter.context["id"]) == (author, "pool/q0")
    asked = bank.questions.get(stable_id="q0")
    assert regrades_to_mend(bank) == {asked.pk: [made]}
    asked.task["choices"][WRONG]["correct"] = True
    asked.save()
    assert regrades_to_mend(bank) == {}


# --- A run that moves to a newer version


def newer(run: Run, *, mended: bool) -> None:
    draft = make_version(course=run.version.course, number=None)
    if mended:
        row = draft.banks.get().questions.get(stable_id="q0")
        row.task = {
            "choices": [
                {"text": "Right"},
                {"text": "Wrong", "correct": True},
                {"text": "Also wrong"},
            ]
        }
        row.save()
    make_published(draft, number=2)


def move(run: Run, guide: Person, *, anew: list[str]) -> None:
    to = run.version.course.versions.get(number=2)
    move_run(run, to=to, anew=anew, by=guide, now=LATER)
    run.refresh_from_db()


def test_moved_to_a_version_with_the_same_key_it_goes_on_to_hold(
    run: Run, guide: Person, wrong: Enrolment
) -> None:
    regrade(run, ALSO, guide)
    newer(run, mended=False)

    move(run, guide, anew=[])

    assert points(wrong)[-1] == (30, True)
    seat = make_enrolment(run)
    assert sit(seat, q0=WRONG).share == 1
    regrade(run, AS_PUBLISHED, guide)
    assert [points(each)[-1] for each in (wrong, seat)] == [(Decimal("22.5"), True)] * 2


@pytest.mark.parametrize(("anew", "stays"), [([], 30), (["pool/q0"], Decimal("22.5"))])
def test_moved_to_a_version_where_it_was_mended_the_new_key_holds_from_then_on(
    run: Run, guide: Person, right: Enrolment, wrong: Enrolment, anew: list[str], stays: Decimal
) -> None:
    regrade(run, ALSO, guide)
    newer(run, mended=True)

    move(run, guide, anew=anew)

    assert points(right)[-1] == (stays, True)
    assert points(wrong)[-1] == (30, True)
    later = make_enrolment(run)
    assert [sit(later).share, sit(later, q0=WRONG).share] == [Decimal("0.75"), 1]


# --- At the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
@pytest.mark.parametrize("_time", range(3))
def test_whoever_hands_in_at_that_moment_is_marked_by_the_rule(tmp_path: Path, _time: int) -> None:
    run = make_run()
    guide = make_facilitator(run)
    seats = [make_enrolment(run) for _ in range(3)]
    sat = [sit(seat, q0=WRONG, close=False) for seat in seats]

    done = Barrier(len(sat) + 1, timeout=60)

    def then_look(deed: Callable[[], object]) -> list[tuple[Decimal | None, list[Decimal]]]:
        try:
            deed()
        except Exception:
            done.abort()
            raise
        done.wait()
        return [
            (
                Attempt.objects.get(pk=each.pk).share,
                [each_points for each_points, stands in points(each.enrolment) if stands],
            )
            for each in sat
        ]

    deeds: list[Callable[[], object]] = [
        partial(attempts.hand_in, each, by=seat.person, now=NOON)
        for each, seat in zip(sat, seats, strict=True)
        if seat.person is not None
    ]
    deeds.append(partial(regrade, run, ALSO, guide))
    found = at_once(*(partial(then_look, deed) for deed in deeds), folder=tmp_path)

    assert found == [[(1, [30])] * 3] * 4
