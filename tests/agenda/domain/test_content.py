"""What an announcement must say, and what another announcement of the same adds to it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from localturn.agenda.domain.content import Content, Text, differing, filled, lacks
from localturn.agenda.domain.terms import Kind
from localturn.agenda.domain.when import Deadline, When

pytestmark = pytest.mark.once

DAY = date(2026, 10, 22)
ORIGINAL = Text("sv", "Möte", is_original=True)
MEETING = Content(texts=(ORIGINAL,), when=When("Europe/Stockholm", DAY, time(9), DAY, time(12)))


def test_a_time_is_what_clocks_show_in_its_zone() -> None:
    assert MEETING.when.starts_at == datetime(2026, 10, 22, 7, tzinfo=UTC)
    assert MEETING.when.ends_at == datetime(2026, 10, 22, 10, tzinfo=UTC)


def test_whole_days_last_to_the_end_of_the_last_where_they_are() -> None:
    days = When("Europe/Stockholm", date(2026, 10, 24), last_day=date(2026, 10, 25))

    assert days.is_all_day
    assert days.starts_at == datetime(2026, 10, 23, 22, tzinfo=UTC)
    assert days.ends_at == datetime(2026, 10, 25, 23, tzinfo=UTC)  # clocks went back


def test_without_an_end_it_is_over_when_its_day_is() -> None:
    evening = When("UTC", DAY, time(18))

    assert evening.ends_at == datetime(2026, 10, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "is_backwards"),
    [
        (When("UTC", DAY, time(9), DAY, time(9)), True),
        (When("UTC", DAY, last_day=date(2026, 10, 21)), True),
        (When("UTC", last_day=DAY), True),
        (When("UTC", DAY, time(22), date(2026, 10, 23), time(1)), False),
        (When("UTC", DAY), False),
    ],
)
def test_an_end_comes_after_a_beginning(when: When, is_backwards: bool) -> None:
    assert when.is_backwards is is_backwards


def test_a_deadline_without_a_time_passes_with_its_day() -> None:
    assert Deadline(DAY, None, "America/Toronto").passes_at == datetime(2026, 10, 23, 4, tzinfo=UTC)
    assert Deadline(DAY, time(12), "UTC").passes_at == datetime(2026, 10, 22, 12, tzinfo=UTC)


def test_an_event_needs_a_title_and_a_day_and_a_call_a_last_day() -> None:
    assert lacks(MEETING) == []
    assert lacks(Content()) == ["It has no title.", "It has no date."]
    call = Content(kind=Kind.CALL, texts=(ORIGINAL,))
    assert lacks(call) == ["A call needs a last day or a date."]
    assert lacks(replace(call, deadline=Deadline(DAY))) == []
    assert lacks(Content(kind=Kind.REPORT, texts=(ORIGINAL,))) == []


def test_nobody_registers_after_the_event() -> None:
    late = replace(MEETING, deadline=Deadline(date(2026, 10, 23)))

    assert lacks(late) == ["Registration ends after the event."]


def test_another_announcement_fills_what_is_empty_and_nothing_else() -> None:
    told = Content(
        texts=(Text("en", "Meeting", is_original=True), Text("sv", "Något annat")),
        when=When("UTC", date(2027, 1, 1)),
        venue="Town hall",
    )

    both = filled(MEETING, told)

    assert both.venue == "Town hall"
    assert both.when == MEETING.when
    assert both.texts == (ORIGINAL, Text("en", "Meeting"))
    assert differing(MEETING, both) == {"venue", "texts"}
