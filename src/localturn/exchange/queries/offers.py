"""Published listings as programs of other universities ask for them: bounded, the same for all."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast

from localturn.exchange.domain.identities import key_of_words
from localturn.exchange.domain.meetings import unpacked
from localturn.exchange.domain.offers import Host, Offer, Wanted
from localturn.exchange.domain.terms import Delivery, Level, Slots, State
from localturn.exchange.models import CreditKind, Listing, Partner
from localturn.foundation.people.models import Organisation

MOST_PROGRAMMES = 5_000

_SAME = (
    *("title", "course_number", "academic_year", "field", "faculty", "language", "written_in"),
    *("participants", "slots", "overview", "achievement", "prerequisites", "grading"),
    *("programme", "first_day", "last_day", "zone", "outside_url"),
)
_OWN = ("pk", "state", "delivery", "level", "slots_kind", "intervals")
_HOST = ("host_id", "host__slug", "host__name", "host__language", "host__website")


def offers(wanted: Wanted, *, part: slice) -> list[Offer]:
    """Those that are wanted, by title (3 statements: which, what they say, their credits)."""
    keys = list(_wanted(wanted).order_by("title", "pk").values_list("pk", flat=True)[part])
    return _offers(keys)


def offers_in_time(wanted: Wanted, *, part: slice) -> list[Offer]:
    """The same in the order of their beginning, those without days last in their year."""
    found = _wanted(wanted).order_by("academic_year", "first_day", "title", "pk")
    return _offers(list(found.values_list("pk", flat=True)[part]))


def offer(key: int, *, archived: bool = True) -> Offer | None:
    """One of them."""
    found = offers(Wanted(key=key, archived=archived), part=slice(1))
    return found[0] if found else None


def number_of(wanted: Wanted) -> int:
    return _wanted(wanted).count()


def hosts_by(keys: Collection[int]) -> dict[int, Host]:
    """Universities by their numbers."""
    rows = Organisation.objects.filter(pk__in=keys).order_by()
    return {row[0]: _host(row) for row in rows.values_list(*_columns_of_host(""))}


def hosts(*, on: date, words: str = "", slug: str = "", part: slice) -> list[Host]:
    """Universities of a consortium, and those whose courses are still listed, by name."""
    found = _hosts(on)
    if words:
        found = found.filter(name__icontains=words)
    if slug:
        found = found.filter(slug=slug)
    return [_host(row) for row in found.values_list(*_columns_of_host(""))[part]]


def host(key: int, *, on: date) -> Host | None:
    row = _hosts(on).filter(pk=key).values_list(*_columns_of_host("")).first()
    return _host(row) if row else None


def years() -> list[int]:
    """Academic years of published listings, the earliest first."""
    found = _wanted(Wanted(archived=True)).order_by("academic_year").values_list("academic_year")
    return [year for (year,) in found.distinct() if year is not None]


def programmes(*, host: int | None = None, words: str = "") -> list[tuple[int, str, str]]:
    """Programmes that published courses belong to: university, name, language; by name."""
    found = _programmes(Wanted(host=host))
    if words:
        found = found.filter(programme__icontains=words)
    return list(found[:MOST_PROGRAMMES])


def programme_by(key: int) -> tuple[int, str, str] | None:
    """A programme that any course names, archived ones too."""
    named = _programmes(Wanted(archived=True)).iterator()
    return next((each for each in named if key_of_words(*each[:2]) == key), None)


def _programmes(wanted: Wanted) -> QuerySet[Listing, tuple[int, str, str]]:
    named = _wanted(wanted).exclude(programme="").values("host_id", "programme")
    found = named.annotate(first=Min("written_in")).order_by("programme", "host_id")
    return found.values_list("host_id", "programme", "first")


def changed_last() -> Any:
    """When anything that is published was changed last."""
    return _wanted(Wanted(archived=True)).aggregate(last=Max("changed_at"))["last"]


def _wanted(wanted: Wanted) -> QuerySet[Listing]:
    shown = not wanted.only_archived
    states = [State.PUBLISHED.value] * shown + [State.ARCHIVED.value] * wanted.archived
    found = Listing.objects.filter(state__in=states)
    same = {
        "pk": wanted.key,
        "level": wanted.level and wanted.level.value,
        "host": wanted.host,
        "academic_year": wanted.year,
        "academic_year__gte": wanted.since,
        "academic_year__lte": wanted.until,
    }
    found = found.filter(**{name: value for name, value in same.items() if value is not None})
    if wanted.code:
        own = Q(course_number="", pk=int(wanted.code)) if _is_key(wanted.code) else Q()
        found = found.filter(Q(course_number=wanted.code) | own)
    if wanted.programme is not None:
        found = found.filter(host=wanted.programme[0], programme=wanted.programme[1])
    if wanted.language:
        primary = wanted.language.partition("-")[0]
        found = found.filter(Q(language=primary) | Q(language__startswith=f"{primary}-"))
    if wanted.delivery is not None:
        written = found.annotate(delivery_text=Cast("delivery", TextField()))
        found = written.filter(delivery_text__contains=f'"{wanted.delivery.value}"')
    if wanted.words:
        found = found.filter(
            Q(title__icontains=wanted.words)
            | Q(course_number__icontains=wanted.words)
            | Q(overview__icontains=wanted.words)
        )
    return found


def _is_key(code: str) -> bool:
    """Whether it may be the code of a course that has no number of its own."""
    return code.isascii() and code.isdecimal() and len(code) < 18


def _offers(keys: Sequence[int]) -> list[Offer]:
    """By their numbers, in this order (2 statements)."""
    if not keys:
        return []
    credits: dict[int, list[CreditKind]] = defaultdict(list)
    for kind in CreditKind.objects.filter(listing__in=keys).order_by("listing", "position"):
        credits[kind.listing_id].append(kind)
    rows = Listing.objects.filter(pk__in=keys).values_list(*_OWN, *_HOST, *_SAME)
    found = {row[0]: _offer(row, credits[row[0]]) for row in rows}
    return [found[key] for key in keys if key in found]


def _offer(row: tuple[Any, ...], credits: Sequence[CreditKind]) -> Offer:
    key, state, delivery, level, slots_kind, intervals = row[: len(_OWN)]
    same = dict(zip(_SAME, row[len(_OWN) + len(_HOST) :], strict=True))
    held = unpacked(intervals)
    return Offer(
        key=key,
        is_archived=state == State.ARCHIVED,
        delivery=tuple(Delivery(each) for each in delivery),
        level=Level(level) if level else None,
        slots_kind=Slots(slots_kind),
        points=sum(each.points for each in credits) if credits else None,  # type: ignore[arg-type]
        credits=tuple(f"{each.points.normalize():f} {each.label}" for each in credits),
        begins=held[0][0] if held else None,
        ends=held[-1][1] if held else None,
        host=_host(row[len(_OWN) :]),
        **same,
    )


def _hosts(on: date) -> QuerySet[Organisation]:
    partners = Partner.objects.on(on).values("organisation")
    listed = _wanted(Wanted(archived=True)).values("host")
    either = Q(pk__in=partners) | Q(pk__in=listed)
    return Organisation.objects.filter(either).order_by("folded", "pk")


def _columns_of_host(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{name}" for name in ("pk", "slug", "name", "language", "website"))


def _host(row: Sequence[Any]) -> Host:
    return Host(*row[:5])
