"""The database itself keeps a published version as it is."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from localturn.academy.models import (
    Activity,
    Award,
    Bank,
    Captions,
    CourseVersion,
    Medium,
    Module,
    Question,
)
from makers.academy import NOON, make_person, make_published, make_version
from makers.videos import make_video

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ROWS: dict[Any, dict[str, Any]] = {
    Module: {"title": "Other"},
    Bank: {"name": "other"},
    Question: {"text": "Other?"},
    Activity: {"body": "Other."},
    Award: {"rules": []},
    Medium: {"name": "other.webm"},
    Captions: {"text": "WEBVTT"},
}


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_no_row_of_a_published_version_is_changed_deleted_or_added(model: Any) -> None:
    draft = make_version(number=None)
    make_video(draft)
    make_published(draft)
    row = model.objects.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**ROWS[model])
    with pytest.raises(IntegrityError), transaction.atomic():
        _delete(row)
    row.pk = None
    refused = pytest.raises(IntegrityError, match="a published version is never changed")
    with refused, transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_rows_of_a_draft_are_changed_and_deleted(model: Any) -> None:
    make_video(make_version(number=None))
    row = model.objects.last()

    model.objects.filter(pk=row.pk).update(**ROWS[model])
    Activity.objects.all().delete()
    model.objects.all().delete()

    assert not model.objects.exists()


def test_no_row_moves_into_a_published_version() -> None:
    version, draft = make_version(), make_version(number=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        draft.awards.update(version=version, stable_id="another")


def test_a_published_version_is_neither_changed_nor_deleted_nor_taken_back() -> None:
    version = make_version()

    for change in ({"title": "Other"}, {"number": None, "published_at": None}, {"number": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CourseVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        _delete(version)


def test_who_published_it_can_be_forgotten_but_not_replaced() -> None:
    draft = make_version(number=None)
    draft.number, draft.published_at, draft.published_by = 1, NOON, make_person()
    draft.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        CourseVersion.objects.filter(pk=draft.pk).update(published_by=make_person())
    CourseVersion.objects.filter(pk=draft.pk).update(published_by=None)


def _delete(row: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])
