"""Cities by name, for texts that name them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from localturn.foundation.languages import folded
from localturn.foundation.places import gazetteer

_SHORTEST = 4
"""Letters; shorter names are words of some language more often than cities."""


folded_name = lru_cache(maxsize=50_000)(folded)
"""The same names stand in many texts."""


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    zone: str
    population: int
    is_own_name: bool
    """Not only a name that some language has for it."""

    @property
    def country(self) -> str:
        return self.code[:2]


@dataclass(frozen=True)
class Places:
    """Cities by their folded names; those of one name the largest first."""

    added: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    """By hand, beyond the gazetteer."""

    def called(self, name: str) -> tuple[Place, ...]:
        words = folded_name(name)
        if len(words) < _SHORTEST:
            return ()
        return (*self.added.get(words, ()), *_all().get(words, ()))


def added_by_hand(rows: Iterable[tuple[str, str, str, int]]) -> Places:
    """Of code, name, zone and population."""
    found: dict[str, tuple[Place, ...]] = {}
    for code, name, zone, population in rows:
        place = Place(code, name, zone, population, is_own_name=True)
        found[folded(name)] = (*found.get(folded(name), ()), place)
    return Places(found)


@cache
def _all() -> dict[str, tuple[Place, ...]]:
    """Half a second and 30 MB, once in a process that reads announcements."""
    found: dict[str, list[Place]] = {}
    for row in gazetteer.cities():
        own = folded(row.name)
        for name in {own, *row.also.strip("|").split("|")}:
            if len(name) >= _SHORTEST:
                place = Place(row.code, row.name, row.zone, row.population, name == own)
                found.setdefault(name, []).append(place)
    return {
        name: tuple(sorted(places, key=lambda each: (-each.population, each.code)))
        for name, places in found.items()
    }
