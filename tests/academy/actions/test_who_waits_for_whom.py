"""What is held while files come and surveys close, and who may go on meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from localturn.academy.actions import surveys, work_files
from localturn.academy.actions.holding import hold_seat
from localturn.academy.models import Activity, Enrolment, SurveyClosing, SurveyUrn
from localturn.foundation import moments
from localturn.foundation.files import arriving
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from makers import files
from makers.academy import NOON, make_enrolment, make_run, make_version
from makers.races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


def owner(seat: Enrolment) -> Person:
    assert seat.person is not None
    return seat.person


def once_it_holds(table: str, then: Callable[[], Any]) -> Any:
    """While it lasts, `then` is done when the first row of that table is held."""
    done: list[str] = []

    def step(execute: Any, sql: str, *more: Any) -> Any:
        answer = execute(sql, *more)
        if " FOR " in sql and f'FROM "{table}"' in sql and not done:
            done.append(sql)
            then()
        return answer

    return connection.execute_wrapper(step)


def write_to(person: Person, key: str) -> None:
    Message.objects.create(
        person=person, key=key, address=person.email, posted_at=NOON, next_at=NOON
    )


def test_who_holds_a_seat_may_write_to_who_lays_a_file_by(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    seat = make_enrolment(make_run(starts_on=NOON.date() - timedelta(days=8)))
    activity = seat.run.version.activities.get(stable_id="assignment-2")
    seat_held, person_held = Event(), Event()

    def lay_by() -> None:
        assert seat_held.wait(60)
        with once_it_holds("people_person", person_held.set):
            work_files.lay_by(seat, activity, [files.upload()], by=owner(seat), now=NOON)

    def write() -> None:
        with transaction.atomic():
            hold_seat(seat.pk)
            seat_held.set()
            assert person_held.wait(60)
            write_to(owner(seat), "a")

    answers = at_once(lay_by, write, folder=tmp_path)

    assert answers == [None, None]
    assert (seat.draft_files.count(), Message.objects.count()) == (1, 1)


def test_who_announces_a_file_may_be_written_to(tmp_path: Path) -> None:
    person = owner(make_enrolment(make_run()))
    held, written = Event(), Event()
    in_time: list[bool] = []

    def wait() -> None:
        held.set()
        in_time.append(written.wait(60))

    def announce() -> None:
        with once_it_holds("people_person", wait):
            arriving.begin(person, purpose="p", name="a.pdf", size=9, most=9, now=NOON)

    def write() -> None:
        assert held.wait(60)
        write_to(person, "a")
        written.set()

    assert at_once(announce, write, folder=tmp_path) == [None, None]
    assert in_time == [True]


def make_seat_with_survey() -> tuple[Enrolment, Activity]:
    version = make_version(number=None)
    survey = Activity.objects.create(
        version=version,
        module=version.modules.get(stable_id="module-1"),
        position=8,
        stable_id="survey",
        file_name="08-survey",
        kind="survey",
        title="Survey",
        minutes=5,
        settings={"anonymous": True, "questions": [{"id": "w", "kind": "text", "text": "What?"}]},
        body_html="<p>Tell us.</p>",
    )
    return make_enrolment(make_run(version)), survey


def close_when_due(_seat: Enrolment) -> None:
    with moments.travelled(NOON + timedelta(days=90) - moments.now()):
        surveys.close_due_surveys.func()


def test_a_survey_that_is_due_closes_after_who_is_answering(tmp_path: Path) -> None:
    seat, survey = make_seat_with_survey()
    held, closed = Event(), Event()

    def wait() -> None:
        held.set()
        closed.wait(1)

    def answer() -> None:
        with once_it_holds("academy_run", wait):
            surveys.answer(seat, survey, {"w": "Tea"}, due=None, by=owner(seat), now=NOON)

    def close() -> int:
        assert held.wait(60)
        close_when_due(seat)
        assert SurveyClosing.objects.filter(activity=survey).exists()
        found = SurveyUrn.objects.count()
        closed.set()
        return found

    assert at_once(answer, close, folder=tmp_path) == [None, 1]
