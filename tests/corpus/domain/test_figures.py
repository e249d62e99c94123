"""What is kept of agreement, as figures of which each says what it is of."""

from localturn.corpus.domain.figures import Figure, figures


def test_every_figure_is_found_with_what_it_is_of() -> None:
    kept = {
        "everything": {"value": 0.5, "low": 0.25, "high": 0.75, "coverage": None},
        "documents": 3,
        "codes": [{"code": 7, "alone": {"value": None}, "kappa": -0.1}],
        "pairs": [{"one": 1, "other": 2, "documents": 2}],
        "by_document": {"41": 0.5, "42": None},
    }

    assert list(figures(kept)) == [
        Figure("everything", {}, 0.5, 0.25, 0.75),
        Figure("documents", {}, 3.0),
        Figure("codes.alone", {"code": 7}),
        Figure("codes.kappa", {"code": 7}, -0.1),
        Figure("pairs.documents", {"coder": 1, "other": 2}, 2.0),
        Figure("by_document", {"document": 41}, 0.5),
        Figure("by_document", {"document": 42}),
    ]


def test_what_is_added_to_what_is_kept_comes_along_under_its_own_names() -> None:
    kept = {
        "units": [
            {"division": "paragraphs", "fleiss": 0.25, "codes": [{"code": 7, "cohen": None}]},
        ],
        "by_code": {"7": {"value": 1, "low": 0.5}},
    }

    assert list(figures(kept)) == [
        Figure("units.paragraphs.fleiss", {}, 0.25),
        Figure("units.paragraphs.codes.cohen", {"code": 7}),
        Figure("by_code", {"code": 7}, 1.0, 0.5),
    ]
