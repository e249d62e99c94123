"""What a participant would be asked, shown to who writes it."""

import json
from dataclasses import dataclass

from localturn.academy.domain import drawing
from localturn.academy.domain.answering import choices_to_order, order_that_tells
from localturn.academy.domain.questions import Task, task_from
from localturn.academy.models import Activity, Question
from localturn.academy.queries.asked import Asked, asked_from


@dataclass(frozen=True)
class Preview:
    """An attempt that nobody sits: its questions, and each with what is right."""

    asked: tuple[Asked, ...]
    keys: tuple[tuple[Question, Task], ...]


def preview_of(activity: Activity) -> Preview:
    """Drawn and shuffled as for a participant, always the same way (1 statement)."""
    seed = f"preview/{activity.stable_id}"
    bank = list(Question.objects.filter(bank=activity.bank).order_by("pk"))
    drawn = drawing.draw(bank, number=activity.settings.get("draw"), seed=seed)
    keys = tuple((question, task_from(question.kind, question.task)) for question in drawn)
    asked = []
    for position, (question, task) in enumerate(keys):
        each = f"{seed}/{question.stable_id}"
        order = drawing.order(choices_to_order(task), seed=each, never=order_that_tells(task))
        kind, html, points = question.kind, question.text_html, question.points
        row = (position, order, None, 0, None, kind, html, None, points)
        asked.append(asked_from(task, row, written=json.dumps(question.task)))
    return Preview(tuple(asked), keys)
