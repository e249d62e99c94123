"""A question of an attempt as a page shows it: while it is sat, and when it is looked back on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from localturn.academy.domain.answering import (
    by_alphabet,
    in_order,
    items_of,
    options_in,
    options_of,
)
from localturn.academy.domain.marking import fits, following
from localturn.academy.domain.questions import (
    GapText,
    Matching,
    Multiple,
    Ordering,
    Single,
    Task,
    texts_around_gaps,
)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its number in the form, its text, whether it is chosen, and, when looked
    back on, whether it is right and what is to be said of it."""

    index: int
    text: str
    chosen: bool
    right: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Left:
    """The left side of a pair, what may be chosen for it, and what belongs to it."""

    index: int
    text: str
    options: tuple[Option, ...]
    right: str = ""


@dataclass(frozen=True)
class Item:
    """Something to put in order: its number in the form, its text, the place it was given, and,
    when looked back on, whether that is right after the item before it."""

    index: int
    text: str
    place: int | None
    follows: bool = False


@dataclass(frozen=True)
class Blank:
    """A gap of a text: what stands before it, what was filled in, what may be chosen (nothing
    where words are written), and, when looked back on, what is right."""

    index: int
    before: str
    filled: str
    options: tuple[Option, ...]
    is_right: bool = False
    accepted: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """As people count."""
        return self.index + 1


@dataclass(frozen=True)
class Asked:
    """One question of an attempt, as its page shows it."""

    position: int
    kind: str
    html: str
    points: Decimal
    sequence: int
    saved_at: datetime | None
    value: Any
    unit: str = ""
    options: tuple[Option, ...] = ()
    lefts: tuple[Left, ...] = ()
    items: tuple[Item, ...] = ()
    blanks: tuple[Blank, ...] = ()
    ending: str = ""
    """What stands after the last gap of a text."""
    written: str = ""
    """The task as it is stored; what is drawn of it is kept by that."""

    @property
    def is_answered(self) -> bool:
        return self.value is not None

    @property
    def number(self) -> int:
        """As people count."""
        return self.position + 1


def asked_from(task: Task, row: Any, *, with_answers: bool = False, written: str = "") -> Asked:
    """The question of a row of answers; only `with_answers` does it show what is right."""
    position, order, value, sequence, saved_at, kind, html, _fields, points = row[:9]
    options: tuple[Option, ...] = ()
    lefts: tuple[Left, ...] = ()
    items: tuple[Item, ...] = ()
    blanks: tuple[Blank, ...] = ()
    ending = ""
    match task:
        case Single() | Multiple():
            options = _options(task, order, value, with_answers=with_answers)
        case Matching():
            lefts = _lefts(task, order, value, with_answers=with_answers)
        case Ordering():
            items = _items(task, order, value, with_answers=with_answers)
        case GapText():
            blanks = _blanks(task, order, value, with_answers=with_answers)
            ending = texts_around_gaps(task.passage)[-1]
    return Asked(
        position=position,
        kind=kind,
        html=html,
        points=points,
        sequence=sequence,
        saved_at=saved_at,
        value=value,
        unit=getattr(task, "unit", ""),
        options=options,
        lefts=lefts,
        items=items,
        blanks=blanks,
        ending=ending,
        written=written,
    )


def _options(
    task: Single | Multiple, order: Sequence[int], value: Any, *, with_answers: bool
) -> tuple[Option, ...]:
    chosen = value if isinstance(value, list) else [value]
    numbers = by_alphabet(task.choices)
    return tuple(
        Option(
            numbers.index(index),
            choice.text,
            index in chosen and value is not None,
            choice.correct and with_answers,
            choice.feedback if with_answers else "",
        )
        for index, choice in in_order(task.choices, order)
    )


def _lefts(
    task: Matching, order: Sequence[int], value: Any, *, with_answers: bool
) -> tuple[Left, ...]:
    ordered = in_order(options_of(task), order)
    matched = value if isinstance(value, dict) else {}
    return tuple(
        Left(
            i,
            pair.left,
            tuple(Option(o, text, matched.get(str(i)) == text) for o, text in ordered),
            pair.right if with_answers else "",
        )
        for i, pair in enumerate(task.pairs)
    )


def _items(
    task: Ordering, order: Sequence[int], value: Any, *, with_answers: bool
) -> tuple[Item, ...]:
    """In the attempt's order; looked back on, in the right one."""
    places = value if isinstance(value, dict) else {}
    if with_answers:
        follows = [False, *following(task.items, value)]
        return tuple(
            Item(i, text, places.get(text), follows[i]) for i, text in enumerate(task.items)
        )
    return tuple(Item(i, text, places.get(text)) for i, text in in_order(items_of(task), order))


def _blanks(
    task: GapText, order: Sequence[int], value: Any, *, with_answers: bool
) -> tuple[Blank, ...]:
    filled = value if isinstance(value, dict) else {}
    every = [
        (gap, Option(o, text, filled.get(str(gap)) == text))
        for gap, each in enumerate(task.gaps)
        for o, text in enumerate(options_in(each))
    ]
    ordered = [each for _index, each in in_order(every, order)]
    return tuple(
        Blank(
            i,
            before,
            filled.get(str(i), ""),
            tuple(option for of, option in ordered if of == i),
            with_answers and fits(gap, filled.get(str(i))),
            gap.accepted if with_answers else (),
        )
        for i, (before, gap) in enumerate(
            zip(texts_around_gaps(task.passage), task.gaps, strict=False)
        )
    )
