"""Sentences about a listing, translated where they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

Value = str | int | date | time


@dataclass(frozen=True)
class Note:
    """A marked sentence with what is put into it. A `Month` is said by its name."""

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)


class Month(int):
    """A month of the year, from 1."""


class Weekday(int):
    """A day of the week; Monday is 0."""


class Name(str):
    """A marked text, translated within the sentence."""

    __slots__ = ()
