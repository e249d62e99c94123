"""How many places there are, and how many are left."""

from dataclasses import dataclass
from enum import Enum


class Decision(Enum):
    """What somebody who asks for a place gets."""

    SEAT = "seat"
    FULL = "full"


@dataclass(frozen=True)
class Capacity:
    """How many places there are; `total` None where there is no limit."""

    total: int | None

    def __post_init__(self) -> None:
        if self.total is not None and self.total < 0:
            raise ValueError(f"there cannot be {self.total} places")


@dataclass(frozen=True)
class Taken:
    """Places that are gone: sat on, and kept for somebody who has not come yet."""

    seated: int
    kept: int = 0

    @property
    def count(self) -> int:
        return self.seated + self.kept


def free(capacity: Capacity, taken: Taken) -> int | None:
    """How many places are left, never below 0; None where there is no limit."""
    if capacity.total is None:
        return None
    return max(capacity.total - taken.count, 0)


def decide(capacity: Capacity, taken: Taken, *, wanted: int = 1) -> Decision:
    """Whether so many more places can be given, all or none."""
    left = free(capacity, taken)
    return Decision.SEAT if left is None or wanted <= left else Decision.FULL


def fits(capacity: Capacity, taken: Taken) -> bool:
    """Whether a capacity holds those who have a place already, as when it is made smaller."""
    return capacity.total is None or taken.count <= capacity.total
