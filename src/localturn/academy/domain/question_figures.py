"""How a question did: who had it right, what was answered, and whether it tells apart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Any

from localturn.academy.domain.marking import ALL, NOTHING, fits, following, plain, share
from localturn.academy.domain.questions import (
    Choice,
    Essay,
    GapText,
    Matching,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    Single,
    Task,
    TrueFalse,
)

ENOUGH = 5
"""So many answers, and their shares say something."""
ENOUGH_TO_TELL_APART = 10
MOST_LINES = 12

LITTLE = 0.15
"""Below, a question tells those who know much hardly from those who know little."""


@dataclass(frozen=True)
class Sat:
    """An answer to the question, and what was right of the rest of its attempt."""

    value: Any
    share: Decimal | None
    rest: Decimal | None = None


@dataclass(frozen=True)
class Figures:
    """Of the first attempt of everybody who met the question."""

    met: int
    answered: int
    right: int
    mean: Decimal | None
    """What was right on average; None where too few have met it, or nothing is marked."""
    tells_apart: float | None
    """From -1 to 1: how far those who were right here were right elsewhere too."""

    @property
    def is_suspicious(self) -> bool:
        """Whether who knew more was wrong here more often: so it looks where a key is wrong."""
        return self.tells_apart is not None and self.tells_apart < 0

    @property
    def is_weak(self) -> bool:
        return self.tells_apart is not None and 0 <= self.tells_apart < LITTLE


def figures(sat: Sequence[Sat]) -> Figures:
    marked = [each.share for each in sat if each.share is not None]
    enough = len(marked) >= ENOUGH
    return Figures(
        met=len(sat),
        answered=sum(each.value is not None for each in sat),
        right=sum(each == ALL for each in marked),
        mean=sum(marked, NOTHING) / len(marked) if enough else None,
        tells_apart=tells_apart(
            [
                (float(each.share), float(each.rest))
                for each in sat
                if each.share is not None and each.rest is not None
            ]
        ),
    )


def tells_apart(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The correlation between what was right of the question and of the rest; None where there are
    too few, or where all did alike."""
    number = len(pairs)
    if number < ENOUGH_TO_TELL_APART:
        return None
    here = sum(x for x, _y in pairs) / number
    there = sum(y for _x, y in pairs) / number
    across = sum((x - here) ** 2 for x, _y in pairs)
    along = sum((y - there) ** 2 for _x, y in pairs)
    if across < 1e-9 or along < 1e-9:
        return None
    return sum((x - here) * (y - there) for x, y in pairs) / sqrt(across * along)


@dataclass(frozen=True)
class Line:
    """Something that was answered, how often, and whether it is right."""

    text: str
    number: int
    is_right: bool


def answered(task: Task, values: Iterable[Any]) -> list[Line]:
    """What was answered, by the parts of the question; `text` "true" or "false" where one of them
    is the answer. Nothing of essays."""
    given = [value for value in values if value is not None]
    match task:
        case Single(choices) | Multiple(choices):
            return _ticked(choices, given)
        case TrueFalse(right):
            return [
                Line(text, given.count(value), value is right)
                for text, value in (("true", True), ("false", False))
            ]
        case Numerical() | ShortAnswer():
            return _written(task, given)
        case Matching(pairs):
            maps = [value for value in given if isinstance(value, dict)]
            return [
                Line(f"{pair.left} → {text}", number, text == pair.right)
                for i, pair in enumerate(pairs)
                for text, number in Counter(
                    str(each[str(i)]) for each in maps if str(i) in each
                ).most_common()
            ]
        case Ordering(items):
            orders = [following(items, value) for value in given]
            return [
                Line(f"{items[i]} → {items[i + 1]}", sum(each[i] for each in orders), True)
                for i in range(len(items) - 1)
            ]
        case GapText(_, gaps):
            maps = [value for value in given if isinstance(value, dict)]
            return [
                Line(f"({i + 1}) {text}", number, fits(gap, text))
                for i, gap in enumerate(gaps)
                for text, number in Counter(
                    str(each[str(i)]).strip() for each in maps if str(i) in each
                ).most_common(MOST_LINES)
            ]
        case Essay():
            return []


def _ticked(choices: Sequence[Choice], given: Sequence[Any]) -> list[Line]:
    counted: Counter[Any] = Counter()
    for value in given:
        counted.update(value if isinstance(value, list) else [value])
    return [Line(each.text, counted[i], each.correct) for i, each in enumerate(choices)]


def _written(task: Numerical | ShortAnswer, given: Sequence[Any]) -> list[Line]:
    """What differs only by case, accents or spaces is one answer, as it was written first."""
    first: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for value in given:
        text = str(value).strip()
        counted[first.setdefault(plain(text), text)] += 1
    return [
        Line(text, number, share(task, text) == ALL)
        for text, number in counted.most_common(MOST_LINES)
    ]
