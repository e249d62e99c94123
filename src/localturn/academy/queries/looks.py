"""Figures about a run's people, of groups of five or more: how they are counted and kept."""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from localturn.academy.domain.small_groups import Group, Shown, Tally, rows_of
from localturn.academy.models import Certificate, Enrolment, Look, Run, StatedSex
from localturn.academy.queries.gains import gains_of
from localturn.academy.queries.sharing import sharing_in
from localturn.foundation.people.models import Organisation

OTHERS = "others"
NOT_STATED = "none"


@dataclass(frozen=True)
class Counted:
    """One participant as a report counts them; never shown."""

    seat: int
    sex: str
    country: str
    association: str
    completed: bool
    gain: int | None

    @property
    def tally(self) -> Tally:
        gains = () if self.gain is None else (self.gain,)
        return Tally(1, int(self.completed), gains)


def people_of_report(run: Run) -> list[Counted]:
    """Everybody who takes part in a run, as its report counts them (5 statements)."""
    partners = set(run.partners.values_list("organisation_id", flat=True))
    rows = list(
        Enrolment.objects.filter(run=run, withdrawn_at=None)
        .order_by("pk")
        .values_list("pk", "organisation_id", "organisation__country__code")
    )
    sexes = dict(StatedSex.objects.filter(enrolment__run=run).values_list("enrolment_id", "sex"))
    completed, gains = _completed(run), gains_of([row[0] for row in rows])
    return [
        Counted(
            seat,
            sex=sexes.get(seat, NOT_STATED),
            country=country or "",
            association=str(organisation) if organisation in partners else "",
            completed=seat in completed,
            gain=gains[seat].points if seat in gains else None,
        )
        for seat, organisation, country in rows
    ]


def unnamed_people_of(run: Run, organisation: Organisation) -> list[Counted]:
    """Those of an association's people whose progress it does not see by name: what it knows of
    the others it cannot take from their figures (4 statements)."""
    seats = Enrolment.objects.filter(
        run=run,
        organisation=organisation,
        way=Enrolment.Way.NOMINATION,
        withdrawn_at=None,
    ).values_list("pk", "person_id")
    named, completed = sharing_in(run), _completed(run)
    return [
        Counted(seat, "", "", "", completed=seat in completed, gain=None)
        for seat, person in seats
        if person not in named
    ]


def report_group(people: Iterable[Counted]) -> Group:
    """Everybody, by sex, and by country and there by association."""
    everybody = list(people)
    by_sex = _groups(everybody, lambda each: each.sex)
    by_country = tuple(
        Group(f"country:{name}", _tally(some), (_named("association", some),))
        for name, some in _parted(everybody, lambda each: each.country)
    )
    sexes = tuple(Group(f"sex:{name}", tally) for name, tally in by_sex)
    return Group("all", _tally(everybody), (sexes, by_country))


def states_of(people: Iterable[Counted]) -> dict[str, str]:
    """Who is in which state, as digests with the installation's key."""
    return {
        _digest("seat", each.seat): _digest(
            each.seat, each.sex, each.country, each.association, each.completed, each.gain
        )
        for each in people
    }


def named_keys(run: Run, people: Collection[int]) -> set[str]:
    """What stands for people in the states of a look."""
    seats = run.enrolments.filter(person__in=people).values_list("pk", flat=True)
    return {_digest("seat", seat) for seat in seats}


def last_look(run: Run, organisation: Organisation | None) -> Look | None:
    """The newest figures there are, for an association or for the report (1 statement)."""
    return run.looks.filter(organisation=organisation).order_by("taken_at", "pk").last()


def figures_of(shown: Shown | None) -> Any:
    """Figures as they are kept."""
    if shown is None:
        return None
    return {
        "name": shown.name,
        "people": shown.people,
        "completed": shown.completed,
        "gain": shown.gain,
        "splits": [[figures_of(part) for part in split] for split in shown.splits],
    }


def shown_from(figures: Any) -> Shown | None:
    """Figures as they were kept."""
    if figures is None:
        return None
    splits = [[shown_from(part) for part in split] for split in figures["splits"]]
    return Shown(
        figures["name"],
        figures["people"],
        figures["completed"],
        figures["gain"],
        tuple(tuple(part for part in split if part) for split in splits),
    )


@dataclass(frozen=True)
class ReportRow:
    """One row of a report: `kind` is all, sex, country, association or others."""

    kind: str
    name: str
    depth: int
    people: int
    completed: int
    gain: int | None


def report_rows(look: Look | None) -> list[ReportRow]:
    """What a look shows, each group with its depth and name (1 statement)."""
    shown = shown_from(look.figures) if look else None
    if shown is None:
        return []
    rows = [(depth, row, *row.name.partition(":")[::2]) for depth, row in rows_of(shown)]
    keys = [int(name) for _d, _r, kind, name in rows if kind == "association" and name]
    names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [
        ReportRow(
            kind,
            names.get(int(name), "") if kind == "association" and name else name,
            depth,
            row.people,
            row.completed,
            row.gain,
        )
        for depth, row, kind, name in rows
    ]


def _named(kind: str, people: list[Counted]) -> tuple[Group, ...]:
    parted = _parted(people, lambda each: each.association)
    return tuple(Group(f"{kind}:{name}", _tally(some)) for name, some in parted)


def _groups(people: list[Counted], by: Any) -> list[tuple[str, Tally]]:
    return [(name, _tally(some)) for name, some in _parted(people, by)]


def _parted(people: list[Counted], by: Any) -> list[tuple[str, list[Counted]]]:
    found: dict[str, list[Counted]] = {}
    for each in people:
        found.setdefault(by(each), []).append(each)
    return sorted(found.items())


def _tally(people: Iterable[Counted]) -> Tally:
    return sum((each.tally for each in people), Tally())


def _completed(run: Run) -> set[int]:
    held = Certificate.objects.filter(enrolment__run=run, revoked_at=None)
    return set(held.values_list("enrolment_id", flat=True))


def _digest(*words: object) -> str:
    text = "|".join(map(str, words)).encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()[:16]
