"""A question whose key is mended for one run: what holds there in the place of the published key.

The published version is frozen, so an answer keeps the share that the published key gives it, and
what it is worth in the run is asked of the rule that holds. Attempts sat before and after are
scored alike, and taking a rule back leaves nothing behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from localturn.academy.domain.attempts import Marked, share_of
from localturn.academy.domain.marking import ALL, NOTHING, share
from localturn.academy.domain.questions import (
    Choice,
    Essay,
    Gap,
    GapText,
    ShortAnswer,
    Single,
    Task,
)


class How(StrEnum):
    PUBLISHED = "published"
    """As the course has it."""
    ALSO = "also"
    """Another answer is right too: of both keys the one that gives more."""
    INSTEAD = "instead"
    """Another key takes the place of the published one."""
    EVERYBODY = "everybody"
    """Who met the question has its points, whatever they answered."""
    UNCOUNTED = "uncounted"
    """It counts for nothing: the others of the attempt weigh more, in proportion."""

    @property
    def has_key(self) -> bool:
        return self in {How.ALSO, How.INSTEAD}


@dataclass(frozen=True)
class Rule:
    """What holds for a question in a run; `key` says what is right, where `how` has one."""

    how: How = How.PUBLISHED
    key: Task | None = None


AS_PUBLISHED = Rule()


@dataclass(frozen=True)
class Given:
    """An answer in an attempt: what the published key (or, of an essay, a person) gives it, and
    the rule that holds for its question."""

    points: Decimal
    value: Any
    share: Decimal | None
    rule: Rule = AS_PUBLISHED
    topic: str = ""


def scored(given: Given) -> Marked:
    """What an answer is worth by the rule that holds."""
    right = given.share
    points = given.points
    match given.rule:
        case Rule(How.EVERYBODY):
            right = ALL
        case Rule(How.UNCOUNTED):
            right, points = NOTHING, Decimal(0)
        case Rule(How.ALSO | How.INSTEAD as how, key) if key is not None:
            other = NOTHING if given.value is None else share(key, given.value)
            right = max(right or NOTHING, other or NOTHING) if how is How.ALSO else other
    return Marked(points, right, given.topic)


def worth(answers: Iterable[Given]) -> Decimal | None:
    """What was right of a whole attempt, from 0 to 1; None while something is unmarked.

    An attempt without a single answer is worth nothing, whatever its questions give to everybody:
    it has cost nothing either. Nor does one of which nothing counts any more lose everything: it
    is marked as published.
    """
    every = list(answers)
    if all(each.value is None for each in every):
        return NOTHING
    if all(each.rule.how is How.UNCOUNTED for each in every):
        every = [replace(each, rule=AS_PUBLISHED) for each in every]
    return share_of(scored(each) for each in every)


def fits_rule(task: Task, rule: Rule) -> bool:
    """Whether a rule can hold for a question: a key is of the question's kind and asks the same,
    and an essay, which a person marks, has none."""
    if not rule.how.has_key:
        return rule.key is None
    return (
        rule.key is not None
        and type(rule.key) is type(task)
        and not isinstance(task, Essay)
        and _asked(rule.key) == _asked(task)
    )


def plainly(task: Task, rule: Rule) -> Rule:
    """The same rule in its plainest form: what changes nothing is as published."""
    return AS_PUBLISHED if rule.key == task else rule


def shown_key(task: Task, rule: Rule) -> Task:
    """The key as pages show it: with what is right too where that can be written into one."""
    key = rule.key
    if key is None or rule.how is How.INSTEAD:
        return key or task
    match task, key:
        case Single(choices), Single(others):
            return Single(
                tuple(
                    replace(one, correct=one.correct or other.correct)
                    for one, other in zip(choices, others, strict=True)
                )
            )
        case ShortAnswer(accepted), ShortAnswer(others):
            return ShortAnswer(_joined(accepted, others))
        case GapText(passage, gaps), GapText(_, others):
            return GapText(
                passage,
                tuple(
                    Gap(_joined(one.accepted, other.accepted), one.distractors)
                    for one, other in zip(gaps, others, strict=True)
                ),
            )
        case _:
            return task


def _joined(accepted: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*accepted, *others)))


def _asked(task: Task) -> Any:
    """What stays of a question when its key is taken away."""
    match task:
        case GapText(passage, gaps):
            chosen = [
                sorted({*gap.accepted, *gap.distractors}) if gap.distractors else [] for gap in gaps
            ]
            return passage, chosen
    choices: tuple[Choice, ...] = getattr(task, "choices", ())
    pairs = getattr(task, "pairs", ())
    rights = {*(pair.right for pair in pairs), *getattr(task, "distractors", ())}
    return (
        [choice.text for choice in choices],
        [pair.left for pair in pairs],
        rights,
        sorted(getattr(task, "items", ())),
        getattr(task, "unit", ""),
    )
