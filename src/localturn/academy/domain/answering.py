"""How a question is put on a page, and how what comes back from it becomes an answer.

The same form fields are sent by a page without JavaScript, all at once, and by one with it, a
question at a time. Fields are named after the question's position: "a7", or "a7-0" and on for the
left sides of a matching question, the items of an ordering and the gaps of a text.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from localturn.academy.domain.marking import number
from localturn.academy.domain.questions import (
    Choice,
    Essay,
    Gap,
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
from localturn.academy.domain.whole import whole

LONGEST_TEXT = 20_000
LONGEST_WORDS = 500
LONGEST_NUMBER = 60


class Fields(Protocol):
    """What was sent: a Django QueryDict is one."""

    def get(self, name: str, /) -> str | None: ...
    def getlist(self, name: str, /) -> list[str]: ...


def field_name(position: int) -> str:
    return f"a{position}"


def by_alphabet(choices: Sequence[Choice]) -> list[int]:
    """The choices, as indices as written, by the alphabet: a form numbers them so, since authors
    often write the right one first."""
    return sorted(range(len(choices)), key=lambda index: (choices[index].text, index))


def options_of(task: Matching) -> list[str]:
    """The texts to choose from, each once, by the alphabet for the same reason."""
    return sorted({*(pair.right for pair in task.pairs), *task.distractors})


def items_of(task: Ordering) -> list[str]:
    """The items by the alphabet: numbered so, a form does not tell their right order."""
    return sorted(task.items)


def options_in(gap: Gap) -> list[str]:
    """The texts to choose from, numbered by the alphabet too; none where words are written."""
    return sorted([*gap.accepted, *gap.distractors]) if gap.distractors else []


def order_that_tells(task: Task) -> list[int]:
    """The order of choices that would be the right answer itself; empty where none is."""
    if not isinstance(task, Ordering):
        return []
    items = items_of(task)
    return [items.index(item) for item in task.items]


def choices_to_order(task: Task) -> int:
    """How many choices of a question are shown in an order of each attempt's own."""
    match task:
        case Single(choices) | Multiple(choices):
            return len(choices)
        case Matching():
            return len(options_of(task))
        case Ordering(items):
            return len(items)
        case GapText(_, gaps):
            return sum(len(options_in(gap)) for gap in gaps)
        case _:
            return 0


def answer_from(task: Task, position: int, sent: Fields) -> Any:
    """The answer to a question as it is stored; None where nothing was answered."""
    name = field_name(position)
    match task:
        case Single(choices):
            chosen = _index(sent.get(name), len(choices))
            return None if chosen is None else by_alphabet(choices)[chosen]
        case Multiple(choices):
            ticked = {_index(value, len(choices)) for value in sent.getlist(name)}
            return sorted(by_alphabet(choices)[i] for i in ticked if i is not None) or None
        case TrueFalse():
            return {"true": True, "false": False}.get(sent.get(name) or "")
        case Numerical():
            return _text(sent.get(name), LONGEST_NUMBER)
        case ShortAnswer():
            return _text(sent.get(name), LONGEST_WORDS)
        case Matching(pairs, _):
            options = options_of(task)
            matched = [_index(sent.get(f"{name}-{i}"), len(options)) for i in range(len(pairs))]
            return {str(i): options[m] for i, m in enumerate(matched) if m is not None} or None
        case Ordering(items):
            given = [_index(sent.get(f"{name}-{i}"), len(items) + 1) for i in range(len(items))]
            return {item: at for item, at in zip(items_of(task), given, strict=True) if at} or None
        case GapText(_, gaps):
            filled = [_filled(gap, sent.get(f"{name}-{i}")) for i, gap in enumerate(gaps)]
            return {str(i): words for i, words in enumerate(filled) if words is not None} or None
        case Essay():
            return _text(sent.get(name), LONGEST_TEXT)


def trouble_with(task: Task, answer: Any) -> bool:
    """Whether an answer cannot be what was meant, so that its giver should hear of it in time."""
    match task:
        case Numerical():
            return answer is not None and number(answer) is None
        case Matching(pairs, _):
            return isinstance(answer, dict) and len(answer) < len(pairs)
        case Ordering(items):
            return isinstance(answer, dict) and len(set(answer.values())) < len(items)
        case GapText(_, gaps):
            return isinstance(answer, dict) and len(answer) < len(gaps)
        case _:
            return False


def in_order(things: Sequence[Any], order: Sequence[int]) -> list[tuple[int, Any]]:
    """Each thing with its index as written, in the order of an attempt; nothing is left out."""
    known = [i for i in order if 0 <= i < len(things)]
    rest = [i for i in range(len(things)) if i not in known]
    return [(i, things[i]) for i in (*known, *rest)]


def _filled(gap: Gap, value: str | None) -> str | None:
    options = options_in(gap)
    if not options:
        return _text(value, LONGEST_WORDS)
    chosen = _index(value, len(options))
    return None if chosen is None else options[chosen]


def _index(value: str | None, below: int) -> int | None:
    index = whole(value, digits=4)
    return index if index is not None and index < below else None


def _text(value: str | None, longest: int) -> str | None:
    text = (value or "").replace("\r\n", "\n").replace("\0", "")[:longest]
    return text if text.strip() else None
