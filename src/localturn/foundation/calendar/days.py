"""A calendar as a list of days, as a page shows it to one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from localturn.foundation import moments
from localturn.foundation.calendar.entries import Entry, Kind, in_order


@dataclass(frozen=True)
class Group:
    """Entries of one kind that begin together and belong to the same: a week's deadlines."""

    entries: tuple[Entry, ...]
    is_elsewhere: bool
    """Whether the clock where they were written shows another time than the reader's."""

    @property
    def first(self) -> Entry:
        return self.entries[0]

    @property
    def kind(self) -> Kind:
        return self.first.kind


@dataclass(frozen=True)
class Day:
    date: date
    groups: tuple[Group, ...]


def by_day(entries: Iterable[Entry], zone: str) -> list[Day]:
    """The days on which anything begins for a reader in a zone, each with its groups in order."""
    ordered = in_order(entries, zone)
    return [
        Day(day, tuple(_groups(list(of_day), zone)))
        for day, of_day in groupby(ordered, key=lambda entry: entry.first_day(zone))
    ]


def _groups(entries: list[Entry], zone: str) -> Iterable[Group]:
    found: dict[tuple[datetime | date, Kind, str, str], list[Entry]] = {}
    for entry in entries:
        key = (entry.starts, entry.kind, entry.within, entry.zone)
        found.setdefault(key, []).append(entry)
    for group in found.values():
        yield Group(tuple(group), _is_elsewhere(group[0], zone))


def _is_elsewhere(entry: Entry, zone: str) -> bool:
    if not isinstance(entry.starts, datetime):
        return False
    here, there = (entry.starts.astimezone(moments.zone(name)) for name in (zone, entry.zone))
    return here.utcoffset() != there.utcoffset()
