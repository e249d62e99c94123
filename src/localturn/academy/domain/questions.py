"""Questions of quizzes and tests, one type a kind. How an answer is marked is in `marking`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Choice:
    text: str
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Pair:
    left: str
    right: str


@dataclass(frozen=True)
class Single:
    """One of the choices is right. An answer is the index of a choice, in the order written."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Multiple:
    """Some of the choices are right. An answer is the indexes that were ticked."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class TrueFalse:
    answer: bool


@dataclass(frozen=True)
class Numerical:
    """An answer is a number, right within the tolerance."""

    answer: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""


@dataclass(frozen=True)
class ShortAnswer:
    """An answer is a few words, right if equal to one accepted but for case, accents and spaces."""

    accepted: tuple[str, ...]


@dataclass(frozen=True)
class Matching:
    """Each left side has its right side; distractors belong to none.

    An answer maps the index of a left side to the text that was chosen for it.
    """

    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ordering:
    """The items stand in their right order. An answer maps an item's text to its place, from 1."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """Filled by words that are accepted; where there are distractors, by choosing."""

    accepted: tuple[str, ...]
    distractors: tuple[str, ...] = ()


@dataclass(frozen=True)
class GapText:
    """A plain text in which "{1}" and on are gaps. An answer maps a gap's index to its words."""

    passage: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Essay:
    """An answer is a text that a facilitator marks."""

    guidance: str = ""


Task = (
    Single | Multiple | TrueFalse | Numerical | ShortAnswer | Matching | Ordering | GapText | Essay
)

KINDS: dict[str, type[Task]] = {
    "single": Single,
    "multiple": Multiple,
    "true-false": TrueFalse,
    "numerical": Numerical,
    "short-answer": ShortAnswer,
    "matching": Matching,
    "ordering": Ordering,
    "gap-text": GapText,
    "essay": Essay,
}


@dataclass(frozen=True)
class Question:
    """A question of a bank: its words, what it asks for, and what it is worth."""

    id: str
    text: str
    task: Task
    points: Decimal = Decimal(1)
    topic: str = ""
    feedback: str = ""

    @property
    def kind(self) -> str:
        return next(name for name, kind in KINDS.items() if isinstance(self.task, kind))


def task_from(kind: str, fields: Mapping[str, Any]) -> Task:
    """The task of a kind from its fields as the course folder and the database write them.

    The fields have been checked by whoever read them first (`standards.course_folder`).
    """
    match kind:
        case "single":
            return Single(_choices(fields))
        case "multiple":
            return Multiple(_choices(fields))
        case "true-false":
            return TrueFalse(fields["answer"])
        case "numerical":
            return Numerical(
                Decimal(str(fields["answer"])),
                Decimal(str(fields.get("tolerance", 0))),
                fields.get("unit", ""),
            )
        case "short-answer":
            return ShortAnswer(tuple(fields["accepted"]))
        case "matching":
            pairs = tuple(Pair(pair["left"], pair["right"]) for pair in fields["pairs"])
            return Matching(pairs, tuple(fields.get("distractors", ())))
        case "ordering":
            return Ordering(tuple(fields["items"]))
        case "gap-text":
            gaps = tuple(
                Gap(tuple(gap["accepted"]), tuple(gap.get("distractors", ())))
                for gap in fields["gaps"]
            )
            return GapText(fields["passage"], gaps)
        case "essay":
            return Essay(fields.get("guidance", ""))
        case _:
            raise ValueError(f"{kind!r} is no kind of question")


def task_fields(task: Task) -> dict[str, Any]:
    """The reverse of `task_from`; what has its default is left out, numbers stay as text."""
    match task:
        case Single(choices) | Multiple(choices):
            return {"choices": [_choice_fields(choice) for choice in choices]}
        case TrueFalse(answer):
            return {"answer": answer}
        case Numerical(number, tolerance, unit):
            written: dict[str, Any] = {"answer": str(number)}
            if tolerance:
                written["tolerance"] = str(tolerance)
            return written | ({"unit": unit} if unit else {})
        case ShortAnswer(accepted):
            return {"accepted": list(accepted)}
        case Matching(pairs, distractors):
            written = {"pairs": [{"left": pair.left, "right": pair.right} for pair in pairs]}
            return written | ({"distractors": list(distractors)} if distractors else {})
        case Ordering(items):
            return {"items": list(items)}
        case GapText(passage, gaps):
            return {"passage": passage, "gaps": [_gap_fields(gap) for gap in gaps]}
        case Essay(guidance):
            return {"guidance": guidance} if guidance else {}


_GAP = re.compile(r"\{([0-9]+)\}")


def gaps_named_in(passage: str) -> list[str]:
    """The numbers of the gaps as a passage has them, in its order."""
    return _GAP.findall(passage)


def texts_around_gaps(passage: str) -> list[str]:
    """What stands before each gap, and what stands after the last one."""
    return _GAP.split(passage)[::2]


def _choices(fields: Mapping[str, Any]) -> tuple[Choice, ...]:
    return tuple(
        Choice(choice["text"], choice.get("correct", False), choice.get("feedback", ""))
        for choice in fields["choices"]
    )


def _gap_fields(gap: Gap) -> dict[str, Any]:
    fields: dict[str, Any] = {"accepted": list(gap.accepted)}
    return fields | ({"distractors": list(gap.distractors)} if gap.distractors else {})


def _choice_fields(choice: Choice) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": choice.text}
    if choice.correct:
        fields["correct"] = True
    if choice.feedback:
        fields["feedback"] = choice.feedback
    return fields
