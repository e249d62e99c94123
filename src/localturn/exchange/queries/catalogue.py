"""The catalogue of this process, brought up to date before each answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from localturn.exchange.domain.catalogue import (
    DELIVERY,
    FIELD,
    HOST,
    KIND,
    LANGUAGE,
    LEVEL,
    MONTH,
    YEAR,
    Catalogue,
    Row,
)
from localturn.exchange.domain.meetings import unpacked
from localturn.exchange.domain.slots import most_of
from localturn.exchange.domain.terms import MEETS, Slots, State, months_of
from localturn.exchange.models import CatalogueState, Listing, PartnerSlots
from localturn.foundation.languages import folded

_COLUMNS = (
    *("pk", "state", "title", "academic_year", "host_id", "field", "language", "level"),
    *("delivery", "course_type", "first_month", "last_month", "intervals", "consortium_id"),
    *("slots_kind", "slots", "run_id", "participants"),
)
_MEETS = frozenset(each.value for each in MEETS)


@dataclass
class _Kept:
    """The catalogue, and up to which revision it was read."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    revision: int = 0
    stamp: str = ""


_kept = _Kept()
_lock = Lock()


def current() -> Catalogue:
    """As everybody sees it now: 1 statement, two more where it was changed since."""
    state = CatalogueState.objects.filter(pk=1).values_list("revision", "stamp").first()
    revision, stamp = state or (0, "")
    with _lock:
        if stamp != _kept.stamp:
            if revision <= _kept.revision:
                _kept.catalogue, _kept.revision = Catalogue(), 0
            own = _own_numbers(_kept.revision)
            for row in Listing.objects.filter(revision__gt=_kept.revision).values_list(*_COLUMNS):
                _take(_kept.catalogue, row, own)
            _kept.revision, _kept.stamp = revision, stamp
        return _kept.catalogue


def stamp() -> str:
    """What is new with each change that readers see (1 statement)."""
    return CatalogueState.objects.filter(pk=1).values_list("stamp", flat=True).first() or ""


def forget() -> None:
    """Read everything anew when it is next asked for."""
    with _lock:
        _kept.catalogue, _kept.revision, _kept.stamp = Catalogue(), 0, ""


def _own_numbers(since: int) -> Mapping[int, Mapping[int, int]]:
    """By listing and partner, of those that were changed since a revision."""
    own: dict[int, dict[int, int]] = defaultdict(dict)
    rows = PartnerSlots.objects.filter(listing__revision__gt=since)
    for listing, partner, number in rows.values_list("listing_id", "organisation_id", "number"):
        own[listing][partner] = number
    return own


def _take(into: Catalogue, columns: tuple[Any, ...], own: Mapping[int, Mapping[int, int]]) -> None:
    row: dict[str, Any] = dict(zip(_COLUMNS, columns, strict=True))
    if row["state"] == State.DRAFT:
        into.remove(row["pk"])
    else:
        into.put(_row(**row, own=own.get(row["pk"], {})))


def _row(
    *,
    pk: int,
    state: str,
    title: str,
    academic_year: int,
    host_id: int,
    field: str,
    language: str,
    level: str,
    delivery: list[str],
    course_type: str,
    first_month: int | None,
    last_month: int | None,
    intervals: str,
    consortium_id: int,
    slots_kind: str,
    slots: int | None,
    run_id: int | None,
    participants: int | None,
    own: Mapping[int, int],
) -> Row:
    slots_of = Slots(slots_kind)
    return Row(
        key=pk,
        order=(-academic_year, folded(title), pk),
        is_archived=state == State.ARCHIVED,
        facets={
            YEAR: (str(academic_year),),
            HOST: (str(host_id),),
            FIELD: (field[:2],) if field else (),
            LANGUAGE: (language,) if language else (),
            LEVEL: (level,) if level else (),
            DELIVERY: tuple(delivery),
            KIND: (course_type,) if course_type else (),
            MONTH: tuple(str(each) for each in months_of(first_month, last_month)),
        },
        meetings=unpacked(intervals),
        meets=not _MEETS.isdisjoint(delivery),
        consortium=consortium_id,
        host=host_id,
        slots=(slots_of, None if slots_of is Slots.UNLIMITED else slots),
        run=run_id,
        most=most_of(slots_of, run=run_id, participants=participants),
        own=own,
    )
