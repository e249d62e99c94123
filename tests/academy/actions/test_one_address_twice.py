from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from localturn.academy.actions import runs as actions
from makers.academy import MONDAY, NOON, make_person, make_version
from makers.races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both,
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite lets one after the other open a run"
    ),
]


def test_of_two_runs_opened_at_once_under_one_address_the_second_is_told_so(tmp_path: Path) -> None:
    open_run = partial(
        actions.open_run,
        make_version(),
        slug="spring",
        title="Spring",
        zone="Europe/Skopje",
        starts_on=MONDAY,
        is_open=True,
        capacity=None,
        host=None,
        partners=[],
        by=make_person(is_staff=True),
        now=NOON,
    )

    answers = at_once(open_run, open_run, folder=tmp_path)

    assert sorted(type(answer).__name__ for answer in answers) == ["Invalid", "Run"]
