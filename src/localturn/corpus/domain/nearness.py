"""How codes can stand together; by itself, since asking must not load what counts them."""

from enum import StrEnum


class Nearness(StrEnum):
    OVERLAP = "overlap"
    """They share at least one character."""
    WITHIN = "within"
    """The first stands wholly inside the second."""
    NEAR = "near"
    """No more characters lie between them than are given; overlap counts as near."""
    PARAGRAPH = "paragraph"
    """A paragraph holds a part of both."""
    FOLLOWS = "follows"
    """The second begins after the first has ended, no more characters further on than given."""
