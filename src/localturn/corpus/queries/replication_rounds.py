"""Rounds as a replication package has them: who coded what, what was settled, how far coders
agree."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import F

from localturn.corpus.domain.figures import Figure, figures
from localturn.corpus.domain.replication import Row
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Agreement, Assignment, Project, Round, Settlement
from localturn.corpus.queries.counted import merged_in
from localturn.corpus.queries.rounds import coders_by_document


@dataclass(frozen=True)
class Keys:
    """What things are called in a package, by their numbers."""

    documents: Mapping[int, str]
    codes: Mapping[int, str]
    coders: Mapping[int, str]
    cases: Mapping[int, str]
    sets: Mapping[int, str]


class Rounds:
    """Those of a project that are closed, of documents of some classes."""

    def __init__(
        self, project: Project, documents: Iterable[int], classes: frozenset[DocumentClass]
    ) -> None:
        self._project = project
        self._documents = sorted(documents)
        self._classes = classes
        rows = Round.objects.filter(project=project, closed_at__isnull=False)
        self._rounds = list(rows.order_by("name"))

    @cached_property
    def _settlements(self) -> list[tuple[Settlement, int]]:
        """With the code that each counts as now."""
        merged = merged_in(self._project.pk)
        rows = Settlement.objects.filter(
            round__in=self._rounds,
            document__in=self._documents,
            version=F("document__version"),
        ).select_related("round")
        ordered = rows.order_by("round__name", "document", "region_start", "code", "start", "pk")
        return [(row, merged.get(row.code_id, row.code_id)) for row in ordered]

    @cached_property
    def _figures(self) -> list[tuple[str, str, Figure]]:
        """With the round, and whether it is of all documents or of the public ones: as far as it
        rests on what is in the package."""
        found = []
        for kept in Agreement.objects.filter(round__in=self._rounds).select_related("round"):
            of = "all" if self._holds_all(kept.round) else "public"
            is_in_it = of == "all" or DocumentClass.PUBLIC in self._classes
            if is_in_it and kept.content and of in kept.content:
                found += [(kept.round.name, of, each) for each in figures(kept.content[of])]
        return found

    def _holds_all(self, round_: Round) -> bool:
        rows = Assignment.objects.filter(round=round_).order_by()
        kinds = set(rows.values_list("document__kind", flat=True).distinct())
        return kinds <= {each.value for each in self._classes}

    def used(self) -> set[int]:
        """Codes with which something was settled."""
        return {code for _row, code in self._settlements}

    def told_of(self) -> set[int]:
        """Codes of which it is told how far coders agreed."""
        return {each.about["code"] for *_of, each in self._figures if "code" in each.about}

    def assignments(self, keys: Keys) -> Iterator[Row]:
        compared = {
            (round_.pk, document, coder)
            for round_ in self._rounds
            for document, coders in coders_by_document(round_).items()
            if len(coders) > 1
            for coder in coders
        }
        rows = Assignment.objects.filter(round__in=self._rounds, document__in=self._documents)
        for row in rows.select_related("round").order_by("round__name", "document", "member"):
            is_compared = (row.round_id, row.document_id, row.member_id) in compared
            yield (
                row.round.name,
                keys.documents[row.document_id],
                keys.coders[row.member_id],
                when(row.done_at) if row.done_at else "",
                "yes" if is_compared else "no",
            )

    def settlements(self, keys: Keys) -> Iterator[Row]:
        for row, code in self._settlements:
            yield (
                row.round.name,
                keys.documents[row.document_id],
                keys.codes[code],
                row.region_start,
                row.region_end,
                row.start,
                row.end,
                keys.coders[row.by_id] if row.by_id else "",
                when(row.settled_at),
            )

    def agreement(self, keys: Keys) -> Iterator[Row]:
        """What is about a document that is not in the package stays."""
        for round_, of, each in self._figures:
            about = each.about
            document = keys.documents.get(about.get("document", 0), "")
            if "document" in about and not document:
                continue
            yield (
                round_,
                of,
                each.measure,
                keys.codes.get(about.get("code", 0), ""),
                keys.coders.get(about.get("coder", 0), ""),
                keys.coders.get(about.get("other", 0), ""),
                document,
                *(_number(n) for n in (each.value, each.low, each.high, each.coverage)),
            )


def when(moment: datetime) -> str:
    """As a package writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _number(value: float | None) -> str:
    """As many figures as say what it is: whole numbers as such."""
    return "" if value is None else f"{value:.10g}"
