"""A mail that came back is read while nothing is held."""

import pytest
from django.db import connection

from localturn.agenda.actions.returning import take_in
from localturn.agenda.models import Bounce
from localturn.agenda.standards.bounces import Returned, read
from makers.mailing import NOON


@pytest.mark.django_db(transaction=True)
def test_strangers_mails_are_read_outside_of_the_transaction() -> None:
    held = []

    def reader(raw: bytes) -> Returned:
        held.append(connection.in_atomic_block)
        return read(raw)

    kept = take_in(b"Subject: failure notice\n\nSorry.", now=NOON, reader=reader)
    again = take_in(b"Subject: failure notice\n\nSorry.", now=NOON, reader=reader)

    assert held == [False]
    assert (again, Bounce.objects.count()) == (kept, 1)
