"""What everybody sent and what they were told, held against what is there afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Key = tuple[int, int]
"""An attempt, and a question's position in it."""


@dataclass
class Sent:
    """Everything that was sent for one question."""

    values: dict[int, Any] = field(default_factory=dict)
    """By sequence."""
    answered: int = 0
    """The highest sequence of which somebody was told that it is saved; 0 for none."""

    @property
    def newest(self) -> int:
        return max(self.values, default=0)


@dataclass(frozen=True)
class Verdict:
    """Numbers of questions."""

    answered: int
    """Of which something was said to be saved."""
    found: int
    """Of these: there, or overtaken by a newer one that was under way."""
    lost: int
    unanswered_there: int
    """What is there is newer than what was said to be saved."""
    wrong: int
    """What is there is not what was sent with its sequence, or is there twice."""


def verdict(sent: dict[Key, Sent], rows: Iterable[tuple[Key, int, Any]]) -> Verdict:
    """`rows` are all stored answers, as (key, sequence, value)."""
    stored: dict[Key, list[tuple[int, Any]]] = {}
    for key, sequence, value in rows:
        stored.setdefault(key, []).append((sequence, value))
    answered = found = unanswered = wrong = 0
    for key, each in sent.items():
        there = stored.get(key, [])
        newest = max((sequence for sequence, _value in there), default=0)
        answered += each.answered > 0
        found += each.answered > 0 and newest >= each.answered
        unanswered += newest > each.answered
        wrong += len(there) > 1 or any(
            sequence and (sequence not in each.values or each.values[sequence] != value)
            for sequence, value in there
        )
    return Verdict(answered, found, answered - found, unanswered, wrong)
