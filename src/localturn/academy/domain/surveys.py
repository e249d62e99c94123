"""What a survey asks, what is answered to it, and how the answers are told together.

Nothing is right or wrong in it. An answer is stored as the index of a choice, a list of them, a
step of a scale, a number as text, or a text.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, median
from typing import Any, Literal, Protocol

from localturn.academy.domain.marking import number
from localturn.academy.domain.whole import whole
from localturn.foundation.languages import N_

Kind = Literal["single", "multiple", "scale", "number", "text"]
KINDS: tuple[Kind, ...] = ("single", "multiple", "scale", "number", "text")

LEAST_ANSWERS = 5
"""Of an anonymous survey, what fewer have answered is not shown."""

STEPS = 5
LONGEST = 5_000
MOST_BINS = 8

NEEDED = N_("Answer this question.")
NO_NUMBER = N_("Write a number, such as 12.5.")
TOO_LONG = N_("This text is too long. Shorten it.")
OUT_OF_BOUNDS = N_("This number is smaller or larger than can be.")


class Fields(Protocol):
    """What was sent: a Django QueryDict is one."""

    def get(self, name: str, /) -> str | None: ...
    def getlist(self, name: str, /) -> list[str]: ...


@dataclass(frozen=True)
class Question:
    """One question; which of the fields it has follows from its kind."""

    id: str
    kind: Kind
    text: str
    required: bool = False
    choices: tuple[str, ...] = ()
    steps: int = STEPS
    low: str = ""
    high: str = ""
    """What the ends of a scale mean."""
    least: int | None = None
    most: int | None = None
    unit: str = ""

    @property
    def labels(self) -> list[str]:
        """What may be chosen, in words: of a scale, its steps with what its ends mean."""
        if self.kind != "scale":
            return list(self.choices)
        ends = {1: self.low, self.steps: self.high}
        return [
            f"{step} – {ends[step]}" if ends.get(step) else str(step)
            for step in range(1, self.steps + 1)
        ]


def question_from(fields: Mapping[str, Any]) -> Question:
    """A question from its fields as the course folder and the database write them."""
    known = {key: value for key, value in fields.items() if key != "choices"}
    return Question(**known, choices=tuple(choice["text"] for choice in fields.get("choices", ())))


def question_fields(question: Question) -> dict[str, Any]:
    """The reverse of `question_from`; what has its default is left out."""
    fields: dict[str, Any] = {"id": question.id, "kind": question.kind, "text": question.text}
    if question.required:
        fields["required"] = True
    if question.kind == "scale" and question.steps != STEPS:
        fields["steps"] = question.steps
    for key in ("low", "high", "least", "most", "unit"):
        if (value := getattr(question, key)) not in ("", None):
            fields[key] = value
    if question.choices:
        fields["choices"] = [{"text": text} for text in question.choices]
    return fields


# --- Answering -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """What was sent: the answers by question, and what is wrong with others, marked with `N_`."""

    answers: Mapping[str, Any]
    wrong: Mapping[str, str]


def field_name(question: Question) -> str:
    return f"s-{question.id}"


def answers_from(questions: Sequence[Question], sent: Fields) -> Answered:
    """The answers that a form brings; a question that was passed over has none."""
    answers: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in questions:
        value, fault = _answer(question, sent)
        if fault:
            wrong[question.id] = fault
        elif value is not None:
            answers[question.id] = value
        elif question.required:
            wrong[question.id] = NEEDED
    return Answered(answers, wrong)


def _answer(question: Question, sent: Fields) -> tuple[Any, str]:
    name = field_name(question)
    text = (sent.get(name) or "").replace("\r\n", "\n").replace("\0", "").strip()
    match question.kind:
        case "single":
            return _index(text, len(question.choices)), ""
        case "multiple":
            found = {_index(each, len(question.choices)) for each in sent.getlist(name)}
            return sorted(each for each in found if each is not None) or None, ""
        case "scale":
            step = _index(text, question.steps + 1)
            return step or None, ""
        case "number":
            return _number(question, text)
        case _:
            return (None, TOO_LONG) if len(text) > LONGEST else (text or None, "")


def _number(question: Question, text: str) -> tuple[str | None, str]:
    if not text:
        return None, ""
    value = number(text)
    if value is None:
        return None, NO_NUMBER
    least, most = question.least, question.most
    if (least is not None and value < least) or (most is not None and value > most):
        return None, OUT_OF_BOUNDS
    return f"{value.normalize():f}", ""


def _index(text: str, below: int) -> int | None:
    found = whole(text, digits=4)
    return found if found is not None and found < below else None


# --- Results ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """How often something was answered, and how much that is of who answered, in percent."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Result:
    """What was answered to one question. Empty but for `answered` where too few did."""

    question: Question
    answered: int
    is_shown: bool
    bars: tuple[Bar, ...] = ()
    mean: Decimal | None = None
    median: Decimal | None = None
    texts: tuple[str, ...] = ()


