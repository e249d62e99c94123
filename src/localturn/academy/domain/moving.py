"""What becomes of what was done in a run when its course is moved to a newer version."""

from decimal import Decimal

from localturn.academy.domain.attempts import points_for
from localturn.academy.domain.questions import (
    GapText,
    Matching,
    Multiple,
    Numerical,
    Ordering,
    Question,
    ShortAnswer,
    Single,
    TrueFalse,
)


def carried_over(points: Decimal, *, of: Decimal, new: Decimal) -> Decimal:
    """Points for an activity that is now worth more or less: the same share of what it gives.

    Nothing where it gave nothing, which is also all that somebody could have had there.
    """
    return points_for(points / of, new) if of else Decimal(0)


def means_the_same(old: Question, new: Question) -> bool:
    """Whether an answer that was given to the old question says the same to the new one.

    Only then can a key that was put right mark it anew: what was ticked is kept as a place in a
    list, and what was filled in as the number of its gap. An essay is marked by a person.
    """
    match old.task, new.task:
        case (Single(before), Single(after)) | (Multiple(before), Multiple(after)):
            return [each.text for each in before] == [each.text for each in after]
        case Numerical(unit=before), Numerical(unit=after):
            return before == after
        case (TrueFalse(), TrueFalse()) | (ShortAnswer(), ShortAnswer()):
            return True
        case Matching(), Matching():
            return _sides(old.task) == _sides(new.task)
        case Ordering(before), Ordering(after):
            return sorted(before) == sorted(after)
        case GapText(), GapText():
            return old.task.passage == new.task.passage
        case _:
            return False


def _sides(task: Matching) -> tuple[list[str], list[str]]:
    rights = [*(pair.right for pair in task.pairs), *task.distractors]
    return [pair.left for pair in task.pairs], sorted(rights)
