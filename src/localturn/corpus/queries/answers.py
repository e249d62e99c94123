"""Questions put to the codings, answered for somebody."""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import QuerySet

from localturn.corpus.domain import cooccurrence
from localturn.corpus.domain.asking import Asked, Kind, Names
from localturn.corpus.domain.codebook import beneath
from localturn.corpus.domain.cooccurrence import Paragraphs
from localturn.corpus.domain.counting import counted as codes_counted
from localturn.corpus.domain.counting import merged
from localturn.corpus.domain.crosstabs import Cell, Contrast, cells, contrasts, counted
from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.domain.spans import Mask, Spans, Whole, is_among
from localturn.corpus.models import Attribute, AttributeValue, Round
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.counted import leaves_of, out_of_use
from localturn.corpus.queries.desk import coders_of
from localturn.corpus.queries.spans import Documents, Seen, documents_seen, seen
from localturn.foundation.library.models import TextVersion

MOST_ROWS = 400
MOST_COLUMNS = 60
_NONE: Whole = np.array([], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Row:
    """A code of the answer, and the codes that it counts."""

    code: int
    name: str
    depth: int
    colour: int
    codes: Whole


@dataclass(frozen=True, eq=False)
class Column:
    """A value, a side, a year, a code or a coder; `documents` or `codes` or a coder make it."""

    name: str
    documents: Whole = field(default_factory=lambda: _NONE)
    codes: Whole = field(default_factory=lambda: _NONE)
    coder: int = 0


@dataclass(frozen=True, eq=False)
class Answer:
    """A table whose cells lead to passages. Of `table`, `pairs` and `contrasts` those are filled
    that the kind of question has."""

    asked: Asked
    names: Names
    rows: Sequence[Row]
    columns: Sequence[Column]
    documents: int
    words: int
    codings: int
    table: Sequence[Sequence[Cell]] = ()
    pairs: Sequence[Sequence[int]] = ()
    strengths: Sequence[Sequence[float | None]] = ()
    contrasts: Sequence[Contrast] = ()
    is_cut: bool = False
    """Whether there are more rows or columns than are shown."""


@dataclass(frozen=True, eq=False)
class _Frame:
    """What a question is put to."""

    asked: Asked
    seen: Seen
    rows: list[Row]
    columns: list[Column]
    names: Names
    is_cut: bool


def answer(sight: Sight, asked: Asked) -> Answer:
    """The answer as far as somebody sees what it rests on (6 to 9 statements)."""
    frame = _frame(sight, asked)
    spans, documents = frame.seen.spans, frame.seen.documents
    common = {
        "asked": asked,
        "names": frame.names,
        "rows": frame.rows,
        "columns": frame.columns,
        "documents": len(documents.key),
        "words": int(documents.words.sum()),
        "codings": len(spans),
        "is_cut": frame.is_cut,
    }
    if asked.kind is Kind.TOGETHER:
        pairs, strengths = _together(frame)
        return Answer(**common, pairs=pairs, strengths=strengths)  # type: ignore[arg-type]
    members = [row.codes for row in frame.rows]
    if asked.kind is Kind.CODERS:
        by_coder = [
            counted(
                spans.where(spans.coder == column.coder), members, documents.key, documents.words
            )
            for column in frame.columns
        ]
        tables = [cells(each, [documents.key]) for each in by_coder]
        table = [[each[r][0] for each in tables] for r in range(len(members))]
        return Answer(**common, table=table)  # type: ignore[arg-type]
    of = counted(spans, members, documents.key, documents.words)
    table = cells(of, [column.documents for column in frame.columns])
    found: list[Contrast] = []
    if asked.kind is Kind.SIDES:
        found = contrasts(of, frame.columns[0].documents, frame.columns[1].documents)
    return Answer(**common, table=table, contrasts=found)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Found:
    """The passages of a cell by their numbers, in the order of documents and places; of codes that
    stand together, `others` are the second of each pair."""

    row: Row
    column: Column
    keys: Whole
    others: Whole | None = None


def passages(sight: Sight, asked: Asked, *, row: int, column: int) -> Found | None:
    """What a cell counts: the row of this code, and the column at this place; None where there is
    no such cell."""
    frame = _frame(sight, asked, is_named=asked.kind is Kind.CODERS)
    of = next((each for each in frame.rows if each.code == row), None)
    if of is None or not 0 <= column < len(frame.columns):
        return None
    at = frame.columns[column]
    spans = frame.seen.spans
    if asked.kind is Kind.TOGETHER:
        first, second = cooccurrence.between(
            spans,
            of.codes,
            at.codes,
            asked.nearness,
            reach=asked.reach,
            paragraphs=_paragraphs(frame),
        )
        return Found(of, at, first, second)
    spans = spans.of(codes=of.codes)
    if asked.kind is Kind.CODERS:
        return Found(of, at, spans.where(spans.coder == at.coder).key)
    return Found(of, at, spans.of(documents=at.documents).key)


def _frame(sight: Sight, asked: Asked, *, is_named: bool = True) -> _Frame:
    every = documents_seen(sight)
    wanted = {each.attribute for each in asked.filters} | {asked.attribute or 0} - {0}
    values = values_of(wanted, set(every.key.tolist()))
    is_filtered = asked.is_narrowed
    documents = every
    if is_filtered:
        documents = every.only(_kept_by_filters(sight, asked, every, values))
    looked = seen(sight, asked, every)
    rows, all_codes = _rows(sight, asked, looked.spans)
    names = _names(sight, asked, all_codes) if is_named else Names(all_codes, {}, {}, {})
    columns = _columns(asked, rows, documents, values.get(asked.attribute or 0, {}), names)
    spans = looked.spans.of(documents=documents.key) if is_filtered else looked.spans
    is_cut = len(rows) > MOST_ROWS or len(columns) > MOST_COLUMNS
    return _Frame(
        asked, Seen(spans, documents), rows[:MOST_ROWS], columns[:MOST_COLUMNS], names, is_cut
    )


def _rows(sight: Sight, asked: Asked, spans: Spans) -> tuple[list[Row], dict[int, str]]:
    """Of the codes in use, and of those no longer in use that something was coded with."""
    leaves = leaves_of(sight.project)
    retired = np.array([each.pk for each in leaves if each.retired_at], dtype=np.int64)
    nodes = codes_counted(leaves, np.unique(spans.code[is_among(spans.code, retired)]).tolist())
    children: dict[int | None, list[int]] = {}
    for node, _depth, parent in nodes:
        children.setdefault(parent, []).append(node.pk)
    as_one = merged({each.pk: each.merged_into_id for each in leaves if each.merged_into_id})
    wanted = {as_one.get(each, each) for each in asked.codes}
    names = {
        node.pk: out_of_use(node.name) if node.retired_at else node.name
        for node, _depth, _parent in nodes
    }
    rows = [
        Row(
            node.pk,
            names[node.pk],
            depth,
            node.colour,
            np.array(
                sorted(beneath(children, node.pk)) if asked.with_below else [node.pk],
                dtype=np.int64,
            ),
        )
        for node, depth, _parent in nodes
        if not wanted or node.pk in wanted
    ]
    return rows, names


Values = Mapping[int, Collection[str]]
"""Of documents: their own, or those of the cases that join them, which may be several."""
_NO_VALUE = ("",)


def values_of(attributes: Collection[int], documents: Collection[int]) -> Mapping[int, Values]:
    """By attribute, the values of these documents (1 statement, none where none is asked)."""
    if not attributes:
        return {}
    found = defaultdict[int, dict[int, set[str]]](dict)
    rows = AttributeValue.objects.filter(attribute__in=attributes).order_by()
    for attribute, document, joined, value in rows.values_list(
        "attribute_id", "document_id", "case__documents", "value"
    ):
        key = document or joined
        if key in documents:
            found[attribute].setdefault(key, set()).add(value)
    return found


def _kept_by_filters(
    sight: Sight, asked: Asked, documents: Documents, values: Mapping[int, Values]
) -> Mask:
    keep = np.ones(len(documents.key), dtype=np.bool_)
    for each in asked.filters:
        of = values.get(each.attribute, {})
        allowed = set(each.values)
        fits = [not allowed.isdisjoint(of.get(k, _NO_VALUE)) for k in documents.key.tolist()]
        keep &= np.array(fits, dtype=bool)
    chosen = {"language": asked.languages, "sets": asked.sets, "cases": asked.cases}
    for name, among in chosen.items():
        if among:
            rows = sight.documents().filter(**{f"{name}__in": among}).order_by()
            numbers = sorted(set(rows.values_list("pk", flat=True)))
            keep &= is_among(documents.key, np.array(numbers, dtype=np.int64))
    return keep


def _columns(
    asked: Asked,
    rows: Sequence[Row],
    documents: Documents,
    values: Values,
    names: Names,
) -> list[Column]:
    if asked.kind is Kind.TOGETHER:
        return [Column(row.name, codes=row.codes) for row in rows[:MOST_COLUMNS]]
    if asked.kind is Kind.CODERS:
        return [Column(name, coder=key) for key, name in names.coders.items()]
    if asked.attribute is None and asked.kind is not Kind.SIDES:
        return [Column("", documents.key)]
    by_value = defaultdict[str, set[int]](set)
    for key in documents.key.tolist():
        for value in values.get(key, _NO_VALUE):
            by_value[_as_column(asked, value)].add(key)
    if asked.kind is Kind.SIDES:
        return [
            Column(
                " + ".join(side) or "–",
                np.array(sorted({k for v in side for k in by_value.get(v, ())}), dtype=np.int64),
            )
            for side in asked.sides
        ]
    return [
        Column(value, np.array(sorted(by_value[value]), dtype=np.int64))
        for value in sorted(by_value, key=lambda v: (v == "", v))
    ]


def _as_column(asked: Asked, value: str) -> str:
    """Of a date, a timeline takes its year."""
    return value[:4] if asked.kind is Kind.TIMELINE else value


def _names(sight: Sight, asked: Asked, codes: Mapping[int, str]) -> Names:
    attributes = {each.attribute for each in asked.filters}
    if asked.attribute is not None:
        attributes.add(asked.attribute)
    named = Attribute.objects.filter(project=sight.project, pk__in=attributes)
    rounds = Round.objects.filter(project=sight.project)
    return Names(
        codes,
        dict(named.values_list("pk", "name")),
        coders_of(sight),
        dict(rounds.values_list("pk", "name")),
        _called(sight.sets(), asked.sets),
        _called(sight.cases(), asked.cases),
    )


def _called(rows: QuerySet[Any], chosen: Sequence[int]) -> dict[int, str]:
    """1 statement; none where none is chosen."""
    return dict(rows.filter(pk__in=chosen).values_list("pk", "name")) if chosen else {}


_paragraphs_kept: OrderedDict[bytes, Paragraphs] = OrderedDict()


def _paragraphs(frame: _Frame) -> Paragraphs | None:
    """Of all texts that the question is put to; texts never change, so they are kept."""
    if frame.asked.nearness is not Nearness.PARAGRAPH:
        return None
    of = frame.seen.documents
    name = of.version.tobytes() + of.key.tobytes()
    kept = _paragraphs_kept.get(name)
    if kept is not None:
        return kept
    versions = dict(zip(of.version.tolist(), of.key.tolist(), strict=True))
    documents: list[int] = []
    starts: list[int] = []
    for some in _batches(sorted(versions), 500):
        rows = TextVersion.objects.filter(pk__in=some).values_list("pk", "paragraphs")
        for version, paragraphs in rows:
            documents += [versions[version]] * len(paragraphs)
            starts += [each[0] for each in paragraphs]
    key, start = np.array(documents, dtype=np.int64), np.array(starts, dtype=np.int64)
    order = np.lexsort((start, key))
    made = _paragraphs_kept[name] = Paragraphs(key[order], start[order])
    while len(_paragraphs_kept) > 2:
        _paragraphs_kept.popitem(last=False)
    return made


def _batches(numbers: list[int], size: int) -> Iterator[list[int]]:
    for begin in range(0, len(numbers), size):
        yield numbers[begin : begin + size]


def _together(frame: _Frame) -> tuple[list[list[int]], list[list[float | None]]]:
    """A pair counts once in each cell to which it belongs, also where row and column share codes
    since they count what hangs on them."""
    rows = frame.rows[:MOST_COLUMNS]
    codes = np.unique(np.concatenate([row.codes for row in rows])) if rows else _NONE
    of = cooccurrence.matrix(
        frame.seen.spans,
        codes,
        frame.asked.nearness,
        reach=frame.asked.reach,
        paragraphs=_paragraphs(frame),
    )
    member = np.zeros((len(rows), len(codes)), dtype=np.int64)
    for number, row in enumerate(rows):
        member[number] = is_among(codes, row.codes)
    pairs = member @ of.pairs @ member.T
    if frame.asked.nearness in cooccurrence.SYMMETRIC:
        apart = of.pairs - np.diag(np.diag(of.pairs))
        shared = (member @ member.T) > 0
        for i in range(len(rows)):
            # those with which it shares no code have no pair to take off
            others, of_row = np.flatnonzero(shared[i]), np.flatnonzero(member[i])
            if len(of_row) > 1:
                both = member[np.ix_(others, of_row)]
                twice = ((both @ apart[np.ix_(of_row, of_row)]) * both).sum(axis=1)
                pairs[i, others] -= twice // 2
    folded = cooccurrence.Matrix(np.arange(len(rows)), pairs, member @ of.codings)
    numbers = range(len(rows))
    return (
        folded.pairs.tolist(),
        [[folded.strength(i, j) for j in numbers] for i in numbers],
    )
