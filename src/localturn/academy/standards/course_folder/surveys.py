"""The questions of a survey: `[[questions]]` in its activity's file."""

from typing import Any

from localturn.academy.domain.surveys import KINDS, STEPS, Question, question_fields
from localturn.academy.standards.course_folder.fields import Table
from localturn.foundation.languages import N_

_BOUND = 1_000_000_000


def read_survey_questions(activity: Table, key: str) -> tuple[dict[str, Any], ...]:
    """The questions in their order, as they are stored."""
    questions: list[Question] = []
    for table in activity.tables(key, at_least=1):
        question = _question(table)
        if question is None:
            continue
        if question.id and question.id in {each.id for each in questions}:
            table.wrong("id", N_("The id “%(id)s” is used twice: change one."), id=question.id)
        questions.append(question)
    return tuple(question_fields(question) for question in questions)


def _question(table: Table) -> Question | None:
    id_ = table.slug("id")
    kind = next((each for each in KINDS if each == table.values.get("kind")), None)
    name = table.text("kind")
    text = table.text("text", most=2_000)
    required = table.flag("required")
    if kind is None:
        if name:
            table.wrong(
                "kind",
                N_("There is no kind of question “%(kind)s”; there are %(kinds)s."),
                kind=name,
                kinds=", ".join(KINDS),
            )
        return None
    own: dict[str, Any] = {}
    match kind:
        case "single" | "multiple":
            own["choices"] = _choices(table)
        case "scale":
            own["steps"] = table.whole("steps", least=2, most=11, required=False, default=STEPS)
            own["low"] = table.text("low", required=False, most=200)
            own["high"] = table.text("high", required=False, most=200)
        case "number":
            own |= _bounds(table)
            own["unit"] = table.text("unit", required=False, most=60)
        case "text":
            pass
    table.nothing_else()
    return Question(id_, kind, text, required, **own)


def _choices(table: Table) -> tuple[str, ...]:
    choices: list[str] = []
    for each in table.tables("choices", at_least=2):
        text = each.text("text", most=2_000)
        if text in choices:
            each.wrong("text", N_("This choice is there twice: change or remove one."))
        choices.append(text)
        each.nothing_else()
    return tuple(choices)


def _bounds(table: Table) -> dict[str, int | None]:
    bounds = {
        key: table.whole(key, least=-_BOUND, most=_BOUND, required=False)
        if table.has(key)
        else None
        for key in ("least", "most")
    }
    least, most = bounds["least"], bounds["most"]
    if least is not None and most is not None and least >= most:
        table.wrong("most", N_("“most” must be larger than “least”."))
    return bounds
