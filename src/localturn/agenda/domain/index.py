"""The agenda as one process keeps it: which announcements have which facets, year by year.

Of each value of a facet, the announcements of a year that have it are the bits of one whole number
(docs/decisions/0017-the-catalogue-in-memory.md), in the order in which they begin. So a change
draws up one year anew, and who looks at what is to come never touches the years before.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import compress

KIND, TOPIC, LANGUAGE, COUNTRY, CITY, ORGANISER, MODE, MONTH = FACETS = (
    *("kind", "topic", "language", "country", "city", "organiser", "mode", "month"),
)
"""The facets, by their words in an address, in their order on the page."""

AHEAD, TOLD = SHELVES = ("ahead", "told")
"""What is to come, with what was; and news."""

GONE = "gone"
"""A shelf that only calendars look on: what was taken out, until they have been told so."""

_ONE = ord("1")
_WHETHER = bytes(each == _ONE for each in range(256))


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one announcement; moments are seconds, years those of its own calendar."""

    key: int
    shelf: str
    year: int
    starts: float
    ends: float
    facets: Mapping[str, tuple[str, ...]]
    registers: bool = False
    """Whether one registers for it, or answers it, at all, and it is held."""
    opens: float = float("-inf")
    """Before that it is too early."""
    closes: float = float("inf")
    """From when on it is too late for that."""
    zone: str = ""
    """In which its times are written; "" for whole days."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for on one shelf."""

    shelf: str = AHEAD
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By facet, the values of which one has at least one."""
    year: int | None = None
    """All that began in a year; otherwise what is not over, and of news all."""
    past: bool = False
    """What is over instead, the latest first."""
    open_only: bool = False
    among: Collection[int] | None = None
    """Keys of those in which the words were found."""
    between: tuple[float, float] | None = None
    """Only what happens from the one moment to before the other, whether it is over or not."""


@dataclass(frozen=True)
class Found:
    keys: list[int]
    counts: Mapping[str, Mapping[str, int]]
    open_count: int


def _starts(row: Row) -> float:
    return row.starts


class _Year:
    """The announcements of a shelf that begin in one year."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = sorted(rows, key=lambda row: (row.starts, row.key))
        self.keys = [row.key for row in self.rows]
        self.places = {row.key: n for n, row in enumerate(self.rows)}
        self.longest = max((row.ends - row.starts for row in self.rows), default=0.0)
        self.latest = max((row.ends for row in self.rows), default=0.0)
        self.all = (1 << len(self.rows)) - 1
        marks: dict[str, dict[str, bytearray]] = {name: {} for name in FACETS}
        size = len(self.rows)
        for n, row in enumerate(self.rows):
            for name, values in row.facets.items():
                for value in values:
                    of_value = marks[name].get(value)
                    if of_value is None:
                        of_value = marks[name][value] = bytearray(size // 8 + 1)
                    of_value[n >> 3] |= 1 << (n & 7)
        self.bits = {
            name: {value: int.from_bytes(each, "little") for value, each in values.items()}
            for name, values in marks.items()
        }
        self._masks: dict[str, tuple[float, int]] = {}

    def lasting(self, now: float) -> int:
        """Those that are not over; drawn up once a minute."""
        return self._mask("lasting", now, lambda row, at: row.ends > at)

    def open(self, now: float) -> int:
        """Those for which one may still register; drawn up once a minute."""
        return self._mask(
            "open",
            now,
            lambda row, at: row.registers and row.opens <= at < min(row.closes, row.ends),
        )

    def within(self, begin: float, end: float) -> int:
        """What reaches into it; what begins so long before that nothing lasts is not looked at."""
        first = bisect_right(self.rows, begin - self.longest, key=_starts)
        last = bisect_left(self.rows, end, key=_starts)
        return self._of(n for n in range(first, last) if self.rows[n].ends > begin)

    def among(self, keys: Iterable[int]) -> int:
        return self._of(self.places[key] for key in keys if key in self.places)

    def with_any(self, name: str, values: Iterable[str]) -> int:
        found = 0
        for value in values:
            found |= self.bits[name].get(value, 0)
        return found

    def in_order(self, bits: int) -> Iterator[int]:
        marks = f"{bits:b}"[::-1].encode().translate(_WHETHER)
        return compress(self.keys, marks)

    def _mask(self, name: str, now: float, holds: Callable[[Row, float], bool]) -> int:
        minute = now // 60
        known = self._masks.get(name)
        if known is None or known[0] != minute:
            at = minute * 60
            bits = self._of(n for n, row in enumerate(self.rows) if holds(row, at))
            known = self._masks[name] = minute, bits
        return known[1]

    def _of(self, places: Iterable[int]) -> int:
        marks = bytearray(len(self.rows) // 8 + 1)
        for n in places:
            marks[n >> 3] |= 1 << (n & 7)
        return int.from_bytes(marks, "little")


class Index:
    """Every announcement that everybody may see; not safe to be written while it is read."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._shelves: dict[tuple[str, int], dict[int, Row]] = defaultdict(dict)
        self._years: dict[tuple[str, int], _Year] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, row: Row) -> None:
        """Take one in, instead of what was known of it."""
        self.remove(row.key)
        self._rows[row.key] = row
        self._shelves[row.shelf, row.year][row.key] = row
        self._years.pop((row.shelf, row.year), None)

    def remove(self, key: int) -> None:
        """Forget one; what was not known is none the less gone."""
        row = self._rows.pop(key, None)
        if row is not None:
            del self._shelves[row.shelf, row.year][key]
            self._years.pop((row.shelf, row.year), None)

    def rows(self, keys: Iterable[int]) -> Iterator[Row]:
        """What is known of these."""
        return (self._rows[key] for key in keys if key in self._rows)

    def years(self, shelf: str) -> dict[int, int]:
        """How many there are by year, the newest first."""
        counted = {year: len(rows) for (of, year), rows in self._shelves.items() if of == shelf}
        return {year: counted[year] for year in sorted(counted, reverse=True) if counted[year]}

    def find(self, asked: Asked, *, now: float) -> Found:
        """What is asked for, in the order in which it begins (the past and news backwards), and
        for each value of a facet how many there would be with it and all else that is asked."""
        keys: list[int] = []
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        open_count = 0
        for year in self._asked_years(asked, now):
            base = self._base(year, asked, now)
            if not base:
                continue
            opened = year.open(now)
            by_facet = {name: year.with_any(name, of) for name, of in asked.chosen.items() if of}
            chosen = base
            for bits in by_facet.values():
                chosen &= bits
            open_count += (chosen & opened).bit_count()
            if asked.open_only:
                base, chosen = base & opened, chosen & opened
            _count(year, base, by_facet, counts)
            keys.extend(year.in_order(chosen))
        if asked.past or (asked.shelf == TOLD):
            keys.reverse()
        return Found(keys, counts, open_count)

    def _asked_years(self, asked: Asked, now: float) -> list[_Year]:
        """In order; those that nothing of what is asked can be in are left out."""
        wanted = []
        for (shelf, year), rows in sorted(self._shelves.items()):
            if shelf != asked.shelf or not rows or asked.year not in (None, year):
                continue
            drawn = self._years.get((shelf, year))
            if drawn is None:
                drawn = self._years[shelf, year] = _Year(rows.values())
            if asked.between is not None:
                is_wanted = drawn.latest > asked.between[0]
            elif asked.year is not None or asked.past or shelf == TOLD:
                is_wanted = True
            else:
                is_wanted = drawn.latest > now // 60 * 60
            if is_wanted:
                wanted.append(drawn)
        return wanted

    def _base(self, year: _Year, asked: Asked, now: float) -> int:
        if asked.between is not None:
            base = year.within(*asked.between)
        elif asked.year is not None or asked.shelf == TOLD:
            base = year.all
        else:
            lasting = year.lasting(now)
            base = year.all & ~lasting if asked.past else lasting
        return base if asked.among is None else base & year.among(asked.among)


def _count(
    year: _Year, base: int, by_facet: Mapping[str, int], counts: Mapping[str, Counter[str]]
) -> None:
    for name in FACETS:
        others = base
        for other, bits in by_facet.items():
            if other != name:
                others &= bits
        if others:
            counted = counts[name]
            for value, bits in year.bits[name].items():
                if number := (others & bits).bit_count():
                    counted[value] += number
