"""What somebody looks for in the catalogue, as an address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from localturn.exchange.domain.catalogue import FACETS
from localturn.exchange.domain.week import Unreadable, Week, read_hours, written
from localturn.foundation import moments
from localturn.foundation.search.asked import Question, read

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Parameters that have the free hours of a day."""

MOST_VALUES = 40
LONGEST = 100


@dataclass(frozen=True)
class Search:
    """A search of the catalogue: addresses with the same parameters find the same."""

    question: Question
    chosen: Mapping[str, tuple[str, ...]]
    hours: Mapping[str, str]
    """By day, as they were typed."""
    zone: str
    places: str = ""
    """Address of the university for which places must be left."""
    archived: bool = False
    unread: Mapping[str, str] = field(default_factory=dict)
    """By day, what of its hours cannot be read."""

    @cached_property
    def week(self) -> Week | None:
        if not any(self.hours.values()):
            return None
        return Week(
            tuple(
                () if day in self.unread else read_hours(self.hours.get(day, "")) for day in DAYS
            ),
            self.zone,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Its parameters, always in the same order."""
        pairs = [("q", self.question.written)] if self.question.written else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        hours = [(day, self.hours[day]) for day in DAYS if self.hours.get(day)]
        pairs += [*hours, ("zone", self.zone)] if hours else []
        pairs += [("places", self.places)] if self.places else []
        return [*pairs, ("archive", "1")] if self.archived else pairs

    def address(self, *, without: tuple[str, str] | None = None) -> str:
        """Its parameters as an address has them, but for one."""
        return "?" + urlencode([pair for pair in self.pairs() if pair != without])

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.pairs())


def search_of(asked: QueryDict, *, zone: str) -> Search:
    """Read an address; what cannot be read is told, and asks for nothing. `zone` is the reader's,
    where the address names none."""
    hours, unread = {}, {}
    for day in DAYS:
        typed = asked.get(day, "").strip()[:LONGEST]
        try:
            hours[day] = written(read_hours(typed))
        except Unreadable as error:
            hours[day], unread[day] = typed, str(error)
    named = asked.get("zone", "")
    return Search(
        question=read(asked.get("q", "")),
        chosen={
            name: tuple(sorted({value[:LONGEST] for value in values if value})[:MOST_VALUES])
            for name in FACETS
            if (values := asked.getlist(name))
        },
        hours=hours,
        zone=named if named in moments.zone_names() else zone,
        places=asked.get("places", "")[:LONGEST],
        archived=asked.get("archive") == "1",
        unread=unread,
    )
