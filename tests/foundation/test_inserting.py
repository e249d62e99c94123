"""Many rows at once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from localturn.agenda.models import RawItem, Source
from localturn.foundation import inserting
from localturn.foundation.inserting import insert
from makers.agenda import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _rows(number: int) -> list[RawItem]:
    source = Source.objects.create(kind="feed", name="Towns", added_at=NOON)
    return [
        RawItem(
            source=source,
            key=f"{n}",
            print="x",
            at=NOON + timedelta(minutes=n),
            text="Über 100 % – 'so' \"und\" so\n",
            published=date(2026, 5, n % 28 + 1),
            told={"title": "Ämne", "n": [n, None, True]},
            is_cancelled=n % 2 == 0,
        )
        for n in range(number)
    ]


def _values(rows: list[RawItem]) -> list[tuple[object, ...]]:
    names = [each.attname for each in RawItem._meta.local_concrete_fields]
    return [tuple(getattr(row, name) for name in names) for row in rows]


def test_rows_come_out_as_they_went_in_each_with_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inserting, "MOST_VALUES", 100)
    rows = _rows(25)

    with CaptureQueriesContext(connection) as asked:
        insert(RawItem, rows)

    assert _values(list(RawItem.objects.order_by("pk"))) == _values(rows)
    assert len({each.pk for each in rows}) == 25
    assert len(asked) == 4


def test_what_the_database_refuses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = _rows(2)
    rows[1].key = rows[0].key

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(RawItem, rows)
    assert not RawItem.objects.exists()


def test_no_rows_ask_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert(RawItem, [])

    assert len(asked) == 0
