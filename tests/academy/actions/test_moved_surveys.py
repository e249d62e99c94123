"""Surveys of a run that is moved to a newer version of its course: no answer is lost, tied to its
giver, or made to say something else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.actions import surveys
from localturn.academy.actions.carrying import gather_stragglers
from localturn.academy.actions.moving import move_run
from localturn.academy.domain.moving import says_the_same
from localturn.academy.domain.surveys import question_from
from localturn.academy.models import (
    Activity,
    Completion,
    Course,
    CourseVersion,
    Enrolment,
    Run,
    RunMove,
    SurveyClosing,
    SurveyResponse,
    SurveyUrn,
)
from localturn.academy.queries.moving import move_of
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)

Fields = dict[str, Any]


def single(*choices: str, text: str = "How was the pace?", **more: Any) -> Fields:
    asked = [{"text": choice} for choice in choices]
    return {"id": "pace", "kind": "single", "text": text, "choices": asked} | more


PACE = single("Slow", "Right")
WISH: Fields = {"id": "wish", "kind": "text", "text": "What else?"}


def make_survey(
    course: Course | None, *questions: Fields, anonymous: bool = True, name: str = "survey"
) -> CourseVersion:
    """A draft with a survey in it."""
    version = make_version(course=course, number=None)
    Activity.objects.create(
        version=version,
        module=version.modules.get(stable_id="module-1"),
        position=8,
        stable_id=name,
        file_name=f"08-{name}",
        kind="survey",
        title="Half-way survey",
        minutes=5,
        settings={"anonymous": anonymous, "questions": list(questions)},
        body_html="<p>Tell us.</p>",
    )
    return version


def started(*questions: Fields, anonymous: bool = True) -> tuple[Run, Person]:
    run = make_run(make_survey(None, *questions, anonymous=anonymous))
    return run, make_facilitator(run)


def newer(run: Run, *questions: Fields, anonymous: bool = True) -> CourseVersion:
    draft = make_survey(run.version.course, *questions, anonymous=anonymous)
    return make_published(draft, number=2)


def survey_of(run: Run) -> Activity:
    return run.version.activities.get(stable_id="survey")


def answer(seat: Enrolment, activity: Activity, *, at: Any = NOON, **answers: Any) -> None:
    assert seat.person is not None
    surveys.answer(seat, activity, answers, due=None, by=seat.person, now=at)


def move(run: Run, to: CourseVersion, guide: Person) -> Run:
    move_run(run, to=to, anew=[], by=guide, now=LATER)
    return Run.objects.select_related("version__course").get(pk=run.pk)


def urns() -> list[tuple[str, int | None, list[Any]]]:
    rows = SurveyUrn.objects.order_by("question", "pk")
    return list(rows.values_list("question", "activity__version__number", "answers"))


# --- What stored answers say


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (PACE, single("Slow", "Right", "Fast"), True),
        (PACE, single("slow ", "Right."), True),
        (PACE, single("Slow", "Right", required=True), True),
        (single("It’s 5-10"), single("It's 5–10"), True),
        (PACE, single("Right", "Slow"), False),
        (PACE, single("Slow"), False),
        (PACE, single("Slow", "Tight"), False),
        (single("Ever"), single("Never"), False),
        (single("5-10"), single("5-15"), False),
        (single("< 5"), single("> 5"), False),
        (PACE, single("Slow", "Right", text="How were the texts?"), False),
        (PACE, single("Slow", "Right", kind="multiple"), False),
        (
            {"id": "q", "kind": "scale", "text": "?", "low": "Bad", "high": "Good"},
            {"id": "q", "kind": "scale", "text": "?", "low": "bad", "high": "good"},
            True,
        ),
        (
            {"id": "q", "kind": "scale", "text": "?", "low": "Bad", "high": "Good"},
            {"id": "q", "kind": "scale", "text": "?", "low": "Good", "high": "Bad"},
            False,
        ),
        (
            {"id": "q", "kind": "scale", "text": "?"},
            {"id": "q", "kind": "scale", "text": "?", "steps": 7},
            False,
        ),
        (
            {"id": "q", "kind": "number", "text": "?", "unit": "hours", "most": 9},
            {"id": "q", "kind": "number", "text": "?", "unit": "hours", "most": 90},
            True,
        ),
        (
            {"id": "q", "kind": "number", "text": "?", "unit": "hours"},
            {"id": "q", "kind": "number", "text": "?", "unit": "days"},
            False,
        ),
        (WISH, WISH | {"required": True}, True),
        (WISH, WISH | {"text": "What was worst?"}, False),
    ],
)
def test_an_answer_says_the_same_where_words_and_places_are_kept(
    before: Fields, after: Fields, same: bool
) -> None:
    assert says_the_same(question_from(before), question_from(after)) is same


@pytest.mark.parametrize("anonymous", [True, False])
def test_a_move_that_would_change_what_answers_say_is_refused_by_name(anonymous: bool) -> None:
    run, guide = started(PACE, WISH, anonymous=anonymous)
    answer(make_enrolment(run), survey_of(run), pace=0)
    new = newer(run, single("Right", "Slow"), WISH, anonymous=anonymous)

    with pytest.raises(NotNow) as refused:
        move(run, new, guide)

    assert "“Half-way survey”" in refused.value.sentence
    assert "“How was the pace?”" in refused.value.sentence
    run.refresh_from_db()
    assert run.version.number == 1


def test_what_nobody_answered_may_be_asked_otherwise() -> None:
    run, guide = started(PACE, WISH)
    answer(make_enrolment(run), survey_of(run), wish="More time")
    new = newer(run, single("Right", "Slow"), WISH)

    run = move(run, new, guide)

    assert urns() == [("wish", 2, ["More time"])]


def test_choices_may_be_added_at_the_end() -> None:
    run, guide = started(PACE)
    answer(make_enrolment(run), survey_of(run), pace=1)

    move(run, newer(run, single("Slow", "Right", "Fast")), guide)

    assert urns() == [("pace", 2, [1])]


@pytest.mark.parametrize("anonymous", [True, False])
def test_whether_it_is_anonymous_does_not_change_once_somebody_answered(anonymous: bool) -> None:
    run, guide = started(PACE, anonymous=anonymous)
    answer(make_enrolment(run), survey_of(run), pace=0)
    new = newer(run, PACE, anonymous=not anonymous)

    with pytest.raises(NotNow, match="“Half-way survey” was answered"):
        move(run, new, guide)

    assert not move_of(run, new).may_be_done


def test_it_may_change_where_nobody_did() -> None:
    run, guide = started(PACE, anonymous=False)

    assert move(run, newer(run, PACE), guide).version.number == 2


def test_the_page_names_the_survey_and_the_question(client: Client) -> None:
    run, guide = started(PACE)
    answer(make_enrolment(run), survey_of(run), pace=0)
    newer(run, single("Right", "Slow"))
    client.force_login(guide)

    with moments.travelled(LATER - moments.now()):
        page = client.get(f"/academy/runs/{run.slug}/version/").text

    assert "“How was the pace?” of the survey “Half-way survey”" in page
    assert "Move the run to version" not in page


# --- Questions that are gone


@pytest.mark.parametrize("anonymous", [True, False])
def test_answers_to_a_question_that_is_gone_are_still_told(anonymous: bool, client: Client) -> None:
    run, guide = started(PACE, WISH, anonymous=anonymous)
    for number in range(5):
        seat = make_enrolment(run, make_person(f"Person {number}"))
        answer(seat, survey_of(run), pace=1, wish=f"Wish {number}")
    run = move(run, newer(run, PACE, anonymous=anonymous), guide)
    surveys.close(survey_of(run), run=run, by=guide, now=LATER)
    client.force_login(guide)

    with moments.travelled(LATER - moments.now()):
        page = client.get(f"/academy/runs/{run.slug}/a/survey/answers/").text

    assert page.index("How was the pace?") < page.index("What else?")
    assert all(f"Wish {number}" in page for number in range(5))


def test_who_answers_anew_keeps_what_is_no_longer_asked() -> None:
    run, guide = started(PACE, WISH, anonymous=False)
    seat = make_enrolment(run)
    answer(seat, survey_of(run), pace=1, wish="More time")
    run = move(run, newer(run, PACE, anonymous=False), guide)
    seat = Enrolment.objects.get(pk=seat.pk)

    answer(seat, survey_of(run), pace=0, at=LATER)

    assert SurveyResponse.objects.get().answers == {"pace": 0, "wish": "More time"}


# --- Answers that arrive while the run is moved


@pytest.mark.parametrize("anonymous", [True, False])
def test_an_answer_that_waited_for_the_move_goes_into_the_new_version(anonymous: bool) -> None:
    run, guide = started(PACE, WISH, anonymous=anonymous)
    one, two = make_enrolment(run), make_enrolment(run)
    before = survey_of(run)
    answer(one, before, pace=1, wish="Zebra")
    moved = move(run, newer(run, PACE, WISH, anonymous=anonymous), guide)

    answer(two, before, pace=0, wish="Apple", at=LATER)  # it was on its way, so it knows the old
    gather_stragglers.call(RunMove.objects.get(run=moved).pk)

    done = Completion.objects.filter(activity__stable_id="survey")
    assert set(done.values_list("enrolment", "activity__version__number")) == {
        (one.pk, 2),
        (two.pk, 2),
    }
    if anonymous:
        assert urns() == [("pace", 2, [0, 1]), ("wish", 2, ["Apple", "Zebra"])]
    else:
        assert {
            seat: (number, given["wish"])
            for seat, number, given in SurveyResponse.objects.values_list(
                "enrolment", "activity__version__number", "answers"
            )
        } == {one.pk: (2, "Zebra"), two.pk: (2, "Apple")}


def test_who_answered_anonymously_before_the_move_answers_no_second_time() -> None:
    run, guide = started(PACE)
    seat, before = make_enrolment(run), survey_of(run)
    answer(seat, before, pace=1)
    move(run, newer(run, PACE), guide)

    with pytest.raises(NotNow, match="final"):
        answer(seat, before, pace=0)

    assert urns() == [("pace", 2, [1])]


def without(run: Run) -> CourseVersion:
    return make_published(make_version(course=run.version.course, number=None), number=2)


def otherwise(run: Run) -> CourseVersion:
    return newer(run, single("Right", "Slow"))


def with_more_needed(run: Run) -> CourseVersion:
    return newer(run, PACE, WISH | {"required": True})


def with_names(run: Run) -> CourseVersion:
    return newer(run, PACE, anonymous=False)


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (without, "no longer part of the course"),
        (otherwise, "has just been changed"),
        (with_more_needed, "has just been changed"),
        (with_names, "has just been changed"),
    ],
)
def test_an_answer_that_would_say_something_else_there_is_not_taken(
    new: Callable[[Run], CourseVersion], sentence: str
) -> None:
    run, guide = started(PACE)
    seat, before = make_enrolment(run), survey_of(run)
    move(run, new(run), guide)

    with pytest.raises(NotNow, match=sentence):
        answer(seat, before, pace=1)

    assert (urns(), SurveyResponse.objects.count()) == ([], 0)
    assert not Completion.objects.filter(enrolment=seat).exists()


def test_what_lies_in_two_urns_is_put_together_and_sorted() -> None:
    run, guide = started(PACE)
    before = survey_of(run)
    for pace in (1, 1):
        answer(make_enrolment(run), before, pace=pace)
    moved = move(run, newer(run, PACE), guide)
    SurveyUrn.objects.create(run=run, activity=before, question="pace", answers=[0])

    gather_stragglers.call(RunMove.objects.get(run=moved).pk)

    assert urns() == [("pace", 2, [0, 1, 1])]


def test_stragglers_find_the_version_that_a_second_move_led_to() -> None:
    run, guide = started(PACE)
    seat, before = make_enrolment(run), run.version.activities.get(stable_id="reading-1")
    first = move(run, newer(run, PACE), guide)
    third = make_published(make_survey(run.version.course, PACE), number=3)
    move_run(first, to=third, anew=[], by=guide, now=LATER)
    Completion.objects.create(enrolment=seat, activity=before, done_at=LATER)

    for moved in RunMove.objects.filter(run=run):
        gather_stragglers.call(moved.pk)

    assert [each.activity.version.number for each in seat.completions.all()] == [3]


# --- Surveys that are gone


def test_an_anonymous_survey_that_is_gone_is_closed_and_its_results_are_told(
    client: Client,
) -> None:
    run, guide = started(PACE)
    before = survey_of(run)
    for _ in range(5):
        answer(make_enrolment(run), before, pace=1)

    move(run, without(run), guide)

    closing = SurveyClosing.objects.get()
    assert (closing.activity, closing.closed_at) == (before, LATER)
    client.force_login(guide)
    with moments.travelled(LATER - moments.now()):
        page = client.get(f"/academy/runs/{run.slug}/a/survey/answers/").text
    assert "5 answers" in page


def test_one_that_was_gone_before_is_closed_by_the_timetable() -> None:
    run, guide = started(PACE)
    answer(make_enrolment(run), survey_of(run), pace=1)
    move(run, without(run), guide)
    SurveyClosing.objects.all().delete()

    with moments.travelled(LATER - moments.now()):
        surveys.close_due_surveys.call()

    assert SurveyClosing.objects.count() == 1


def test_one_that_nobody_answered_has_nothing_to_close() -> None:
    run, guide = started(PACE)

    move(run, without(run), guide)

    assert not SurveyClosing.objects.exists()
