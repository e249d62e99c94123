"""How right an answer is: from 0 to 1, or None where a person has to judge.

An answer comes from outside and may be anything that JSON can hold: what is not of the form that
its kind asks for is simply not right.
"""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

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

NOTHING = Decimal(0)
ALL = Decimal(1)
_PLACES = Decimal("0.000001")


def share(task: Task, answer: Any) -> Decimal | None:
    """The share of a question that an answer gets right; None for an essay, which a person marks.

    Multiple choice gives right ticks less wrong ones, over all right ones, never below nothing. An
    ordering gives the share of neighbours that follow each other as they should, so that one item
    out of place does not spoil all that come after it. A gap text gives the share of right gaps.
    """
    match task:
        case Single(choices):
            return _all_or_nothing(_index(answer, choices) in _right(choices))
        case Multiple(choices):
            return _multiple(choices, answer)
        case TrueFalse(right):
            return _all_or_nothing(answer is right)
        case Numerical(right, tolerance, _):
            given = number(answer)
            return _all_or_nothing(given is not None and abs(given - right) <= tolerance)
        case ShortAnswer(accepted):
            words = plain(answer) if isinstance(answer, str) else ""
            return _all_or_nothing(words in {plain(each) for each in accepted})
        case Matching(pairs, _):
            chosen = answer if isinstance(answer, dict) else {}
            right = sum(chosen.get(str(i)) == pair.right for i, pair in enumerate(pairs))
            return _part(right, len(pairs))
        case Ordering(items):
            return _part(sum(following(items, answer)), len(items) - 1)
        case GapText(_, gaps):
            filled = answer if isinstance(answer, dict) else {}
            fitting = sum(fits(gap, filled.get(str(i))) for i, gap in enumerate(gaps))
            return _part(fitting, len(gaps))
        case Essay():
            return None


def following(items: Sequence[str], answer: Any) -> list[bool]:
    """Of each item but the first, whether its place is the one right after that of the item before.

    A place given to two items is neither's.
    """
    given = answer if isinstance(answer, dict) else {}
    places = [_place(given.get(item), len(items)) for item in items]
    single = [None if places.count(place) > 1 else place for place in places]
    return [
        before is not None and after is not None and after == before + 1
        for before, after in pairwise(single)
    ]


def fits(gap: Gap, words: Any) -> bool:
    """Whether a gap is filled rightly: written words like a short answer, chosen ones exactly."""
    if not isinstance(words, str):
        return False
    if gap.distractors:
        return words in gap.accepted
    return plain(words) in {plain(each) for each in gap.accepted}


def number(text: Any) -> Decimal | None:
    """A number as people type it: "1 234,5", "12.5 %", "−3"; None if it is none."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return None
    written = str(text).strip()[:60].replace("\u2212", "-").removesuffix("%").rstrip("\u2030 ")
    written = "".join(c for c in written if not c.isspace() and c not in "'\u2019")
    if "," in written and "." in written:
        thousands = "," if written.rfind(",") < written.rfind(".") else "."
        written = written.replace(thousands, "")
    try:
        value = Decimal(written.replace(",", "."))
    except InvalidOperation:
        return None
    # not abs(value), which raises where the exponent is beyond what Decimal works with
    return value if value.is_finite() and value.adjusted() < 15 else None


def plain(text: str) -> str:
    """Text without case, accents, punctuation at its ends, and doubled spaces."""
    folded = unicodedata.normalize("NFKD", text[:500].casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(bare.split()).strip(".,;:!?\"'")


def _multiple(choices: Sequence[Choice], answer: Any) -> Decimal:
    given = answer if isinstance(answer, list) else []
    ticked = {index for value in given if (index := _index(value, choices)) is not None}
    right = _right(choices)
    points = len(ticked & right) - len(ticked - right)
    return max(NOTHING, _part(points, len(right)))


def _part(right: int, of: int) -> Decimal:
    return (Decimal(right) / of).quantize(_PLACES)


def _place(value: Any, last: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 1 <= value <= last else None


def _right(choices: Sequence[Choice]) -> set[int]:
    return {index for index, choice in enumerate(choices) if choice.correct}


def _index(value: Any, choices: Sequence[Choice]) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < len(choices) else None


def _all_or_nothing(right: bool) -> Decimal:
    return ALL if right else NOTHING
