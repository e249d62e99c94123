"""Places for partner universities, in the words of the house's own arithmetic of places."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from localturn.exchange.domain.terms import Slots
from localturn.foundation.seats import Capacity, Division, free_for

NOBODY: Mapping[int, int] = {}


def number_for(
    kind: Slots, number: int | None, partner: int, *, own: Mapping[int, int]
) -> int | None:
    """How many places a listing offers a partner: its own number where it was given one."""
    return own.get(partner, number) if kind is Slots.EACH else number


def division(
    kind: Slots,
    number: int | None,
    *,
    partners: Iterable[int],
    taken: Mapping[int, int],
    own: Mapping[int, int] = NOBODY,
) -> Division[int]:
    """What a listing offers, as quotas: of each partner (`own` are numbers of certain partners),
    or of nobody where places are pooled."""
    if kind is Slots.UNLIMITED or number is None:
        return Division(Capacity(None), taken=dict(taken))
    if kind is Slots.POOLED:
        return Division(Capacity(number), taken=dict(taken))
    quotas = {each: own.get(each, number) for each in partners}
    return Division(Capacity(None), quotas=quotas, taken=dict(taken))  # nobody takes another's


def places_left(
    kind: Slots,
    number: int | None,
    *,
    partner: int,
    taken: Mapping[int, int],
    own: Mapping[int, int] = NOBODY,
) -> int | None:
    """How many places a partner can still fill; None where there is no limit."""
    partners = {partner} | set(taken) if kind is Slots.EACH else ()
    return free_for(division(kind, number, partners=partners, taken=taken, own=own), partner)


def free_in_run(places: Division[int], partner: int, *, asked: Mapping[int, int]) -> int | None:
    """How many places a run has for a partner beside those that are `asked` for by nomination."""
    return free_for(replace(places, taken=Counter(places.taken) + Counter(asked)), partner)


def most_of(kind: Slots, *, run: int | None, participants: int | None) -> int | None:
    """How many a course takes by what its listing says; a run knows for itself, and where places
    are without limit the number of participants is only what is expected."""
    return None if run is not None or kind is Slots.UNLIMITED else participants


def fewer(*limits: int | None) -> int | None:
    """The least of several limits; None where there is none."""
    return min((each for each in limits if each is not None), default=None)
