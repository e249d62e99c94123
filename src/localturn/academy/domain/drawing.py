"""Which questions an attempt gets, and in which order its choices stand.

A draw is decided by its seed alone, so that it can be repeated and explained. It takes as many
from each topic as it can evenly. The final test of a pair is drawn like the preliminary one, but
takes questions that the person has not met in it before those that they have, so that what is
measured is what was learnt and not what was remembered.
"""

import random
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar


class Drawable(Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def topic(self) -> str: ...


Q = TypeVar("Q", bound=Drawable)


def draw(
    questions: Sequence[Q], *, number: int | None, seed: str, met: Collection[int] = ()
) -> list[Q]:
    """`number` of the questions (all where None), evenly over topics, in a shuffled order.

    `met` holds keys of questions the person has had before; they come last.
    """
    chance = random.Random(seed)  # noqa: S311 - a draw, not a secret
    shuffled = sorted(questions, key=lambda q: q.pk)
    chance.shuffle(shuffled)
    if number is None or number >= len(shuffled):
        return shuffled
    topics: dict[str, list[Q]] = {}
    for question in sorted(shuffled, key=lambda q: q.pk in met):
        topics.setdefault(question.topic, []).append(question)
    names = sorted(topics)
    chance.shuffle(names)
    # What cannot be shared out evenly goes to the topics that have most left to ask.
    fresh = Counter(question.topic for question in shuffled if question.pk not in met)
    names.sort(key=lambda name: -fresh[name])
    taken: list[Q] = []
    while len(taken) < number:
        for name in names:
            if topics[name] and len(taken) < number:
                taken.append(topics[name].pop(0))
    chance.shuffle(taken)
    return taken


def order(length: int, *, seed: str, never: Sequence[int] = ()) -> list[int]:
    """A shuffled order of so many choices; `never` this one, if there is another."""
    indexes, chance = list(range(length)), random.Random(seed)  # noqa: S311
    chance.shuffle(indexes)
    while length > 1 and indexes == list(never):
        chance.shuffle(indexes)
    return indexes
