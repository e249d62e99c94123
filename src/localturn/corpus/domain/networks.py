"""Actors and what ties them: who addresses whom, at which levels of government."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from localturn.foundation.languages import N_


class Government(StrEnum):
    """At which level an actor stands."""

    LOCAL = "local"
    REGIONAL = "regional"
    NATIONAL = "national"
    SUPRANATIONAL = "supranational"
    NETWORK = "network"
    CIVIL = "civil"
    OTHER = "other"


GOVERNMENTS = {
    Government.LOCAL: N_("Local"),
    Government.REGIONAL: N_("Regional"),
    Government.NATIONAL: N_("National"),
    Government.SUPRANATIONAL: N_("Supranational"),
    Government.NETWORK: N_("City network"),
    Government.CIVIL: N_("Civil society"),
    Government.OTHER: N_("Other"),
}

HEIGHT = {  # at which of four an actor stands, the lowest first
    Government.LOCAL: 0,
    Government.NETWORK: 0,
    Government.CIVIL: 0,
    Government.REGIONAL: 1,
    Government.NATIONAL: 2,
    Government.SUPRANATIONAL: 3,
}


class Direction(StrEnum):
    VERTICAL = "vertical"
    HORIZONTAL = "horizontal"


DIRECTIONS = {
    Direction.VERTICAL: N_("Vertical: between levels of government"),
    Direction.HORIZONTAL: N_("Horizontal: on one level"),
}


class Stance(StrEnum):
    SUPPORTS = "supports"
    DEMANDS = "demands"
    COOPERATES = "cooperates"
    CRITICISES = "criticises"
    REPORTS = "reports"
    NEUTRAL = "neutral"


STANCES = {
    Stance.SUPPORTS: N_("Supports"),
    Stance.DEMANDS: N_("Demands something of"),
    Stance.COOPERATES: N_("Works together with"),
    Stance.CRITICISES: N_("Criticises"),
    Stance.REPORTS: N_("Reports to"),
    Stance.NEUTRAL: N_("Mentions"),
}


def direction_between(one: Government, other: Government) -> Direction | None:
    """What follows from the levels of two actors; None where one of them has none."""
    if one not in HEIGHT or other not in HEIGHT:
        return None
    same = HEIGHT[one] == HEIGHT[other]
    return Direction.HORIZONTAL if same else Direction.VERTICAL


@dataclass(frozen=True)
class Actor:
    key: int
    name: str
    level: Government


@dataclass(frozen=True)
class Tie:
    """That one actor is said to do something towards another, in one passage."""

    source: int
    target: int
    direction: Direction
    stance: Stance
    document: int


@dataclass(frozen=True)
class Arc:
    """All ties from one actor to another, of one direction and stance."""

    source: int
    target: int
    direction: Direction
    stance: Stance
    passages: int
    documents: int


@dataclass(frozen=True)
class Network:
    actors: tuple[Actor, ...]
    arcs: tuple[Arc, ...] = field(default=())

    def degree(self, key: int) -> int:
        """Passages in which an actor takes part."""
        return sum(a.passages for a in self.arcs if key in {a.source, a.target})


def network(actors: Iterable[Actor], ties: Iterable[Tie]) -> Network:
    """Actors that take part in a tie, by name, and their arcs, the weightiest first."""
    of: dict[tuple[int, int, Direction, Stance], list[int]] = {}
    for tie in ties:
        key = (tie.source, tie.target, tie.direction, tie.stance)
        of.setdefault(key, []).append(tie.document)
    arcs = [Arc(*key, len(found), len(set(found))) for key, found in of.items()]
    arcs.sort(key=lambda a: (-a.passages, a.source, a.target, a.direction, a.stance))
    tied = {end for arc in arcs for end in (arc.source, arc.target)}
    known = sorted((a for a in actors if a.key in tied), key=lambda a: (a.name, a.key))
    present = {actor.key for actor in known}
    kept = tuple(arc for arc in arcs if arc.source in present and arc.target in present)
    return Network(tuple(known), kept)


@dataclass(frozen=True)
class Gazetteer:
    """Names and aliases of actors, by their folded words."""

    names: dict[tuple[str, ...], int]
    longest: int

    def found(self, words: Sequence[str]) -> list[tuple[int, int, int]]:
        """Where actors are named among folded words: begin, end and whom; the longest name wins,
        and none overlaps another."""
        answer, at = [], 0
        while at < len(words):
            for size in range(min(self.longest, len(words) - at), 0, -1):
                whom = self.names.get(tuple(words[at : at + size]))
                if whom is not None:
                    answer.append((at, at + size, whom))
                    at += size
                    break
            else:
                at += 1
        return answer


def gazetteer(names: Iterable[tuple[tuple[str, ...], int]]) -> Gazetteer:
    """Of folded words with whom they name; what two actors share names neither."""
    known: dict[tuple[str, ...], int] = {}
    shared: set[tuple[str, ...]] = set()
    for words, whom in names:
        if not words:
            continue
        if known.setdefault(words, whom) != whom:
            shared.add(words)
    for words in shared:
        del known[words]
    return Gazetteer(known, max((len(words) for words in known), default=0))
