"""The catalogue as one process keeps it: which listings have which facets, and when they meet.

Of each value of a facet, the listings that have it are the bits of one whole number, so that ten
thousand listings are narrowed down, and counted for every value of every facet, in a millisecond.
Why it is not asked of the database: docs/decisions/0017-the-catalogue-in-memory.md.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import compress
from operator import itemgetter

from localturn.exchange.domain.meetings import Interval
from localturn.exchange.domain.terms import Slots
from localturn.exchange.domain.week import Free, Week, free_in, stretch_of

YEAR, HOST, FIELD, LANGUAGE, LEVEL, DELIVERY, KIND, MONTH = FACETS = (
    *("year", "host", "field", "language", "level", "delivery", "type", "month"),
)
"""The facets of a listing, by their words in an address, in their order on the page."""


_ONE = ord("1")
_WHETHER = bytes(each == _ONE for each in range(256))
"""From a written bit to whether it is set."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the catalogue knows of one listing."""

    key: int
    order: tuple[object, ...]
    """By which it is sorted among all."""
    is_archived: bool
    facets: Mapping[str, tuple[str, ...]]
    meetings: tuple[Interval, ...] = ()
    meets: bool = False
    """Whether people meet in it at all."""
    consortium: int = 0
    host: int = 0
    slots: tuple[Slots, int | None] = (Slots.UNLIMITED, None)
    run: int | None = None
    most: int | None = None
    """How many a course outside takes."""
    own: Mapping[int, int] = field(default_factory=dict)
    """Places of partners that have another number than all."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for."""

    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By facet, the values of which a listing has at least one."""
    week: Week | None = None
    only: Callable[[Row], bool] | None = None
    """A further condition; asked last."""
    among: Collection[int] | None = None
    """Keys of the listings in which the words were found."""
    first: Collection[int] = ()
    """Keys of those that come first: the words stand in their titles."""
    archived: bool = False


@dataclass(frozen=True)
class Found:
    """The listings that were found, in their order, and how many there would be by facet."""

    keys: list[int]
    counts: Mapping[str, Mapping[str, int]]
    untimed: int = 0
    """Listings that would have been found had they said when they meet."""


class Catalogue:
    """Every listing that everybody may see; not safe to be written while it is read."""

    def __init__(self) -> None:
        self._rows: list[Row | None] = []
        self._places: dict[int, int] = {}
        self._free: list[int] = []
        self._bits: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FACETS}
        self._shown = self._archived = 0
        self._sorted: tuple[list[int], itemgetter[tuple[int, ...]]] | None = None
        """The keys in their order, and what gets the marks of their places in that order."""

    def __len__(self) -> int:
        return len(self._places)

    def rows(self) -> Iterable[Row]:
        return (row for row in self._rows if row is not None)

    def put(self, row: Row) -> None:
        """Take a listing in, instead of what was known of it."""
        self.remove(row.key)
        place = self._free.pop() if self._free else len(self._rows)
        if place == len(self._rows):
            self._rows.append(None)
        self._rows[place], self._places[row.key] = row, place
        bit = 1 << place
        for name, values in row.facets.items():
            for value in values:
                self._bits[name][value] |= bit
        if row.is_archived:
            self._archived |= bit
        else:
            self._shown |= bit
        self._sorted = None

    def remove(self, key: int) -> None:
        """Forget a listing; one that was not known is none the less gone."""
        place = self._places.pop(key, None)
        if place is None:
            return
        row, self._rows[place] = self._rows[place], None
        self._free.append(place)
        rest = ~(1 << place)
        for name, values in row.facets.items() if row else ():
            for value in values:
                self._bits[name][value] &= rest
        self._shown &= rest
        self._archived &= rest
        self._sorted = None

    def find(self, asked: Asked) -> Found:
        """Listings that are asked for, and for each value of a facet how many there would be with
        it and everything that is asked of the other facets."""
        base = self._archived if asked.archived else self._shown
        if asked.among is not None:
            base &= self._of(asked.among)
        untimed = 0
        by_facet = {name: self._with_any(name, of) for name, of in asked.chosen.items() if of}
        chosen = base
        for bits in by_facet.values():
            chosen &= bits
        if asked.week:
            fitting, unknown = self._fitting(base, asked.week)
            unknown &= chosen
            if asked.only is not None:
                unknown = self._of(row.key for row in self._in(unknown) if asked.only(row))
            untimed = unknown.bit_count()
            base, chosen = base & fitting, chosen & fitting
        if asked.only is not None:
            allowed = self._of(row.key for row in self._in(base) if asked.only(row))
            base, chosen = base & allowed, chosen & allowed
        counts = {name: self._counts(name, base, by_facet) for name in FACETS}
        first = chosen & self._of(asked.first) if asked.first else 0
        keys = [*self._in_order(first), *self._in_order(chosen & ~first)]
        return Found(keys, counts, untimed)

    def _of(self, keys: Iterable[int]) -> int:
        marks = bytearray(b"0") * (len(self._rows) + 1)
        for place in map(self._places.get, keys):
            if place is not None:
                marks[place] = _ONE
        return int(marks[::-1], 2)

    def _with_any(self, name: str, values: Iterable[str]) -> int:
        bits = 0
        for value in values:
            bits |= self._bits[name].get(value, 0)
        return bits

    def _counts(self, name: str, base: int, by_facet: Mapping[str, int]) -> dict[str, int]:
        for other, bits in by_facet.items():
            if other != name:
                base &= bits
        counted = ((value, (base & bits).bit_count()) for value, bits in self._bits[name].items())
        return {value: number for value, number in counted if number}

    def _in(self, bits: int) -> list[Row]:
        marks = bits.to_bytes(len(self._rows) // 8 + 1, "little")
        return [row for n, row in enumerate(self._rows) if row and marks[n >> 3] >> (n & 7) & 1]

    def _in_order(self, bits: int) -> list[int]:
        if not bits:
            return []
        if self._sorted is None:
            rows = sorted(self.rows(), key=lambda row: row.order)
            places = [self._places[row.key] for row in rows]
            # the first once more at the end: of one place alone, no tuple would be got
            self._sorted = [row.key for row in rows], itemgetter(*places, places[0])
        keys, in_order = self._sorted
        marks = f"{bits:0{len(self._rows)}b}"[::-1].encode().translate(_WHETHER)
        return list(compress(keys, in_order(marks)))

    def _fitting(self, base: int, week: Week) -> tuple[int, int]:
        """Of these listings those whose every meeting falls into free hours, where nobody meets
        with them; and those that have not said when they meet."""
        free: dict[int, Free] = {}
        known: dict[Interval, bool] = {}
        fitting, unknown = bytearray(len(self._rows) // 8 + 1), bytearray(len(self._rows) // 8 + 1)
        marks = base.to_bytes(len(self._rows) // 8 + 1, "little")
        for n, row in enumerate(self._rows):
            if row is None or not marks[n >> 3] >> (n & 7) & 1:
                continue
            if row.meets and not row.meetings:
                unknown[n >> 3] |= 1 << (n & 7)
                continue
            for meeting in row.meetings:
                fits = known.get(meeting)
                if fits is None:
                    stretch = stretch_of(meeting)
                    if stretch not in free:
                        free[stretch] = free_in(week, stretch)
                    fits = known[meeting] = free[stretch].has(meeting)
                if not fits:
                    break
            else:
                fitting[n >> 3] |= 1 << (n & 7)
        return int.from_bytes(fitting, "little"), int.from_bytes(unknown, "little")
