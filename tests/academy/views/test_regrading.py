"""How questions did, and the pages on which one is regraded: looked at first, then done."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from localturn.academy.actions import attempts
from localturn.academy.domain.questions import task_from
from localturn.academy.domain.regrading import How, Rule
from localturn.academy.forms.regrading import RegradeForm
from localturn.academy.models import (
    Attempt,
    CourseRole,
    Enrolment,
    GradeEntry,
    Question,
    Regrade,
    Run,
)
from localturn.academy.queries.regrades import rule_of
from localturn.foundation import moments
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)
from makers.marking import ESSAY, EVERY_KIND, earn

pytestmark = pytest.mark.django_db

WHY = "The key was wrong."


@pytest.fixture(autouse=True)
def _now() -> Any:
    with moments.travelled(NOON - moments.now()):
        yield


@pytest.fixture
def run() -> Run:
    return make_run()


@pytest.fixture
def guide(run: Run) -> Client:
    client = Client()
    client.force_login(make_facilitator(run))
    return client


def sit(run: Run, name: str, **answers: int | None) -> Enrolment:
    person = make_person(name)
    seat = make_enrolment(run, person)
    quiz = run.version.activities.get(stable_id="quiz-1")
    attempt = attempts.start(seat, quiz, by=person, now=NOON)
    for answer in attempt.answers.select_related("question"):
        answer.value = answers.get(answer.question.stable_id, 0)
        answer.sequence, answer.saved_at = 1, NOON
        answer.save()
    attempts.hand_in(attempt, by=person, now=NOON)
    return seat


def question(run: Run) -> Question:
    return Question.objects.get(bank__version=run.version, stable_id="q0")


def page(run: Run) -> str:
    return f"/academy/runs/{run.slug}/results/question/{question(run).pk}/"


ALSO = {"how": "also", "key": "1", "reason": WHY, "seen": "0"}


def test_the_questions_of_a_quiz_stand_with_the_one_least_often_right_first(
    run: Run, guide: Client
) -> None:
    address = f"/academy/runs/{run.slug}/results/questions/quiz-1/"
    assert "Nobody has handed in yet" in guide.get(address).text
    for number in range(5):
        sit(run, f"P{number}", q2=1 if number else 0, q0=1)

    text = guide.get(address).text

    assert text.index("Question 0?") < text.index("Question 2?") < text.index("Question 1?")
    assert "20 %" in text
    assert f'href="{page(run)}"' in text
    first = address.replace("quiz-1", "preliminary")
    assert first in guide.get(f"/academy/runs/{run.slug}/results/").text
    assert address in guide.get(first).text
    assert address in guide.get(f"/academy/runs/{run.slug}/a/quiz-1/").text
    assert guide.get(f"/academy/runs/{run.slug}/results/questions/reading-1/").status_code == 404


def test_a_question_is_looked_at_then_regraded_and_every_figure_says_so(
    run: Run, guide: Client
) -> None:
    ana, bo = sit(run, "Ana"), sit(run, "Bo", q0=1)
    text = guide.get(page(run)).text
    assert "What was answered" in text

    seen = guide.post(page(run), ALSO)

    assert seen.status_code == 200
    assert not Regrade.objects.exists()
    assert "1 person gains points, at most 7.5." in " ".join(seen.text.split())
    assert "Nobody loses points." in seen.text
    assert f"/results/{bo.pk}/" in seen.text
    assert f"/results/{ana.pk}/" not in seen.text
    done = guide.post(page(run), {**ALSO, "confirmed": "yes"}, follow=True)
    assert done.redirect_chain == [(page(run), 302)]
    assert "Regraded in this run" in done.text
    assert WHY in guide.get(f"/academy/runs/{run.slug}/results/{bo.pk}/").text
    attempt = bo.attempts.get()
    shown = guide.get(f"/academy/runs/{run.slug}/results/{bo.pk}/attempts/{attempt.pk}/").text
    assert "This question was regraded on" in shown
    own = Client()
    assert bo.person is not None
    own.force_login(bo.person)
    assert WHY in own.get(f"/academy/runs/{run.slug}/results/{bo.pk}/").text
    assert WHY in own.get(f"/academy/runs/{run.slug}/a/quiz-1/?attempt=1").text
    assert "Regraded" in guide.get(f"/academy/runs/{run.slug}/results/questions/quiz-1/").text


def test_a_test_that_shows_no_answers_yet_says_all_the_same_that_it_was_regraded(
    run: Run, guide: Client
) -> None:
    person = make_person("Cy")
    seat = make_enrolment(run, person)
    test = run.version.activities.get(stable_id="preliminary")
    attempt = attempts.start(seat, test, by=person, now=NOON)
    attempt.answers.update(value=1)
    attempts.hand_in(attempt, by=person, now=NOON)
    guide.post(page(run), {**ALSO, "confirmed": "yes"})
    own = Client()
    own.force_login(person)

    text = own.get(f"/academy/runs/{run.slug}/a/preliminary/?attempt=1").text

    assert "25 %" in text
    assert "A question was regraded on" in text
    assert "Also wrong" not in text


def test_certificates_that_would_no_longer_be_earned_are_asked_about(
    run: Run, guide: Client
) -> None:
    seat = sit(run, "Ana")
    earn(seat, points=35)
    instead = {**ALSO, "how": "instead"}

    shown = guide.post(page(run), instead)
    assert "1 certificate that was issued would no longer be earned." in shown.text
    unsaid = guide.post(page(run), {**instead, "confirmed": "yes"})
    assert unsaid.status_code == 422
    assert "Choose what becomes of the certificates." in unsaid.text
    assert not Regrade.objects.exists()
    guide.post(page(run), {**instead, "confirmed": "yes", "certificates": "decide"})

    certificate = seat.certificates.get()
    assert certificate.is_in_doubt
    assert (
        "In doubt"
        not in guide.post(
            page(run), {"how": "published", "reason": WHY, "seen": str(Regrade.objects.get().pk)}
        ).text
    )
    assert certificate.get_absolute_url() in guide.get(f"/academy/runs/{run.slug}/desk/").text


def test_what_was_not_looked_at_is_not_done(run: Run, guide: Client) -> None:
    sit(run, "Ana", q0=1)
    guide.post(page(run), {**ALSO, "confirmed": "yes"})

    late = guide.post(page(run), {**ALSO, "how": "uncounted", "confirmed": "yes"})

    assert late.status_code == 422
    assert "This question has been regraded meanwhile. Look at it again." in late.text
    assert GradeEntry.objects.filter(is_standing=True).get().points == 30


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose what shall hold."),
        ({"how": "also", "reason": WHY}, "Say what is right, for each part of the question."),
        ({"how": "instead", "key": "0", "reason": WHY}, "This is what the course has."),
        ({"how": "everybody"}, "This field is required."),
        ({"how": "sideways", "reason": WHY}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_meant_has_a_sentence(
    run: Run, guide: Client, sent: dict[str, str], said: str
) -> None:
    answer = guide.post(page(run), sent)

    assert answer.status_code == 422
    assert said in answer.text


def test_only_facilitators_see_it_and_only_questions_of_their_run(run: Run, guide: Client) -> None:
    other = make_run()
    participant = Client()
    seat = sit(run, "Ana")
    assert seat.person is not None
    participant.force_login(seat.person)

    assert participant.get(page(run)).status_code == 403
    assert guide.get(page(other)).status_code == 403
    foreign = page(run).replace(str(question(run).pk), str(question(other).pk))
    assert guide.get(foreign).status_code == 404


KEYS: dict[str, dict[str, Any]] = {
    "single": {"key": "1"},
    "multiple": {"key": ["0", "2"]},
    "true-false": {"key": "0"},
    "numerical": {"key": "13,5", "tolerance": "0.5"},
    "short-answer": {"key": "home\nusual residence"},
    "matching": {"key-0": "Third", "key-1": "Second"},
    "ordering": {"key-0": "1", "key-1": "3", "key-2": "2"},
    "gap-text": {"key-0": "house\nhome", "key-1": "flow"},
}


@pytest.mark.parametrize(("kind", "fields"), EVERY_KIND)
def test_every_kind_of_question_takes_another_key(kind: str, fields: dict[str, Any]) -> None:
    task = task_from(kind, fields)
    form = RegradeForm(
        {"how": "instead", "reason": WHY, **KEYS[kind]},
        task=task,
        holds=Rule(),
        before=Rule(),
    )

    assert form.is_valid(), form.errors
    assert form.rule.how is How.INSTEAD
    assert form.rule.key not in (None, task)
    assert type(form.rule.key) is type(task)
    wrong = RegradeForm({"how": "also", "reason": WHY}, task=task, holds=Rule(), before=Rule())
    assert not wrong.is_valid()


def test_an_essay_has_no_key_to_mend() -> None:
    form = RegradeForm(task=task_from(*ESSAY), holds=Rule(), before=Rule())

    assert [value for value, _label in form.fields["how"].choices] == [  # type: ignore[attr-defined]
        "everybody",
        "uncounted",
    ]
    assert form.key_fields == []


def test_what_held_before_the_last_regrade_is_offered(run: Run, guide: Client) -> None:
    sit(run, "Ana", q0=1)
    guide.post(page(run), {**ALSO, "confirmed": "yes"})
    first = Regrade.objects.get()
    guide.post(page(run), {"how": "uncounted", "reason": WHY, "seen": first.pk, "confirmed": "yes"})
    second = Regrade.objects.get(is_standing=True)

    guide.post(page(run), {"how": "back", "reason": WHY, "seen": second.pk, "confirmed": "yes"})

    third = Regrade.objects.get(is_standing=True)
    assert (rule_of(third), third.undoes) == (rule_of(first), True)
    assert Attempt.objects.get().share == Decimal(1)


@pytest.mark.parametrize("people", [1, 4])
def test_the_preview_takes_as_many_statements_for_one_as_for_many(
    run: Run, guide: Client, people: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(people):
        sit(run, f"P{number}", q0=1)

    with django_assert_max_num_queries(44):
        assert guide.post(page(run), ALSO).status_code == 200


@pytest.mark.parametrize(
    ("mended", "said"), [(False, "it stays regraded."), (True, "attempts begun from now on")]
)
def test_the_page_of_a_move_says_what_becomes_of_it(
    run: Run, guide: Client, mended: bool, said: str
) -> None:
    sit(run, "Ana", q0=1)
    guide.post(page(run), {**ALSO, "confirmed": "yes"})
    draft = make_version(course=run.version.course, number=None)
    if mended:
        row = draft.banks.get().questions.get(stable_id="q0")
        row.task["choices"][1]["correct"] = True
        row.save()
    make_published(draft, number=2)

    assert said in guide.get(reverse("academy:run-version", args=[run.slug])).text


def test_authors_read_it_beside_the_question_of_their_draft(run: Run, guide: Client) -> None:
    author = make_person("Ada")
    course = run.version.course
    CourseRole.objects.create(
        course=course, person=author, role=CourseRole.Role.AUTHOR, given_at=NOON
    )
    make_version(course=course, number=None)
    client = Client()
    client.force_login(author)
    address = reverse("academy:draft-bank", args=[course.slug, "pool"])
    assert "Regraded in a run" not in client.get(address).text

    guide.post(page(run), {**ALSO, "confirmed": "yes"})

    text = client.get(address).text
    assert text.count("Regraded in a run") == 1
    assert WHY in text
