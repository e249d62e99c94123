"""Saved questions as a replication package has them: in its keys, with their answers from what is
in it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from localturn.corpus.domain.asking import Asked, Kind, Unusable, read, withheld
from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.domain.replication import Row, number
from localturn.corpus.models import Attribute, AttributeValue, Question, Round
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.answers import Answer, answer, values_of
from localturn.corpus.queries.counted import merged_in
from localturn.corpus.queries.replication_rounds import Keys


@dataclass(frozen=True)
class Questions:
    """As `questions.json` says them, and the rows of their tables by name."""

    asked: list[dict[str, Any]]
    answers: dict[str, list[Row]]
    by_paragraphs: bool
    """Whether one of them can be answered only by who knows where paragraphs begin."""


def asked_in(sight: Sight) -> list[tuple[Question, Asked | None]]:
    """The saved questions; None for one that can no longer be read (1 statement)."""
    rows = Question.objects.filter(project=sight.project, withdrawn_at=None).order_by("number")
    return [(row, _read(row)) for row in rows]


def _read(row: Question) -> Asked | None:
    try:
        return read(row.asked)
    except Unusable:
        return None


def questions_of(
    sight: Sight, questions: list[tuple[Question, Asked | None]], keys: Keys
) -> Questions:
    """Answered for this sight, which must see what is in the package and nothing else."""
    said = _Saying(sight, keys)
    listed: list[dict[str, Any]] = []
    answers: dict[str, list[Row]] = {}
    by_paragraphs = False
    for row, kept in questions:
        asked = kept and said.seen(kept)
        told: dict[str, Any] = {"number": row.number, "name": row.name, "kind": row.kind}
        if asked is not None:
            found = answer(sight, asked)
            name = f"question_{row.number}"
            answers[name] = list(_rows(found, keys))
            told |= {
                "asked": said.asked(asked),
                "table": f"tables/{name}.csv",
                "is_cut": found.is_cut,
            }
            by_paragraphs |= asked.kind is Kind.TOGETHER and asked.nearness is Nearness.PARAGRAPH
        listed.append(told)
    return Questions(listed, answers, by_paragraphs)


class _Saying:
    """A question in the keys of a package."""

    def __init__(self, sight: Sight, keys: Keys) -> None:
        self._keys = keys
        self._merged = merged_in(sight.project.pk)
        attributes = Attribute.objects.filter(project=sight.project)
        self._attributes: Mapping[int, str] = dict(attributes.values_list("pk", "name"))
        self._of_cases = set(attributes.filter(of_cases=True).values_list("pk", flat=True))
        self._sight = sight
        rounds = Round.objects.filter(project=sight.project)
        self._rounds: Mapping[int, str] = dict(rounds.values_list("pk", "name"))

    @cached_property
    def _values(self) -> Mapping[int, Collection[str]]:
        """Of each attribute those of documents in the package, and of the cases that join them."""
        rows = AttributeValue.objects.filter(
            Q(document__in=self._sight.documents().order_by())
            | Q(case__in=self._sight.cases().order_by()),
            attribute__in=self._attributes,
        )
        found: dict[int, set[str]] = {}
        for attribute, value in rows.order_by().values_list("attribute", "value").distinct():
            found.setdefault(attribute, set()).add(value)
        return found

    def seen(self, asked: Asked) -> Asked:
        """Without values that only other documents have: they may say who was asked."""
        return asked if self._sight.sees_all_documents else withheld(asked, self._values)

    def asked(self, asked: Asked) -> dict[str, Any]:
        """What is no longer there is called by an empty word, which nothing else is called; what
        depends on sets, on cases and on what is known of cases is told by the documents of the
        package that it means."""
        return {
            **asdict(asked),
            **self._among(asked),
            "codes": [
                self._keys.codes.get(self._merged.get(each, each), "") for each in asked.codes
            ],
            "attribute": None
            if asked.attribute is None
            else self._attributes.get(asked.attribute, ""),
            "coder": self._keys.coders.get(asked.coder or 0, ""),
            "round": self._rounds.get(asked.round or 0, ""),
            "filters": [
                {
                    "attribute": self._attributes.get(each.attribute, ""),
                    "values": list(each.values),
                }
                for each in asked.filters
                if each.attribute not in self._of_cases
            ],
        }

    def _among(self, asked: Asked) -> dict[str, Any]:
        """`documents` is None where all are meant, and `values` where they are the documents'
        own."""
        said: dict[str, Any] = {"documents": None, "values": None}
        documents = self._sight.documents().order_by()
        of_cases = values_of(
            self._of_cases & {asked.attribute or 0, *(each.attribute for each in asked.filters)},
            self._keys.documents,
        )
        if asked.attribute in self._of_cases:
            values = of_cases.get(asked.attribute, {})
            said["values"] = {self._keys.documents[pk]: sorted(v) for pk, v in values.items()}
        by_cases = [each for each in asked.filters if each.attribute in self._of_cases]
        said["filters_of_cases"] = [
            {"attribute": self._attributes.get(each.attribute, ""), "values": list(each.values)}
            for each in by_cases
        ]
        for each in by_cases:
            values, allowed = of_cases.get(each.attribute, {}), set(each.values)
            fitting = [
                pk for pk in self._keys.documents if not allowed.isdisjoint(values.get(pk, ("",)))
            ]
            documents = documents.filter(pk__in=fitting)
        for name, chosen, known, called in (
            ("sets", asked.sets, self._sight.sets(), self._keys.sets),
            ("cases", asked.cases, self._sight.cases(), self._keys.cases),
        ):
            if chosen:
                seen = set(known.filter(pk__in=chosen).values_list("pk", flat=True))
                said[name] = [called.get(each, "") if each in seen else "" for each in chosen]
                documents = documents.filter(
                    pk__in=documents.filter(**{f"{name}__in": chosen}).values("pk")
                )
        if asked.sets or asked.cases or by_cases:
            keys = (self._keys.documents.get(pk) for pk in documents.values_list("pk", flat=True))
            said["documents"] = sorted(each for each in keys if each is not None)
        return said


def _rows(found: Answer, keys: Keys) -> Iterator[Row]:
    """Cells in which something was coded."""
    if found.asked.kind is Kind.TOGETHER:
        for row, pairs in zip(found.rows, found.pairs, strict=False):
            for other, count in zip(found.rows, pairs, strict=False):
                if count:
                    yield (keys.codes[row.code], keys.codes[other.code], count, *[None] * 3, "")
        return
    for row, cells in zip(found.rows, found.table, strict=True):
        for column, cell in zip(found.columns, cells, strict=True):
            if cell.passages:
                label = keys.coders[column.coder] if column.coder else column.name
                yield (
                    *(keys.codes[row.code], label, cell.passages, cell.documents, cell.of),
                    *(cell.words, number(cell.rate)),
                )
