"""Places for partner universities, in the words of the house's own arithmetic of places."""

from collections.abc import Iterable, Mapping

from localturn.exchange.domain.terms import Slots
from localturn.foundation.seats import Capacity, Division, free_for


def division(
    kind: Slots, number: int | None, *, partners: Iterable[int], taken: Mapping[int, int]
) -> Division[int]:
    """What a listing offers, as quotas: of each partner, or of nobody where places are pooled."""
    if kind is Slots.UNLIMITED or number is None:
        return Division(Capacity(None), taken=dict(taken))
    if kind is Slots.POOLED:
        return Division(Capacity(number), taken=dict(taken))
    quotas = dict.fromkeys(partners, number)  # and no whole: one beyond its own takes no other's
    return Division(Capacity(None), quotas=quotas, taken=dict(taken))


def places_left(
    kind: Slots, number: int | None, *, partner: int, taken: Mapping[int, int]
) -> int | None:
    """How many places a partner can still fill; None where there is no limit."""
    partners = {partner} | set(taken) if kind is Slots.EACH else ()
    return free_for(division(kind, number, partners=partners, taken=taken), partner)
