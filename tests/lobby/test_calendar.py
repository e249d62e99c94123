"""The joint calendar, and the feed that calendar programs read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from localturn.foundation import moments
from localturn.foundation.people.models import Person
from makers.academy import NOON, make_enrolment, make_person, make_run, make_version

pytestmark = pytest.mark.django_db
Count = Any


@pytest.fixture(autouse=True)
def _in_march() -> Any:
    with moments.travelled(NOON - datetime.now(UTC)):
        yield


@pytest.fixture
def reader(client: Client) -> Person:
    """A participant of one run, in Skopje, who has signed in."""
    person = make_person(zone="Europe/Skopje", language="en")
    make_enrolment(make_run(title="Spring"), person)
    client.force_login(person)
    return person


def feed_of(person: Person) -> str:
    return reverse("calendar-feed", args=[person.calendar_token])


def show(client: Client, query: str = "") -> Any:
    return client.get(reverse("calendar") + query)


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = show(client)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_the_days_to_come_are_listed_with_what_is_due_on_them(
    client: Client, reader: Person
) -> None:
    text = show(client).text

    assert "Wednesday 10 March 2027 to Tuesday 6 April 2027" not in text
    assert "10 March 2027 to 6 April 2027" in text
    days = [part.split("</h2>")[0] for part in text.split('<h2 id="day-')[1:]]
    assert [day[:10] for day in days] == ["2027-03-14", "2027-03-15", "2027-03-21"]
    assert "Sunday 14 March 2027" in days[0]
    assert "All times are yours: Central European" in text
    assert "Quiz 1" in text
    assert "Migration governance, Spring" in text


def test_a_reader_elsewhere_sees_their_own_day_and_the_time_where_it_was_written(
    client: Client, reader: Person
) -> None:
    reader.zone = "Asia/Tbilisi"
    reader.save()

    text = show(client).text

    assert '<h2 id="day-2027-03-15">' in text
    assert "02:59" in text
    assert "Sunday 14 March 2027, 23:59 (Central European" in text


def test_the_pages_before_and_after_leave_no_day_out(client: Client, reader: Person) -> None:
    text = show(client, "?from=2027-03-31").text

    assert "?from=2027-03-03" in text
    assert "?from=2027-04-28" in text
    assert "31 March 2027 to 27 April 2027" in text


def test_four_weeks_without_anything_say_so(client: Client, reader: Person) -> None:
    assert "Nothing in these four weeks" in show(client, "?from=2031-01-01").text


@pytest.mark.parametrize("nonsense", ["soon", "2027-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused_with_a_sentence(
    client: Client, reader: Person, nonsense: str
) -> None:
    answer = show(client, f"?from={nonsense}")

    assert answer.status_code == 422
    assert "is no day of the calendar" in answer.text


def test_the_page_is_kept_by_no_cache(client: Client, reader: Person) -> None:
    assert show(client)["Cache-Control"] == "private, no-store"


def test_the_page_costs_the_same_at_one_run_and_at_three(
    client: Client, reader: Person, django_assert_num_queries: Count
) -> None:
    # session with person, the academy's three, the exchange's, the agenda's
    with django_assert_num_queries(6):
        show(client)
    version = make_version()
    for _each in range(2):
        make_enrolment(make_run(version), reader)
    with django_assert_num_queries(6):
        show(client)


# --- The feed ----------------------------------------------------------------------------------


def test_the_feed_is_read_by_its_address_alone() -> None:
    person = make_person(zone="Europe/Skopje")
    make_enrolment(make_run(), person)

    answer = Client().get(feed_of(person))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 9
    assert len({event["UID"] for event in events}) == 9


def test_the_feed_sets_no_cookie_and_is_for_nobody_elses_cache_or_index() -> None:
    answer = Client().get(feed_of(make_person()))

    assert list(answer.cookies) == []
    assert set(answer["Cache-Control"].split(", ")) == {"private", "max-age=600"}
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Content-Language"] == "en"


def test_a_program_that_asks_again_is_told_that_nothing_is_new() -> None:
    person = make_person()
    make_enrolment(make_run(), person)
    first = Client().get(feed_of(person))

    again: HttpResponse = Client().get(feed_of(person), headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("token", ["guessed", "a" * 32, "x.ics"])
def test_an_unknown_address_answers_404(token: str) -> None:
    answer = Client().get(reverse("calendar-feed", args=[token]))

    assert answer.status_code == 404
    assert "has moved" in answer.text


def test_who_may_not_sign_in_has_no_feed() -> None:
    person = make_person(is_active=False)

    assert Client().get(feed_of(person)).status_code == 404


def test_a_new_address_silences_the_old_one(client: Client, reader: Person) -> None:
    old = feed_of(reader)

    answer = client.post(reverse("calendar-address"))

    assert answer["Location"] == reverse("calendar") + "#subscribe"
    reader.refresh_from_db()
    assert Client().get(old).status_code == 404
    assert Client().get(feed_of(reader)).status_code == 200
    assert f"{settings.PUBLIC_URL}{feed_of(reader)}" in show(client).text


def test_an_address_is_not_renewed_by_following_a_link(client: Client, reader: Person) -> None:
    assert client.get(reverse("calendar-address")).status_code == 405
    assert Client(enforce_csrf_checks=True).post(reverse("calendar-address")).status_code == 403


def test_the_feed_tells_of_the_last_two_months_and_the_next_year() -> None:
    person = make_person()
    for weeks in (-20, 0, 40, 80):
        day = NOON.date() + timedelta(weeks=weeks)
        make_enrolment(make_run(starts_on=day, title=f"In {weeks} weeks"), person)

    text = Client().get(feed_of(person)).text.replace("\r\n ", "")

    assert "In -20 weeks" not in text
    assert "In 0 weeks" in text
    assert "In 40 weeks" in text
    assert "In 80 weeks" not in text


def test_the_feed_costs_six_statements(django_assert_num_queries: Count) -> None:
    person = make_person()
    make_enrolment(make_run(), person)

    with django_assert_num_queries(6):
        Client().get(feed_of(person))
