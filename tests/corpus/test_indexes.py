"""What is looked for among a million codings is found by an index."""

import pytest
from django.db.models import Count, ManyToOneRel, Model, QuerySet

from localturn.corpus.models import Coding, Settlement
from localturn.corpus.permissions import sight
from localturn.foundation.library.models import Document, TextVersion
from makers.corpus import make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def _reads_all(rows: QuerySet[Model]) -> bool:
    return "SCAN" in rows.order_by().explain()


@pytest.mark.parametrize("kind", [Document, TextVersion])
def test_deleting_a_text_looks_through_no_whole_table(kind: type[Model]) -> None:
    pointing = {
        f"{relation.related_model.__name__}.{relation.field.name}": _reads_all(
            relation.related_model._base_manager.filter(**{relation.field.name: 1})
        )
        for relation in kind._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel) and isinstance(relation.related_model, type)
    }

    assert [name for name, reads_all in pointing.items() if reads_all] == []
    assert len(pointing) > 1


@pytest.mark.parametrize(
    "rows",
    [
        Coding.objects.filter(code=1),
        Coding.objects.filter(code=1, meaning=2),
        Coding.objects.filter(code=1, meaning__lt=2),
        Coding.objects.filter(document=1, version=1),
        Settlement.objects.filter(document=1, version=1),
    ],
)
def test_codings_that_are_recoded_or_carried_over_are_found_by_an_index(
    rows: QuerySet[Model],
) -> None:
    assert not _reads_all(rows)


def test_passages_of_a_code_are_still_read_in_the_order_of_their_index() -> None:
    page = Coding.objects.filter(code=1, withdrawn_at=None).order_by("document_id", "start", "id")

    assert "codings_of_a_code" in page.explain()
    assert "B-TREE" not in page.explain()


def test_passages_of_a_code_are_counted_in_their_index_alone() -> None:
    counted = Coding.objects.filter(code=1, withdrawn_at=None).order_by().values("code")

    assert "COVERING INDEX codings_of_a_code" in counted.values_list(Count("pk")).explain()


def test_passages_of_a_cell_are_looked_up_by_their_numbers() -> None:
    work = make_work()

    rows = sight(work.lead).codings_numbered([1, 2, 3])

    assert "SEARCH corpus_coding USING INTEGER PRIMARY KEY" in rows.explain()
