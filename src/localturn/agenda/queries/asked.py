"""What somebody looks for in the agenda, as an address says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from localturn.agenda.domain.index import AHEAD, FACETS
from localturn.foundation.search.asked import Question, read

MOST_VALUES = 40
LONGEST = 100


@dataclass(frozen=True)
class Search:
    """A search of the agenda: addresses with the same parameters find the same."""

    question: Question
    chosen: Mapping[str, tuple[str, ...]]
    shelf: str = AHEAD
    open_only: bool = False
    year: int | None = None
    past: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """Its parameters, always in the same order."""
        pairs = [("q", self.question.written)] if self.question.written else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        pairs += [("open", "1")] if self.open_only else []
        pairs += [("year", str(self.year))] if self.year is not None else []
        return [*pairs, ("past", "1")] if self.past else pairs

    def address(self, *, without: tuple[str, str] | None = None) -> str:
        """Its parameters as an address has them, but for one; "" where there is none."""
        pairs = [pair for pair in self.pairs() if pair != without]
        return "?" + urlencode(pairs) if pairs else ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.pairs())


def search_of(asked: QueryDict, *, shelf: str = AHEAD) -> Search:
    """Read an address; what cannot be read asks for nothing."""
    year = asked.get("year", "")
    return Search(
        question=read(asked.get("q", "")),
        chosen={
            name: tuple(sorted({value[:LONGEST] for value in values if value})[:MOST_VALUES])
            for name in FACETS
            if (values := asked.getlist(name))
        },
        shelf=shelf,
        open_only=asked.get("open") == "1",
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        past=asked.get("past") == "1",
    )
