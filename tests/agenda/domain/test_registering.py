"""When one can register, what an answer may be, and who is next; without a database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from localturn.agenda.domain.registering import (
    Asks,
    Held,
    Openness,
    Place,
    Question,
    Terms,
    Window,
    lacks,
    months_after,
    offered_until,
    read_answers,
    reminder_at,
)
from localturn.agenda.domain.terms import Status

pytestmark = pytest.mark.once

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (Window(None, None), Openness.OPEN),
        (Window(NOON, NOON + HOUR), Openness.OPEN),
        (Window(NOON + HOUR, None), Openness.NOT_YET),
        (Window(None, NOON), Openness.CLOSED),
        (Window(None, NOON + HOUR, is_closed=True), Openness.CLOSED),
        (Window(None, NOON + HOUR, status=Status.POSTPONED), Openness.OFF),
        (Window(None, NOON + HOUR, status=Status.CANCELLED), Openness.OFF),
        (Window(None, NOON + HOUR, is_published=False), Openness.OFF),
    ],
)
def test_registration_includes_its_opening_and_not_its_end(window: Window, said: Openness) -> None:
    assert window.at(NOON) is said


def test_it_opens_on_the_clocks_of_the_zone_that_it_was_written_in() -> None:
    terms = Terms(date(2026, 7, 1), time(9), "Europe/Stockholm")

    assert terms.opens_at == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert Terms().opens_at is None


@pytest.mark.parametrize(
    ("held", "free", "to_offer"),
    [
        (Held(None, 100), None, 0),
        (Held(None, 100, waiting=3), None, 3),
        (Held(25, 24), 1, 0),
        (Held(25, 24, offered=1, waiting=4), 0, 0),
        (Held(25, 23, offered=1, waiting=4), 0, 1),
        (Held(25, 20, waiting=2), 3, 2),
        (Held(25, 26), 0, 0),
    ],
)
def test_who_waits_comes_before_who_comes_now(held: Held, free: int | None, to_offer: int) -> None:
    assert (held.free, held.to_offer) == (free, to_offer)


def test_an_offer_ends_when_the_event_begins() -> None:
    assert offered_until(NOON, days=3, starts=NOON + 9 * 24 * HOUR) == NOON + timedelta(days=3)
    assert offered_until(NOON, days=3, starts=NOON + HOUR) == NOON + HOUR


def test_people_are_reminded_in_the_morning_where_it_is_held() -> None:
    day = date(2026, 10, 22)

    assert reminder_at(day, 1, "Asia/Tokyo") == datetime(2026, 10, 21, 0, tzinfo=UTC)
    assert reminder_at(day, 1, "America/New_York") == datetime(2026, 10, 21, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("months", "day"),
    [
        (1, date(2026, 2, 28)),
        (2, date(2026, 3, 31)),
        (3, date(2026, 4, 30)),
        (25, date(2028, 2, 29)),
    ],
)
def test_a_month_that_is_shorter_ends_on_its_last_day(months: int, day: date) -> None:
    assert months_after(datetime(2026, 1, 31, 8, tzinfo=UTC), months).date() == day


MEAL = Question("Which meal?", Asks.CHOICE, ("Soup", "Salad"), is_required=True, key=1)
NOTE = Question("Anything else?", key=2)
CONSENT = Question("May we film?", Asks.YES_NO, is_required=True, key=3)


def test_answers_are_taken_as_they_were_asked() -> None:
    answers = read_answers([MEAL, NOTE, CONSENT], {1: "Soup", 2: " ", 3: "yes", 9: "made up"})

    assert answers.said == {1: "Soup", 3: "yes"}
    assert answers.wrong == {}


def test_what_is_missing_or_no_answer_is_said_of_each_question() -> None:
    assert set(read_answers([MEAL, NOTE, CONSENT], {}).wrong) == {1, 3}
    assert set(read_answers([MEAL], {1: "Steak"}).wrong) == {1}
    assert set(read_answers([NOTE], {2: "x" * 2_001}).wrong) == {2}


@pytest.mark.parametrize(
    "terms",
    [
        Terms(),
        Terms(places=(Place("Hall"), Place(" hall"))),
        Terms(places=(Place("Hall"),), questions=(Question(" "),)),
        Terms(places=(Place("Hall"),), questions=(Question("Meal?", Asks.CHOICE, ("Soup",)),)),
    ],
)
def test_a_form_that_nobody_could_fill_in_is_refused(terms: Terms) -> None:
    assert len(lacks(terms)) == 1
