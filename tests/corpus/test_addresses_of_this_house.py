"""What pages of this house stand for, where their addresses are brought in."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from corpus.test_imports import client_of
from localturn.agenda.domain.content import Document as Leaflet
from localturn.corpus.actions import fetching
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportBatch
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid
from makers.academy import make_enrolment, make_facilitator, make_run
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


def test_a_course_of_which_nothing_is_open_is_neither_offered_nor_is_its_own_page_taken() -> None:
    work, run = make_work(), make_run()
    assert work.coder.person is not None
    make_enrolment(run, work.coder.person)
    course, coder = run.version.course.get_absolute_url(), client_of(work.coder)
    run.releases.update(opens_at=moments.now() + timedelta(days=1))
    offered = f"/corpus/take/?of={quote(course, safe='')}"
    sent = {"kind": "public", "addresses": settings.PUBLIC_URL + course}

    assert offered not in coder.get(course).text
    answer = coder.post(f"/corpus/projects/{work.project.slug}/import/", sent)
    run.releases.update(opens_at=moments.now())

    assert answer.status_code == 422
    assert "There is no reading of the course “Migration governance” that is open" in answer.text
    assert not ImportBatch.objects.exists()
    assert offered in coder.get(course).text
