"""Organisations of the platform that coded passages name, to be taken as actors by a person."""

from collections import Counter
from dataclasses import dataclass

from localturn.corpus.domain.networks import gazetteer
from localturn.corpus.models import Actor
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.relations import LOOKED_THROUGH
from localturn.foundation.people.models import Organisation, OrganisationName
from localturn.foundation.search.words import words_of

MOST_NAMES = 50_000


@dataclass(frozen=True)
class Named:
    organisation: Organisation
    passages: int


def organisations_named(sight: Sight, *, most: int = 20) -> list[Named]:
    """In the newest codings in sight, those named most often first, but for those that are actors
    already (5 statements)."""
    actors = Actor.objects.filter(project=sight.project, withdrawn_at=None)
    taken = set(actors.exclude(organisation=None).values_list("organisation", flat=True))
    known = {each.casefold() for each in actors.values_list("name", flat=True)}
    names = [
        (pk, name)
        for rows in (
            Organisation.objects.order_by("pk").values_list("pk", "name"),
            OrganisationName.objects.order_by("pk").values_list("organisation", "text"),
        )
        for pk, name in rows[:MOST_NAMES]
        if pk not in taken and name.casefold() not in known
    ]
    if not names:
        return []
    looked_for = gazetteer((tuple(words_of(name)), pk) for pk, name in names)
    counts = Counter[int]()
    quotes = sight.codings().order_by("-pk").values_list("quote", flat=True)[:LOOKED_THROUGH]
    for quote in quotes:
        counts.update({whom for _b, _e, whom in looked_for.found(words_of(quote))})
    order = sorted(counts, key=lambda pk: (-counts[pk], pk))[:most]
    found = Organisation.objects.in_bulk(order)
    return [Named(found[pk], counts[pk]) for pk in order if pk in found]


def names_besides(organisation: Organisation) -> list[str]:
    """Its other names, in any language (1 statement)."""
    rows = OrganisationName.objects.filter(organisation=organisation).order_by("pk")
    others = rows.values_list("text", flat=True)[:100]
    return list(dict.fromkeys(each for each in others if each != organisation.name))
