"""Codes against what documents are."""

import numpy as np
import pytest

from localturn.corpus.domain.crosstabs import Cell, cells, contrasts, counted, grouped
from localturn.corpus.domain.rates import poisson
from localturn.corpus.domain.spans import spans

pytestmark = pytest.mark.once

MONEY, FUNDS, RIGHTS = 1, 2, 3
ROWS = [
    # key, document, start, end, code, coder
    (1, 7, 0, 5, MONEY, 1),
    (2, 7, 9, 12, MONEY, 1),
    (3, 8, 0, 5, FUNDS, 1),
    (4, 9, 0, 5, RIGHTS, 2),
    (5, 99, 0, 5, RIGHTS, 2),
]
DOCUMENTS, WORDS = np.array([7, 8, 9]), np.array([1_000, 3_000, 2_000])


def test_a_row_counts_its_codes_with_all_below_them() -> None:
    rows = [np.array([MONEY, FUNDS]), np.array([FUNDS]), np.array([RIGHTS]), np.array([50])]

    table = cells(counted(spans(ROWS), rows, DOCUMENTS, WORDS), [np.array([7, 8]), np.array([9])])

    assert table == [
        [Cell(3, 2, 4_000, 2), Cell(0, 0, 2_000, 1)],
        [Cell(1, 1, 4_000, 2), Cell(0, 0, 2_000, 1)],
        [Cell(0, 0, 4_000, 2), Cell(1, 1, 2_000, 1)],
        [Cell(0, 0, 4_000, 2), Cell(0, 0, 2_000, 1)],
    ]


def test_a_cell_knows_its_rate_and_how_sure_it_is() -> None:
    cell = Cell(3, 2, 4_000, 2)

    assert (cell.rate, cell.share) == (7.5, 1.0)
    assert cell.rate_interval is not None
    assert cell.rate_interval.low == poisson(3).low * 2.5
    assert cell.share_interval is not None
    assert Cell(0, 0, 0, 0).rate_interval is None
    assert Cell(0, 0, 0, 0).share is None


def test_a_document_may_stand_in_several_columns_and_an_unknown_one_in_none() -> None:
    of = counted(spans(ROWS), [np.array([MONEY])], DOCUMENTS, WORDS)

    assert cells(of, [np.array([7, 7, 1234]), np.array([7])]) == [
        [Cell(2, 1, 1_000, 1), Cell(2, 1, 1_000, 1)]
    ]


def test_two_sides_are_held_against_each_other() -> None:
    of = counted(spans(ROWS), [np.array([MONEY, FUNDS]), np.array([RIGHTS])], DOCUMENTS, WORDS)

    money, rights = contrasts(of, np.array([7, 8]), np.array([9]))

    assert (money.one, money.other) == (Cell(3, 2, 4_000, 2), Cell(0, 0, 2_000, 1))
    assert money.comparison.ratio is None
    assert rights.comparison.ratio == 0.0
    assert (money.q, rights.q) == (None, None)


def test_an_empty_corpus_has_empty_cells() -> None:
    none = np.array([], dtype=np.int64)

    assert cells(counted(spans(), [np.array([1])], none, none), [none]) == [[Cell(0, 0, 0, 0)]]


def test_documents_are_grouped_by_value_in_order() -> None:
    groups = grouped({3: "Europe", 1: "North America", 2: "Europe"})

    assert {value: documents.tolist() for value, documents in groups.items()} == {
        "Europe": [2, 3],
        "North America": [1],
    }
