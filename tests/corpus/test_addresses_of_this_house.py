"""What pages of this house stand for, where their addresses are brought in."""

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from localturn.agenda.domain.content import Document as Leaflet
from localturn.corpus.actions import fetching
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportBatch
from localturn.foundation.refusals import Invalid
from makers.academy import make_facilitator, make_run
from makers.agenda import make_event
from makers.corpus import NOON, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_course_named_ever_so_often_is_asked_for_once_and_before_anything_is_written(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    work, run = make_work(), make_run()
    assert work.coder.person is not None
    make_facilitator(run, work.coder.person)
    course = settings.PUBLIC_URL + run.version.course.get_absolute_url()
    kind = DocumentClass.PUBLIC

    with django_assert_max_num_queries(60) as asked:
        batch = fetching.begin_with_addresses(
            [f"{course}?x={number}" for number in range(200)], kind=kind, by=work.coder, now=NOON
        )

    assert [each.title for each in batch.items.order_by("pk")] == ["Reading 1", "Case 2"]
    said = [each["sql"] for each in asked.captured_queries]
    runs = [n for n, sql in enumerate(said) if "academy_run" in sql]
    begins = next(n for n, sql in enumerate(said) if sql.startswith("SAVEPOINT"))
    assert len(runs) == 2
    assert max(runs) < begins


def test_what_comes_after_too_much_is_not_looked_at(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    work, run = make_work(), make_run()
    assert work.coder.person is not None
    make_facilitator(run, work.coder.person)
    leaflets = [Leaflet(f"Plan {n}", f"https://towns.example/{n}", "en") for n in range(3)]
    event = make_event(documents=tuple(leaflets))
    pages = (event.get_absolute_url(), run.version.course.get_absolute_url())
    addresses = [settings.PUBLIC_URL + page for page in pages]
    monkeypatch.setattr(fetching, "MOST_ADDRESSES", 2)

    with django_assert_max_num_queries(20) as asked, pytest.raises(Invalid):
        fetching.begin_with_addresses(addresses, kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)

    assert not [each for each in asked.captured_queries if "academy_" in each["sql"]]
    assert not ImportBatch.objects.exists()
