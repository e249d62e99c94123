"""What the participants of the demonstration answer is as right as is said of it."""

from pathlib import Path

from localturn.academy.demo.doing import answer_to
from localturn.academy.domain.marking import share
from localturn.academy.domain.questions import KINDS, task_fields
from localturn.academy.standards.course_folder import files_in_folder, read

FOLDER = (
    Path(__file__).resolve().parents[2] / "src/localturn/academy/demonstration/migration-governance"
)


def test_right_answers_get_everything_and_wrong_ones_nothing() -> None:
    course = read(files_in_folder(FOLDER)[0]).course
    assert course is not None
    questions = [question for bank in course.banks for question in bank.questions]

    shares = {
        question.id: tuple(
            share(question.task, answer_to(question.kind, task_fields(question.task), right=right))
            for right in (True, False)
        )
        for question in questions
    }

    assert {id_: found for id_, found in shares.items() if found != (1, 0)} == {}
    assert {question.kind for question in questions} == KINDS.keys() - {"essay"}
