"""Who writes a course sees what a participant will be asked, and on demand what is right."""

import pytest
from django.test import Client

from localturn.academy.models import Answer, Attempt, CourseRole, CourseVersion, DraftFile, HandIn
from makers.academy import NOON, make_person, make_version
from makers.marking import make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client: Client) -> CourseVersion:
    """A draft with a quiz of every kind of question, and its author signed in."""
    version = make_version(number=None)
    make_quiz(version)
    author = make_person("Arta Author")
    CourseRole.objects.create(
        person=author, course=version.course, role=CourseRole.Role.AUTHOR, given_at=NOON
    )
    client.force_login(author)
    return version


def page(client: Client, draft: CourseVersion, activity: str, asked: str = "") -> str:
    answer = client.get(f"/academy/courses/{draft.course.slug}/draft/a/{activity}/{asked}")
    assert answer.status_code == 200
    return answer.text


def test_every_question_is_asked_with_its_fields_and_without_its_key(
    draft: CourseVersion, client: Client
) -> None:
    shown = page(client, draft, "quiz-1")
    bank = draft.activities.get(stable_id="quiz-1").bank
    assert bank is not None

    questions = bank.questions.count()
    assert shown.count('class="ds-fieldset lt-question"') == questions
    for position in range(questions):
        assert f'name="a{position}' in shown
    assert "Try the fields as a participant would; nothing is stored." in shown
    assert "data-save" not in shown
    assert "lt-key" not in shown
    assert "Show what is right" in shown


def test_what_is_right_is_shown_beside_each_question_on_demand(
    draft: CourseVersion, client: Client
) -> None:
    bank = draft.activities.get(stable_id="quiz-1").bank
    assert bank is not None
    bank.questions.update(feedback_html="<p>Because of the register.</p>")
    shown = page(client, draft, "quiz-1", "?key=shown")

    assert shown.count('class="lt-key"') == bank.questions.count()
    assert shown.count("Because of the register.") == bank.questions.count()
    assert "Hide what is right" in shown
    assert (Attempt.objects.count(), Answer.objects.count()) == (0, 0)


def test_as_many_are_asked_as_are_drawn(draft: CourseVersion, client: Client) -> None:
    make_quiz(draft, "final", draw=2)

    assert page(client, draft, "final").count('class="ds-fieldset lt-question"') == 2


def test_an_assignment_is_shown_with_what_it_is_answered_with(
    draft: CourseVersion, client: Client
) -> None:
    draft.activities.filter(stable_id="assignment-2").update(
        settings={"accepts": ["file", "link"], "files": 3, "mebibytes": 30}
    )
    shown = page(client, draft, "assignment-2")

    assert "At most 3 files, each of at most 30 MiB, together 100 MiB." in shown
    assert '<input class="ds-input" type="url" name="link"' in shown
    assert "<textarea" not in shown
    assert (HandIn.objects.count(), DraftFile.objects.count()) == (0, 0)


def test_only_who_writes_the_course_sees_it(draft: CourseVersion, client: Client) -> None:
    client.force_login(make_person("Ana"))

    address = f"/academy/courses/{draft.course.slug}/draft/a/quiz-1/?key=shown"
    assert client.get(address).status_code == 404
