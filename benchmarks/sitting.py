"""Many people in the middle of the final test, for what is measured on a served installation."""

from dataclasses import dataclass
from typing import Any

from benchmarks.academy_data import a_run
from benchmarks.harness import House

THIRD_WEEK = 17


@dataclass(frozen=True)
class Sitter:
    """Somebody with an open attempt."""

    attempt: int
    tasks: dict[int, Any]
    """By position: the questions that one field answers."""
    cookies: dict[str, str]

    def fields(self, position: int, number: int) -> dict[str, str]:
        """What a browser sends for a question; another number answers it otherwise."""
        task = self.tasks[position]
        choices = getattr(task, "choices", None)
        if choices is not None:
            value = str(number % len(choices))
        elif type(task).__name__ == "TrueFalse":
            value = "true" if number % 2 else "false"
        else:
            value = str(number)
        return {f"a{position}": value}

    def stored(self, position: int, fields: dict[str, str]) -> Any:
        """What of it is kept."""
        from django.http import QueryDict

        from localturn.academy.domain.answering import answer_from

        sent = QueryDict(mutable=True)
        sent.update(fields)
        return answer_from(self.tasks[position], position, sent)


@dataclass(frozen=True)
class Sitting:
    """Everybody in one test."""

    test: str
    """Its address."""
    activity: int
    sitters: list[Sitter]


def sitting(house: House, people: int, *, slug: str) -> Sitting:
    """A run in its third week in which so many people have begun the final test."""
    from localturn.academy.actions.attempts import start
    from localturn.academy.domain.questions import (
        Numerical,
        ShortAnswer,
        Single,
        TrueFalse,
        task_from,
    )
    from localturn.academy.models import Activity

    data = a_run(people, words=0, slug=slug, days_in=THIRD_WEEK)
    test = Activity.objects.get(version=data.run.version, kind="final-test")
    sitters = []
    for seat in data.seats:
        attempt = start(seat, test, by=seat.person, now=data.now)
        drawn = {
            answer.position: task_from(answer.question.kind, answer.question.task)
            for answer in attempt.answers.select_related("question")
        }
        one_field = (Single, TrueFalse, Numerical, ShortAnswer)
        tasks = {at: task for at, task in drawn.items() if isinstance(task, one_field)}
        sitters.append(Sitter(attempt.pk, tasks, house.visitor(seat.person).cookies))
    return Sitting(f"/academy/runs/{slug}/a/{test.stable_id}/", test.pk, sitters)
