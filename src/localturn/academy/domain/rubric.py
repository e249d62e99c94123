"""A rubric: by which criteria work is marked, and what each level of a criterion is worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Level:
    """How far a criterion may be met, in words, and what that is worth."""

    points: Decimal
    text: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is looked at; `levels` in the order in which they are written."""

    id: str
    title: str
    levels: tuple[Level, ...]

    @property
    def most(self) -> Decimal:
        return max((level.points for level in self.levels), default=Decimal(0))


Rubric = tuple[Criterion, ...]


@dataclass(frozen=True)
class Judged:
    """Which level of a criterion some work has reached (counted from 0), and what is said of it."""

    criterion: str
    level: int
    comment: str = ""


def most_points(rubric: Rubric) -> Decimal:
    """What the best levels give together: the points of the activity."""
    return sum((criterion.most for criterion in rubric), Decimal(0))


def points_of(rubric: Rubric, judged: Iterable[Judged]) -> Decimal:
    """The sum of the levels chosen. Raises ValueError unless each criterion has one that it
    knows."""
    chosen = {each.criterion: each for each in judged}
    if chosen.keys() != {criterion.id for criterion in rubric}:
        raise ValueError("each criterion needs a level, and only these")
    total = Decimal(0)
    for criterion in rubric:
        level = chosen[criterion.id].level
        if not 0 <= level < len(criterion.levels):
            raise ValueError(f"{criterion.id} has no level {level}")
        total += criterion.levels[level].points
    return total


def rubric_from(fields: Sequence[Mapping[str, Any]]) -> Rubric:
    """A rubric from what a version keeps of it."""
    return tuple(
        Criterion(
            each["id"],
            each["title"],
            tuple(Level(Decimal(str(level["points"])), level["text"]) for level in each["levels"]),
        )
        for each in fields
    )


def rubric_fields(rubric: Rubric) -> list[dict[str, Any]]:
    """The reverse of `rubric_from`; points as texts, which lose nothing."""
    return [
        {
            "id": criterion.id,
            "title": criterion.title,
            "levels": [
                {"points": str(level.points), "text": level.text} for level in criterion.levels
            ],
        }
        for criterion in rubric
    ]


def judged_from(fields: Sequence[Mapping[str, Any]] | None) -> tuple[Judged, ...]:
    """What a grade keeps of a marked rubric."""
    return tuple(Judged(each["criterion"], each["level"], each["comment"]) for each in fields or ())


def judged_fields(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    return [
        {"criterion": each.criterion, "level": each.level, "comment": each.comment}
        for each in judged
    ]


@dataclass(frozen=True)
class Looked:
    """A criterion with the level reached, if it has been judged: as pages show it."""

    criterion: Criterion
    level: int | None = None
    comment: str = ""

    @property
    def points(self) -> Decimal | None:
        return None if self.level is None else self.criterion.levels[self.level].points


def looked_at(rubric: Rubric, judged: Iterable[Judged] = ()) -> tuple[Looked, ...]:
    """Each criterion beside what was said of it."""
    said = {each.criterion: each for each in judged}
    return tuple(
        Looked(c, said[c.id].level, said[c.id].comment) if c.id in said else Looked(c)
        for c in rubric
    )
