"""What becomes of what was done in a run when its course is moved to a newer version."""

import unicodedata
from decimal import Decimal

from localturn.academy.domain import surveys
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


def says_the_same(old: surveys.Question, new: surveys.Question) -> bool:
    """Whether what was answered to the old question of a survey says the same under the new one.

    An answer is kept as the place of a choice, a step of a scale, a number or a text, so what
    gives it its meaning has to stay: the question, the choices at their places, what the ends of a
    scale mean, a unit. Choices may be added after the last one.
    """
    if old.kind != new.kind or not _same_words(old.text, new.text):
        return False
    match old.kind:
        case "single" | "multiple":
            kept = new.choices[: len(old.choices)]
            return len(kept) == len(old.choices) and all(map(_same_words, old.choices, kept))
        case "scale":
            ends = ((old.low, new.low), (old.high, new.high))
            return old.steps == new.steps and all(_same_words(*each) for each in ends)
        case "number":
            return _same_words(old.unit, new.unit)
        case "text":
            return True


_LOOKS = str.maketrans(dict.fromkeys('\u2018\u2019\u201c\u201d\u00ab\u00bb\u201e"', "'"))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def _same_words(old: str, new: str) -> bool:
    """Whether two texts differ in nothing but capitals, blanks, the look of quotation marks and
    dashes, and the stop at their end.

    A single letter is enough for another meaning ("ever", "never"; "casual", "causal"), and no
    program tells it from one that was misspelt.
    """
    return _bare(old) == _bare(new)


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold().translate(_LOOKS).translate(_DASHES)
    return " ".join(folded.split()).rstrip(". ")