def result_of(question: Question, values: Sequence[Any], *, least: int = 1) -> Result:
    """The answers to a question told together; texts in no order that tells anything."""
    values = [value for value in values if is_fit(question, value)]
    answered = len(values)
    if answered < least:
        return Result(question, answered, is_shown=answered == 0 and least <= 1)
    match question.kind:
        case "single":
            return Result(question, answered, True, _bars(question, values, answered, 0))
        case "multiple":
            ticked = [index for value in values for index in value]
            return Result(question, answered, True, _bars(question, ticked, answered, 0))
        case "scale":
            bars = _bars(question, values, answered, 1)
            return Result(question, answered, True, bars, *_middles(values))
        case "number":
            numbers = [n for value in values if (n := number(value)) is not None]
            return Result(question, answered, True, _bins(numbers), *_middles(numbers))
        case _:
            return Result(question, answered, True, texts=tuple(sorted(values)))


def sorted_apart(answers: Iterable[Any]) -> list[Any]:
    """Answers by what they say, so that their order tells nothing of when each came."""
    return sorted(answers, key=json.dumps)


def is_fit(question: Question, value: Any) -> bool:
    """Whether a stored answer still is one: a newer version of the course may ask otherwise."""
    match question.kind:
        case "single":
            return isinstance(value, int) and value < len(question.choices)
        case "multiple":
            return isinstance(value, list) and all(each < len(question.choices) for each in value)
        case "scale":
            return isinstance(value, int) and 1 <= value <= question.steps
        case "number":
            return isinstance(value, str) and number(value) is not None
        case _:
            return isinstance(value, str)


def said(question: Question, value: Any) -> str:
    """One answer in words; "" where it is none any more."""
    if not is_fit(question, value):
        return ""
    match question.kind:
        case "single":
            return question.labels[int(value)]
        case "multiple":
            return "; ".join(question.choices[index] for index in value)
        case _:
            return str(value)


def _bars(question: Question, values: Sequence[int], answered: int, first: int) -> tuple[Bar, ...]:
    counted = Counter(values)
    return tuple(
        Bar(label, counted[index], _percent(counted[index], answered))
        for index, label in enumerate(question.labels, first)
    )


def _bins(numbers: Sequence[Decimal]) -> tuple[Bar, ...]:
    """Numbers one by one where they are few, else in spans of the same width."""
    if not numbers:
        return ()
    counted = Counter(numbers)
    if len(counted) <= MOST_BINS:
        return tuple(
            Bar(f"{value:f}", count, _percent(count, len(numbers)))
            for value, count in sorted(counted.items())
        )
    low, high = min(numbers), max(numbers)
    width = (high - low) / MOST_BINS
    places = [min(int((value - low) / width), MOST_BINS - 1) for value in numbers]
    return tuple(
        Bar(
            f"{_short(low + width * place)} – {_short(low + width * (place + 1))}",
            count := places.count(place),
            _percent(count, len(numbers)),
        )
        for place in range(MOST_BINS)
    )


def _middles(values: Sequence[Any]) -> tuple[Decimal, Decimal] | tuple[None, None]:
    if not values:
        return None, None
    numbers = [Decimal(value) for value in values]
    return mean(numbers), median(numbers)


def _short(value: Decimal) -> str:
    return f"{round(value, 2).normalize():f}"


def _percent(count: int, of: int) -> int:
    return round(100 * count / of) if of else 0
