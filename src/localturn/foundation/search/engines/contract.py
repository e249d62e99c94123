"""What an engine must be able to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from localturn.foundation.search.asked import Question


@dataclass(frozen=True)
class Words:
    """The folded words of a document, by how much they count."""

    title: Sequence[str]
    summary: Sequence[str]
    text: Sequence[str]


@dataclass(frozen=True)
class Clause:
    """A piece of SQL and what is put into it."""

    sql: str
    parameters: tuple[Any, ...] = ()


class Engine(Protocol):
    """Keeps the words of the rows of `search_indexeddocument`, which a statement calls `d`."""

    def keep(self, words: Sequence[tuple[int, Words]]) -> None:
        """Replace the words of these rows, by primary key."""

    def source(self) -> str:
        """What a statement selects from."""

    def matches(self, question: Question) -> Clause:
        """Whether a row holds every term, of rows that may be put in order."""

    def holds(self, question: Question, *, in_title: bool = False) -> Clause:
        """Whether a row holds every term, or has every one in its title, where no order is asked
        for."""

    def order(self, question: Question) -> Clause:
        """The best first: every term in the title, then by how often and how prominently."""
