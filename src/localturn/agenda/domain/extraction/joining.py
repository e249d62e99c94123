"""What a document says that an announcement leads to, joined with what the announcement says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from localturn.agenda.domain.extraction.values import (
    LENT,
    Announcement,
    Doubt,
    Field,
    Found,
    Session,
)

_LESS_SURE = 0.8
"""Of what stands in a document beside the announcement rather than in it."""
_DAYS = (Field.FIRST_DAY, Field.LAST_DAY, Field.BEGINS, Field.ENDS)
_HOURS = (Field.BEGINS, Field.ENDS)
_PLACE = (Field.VENUE, Field.CITY, Field.ZONE)
_DEADLINE = (Field.DEADLINE, Field.DEADLINE_TIME)
_ALONE = (Field.ONLINE_LINK, Field.ORGANISER, Field.REGISTRATION_LINK, Field.SPEAKERS)
_OF_DAYS = frozenset(
    {Doubt.WEEKDAY, Doubt.SEPARATE_DAYS, Doubt.BACKWARDS, Doubt.FAR_OFF, Doubt.MONTH_FIRST}
    | {Doubt.NO_YEAR, Doubt.ZONE, Doubt.NO_ZONE, Doubt.PAST}
)


@dataclass(frozen=True)
class Joined:
    """What an announcement gains; where in the document each value stands."""

    fields: Mapping[Field, Found]
    sessions: tuple[Session, ...]
    doubts: tuple[Doubt, ...]
    given_up: frozenset[Field] = frozenset()
    """What it had of its own, and has no more."""


def joined(
    own: Mapping[Field, str],
    doubts: tuple[Doubt, ...],
    document: Announcement,
    *,
    lent: frozenset[Field] = frozenset(),
    has_sessions: bool = False,
    may_be_held: bool = True,
) -> Joined:
    """What is empty is taken from the document; where that names another day, nothing is, and it
    is doubted. What cannot be held on a day gains nothing. Of its own values, those that are `lent`
    by another day give way to the hours of a document that names its day."""
    first, named = own.get(Field.FIRST_DAY, ""), document.value(Field.FIRST_DAY)
    last = own.get(Field.LAST_DAY) or first
    if first and named and not first <= named <= last:
        return Joined({}, (), _with(doubts, {Doubt.DOCUMENT}))
    if not first and not may_be_held:
        return Joined({}, (), doubts)
    wanted = [name for name in _ALONE if not own.get(name)]
    dated = bool(first or named)
    hours = document.fields.get(Field.BEGINS)
    gives_way = bool(lent & {*_HOURS}) and hours is not None and hours.method != LENT
    given_up: frozenset[Field] = frozenset()
    if not first:
        wanted += _DAYS
    elif named == first and (gives_way or not own.get(Field.BEGINS)):
        wanted += _HOURS
        given_up = lent & {*_HOURS}
        if Field.ZONE in lent or not own.get(Field.ZONE):
            wanted.append(Field.ZONE)
    if dated and not own.get(Field.CITY) and not own.get(Field.VENUE):
        wanted += _PLACE if document.value(Field.CITY) else (Field.VENUE,)
    if not own.get(Field.DEADLINE):
        wanted += _DEADLINE
    fields = {
        name: replace(document.fields[name], confidence=_less_sure(document.fields[name]))
        for name in wanted
        if document.value(name)
    }
    more = set(document.doubts) & _OF_DAYS if Field.FIRST_DAY in fields else set()
    settled = {Doubt.NO_DATE: Field.FIRST_DAY, Doubt.NO_ZONE: Field.ZONE}
    left = tuple(each for each in doubts if settled.get(each) not in fields)
    sessions = () if has_sessions or not dated else document.sessions
    return Joined(fields, sessions, _with(left, more), given_up)


def _less_sure(found: Found) -> float:
    return round(found.confidence * _LESS_SURE, 2)


def _with(doubts: tuple[Doubt, ...], more: set[Doubt]) -> tuple[Doubt, ...]:
    return tuple(each for each in Doubt if each in {*doubts, *more})
