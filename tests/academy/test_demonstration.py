"""What the participants of the demonstration answer is as right as is said of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from localturn.academy.demo import doing, queueing, setting
from localturn.academy.demo.doing import answer_to
from localturn.academy.domain.marking import share
from localturn.academy.domain.questions import KINDS, task_fields
from localturn.academy.models import Interest, Nomination, Run
from localturn.academy.standards.course_folder import files_in_folder, read
from makers.academy import make_facilitator, make_run
from makers.places import make_country

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


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("weekday", [0, 6])
def test_nominations_and_interests_are_there_in_every_state(weekday: int) -> None:
    monday = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    now = monday + timedelta(days=weekday)
    for code in ("MK", "SE", "FR"):
        make_country(code)
    bodies = setting.organisations()
    roles = setting.roles(bodies, now=now)
    by_quota, by_answer = (
        make_run(starts_on=(monday + timedelta(weeks=7)).date(), capacity=40) for _ in range(2)
    )
    Run.objects.update(created_at=monday - timedelta(days=7))
    for run in (by_quota, by_answer):
        run.refresh_from_db()
        make_facilitator(run, roles.facilitator)
        for association in ("vardar", "adria"):
            run.partners.create(organisation=bodies[association])

    queueing.fill(doing.Course(by_quota, roles.facilitator), roles, bodies, now=now)
    queueing.wait(
        doing.Course(by_answer, roles.facilitator), roles, bodies, now=now, with_declined=True
    )

    assert {each.state for each in Nomination.objects.all()} == set(Nomination.State)
    assert {each.state for each in Interest.objects.all()} == set(Interest.State)
