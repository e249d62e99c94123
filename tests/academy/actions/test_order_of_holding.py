"""Actions that meet over one attempt wait for one another, and never both for ever."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client

from localturn.academy.actions import attempts, late
from localturn.academy.actions.enrolment import withdraw
from localturn.academy.actions.moving import move_run
from localturn.academy.models import Attempt, Completion, GradeEntry
from localturn.academy.queries.late import seen_in
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_published,
    make_run,
    make_version,
)
from makers.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

AFTER = NOON + timedelta(days=7)
ANSWERED = QueryDict("a0=0&a1=0&a2=0&a3=0")


def make_attempt() -> Attempt:
    """Open, with its first question answered."""
    seat = make_enrolment(make_run())
    assert seat.person is not None
    quiz = seat.run.version.activities.get(stable_id="quiz-1")
    attempt = attempts.start(seat, quiz, by=seat.person, now=NOON)
    attempts.save_answer(attempt.pk, 0, ANSWERED, sequence=1, by=seat.person, now=NOON)
    return attempt


def hand_in(attempt: Attempt, _guide: Person) -> Callable[[], Any]:
    person = attempt.enrolment.person
    assert person is not None
    return partial(attempts.hand_in, attempt, by=person, now=NOON)


def let_the_clock_close(attempt: Attempt, _guide: Person) -> Callable[[], Any]:
    return partial(attempts.close_if_due, attempt, now=AFTER)


def accept_what_came_late(attempt: Attempt, guide: Person) -> Callable[[], Any]:
    person = attempt.enrolment.person
    assert person is not None
    attempts.save_answer(attempt.pk, 1, ANSWERED, sequence=2, by=person, now=AFTER)
    seen = seen_in(attempt)
    return partial(late.accept_late, attempt, seen=seen, reason="Ill.", by=guide, now=AFTER)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.parametrize("deed", [hand_in, let_the_clock_close, accept_what_came_late])
def test_a_run_moves_while_somebody_is_closing_an_attempt(
    deed: Callable[[Attempt, Person], Callable[[], Any]], tmp_path: Path
) -> None:
    attempt = make_attempt()
    run = attempt.enrolment.run
    guide = make_facilitator(run)
    newer = make_published(make_version(course=run.version.course, number=None), number=2)
    do = deed(attempt, guide)
    first_row_held, seats_held = Event(), Event()

    def closing() -> Any:
        """It stops for a moment when it has its first row."""

        def step(execute: Any, sql: str, *more: Any) -> Any:
            answer = execute(sql, *more)
            if " FOR " in sql and not first_row_held.is_set():
                first_row_held.set()
                seats_held.wait(1)
            return answer

        with connection.execute_wrapper(step):
            return do()

    def moving() -> Any:
        def step(execute: Any, sql: str, *more: Any) -> Any:
            answer = execute(sql, *more)
            if " FOR " in sql and 'FROM "academy_enrolment"' in sql:
                seats_held.set()
            return answer

        assert first_row_held.wait(60)
        with connection.execute_wrapper(step):
            return move_run(run, to=newer, anew=(), by=guide, now=NOON)

    answers = at_once(closing, moving, folder=tmp_path)

    assert [each for each in answers if isinstance(each, Exception)] == []
    attempt.refresh_from_db()
    assert (attempt.closed_at is not None, attempt.activity.version_id) == (True, newer.pk)
    standing = GradeEntry.objects.get(enrolment=attempt.enrolment, is_standing=True)
    assert standing.activity_id == attempt.activity_id


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_who_gives_the_seat_back_while_handing_in_has_handed_in_nothing(tmp_path: Path) -> None:
    attempt = make_attempt()
    person = attempt.enrolment.person
    assert person is not None
    seat_held, waits = Event(), Event()

    def giving_back() -> Any:
        with transaction.atomic():
            withdraw(attempt.enrolment, by=person, now=NOON)
            seat_held.set()
            waits.wait(10)
            sleep(0.2)  # by then the other one stands before the row

    def handing_in() -> Any:
        assert seat_held.wait(10)

        def step(execute: Any, sql: str, *more: Any) -> Any:
            if " FOR " in sql:
                waits.set()
            return execute(sql, *more)

        stale = Attempt.objects.select_related("enrolment").get(pk=attempt.pk)
        with connection.execute_wrapper(step):
            return attempts.hand_in(stale, by=person, now=NOON)

    _left, refused = at_once(giving_back, handing_in, folder=tmp_path)

    assert isinstance(refused, NotAllowed)
    attempt.refresh_from_db()
    assert attempt.closed_at is None


def test_who_hands_in_twice_at_once_is_told_both_times_that_it_is_done(tmp_path: Path) -> None:
    attempt = make_attempt()
    seat = attempt.enrolment
    assert seat.person is not None
    clients = [Client(raise_request_exception=False) for _ in range(4)]
    for client in clients:
        client.force_login(seat.person)
    address = f"/academy/runs/{seat.run.slug}/a/quiz-1/hand-in/"
    sent = {"attempt": "1", "anyway": "yes", "s0": "1", "a0": "0"}
    all_have_read = Barrier(len(clients))

    def deed(client: Client) -> tuple[int, int, int]:
        """Go on when everybody has found the attempt open."""
        steps: list[None] = []

        def step(execute: Any, sql: str, *more: Any) -> Any:
            answer = execute(sql, *more)
            if 'FROM "academy_attempt"' in sql and not steps:
                steps.append(None)
                all_have_read.wait(60)
            return answer

        with connection.execute_wrapper(step):
            status = client.post(address, sent).status_code
        return (
            status,
            GradeEntry.objects.filter(enrolment=seat).count(),
            Completion.objects.filter(enrolment=seat).count(),
        )

    with moments.travelled(NOON - moments.now()):
        answers = at_once(*(partial(deed, each) for each in clients), folder=tmp_path)

    assert answers == [(302, 1, 1)] * 4
