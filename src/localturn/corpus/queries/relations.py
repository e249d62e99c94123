"""Actors and relations as far as their passages are in sight."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from localturn.corpus.domain import networks
from localturn.corpus.domain.layout import layout
from localturn.corpus.domain.networks import (
    GOVERNMENTS,
    Direction,
    Gazetteer,
    Government,
    Network,
    Stance,
    Tie,
    direction_between,
    gazetteer,
    network,
)
from localturn.corpus.models import Actor, Coding, Relation
from localturn.corpus.permissions import Sight
from localturn.foundation.charts import Chart, Edge, Spot, graph
from localturn.foundation.search.words import words_of

MOST_TIES = 50_000
MOST_DRAWN = 80
"""Actors on a picture; the table has all."""
LOOKED_THROUGH = 400
"""Codings in which actors are looked for, to suggest relations."""


def actors_of(sight: Sight) -> QuerySet[Actor]:
    """Those in sight."""
    return sight.actors()


def relations_seen(sight: Sight) -> QuerySet[Relation]:
    """Those whose passage is in sight."""
    seen = sight.codings().order_by().filter(pk=OuterRef("coding"))
    return Relation.objects.filter(Exists(seen), project=sight.project, withdrawn_at=None).order_by(
        "coding__document", "coding__start", "pk"
    )


@dataclass(frozen=True)
class Chosen:
    """Which relations are looked at."""

    direction: Direction | None = None
    stance: Stance | None = None
    actor: int | None = None

    def of(self, rows: QuerySet[Relation]) -> QuerySet[Relation]:
        if self.direction is not None:
            rows = rows.filter(direction=self.direction.value)
        if self.stance is not None:
            rows = rows.filter(stance=self.stance.value)
        if self.actor is not None:
            rows = rows.filter(Q(source=self.actor) | Q(target=self.actor))
        return rows


def network_of(sight: Sight, chosen: Chosen) -> Network:
    """All actors that are tied in sight (2 statements)."""
    rows = chosen.of(relations_seen(sight)).values_list(
        "source", "target", "direction", "stance", "coding__document"
    )
    ties = [
        Tie(source, target, Direction(direction), Stance(stance), document)
        for source, target, direction, stance, document in rows[:MOST_TIES]
    ]
    actors = [
        networks.Actor(pk, name, Government(level))
        for pk, name, level in actors_of(sight).values_list("pk", "name", "level")
    ]
    return network(actors, ties)


def picture_of(of: Network, title: str) -> Chart | None:
    """The weightiest actors; None where none is tied."""
    if not of.actors:
        return None
    weightiest = sorted(of.actors, key=lambda a: (-of.degree(a.key), a.name))[:MOST_DRAWN]
    kept = {actor.key for actor in weightiest}
    drawn = Network(
        tuple(a for a in of.actors if a.key in kept),
        tuple(a for a in of.arcs if a.source in kept and a.target in kept),
    )
    levels = [level for level in Government if any(a.level is level for a in drawn.actors)]
    at = {actor.key: place for place, actor in enumerate(drawn.actors)}
    places = layout(drawn)
    spots = [
        Spot(a.name, *places[n], levels.index(a.level), of.degree(a.key))
        for n, a in enumerate(drawn.actors)
    ]
    edges = [
        Edge(
            at[arc.source],
            at[arc.target],
            arc.passages,
            arc.stance is Stance.CRITICISES,
            f"{drawn.actors[at[arc.source]].name} → {drawn.actors[at[arc.target]].name}:"
            f" {arc.passages}",
        )
        for arc in drawn.arcs
    ]
    words = _("An arrow is what passages say of how one actor stands to another.")
    return graph(title, words, spots, edges, [_(GOVERNMENTS[level]) for level in levels])


def figures_of(sight: Sight) -> dict[int, int]:
    """In how many relations in sight each actor is (2 statements)."""
    found: dict[int, int] = {}
    for end in ("source", "target"):
        rows = relations_seen(sight).order_by().values_list(end).annotate(Count("pk"))
        for actor, number in rows:
            found[actor] = found.get(actor, 0) + number
    return found


@dataclass(frozen=True)
class Suggestion:
    """Two actors that a coded passage names, and that nobody has related in it yet."""

    coding: Coding
    source: Actor
    target: Actor
    direction: Direction | None


def suggestions(sight: Sight, *, most: int = 20) -> list[Suggestion]:
    """From the newest codings in sight; a person confirms each (3 statements)."""
    actors = {actor.pk: actor for actor in actors_of(sight)}
    names = _names(list(actors.values()))
    related = Relation.objects.filter(coding=OuterRef("pk"), withdrawn_at=None)
    rows = sight.codings().filter(~Exists(related)).select_related("document", "code")
    found: list[Suggestion] = []
    for coding in rows.order_by("-pk")[:LOOKED_THROUGH]:
        named = list(dict.fromkeys(whom for _b, _e, whom in names.found(words_of(coding.quote))))
        if len(named) >= 2:
            one, other = actors[named[0]], actors[named[1]]
            levels = Government(one.level), Government(other.level)
            found.append(Suggestion(coding, one, other, direction_between(*levels)))
        if len(found) == most:
            break
    return found


def _names(actors: Sequence[Actor]) -> Gazetteer:
    return gazetteer(
        (tuple(words_of(name)), actor.pk)
        for actor in actors
        for name in (actor.name, *actor.aliases)
    )
