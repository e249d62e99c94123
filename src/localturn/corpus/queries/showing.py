"""Passages as lists show them, read through what somebody sees."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Substr

from localturn.corpus.domain.asking import Layer
from localturn.corpus.models import Node, Settlement
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.counted import merged_in
from localturn.corpus.queries.desk import coders_of

LONGEST = 600
"""Characters of a passage in a list."""


@dataclass(frozen=True)
class Passage:
    key: int
    quote: str
    document: int
    title: str
    language: str
    start: int
    code: str
    coder: str
    """Who coded it; "" where it was settled and nobody alone did."""
    coding: int | None
    """Whose page shows it alone."""

    @property
    def short(self) -> str:
        words = " ".join(self.quote.split())
        return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def shown(sight: Sight, keys: Sequence[int], *, layer: Layer = Layer.ALL) -> dict[int, Passage]:
    """By number, those of the passages that are in sight (2 statements, or up to 3)."""
    return _settled(sight, keys) if layer is Layer.SETTLED else _coded(sight, keys)


def _coded(sight: Sight, keys: Sequence[int]) -> dict[int, Passage]:
    rows = sight.codings_numbered(keys)
    coders = coders_of(sight)
    return {
        key: Passage(
            *(key, quote, document, title, language, start, code), coder=coders[coder], coding=key
        )
        for key, quote, document, title, language, start, code, coder in rows.values_list(
            *("pk", "quote", "document_id", "document__title", "document__language"),
            *("start", "code__name", "coder_id"),
        )
    }


def _settled(sight: Sight, keys: Sequence[int]) -> dict[int, Passage]:
    rows = Settlement.objects.filter(
        pk__in=keys,
        document__in=sight.documents().order_by(),
        round__closed_at__isnull=False,
        start__isnull=False,
    )
    found = rows.annotate(
        quote=Substr("version__text", F("start") + 1, F("end") - F("start"))
    ).select_related("document", "code")
    merged = merged_in(sight.project.pk)
    names = dict(Node.objects.filter(pk__in=set(merged.values())).values_list("pk", "name"))
    return {
        each.pk: Passage(
            each.pk,
            each.quote,
            each.document_id,
            each.document.title,
            each.document.language,
            each.start or 0,
            names.get(merged.get(each.code_id, 0), each.code.name),
            "",
            each.coding_id,
        )
        for each in found.order_by()
    }
